// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_AGENT_H
#define MQTT_SCHEME_AGENT_H

#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-control-packets.h"
#include "ns3/mqtt-phase.h"
#include "ns3/mqtt-stream-guard.h"

#include <memory>

/// @file
/// What a security scheme adds to a client and to a broker: filters whose defaults pass everything
/// through. Every call runs inside a CryptoScope, in one turn of the party's processor.
///
///   application | client agent (messages) | client core | client agent (packets) | guard | TCP
///   broker core | broker agent (packets) | guard | TCP

namespace ns3::mqtt
{

/// What an agent can have done by the client it belongs to. Everything asked for in one call
/// happens in the order it was asked, at the time the work before it has taken.
class ClientHost
{
  public:
    virtual ~ClientHost() = default;

    /// Lets MQTT begin on the connection: the client core sends its CONNECT.
    virtual void StartMqtt() = 0;

    /// @param packet for the broker; goes to the guard without passing the agent again
    virtual void SendPacket(const ControlPacket& packet) = 0;

    /// @param packet for the client core, as if the broker had sent it
    virtual void PassPacket(const ControlPacket& packet) = 0;

    /// @param publish for the client core to send, without passing the agent again
    virtual void SendMessage(const Publish& publish) = 0;

    /// @param publish for the application
    virtual void DeliverMessage(const Publish& publish) = 0;

    /// Ends the connection in order and opens a new one; messages wait meanwhile.
    virtual void Reconnect() = 0;

    /// @param reason why the connection cannot go on
    virtual void Fail(const std::string& reason) = 0;

    /// @param timer any number; a running timer of that number is replaced
    /// @param delay from now
    virtual void SetAgentTimer(std::uint32_t timer, Duration delay) = 0;

    /// @param phase what the client is busy with from here on
    virtual void EnterPhase(Phase phase) = 0;

    /// Has the client look again at ClientAgent::IsReady().
    virtual void AgentReady() = 0;
};

/// A scheme's part at a client.
class ClientAgent
{
  public:
    virtual ~ClientAgent() = default;

    /// @return protection of a new connection's byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateGuard()
    {
        return nullptr;
    }

    /// The byte stream is up, its guard included.
    /// @param host the client
    virtual void LinkUp(ClientHost& host)
    {
        host.StartMqtt();
    }

    /// The connection is gone.
    /// @param host the client
    virtual void LinkDown(ClientHost& host);

    /// @param packet from the client core, for the broker
    /// @param host the client
    virtual void OutgoingPacket(const ControlPacket& packet, ClientHost& host)
    {
        host.SendPacket(packet);
    }

    /// @param packet from the broker, for the client core
    /// @param host the client
    virtual void IncomingPacket(const ControlPacket& packet, ClientHost& host)
    {
        host.PassPacket(packet);
    }

    /// @param publish from the application
    /// @param host the client
    virtual void OutgoingMessage(const Publish& publish, ClientHost& host)
    {
        host.SendMessage(publish);
    }

    /// @param publish for the application
    /// @param host the client
    virtual void IncomingMessage(const Publish& publish, ClientHost& host)
    {
        host.DeliverMessage(publish);
    }

    /// @param timer number given to ClientHost::SetAgentTimer()
    /// @param host the client
    virtual void TimerExpired(std::uint32_t timer, ClientHost& host);

    /// @return whether protected messages can be sent and received, as far as the scheme goes
    virtual bool IsReady() const
    {
        return true;
    }

    /// @return octets of key material that the scheme makes the client hold, its guard apart
    virtual std::size_t GetStateSize() const
    {
        return 0;
    }
};

/// What an agent can have done by the broker it belongs to.
class BrokerHost
{
  public:
    virtual ~BrokerHost() = default;

    /// @param to connection
    /// @param packet for the client; goes to the guard without passing the agent again
    virtual void SendPacket(ConnectionId to, const ControlPacket& packet) = 0;

    /// @param from connection
    /// @param packet for the broker core, as if the client had sent it
    virtual void PassPacket(ConnectionId from, const ControlPacket& packet) = 0;

    /// @param connection cannot go on
    /// @param reason why
    virtual void Fail(ConnectionId connection, const std::string& reason) = 0;

    /// @param timer any number; a running timer of that number is replaced
    /// @param delay from now
    virtual void SetAgentTimer(std::uint32_t timer, Duration delay) = 0;

    /// @param phase what the rest of this turn is for
    virtual void EnterPhase(Phase phase) = 0;
};

/// A scheme's part at a broker, one for all its connections.
class BrokerAgent
{
  public:
    virtual ~BrokerAgent() = default;

    /// @return protection of a new connection's byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateGuard()
    {
        return nullptr;
    }

    /// The connection's byte stream is up, its guard included.
    /// @param connection connection
    /// @param host the broker
    virtual void LinkUp(ConnectionId connection, BrokerHost& host);

    /// @param connection that is gone
    /// @param host the broker
    virtual void LinkDown(ConnectionId connection, BrokerHost& host);

    /// @param to connection
    /// @param packet from the broker core
    /// @param host the broker
    virtual void OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host)
    {
        host.SendPacket(to, packet);
    }

    /// @param from connection
    /// @param packet for the broker core
    /// @param host the broker
    virtual void IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host)
    {
        host.PassPacket(from, packet);
    }

    /// @param timer number given to BrokerHost::SetAgentTimer()
    /// @param host the broker
    virtual void TimerExpired(std::uint32_t timer, BrokerHost& host);

    /// @return octets of key material that the scheme makes the broker hold, guards apart
    virtual std::size_t GetStateSize() const
    {
        return 0;
    }
};

} // namespace ns3::mqtt

#endif /* MQTT_SCHEME_AGENT_H */
