// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_OUTPUT_H
#define MQTT_BROKER_OUTPUT_H

#include "mqtt-delivery.h"

#include "ns3/mqtt-connection-id.h"

/// @file
/// What a broker core and whoever drives it say to each other.

namespace ns3::mqtt
{

/// What the broker wants done, in order. Whoever drives the core implements it, and does not call
/// the core back from within.
class BrokerOutput
{
  public:
    virtual ~BrokerOutput() = default;

    /// @param to connection
    /// @param packet to be sent there
    virtual void Send(ConnectionId to, const ControlPacket& packet) = 0;

    /// The connection is over; the core forgets it and its timer and expects no
    /// BrokerCore::Closed() for it.
    /// @param connection connection, to be closed after what was sent on it
    /// @param reason in words
    virtual void Close(ConnectionId connection, const std::string& reason) = 0;

    /// Calls BrokerCore::TimerExpired() after a delay. One timer for each connection: a new one
    /// replaces the old one.
    /// @param connection connection
    /// @param delay from now
    virtual void SetTimer(ConnectionId connection, Duration delay) = 0;

    /// @param clientId whose message was given up
    /// @param message the message
    /// @param reason offline queue full and so on
    virtual void Dropped(const std::string& clientId,
                         const Message& message,
                         const std::string& reason) = 0;
};

/// Sends on one connection of a broker.
class ConnectionSink : public PacketSink
{
  public:
    /// @param out what carries out the broker's wishes; must outlive the sink
    /// @param connection connection
    ConnectionSink(BrokerOutput& out, ConnectionId connection)
        : m_out(out),
          m_connection(connection)
    {
    }

    void Send(const ControlPacket& packet) override
    {
        m_out.Send(m_connection, packet);
    }

  private:
    BrokerOutput& m_out;       ///< carries out the broker's wishes
    ConnectionId m_connection; ///< connection
};

/// Limits of a broker, those of messages for each session.
struct BrokerLimits : DeliveryLimits
{
    std::size_t maxConnections{SIZE_MAX};   ///< further clients are refused with SERVER_UNAVAILABLE
    std::size_t maxSubscriptions{SIZE_MAX}; ///< of one session; further ones are refused in SUBACK
    std::size_t maxRetained{SIZE_MAX};      ///< further retained messages are routed, not kept
    Duration connectTimeout{std::chrono::seconds{30}}; ///< from connection to CONNECT
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_OUTPUT_H */
