// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

#include <numeric>

namespace ns3::mqtt::test
{

namespace
{

/// Digests, MACs, key derivation and what is charged for them.
class HashTest : public PrimitiveTest
{
  public:
    HashTest()
        : PrimitiveTest("SHA-1, SHA-256, HMAC and HKDF against published values")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        CheckDigests();
        CheckMacs();
        CheckDerivations();
    }

    /// FIPS 180, as NIST's examples have it.
    void CheckDigests()
    {
        const ByteView abc(std::string_view("abc"));
        const ByteView longer(
            std::string_view("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
        NS_TEST_EXPECT_MSG_EQ(ToHex(Sha1({abc})), "a9993e364706816aba3e25717850c26c9cd0d89d", "");
        ExpectCounted("sha-1 1", "sha-1", 3);
        NS_TEST_EXPECT_MSG_EQ(ToHex(Sha1({longer.SubView(0, 9), ByteView(), longer.SubView(9)})),
                              "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
                              "in parts");
        ExpectCounted("sha-1 1", "sha-1", 56);
        NS_TEST_EXPECT_MSG_EQ(ToHex(Sha1({})), "da39a3ee5e6b4b0d3255bfef95601890afd80709", "");
        m_meter.Clear();
        NS_TEST_EXPECT_MSG_EQ(ToHex(Sha256({abc})),
                              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                              "");
        NS_TEST_EXPECT_MSG_EQ(ToHex(Sha256({longer.SubView(0, 1), longer.SubView(1)})),
                              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
                              "in parts");
        ExpectCounted("sha-256 2", "sha-256", 59);
    }

    /// RFC 4231, test cases 1, 2 and 6, and a key of no octets.
    void CheckMacs()
    {
        const ByteView question(std::string_view("what do ya want for nothing?"));
        NS_TEST_EXPECT_MSG_EQ(
            ToHex(HmacSha256(Bytes(20, 0x0b), {ByteView(std::string_view("Hi There"))})),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            "case 1");
        ExpectCounted("hmac-sha256 1", "hmac-sha256", 8);
        NS_TEST_EXPECT_MSG_EQ(ToHex(HmacSha256(ByteView(std::string_view("Jefe")),
                                               {question.SubView(0, 10), question.SubView(10)})),
                              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                              "case 2");
        NS_TEST_EXPECT_MSG_EQ(
            ToHex(HmacSha256(Bytes(131, 0xaa),
                             {ByteView(std::string_view(
                                 "Test Using Larger Than Block-Size Key - Hash Key First"))})),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            "case 6");
        m_meter.Clear();
        // By the definition of HMAC, a short key is filled up with zeros.
        NS_TEST_EXPECT_MSG_EQ(ToHex(HmacSha256({}, {})), ToHex(HmacSha256(Bytes(64), {})), "none");
        ExpectCounted("hmac-sha256 2", "hmac-sha256", 0);
    }

    /// RFC 5869, A.1 to A.3.
    void CheckDerivations()
    {
        const auto count = [](std::uint8_t first, std::size_t size) {
            Bytes octets(size);
            std::iota(octets.begin(), octets.end(), first);
            return octets;
        };
        const auto derive = [](ByteView secret, ByteView salt, ByteView info, std::size_t size) {
            return ToHex(HkdfSha256(secret, salt, info, size).Get());
        };
        NS_TEST_EXPECT_MSG_EQ(derive(Bytes(22, 0x0b), count(0, 13), count(0xf0, 10), 42),
                              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                              "34007208d5b887185865",
                              "A.1");
        ExpectCounted("hkdf-sha256 2", "hkdf-sha256", 74); // extracted and expanded
        NS_TEST_EXPECT_MSG_EQ(derive(count(0, 80), count(0x60, 80), count(0xb0, 80), 82),
                              "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                              "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                              "cc30c58179ec3e87c14c01d5c1f3434f1d87",
                              "A.2");
        NS_TEST_EXPECT_MSG_EQ(derive(Bytes(22, 0x0b), {}, {}, 42),
                              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                              "9d201395faa4b61a96c8",
                              "A.3");
        NS_TEST_EXPECT_MSG_EQ(derive(Bytes(1), {}, {}, 8160).size(), 2 * 8160, "the longest");
    }
};

/// What stands on its own.
class SmallTest : public PrimitiveTest
{
  public:
    SmallTest()
        : PrimitiveTest("random octets, comparison and secrets")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        SeededRandom same(MakeSeed(3));
        Bytes expected(40);
        same.Fill(expected.data(), expected.size());
        NS_TEST_EXPECT_MSG_EQ(ToHex(RandomBytes(40)), ToHex(expected), "from the scope");
        ExpectCounted("random 1", "random", 40);
        NS_TEST_EXPECT_MSG_EQ(RandomBytes(0).empty(), true, "none");

        NS_TEST_EXPECT_MSG_EQ(AreEqual(Bytes{1, 2}, Bytes{1, 2}), true, "same");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(Bytes{1, 2}, Bytes{1, 3}), false, "last octet");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(Bytes{1, 2}, Bytes{1, 2, 0}), false, "longer");
        NS_TEST_EXPECT_MSG_EQ(AreEqual({}, {}), true, "nothing");

