// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-hex.h"

#include <set>

namespace ns3::mqtt::test
{

namespace
{

/// @param form how the agreement is run
/// @return its name in messages of the tests
std::string
NameOf(KeyAgreementForm form)
{
    return form.published ? "published: " : form.forwardSecrecy ? "forward secret: " : "sound: ";
}

/// @param keys of a session
/// @return each of them in hexadecimal digits
std::vector<std::string>
ToTexts(const SessionKeys& keys)
{
    return {ToHex(keys.published.Get()),
            ToHex(keys.proof.Get()),
            ToHex(keys.toBroker.Get()),
            ToHex(keys.toDevice.Get())};
}

/// What happens when nobody interferes.
class AgreementTest : public TestCase
{
  public:
    AgreementTest()
        : TestCase("key agreement: both sides accept and share keys that nothing else has")
    {
    }

  private:
    void DoRun() override
    {
        Check(PUBLISHED, {48, 36, 20}, {20, 0, 0, 0});
        Check(SOUND, {48, 48, 32}, {0, 32, 16, 16});
        Check(FORWARD_SECRET, {80, 80, 32}, {0, 32, 16, 16});
        NS_TEST_EXPECT_MSG_EQ(m_seen.size(), 2 + 6 + 6, "no key twice, in any form or session");
    }

    /// @param form how the agreement is run
    /// @param messageSizes octets of messages 1 to 3
    /// @param keySizes octets of the keys
    void Check(KeyAgreementForm form,
               const std::vector<std::size_t>& messageSizes,
               const std::vector<std::size_t>& keySizes)
    {
        AgreementPair pair(form);
        for (int session = 0; session < 2; ++session)
        {
            NS_TEST_EXPECT_MSG_EQ(pair.Agree(), true, NameOf(form) << pair.refusal << " refused");
            for (std::size_t i = 0; i < messageSizes.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(pair.messages[i + 1].size(),
                                      messageSizes[i],
                                      NameOf(form) << "octets of message " << i + 1);
            }
            const auto keys = ToTexts(pair.deviceKeys);
            NS_TEST_EXPECT_MSG_EQ((keys == ToTexts(pair.brokerKeys)), true, NameOf(form));
            for (std::size_t i = 0; i < keys.size(); ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(keys[i].size(), 2 * keySizes[i], NameOf(form) << i);
                if (!keys[i].empty())
                {
                    m_seen.insert(keys[i]);
                }
            }
        }
    }

    std::set<std::string> m_seen; ///< keys
};

/// Fills everything with one octet.
class ConstantRandom : public RandomSource
{
  public:
    /// @param octet all there ever is
    explicit ConstantRandom(std::uint8_t octet)
        : m_octet(octet)
    {
    }

    void Fill(std::uint8_t* octets, std::size_t size) override
    {
        std::fill_n(octets, size, m_octet);
    }

  private:
    std::uint8_t m_octet; ///< all there ever is
};

/// The formulas against Python's hashlib and hmac, which know nothing of this module.
class KnownAnswerTest : public TestCase
{
  public:
    KnownAnswerTest()
        : TestCase("key agreement: responses and keys as computed with Python's hashlib")
    {
    }

  private:
    void DoRun() override
    {
        Check(PUBLISHED,
              "9e45c8505baea0f9b5f4416abe13dbe9e7f7b068",
              "7aa808f0d0e6eca9b9d0b926987eaba9607f05de",
              {"e9362f4633d8ff98bcb609433a4b27f9d27c7b60", "", "", ""});
        Check(SOUND,
              "cb505cbf83bf9e45f2a94d017d411914bffc155952200fdea22889caad55c5fe",
              "ad8a1b6af719dcca7fa2e464025b5e001bddbdb38dcc7a51f4de8b1aeaad1673",
              {"",
               "04c6c5204c6a56308446db994039164bca86232481d1132c5fd2a88e90f686a7",
               "0ba643ffd542c0a94b0005b0905eaf04",
               "a37f36bb9f372989aac18bbb069d8451"});
    }

