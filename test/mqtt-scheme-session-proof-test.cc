// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-codec.h"

namespace ns3::mqtt::test
{

namespace
{

/// Proofs in CONNECT, made by a device and checked by a broker.
class ProofTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// @return a CONNECT that uses every field, without a proof
    static Connect MakeConnect()
    {
        Connect connect;
        connect.clientId = "client";
        connect.cleanSession = false;
        connect.keepAlive = 60;
        connect.will = Will{std::make_shared<Message>(Message{"will/topic", {1, 2, 3}}),
                            Qos::AT_LEAST_ONCE,
                            true};
        return connect;
    }

    /// @param pair after an agreement
    /// @param connect is proven on behalf of the device
    /// @return the packet
    static Connect Prove(AgreementPair& pair, Connect connect)
    {
        const SessionIdentity identity{pair.deviceCredentials.device.id,
                                       pair.deviceCredentials.topic.id};
        pair.AtDevice([&]() {
            ProveSession(connect, identity, pair.deviceKeys, pair.deviceForm);
            return true;
        });
        return connect;
    }

    /// @param pair after an agreement
    /// @param connect as it comes to the broker
    /// @return whether it is proven
    static bool IsTaken(AgreementPair& pair, const Connect& connect)
    {
        return pair.AtBroker([&]() { return IsProven(connect, pair.brokerKeys, pair.brokerForm); });
    }
};

/// What is proven, and what is not.
class ProofTest : public ProofTestCase
{
  public:
    ProofTest()
        : ProofTestCase("CONNECT: the proof of a session holds for the packet that it was made for")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto form : ALL_FORMS)
        {
            AgreementPair pair(form);
            pair.Agree();
            pair.deviceMeter.Clear();
            const Connect connect = Prove(pair, MakeConnect());
            NS_TEST_EXPECT_MSG_EQ(pair.deviceMeter.GetList(),
                                  (form.published ? "sha-1 1" : "hmac-sha256 1"),
                                  "what it costs");
            NS_TEST_EXPECT_MSG_EQ(connect.password->size(),
                                  (form.published ? 40 : 64),
                                  "hexadecimal digits");
            NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, Transmit(connect)), true, "as sent");
            CheckChanges(pair, connect);
            CheckPasswords(pair, connect);
            // Another session of the same device.
            pair.Agree();
            NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, connect), false, "proof of an older session");
        }
    }

    /// @param connect a packet
    /// @return it, after it was octets
    Connect Transmit(const Connect& connect)
    {
        const Bytes octets = Encode(connect);
        Framer framer;
        framer.Append(octets);
        const auto frame = framer.Next();
        const auto packet = Decode(*frame.value());
        NS_TEST_EXPECT_MSG_EQ(packet.has_value(), true, "the packet keeps the rules");
        return std::get<Connect>(packet.value());
    }

    /// Changes every field.
    /// @param pair after an agreement
    /// @param connect proven
    void CheckChanges(AgreementPair& pair, const Connect& connect)
    {
        const auto setWill = [](Connect& c, const char* topic, const Bytes& payload) {
            c.will->message = std::make_shared<Message>(Message{topic, payload});
        };
        const std::function<void(Connect&)> changes[] = {
            [](Connect& c) { c.clientId = "Client"; },
            [](Connect& c) { c.clientId.clear(); },
            [](Connect& c) { c.cleanSession = true; },
            [](Connect& c) { c.keepAlive = 61; },
            [](Connect& c) { c.will.reset(); },
            [](Connect& c) { c.will->qos = Qos::EXACTLY_ONCE; },
            [](Connect& c) { c.will->retain = false; },
            [&](Connect& c) {
                setWill(c, "will/topid", {1, 2, 3});
            },
            [&](Connect& c) {
                setWill(c, "will/topic", {1, 2, 4});
            },
            [&](Connect& c) { setWill(c, "will/topic", {}); },
            [](Connect& c) { c.protocolLevel = 3; },
            [](Connect& c) { c.userName->front() ^= 1; }};
        for (const auto& change : changes)
        {
            Connect changed = connect;
            change(changed);
            // As printed nothing ties the password to the packet: whoever saw it may use it.
            NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, changed), pair.brokerForm.published, "changed");
        }
        Connect nameless = connect;
        nameless.userName.reset();
        NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, nameless), false, "no user name");
    }

    /// Changes the password, and what it is checked with.
    /// @param pair after an agreement
    /// @param connect proven
    void CheckPasswords(AgreementPair& pair, const Connect& connect)
    {
        Connect changed = connect;
        for (auto& octet : *changed.password)
        {
            octet ^= 1;
            NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, changed), false, "a digit");
            octet ^= 1;
        }
        changed.password->pop_back();
        NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, changed), false, "a digit less");
        changed.password->clear();
        NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, changed), false, "no digits");
        changed.password.reset();
        NS_TEST_EXPECT_MSG_EQ(IsTaken(pair, changed), false, "no password");

        // Keys that are not there are nothing to prove knowledge of.
        AgreementPair stranger(pair.deviceForm);
        const Connect forged = Prove(stranger, MakeConnect());
        NS_TEST_EXPECT_MSG_EQ(IsTaken(stranger, forged), false, "empty keys");
    }
};

