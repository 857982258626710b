// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-gf256.h"
#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-secret-sharing.h"

#include <bitset>

namespace ns3::mqtt::test
{

namespace
{

/// The S-box of AES (FIPS 197, figure 7): an affine map of the inverse.
const std::string S_BOX = "637c777bf26b6fc53001672bfed7ab76ca82c97dfa5947f0add4a2af9ca472c0"
                          "b7fd9326363ff7cc34a5e5f171d8311504c723c31896059a071280e2eb27b275"
                          "09832c1a1b6e5aa0523bd6b329e32f8453d100ed20fcb15b6acbbe394a4c58cf"
                          "d0efaafb434d338545f9027f503c9fa851a3408f929d38f5bcb6da2110fff3d2"
                          "cd0c13ec5f974417c4a77e3d645d197360814fdc222a908846eeb814de5e0bdb"
                          "e0323a0a4906245cc2d3ac629195e479e7c8376d8dd54ea96c56f4ea657aae08"
                          "ba78252e1ca6b4c6e8dd741f4bbd8b8a703eb5664803f60e613557b986c11d9e"
                          "e1f8981169d98e949b1e87e9ce5528df8ca1890dbfe6426841992d0fb054bb16";

/// The field against FIPS 197.
class FieldTest : public TestCase
{
  public:
    FieldTest()
        : TestCase("GF(256): products and the S-box of FIPS 197, and the laws of a field")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(int{Gf256Multiply(0x57, 0x83)}, 0xc1, "section 4.2");
        NS_TEST_EXPECT_MSG_EQ(int{Gf256Multiply(0x57, 0x02)}, 0xae, "section 4.2.1");
        NS_TEST_EXPECT_MSG_EQ(int{Gf256Multiply(0x57, 0x04)}, 0x47, "section 4.2.1");
        NS_TEST_EXPECT_MSG_EQ(int{Gf256Multiply(0x57, 0x08)}, 0x8e, "section 4.2.1");
        NS_TEST_EXPECT_MSG_EQ(int{Gf256Multiply(0x57, 0x10)}, 0x07, "section 4.2.1");
        NS_TEST_EXPECT_MSG_EQ(int{Gf256Multiply(0x57, 0x13)}, 0xfe, "section 4.2.1");
        CheckInverses();
        CheckLaws();
    }

    /// Every inverse against the S-box.
    void CheckInverses()
    {
        const Bytes box = FromHex(S_BOX).value();
        for (unsigned a = 0; a < 256; ++a)
        {
            const unsigned inverse = Gf256Invert(static_cast<std::uint8_t>(a));
            unsigned mapped = 0x63;
            for (const unsigned turn : {0, 1, 2, 3, 4})
            {
                mapped ^= inverse << turn | inverse >> (8 - turn);
            }
            NS_TEST_EXPECT_MSG_EQ((mapped & 0xff), unsigned{box[a]}, "S-box of " << a);
        }
    }

    /// Commutative, and distributive over the sum.
    void CheckLaws()
    {
        std::size_t wrong = 0;
        for (unsigned pair = 0; pair < 65536; ++pair)
        {
            const std::uint8_t a = pair >> 8;
            const std::uint8_t b = pair & 0xff;
            const std::uint8_t c = a * 7 + b * 13 + 1;
            wrong += Gf256Multiply(a, b) != Gf256Multiply(b, a);
            wrong += Gf256Multiply(a, b ^ c) != (Gf256Multiply(a, b) ^ Gf256Multiply(a, c));
            wrong += Gf256Multiply(Gf256Multiply(a, b), c) != Gf256Multiply(a, Gf256Multiply(b, c));
        }
        NS_TEST_EXPECT_MSG_EQ(wrong, 0, "pairs that break a law");
    }
};

/// The worked example of draft-mcgrew-tss-03, section 9 (the same field): a secret of five octets,
/// two shares of which two are needed.
class PublishedSharesTest : public PrimitiveTest
{
  public:
    PublishedSharesTest()
        : PrimitiveTest("secret sharing: the worked example of draft-mcgrew-tss")
    {
    }

  private:
    void DoRun() override
    {
        const Bytes secret = FromHex("7465737400").value();
        RepeatedRandom coefficients(FromHex("cd9f749585").value()); // what its shares imply
        const CryptoScope scope(m_meter, coefficients, NOW);
        const auto shares = SplitSecret(secret, 2, 2);
        NS_TEST_ASSERT_MSG_EQ(shares.size(), 2, "two shares");
        NS_TEST_EXPECT_MSG_EQ(ToHex(shares[0].y.Get()), "b9fa07e185", "at 1");
        NS_TEST_EXPECT_MSG_EQ(ToHex(shares[1].y.Get()), "f5409b4511", "at 2");
        m_meter.Clear();
        const auto joined = JoinShares({shares[1], shares[0]}, 2);
        NS_TEST_ASSERT_MSG_EQ(joined.has_value(), true, "they fit");
        NS_TEST_EXPECT_MSG_EQ(ToHex(joined->Get()), ToHex(secret), "joined");
        ExpectCounted("gf256-multiply 1", "gf256-multiply", 2 * (2 + 1 + 11 + 5));
    }
};

/// Any k of n shares join.
class AnySubsetTest : public PrimitiveTest
{
  public:
    AnySubsetTest()
        : PrimitiveTest("secret sharing: any k of n shares give the secret, for n up to 7")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        for (std::uint8_t n = 1; n <= 7; ++n)
        {
            for (std::uint8_t k = 1; k <= n; ++k)
            {
                CheckSubsets(k, n);
            }
        }
        const auto many = SplitSecret(Bytes{1, 2, 3}, 200, 255);
        NS_TEST_EXPECT_MSG_EQ(ToHex(JoinShares(many, 200)->Get()), "010203", "as many as can be");
        NS_TEST_EXPECT_MSG_EQ((ToHex(JoinShares(many, 199)->Get()) == "010203"), false, "too few");
    }

