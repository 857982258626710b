// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-curve-test.h"

#include "ns3/mqtt-ecies.h"
#include "ns3/mqtt-schnorr.h"

namespace ns3::mqtt::test
{

namespace
{

/// A signature of BIP-340's test vectors.
struct PublishedSignature
{
    int number;             ///< of the test vector
    bool holds;             ///< whether it must hold
    std::string key;        ///< abscissa of the public key
    std::string message;    ///< what was signed
    std::string commitment; ///< abscissa of V
    std::string response;   ///< s
};

/// Key and message of most of them.
const std::string KEY = "dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659";
const std::string PI = "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89";

/// In 6, 7 and 8, commitment, challenge and response have the other sign.
const std::vector<PublishedSignature> SIGNATURES{
    {0,
     true,
     "f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
     std::string(64, '0'),
     "e907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca8215",
     "25f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0"},
    {1,
     true,
     KEY,
     PI,
     "6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de3341",
     "8906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a"},
    {4,
     true,
     "d69c3509bb99e412e68b0fe8544e72837dfa30746d8be2aa65975f29d22dc7b9",
     "4df3c3f68fcc83b27e9d42c90431a72499f17875c81a599b566c9889b9696703",
     "00000000000000000000003b78ce563f89a0ed9414f5aa28ad0d96d6795f9c63",
     "76afb1548af603b3eb45c9f8207dee1060cb71c04e80f593060b07d28308d7f4"},
    {6,
     false,
     KEY,
     PI,
     "fff97bd5755eeea420453a14355235d382f6472f8568a18b2f057a1460297556",
     "3cc27944640ac607cd107ae10923d9ef7a73c643e166be5ebeafa34b1ac553e2"},
    {7,
     false,
     KEY,
     PI,
     "1fa62e331edbc21c394792d2ab1100a7b432b013df3f6ff4f99fcb33e0e1515f",
     "28890b3edb6e7189b630448b515ce4f8622a954cfe545735aaea5134fccdb2bd"},
    {8,
     false,
     KEY,
     PI,
     "6cff5c3ba86c69ea4b7376f31a9bcb4f74c1976089b2d9963da2e5543e177769",
     "961764b3aa9b2ffcb6ef947b6887a226e8d7c93e00c5ed0c1834ff0d0c2e6da6"}};

/// Signatures of BIP-340, whose challenge has the other sign: s = v + e d, so that s G - e Q = V.
class PublishedSchnorrTest : public CurveTest
{
  public:
    PublishedSchnorrTest()
        : CurveTest("Schnorr: test vectors of BIP-340")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int) override
    {
        if (name != "secp256k1")
        {
            return;
        }
        const Bytes tag = Sha256({ByteView(std::string_view("BIP0340/challenge"))});
        for (const auto& published : SIGNATURES)
        {
            const EcScalar e = curve.Reduce(Sha256({tag,
                                                    tag,
                                                    ParseOctets(published.commitment),
                                                    ParseOctets(published.key),
                                                    ParseOctets(published.message)}));
            const SchnorrSignature signature{ReadPoint(curve, "02" + published.commitment),
                                             ReadScalar(curve, published.response)};
            NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve,
                                                ReadPoint(curve, "02" + published.key),
                                                signature,
                                                curve.Subtract(EcScalar(), e)),
                                  published.holds,
                                  published.number);
        }
    }
};

/// Signatures of random keys.
class SchnorrTest : public CurveTest
{
  public:
    SchnorrTest()
        : CurveTest("Schnorr: holds; not so if anything was changed; infinity; counting")
    {
    }

  private:
    /// @param curve curve
    /// @param commitment V
    /// @param message what is signed
    /// @return h
    static EcScalar Hash(const EllipticCurve& curve, const EcPoint& commitment, ByteView message)
    {
        return curve.Reduce(Sha256({curve.Encode(commitment, PointEncoding::COMPRESSED), message}));
    }

    void RunOn(const EllipticCurve& curve, const std::string& name, int runs) override
    {
        for (int run = 0; run < runs; ++run)
        {
            CheckSignature(curve, RandomBytes(20));
        }
        CheckInfinity(curve);
        const EcScalar key = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(key);
        m_meter.Clear();
        const EcScalar one = MakeScalar(curve, 1);
        const auto signature = SignSchnorr(curve, key, [&one](const EcPoint&) { return one; });
        ExpectCounted("point-multiply-base-" + name + " 1, random 1", "random", 32);
        VerifySchnorr(curve, point, signature, one);
        ExpectCounted("point-add-" + name + " 1, point-multiply-base-" + name +
                          " 1, point-multiply-" + name + " 1",
                      "random",
                      0);
        const auto again = SignSchnorr(curve, key, [&one](const EcPoint&) { return one; });
        NS_TEST_EXPECT_MSG_EQ((again.commitment == signature.commitment), false, "a fresh nonce");
    }

