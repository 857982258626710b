// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef FUZZ_PEER_H
#define FUZZ_PEER_H

#include "ns3/abort.h"
#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-delivery.h"

#include <map>

/// @file
/// The other end of a connection with a core: octets become packets, and what the core sends is
/// held to the rules.

namespace ns3::mqtt
{

/// The peer of a client or broker core on one transport connection.
class FuzzPeer
{
  public:
    /// @param maxInflight messages of QoS 1 and 2 that the core may have under way
    explicit FuzzPeer(std::size_t maxInflight)
        : m_maxInflight(maxInflight)
    {
    }

    /// Says something to the core.
    /// @param octets part of a stream
    /// @param packet is called with each packet, and returns whether to go on
    /// @param broken is called with the reason, if the stream is no MQTT
    template <class OnPacket, class OnBroken>
    void Say(ByteView octets, OnPacket packet, OnBroken broken)
    {
        m_framer.Append(octets);
        for (auto frame = m_framer.Next(); !frame || frame.value(); frame = m_framer.Next())
        {
            const auto decoded = frame ? Decode(*frame.value()) : frame.error();
            if (!decoded)
            {
                broken(decoded.error().reason);
                return;
            }
            Heard(decoded.value());
            if (!packet(decoded.value()))
            {
                return;
            }
        }
    }

    /// The core sends something.
    /// @param packet that it sends
    void Sent(const ControlPacket& packet)
    {
        const Bytes octets = Encode(packet);
        Framer framer;
        framer.Append(octets);
        const auto frame = framer.Next();
        const auto decoded = Decode(*frame.value());
        NS_ABORT_MSG_UNLESS(decoded, "sends what is no packet: " << decoded.error().reason);
        NS_ABORT_MSG_UNLESS(Encode(decoded.value()) == octets, "sends what decodes to another");
        if (const auto* publish = std::get_if<Publish>(&packet))
        {
            SentPublish(*publish);
        }
        else if (const auto* release = std::get_if<Pubrel>(&packet); release && !m_heardPubrec)
        {
            m_underWay[release->packetId] = PacketType::PUBCOMP; // goes on from before
        }
    }

  private:
    /// @param publish that the core sends
    void SentPublish(const Publish& publish)
    {
        if (publish.qos == Qos::AT_MOST_ONCE)
        {
            return;
        }
        const auto answer =
            publish.qos == Qos::AT_LEAST_ONCE ? PacketType::PUBACK : PacketType::PUBREC;
        const bool isNew = m_underWay.emplace(publish.packetId, answer).second;
        NS_ABORT_MSG_UNLESS(isNew, "a packet identifier is used that is in use");
        NS_ABORT_MSG_UNLESS(m_underWay.size() <= m_maxInflight, "too many messages are under way");
    }

    /// @param packet that the core is to hear
    void Heard(const ControlPacket& packet)
    {
        m_heardPubrec |= std::holds_alternative<Pubrec>(packet);
        std::visit(
            [this, type = GetType(packet)](const auto& p) {
                if constexpr (IS_DELIVERY_ANSWER<std::decay_t<decltype(p)>>)
                {
                    const auto found = m_underWay.find(p.packetId);
                    if (found == m_underWay.end() || found->second != type)
                    {
                        return;
                    }
                    if (type == PacketType::PUBREC)
                    {
                        found->second = PacketType::PUBCOMP;
                        return;
                    }
                    m_underWay.erase(found);
                }
            },
            packet);
    }

    Framer m_framer;                                ///< cuts what it says into packets
    std::size_t m_maxInflight;                      ///< greatest size of m_underWay
    std::map<std::uint16_t, PacketType> m_underWay; ///< answers that the core awaits
    bool m_heardPubrec{false};                      ///< so that any PUBREL is an answer
};

} // namespace ns3::mqtt

#endif /* FUZZ_PEER_H */
