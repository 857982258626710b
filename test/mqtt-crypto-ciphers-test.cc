// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// AES-128-GCM.
class AesGcmTest : public PrimitiveTest
{
  public:
    AesGcmTest()
        : PrimitiveTest("AES-128-GCM: published values, changed octets, sizes, counting")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        CheckVectors();
        CheckChanges();
        CheckReuse();
    }

    /// @param cipher holds the key
    /// @param nonce hexadecimal digits
    /// @param associated hexadecimal digits
    /// @param plaintext hexadecimal digits
    /// @param expected ciphertext and tag, hexadecimal digits
    void CheckVector(AesGcm& cipher,
                     const char* nonce,
                     const char* associated,
                     const char* plaintext,
                     const std::string& expected)
    {
        const Bytes n = ParseOctets(nonce);
        const Bytes a = ParseOctets(associated);
        Bytes sealed{0xee};
        cipher.Seal(n, a, ParseOctets(plaintext), sealed);
        NS_TEST_EXPECT_MSG_EQ(ToHex(sealed), "ee" + expected, "sealed behind what was there");
        const auto opened = cipher.Open(n, a, ByteView(sealed).SubView(1));
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "must open: " << expected);
        NS_TEST_EXPECT_MSG_EQ(ToHex(*opened), plaintext, "opened");
        ExpectCounted("aes-128-gcm 2", "aes-128-gcm", 2 * opened->size());
    }

    /// Test cases 1 to 4 of "The Galois/Counter Mode of Operation" by McGrew and Viega.
    void CheckVectors()
    {
        AesGcm zero{Bytes(16)};
        const char* const noNonce = "000000000000000000000000";
        CheckVector(zero, noNonce, "", "", "58e2fccefa7e3061367f1d57a4e7455a");
        CheckVector(zero,
                    noNonce,
                    "",
                    "00000000000000000000000000000000",
                    "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
        AesGcm other{ParseOctets("feffe9928665731c6d6a8f9467308308")};
        const char* const nonce = "cafebabefacedbaddecaf888";
        const std::string plaintext =
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e"
            "2449a6b525b16aedf5aa0de657ba637b391aafd255";
        const std::string ciphertext =
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a"
            "5aac84aa051ba30b396a0aac973d58e091473f5985";
        CheckVector(other,
                    nonce,
                    "",
                    plaintext.c_str(),
                    ciphertext + "4d5c2af327cd64a62cf35abd2ba6fab4");
        CheckVector(other,
                    nonce,
                    "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                    plaintext.substr(0, 120).c_str(),
                    ciphertext.substr(0, 120) + "5bc94fbc3221a5db94fae95ae7121a47");
    }

    /// Whatever is changed is noticed, and what follows is not the worse for it.
    void CheckChanges()
    {
        AesGcm cipher(Bytes(16, 7));
        const Bytes nonce(12, 1);
        const Bytes associated(5, 2);
        const Bytes plaintext(30, 3);
        Bytes sealed;
        cipher.Seal(nonce, associated, plaintext, sealed);
        const auto expectRefused = [&](ByteView n, ByteView a, ByteView s, const char* what) {
            NS_TEST_EXPECT_MSG_EQ(cipher.Open(n, a, s).has_value(), false, "opened: " << what);
            NS_TEST_EXPECT_MSG_EQ((cipher.Open(nonce, associated, sealed) == plaintext),
                                  true,
                                  "after a changed " << what);
        };
        const auto changeEach = [&](const Bytes& octets, auto check) {
            for (std::size_t i = 0; i < octets.size(); ++i)
            {
                Bytes changed = octets;
                changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
                check(changed);
            }
        };
        changeEach(nonce, [&](ByteView n) { expectRefused(n, associated, sealed, "nonce"); });
        changeEach(associated, [&](ByteView a) { expectRefused(nonce, a, sealed, "header"); });
        changeEach(sealed, [&](ByteView s) { expectRefused(nonce, associated, s, "message"); });
        const ByteView view(sealed);
        for (std::size_t size = 0; size < sealed.size(); ++size)
        {
            expectRefused(nonce, associated, view.SubView(0, size), "length");
        }
        expectRefused(ByteView(nonce).SubView(1), associated, sealed, "length of the nonce");
        expectRefused(Bytes(13, 1), associated, sealed, "length of the nonce");
        expectRefused({}, associated, sealed, "length of the nonce");
        expectRefused(nonce, ByteView(associated).SubView(1), sealed, "length of the header");
        m_meter.Clear();
        cipher.Open(nonce, {}, sealed);
        ExpectCounted("aes-128-gcm 1", "aes-128-gcm", 30); // work that failed was work
        cipher.Open(nonce, associated, view.SubView(0, 15));
        ExpectCounted("", "aes-128-gcm", 0);
    }

    /// A cipher goes on after being moved, in either direction, and wipes what must not be seen.
    void CheckReuse()
    {
        AesGcm first(Bytes(16, 9));
        const Bytes plaintext(1000, 0x5a);
        Bytes sealed;
        first.Seal(Bytes(12, 1), {}, plaintext, sealed);
        AesGcm second(std::move(first));
        AesGcm receiver(Bytes(16, 9));
        Bytes again;
        second.Seal(Bytes(12, 2), {}, plaintext, again);
        NS_TEST_EXPECT_MSG_EQ((receiver.Open(Bytes(12, 2), {}, again) == plaintext), true, "moved");
        NS_TEST_EXPECT_MSG_EQ((sealed == again), false, "other nonce, same text");
        sealed.back() ^= 1;
        NS_TEST_EXPECT_MSG_EQ(receiver.Open(Bytes(12, 1), {}, sealed).has_value(), false, "forged");
        NS_TEST_EXPECT_MSG_EQ(IsLeftBehind(0x5a), false, "plaintext of a forged message");
    }
};