    /// @param curve curve
    /// @param message to be signed
    void CheckSignature(const EllipticCurve& curve, ByteView message)
    {
        const EcScalar key = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(key);
        const auto makeChallenge = [&](const EcPoint& v) { return Hash(curve, v, message); };
        const auto signature = SignSchnorr(curve, key, makeChallenge);
        const EcScalar h = makeChallenge(signature.commitment);
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, point, signature, h), true, "as signed");
        const auto change = [&curve](const EcScalar& scalar) {
            return curve.Reduce(Flip(scalar.Encode().Get().ToBytes(), Draw(256)));
        };
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, point, signature, change(h)), false, "h");
        SchnorrSignature other = signature;
        other.response = change(other.response);
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, point, other, h), false, "s");
        other = signature;
        other.commitment = curve.Add(other.commitment, point);
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, point, other, h), false, "V");
        other.commitment = curve.Subtract(curve.GetInfinity(), signature.commitment);
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, point, other, h), false, "-V");
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, other.commitment, signature, h), false, "Q");
        // Two answers to one commitment give the key away, which is why nonces are fresh.
        const EcScalar nonce = curve.MakeRandomScalar();
        const EcScalar h2 = change(h);
        const EcScalar difference = curve.Subtract(AnswerSchnorr(curve, key, nonce, h2),
                                                   AnswerSchnorr(curve, key, nonce, h));
        NS_TEST_EXPECT_MSG_EQ(
            (curve.Multiply(difference, curve.Invert(curve.Subtract(h, h2))) == key),
            true,
            "s = v - h d");
    }

    /// @param curve curve
    void CheckInfinity(const EllipticCurve& curve)
    {
        const EcScalar s = curve.MakeRandomScalar();
        const EcScalar h = curve.MakeRandomScalar();
        NS_TEST_EXPECT_MSG_EQ(
            VerifySchnorr(curve, curve.GetInfinity(), {curve.MultiplyBase(s), s}, h),
            false,
            "anybody signs for infinity");
        const EcScalar zero;
        const EcPoint point = curve.MultiplyBase(h);
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(curve, point, {curve.GetInfinity(), zero}, zero),
                              false,
                              "a signature of nothing");
    }
};

