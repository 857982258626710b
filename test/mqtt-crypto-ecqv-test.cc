// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-curve-test.h"

#include "ns3/mqtt-ecqv.h"

namespace ns3::mqtt::test
{

namespace
{

/// @param encoding of the point in the digest
/// @return what a certificate is bound to: 8 octets before and 4 after the point
EcqvBinding
MakeBinding(PointEncoding encoding = PointEncoding::COMPRESSED)
{
    return {{'s', 'e', 'n', 's', 'o', 'r', '-', '1'}, {0, 0, 1, 0}, encoding};
}

/// A published certificate: "01-07.KCAC.V2X.IMPCERTSCH" by KISA (version 1.1), test vector 0, whose
/// authority's key and nonce are those of the test vectors for IEEE 1609.2 by the same numbers.
class PublishedEcqvTest : public PrimitiveTest
{
  public:
    PublishedEcqvTest()
        : PrimitiveTest("ECQV: a published request, certificate and key")
    {
    }

  private:
    void DoRun() override
    {
        const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
        const Bytes k =
            ParseOctets("e2f9cbcec3f28f7dfbef044732c41119816c62909fb720b091fb8f380f1b70dc");
        const auto scalar = [&curve](const char* digits) {
            return *curve.DecodeScalar(ParseOctets(digits));
        };
        const EcScalar request =
            scalar("1384c31d6982d52bca3bed8a7e60f52fecdab44e5c0ea166815a8159e09ffb42");
        const EcScalar authority =
            scalar("97d1368e8c07a54f66c9dce284ba76caf4178206614f809a4eb43cb3106aa60e");
        const EcqvBinding binding{ParseOctets("54686973206973206120746573742100"), {}};
        RepeatedRandom random(k);
        const CryptoScope scope(m_meter, random, NOW);
        const auto issue = IssueEcqv(curve, authority, curve.MultiplyBase(request), binding);
        const auto write = [&curve](const EcPoint& point) {
            return ToHex(curve.Encode(point, PointEncoding::COMPRESSED));
        };
        NS_TEST_EXPECT_MSG_EQ(write(issue.certificate),
                              "024a1890e30a584208dad3838d0c5cecb1ed6b01d48893c684c59908f5b38e3d82",
                              "certificate");
        NS_TEST_EXPECT_MSG_EQ(ToHex(issue.auxiliary.Encode().Get()),
                              "8a7966677b40674389118e269777451174564a3ad57fec31f4eeff07c641b4c8",
                              "auxiliary value");
        NS_TEST_EXPECT_MSG_EQ(ToHex(ReceiveEcqv(curve, request, issue, binding).Encode().Get()),
                              "ef6095f346d8da2b95b88102c7d50b39fbdc1bd75eb56d556020b1ee0b9fa5a7",
                              "private key");
        const EcPoint authorityPoint = curve.MultiplyBase(authority);
        NS_TEST_EXPECT_MSG_EQ(write(authorityPoint),
                              "023bb8ffd19b25ee1bb939cd4935fbfa8fbaadba64843338a95595a70ed7479b70",
                              "key of the authority");
        NS_TEST_EXPECT_MSG_EQ(
            write(GetEcqvPublicKey(curve, issue.certificate, binding, authorityPoint)),
            "03e76f7751eec099cccf074927fb0c0e4bc9ef7434b70119b39a91d150a2ca69a9",
            "public key");
    }
};

/// A device with an authority, again and again.
class EcqvTest : public CurveTest
{
  public:
    EcqvTest()
        : CurveTest("ECQV: keys fit; not so if anything was changed; counting")
    {
    }

  private:
    /// A device that asked for a certificate and got one.
    struct Enrolment
    {
        EcScalar authority;     ///< d_CA
        EcPoint authorityPoint; ///< Q_CA
        EcScalar request;       ///< r
        EcqvIssue issue;        ///< C and a
    };