/// User names.
class ClaimedIdentityTest : public ProofTestCase
{
  public:
    ClaimedIdentityTest()
        : ProofTestCase("CONNECT: user names are two identities in lower-case hexadecimal digits")
    {
    }

  private:
    void DoRun() override
    {
        const std::string device = "101112131415161718191a1b1c1d1e1f";
        const std::string topic = "202122232425262728292a2b2c2d2e2f";
        AgreementPair pair(SOUND);
        pair.Agree();
        Connect connect = Prove(pair, MakeConnect());
        NS_TEST_EXPECT_MSG_EQ(*connect.userName, device + "," + topic, "user name");
        const auto identity = GetClaimedIdentity(connect);
        NS_TEST_ASSERT_MSG_EQ(identity.has_value(), true, "identity");
        NS_TEST_EXPECT_MSG_EQ((identity->device == pair.deviceCredentials.device.id), true, "");
        NS_TEST_EXPECT_MSG_EQ((identity->topic == pair.deviceCredentials.topic.id), true, "");

        std::string upper = device;
        upper[21] = 'A';
        std::string odd = device;
        odd[5] = 'g';
        for (const auto& name : {std::string(),
                                 std::string(","),
                                 device,
                                 device + "," + topic + "0",
                                 device + "," + topic.substr(1),
                                 device + "0" + topic,
                                 device + ", " + topic,
                                 upper + "," + topic,
                                 odd + "," + topic,
                                 device + "," + topic.substr(1) + std::string(1, '\0')})
        {
            connect.userName = name;
            NS_TEST_EXPECT_MSG_EQ(GetClaimedIdentity(connect).has_value(), false, name);
        }
        connect.userName.reset();
        NS_TEST_EXPECT_MSG_EQ(GetClaimedIdentity(connect).has_value(), false, "no user name");

        std::mt19937_64 random(4);
        for (int i = 0; i < 2000; ++i)
        {
            const Bytes garbage = MakeGarbage(random, i % 2 ? 65 : random() % 130);
            connect.userName = ByteView(garbage).ToText();
            NS_TEST_EXPECT_MSG_EQ(GetClaimedIdentity(connect).has_value(), false, "random octets");
        }
    }
};

/// The password against Python's hashlib and hmac.
class ProofKnownAnswerTest : public ProofTestCase
{
  public:
    ProofKnownAnswerTest()
        : ProofTestCase("CONNECT: passwords as computed with Python's hashlib")
    {
    }

  private:
    void DoRun() override
    {
        SessionKeys keys;
        keys.published = Secret(MakeOctets(0x50, 20));
        keys.proof = Secret(MakeOctets(0x60, 32));
        Connect connect;
        connect.clientId = "c";
        connect.keepAlive = 60;
        for (const auto form : {PUBLISHED, SOUND})
        {
            AgreementPair pair(form);
            pair.deviceKeys = keys;
            const Connect proven = Prove(pair, connect);
            NS_TEST_EXPECT_MSG_EQ(
                ByteView(*proven.password).ToText(),
                (form.published
                     ? "1a2bda9cc6d19d9393b01b8f0fccb75858f28d25"
                     : "c4a841e645a4ddd2489ab311aa3ab6a377b8b4efa6599c202a804267a4eb9c87"),
                "password");
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeSessionProofTests()
{
    return {new ProofTest, new ClaimedIdentityTest, new ProofKnownAnswerTest};
}

} // namespace ns3::mqtt::test
