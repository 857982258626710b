// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-curve-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// A pair of keys as others publish it.
struct PublishedPair
{
    EllipticCurve::Name curve; ///< curve
    std::string secret;        ///< scalar
    std::string x;             ///< abscissa
    std::string y;             ///< ordinate; empty if it is even
};

/// From SEC 2 (the base points), RFC 6979 A.2.5, RFC 5903 8.1 and BIP-340's test vectors 0 to 3.
const std::vector<PublishedPair> PAIRS{
    {EllipticCurve::P256,
     "0000000000000000000000000000000000000000000000000000000000000001",
     "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
     "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"},
    {EllipticCurve::P256,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"},
    {EllipticCurve::P256,
     "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
     "dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180",
     "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3"},
    {EllipticCurve::P256,
     "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
     "d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63",
     "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab"},
    {EllipticCurve::SECP256K1,
     "0000000000000000000000000000000000000000000000000000000000000001",
     "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
     "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"},
    {EllipticCurve::SECP256K1,
     "0000000000000000000000000000000000000000000000000000000000000003",
     "f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
     ""},
    {EllipticCurve::SECP256K1,
     "b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef",
     "dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659",
     ""},
    {EllipticCurve::SECP256K1,
     "c90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b14e5c9",
     "dd308afec5777e13121fa72b9cc1b7cc0139715309b086c960e18fd969774eb8",
     ""}};

/// Published points.
class PublishedCurveTest : public CurveTest
{
  public:
    PublishedCurveTest()
        : CurveTest("multiplication, compression and agreement against published values")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int) override
    {
        const EcPoint base = curve.MultiplyBase(MakeScalar(curve, 1));
        for (const auto& pair : PAIRS)
        {
            if (&EllipticCurve::Get(pair.curve) != &curve)
            {
                continue;
            }
            const EcScalar secret = ReadScalar(curve, pair.secret);
            const EcPoint point = curve.MultiplyBase(secret);
            const bool isOdd = !pair.y.empty() && (ParseOctets(pair.y).back() & 1);
            const std::string compressed = (isOdd ? "03" : "02") + pair.x;
            NS_TEST_EXPECT_MSG_EQ(ToHex(curve.Encode(point, PointEncoding::COMPRESSED)),
                                  compressed,
                                  name);
            const auto whole = ToHex(curve.Encode(point, PointEncoding::UNCOMPRESSED));
            NS_TEST_EXPECT_MSG_EQ(whole.substr(0, 66), "04" + pair.x, name);
            NS_TEST_EXPECT_MSG_EQ((pair.y.empty() || whole.substr(66) == pair.y), true, whole);
            NS_TEST_EXPECT_MSG_EQ((ReadPoint(curve, compressed) == point), true, compressed);
            NS_TEST_EXPECT_MSG_EQ((curve.Multiply(secret, base) == point), true, "as any point");
            NS_TEST_EXPECT_MSG_EQ(ToHex(secret.Encode().Get()), pair.secret, "as it was read");
        }
        if (name == "p256")
        {
            // RFC 5903, section 8.1.
            const EcPoint peer = ReadPoint(curve, "03" + PAIRS[3].x);
            NS_TEST_EXPECT_MSG_EQ(
                ToHex(curve.Agree(ReadScalar(curve, PAIRS[2].secret), peer).Get()),
                "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de",
                "shared");
        }
    }
};

