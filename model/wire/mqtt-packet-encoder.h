// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PACKET_ENCODER_H
#define MQTT_PACKET_ENCODER_H

#include "mqtt-control-packets.h"

namespace ns3::mqtt
{

/// Encodes packets for the connections of a party. Remembers the last PUBLISH without a packet
/// identifier, because a fan-out asks for the same octets once for each subscriber.
class PacketEncoder
{
  public:
    /// @param packet packet
    /// @return its octets; the same object again if they were asked for just before
    const std::shared_ptr<const Bytes>& Encode(const ControlPacket& packet);

  private:
    MessagePtr m_message;                  ///< message of the remembered PUBLISH, or null
    bool m_retain{false};                  ///< its retain flag
    std::shared_ptr<const Bytes> m_octets; ///< what was encoded last
};

} // namespace ns3::mqtt

#endif /* MQTT_PACKET_ENCODER_H */
