// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_CLIENT_H
#define MQTT_SCHEME_CLIENT_H

#include "mqtt-scheme-party.h"

#include "ns3/mqtt-client-core.h"

/// @file
/// A client of a scheme in memory: what the application does on a node, without node.

namespace ns3::mqtt::test
{

/// What a client is to be like.
struct ClientPlan
{
    bool clean{true};                        ///< every connection begins with a new session
    std::vector<Subscription> subscriptions; ///< made on every new session
    std::optional<Will> will;                ///< last will
    bool reconnects{true};                   ///< a lost connection is opened again
};

/// A client with core and agent.
class SchemeClient : public SchemeParty<ClientHost, ClientAgent>,
                     private MqttEnd::Owner,
                     private ClientOutput
{
  public:
    /// @param wire wire; outlives the client
    /// @param name MQTT client identifier
    /// @param plan what it is to be like
    /// @param agent the scheme's part
    SchemeClient(SchemeWire& wire,
                 const std::string& name,
                 ClientPlan plan,
                 std::unique_ptr<ClientAgent> agent);

    /// Lets the agent begin, and asks for a connection.
    void Start();

    /// Asks for a connection after Leave(), and works until all is quiet.
    void ConnectAgain();

    /// Publishes and works until all is quiet.
    /// @param text topic=payload
    /// @param qos quality of service
    /// @param retain retain flag
    void Publish(const std::string& text, Qos qos = Qos::AT_MOST_ONCE, bool retain = false);

    /// Disconnects in order, and stays away.
    void Leave();

    /// Loses the connection to the broker, at both ends.
    void Lose();

    /// @return whether protected messages can be sent and received
    bool IsReady() const
    {
        return m_ready;
    }

    /// @return whether the broker has accepted it
    bool IsConnected() const
    {
        return m_core.IsConnected();
    }

    /// @return what the application got since the last call: "a=x, a=y"
    std::string TakeTexts();

    /// @return the stream of MQTT; 0 if there is none
    StreamId GetStream() const
    {
        return m_end ? m_end->GetStream() : 0;
    }

    /// @return messages whose handshake is not done
    std::size_t GetNPending() const
    {
        return m_core.GetNPending();
    }

    std::vector<mqtt::Publish> received; ///< what the application got
    std::vector<std::string> lost;       ///< why connections, or attempts at one, ended
    std::vector<ConnectCode> refused;    ///< codes of CONNACKs that say no
    std::size_t nConnected{0};           ///< times that the broker has accepted it

  private:
    // what the agent wants
    void Connect() override;
    void StartMqtt() override;
    void SendPacket(const ControlPacket& packet) override;
    void PassPacket(const ControlPacket& packet) override;
    void SendMessage(const mqtt::Publish& publish) override;
    void DeliverMessage(const mqtt::Publish& publish) override;
    void Reconnect() override;
    void Fail(const std::string& reason) override;
    void AgentReady() override;

    // what the connection says
    std::unique_ptr<StreamGuard> MakeMqttGuard() override;
    Trailers GetMqttTrailers() const override;
    void MqttUp(ConnectionId connection) override;
    void MqttReceived(ConnectionId connection, const ControlPacket& packet) override;
    void MqttBroken(ConnectionId connection, const std::string& reason) override;
    void MqttDown(ConnectionId connection, const std::string& reason) override;

    // what the core wants
    void Send(const ControlPacket& packet) override;
    void Close(const std::string& reason) override;
    void SetTimer(Duration delay) override;
    void Connected(bool sessionPresent) override;
    void Refused(ConnectCode code) override;
    void Deliver(const mqtt::Publish& publish) override;
    void Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes) override;
    void Unsubscribed(std::uint16_t packetId) override;
    void Completed(std::uint16_t packetId) override;
    void Dropped(const Message& message, const std::string& reason) override;

    /// Asks the agent for a connection, and gives up when none comes of it.
    void Want();

    /// Closes the connection in order, with DISCONNECT if MQTT has begun.
    /// @param reason in words
    void EndInOrder(const std::string& reason);

    /// Closes the connection.
    /// @param reason in words
    void EndLink(const std::string& reason);

    /// The connection, or the attempt at one, is over; plans the next.
    /// @param reason in words
    void Gone(const std::string& reason);

    /// Looks whether the client has become ready.
    void CheckReady();

    ClientPlan m_plan;                    ///< what it is to be like
    ClientCore m_core;                    ///< MQTT
    std::shared_ptr<MqttEnd> m_end;       ///< connection, or null
    std::vector<mqtt::Publish> m_waiting; ///< wait for the connection
    bool m_wanted{false};                 ///< an attempt is under way or has succeeded
    bool m_mqttStarted{false};            ///< the core knows of the connection
    bool m_subscribed{false};             ///< all subscriptions are granted
    bool m_ready{false};                  ///< messages can be sent and received
    bool m_left{false};                   ///< stays away
    bool m_reconnectNow{false};           ///< the agent asked for a fresh connection
    std::size_t m_taken{0};               ///< messages that TakeTexts() has shown
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_CLIENT_H */
