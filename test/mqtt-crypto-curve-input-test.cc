// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-curve-test.h"

#include <cctype>
#include <openssl/core_names.h>

namespace ns3::mqtt::test
{

namespace
{

/// What a peer may write.
class CurveInputTest : public CurveTest
{
  public:
    CurveInputTest()
        : CurveTest("points and scalars of peers: form, range, curve; copies and moves")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int runs) override
    {
        const bool isP256 = name == "p256";
        const std::string order =
            isP256 ? "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
                   : "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        const std::string field =
            isP256 ? "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
                   : "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
        CheckScalars(curve, order);
        CheckPoints(curve, field);
        CheckAbscissas(curve);
        CheckForms(curve);
        CheckDigits(curve);
        CheckNoise(curve, runs);
        CheckOwnership(curve);
    }

    /// @param curve curve
    /// @param order of the curve
    void CheckScalars(const EllipticCurve& curve, const std::string& order)
    {
        const Bytes octets = ParseOctets(order);
        NS_TEST_EXPECT_MSG_EQ(curve.DecodeScalar(octets).has_value(), false, "the order");
        NS_TEST_EXPECT_MSG_EQ(curve.DecodeScalar(Bytes(32, 0xff)).has_value(), false, "more");
        NS_TEST_EXPECT_MSG_EQ(curve.Reduce(octets).IsZero(), true, "no remainder");
        Bytes most = octets;
        --most.back();
        const auto greatest = curve.DecodeScalar(most);
        NS_TEST_ASSERT_MSG_EQ(greatest.has_value(), true, "the order less one");
        NS_TEST_EXPECT_MSG_EQ(curve.Add(*greatest, MakeScalar(curve, 1)).IsZero(), true, "-1 + 1");
        NS_TEST_EXPECT_MSG_EQ(curve.DecodeScalar(Bytes(32))->IsZero(), true, "zero");
        for (const std::size_t size : {0, 1, 31, 33, 64})
        {
            NS_TEST_EXPECT_MSG_EQ(curve.DecodeScalar(Bytes(size, 1)).has_value(), false, size);
        }
        // 2^256 = 2^256 - order, modulo the order.
        Bytes power(33);
        power[0] = 1;
        const EcScalar expected = curve.Add(curve.Reduce(Bytes(32, 0xff)), MakeScalar(curve, 1));
        NS_TEST_EXPECT_MSG_EQ((curve.Reduce(power) == expected), true, "33 octets");
        NS_TEST_EXPECT_MSG_EQ(curve.Reduce({}).IsZero(), true, "no octets");
    }

    /// @param curve curve
    /// @param field prime of the field
    void CheckPoints(const EllipticCurve& curve, const std::string& field)
    {
        const std::string zero(64, '0');
        const std::string ones(64, 'f');
        Bytes base =
            curve.Encode(curve.MultiplyBase(MakeScalar(curve, 1)), PointEncoding::UNCOMPRESSED);
        const std::string x = ToHex(ByteView(base).SubView(1, 32));
        const std::string y = ToHex(ByteView(base).SubView(33));
        NS_TEST_EXPECT_MSG_EQ(Reads(curve, "04" + x + y), true, "the base point");
        const std::vector<std::string> wrong{"",
                                             "00",
                                             "02",
                                             x,
                                             "00" + x,
                                             "04" + x,
                                             "05" + x,
                                             "02" + x + "00",
                                             "02" + field,
                                             "03" + field,
                                             "02" + ones,
                                             "04" + zero + zero,
                                             "04" + y + x,
                                             "04" + x + field,
                                             "04" + x + ones,
                                             "04" + x + y + "00",
                                             "06" + x + y,
                                             "07" + x + y,
                                             "02" + x + y,
                                             "00" + x + y};
        for (const auto& text : wrong)
        {
            NS_TEST_EXPECT_MSG_EQ(Reads(curve, text), false, text);
        }
    }

    /// @param curve curve
    void CheckAbscissas(const EllipticCurve& curve)
    {
        int unreadable = 0;
        for (std::uint8_t i = 1; i < 100; ++i)
        {
            Bytes octets(33);
            octets.front() = 2;
            octets.back() = i;
            unreadable += !curve.Decode(octets, PointEncoding::COMPRESSED).has_value();
            octets.resize(65, i);
            octets.front() = 4;
            NS_TEST_EXPECT_MSG_EQ(Reads(curve, ToHex(octets)), false, "not on the curve");
        }
        NS_TEST_EXPECT_MSG_GT(unreadable, 25, "half of all numbers are no abscissa");
        NS_TEST_EXPECT_MSG_LT(unreadable, 75, "half of all numbers are an abscissa");
    }

