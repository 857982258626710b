// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-link.h"

#include "mqtt-work.h"

#include "ns3/log.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttPacketLink");

const LinkEncoder::Encoded&
LinkEncoder::Encode(const ControlPacket& packet)
{
    if (const auto& octets = m_encoder.Encode(packet); octets != m_encoded.octets)
    {
        m_encoded.octets = octets;
        m_encoded.packet = Create<Packet>(octets->data(), octets->size());
    }
    return m_encoded;
}

PacketLink::PacketLink(Ptr<Socket> socket,
                       std::unique_ptr<StreamGuard> guard,
                       Party& party,
                       PacketLinkOwner& owner,
                       std::size_t maxPacketSize,
                       Trailers trailers,
                       std::uint64_t id)
    : Link(socket, std::move(guard), party, owner, id),
      m_packetOwner(owner),
      m_framer(maxPacketSize),
      m_trailers(trailers)
{
}

void
PacketLink::Send(const ControlPacket& packet, LinkEncoder& encoder, Turn& turn)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    if (!GetOwner())
    {
        return;
    }
    const auto& encoded = encoder.Encode(packet);
    turn.Count(work::SEND, encoded.octets->size());
    SendPlain(*encoded.octets, encoded.packet, turn);
}

std::size_t
PacketLink::GetStateSize() const
{
    return Link::GetStateSize() + m_framer.GetBufferedSize();
}

void
PacketLink::TakeInPlain(ByteView octets, Turn& turn)
{
    NS_LOG_FUNCTION(this << octets.size());
    m_framer.Append(octets);
    while (GetOwner())
    {
        const auto next = m_framer.Next();
        if (!next)
        {
            GetOwner()->LinkBroken(*this, next.error().reason, turn);
            return;
        }
        const auto& frame = next.value();
        if (!frame)
        {
            return;
        }
        turn.Count(work::RECEIVE, frame->size);
        const auto packet = Decode(*frame, m_trailers);
        if (!packet)
        {
            GetOwner()->LinkBroken(*this, packet.error().reason, turn);
            return;
        }
        m_packetOwner.PacketReceived(*this, packet.value(), turn);
    }
}

} // namespace ns3::mqtt
