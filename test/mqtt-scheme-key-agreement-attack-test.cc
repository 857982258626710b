// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-key-derivation.h"

namespace ns3::mqtt::test
{

namespace
{

/// Messages that come when they were not asked for, or twice.
class AgreementOrderTest : public TestCase
{
  public:
    AgreementOrderTest()
        : TestCase("key agreement: one answer to each message, and none before it")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto form : ALL_FORMS)
        {
            AgreementPair pair(form);
            KeyAgreementInitiator device(pair.deviceCredentials, form);
            KeyAgreementResponder broker(pair.brokerCredentials, form);
            const auto answer = [&](const Bytes& message) {
                return pair.AtDevice([&]() { return device.Answer(message); });
            };
            const auto isVerified = [&](const Bytes& message) {
                return !pair.AtBroker([&]() { return broker.Verify(message); });
            };
            const auto isEmpty = [](const SessionKeys& keys) {
                return keys.published.Get().empty() && keys.toBroker.Get().empty();
            };
            NS_TEST_EXPECT_MSG_EQ(answer(Bytes(80)).has_value(), false, "2 before 1");
            NS_TEST_EXPECT_MSG_EQ(isVerified({}), false, "nothing, before message 1");
            const Bytes first = pair.AtDevice([&]() { return device.Begin(); });
            const Bytes second = pair.AtBroker([&]() { return broker.Challenge(first); }).value();
            NS_TEST_EXPECT_MSG_EQ(isEmpty(broker.GetKeys()), true, "keys before the proof");
            const Bytes third = answer(second).value();
            NS_TEST_EXPECT_MSG_EQ(isEmpty(device.GetKeys()), false, "no keys");
            NS_TEST_EXPECT_MSG_EQ(isVerified(third), true, "message 3");
            NS_TEST_EXPECT_MSG_EQ(isEmpty(broker.GetKeys()), false, "no keys");
            NS_TEST_EXPECT_MSG_EQ(isVerified(third), false, "message 3 again");
            NS_TEST_EXPECT_MSG_EQ(isEmpty(broker.GetKeys()), true, "keys after a failure");
            NS_TEST_EXPECT_MSG_EQ(answer(second).has_value(), false, "message 2 again");
            NS_TEST_EXPECT_MSG_EQ(isEmpty(device.GetKeys()), true, "keys after a failure");

            // One wrong answer is the last one.
            pair.AtBroker([&]() { return broker.Challenge(first).has_value(); });
            NS_TEST_EXPECT_MSG_EQ(isVerified(third), false, "an answer to an older challenge");
            // A message 1 that is refused ends what was under way.
            const Bytes again = pair.AtDevice([&]() { return device.Begin(); });
            const auto challenge = pair.AtBroker([&]() { return broker.Challenge(again); });
            const Bytes response = answer(challenge.value()).value();
            NS_TEST_EXPECT_MSG_EQ(
                pair.AtBroker([&]() { return broker.Challenge(Bytes(1)); }).has_value(),
                false,
                "a malformed message 1");
            NS_TEST_EXPECT_MSG_EQ(isVerified(response), false, "an answer to a challenge given up");
        }
    }
};

/// The broker's own response of a second session, sent back to it in the first one.
class ReflectionTest : public TestCase
{
  public:
    ReflectionTest()
        : TestCase("key agreement: reflection works as printed and fails against the sound form")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto form : ALL_FORMS)
        {
            AgreementPair pair(form);
            KeyAgreementResponder victim(pair.brokerCredentials, form);
            KeyAgreementResponder oracle(pair.brokerCredentials, form);
            const std::size_t opening = GetOpeningSize(form);
            // Identities are sent in clear; the rest of message 1 is up to the attacker.
            Bytes first = MakeOctets(0x10, 16);
            const Bytes topic = MakeOctets(0x20, 16);
            first.insert(first.end(), topic.begin(), topic.end());
            first.resize(first.size() + opening, 9);
            const Bytes second = pair.AtBroker([&]() { return victim.Challenge(first); }).value();
            std::copy_n(second.begin(), opening, first.begin() + 32);
            const Bytes answer = pair.AtBroker([&]() { return oracle.Challenge(first); }).value();
            const auto error =
                pair.AtBroker([&]() { return victim.Verify(ByteView(answer).SubView(opening)); });
            NS_TEST_EXPECT_MSG_EQ(!error, form.published, "accepted without any key");
        }
    }
};