    /// @param curve curve
    /// @param text hexadecimal digits
    /// @return whether it is a point in any form
    static bool Reads(const EllipticCurve& curve, const std::string& text)
    {
        const Bytes octets = ParseOctets(text);
        return curve.Decode(octets, PointEncoding::COMPRESSED) ||
               curve.Decode(octets, PointEncoding::UNCOMPRESSED) ||
               curve.Decode(octets, PointEncoding::HEXADECIMAL);
    }

    /// @param curve curve
    void CheckForms(const EllipticCurve& curve)
    {
        const EcPoint point = curve.MultiplyBase(curve.MakeRandomScalar());
        for (const auto encoding : POINT_ENCODINGS)
        {
            const Bytes octets = curve.Encode(point, encoding);
            NS_TEST_EXPECT_MSG_EQ(octets.size(), EllipticCurve::GetPointSize(encoding), "size");
            const Bytes infinity = curve.Encode(curve.GetInfinity(), encoding);
            NS_TEST_EXPECT_MSG_EQ(infinity.size(), octets.size(), "size");
            for (const auto other : POINT_ENCODINGS)
            {
                NS_TEST_EXPECT_MSG_EQ(curve.Decode(octets, other).has_value(),
                                      (other == encoding),
                                      "one form is not another");
                NS_TEST_EXPECT_MSG_EQ(curve.Decode(infinity, other).has_value(), false, "infinity");
            }
        }
    }

    /// @param curve curve
    void CheckDigits(const EllipticCurve& curve)
    {
        const EcPoint base = curve.MultiplyBase(MakeScalar(curve, 1));
        const Bytes digits = curve.Encode(base, PointEncoding::HEXADECIMAL);
        NS_TEST_EXPECT_MSG_EQ(std::string(digits.begin(), digits.end()),
                              ToHex(curve.Encode(base, PointEncoding::COMPRESSED)),
                              "digits of the compressed form");
        for (std::size_t i = 0; i < digits.size(); ++i)
        {
            Bytes upper = digits;
            upper[i] = static_cast<std::uint8_t>(std::toupper(upper[i]));
            const auto read = curve.Decode(upper, PointEncoding::HEXADECIMAL);
            NS_TEST_EXPECT_MSG_EQ(read.has_value(), (upper == digits), "upper case");
            for (const char other : {'g', ' ', '\0', '`', '/', ':', '@'})
            {
                upper[i] = static_cast<std::uint8_t>(other);
                NS_TEST_EXPECT_MSG_EQ(curve.Decode(upper, PointEncoding::HEXADECIMAL).has_value(),
                                      false,
                                      "no digit");
            }
        }
    }

    /// @param curve curve
    /// @param runs random runs
    void CheckNoise(const EllipticCurve& curve, int runs)
    {
        for (int run = 0; run < runs; ++run)
        {
            Bytes octets = RandomBytes(65);
            octets[0] = 4;
            NS_TEST_EXPECT_MSG_EQ(curve.Decode(octets, PointEncoding::UNCOMPRESSED).has_value(),
                                  false,
                                  "a random point is not on the curve");
            octets.resize(33);
            octets[0] = static_cast<std::uint8_t>(2 + run % 2);
            const auto point = curve.Decode(octets, PointEncoding::COMPRESSED);
            NS_TEST_EXPECT_MSG_EQ(
                (!point || curve.Encode(*point, PointEncoding::COMPRESSED) == octets),
                true,
                "one writing for a point");
        }
    }

    /// @param curve curve
    void CheckOwnership(const EllipticCurve& curve)
    {
        const EcPoint none;
        NS_TEST_EXPECT_MSG_EQ((none || none.IsInfinity()), false, "no point");
        EcScalar k = curve.MakeRandomScalar();
        EcPoint p = curve.MultiplyBase(k);
        EcScalar sameScalar(k);
        EcPoint samePoint(p);
        EcPoint nonePoint(none);
        NS_TEST_EXPECT_MSG_EQ((nonePoint == none && nonePoint != p && p != none), true, "none");
        NS_TEST_EXPECT_MSG_EQ((sameScalar == k && samePoint == p), true, "copied");
        k = MakeScalar(curve, 5);
        p = curve.MultiplyBase(k);
        NS_TEST_EXPECT_MSG_EQ((sameScalar != k && samePoint != p), true, "each its own");
        const EcScalar movedScalar(std::move(sameScalar));
        const EcPoint movedPoint(std::move(samePoint));
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyBase(movedScalar) == movedPoint), true, "moved");
        sameScalar = movedScalar;
        samePoint = movedPoint;
        NS_TEST_EXPECT_MSG_EQ((curve.MultiplyBase(sameScalar) == samePoint), true, "used again");
        p = none;
        NS_TEST_EXPECT_MSG_EQ(static_cast<bool>(p), false, "none assigned");
    }
};