    /// @param form how the agreement is run
    /// @param brokerResponse R1
    /// @param deviceResponse R2
    /// @param keys in hexadecimal digits
    void Check(KeyAgreementForm form,
               const std::string& brokerResponse,
               const std::string& deviceResponse,
               const std::vector<std::string>& keys)
    {
        AgreementPair pair(form);
        pair.deviceRandom = std::make_shared<ConstantRandom>(0xc1);
        pair.brokerRandom = std::make_shared<ConstantRandom>(0xc2);
        NS_TEST_EXPECT_MSG_EQ(pair.Agree(), true, NameOf(form) << pair.refusal << " refused");
        const std::string first =
            ToHex(MakeOctets(0x10, 16)) + ToHex(MakeOctets(0x20, 16)) + ToHex(Bytes(16, 0xc1));
        NS_TEST_EXPECT_MSG_EQ(ToHex(pair.messages[1]), first, "message 1");
        NS_TEST_EXPECT_MSG_EQ(ToHex(pair.messages[2]),
                              ToHex(Bytes(16, 0xc2)) + brokerResponse,
                              "message 2");
        NS_TEST_EXPECT_MSG_EQ(ToHex(pair.messages[3]), deviceResponse, "message 3");
        NS_TEST_EXPECT_MSG_EQ((ToTexts(pair.brokerKeys) == keys), true, NameOf(form) << "keys");
    }
};

/// What each side does, by its operations.
class AgreementOperationTest : public TestCase
{
  public:
    AgreementOperationTest()
        : TestCase("key agreement: what both sides are charged")
    {
    }

  private:
    void DoRun() override
    {
        // Both sides alike: a challenge; two responses, one made and one checked; K_sess.
        Check(PUBLISHED, "random 1, sha-1 3");
        // The authentication key and the session's keys are an extraction and an expansion each.
        Check(SOUND, "hkdf-sha256 4, hmac-sha256 2, random 1, sha-256 1");
        // The random octets of the ephemeral keys are part of their making.
        Check(FORWARD_SECRET,
              "ecdh-x25519 1, hkdf-sha256 4, hmac-sha256 2, random 1, sha-256 1, x25519-keygen 1");
    }

