// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PACKET_LINK_H
#define MQTT_PACKET_LINK_H

#include "mqtt-link.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-packet-encoder.h"

namespace ns3::mqtt
{

class PacketLink;

/// Whom a link that carries MQTT belongs to.
class PacketLinkOwner : public LinkOwner
{
  public:
    /// @param link link
    /// @param packet that came
    /// @param turn the turn this happens in
    virtual void PacketReceived(PacketLink& link, const ControlPacket& packet, Turn& turn) = 0;
};

/// Encodes packets for links, a fan-out once.
class LinkEncoder
{
  public:
    /// Octets for the network, as the guard takes them and as the socket takes them.
    struct Encoded
    {
        std::shared_ptr<const Bytes> octets; ///< the packet's octets
        Ptr<const Packet> packet;            ///< the same for a socket; to be copied, never changed
    };

    /// @param packet packet
    /// @return its octets; valid until the next call
    const Encoded& Encode(const ControlPacket& packet);

  private:
    PacketEncoder m_encoder; ///< gives the octets
    Encoded m_encoded;       ///< what was encoded last
};

/// A connection that carries MQTT.
class PacketLink : public Link
{
  public:
    /// @param socket connected, or about to be
    /// @param guard protection of the byte stream, or null
    /// @param party whose turns the link's input is handled in; outlives the link
    /// @param owner whom events go to; outlives the link or calls Abandon()
    /// @param maxPacketSize longest control packet taken, octets
    /// @param trailers whether packets may have them
    /// @param id any number for the owner's use
    PacketLink(Ptr<Socket> socket,
               std::unique_ptr<StreamGuard> guard,
               Party& party,
               PacketLinkOwner& owner,
               std::size_t maxPacketSize,
               Trailers trailers,
               std::uint64_t id = 0);

    /// @param packet to be sent after what the turn did so far
    /// @param encoder the owner's encoder
    /// @param turn the turn this happens in
    void Send(const ControlPacket& packet, LinkEncoder& encoder, Turn& turn);

    std::size_t GetStateSize() const override;

  private:
    void TakeInPlain(ByteView octets, Turn& turn) override;

    PacketLinkOwner& m_packetOwner; ///< the owner, as long as there is one
    Framer m_framer;                ///< cuts the stream into packets
    Trailers m_trailers;            ///< whether packets may have them
};

} // namespace ns3::mqtt

#endif /* MQTT_PACKET_LINK_H */
