// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CODEC_H
#define MQTT_CODEC_H

#include "mqtt-control-packets.h"
#include "mqtt-framer.h"

/// @file
/// Octets from control packets and back.

namespace ns3::mqtt
{

/// @param packet a packet that keeps the rules of its type; no text or password is longer than
///        65,535 octets
/// @return its octets, fixed header included, in a single allocation
Bytes Encode(const ControlPacket& packet);

/// Whether packets may have a trailer of a security scheme.
enum class Trailers
{
    REFUSED, ///< MQTT 3.1.1 as it stands: octets after the end break a rule
    TAKEN    ///< CONNECT, CONNACK, SUBSCRIBE and SUBACK may have one
};

/// Checks every rule that can be seen in one packet alone; each broken one is an error that names
/// it. A CONNECT of another protocol level decodes to that level and nothing else, since the rest
/// of its layout is not known.
/// @param frame one packet
/// @param trailers whether there may be any
/// @return the packet, or the rule it breaks
Result<ControlPacket> Decode(const Frame& frame, Trailers trailers = Trailers::REFUSED);

} // namespace ns3::mqtt

#endif /* MQTT_CODEC_H */
