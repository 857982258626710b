// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-session-cipher.h"

namespace ns3::mqtt::test
{

namespace
{

/// Octets around a payload.
constexpr std::size_t OVERHEAD = 8 + AesGcm::TAG_SIZE;

/// The topic that tests seal for.
constexpr const char* TOPIC = "room/1";

/// @param fill makes the keys
/// @return keys of both forms
SessionKeys
MakeKeys(std::uint8_t fill = 0x50)
{
    SessionKeys keys;
    keys.published = Secret(MakeOctets(fill, 20));
    keys.toBroker = Secret(MakeOctets(fill + 0x20, AesGcm::KEY_SIZE));
    keys.toDevice = Secret(MakeOctets(fill + 0x40, AesGcm::KEY_SIZE));
    return keys;
}

/// Device and broker of one session; what they do is counted.
class SessionCipherTestCase : public CountedTestCase
{
  public:
    using CountedTestCase::CountedTestCase;

  protected:
    /// Both ends.
    struct Ends
    {
        /// @param form of the session
        explicit Ends(KeyAgreementForm form)
            : device(MakeKeys(), form, SessionCipher::Side::DEVICE),
              broker(MakeKeys(), form, SessionCipher::Side::BROKER)
        {
        }

        SessionCipher device; ///< one end
        SessionCipher broker; ///< other end
    };

    /// @param cipher opens
    /// @param sealed payload
    /// @param topic it came with
    /// @return whether it opens
    static bool IsOpened(SessionCipher& cipher, ByteView sealed, const char* topic = TOPIC)
    {
        return cipher.Open(topic, sealed).has_value();
    }

    /// @param sequence number
    /// @param payload in clear
    /// @return the payload as the device seals it, made without SessionCipher
    static Bytes SealByHand(std::uint64_t sequence, ByteView payload)
    {
        Bytes sealed(8);
        for (int i = 7; i >= 0; --i, sequence >>= 8)
        {
            sealed[static_cast<std::size_t>(i)] = sequence & 0xff;
        }
        Bytes nonce(4);
        nonce.insert(nonce.end(), sealed.begin(), sealed.end());
        Bytes associated = ByteView("mqtt-platform payload").ToBytes();
        associated.insert(associated.end(), sealed.begin(), sealed.end());
        associated.insert(associated.end(), TOPIC, TOPIC + 6);
        const SessionKeys keys = MakeKeys();
        AesGcm(keys.toBroker.Get()).Seal(nonce, associated, payload, sealed);
        return sealed;
    }
};

/// What both forms do.
class SessionCipherTest : public SessionCipherTestCase
{
  public:
    SessionCipherTest()
        : SessionCipherTestCase("session cipher: payloads both ways, what they grow by and cost")
    {
    }

  private:
    void Script() override
    {
        for (const auto form : ALL_FORMS)
        {
            Ends ends(form);
            for (const std::size_t size : {0, 1, 15, 16, 17, 64, 100'000})
            {
                const Bytes text = MakeOctets(9, size);
                const auto up = ends.device.Seal(TOPIC, text);
                const auto down = ends.broker.Seal(TOPIC, text);
                NS_TEST_EXPECT_MSG_EQ((up != down), true, "the same both ways");
                // As printed: Base64 of a mark of 8 octets, a salt of 8 and whole blocks.
                const std::size_t grown =
                    form.published ? (16 + (size / 16 + 1) * 16 + 2) / 3 * 4 : size + OVERHEAD;
                NS_TEST_EXPECT_MSG_EQ(up.size(), grown, "octets");
                NS_TEST_EXPECT_MSG_EQ((ends.broker.Open(TOPIC, up).value() == text), true, size);
                NS_TEST_EXPECT_MSG_EQ((ends.device.Open(TOPIC, down).value() == text), true, size);
            }
            m_meter.Clear();
            const auto sealed = ends.device.Seal(TOPIC, m_text);
            NS_TEST_EXPECT_MSG_EQ(
                m_meter.GetList(),
                (form.published ? "aes-256-cbc 1, md5 3, random 1" : "aes-128-gcm 1"),
                "sealing");
            m_meter.Clear();
            ends.broker.Open(TOPIC, sealed).value();
            NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(),
                                  (form.published ? "aes-256-cbc 1, md5 3" : "aes-128-gcm 1"),
                                  "opening");
            NS_TEST_EXPECT_MSG_EQ(ends.broker.GetStateSize(),
                                  (form.published ? 40 : 2 * 16 + 2 * 8),
                                  "state");
        }
        CheckLayouts();
    }

    /// Compares with payloads made without SessionCipher.
    void CheckLayouts()
    {
        Ends ends(SOUND);
        for (std::uint64_t sequence = 1; sequence <= 300; ++sequence)
        {
            NS_TEST_EXPECT_MSG_EQ((ends.device.Seal(TOPIC, m_text) == SealByHand(sequence, m_text)),
                                  true,
                                  "layout of payload " << sequence);
        }
        Ends published(PUBLISHED);
        const auto sealed = published.broker.Seal(TOPIC, m_text);
        const auto opened =
            OpenWithPassphrase(ByteView("505152535455565758595a5b5c5d5e5f60616263"), sealed);
        NS_TEST_EXPECT_MSG_EQ((opened == m_text), true, "the passphrase is K_sess in hexadecimal");
    }
};

/// Payloads changed on their way.
class SessionCipherTamperTest : public SessionCipherTestCase
{
  public:
    SessionCipherTamperTest()
        : SessionCipherTestCase("session cipher: no octet of a payload or its topic can be changed")
    {
    }

