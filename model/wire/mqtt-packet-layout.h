// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PACKET_LAYOUT_H
#define MQTT_PACKET_LAYOUT_H

#include "mqtt-control-packets.h"

/// @file
/// Numbers of the packet layouts that encoder and decoder share (OASIS MQTT 3.1.1, sections 2, 3).

namespace ns3::mqtt
{

constexpr std::uint8_t CONNECT_CLEAN_SESSION = 0x02; ///< connect flag (section 3.1.2.4)
constexpr std::uint8_t CONNECT_WILL = 0x04;          ///< connect flag (section 3.1.2.5)
constexpr unsigned CONNECT_WILL_QOS_SHIFT = 3;       ///< place of two bits (section 3.1.2.6)
constexpr std::uint8_t CONNECT_WILL_RETAIN = 0x20;   ///< connect flag (section 3.1.2.7)
constexpr std::uint8_t CONNECT_PASSWORD = 0x40;      ///< connect flag (section 3.1.2.9)
constexpr std::uint8_t CONNECT_USER_NAME = 0x80;     ///< connect flag (section 3.1.2.8)

constexpr std::uint8_t SUBSCRIBE_TRAILER = 0x80; ///< in the last requested QoS: a trailer follows
constexpr std::uint8_t SUBACK_TRAILER = 0x40;    ///< in the last return code: a trailer follows

constexpr std::uint8_t PUBLISH_DUP = 0x08;    ///< fixed header flag (section 3.3.1.1)
constexpr unsigned PUBLISH_QOS_SHIFT = 1;     ///< place of two bits (section 3.3.1.2)
constexpr std::uint8_t PUBLISH_RETAIN = 0x01; ///< fixed header flag (section 3.3.1.3)

/// @param type packet type
/// @return the lower four bits of the first octet, which are fixed for every type but PUBLISH
///         (table 2.2)
constexpr std::uint8_t
GetFixedFlags(PacketType type)
{
    return type == PacketType::PUBREL || type == PacketType::SUBSCRIBE ||
                   type == PacketType::UNSUBSCRIBE
               ? 0x02
               : 0x00;
}

} // namespace ns3::mqtt

#endif /* MQTT_PACKET_LAYOUT_H */
