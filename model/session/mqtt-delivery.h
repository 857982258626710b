// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_DELIVERY_H
#define MQTT_DELIVERY_H

#include "ns3/mqtt-control-packets.h"

#include <boost/container/flat_set.hpp>
#include <functional>
#include <list>
#include <type_traits>

/// @file
/// The handshakes of QoS 1 and 2 (OASIS MQTT 3.1.1, sections 4.3, 4.4 and 4.6), which are the same
/// for a client and for a broker's session.

namespace ns3::mqtt
{

/// Takes packets to the peer, in order.
class PacketSink
{
  public:
    virtual ~PacketSink() = default;

    /// @param packet to be sent
    virtual void Send(const ControlPacket& packet) = 0;
};

/// The packet identifiers of one direction of a session: 1 to 65,535 round and round, those in use
/// left out (section 2.3.1).
class PacketIds
{
  public:
    /// @return an identifier that is now in use, or 0 when all are
    std::uint16_t Take();

    /// @param packetId in use from before; the next one taken comes after it
    /// @return false if it was in use already
    bool Restore(std::uint16_t packetId);

    /// @param packetId no longer in use
    void Release(std::uint16_t packetId);

  private:
    boost::container::flat_set<std::uint16_t> m_used; ///< those in use
    std::uint16_t m_last{0};                          ///< the one taken last
};

/// Whether a packet type answers a PUBLISH that was sent.
template <class Packet>
constexpr bool IS_DELIVERY_ANSWER =
    std::is_same_v<Packet, Puback> || std::is_same_v<Packet, Pubrec> ||
    std::is_same_v<Packet, Pubcomp>;

/// How far the delivery of a message of QoS 1 or 2 is.
enum class DeliveryState : std::uint8_t
{
    WAITING, ///< not yet sent
    SENT,    ///< awaits PUBACK or PUBREC
    RELEASED ///< awaits PUBCOMP
};

/// Hears how the state of a session's handshakes changes, so that it can be kept.
class DeliveryObserver
{
  public:
    virtual ~DeliveryObserver() = default;

    /// @param publish message to the peer, with its packet identifier
    /// @param state WAITING or SENT
    virtual void DeliveryAdded(const Publish& publish, DeliveryState state) = 0;

    /// @param packetId message to the peer
    /// @param state SENT or RELEASED
    virtual void DeliveryChanged(std::uint16_t packetId, DeliveryState state) = 0;

    /// @param packetId message to the peer whose delivery ended
    virtual void DeliveryEnded(std::uint16_t packetId) = 0;

    /// @param packetId message of QoS 2 that came from the peer
    virtual void ReceivedAdded(std::uint16_t packetId) = 0;

    /// @param packetId message of QoS 2 that the peer released
    virtual void ReceivedEnded(std::uint16_t packetId) = 0;
};

/// How many messages of QoS 1 and 2 a session has on their way.
struct DeliveryLimits
{
    std::uint16_t maxInflight{20};       ///< sent and not yet acknowledged, at least one
    std::size_t maxQueued{1000};         ///< that wait behind these; further ones are given up
    std::size_t maxQueuedSize{SIZE_MAX}; ///< octets of topics and payloads of those that wait
};

/// Sends messages of QoS 1 and 2: a window of them is in flight, the rest waits in a queue.
/// Survives the loss of the transport and then goes on in the original order.
class DeliverySender
{
  public:
    /// @param limits limits
    /// @param observer hears of all changes and outlives the sender; null for none
    explicit DeliverySender(const DeliveryLimits& limits, DeliveryObserver* observer = nullptr);
    DeliverySender(const DeliverySender&) = delete;
    DeliverySender& operator=(const DeliverySender&) = delete;

    /// Sends a message or lets it wait.
    /// @param publish message of QoS 1 or 2; it is given a packet identifier
    /// @param sink to the peer, null without a connection
    /// @return the packet identifier, or 0 when the message was refused since the queue is full
    std::uint16_t Offer(Publish publish, PacketSink* sink);

