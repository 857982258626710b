// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_BROKER_H
#define MQTT_SCHEME_BROKER_H

#include "mqtt-scheme-party.h"

#include "ns3/mqtt-broker-core.h"

/// @file
/// A broker of a scheme in memory: what the application does on a node, without node.

namespace ns3::mqtt::test
{

/// A broker with core and agent.
class SchemeBroker : public SchemeParty<BrokerHost, BrokerAgent>,
                     private MqttEnd::Owner,
                     private BrokerOutput
{
  public:
    /// @param wire wire; outlives the broker
    /// @param agent the scheme's part
    /// @param number which of the scheme's brokers it is
    SchemeBroker(SchemeWire& wire, std::unique_ptr<BrokerAgent> agent, std::uint32_t number = 0);

    /// Listens and lets the agent begin.
    void Start();

    /// @return the core
    const BrokerCore& GetCore() const
    {
        return m_core;
    }

    /// @return connections that stand
    std::size_t GetNConnections() const
    {
        return m_ends.size();
    }

    std::map<ConnectionId, std::string> closed; ///< why connections ended
    std::vector<std::string> passed;            ///< what the core was given, as text

  private:
    // what the agent wants
    void SendPacket(ConnectionId to, const ControlPacket& packet) override;
    void PassPacket(ConnectionId from, const ControlPacket& packet) override;
    void Fail(ConnectionId connection, const std::string& reason) override;

    // what connections say
    std::unique_ptr<StreamGuard> MakeMqttGuard() override;
    Trailers GetMqttTrailers() const override;
    void MqttUp(ConnectionId connection) override;
    void MqttReceived(ConnectionId connection, const ControlPacket& packet) override;
    void MqttBroken(ConnectionId connection, const std::string& reason) override;
    void MqttDown(ConnectionId connection, const std::string& reason) override;

    // what the core wants
    void Send(ConnectionId to, const ControlPacket& packet) override;
    void Close(ConnectionId connection, const std::string& reason) override;
    void SetTimer(ConnectionId connection, Duration delay) override;
    void Dropped(const std::string& clientId,
                 const Message& message,
                 const std::string& reason) override;

    /// Forgets a connection.
    /// @param connection which
    /// @param reason in words
    void Forget(ConnectionId connection, const std::string& reason);

    std::string m_service;                                   ///< what clients connect to
    AccessPolicy m_policy;                                   ///< allows everything
    BrokerCore m_core;                                       ///< MQTT
    ConnectionId m_lastConnection{0};                        ///< the newest
    std::map<ConnectionId, std::shared_ptr<MqttEnd>> m_ends; ///< connections that stand
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_BROKER_H */