/// The laws of a group and of a field, with the special cases in each.
class CurveLawTest : public CurveTest
{
  public:
    CurveLawTest()
        : CurveTest("scalars are a field and points a group, zero and infinity included")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int runs) override
    {
        CheckZero(curve);
        for (int run = 0; run < runs; ++run)
        {
            CheckField(curve);
        }
        for (int run = 0; run < runs / 4; ++run)
        {
            CheckGroup(curve);
        }
        NS_TEST_EXPECT_MSG_GT(m_meter.GetCount("point-add-" + name), 0, "counted");
    }

    /// @param curve curve
    void CheckField(const EllipticCurve& curve)
    {
        const EcScalar a = curve.MakeRandomScalar();
        const EcScalar b = curve.MakeRandomScalar();
        const EcScalar c = curve.MakeRandomScalar();
        const EcScalar sum = curve.Add(a, b);
        NS_TEST_EXPECT_MSG_EQ((a == b), false, "random");
        NS_TEST_EXPECT_MSG_EQ((sum == curve.Add(b, a)), true, "a + b = b + a");
        NS_TEST_EXPECT_MSG_EQ((curve.Subtract(sum, b) == a), true, "a + b - b = a");
        NS_TEST_EXPECT_MSG_EQ(
            (curve.Multiply(sum, c) == curve.Add(curve.Multiply(a, c), curve.Multiply(b, c))),
            true,
            "(a + b) c = a c + b c");
        NS_TEST_EXPECT_MSG_EQ((curve.Multiply(a, curve.Multiply(b, curve.Invert(a))) == b),
                              true,
                              "a b / a = b");
        NS_TEST_EXPECT_MSG_EQ((*curve.DecodeScalar(a.Encode().Get()) == a), true, "round trip");
    }

    /// @param curve curve
    void CheckGroup(const EllipticCurve& curve)
    {
        const EcScalar a = curve.MakeRandomScalar();
        const EcScalar b = curve.MakeRandomScalar();
        const EcPoint p = curve.MultiplyBase(a);
        const EcPoint q = curve.MultiplyBase(b);
        const EcPoint sum = curve.Add(p, q);
        const EcPoint product = curve.Multiply(b, p);
        NS_TEST_EXPECT_MSG_EQ((p == q), false, "different");
        NS_TEST_EXPECT_MSG_EQ((sum == curve.MultiplyBase(curve.Add(a, b))), true, "sum");
        NS_TEST_EXPECT_MSG_EQ((curve.Subtract(sum, q) == p), true, "p + q - q = p");
        NS_TEST_EXPECT_MSG_EQ((product == curve.Multiply(a, q)), true, "b p = a q");
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyAdd(b, b, p) == curve.Add(q, product)),
                              true,
                              "b G + b p");
        NS_TEST_EXPECT_MSG_EQ(
            AreEqual(curve.Agree(b, p).Get(),
                     ByteView(curve.Encode(product, PointEncoding::COMPRESSED)).SubView(1)),
            true,
            "abscissa");
        for (const auto encoding : POINT_ENCODINGS)
        {
            const auto read = curve.Decode(curve.Encode(sum, encoding), encoding);
            NS_TEST_EXPECT_MSG_EQ((read && *read == sum), true, "round trip");
        }
    }

    /// @param curve curve
    void CheckZero(const EllipticCurve& curve)
    {
        const EcScalar zero;
        const EcScalar one = MakeScalar(curve, 1);
        const EcScalar two = MakeScalar(curve, 2);
        const EcScalar minus = curve.Subtract(zero, one);
        const EcScalar k = curve.MakeRandomScalar();
        const EcPoint p = curve.MultiplyBase(k);
        const EcPoint none = curve.GetInfinity();
        NS_TEST_EXPECT_MSG_EQ(zero.IsZero(), true, "zero");
        NS_TEST_EXPECT_MSG_EQ((one.IsZero() || minus.IsZero()), false, "not zero");
        NS_TEST_EXPECT_MSG_EQ(curve.Add(minus, one).IsZero(), true, "-1 + 1");
        NS_TEST_EXPECT_MSG_EQ(none.IsInfinity(), true, "infinity");
        NS_TEST_EXPECT_MSG_EQ(p.IsInfinity(), false, "a point");
        NS_TEST_EXPECT_MSG_EQ(curve.MultiplyBase(zero).IsInfinity(), true, "0 G");
        NS_TEST_EXPECT_MSG_EQ(curve.Multiply(zero, p).IsInfinity(), true, "0 p");
        NS_TEST_EXPECT_MSG_EQ(curve.Multiply(k, none).IsInfinity(), true, "k 0");
        NS_TEST_EXPECT_MSG_EQ(curve.Subtract(p, p).IsInfinity(), true, "p - p");
        NS_TEST_EXPECT_MSG_EQ((curve.Add(p, none) == p && curve.Add(none, p) == p), true, "p + 0");
        NS_TEST_EXPECT_MSG_EQ((curve.Add(p, p) == curve.Multiply(two, p)), true, "p + p = 2 p");
        NS_TEST_EXPECT_MSG_EQ((curve.Multiply(minus, p) == curve.Subtract(none, p)), true, "-p");
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyAdd(k, zero, p) == p), true, "k G + 0 p");
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyAdd(k, k, none) == p), true, "k G + k 0");
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyAdd(zero, one, p) == p), true, "0 G + p");
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyAdd(k, one, p) == curve.Add(p, p)), true, "doubled");
        NS_TEST_EXPECT_MSG_EQ(curve.MultiplyAdd(k, minus, p).IsInfinity(), true, "k G - p");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(curve.Agree(k, none).Get(), curve.Agree(k, none).Get()),
                              false,
                              "nobody knows what follows from infinity");
        NS_TEST_EXPECT_MSG_EQ(curve.Agree(zero, p).Get().size(), EcScalar::SIZE, "as large");
    }
};

