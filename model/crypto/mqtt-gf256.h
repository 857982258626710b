// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GF256_H
#define MQTT_GF256_H

#include <cstdint>

/// @file
/// The field of 256 elements with the reduction polynomial of AES, x^8 + x^4 + x^3 + x + 1 (FIPS
/// 197, section 4). No tables and no branches: neither time nor memory accesses tell the operands.

namespace ns3::mqtt
{

/// @param a element
/// @param b element
/// @return their product
constexpr std::uint8_t
Gf256Multiply(std::uint8_t a, std::uint8_t b)
{
    unsigned product = 0;
    unsigned factor = a;
    for (unsigned bit = 0; bit < 8; ++bit)
    {
        product ^= factor & (0U - (b >> bit & 1U));
        factor = factor << 1 ^ (0x11bU & (0U - (factor >> 7 & 1U)));
    }
    return static_cast<std::uint8_t>(product);
}

/// Products that an inversion is made of.
constexpr unsigned GF256_INVERSION_PRODUCTS = 11;

/// @param a element
/// @return its inverse, a to the power of 254; 0 for 0
constexpr std::uint8_t
Gf256Invert(std::uint8_t a)
{
    const auto square = [](std::uint8_t b) { return Gf256Multiply(b, b); };
    const std::uint8_t a2 = square(a);
    const std::uint8_t a3 = Gf256Multiply(a2, a);
    const std::uint8_t a12 = square(square(a3));
    const std::uint8_t a15 = Gf256Multiply(a12, a3);
    const std::uint8_t a240 = square(square(square(square(a15))));
    return Gf256Multiply(Gf256Multiply(a240, a12), a2);
}

} // namespace ns3::mqtt

#endif /* MQTT_GF256_H */
