// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_AGENT_H
#define MQTT_SCHEME_AGENT_H

#include "mqtt-party-agent.h"

#include "ns3/mqtt-codec.h"

/// @file
/// What a security scheme adds to a client and to a broker: filters whose defaults pass everything
/// through; and what its further parties do. Every call runs inside a CryptoScope, in one turn of
/// the party's processor.
///
///   application | client agent (messages) | client core | client agent (packets) | guard | TCP
///   broker core | broker agent (packets) | guard | TCP

namespace ns3::mqtt
{

/// What an agent can have done by the client it belongs to.
class ClientHost : public PartyHost
{
  public:
    /// Opens the connection to the broker that the agent was told is wanted.
    virtual void Connect() = 0;

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

    /// Gives up the connection, or the attempt at one; the client tries again later.
    /// @param reason why it cannot go on
    virtual void Fail(const std::string& reason) = 0;

    /// Has the client look again at ClientAgent::IsReady() and GetGroupEpoch().
    virtual void AgentReady() = 0;
};

/// A scheme's part at a client.
class ClientAgent : public PartyAgent<ClientHost>
{
  public:
    /// Tells what the application subscribes to; comes once, before Start().
    /// @param subscriptions topic filters and QoS
    virtual void SetSubscriptions(const std::vector<Subscription>& subscriptions)
    {
        static_cast<void>(subscriptions);
    }

    /// The client wants a connection to the broker; what has to come before it comes now.
    /// @param host the client
    virtual void ConnectionWanted(ClientHost& host)
    {
        host.Connect();
    }

    /// @return protection of a new connection's byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateGuard()
    {
        return nullptr;
    }

    /// @return whether packets from the broker may have trailers
    virtual Trailers GetTrailers() const
    {
        return Trailers::REFUSED;
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

    /// @return epoch of the newest group key, 0 without one; whoever takes a new one in calls
    ///         ClientHost::AgentReady()
    virtual std::uint32_t GetGroupEpoch() const
    {
        return 0;
    }

    /// @return whether protected messages can be sent and received, as far as the scheme goes
    virtual bool IsReady() const
    {
        return true;
    }

    /// @return whether messages go both ways over sessions of the agent, so that the client can be
    ///         ready without a connection to the first broker
    virtual bool IsIndependent() const
    {
        return false;
    }
};

/// What an agent can have done by the broker it belongs to.
class BrokerHost : public PartyHost
{
  public:
    /// @param to connection
    /// @param packet for the client; goes to the guard without passing the agent again
    virtual void SendPacket(ConnectionId to, const ControlPacket& packet) = 0;

    /// @param from connection
    /// @param packet for the broker core, as if the client had sent it
    virtual void PassPacket(ConnectionId from, const ControlPacket& packet) = 0;

    /// @param connection cannot go on
    /// @param reason why
    virtual void Fail(ConnectionId connection, const std::string& reason) = 0;
};

/// A scheme's part at a broker, one for all its connections.
class BrokerAgent : public PartyAgent<BrokerHost>
{
  public:
    /// @return protection of a new connection's byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateGuard()
    {
        return nullptr;
    }

    /// @return whether packets from clients may have trailers
    virtual Trailers GetTrailers() const
    {
        return Trailers::REFUSED;
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
};

/// What an agent can have done by the authority it belongs to.
class AuthorityHost : public PartyHost
{
};

/// A scheme's party beside clients and brokers, such as a certificate authority or a key server. It
/// talks to the others through channels.
class AuthorityAgent : public PartyAgent<AuthorityHost>
{
};

} // namespace ns3::mqtt

#endif /* MQTT_SCHEME_AGENT_H */