        const Bytes octets(1000, 0x5a);
        auto secret = std::make_unique<Secret>(octets);
        NS_TEST_EXPECT_MSG_EQ((secret->Get().ToBytes() == octets), true, "as given");
        secret.reset();
        NS_TEST_EXPECT_MSG_EQ(IsLeftBehind(0x5a), false, "a secret that is gone");
        Secret changed(octets);
        changed = Secret(Bytes(1000, 0x11));
        NS_TEST_EXPECT_MSG_EQ(IsLeftBehind(0x5a), false, "a secret that was replaced");
        const Secret moved(std::move(changed));
        NS_TEST_EXPECT_MSG_EQ(ToHex(moved.Get()), ToHex(Bytes(1000, 0x11)), "moved");
    }
};

/// X25519.
class X25519Test : public PrimitiveTest
{
  public:
    X25519Test()
        : PrimitiveTest("X25519: published values, points of small order, counting")
    {
    }

  private:
    void DoRun() override
    {
        CheckVector();
        CryptoScope scope(m_meter, m_random, NOW);
        X25519Pair made;
        ExpectCounted("x25519-keygen 1", "random", 0);
        const X25519Pair other;
        m_meter.Clear();
        const X25519Pair moved(std::move(made));
        const auto shared = moved.Agree(other.GetPublicKey());
        ExpectCounted("ecdh-x25519 1", "random", 0);
        const auto same = other.Agree(moved.GetPublicKey());
        NS_TEST_ASSERT_MSG_EQ((shared && same), true, "must agree");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(shared->Get(), same->Get()), true, "same secret");
        NS_TEST_EXPECT_MSG_EQ(shared->Get().size(), 32, "of 32 octets");
        for (const std::size_t size : {0, 1, 31, 33, 64})
        {
            NS_TEST_EXPECT_MSG_EQ(moved.Agree(Bytes(size, 9)).has_value(), false, size);
        }
        // Points of order 1, 2, 4 and 8, and two that are those plus the prime.
        for (const char* point :
             {"0000000000000000000000000000000000000000000000000000000000000000",
              "0100000000000000000000000000000000000000000000000000000000000000",
              "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
              "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
        {
            NS_TEST_EXPECT_MSG_EQ(moved.Agree(ParseOctets(point)).has_value(), false, point);
        }
    }

    /// RFC 7748, section 6.1: private keys are random octets.
    void CheckVector()
    {
        const auto make = [this](const char* key) {
            RepeatedRandom random(ParseOctets(key));
            CryptoScope scope(m_meter, random, NOW);
            return X25519Pair();
        };
        const auto alice = make("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        const auto bob = make("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        NS_TEST_EXPECT_MSG_EQ(ToHex(alice.GetPublicKey()),
                              "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
                              "of Alice");
        NS_TEST_EXPECT_MSG_EQ(ToHex(bob.GetPublicKey()),
                              "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
                              "of Bob");
        const auto shared = alice.Agree(bob.GetPublicKey());
        NS_TEST_ASSERT_MSG_EQ(shared.has_value(), true, "must agree");
        NS_TEST_EXPECT_MSG_EQ(ToHex(shared->Get()),
                              "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
                              "shared");
        m_meter.Clear();
    }
};

} // namespace

std::vector<TestCase*>
MakePrimitiveTests()
{
    return {new HashTest, new SmallTest, new X25519Test};
}

} // namespace ns3::mqtt::test
