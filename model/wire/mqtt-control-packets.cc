// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-control-packets.h"

#include <array>

namespace ns3::mqtt
{

const char*
GetName(PacketType type)
{
    static constexpr std::array<const char*, 16> NAMES{"reserved packet type 0",
                                                       "CONNECT",
                                                       "CONNACK",
                                                       "PUBLISH",
                                                       "PUBACK",
                                                       "PUBREC",
                                                       "PUBREL",
                                                       "PUBCOMP",
                                                       "SUBSCRIBE",
                                                       "SUBACK",
                                                       "UNSUBSCRIBE",
                                                       "UNSUBACK",
                                                       "PINGREQ",
                                                       "PINGRESP",
                                                       "DISCONNECT",
                                                       "reserved packet type 15"};
    return NAMES[static_cast<std::uint8_t>(type) & 0x0f];
}

} // namespace ns3::mqtt