/// The same keys in OpenSSL's own protocols.
class CurveRivalTest : public CurveTest
{
  public:
    CurveRivalTest()
        : CurveTest("keys fit OpenSSL's ECDSA and ECDH")
    {
    }

  private:
    void RunOn(const EllipticCurve& curve, const std::string& name, int runs) override
    {
        const char* const group = name == "p256" ? "prime256v1" : "secp256k1";
        for (int run = 0; run < runs / 20; ++run)
        {
            const EcScalar k = curve.MakeRandomScalar();
            const EcPoint point = curve.MultiplyBase(k);
            const EcPoint other = curve.MultiplyBase(curve.MakeRandomScalar());
            const auto secret = MakeKey(group, curve, other, &k); // its own point is not asked for
            const auto peer = MakeKey(group, curve, other, nullptr);
            const auto publicKey = MakeKey(group, curve, point, nullptr);
            NS_TEST_ASSERT_MSG_EQ((secret && peer && publicKey), true, "keys");
            NS_TEST_EXPECT_MSG_EQ(Verifies(secret.get(), publicKey.get()), true, "signed");
            NS_TEST_EXPECT_MSG_EQ(Verifies(secret.get(), peer.get()), false, "of another");
            NS_TEST_EXPECT_MSG_EQ(ToHex(Derive(secret.get(), peer.get())),
                                  ToHex(curve.Agree(k, other).Get()),
                                  "agreed");
        }
    }

    /// @param group OpenSSL's name of the curve
    /// @param curve curve
    /// @param point public key
    /// @param secret private key, or null
    /// @return OpenSSL's key
    static OpensslPtr<EVP_PKEY> MakeKey(const char* group,
                                        const EllipticCurve& curve,
                                        const EcPoint& point,
                                        const EcScalar* secret)
    {
        const OpensslPtr<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
        const Bytes octets = curve.Encode(point, PointEncoding::UNCOMPRESSED);
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
        OpensslPtr<BIGNUM> number;
        if (secret)
        {
            const Secret encoded = secret->Encode();
            number.reset(BN_bin2bn(encoded.Get().data(), EcScalar::SIZE, nullptr));
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get());
        }
        else
        {
            OSSL_PARAM_BLD_push_octet_string(builder.get(),
                                             OSSL_PKEY_PARAM_PUB_KEY,
                                             octets.data(),
                                             octets.size());
        }
        const OpensslPtr<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
        const OpensslPtr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_name(UncountedOpensslContext(), "EC", nullptr));
        EVP_PKEY* key{nullptr};
        EVP_PKEY_fromdata_init(context.get());
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get());
        return OpensslPtr<EVP_PKEY>(key);
    }

    /// @param secret signs
    /// @param publicKey verifies
    /// @return whether the signature holds
    static bool Verifies(EVP_PKEY* secret, EVP_PKEY* publicKey)
    {
        const Bytes message(100, 7);
        Bytes signature(100);
        std::size_t size = signature.size();
        const OpensslPtr<EVP_MD_CTX> signing(EVP_MD_CTX_new());
        const OpensslPtr<EVP_MD_CTX> verifying(EVP_MD_CTX_new());
        OSSL_LIB_CTX* const library = UncountedOpensslContext();
        return EVP_DigestSignInit_ex(signing.get(),
                                     nullptr,
                                     "SHA256",
                                     library,
                                     nullptr,
                                     secret,
                                     {}) &&
               EVP_DigestSign(signing.get(), signature.data(), &size, message.data(), 100) &&
               EVP_DigestVerifyInit_ex(verifying.get(),
                                       nullptr,
                                       "SHA256",
                                       library,
                                       nullptr,
                                       publicKey,
                                       {}) &&
               EVP_DigestVerify(verifying.get(), signature.data(), size, message.data(), 100) == 1;
    }

    /// @param secret one side's key
    /// @param peer the other's
    /// @return shared secret
    static Bytes Derive(EVP_PKEY* secret, EVP_PKEY* peer)
    {
        const OpensslPtr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_pkey(UncountedOpensslContext(), secret, nullptr));
        Bytes shared(32);
        std::size_t size = shared.size();
        EVP_PKEY_derive_init(context.get());
        EVP_PKEY_derive_set_peer(context.get(), peer);
        EVP_PKEY_derive(context.get(), shared.data(), &size);
        return shared;
    }
};

} // namespace

std::vector<TestCase*>
MakeCurveInputTests()
{
    return {new CurveInputTest, new CurveRivalTest};
}

} // namespace ns3::mqtt::test