    /// Takes up a delivery from before, behind the others of its state; the observer knows of it.
    /// @param publish message with its packet identifier; only that counts once it is released
    /// @param state how far it was
    /// @return false if another one has the same identifier
    bool Restore(Publish publish, DeliveryState state);

    /// @param answer from the peer
    /// @param sink to the peer
    /// @return whether it ended the delivery of a message
    bool Handle(const Puback& answer, PacketSink& sink);

    /// An identifier that is not known is answered as well, since the peer may wait for it.
    /// @param answer from the peer
    /// @param sink to the peer
    /// @return false: the delivery goes on
    bool Handle(const Pubrec& answer, PacketSink& sink);

    /// @param answer from the peer
    /// @param sink to the peer
    /// @return whether it ended the delivery of a message
    bool Handle(const Pubcomp& answer, PacketSink& sink);

    /// Sends again what was in flight when the last connection ended (section 4.4), each kind in
    /// its original order, and then what waited.
    /// @param sink to the peer
    void Resume(PacketSink& sink);

    /// Forgets what is in flight, since the peer has forgotten it too; what waits is kept.
    /// @param dropped hears of each message that the peer has not said to have
    void DropInflight(const std::function<void(const Message&)>& dropped);

    /// @return packet identifiers, for other packets of the same direction
    PacketIds& GetIds()
    {
        return m_ids;
    }

    /// @return messages in flight or waiting
    std::size_t GetNPending() const;

    /// @return octets that the messages and the state of their handshakes take
    std::size_t GetStateSize() const;

  private:
    /// @return whether another message may be sent
    bool HasRoom() const;

    /// Frees the packet identifier of a delivery that is over.
    /// @param packetId identifier
    void End(std::uint16_t packetId);

    /// Sends waiting messages while there is room.
    /// @param sink to the peer
    void SendWaiting(PacketSink& sink);

    /// @param packetId identifier
    /// @param qos quality of service
    /// @return the message in flight that carries both, or the end of m_sent
    std::list<Publish>::iterator FindSent(std::uint16_t packetId, Qos qos);

    DeliveryLimits m_limits;               ///< limits
    std::size_t m_waitingSize{0};          ///< octets of waiting messages
    DeliveryObserver* m_observer;          ///< hears of all changes, or null
    PacketIds m_ids;                       ///< identifiers in use
    std::list<Publish> m_sent;             ///< await PUBACK or PUBREC, in the order of sending
    std::vector<std::uint16_t> m_released; ///< await PUBCOMP, in the order of their PUBREC
    std::list<Publish> m_waiting;          ///< not yet sent
};

/// Receives messages of all QoS and answers for them; a message of QoS 2 is passed on once.
class DeliveryReceiver
{
  public:
    /// @param observer hears of all changes and outlives the receiver; null for none
    explicit DeliveryReceiver(DeliveryObserver* observer = nullptr)
        : m_observer(observer)
    {
    }

    /// @param packetId of QoS 2, not yet released, from before; the observer knows of it
    void Restore(std::uint16_t packetId)
    {
        m_received.insert(packetId);
    }

    /// @param publish from the peer
    /// @return whether to pass it on; false if it is a copy of one of QoS 2 that was
    bool Accept(const Publish& publish);

    /// Acknowledges a message after it was passed on.
    /// @param publish from the peer
    /// @param sink to the peer
    void Answer(const Publish& publish, PacketSink& sink) const;

    /// Ends the delivery of a message of QoS 2; one that is not known is answered as well.
    /// @param release from the peer
    /// @param sink to the peer
    void Handle(const Pubrel& release, PacketSink& sink);

    /// Forgets all.
    void Clear();

    /// @return octets that the state of the handshakes takes
    std::size_t GetStateSize() const;

  private:
    DeliveryObserver* m_observer;                         ///< hears of all changes, or null
    boost::container::flat_set<std::uint16_t> m_received; ///< of QoS 2, not yet released
};

/// @param message application message
/// @return octets of topic and payload
inline std::size_t
GetSize(const Message& message)
{
    return message.topic.size() + message.payload.size();
}

} // namespace ns3::mqtt

#endif /* MQTT_DELIVERY_H */