    /// @param curve curve
    /// @param binding what is certified
    /// @return an enrolment with new keys
    static Enrolment Enrol(const EllipticCurve& curve, const EcqvBinding& binding)
    {
        Enrolment made;
        made.authority = curve.MakeRandomScalar();
        made.authorityPoint = curve.MultiplyBase(made.authority);
        made.request = curve.MakeRandomScalar();
        made.issue = IssueEcqv(curve, made.authority, curve.MultiplyBase(made.request), binding);
        return made;
    }

    /// @param curve curve
    /// @param made enrolment
    /// @param issue what the device received
    /// @param binding what the device takes it to be bound to
    /// @return whether the device accepts
    static bool Accepts(const EllipticCurve& curve,
                        const Enrolment& made,
                        const EcqvIssue& issue,
                        const EcqvBinding& binding)
    {
        const EcScalar key = ReceiveEcqv(curve, made.request, issue, binding);
        return IsKeyPair(curve,
                         key,
                         GetEcqvPublicKey(curve, issue.certificate, binding, made.authorityPoint));
    }

    void RunOn(const EllipticCurve& curve, const std::string& name, int runs) override
    {
        for (int run = 0; run < runs; ++run)
        {
            const auto binding = MakeBinding(POINT_ENCODINGS[run % 3]);
            const auto made = Enrol(curve, binding);
            NS_TEST_EXPECT_MSG_EQ(Accepts(curve, made, made.issue, binding), true, "as issued");
            CheckChange(curve, made, binding, Draw(33 * 8), Draw(32 * 8), Draw(12 * 8));
        }
        CheckEachBit(curve);
        CheckStrangers(curve);
        CheckHostileRequest(curve);
        CheckEncodings(curve);
        CheckCounts(curve, name);
    }

    /// @param curve curve
    /// @param made enrolment
    /// @param binding what was certified
    /// @param pointBit changed in C
    /// @param scalarBit changed in a
    /// @param boundBit changed in the binding
    void CheckChange(const EllipticCurve& curve,
                     const Enrolment& made,
                     const EcqvBinding& binding,
                     std::size_t pointBit,
                     std::size_t scalarBit,
                     std::size_t boundBit)
    {
        const Bytes point = curve.Encode(made.issue.certificate, PointEncoding::COMPRESSED);
        const auto otherPoint = curve.Decode(Flip(point, pointBit), PointEncoding::COMPRESSED);
        NS_TEST_EXPECT_MSG_EQ(
            (otherPoint && Accepts(curve, made, {*otherPoint, made.issue.auxiliary}, binding)),
            false,
            "bit of C: " << pointBit);
        const Bytes scalar = made.issue.auxiliary.Encode().Get().ToBytes();
        const auto otherScalar = curve.DecodeScalar(Flip(scalar, scalarBit));
        NS_TEST_EXPECT_MSG_EQ(
            (otherScalar && Accepts(curve, made, {made.issue.certificate, *otherScalar}, binding)),
            false,
            "bit of a: " << scalarBit);
        EcqvBinding other = binding;
        const std::size_t split = 8 * binding.before.size();
        (boundBit < split ? other.before : other.after) =
            boundBit < split ? Flip(binding.before, boundBit)
                             : Flip(binding.after, boundBit - split);
        // Whoever reconstructs the public key with another binding gets another key.
        const EcScalar key = ReceiveEcqv(curve, made.request, made.issue, binding);
        NS_TEST_EXPECT_MSG_EQ(
            IsKeyPair(curve,
                      key,
                      GetEcqvPublicKey(curve, made.issue.certificate, other, made.authorityPoint)),
            false,
            "bit of the binding: " << boundBit);
        NS_TEST_EXPECT_MSG_EQ(Accepts(curve, made, made.issue, other), false, "at the device");
    }

    /// @param curve curve
    void CheckEachBit(const EllipticCurve& curve)
    {
        const auto binding = MakeBinding();
        const auto made = Enrol(curve, binding);
        for (std::size_t bit = 0; bit < 33 * 8; ++bit)
        {
            CheckChange(curve, made, binding, bit, bit % (32 * 8), bit % (12 * 8));
        }
    }

