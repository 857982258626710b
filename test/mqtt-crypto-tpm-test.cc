// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-tpm.h"
#include "ns3/mqtt-unit-abilities.h"

namespace ns3::mqtt::test
{

namespace
{

/// A chip that has AES.
const std::string ABLE = "test-chip";

/// A chip that has none.
const std::string UNABLE = "test-chip-without-aes";

/// A test of chips.
class TpmTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// @param list what must have been counted since the last look
    void ExpectCounted(const std::string& list)
    {
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), list, "counted");
        m_meter.Clear();
    }

    RecordingMeter m_meter;               ///< hears of commands
    SeededRandom m_random{MakeSeed(5)};   ///< of the party
    const Bytes m_key = Bytes(16, 0x42);  ///< some key
    const Bytes m_iv = Bytes(16, 0x17);   ///< some IV
    const Bytes m_text = Bytes(100, 'x'); ///< some text
};

/// Commands on single keys.
class TpmCommandTest : public TpmTestCase
{
  public:
    TpmCommandTest()
        : TpmTestCase("TPM: commands are counted whole, and know their keys by handle")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        Tpm chip(ABLE);
        const auto key = chip.Load(m_key);
        ExpectCounted("");
        NS_TEST_EXPECT_MSG_EQ(chip.GetRandom(33).size(), 33, "random octets");
        ExpectCounted("random-32 2");
        const auto tag = chip.Hmac(key, {m_text});
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes("hmac-sha256"), 100, "octets of the text");
        ExpectCounted("hmac-sha256 1");
        NS_TEST_ASSERT_MSG_EQ(tag.has_value(), true, "there is such a key");
        NS_TEST_EXPECT_MSG_EQ((*tag == HmacSha256(m_key, {m_text})), true, "HMAC-SHA-256");
        m_meter.Clear();
        NS_TEST_EXPECT_MSG_EQ(chip.Verify(key, {m_text}, *tag), true, "the right tag");
        NS_TEST_EXPECT_MSG_EQ(chip.Verify(key, {m_text, m_key}, *tag), false, "another text");
        ExpectCounted("hmac-sha256 2");
        const auto made = chip.CreateKey(Tpm::KeyKind::AES);
        const auto other = chip.CreateKey(Tpm::KeyKind::HMAC);
        ExpectCounted("create-aes-key 1, create-hmac-key 1");
        NS_TEST_EXPECT_MSG_EQ((*chip.Hmac(made, {m_text}) == *chip.Hmac(other, {m_text})),
                              false,
                              "keys differ");
        const auto derived = chip.Derive(key, {m_text});
        const auto same = chip.DeriveForHost(key, {m_text});
        NS_TEST_EXPECT_MSG_EQ(
            (*chip.Hmac(derived, {m_iv}) == HmacSha256(same->Get().SubView(0, 16), {m_iv})),
            true,
            "in the chip and on the host");
        NS_TEST_EXPECT_MSG_EQ(chip.GetNKeys(), 4, "keys in the chip");
        m_meter.Clear();
        chip.Flush(key);
        chip.Flush(key);
        ExpectCounted("flush 1");
        NS_TEST_EXPECT_MSG_EQ(chip.Hmac(key, {m_text}).has_value(), false, "gone");
        NS_TEST_EXPECT_MSG_EQ(chip.Verify(key, {m_text}, *tag), false, "gone");
        NS_TEST_EXPECT_MSG_EQ(chip.Encrypt(key, m_iv, m_text).has_value(), false, "gone");
        NS_TEST_EXPECT_MSG_EQ(chip.Derive(key, {m_text}), Tpm::NO_KEY, "gone");
        NS_TEST_EXPECT_MSG_EQ(chip.Wrap(made, m_iv, {key}).has_value(), false, "gone");
        ExpectCounted("");
    }
};

