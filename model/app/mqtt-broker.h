// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_H
#define MQTT_BROKER_H

#include "mqtt-agent-party.h"
#include "mqtt-packet-link.h"

#include "ns3/address.h"
#include "ns3/mqtt-broker-core.h"
#include "ns3/mqtt-security-scheme.h"
#include "ns3/mqtt-session-store.h"
#include "ns3/traced-callback.h"

#include <unordered_map>

namespace ns3::mqtt
{

/// An MQTT broker with the agent of a security scheme.
class Broker : public AgentParty<BrokerAgent, BrokerHost>,
               private PacketLinkOwner,
               private BrokerOutput
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    Broker();
    ~Broker() override;

    /// @param local address and port to listen on
    void SetLocal(const Address& local);

    /// @param policy who may do what; a broker without one allows everything
    void SetAccessPolicy(std::shared_ptr<const AccessPolicy> policy);

    /// Cuts all TCP connections without a word, as when the network goes away.
    void DropConnections();

    /// Ends the broker as a crash of its program does: connections are cut, and all is lost that is
    /// not in the state file. Until Restart() whoever connects is cut off at once. The scheme's
    /// agent keeps its keys and its channels, and hears that all connections are gone.
    void Kill();

    /// Starts the broker again, if it was killed.
    void Restart();

    std::size_t GetStateSize() const override;

    /// @return connections that stand
    std::size_t GetNConnections() const
    {
        return m_connections.size();
    }

  protected:
    /// @cond INHERITED
    // documented at ns3::Application
    void DoDispose() override;
    void StartApplication() override;
    void StopApplication() override;
    // documented at Party
    void TurnDone() override;
    /// @endcond

  private:
    /// One client's connection.
    struct Connection
    {
        std::shared_ptr<PacketLink> link; ///< the TCP connection
        EventId timer;                    ///< the core's timer
    };

    // what the link says
    void LinkUp(Link& link, Turn& turn) override;
    void PacketReceived(PacketLink& link, const ControlPacket& packet, Turn& turn) override;
    void LinkBroken(Link& link, const std::string& reason, Turn& turn) override;
    void LinkDown(Link& link, const std::string& reason, Turn& turn) override;

    // what the scheme's agent wants
    void SendPacket(ConnectionId to, const ControlPacket& packet) override;
    void PassPacket(ConnectionId from, const ControlPacket& packet) override;
    void Fail(ConnectionId connection, const std::string& reason) override;

    // what the broker core wants
    void Send(ConnectionId to, const ControlPacket& packet) override;
    void Close(ConnectionId connection, const std::string& reason) override;
    void SetTimer(ConnectionId connection, Duration delay) override;
    void Dropped(const std::string& clientId,
                 const Message& message,
                 const std::string& reason) override;

    /// Makes the core, and has it take up what is in the state file; the program ends with the
    /// reason if that cannot be used.
    void StartCore();

    /// @return connections that stand, in order
    std::vector<ConnectionId> ListConnections() const;

    /// Kills the broker between two turns.
    void KillNow();

    /// @param socket of a new connection
    void HandleAccept(Ptr<Socket> socket);

    /// Forgets a connection.
    /// @param connection which
    /// @param reason in words
    void Forget(ConnectionId connection, const std::string& reason);

    std::uint32_t m_maxPacketSize;                ///< longest control packet taken
    std::uint32_t m_maxBacklog;                   ///< octets that may wait for a slow reader
    std::uint32_t m_maxQueued;                    ///< messages kept for a session
    std::uint64_t m_maxQueuedSize;                ///< octets of these
    std::uint16_t m_maxInflight;                  ///< messages under way to a client
    std::uint32_t m_maxConnections;               ///< connections at a time
    Time m_connectTimeout;                        ///< from connection to CONNECT
    std::string m_stateFile;                      ///< keeps what outlives a crash; or empty
    Address m_local;                              ///< where it listens
    LinkEncoder m_encoder;                        ///< encodes what is sent
    std::shared_ptr<const AccessPolicy> m_policy; ///< who may do what
    std::unique_ptr<SessionStore> m_store;        ///< the open state file, or null
    std::unique_ptr<BrokerCore> m_core;           ///< MQTT; null while killed
    std::uint32_t m_nKilled{0};                   ///< how often it was killed
    Ptr<Socket> m_listener;                       ///< listening socket
    std::unordered_map<ConnectionId, Connection> m_connections; ///< those that stand
    ConnectionId m_lastConnection{0};                           ///< the newest

    TracedCallback<ConnectionId, const std::string&> m_connectionClosed; ///< with the reason
    TracedCallback<const std::string&, const Message&, const std::string&>
        m_droppedTrace; ///< client, message, reason
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_H */
