// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CLIENT_H
#define MQTT_CLIENT_H

#include "mqtt-agent-party.h"
#include "mqtt-client-session.h"

#include "ns3/mqtt-security-scheme.h"
#include "ns3/traced-callback.h"

namespace ns3::mqtt
{

/// An MQTT client with the agent of a security scheme: keeps one connection to a broker, opens it
/// again when it is lost, subscribes, publishes, and hands messages to whoever listens to Received.
class Client : public AgentParty<ClientAgent, ClientHost>, private ClientSessionOwner
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    Client();
    ~Client() override;

    /// @param broker address and port
    void SetRemote(const Address& broker);

    /// @param clientId MQTT client identifier
    void SetClientId(const std::string& clientId);

    /// @return MQTT client identifier
    const std::string& GetClientId() const
    {
        return m_settings.options.clientId;
    }

    /// @param clean whether every connection begins with a new session, and ends it
    void SetCleanSession(bool clean)
    {
        m_settings.options.cleanSession = clean;
    }

    /// @return whether every connection begins with a new session
    bool IsCleanSession() const
    {
        return m_settings.options.cleanSession;
    }

    /// @param seconds longest silence of the client; 0 is off
    void SetKeepAlive(std::uint16_t seconds)
    {
        m_settings.options.keepAlive = seconds;
    }

    /// @return longest silence of the client in seconds; 0 is off
    std::uint16_t GetKeepAlive() const
    {
        return m_settings.options.keepAlive;
    }

    /// @param messages of QoS 1 and 2 sent and not yet acknowledged
    void SetMaxInflight(std::uint16_t messages)
    {
        m_settings.options.maxInflight = messages;
    }

    /// @return messages of QoS 1 and 2 sent and not yet acknowledged
    std::uint16_t GetMaxInflight() const
    {
        return m_settings.options.maxInflight;
    }

    /// @param messages that wait for a connection or behind those in flight
    void SetMaxQueued(std::uint32_t messages)
    {
        m_settings.options.maxQueued = messages;
    }

    /// @return messages that wait for a connection or behind those in flight
    std::uint32_t GetMaxQueued() const
    {
        return m_settings.options.maxQueued;
    }

    /// @param will what the broker publishes when the client vanishes
    void SetWill(const Will& will);

    /// Subscribes whenever a connection begins without a kept session.
    /// @param subscription topic filter and QoS; before the application starts
    void AddSubscription(const Subscription& subscription);

    /// @param topic topic name
    /// @param payload application data
    /// @param qos quality of service
    /// @param retain whether the broker keeps it for later subscribers
    void Publish(const std::string& topic,
                 Bytes payload,
                 Qos qos = Qos::AT_MOST_ONCE,
                 bool retain = false);

    /// Cuts the TCP connection without a word, as when the network goes away.
    void DropConnection();

    /// @return whether protected messages can be sent and received
    bool IsReady() const
    {
        return m_ready;
    }

    /// @return from the application's start to its being ready first; negative before
    Time GetSetupTime() const
    {
        return m_setupTime;
    }

    std::size_t GetStateSize() const override;

  protected:
    /// @cond INHERITED
    // documented at ns3::Application
    void DoDispose() override;
    void StartApplication() override;
    void StopApplication() override;
    /// @endcond

  private:
    /// @param type of the class
    /// @return the same with its trace sources
    static TypeId AddTraceSources(TypeId type);

    // what the scheme's agent wants
    ChannelId OpenChannel(const std::string& service) override;
    void Connect() override;
    void StartMqtt() override;
    void SendPacket(const ControlPacket& packet) override;
    void PassPacket(const ControlPacket& packet) override;
    void SendMessage(const mqtt::Publish& publish) override;
    void DeliverMessage(const mqtt::Publish& publish) override;
    void Reconnect() override;
    void Fail(const std::string& reason) override;
    void EnterPhase(Phase phase) override;
    void AgentReady() override;

    // what the session with the broker says
    void ConnectionWanted(ClientSession& session) override;
    std::unique_ptr<StreamGuard> CreateGuard(ClientSession& session) override;
    Trailers GetTrailers() const override;
    void StreamUp(ClientSession& session) override;
    void StreamDown(ClientSession& session) override;
    void Outgoing(ClientSession& session, const ControlPacket& packet) override;
    void Incoming(ClientSession& session, const ControlPacket& packet) override;
    void Delivered(ClientSession& session, const mqtt::Publish& publish) override;
    void Progressed(ClientSession& session) override;
    void ConnectRefused(ConnectCode code) override;
    void FilterRefused(const std::string& filter) override;
    void PublishCompleted(std::uint16_t packetId) override;
    void MessageDropped(const Message& message, const std::string& reason) override;
    void Disconnected(const std::string& reason) override;

    /// Looks whether the client has become ready, and whether it has a newer group key.
    void CheckReady();

    /// Takes notice of having become ready.
    void BecomeReady();

    ClientSession::Settings m_settings;       ///< of the session with the broker
    std::uint32_t m_maxPacketSize;            ///< longest control packet taken
    Time m_reconnectDelay;                    ///< from loss to the next attempt
    Time m_responseTimeout;                   ///< longest wait for the broker
    std::string m_userName;                   ///< empty for none
    std::string m_password;                   ///< empty for none
    std::unique_ptr<ClientSession> m_session; ///< with the broker; null before the start
    std::vector<mqtt::Publish> m_waiting;     ///< messages that wait for the connection
    Time m_started;                           ///< when the application started
    Time m_setupTime{-1};                     ///< from start to ready
    bool m_ready{false};                      ///< messages can be sent and received
    std::uint32_t m_epoch{0};                 ///< of the newest group key

    TracedCallback<const std::string&, const mqtt::Publish&>
        m_received;                                                 ///< message for the application
    TracedCallback<const std::string&, Time> m_readyTrace;          ///< became ready
    TracedCallback<const std::string&, std::uint32_t> m_keyRenewed; ///< has a newer group key
    TracedCallback<const std::string&, const std::string&> m_linkClosed; ///< connection ended
    TracedCallback<const std::string&, ConnectCode> m_refusedTrace;      ///< broker said no
    TracedCallback<const std::string&, std::uint16_t> m_completed; ///< QoS 1 or 2 handshake done
    TracedCallback<const std::string&, const std::string&> m_droppedTrace; ///< message given up
    TracedCallback<const std::string&, const std::string&>
        m_filterRefused; ///< topic filter refused
};

} // namespace ns3::mqtt

#endif /* MQTT_CLIENT_H */
