// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PACKET_TEXT_H
#define MQTT_PACKET_TEXT_H

#include "ns3/mqtt-control-packets.h"
#include "ns3/mqtt-hex.h"

/// @file
/// Packets and octets as short text, so that tests can say what they expect in a line.

namespace ns3::mqtt
{

/// @param packet any packet
/// @return its name and every field that is not at its default, "PUBLISH a/b=text q1 dup #7"
std::string Describe(const ControlPacket& packet);

/// @param hex pairs of hexadecimal digits, blanks between them passed over; 'text' in quotation
///        marks stands for its characters
/// @return the octets
Bytes ParseOctets(std::string_view hex);

} // namespace ns3::mqtt

#endif /* MQTT_PACKET_TEXT_H */
