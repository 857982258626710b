// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CRYPTO_CURVE_TEST_H
#define MQTT_CRYPTO_CURVE_TEST_H

#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-elliptic-curve.h"

/// @file
/// What the tests of elliptic curves share.

namespace ns3::mqtt::test
{

/// All ways to write a point.
constexpr PointEncoding POINT_ENCODINGS[] = {PointEncoding::COMPRESSED,
                                             PointEncoding::UNCOMPRESSED,
                                             PointEncoding::HEXADECIMAL};

/// Fills each request with an octet of its own.
class SteppedRandom : public RandomSource
{
  public:
    /// @param octets one for each request; the last is for all that follow as well
    explicit SteppedRandom(Bytes octets)
        : m_octets(std::move(octets))
    {
    }

    void Fill(std::uint8_t* octets, std::size_t size) override
    {
        std::fill_n(octets, size, m_octets[m_next]);
        m_next = std::min(m_next + 1, m_octets.size() - 1);
    }

  private:
    Bytes m_octets;        ///< one for each request
    std::size_t m_next{0}; ///< which is for the next
};

/// A test of both curves.
class CurveTest : public PrimitiveTest
{
  public:
    using PrimitiveTest::PrimitiveTest;

  protected:
    /// Runs on a curve.
    /// @param curve curve
    /// @param name of the curve in operations
    /// @param runs random runs that take about as long on either curve
    virtual void RunOn(const EllipticCurve& curve, const std::string& name, int runs) = 0;

    /// @param curve curve
    /// @param digits a scalar
    /// @return the scalar
    EcScalar ReadScalar(const EllipticCurve& curve, const std::string& digits)
    {
        const auto scalar = curve.DecodeScalar(ParseOctets(digits));
        NS_TEST_EXPECT_MSG_EQ(scalar.has_value(), true, digits);
        return scalar.value_or(EcScalar());
    }

    /// @param curve curve
    /// @param digits a compressed point
    /// @return the point
    EcPoint ReadPoint(const EllipticCurve& curve, const std::string& digits)
    {
        auto point = curve.Decode(ParseOctets(digits), PointEncoding::COMPRESSED);
        NS_TEST_EXPECT_MSG_EQ(point.has_value(), true, digits);
        return point ? std::move(*point) : curve.GetInfinity();
    }

    /// @param curve curve
    /// @param number a small number
    /// @return it as a scalar
    static EcScalar MakeScalar(const EllipticCurve& curve, std::uint8_t number)
    {
        return curve.Reduce(Bytes{number});
    }

    /// @param octets any
    /// @param bit which
    /// @return them with that bit changed
    static Bytes Flip(Bytes octets, std::size_t bit)
    {
        octets[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        return octets;
    }

    /// @param limit more than the result
    /// @return a random number
    static std::size_t Draw(std::size_t limit)
    {
        const Bytes octets = RandomBytes(2);
        return (octets[0] * 256U + octets[1]) % limit;
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        RunOn(EllipticCurve::Get(EllipticCurve::P256), "p256", 2000);
        m_meter.Clear();
        RunOn(EllipticCurve::Get(EllipticCurve::SECP256K1), "secp256k1", 120);
    }
};

} // namespace ns3::mqtt::test

#endif /* MQTT_CRYPTO_CURVE_TEST_H */