/// What is counted, and what follows from a seed.
class CurveAccountTest : public CurveTest
{
  public:
    CurveAccountTest()
        : CurveTest("operations are counted as promised; same seed, same octets")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int) override
    {
        CheckCounts(curve, name);
        CheckDraws(curve);
        NS_TEST_EXPECT_MSG_EQ((Play(curve, 1) == Play(curve, 1)), true, "same seed");
        NS_TEST_EXPECT_MSG_EQ((Play(curve, 1) == Play(curve, 2)), false, "other seed");
    }

    /// @param curve curve
    /// @param name of the curve in operations
    void CheckCounts(const EllipticCurve& curve, const std::string& name)
    {
        const std::string add = "point-add-" + name + " 1";
        const std::string base = "point-multiply-base-" + name + " 1";
        const std::string any = "point-multiply-" + name + " 1";
        const EcScalar k = curve.MakeRandomScalar();
        ExpectCounted("random 1", "random", 32);
        const EcPoint p = curve.MultiplyBase(k);
        ExpectCounted(base, "random", 0);
        const EcPoint q = curve.Multiply(k, p);
        ExpectCounted(any, "random", 0);
        curve.MultiplyAdd(k, k, p);
        ExpectCounted(add + ", " + base + ", " + any, "random", 0);
        curve.Add(p, q);
        ExpectCounted(add, "random", 0);
        curve.Subtract(p, q);
        ExpectCounted(add, "random", 0);
        curve.Agree(k, p);
        ExpectCounted(any, "random", 0);
        curve.Invert(curve.Multiply(curve.Add(k, k), curve.Subtract(curve.Reduce(Bytes(40)), k)));
        for (const auto encoding : POINT_ENCODINGS)
        {
            curve.Decode(curve.Encode(q, encoding), encoding);
        }
        ExpectCounted("", "random", 0);
    }

    /// Zero and what is not less than the order are drawn anew.
    /// @param curve curve
    void CheckDraws(const EllipticCurve& curve)
    {
        SteppedRandom random({0x00, 0xff, 0x07});
        const CryptoScope scope(m_meter, random, NOW);
        const EcScalar k = curve.MakeRandomScalar();
        ExpectCounted("random 3", "random", 96);
        NS_TEST_EXPECT_MSG_EQ(ToHex(k.Encode().Get()), ToHex(Bytes(32, 7)), "the third");
    }

    /// @param curve curve
    /// @param seed of a party
    /// @return what the party makes: a secret agreed upon, and what it draws after that
    Bytes Play(const EllipticCurve& curve, std::uint8_t seed)
    {
        SeededRandom random(MakeSeed(seed));
        const CryptoScope scope(m_meter, random, NOW);
        const EcScalar k = curve.MakeRandomScalar();
        const EcPoint p = curve.MultiplyBase(k);
        Bytes octets = curve.Agree(k, p).Get().ToBytes();
        // Shows that blinding, too, draws the same.
        const Bytes next = RandomBytes(32);
        octets.insert(octets.end(), next.begin(), next.end());
        return octets;
    }
};

} // namespace

std::vector<TestCase*>
MakeEllipticCurveTests()
{
    return {new PublishedCurveTest, new CurveLawTest, new CurveAccountTest};
}

} // namespace ns3::mqtt::test
