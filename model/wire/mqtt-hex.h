// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_HEX_H
#define MQTT_HEX_H

#include "mqtt-bytes.h"

#include <optional>

namespace ns3::mqtt
{

/// @param octets any
/// @return two hexadecimal digits for each, in lower case
std::string ToHex(ByteView octets);

/// @param digits hexadecimal, either case
/// @return the octets; none unless these are digits and even in number
std::optional<Bytes> FromHex(std::string_view digits);

} // namespace ns3::mqtt

#endif /* MQTT_HEX_H */