/// Whoever gets to know the long-term keys later, and has recorded everything.
class ForwardSecrecyTest : public TestCase
{
  public:
    ForwardSecrecyTest()
        : TestCase("key agreement: keys known later open recorded sessions, unless X25519 is used")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto form : ALL_FORMS)
        {
            AgreementPair pair(form);
            pair.Agree();
            const bool isFound = pair.AtBroker([&pair]() { return CanDerive(pair); });
            NS_TEST_EXPECT_MSG_EQ(isFound, !(form.forwardSecrecy && !form.published), "keys");
        }
    }

    /// @param pair after an agreement
    /// @return whether its keys follow from the long-term keys and the messages
    static bool CanDerive(const AgreementPair& pair)
    {
        const auto& known = pair.brokerCredentials;
        const ByteView first = pair.messages[1];
        const ByteView second = pair.messages[2];
        const Bytes printed = Sha1({GetView(known.topic.id),
                                    known.topic.key.Get(),
                                    GetView(known.device.id),
                                    known.device.key.Get(),
                                    first.SubView(32, 16),
                                    second.SubView(0, 16)});
        Bytes secret = known.topic.key.Get().ToBytes();
        const ByteView key = known.device.key.Get();
        secret.insert(secret.end(), key.begin(), key.end());
        const Secret sound =
            HkdfSha256(secret, Sha256({first, second}), ByteView("mqtt-platform session keys"), 64);
        return AreEqual(printed, pair.deviceKeys.published.Get()) ||
               AreEqual(sound.Get().SubView(32, 16), pair.deviceKeys.toBroker.Get());
    }
};

/// Ephemeral keys of which everybody knows the shared secret, from a peer that knows the long-term
/// keys.
class WeakEphemeralKeyTest : public TestCase
{
  public:
    WeakEphemeralKeyTest()
        : TestCase("key agreement: ephemeral keys of small order are refused")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::uint8_t weak : {0, 1})
        {
            AgreementPair pair(FORWARD_SECRET);
            const ResponseMaker responses = pair.AtBroker(
                [&pair]() { return ResponseMaker(pair.brokerCredentials, FORWARD_SECRET); });
            Bytes point(X25519Pair::PUBLIC_KEY_SIZE);
            point[0] = weak;

            KeyAgreementInitiator device(pair.deviceCredentials, FORWARD_SECRET);
            const Bytes first = pair.AtDevice([&]() { return device.Begin(); });
            Bytes second(CHALLENGE_SIZE);
            second.insert(second.end(), point.begin(), point.end());
            const Bytes proof = pair.AtBroker([&]() {
                return responses.MakeForDevice({first, second});
            });
            second.insert(second.end(), proof.begin(), proof.end());
            const auto third = pair.AtDevice([&]() { return device.Answer(second); });
            NS_TEST_EXPECT_MSG_EQ(third.has_value(), false, "X2");

            KeyAgreementResponder broker(pair.brokerCredentials, FORWARD_SECRET);
            Bytes weakFirst(first.begin(), first.end() - X25519Pair::PUBLIC_KEY_SIZE);
            weakFirst.insert(weakFirst.end(), point.begin(), point.end());
            const Bytes challenge =
                pair.AtBroker([&]() { return broker.Challenge(weakFirst); }).value();
            const Bytes answer = pair.AtDevice([&]() {
                return responses.MakeForBroker({weakFirst, challenge});
            });
            const auto error = pair.AtBroker([&]() { return broker.Verify(answer); });
            NS_TEST_EXPECT_MSG_EQ(error.has_value(), true, "X1");
            NS_TEST_EXPECT_MSG_EQ(broker.GetKeys().proof.Get().empty(), true, "keys");
        }
    }
};

/// Random octets instead of messages.
class AgreementGarbageTest : public TestCase
{
  public:
    AgreementGarbageTest()
        : TestCase("key agreement: thousands of random messages are refused")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937_64 random(3);
        for (const auto form : ALL_FORMS)
        {
            AgreementPair pair(form);
            KeyAgreementInitiator device(pair.deviceCredentials, form);
            KeyAgreementResponder broker(pair.brokerCredentials, form);
            const Bytes first = pair.AtDevice([&]() { return device.Begin(); });
            std::size_t taken{0};
            for (int i = 0; i < 2000; ++i)
            {
                // Every other one has a length that some message has.
                const std::size_t sizes[] = {random() % 120, first.size(), 20, 32, 36, 48, 80};
                const Bytes garbage = MakeGarbage(random, sizes[i % 2 ? 0 : random() % 7]);
                const auto identity = KeyAgreementResponder::ReadIdentity(garbage, form);
                NS_TEST_EXPECT_MSG_EQ(identity.has_value(),
                                      (garbage.size() == first.size()),
                                      "message 1 is anything of the right length");
                taken += pair.AtBroker([&]() { return broker.Challenge(garbage).has_value(); });
                pair.AtDevice([&]() { return device.Begin(); });
                taken += pair.AtDevice([&]() { return device.Answer(garbage).has_value(); });
                pair.AtBroker([&]() { return broker.Challenge(first).has_value(); });
                taken += pair.AtBroker([&]() { return !broker.Verify(garbage); });
            }
            NS_TEST_EXPECT_MSG_EQ(taken, 0, "random messages taken");
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeKeyAgreementAttackTests()
{
    return {new AgreementOrderTest,
            new ReflectionTest,
            new ForwardSecrecyTest,
            new WeakEphemeralKeyTest,
            new AgreementGarbageTest};
}

} // namespace ns3::mqtt::test