    /// @param curve curve
    void CheckStrangers(const EllipticCurve& curve)
    {
        const auto binding = MakeBinding();
        const auto made = Enrol(curve, binding);
        const auto other = Enrol(curve, binding);
        NS_TEST_EXPECT_MSG_EQ(Accepts(curve, made, other.issue, binding), false, "of another");
        Enrolment thief = made;
        thief.request = curve.MakeRandomScalar();
        NS_TEST_EXPECT_MSG_EQ(Accepts(curve, thief, made.issue, binding), false, "a thief");
        thief = made;
        thief.authorityPoint = other.authorityPoint;
        NS_TEST_EXPECT_MSG_EQ(Accepts(curve, thief, made.issue, binding), false, "authority");
        const EcqvIssue infinite{curve.GetInfinity(), made.issue.auxiliary};
        NS_TEST_EXPECT_MSG_EQ(Accepts(curve, made, infinite, binding), false, "infinity");
    }

    /// A request that would make the certificate infinity, if the authority's nonce were known.
    /// @param curve curve
    void CheckHostileRequest(const EllipticCurve& curve)
    {
        const auto binding = MakeBinding();
        auto made = Enrol(curve, binding);
        made.request = curve.Subtract(EcScalar(), curve.Reduce(Bytes(32, 5)));
        const EcPoint request = curve.MultiplyBase(made.request);
        SteppedRandom random({5, 9});
        {
            // The nonce is what an authority draws first.
            const CryptoScope scope(m_meter, random, NOW);
            made.issue = IssueEcqv(curve, made.authority, request, binding);
        }
        NS_TEST_EXPECT_MSG_EQ(made.issue.certificate.IsInfinity(), false, "another nonce");
        NS_TEST_EXPECT_MSG_EQ((made.issue.certificate ==
                               curve.Add(request, curve.MultiplyBase(curve.Reduce(Bytes(32, 9))))),
                              true,
                              "the first nonce was given up");
        NS_TEST_EXPECT_MSG_EQ(Accepts(curve, made, made.issue, binding), true, "and it fits");
    }

    /// @param curve curve
    void CheckEncodings(const EllipticCurve& curve)
    {
        const EcPoint point = curve.MultiplyBase(curve.MakeRandomScalar());
        for (const auto encoding : POINT_ENCODINGS)
        {
            const auto binding = MakeBinding(encoding);
            Bytes text = binding.before;
            const Bytes encoded = curve.Encode(point, encoding);
            text.insert(text.end(), encoded.begin(), encoded.end());
            text.insert(text.end(), binding.after.begin(), binding.after.end());
            NS_TEST_EXPECT_MSG_EQ((HashEcqv(curve, point, binding) == curve.Reduce(Sha256({text}))),
                                  true,
                                  "e by its definition");
        }
    }

    /// @param curve curve
    /// @param name of the curve in operations
    void CheckCounts(const EllipticCurve& curve, const std::string& name)
    {
        const auto binding = MakeBinding();
        const std::string add = "point-add-" + name + " 1";
        const std::string base = "point-multiply-base-" + name + " 1";
        const std::string any = "point-multiply-" + name + " 1";
        auto made = Enrol(curve, binding);
        const EcPoint request = curve.MultiplyBase(made.request);
        m_meter.Clear();
        made.issue = IssueEcqv(curve, made.authority, request, binding);
        ExpectCounted(add + ", " + base + ", random 1, sha-256 1", "sha-256", 33 + 12);
        const EcScalar key = ReceiveEcqv(curve, made.request, made.issue, binding);
        ExpectCounted("sha-256 1", "sha-256", 33 + 12);
        const EcPoint point =
            GetEcqvPublicKey(curve, made.issue.certificate, binding, made.authorityPoint);
        ExpectCounted(add + ", " + any + ", sha-256 1", "sha-256", 33 + 12);
        IsKeyPair(curve, key, point);
        ExpectCounted(base, "sha-256", 0);
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvTests()
{
    return {new PublishedEcqvTest, new EcqvTest};
}

} // namespace ns3::mqtt::test