/// AES in the chip, or on the host under a key of each IV.
class TpmAesTest : public TpmTestCase
{
  public:
    TpmAesTest()
        : TpmTestCase("TPM: AES is where the chip's table allows it")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        Tpm chip(ABLE);
        const auto key =
            chip.Load(ParseOctets("2b7e151628aed2a6abf7158809cf4f3c")); // NIST SP 800-38A, F.3.13
        const Bytes iv = ParseOctets("000102030405060708090a0b0c0d0e0f");
        const Bytes text = ParseOctets("6bc1bee22e409f96e93d7e117393172a"
                                       "ae2d8a571e03ac9c9eb76fac45af8e51");
        const auto inside = chip.Encrypt(key, iv, text);
        NS_TEST_EXPECT_MSG_EQ(ToHex(*inside),
                              "3b3fd92eb72dad20333449f8e83cfb4a"
                              "c8a64537a0b3a93fcde3cdad9f1ce58b",
                              "F.3.13");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes("aes-cfb"), 32, "octets of the text");
        ExpectCounted("aes-cfb 1");
        NS_TEST_EXPECT_MSG_EQ((*chip.Decrypt(key, iv, *inside) == text), true, "and back");
        NS_TEST_EXPECT_MSG_EQ(chip.DeriveCipherKey(key, iv).has_value(), false, "stays inside");
        m_meter.Clear();
        chip.CountHostWork();
        ExpectCounted("");

        CheckOutside(iv, text);
    }

    /// @param iv IV
    /// @param text plaintext
    void CheckOutside(const Bytes& iv, const Bytes& text)
    {
        UnitAbilities::Exclude(UNABLE, "aes-cfb");
        Tpm chip(UNABLE);
        const auto key = chip.Load(m_key);
        const auto outside = chip.Encrypt(key, iv, text);
        ExpectCounted("hmac-sha256 1");
        chip.CountHostWork();
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes("aes-128-cfb"), 32, "octets of the text");
        ExpectCounted("aes-128-cfb 1");
        Tpm direct(ABLE);
        const auto inside = direct.Encrypt(direct.Load(m_key), iv, text);
        NS_TEST_EXPECT_MSG_EQ((*outside == *inside), false, "under another key");
        NS_TEST_EXPECT_MSG_EQ((*chip.Decrypt(key, iv, *outside) == text), true, "and back");
        const auto once = chip.DeriveCipherKey(key, iv);
        NS_TEST_ASSERT_MSG_EQ(once.has_value(), true, "the host works with it");
        NS_TEST_EXPECT_MSG_EQ((chip.EncryptOnHost(*once, iv, true, text) == *outside),
                              true,
                              "in the same way");
        NS_TEST_EXPECT_MSG_EQ(chip.Encrypt(key, iv, {})->size(), 0, "nothing");
    }
};

