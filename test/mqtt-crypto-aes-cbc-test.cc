// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// AES-256-CBC.
class AesCbcTest : public PrimitiveTest
{
  public:
    AesCbcTest()
        : PrimitiveTest("AES-256-CBC: published values, padding, lengths, counting")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        CheckVector();
        CheckPadding();
        CheckLengths();
    }

    /// NIST SP 800-38A, F.2.5 and F.2.6.
    void CheckVector()
    {
        const Bytes key =
            ParseOctets("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        const Bytes iv = ParseOctets("000102030405060708090a0b0c0d0e0f");
        const Bytes plaintext =
            ParseOctets("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        const Bytes sealed = SealAesCbc(key, iv, plaintext, false);
        ExpectCounted("aes-256-cbc 1", "aes-256-cbc", 64);
        NS_TEST_EXPECT_MSG_EQ(ToHex(sealed),
                              "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                              "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
                              "F.2.5");
        const auto opened = OpenAesCbc(key, iv, sealed, false);
        ExpectCounted("aes-256-cbc 1", "aes-256-cbc", 64);
        NS_TEST_EXPECT_MSG_EQ((opened && *opened == plaintext), true, "F.2.6");
        const Bytes padded = SealAesCbc(key, iv, plaintext);
        NS_TEST_EXPECT_MSG_EQ(padded.size(), 80, "a block of padding");
        NS_TEST_EXPECT_MSG_EQ(ToHex(ByteView(padded).SubView(0, 64)), ToHex(sealed), "and no more");
        m_meter.Clear();
    }

    /// PKCS #7: as many octets as are missing, each of which says how many (RFC 5652, section 6.3).
    void CheckPadding()
    {
        for (std::size_t size = 0; size <= 33; ++size)
        {
            const Bytes plaintext(size, 'x');
            const Bytes sealed = SealAesCbc(m_key, m_iv, plaintext);
            NS_TEST_EXPECT_MSG_EQ(sealed.size(), size / 16 * 16 + 16, size);
            const auto opened = OpenAesCbc(m_key, m_iv, sealed);
            NS_TEST_EXPECT_MSG_EQ((opened && *opened == plaintext), true, size);
            const auto whole = OpenAesCbc(m_key, m_iv, sealed, false);
            NS_TEST_ASSERT_MSG_EQ(whole.has_value(), true, size);
            NS_TEST_EXPECT_MSG_EQ(whole->back(), 16 - size % 16, size);
        }
        for (const std::uint8_t last : {0, 2, 16, 17, 255})
        {
            Bytes wrong(32, 3);
            wrong.back() = last;
            const Bytes sealed = SealAesCbc(m_key, m_iv, wrong, false);
            NS_TEST_EXPECT_MSG_EQ(OpenAesCbc(m_key, m_iv, sealed).has_value(), false, +last);
        }
        const Bytes plaintext(1000, 0x5a);
        Bytes secret = plaintext;
        secret.resize(1008); // the last octets of which are no padding
        const Bytes sealed = SealAesCbc(m_key, m_iv, secret, false);
        NS_TEST_EXPECT_MSG_EQ(OpenAesCbc(m_key, m_iv, sealed).has_value(), false, "no padding");
    }

    /// Whatever a peer sends.
    void CheckLengths()
    {
        NS_TEST_EXPECT_MSG_EQ(SealAesCbc(m_key, m_iv, {}, false).empty(), true, "nothing");
        const auto nothing = OpenAesCbc(m_key, m_iv, {}, false);
        NS_TEST_EXPECT_MSG_EQ((nothing && nothing->empty()), true, "nothing");
        NS_TEST_EXPECT_MSG_EQ(OpenAesCbc(m_key, m_iv, {}).has_value(), false, "no padding");
        const Bytes sealed = SealAesCbc(m_key, m_iv, Bytes(40, 'x'));
        for (std::size_t size = 0; size < sealed.size(); ++size)
        {
            const ByteView part = ByteView(sealed).SubView(0, size);
            NS_TEST_EXPECT_MSG_EQ(OpenAesCbc(m_key, m_iv, part).has_value(), false, size);
            NS_TEST_EXPECT_MSG_EQ(OpenAesCbc(m_key, m_iv, part, false).has_value(),
                                  (size % 16 == 0),
                                  size);
        }
        const auto other = OpenAesCbc(Bytes(32, 8), m_iv, sealed);
        NS_TEST_EXPECT_MSG_EQ((other && *other == Bytes(40, 'x')), false, "wrong key");
    }

    const Bytes m_key = Bytes(32, 7); ///< of all that is not published
    const Bytes m_iv = Bytes(16, 9);  ///< of all that is not published
};

} // namespace

std::vector<TestCase*>
MakeAesCbcTests()
{
    return {new AesCbcTest};
}

} // namespace ns3::mqtt::test
