// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-elliptic-curve.h"
#include "mqtt-primitive-tools.h"

#include "ns3/mqtt-hex.h"

#include <openssl/err.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of a coordinate.
constexpr std::size_t FIELD_SIZE = 32;

/// Octets of a point that is given by its abscissa and the sign of its ordinate.
constexpr std::size_t COMPRESSED_SIZE = 1 + FIELD_SIZE;

/// Octets of a point that is given by both coordinates.
constexpr std::size_t UNCOMPRESSED_SIZE = 1 + 2 * FIELD_SIZE;

/// OpenSSL would read hybrid points and infinity as well.
/// @param octets of a point
/// @param encoding COMPRESSED or UNCOMPRESSED
/// @return whether their number and the first are those of that form (SEC 1, section 2.3.3)
bool
HasForm(ByteView octets, PointEncoding encoding)
{
    if (encoding == PointEncoding::COMPRESSED)
    {
        return octets.size() == COMPRESSED_SIZE && (octets[0] == 2 || octets[0] == 3);
    }
    return octets.size() == UNCOMPRESSED_SIZE && octets[0] == 4;
}

/// @param digits 66 lower-case hexadecimal digits, or anything else
/// @return the octets; none if it is anything else
std::optional<Bytes>
ReadDigits(ByteView digits)
{
    const auto isUpper = [](std::uint8_t digit) { return digit >= 'A' && digit <= 'F'; };
    if (digits.size() != 2 * COMPRESSED_SIZE || std::any_of(digits.begin(), digits.end(), isUpper))
    {
        return std::nullopt;
    }
    return FromHex(digits.ToText());
}

} // namespace

std::size_t
EllipticCurve::GetPointSize(PointEncoding encoding)
{
    switch (encoding)
    {
    case PointEncoding::COMPRESSED:
        return COMPRESSED_SIZE;
    case PointEncoding::UNCOMPRESSED:
        return UNCOMPRESSED_SIZE;
    case PointEncoding::HEXADECIMAL:
        break;
    }
    return 2 * COMPRESSED_SIZE;
}

Bytes
EllipticCurve::Encode(const EcPoint& point, PointEncoding encoding) const
{
    Require(point.m_curve == this, "write a point of another curve");
    if (encoding == PointEncoding::HEXADECIMAL)
    {
        const std::string digits = ToHex(Encode(point, PointEncoding::COMPRESSED));
        return {digits.begin(), digits.end()};
    }
    Bytes octets(GetPointSize(encoding));
    const auto form = encoding == PointEncoding::COMPRESSED ? POINT_CONVERSION_COMPRESSED
                                                            : POINT_CONVERSION_UNCOMPRESSED;
    // Infinity is a single zero, which the other zeros make unreadable.
    Require(EC_POINT_point2oct(m_group.get(),
                               point.m_value.get(),
                               form,
                               octets.data(),
                               octets.size(),
                               m_work.get()) > 0,
            "write a point");
    return octets;
}

std::optional<EcPoint>
EllipticCurve::Decode(ByteView octets, PointEncoding encoding) const
{
    if (encoding == PointEncoding::HEXADECIMAL)
    {
        const auto inner = ReadDigits(octets);
        return inner ? Decode(*inner, PointEncoding::COMPRESSED) : std::nullopt;
    }
    EcPoint point = GetInfinity();
    if (HasForm(octets, encoding) && EC_POINT_oct2point(m_group.get(),
                                                        point.m_value.get(),
                                                        octets.data(),
                                                        octets.size(),
                                                        m_work.get()))
    {
        return point;
    }
    ERR_clear_error();
    return std::nullopt;
}

} // namespace ns3::mqtt