/// Keys go from chip to chip under a key that both have.
class TpmWrapTest : public TpmTestCase
{
  public:
    TpmWrapTest()
        : TpmTestCase("TPM: keys leave a chip only wrapped, with AES for messages and without")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        for (const bool hasAes : {true, false})
        {
            UnitAbilities::Exclude(UNABLE, "aes-cfb");
            Tpm one(hasAes ? ABLE : UNABLE);
            Tpm two(hasAes ? ABLE : UNABLE);
            const auto shared = one.Load(m_key);
            const auto peer = two.Load(m_key);
            const auto secret = one.Load(Bytes(16, 0x99));
            m_meter.Clear();
            const auto wrapped = one.Wrap(shared, m_iv, {secret, Bytes{1, 2, 3}, secret});
            ExpectCounted("duplicate 2");
            NS_TEST_ASSERT_MSG_EQ(wrapped->size(), 35, "as long as what is in it");
            const Bytes inClear(16, 0x99);
            NS_TEST_EXPECT_MSG_EQ(
                (std::search(wrapped->begin(), wrapped->end(), inClear.begin(), inClear.end()) ==
                 wrapped->end()),
                true,
                "not in clear");
            const auto parts = two.Unwrap(peer, m_iv, *wrapped, {Tpm::A_KEY, 3, Tpm::A_KEY});
            ExpectCounted("import 2");
            NS_TEST_ASSERT_MSG_EQ(parts.has_value(), true, "the other chip has the key");
            NS_TEST_EXPECT_MSG_EQ((std::get<Bytes>((*parts)[1]) == Bytes{1, 2, 3}), true, "octets");
            NS_TEST_EXPECT_MSG_EQ((*two.Hmac(std::get<Tpm::Handle>((*parts)[0]), {m_text}) ==
                                   *one.Hmac(secret, {m_text})),
                                  true,
                                  "the same key");
            NS_TEST_EXPECT_MSG_EQ(two.GetNKeys(), 3, "two more keys");
            m_meter.Clear();
            const Tpm::Layout wrong{Tpm::A_KEY, 4, Tpm::A_KEY};
            NS_TEST_EXPECT_MSG_EQ(two.Unwrap(peer, m_iv, *wrapped, wrong).has_value(),
                                  false,
                                  "size");
            NS_TEST_EXPECT_MSG_EQ(two.Unwrap(99, m_iv, *wrapped, wrong).has_value(), false, "key");
            NS_TEST_EXPECT_MSG_EQ(two.GetNKeys(), 3, "and none for it");
            const auto octets = one.Wrap(shared, m_iv, {m_text});
            NS_TEST_EXPECT_MSG_EQ((*octets == *one.Encrypt(shared, m_iv, m_text)), true, "no key");
            NS_TEST_EXPECT_MSG_EQ(
                (std::get<Bytes>(two.Unwrap(peer, m_iv, *octets, {100})->front()) == m_text),
                true,
                "no key");
        }
    }
};

/// What is kept on a disk.
class TpmSealTest : public TpmTestCase
{
  public:
    TpmSealTest()
        : TpmTestCase("TPM: what it seals opens there alone, also after a restart")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        Tpm chip(ABLE);
        Tpm other(ABLE);
        const auto key = chip.Load(m_key);
        const auto tag = chip.Hmac(key, {m_text});
        const Bytes sealed = chip.Seal({key, m_text});
        NS_TEST_EXPECT_MSG_EQ((chip.Seal({key, m_text}) == sealed), false, "a fresh IV");
        const auto boots = chip.GetBoots();
        chip.Restart();
        NS_TEST_EXPECT_MSG_EQ(chip.GetBoots(), boots + 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(chip.GetNKeys(), 0, "all keys are gone");
        NS_TEST_EXPECT_MSG_EQ(chip.Hmac(key, {m_text}).has_value(), false, "by handle, too");
        const Tpm::Layout layout{Tpm::A_KEY, 100};
        const auto parts = chip.Unseal(sealed, layout);
        NS_TEST_ASSERT_MSG_EQ(parts.has_value(), true, "opens");
        const auto again = std::get<Tpm::Handle>(parts->front());
        NS_TEST_EXPECT_MSG_EQ((again != key), true, "handles are never used twice");
        NS_TEST_EXPECT_MSG_EQ((*chip.Hmac(again, {m_text}) == *tag), true, "the same key");
        NS_TEST_EXPECT_MSG_EQ((std::get<Bytes>(parts->back()) == m_text), true, "octets");
        NS_TEST_EXPECT_MSG_EQ(other.Unseal(sealed, layout).has_value(), false, "another chip");
        NS_TEST_EXPECT_MSG_EQ(chip.Unseal(sealed, {Tpm::A_KEY, 99}).has_value(), false, "layout");
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            Bytes changed = sealed;
            changed[i] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(chip.Unseal(changed, layout).has_value(), false, i);
            changed.resize(i);
            NS_TEST_EXPECT_MSG_EQ(chip.Unseal(changed, layout).has_value(), false, i);
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeTpmTests()
{
    return {new TpmCommandTest, new TpmAesTest, new TpmWrapTest, new TpmSealTest};
}

} // namespace ns3::mqtt::test
