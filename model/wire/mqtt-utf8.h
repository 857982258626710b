// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_UTF8_H
#define MQTT_UTF8_H

#include <cstddef>
#include <string_view>

/// @file
/// The text that MQTT allows in a packet (OASIS MQTT 3.1.1, section 1.5.3).

namespace ns3::mqtt
{

/// Octets of the longest text or binary field, which has a length of two octets before it.
constexpr std::size_t MAX_FIELD_SIZE = 65'535;

/// @param text octets
/// @return whether they are well-formed UTF-8 (shortest forms, no surrogates, nothing beyond
///         U+10FFFF) without U+0000
bool IsValidUtf8(std::string_view text);

} // namespace ns3::mqtt

#endif /* MQTT_UTF8_H */
