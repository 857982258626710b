// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-encoder.h"

#include "mqtt-codec.h"

namespace ns3::mqtt
{

const std::shared_ptr<const Bytes>&
PacketEncoder::Encode(const ControlPacket& packet)
{
    const auto* publish = std::get_if<Publish>(&packet);
    const bool sharable = publish && publish->qos == Qos::AT_MOST_ONCE;
    if (!sharable || m_message != publish->message || m_retain != publish->retain)
    {
        m_message = sharable ? publish->message : nullptr;
        m_retain = sharable && publish->retain;
        m_octets = std::make_shared<const Bytes>(mqtt::Encode(packet));
    }
    return m_octets;
}

} // namespace ns3::mqtt