    /// @param form how the agreement is run
    /// @param operations of each side
    void Check(KeyAgreementForm form, const std::string& operations)
    {
        AgreementPair pair(form);
        pair.Agree();
        NS_TEST_EXPECT_MSG_EQ(pair.deviceMeter.GetList(), operations, NameOf(form) << "device");
        NS_TEST_EXPECT_MSG_EQ(pair.brokerMeter.GetList(), operations, NameOf(form) << "broker");

        // Who does not know the keys makes the broker do no more than answer.
        AgreementPair stranger(form);
        stranger.Agree([](int number, Bytes& message) {
            if (number == 3)
            {
                message[0] ^= 1;
            }
        });
        NS_TEST_EXPECT_MSG_EQ(stranger.brokerMeter.GetCount("ecdh-x25519"), 0, NameOf(form));
        NS_TEST_EXPECT_MSG_EQ(stranger.brokerMeter.GetCount("sha-256"), 0, NameOf(form));
    }
};

/// Messages changed on their way.
class AgreementTamperTest : public TestCase
{
  public:
    AgreementTamperTest()
        : TestCase("key agreement: no octet of a message can be changed, added or taken away")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto form : ALL_FORMS)
        {
            AgreementPair untouched(form);
            untouched.Agree();
            for (int number = 1; number <= 3; ++number)
            {
                const std::size_t size = untouched.messages[number].size();
                for (std::size_t at = 0; at < size; ++at)
                {
                    // Sound, whoever gets the changed message, or the answer to it, refuses it. As
                    // printed R1 does not cover C2, and so the device answers.
                    const bool isUnnoticed = form.published && number == 2 && at < 16;
                    const bool isIdentity = number == 1 && at < 32;
                    const std::string who =
                        number == 3 || isUnnoticed || isIdentity ? "broker" : "device";
                    for (const std::uint8_t flip : {0x01, 0x80, 0xff})
                    {
                        Expect(form, number, who, [at, flip](Bytes& m) { m[at] ^= flip; });
                    }
                }
                const std::string receiver = number == 2 ? "device" : "broker";
                Expect(form, number, receiver, [](Bytes& m) { m.pop_back(); });
                Expect(form, number, receiver, [](Bytes& m) { m.push_back(0); });
                Expect(form, number, receiver, [](Bytes& m) { m.clear(); });
                Expect(form, number, receiver, [](Bytes& m) { m.resize(100'000); });
            }
        }
    }

    /// @param form how the agreement is run
    /// @param number of the message
    /// @param who must refuse
    /// @param change done to the message
    void Expect(KeyAgreementForm form,
                int number,
                const std::string& who,
                const std::function<void(Bytes&)>& change)
    {
        AgreementPair pair(form);
        const bool agreed = pair.Agree([number, &change](int passing, Bytes& message) {
            if (passing == number)
            {
                change(message);
            }
        });
        NS_TEST_EXPECT_MSG_EQ(agreed, false, NameOf(form) << "message " << number);
        NS_TEST_EXPECT_MSG_EQ(pair.refusal, who, NameOf(form) << "message " << number);
        const auto none = ToTexts(SessionKeys());
        NS_TEST_EXPECT_MSG_EQ((ToTexts(pair.brokerKeys) == none), true, NameOf(form) << number);
    }
};

/// Parties that do not fit together.
class AgreementMismatchTest : public TestCase
{
  public:
    AgreementMismatchTest()
        : TestCase("key agreement: other keys, identities and forms are refused")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto form : ALL_FORMS)
        {
            Expect(form, "device", [](DeviceCredentials& c) {
                c.device.key = Secret(MakeOctets(0x31, PLATFORM_KEY_SIZE));
            });
            Expect(form, "device", [](DeviceCredentials& c) {
                c.topic.key = Secret(MakeOctets(0x41, PLATFORM_KEY_SIZE));
            });
            Expect(form, "broker", [](DeviceCredentials& c) { c.device.id[15] ^= 1; });
            Expect(form, "broker", [](DeviceCredentials& c) { c.topic.id[0] ^= 1; });
            for (const auto other : ALL_FORMS)
            {
                const bool isSame = form.published == other.published &&
                                    form.forwardSecrecy == other.forwardSecrecy;
                NS_TEST_EXPECT_MSG_EQ(AgreementPair(form, other).Agree(),
                                      isSame,
                                      NameOf(form) << "with " << NameOf(other));
            }
        }
        // "As printed" leaves no choice of X25519.
        NS_TEST_EXPECT_MSG_EQ(AgreementPair(PUBLISHED, {true, true}).Agree(), true, "as printed");
    }

    /// @param form how the agreement is run
    /// @param who must refuse
    /// @param change done to what the broker knows
    void Expect(KeyAgreementForm form,
                const std::string& who,
                const std::function<void(DeviceCredentials&)>& change)
    {
        AgreementPair pair(form);
        change(pair.brokerCredentials);
        NS_TEST_EXPECT_MSG_EQ(pair.Agree(), false, NameOf(form));
        NS_TEST_EXPECT_MSG_EQ(pair.refusal, who, NameOf(form));
    }
};

} // namespace

std::vector<TestCase*>
MakeKeyAgreementTests()
{
    return {new AgreementTest,
            new KnownAnswerTest,
            new AgreementOperationTest,
            new AgreementTamperTest,
            new AgreementMismatchTest};
}

} // namespace ns3::mqtt::test