  private:
    void Script() override
    {
        Ends ends(SOUND);
        const Bytes sealed = ends.device.Seal(TOPIC, m_text);
        for (std::size_t at = 0; at < sealed.size(); ++at)
        {
            for (int bit = 0; bit < 8; ++bit)
            {
                Bytes changed = sealed;
                changed[at] ^= 1 << bit;
                NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, changed), false, "octet " << at);
            }
            NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, ByteView(sealed).SubView(0, at)),
                                  false,
                                  "the first " << at << " octets");
        }
        Bytes longer = sealed;
        longer.push_back(0);
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, longer), false, "an octet more");
        for (const char* topic : {"room/2", "room/", "room/11", ""})
        {
            NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed, topic), false, topic);
        }
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.device, sealed), false, "reflected");
        SessionCipher other(MakeKeys(1), SOUND, SessionCipher::Side::BROKER);
        NS_TEST_EXPECT_MSG_EQ(IsOpened(other, sealed), false, "in another session");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed), true, "none of that has done harm");
        Garbage(ends);
    }

    /// Gives random octets to both forms.
    /// @param sound ends of a session
    void Garbage(Ends& sound)
    {
        std::mt19937_64 random(6);
        Ends published(PUBLISHED);
        for (int i = 0; i < 3000; ++i)
        {
            const Bytes garbage = MakeGarbage(random, random() % 200);
            NS_TEST_EXPECT_MSG_EQ(IsOpened(sound.broker, garbage), false, "random octets");
            NS_TEST_EXPECT_MSG_EQ(IsOpened(published.broker, garbage), false, "random octets");
        }
        NS_TEST_EXPECT_MSG_EQ(IsOpened(sound.broker, sound.device.Seal(TOPIC, m_text)), true, "");
    }
};

/// Payloads that come twice or late.
class SessionCipherOrderTest : public SessionCipherTestCase
{
  public:
    SessionCipherOrderTest()
        : SessionCipherTestCase("session cipher: payloads are taken once and in order")
    {
    }

  private:
    void Script() override
    {
        Ends ends(FORWARD_SECRET);
        std::vector<Bytes> sealed;
        for (int i = 0; i < 5; ++i)
        {
            sealed.push_back(ends.device.Seal(TOPIC, m_text));
        }
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, SealByHand(0, m_text)), false, "number 0");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[0]), true, "the first one");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[0]), false, "again");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[3]), true, "one that overtook others");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[1]), false, "late");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[3]), false, "again");
        m_meter.Clear();
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[2]), false, "late");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), "", "costs nothing");
        // A number that nobody has vouched for moves nothing.
        Bytes forged = SealByHand(UINT64_MAX, m_text);
        forged.back() ^= 1;
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, forged), false, "forged");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, sealed[4]), true, "the next one");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, SealByHand(UINT64_MAX, m_text)), true, "last");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, SealByHand(UINT64_MAX, m_text)), false, "over");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(ends.broker, SealByHand(0, m_text)), false, "wrapped");

        // As printed nothing keeps a payload from being used again, elsewhere or back where it
        // came from.
        Ends published(PUBLISHED);
        const Bytes printed = published.device.Seal(TOPIC, m_text);
        NS_TEST_EXPECT_MSG_EQ(IsOpened(published.broker, printed), true, "first");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(published.broker, printed), true, "again");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(published.broker, printed, "other"), true, "other topic");
        NS_TEST_EXPECT_MSG_EQ(IsOpened(published.device, printed), true, "reflected");
    }
};

} // namespace

std::vector<TestCase*>
MakeSessionCipherTests()
{
    return {new SessionCipherTest, new SessionCipherTamperTest, new SessionCipherOrderTest};
}

} // namespace ns3::mqtt::test