/// Messages to one recipient.
class EciesTest : public CurveTest
{
  public:
    EciesTest()
        : CurveTest("ECIES: opens; not so if anything was changed; counting")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int runs) override
    {
        for (int run = 0; run < runs; ++run)
        {
            CheckMessage(curve, RandomBytes(Draw(100)), POINT_ENCODINGS[run % 3]);
        }
        for (const auto encoding : POINT_ENCODINGS)
        {
            CheckEachOctet(curve, encoding);
        }
        CheckDefinition(curve);
        CheckCounts(curve, name);
    }

    /// @param curve curve
    /// @param plaintext message
    /// @param encoding of the ephemeral point
    void CheckMessage(const EllipticCurve& curve, const Bytes& plaintext, PointEncoding encoding)
    {
        const EcScalar key = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(key);
        const Bytes header = RandomBytes(5);
        const Bytes sealed = SealEcies(curve, point, header, plaintext, encoding);
        NS_TEST_EXPECT_MSG_EQ(sealed.size(),
                              EllipticCurve::GetPointSize(encoding) + plaintext.size() + 16,
                              "size");
        const auto opened = OpenEcies(curve, key, header, sealed, encoding);
        NS_TEST_EXPECT_MSG_EQ((opened && opened->Get().ToBytes() == plaintext), true, "opened");
        const Bytes changed = Flip(sealed, Draw(8 * sealed.size()));
        NS_TEST_EXPECT_MSG_EQ(OpenEcies(curve, key, point, header, changed, encoding).has_value(),
                              false,
                              "a changed bit");
    }

    /// @param curve curve
    /// @param encoding of the ephemeral point
    void CheckEachOctet(const EllipticCurve& curve, PointEncoding encoding)
    {
        const EcScalar key = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(key);
        const Bytes header{1, 2, 3};
        const Bytes plaintext(32, 9);
        const Bytes sealed = SealEcies(curve, point, header, plaintext, encoding);
        const auto opens = [&](ByteView octets) {
            return OpenEcies(curve, key, point, header, octets, encoding).has_value();
        };
        NS_TEST_EXPECT_MSG_EQ(opens(sealed), true, "unchanged");
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(opens(Flip(sealed, 8 * i + i % 8)), false, "octet " << i);
            NS_TEST_EXPECT_MSG_EQ(opens(ByteView(sealed).SubView(0, i)), false, "only " << i);
        }
        Bytes longer = sealed;
        longer.push_back(0);
        NS_TEST_EXPECT_MSG_EQ(opens(longer), false, "longer");
        const EcScalar other = curve.MakeRandomScalar();
        NS_TEST_EXPECT_MSG_EQ(OpenEcies(curve, other, header, sealed, encoding).has_value(),
                              false,
                              "wrong key");
        NS_TEST_EXPECT_MSG_EQ(OpenEcies(curve, key, Bytes{1, 2}, sealed, encoding).has_value(),
                              false,
                              "wrong associated data");
        // -d gives the same abscissa, so only Q in the derivation tells the two apart.
        const EcScalar minus = curve.Subtract(EcScalar(), key);
        NS_TEST_EXPECT_MSG_EQ(OpenEcies(curve, minus, header, sealed, encoding).has_value(),
                              false,
                              "the negative key");
        const Bytes nobody = SealEcies(curve, curve.GetInfinity(), header, plaintext, encoding);
        NS_TEST_EXPECT_MSG_EQ(opens(nobody), false, "for infinity");
        NS_TEST_EXPECT_MSG_EQ(
            OpenEcies(curve, EcScalar(), curve.GetInfinity(), header, nobody, encoding).has_value(),
            false,
            "not even by zero");
    }

    /// The steps one by one.
    /// @param curve curve
    void CheckDefinition(const EllipticCurve& curve)
    {
        const EcScalar key = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(key);
        const Bytes header{7};
        const Bytes plaintext{1, 2, 3, 4};
        const Bytes sealed =
            SealEcies(curve, point, header, plaintext, PointEncoding::UNCOMPRESSED);
        const auto ephemeral =
            curve.Decode(ByteView(sealed).SubView(0, 65), PointEncoding::UNCOMPRESSED);
        NS_TEST_ASSERT_MSG_EQ(ephemeral.has_value(), true, "R");
        Bytes points = curve.Encode(*ephemeral, PointEncoding::COMPRESSED);
        const Bytes second = curve.Encode(point, PointEncoding::COMPRESSED);
        points.insert(points.end(), second.begin(), second.end());
        AesGcm cipher(HkdfSha256(curve.Agree(key, *ephemeral).Get(), {}, points, 16).Get());
        const auto opened = cipher.Open(Bytes(12), header, ByteView(sealed).SubView(65));
        NS_TEST_EXPECT_MSG_EQ((opened && *opened == plaintext), true, "by its definition");
    }

    /// @param curve curve
    /// @param name of the curve in operations
    void CheckCounts(const EllipticCurve& curve, const std::string& name)
    {
        const auto encoding = PointEncoding::COMPRESSED;
        const EcScalar key = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(key);
        const std::string any = "point-multiply-" + name + " 1";
        const std::string base = "point-multiply-base-" + name + " 1";
        const std::string symmetric = "aes-128-gcm 1, hkdf-sha256 2, ";
        m_meter.Clear();
        const Bytes sealed = SealEcies(curve, point, {}, Bytes(32), encoding);
        ExpectCounted(symmetric + base + ", " + any + ", random 1", "aes-128-gcm", 32);
        OpenEcies(curve, key, point, {}, sealed, encoding);
        ExpectCounted(symmetric + any, "aes-128-gcm", 32);
        OpenEcies(curve, key, {}, sealed, encoding);
        ExpectCounted(symmetric + base + ", " + any, "aes-128-gcm", 32);
        OpenEcies(curve, key, point, {}, Bytes(32), encoding);
        ExpectCounted("", "aes-128-gcm", 0);
        OpenEcies(curve, key, point, {}, ByteView(sealed).SubView(0, 48), encoding);
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("aes-128-gcm"), 0, "nothing to open");
    }
};

} // namespace

std::vector<TestCase*>
MakeSchnorrEciesTests()
{
    return {new PublishedSchnorrTest, new SchnorrTest, new EciesTest};
}

} // namespace ns3::mqtt::test