    /// @param k shares needed
    /// @param n shares made
    void CheckSubsets(std::uint8_t k, std::uint8_t n)
    {
        const Bytes secret = RandomBytes(16);
        const auto shares = SplitSecret(secret, k, n);
        for (unsigned chosen = 0; chosen < 1U << n; ++chosen)
        {
            if (std::bitset<8>(chosen).count() != k)
            {
                continue;
            }
            std::vector<SecretShare> subset;
            for (unsigned i = 0; i < n; ++i)
            {
                if (chosen >> i & 1)
                {
                    subset.push_back(shares[i]);
                }
            }
            const auto joined = JoinShares(subset, k);
            NS_TEST_EXPECT_MSG_EQ(AreEqual(joined->Get(), secret), true, +k << " of " << +n);
            subset.pop_back();
            NS_TEST_EXPECT_MSG_EQ(JoinShares(subset, k).has_value(), false, "one too few");
        }
    }
};

/// Fewer than k shares are as likely with any secret.
class SecrecyTest : public PrimitiveTest
{
  public:
    SecrecyTest()
        : PrimitiveTest("secret sharing: fewer than k shares are the same for every secret")
    {
    }

  private:
    void DoRun() override
    {
        CountPairs(2);
        CountPairs(3);
        ExplainAnySecret();
    }

    /// Deals one octet with all coefficients there are: each value of k - 1 shares must come up
    /// once, whatever the secret is.
    /// @param k 2 or 3
    void CountPairs(std::uint8_t k)
    {
        for (const std::uint8_t secret : {0x00, 0x01, 0xa5})
        {
            std::bitset<65536> seen;
            const unsigned count = k == 2 ? 256 : 65536;
            for (unsigned dealt = 0; dealt < count; ++dealt)
            {
                RepeatedRandom coefficients(Bytes{std::uint8_t(dealt), std::uint8_t(dealt >> 8)});
                NullMeter nobody;
                const CryptoScope scope(nobody, coefficients, NOW);
                const auto shares = SplitSecret(Bytes{secret}, k, 3);
                const unsigned second = k == 2 ? 0 : shares[2].y.Get()[0];
                seen.set(shares[0].y.Get()[0] | second << 8);
            }
            NS_TEST_EXPECT_MSG_EQ(seen.count(), count, "values of shares with k = " << +k);
        }
    }

    /// With k - 1 shares there is a k-th for every candidate, so none can be ruled out.
    void ExplainAnySecret()
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        const auto dealt = SplitSecret(Bytes{0x42}, 4, 4);
        std::bitset<256> fourth;
        for (unsigned candidate = 0; candidate < 256; ++candidate)
        {
            SecretShare guess{0, Secret(Bytes{std::uint8_t(candidate)})};
            const ShareInterpolation guessed({&dealt[0], &dealt[1], &dealt[2], &guess});
            const SecretShare made{4, guessed.GetValues(4)};
            fourth.set(made.y.Get()[0]);
            const auto joined = JoinShares({dealt[0], dealt[1], dealt[2], made}, 4);
            NS_TEST_EXPECT_MSG_EQ(unsigned{joined->Get()[0]}, candidate, "explained");
        }
        NS_TEST_EXPECT_MSG_EQ(fourth.count(), 256, "each by another share");
    }
};

/// What cannot be joined, and what is left behind.
class ShareInputTest : public PrimitiveTest
{
  public:
    ShareInputTest()
        : PrimitiveTest("secret sharing: bad shares are refused, and nothing is left in memory")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        const Secret y(Bytes(16, 7));
        NS_TEST_EXPECT_MSG_EQ(JoinShares({}, 1).has_value(), false, "none");
        NS_TEST_EXPECT_MSG_EQ(JoinShares({{1, y}}, 0).has_value(), false, "k = 0");
        NS_TEST_EXPECT_MSG_EQ(JoinShares({{0, y}}, 1).has_value(), false, "the secret itself");
        NS_TEST_EXPECT_MSG_EQ(JoinShares({{1, y}, {1, y}}, 2).has_value(), false, "twice the same");
        NS_TEST_EXPECT_MSG_EQ(JoinShares({{1, y}, {2, Secret(Bytes(15))}}, 2).has_value(),
                              false,
                              "sizes differ");
        NS_TEST_EXPECT_MSG_EQ(JoinShares({{9, y}}, 1)->Get().size(), 16, "k = 1: a copy");
        NS_TEST_EXPECT_MSG_EQ(SplitSecret({}, 2, 3).size(), 3, "an empty secret has shares");
        {
            const auto shares = SplitSecret(Bytes(1000, 0xa7), 1, 1);
            NS_TEST_EXPECT_MSG_EQ(JoinShares(shares, 1)->Get().size(), 1000, "joined");
        }
        NS_TEST_EXPECT_MSG_EQ(IsLeftBehind(0xa7), false, "shares and secret are wiped");
    }
};

} // namespace

std::vector<TestCase*>
MakeSecretSharingTests()
{
    return {new FieldTest,
            new PublishedSharesTest,
            new AnySubsetTest,
            new SecrecyTest,
            new ShareInputTest};
}

} // namespace ns3::mqtt::test