/// What CryptoJS and the openssl tool write.
class PassphraseTest : public PrimitiveTest
{
  public:
    PassphraseTest()
        : PrimitiveTest("AES-256-CBC under a passphrase, as the openssl tool has it")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        CheckVector();
        CheckSizes();
        CheckForms();
    }

    /// openssl enc -aes-256-cbc -md md5 -base64 -A -salt -pass pass:correct-horse
    const std::string m_sealed =
        "U2FsdGVkX18k/QH63xiib2u9VgUoK8/Op9mDyCKBC+LYma/AQxOLlgVi+fa59gMc0B"
        "Im4xfaJc4LsxUhWfuWrw==";
    const std::string m_plaintext = "The quick brown fox jumps over the lazy dog"; ///< of that
    const ByteView m_passphrase{std::string_view("correct-horse")};                ///< of that

    /// Both directions with the salt of the constant.
    void CheckVector()
    {
        const auto opened = OpenWithPassphrase(m_passphrase, ByteView(m_sealed));
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "must open");
        NS_TEST_EXPECT_MSG_EQ(ByteView(*opened).ToText(), m_plaintext, "opened");
        ExpectCounted("aes-256-cbc 1, md5 3", "aes-256-cbc", 48);
        RepeatedRandom salt(ParseOctets("24fd01fadf18a26f"));
        CryptoScope scope(m_meter, salt, NOW);
        const Bytes sealed = SealWithPassphrase(m_passphrase, ByteView(m_plaintext));
        NS_TEST_EXPECT_MSG_EQ(ByteView(sealed).ToText(), m_sealed, "sealed");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes("random"), 8, "salt");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes("md5"), 3 * (13 + 8) + 2 * 16, "three digests");
        ExpectCounted("aes-256-cbc 1, md5 3, random 1", "aes-256-cbc", 43);
    }

    /// Every size up to a few blocks, which takes in every padding of Base64 and of CBC.
    void CheckSizes()
    {
        for (std::size_t size = 0; size < 50; ++size)
        {
            const Bytes plaintext(size, 'x');
            const Bytes sealed = SealWithPassphrase({}, plaintext);
            NS_TEST_EXPECT_MSG_EQ(sealed.size(), (16 + size / 16 * 16 + 16 + 2) / 3 * 4, "size");
            NS_TEST_EXPECT_MSG_EQ((OpenWithPassphrase({}, sealed) == plaintext), true, size);
            NS_TEST_EXPECT_MSG_EQ((SealWithPassphrase({}, plaintext) == sealed), false, "salt");
        }
    }

    /// @param text sealed text
    /// @param what is wrong with it
    void ExpectRefused(const std::string& text, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(OpenWithPassphrase(m_passphrase, ByteView(text)).has_value(),
                              false,
                              "opened: " << what);
    }

    /// Nothing but the one form is taken.
    void CheckForms()
    {
        for (std::size_t size = 0; size < m_sealed.size(); ++size)
        {
            ExpectRefused(m_sealed.substr(0, size), "cut to " + std::to_string(size));
        }
        for (const std::string extra : {"=", "\n", "====", "AAAA", "\n\n\n\n", "    "})
        {
            ExpectRefused(m_sealed + extra, "more at the end");
            ExpectRefused(extra + m_sealed, "more at the beginning");
        }
        for (const char octet : std::string("\0\n -_=*\x80\xff", 9))
        {
            for (const std::size_t at : {std::size_t{0}, std::size_t{30}, m_sealed.size() - 3})
            {
                std::string text = m_sealed;
                text[at] = octet;
                ExpectRefused(text, "octet " + std::to_string(octet));
            }
        }
        // The last two digits before the padding hold 8 bits and 4 that must be zero.
        ExpectRefused(m_sealed.substr(0, m_sealed.size() - 3) + "x==", "spare bits");
        ExpectRefused(m_sealed.substr(0, m_sealed.size() - 1) + "A", "padding in the middle");
        ExpectRefused("V" + m_sealed.substr(1), "no mark of a salt");
        m_meter.Clear();
        OpenWithPassphrase(m_passphrase, ByteView(std::string_view("U2FsdGVkX18=")));
        ExpectCounted("", "md5", 0);
        // A wrong passphrase is found out only by the padding, which one in 256 gets right.
        int opened = 0;
        for (int i = 0; i < 100; ++i)
        {
            const std::string wrong = std::to_string(i);
            opened += OpenWithPassphrase(ByteView(wrong), ByteView(m_sealed)).has_value();
        }
        NS_TEST_EXPECT_MSG_LT(opened, 5, "wrong passphrases");
        ExpectCounted("aes-256-cbc 100, md5 300", "aes-256-cbc", 4800);
    }
};

} // namespace

std::vector<TestCase*>
MakeCipherTests()
{
    return {new AesGcmTest, new PassphraseTest};
}

} // namespace ns3::mqtt::test
