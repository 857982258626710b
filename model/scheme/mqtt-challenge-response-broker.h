// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHALLENGE_RESPONSE_BROKER_H
#define MQTT_CHALLENGE_RESPONSE_BROKER_H

#include "mqtt-key-agreement-service.h"
#include "mqtt-session-cipher.h"

#include <map>

namespace ns3::mqtt
{

/// The broker's side of ChallengeResponseClientAgent: agrees on keys with devices that its daemon
/// knows, accepts CONNECT from those that prove such a key, opens what they publish and seals it
/// for each subscriber. A client identifier belongs to one device at a time (not as printed).
class ChallengeResponseBrokerAgent : public BrokerAgent, protected BrokerDaemon::Listener
{
  public:
    /// @param tls for the daemon's channel to the topic and device management
    /// @param managementName that the certificate of the management must hold
    /// @param form how keys are agreed on
    ChallengeResponseBrokerAgent(std::shared_ptr<const TlsContext> tls,
                                 std::string managementName,
                                 KeyAgreementForm form);

    std::vector<Service> GetServices() const override;
    void Start(BrokerHost& host) override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelUp(ChannelId channel, const std::string& service, BrokerHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host) override;
    void ChannelDown(ChannelId channel, BrokerHost& host) override;
    void TimerExpired(std::uint32_t timer, BrokerHost& host) override;
    void LinkDown(ConnectionId connection, BrokerHost& host) override;
    void OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host) override;
    void IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host) override;
    std::size_t GetStateSize() const override;

    /// @return key agreements in which the device seemed to prove itself, since the start
    std::uint64_t GetNVerifiedSessions() const
    {
        return m_agreements.GetNVerified();
    }

  protected:
    /// A device's connection whose CONNECT has proven a key.
    struct Session
    {
        SessionIdentity identity; ///< the device and its topic
        std::string filter;       ///< MQTT topics that belong to the topic
        std::string clientId;     ///< MQTT client identifier, may be empty
        bool cleanSession;        ///< as in CONNECT
        SessionCipher cipher;     ///< under the proven key
        bool accepted{false};     ///< the broker core has accepted it
    };

    /// @param session of the sender
    /// @param message any
    /// @return whether the device may publish it
    virtual bool MayPublish(const Session& session, const Message& message) const;

    /// Opens a message and passes it on.
    /// @param from connection
    /// @param session of the connection
    /// @param packet a PUBLISH that the device may send
    /// @param host the broker
    virtual void IncomingPublish(ConnectionId from,
                                 Session& session,
                                 const ControlPacket& packet,
                                 BrokerHost& host);

    /// Seals a message and sends it.
    /// @param to connection
    /// @param session of the connection
    /// @param packet a PUBLISH from the broker core
    /// @param host the broker
    virtual void OutgoingPublish(ConnectionId to,
                                 Session& session,
                                 const ControlPacket& packet,
                                 BrokerHost& host);

    /// A will lies at the broker in clear from now on.
    /// @param session of the device
    /// @param will the message
    virtual void WillOpened(const Session& session, const MessagePtr& will)
    {
        static_cast<void>(session);
        static_cast<void>(will);
    }

    /// The broker core has accepted a connection; its CONNACK is sent.
    /// @param connection connection
    /// @param session of the connection
    /// @param host the broker
    virtual void SessionBegun(ConnectionId connection, Session& session, BrokerHost& host)
    {
        static_cast<void>(connection);
        static_cast<void>(session);
        static_cast<void>(host);
    }

    /// A connection that was accepted is gone.
    /// @param connection connection
    /// @param session of the connection
    /// @param host the broker
    virtual void SessionEnded(ConnectionId connection, const Session& session, BrokerHost& host)
    {
        static_cast<void>(connection);
        static_cast<void>(session);
        static_cast<void>(host);
    }

    // what the daemon tells
    void Synchronised(BrokerHost& host) override;
    bool HasActiveDevice(const PlatformId& topic) const override;
    void GroupKeyRenewed(const PlatformId& topic, const GroupKey& key, BrokerHost& host) override;
    void AccessRevoked(const PlatformId& device,
                       const PlatformId& topic,
                       BrokerHost& host) override;

    /// @param connection any
    /// @return its session, or null
    Session* FindSession(ConnectionId connection);

    /// @return the daemon beside the broker
    BrokerDaemon& GetDaemon()
    {
        return m_daemon;
    }

    /// @return whether the scheme is run as printed
    bool IsPublished() const
    {
        return m_form.published;
    }

  private:
    /// A key agreement has ended: looks again at CONNECTs that wait for it.
    /// @param identity the device and its topic
    /// @param host the broker
    void AgreementEnded(const SessionIdentity& identity, BrokerHost& host);

    /// @param from connection
    /// @param session of the connection
    /// @param packet from the device
    /// @param host the broker
    void TakePacket(ConnectionId from,
                    Session& session,
                    const ControlPacket& packet,
                    BrokerHost& host);

    /// Accepts a connection, refuses it, or lets it wait for a message 3.
    /// @param from connection
    /// @param connect its CONNECT
    /// @param host the broker
    void TakeConnect(ConnectionId from, const Connect& connect, BrokerHost& host);

    /// Passes a CONNECT on that has proven its keys.
    /// @param from connection
    /// @param connect its CONNECT
    /// @param session that begins
    /// @param host the broker
    void Admit(ConnectionId from, Connect connect, Session session, BrokerHost& host);

    /// @param from connection that gets a CONNACK with a return code, and is closed
    /// @param code return code
    /// @param reason in words
    /// @param host the broker
    static void Refuse(ConnectionId from,
                       ConnectCode code,
                       const std::string& reason,
                       BrokerHost& host);

    BrokerDaemon m_daemon;                           ///< knows devices and topics
    KeyAgreementForm m_form;                         ///< how keys are agreed on
    KeyAgreementService m_agreements;                ///< with devices
    std::map<ConnectionId, Connect> m_held;          ///< CONNECTs that overtook a message 3
    std::map<ConnectionId, Session> m_sessions;      ///< from CONNECT on
    std::map<std::string, PlatformId> m_identifiers; ///< whose an MQTT client identifier is
};

} // namespace ns3::mqtt

#endif /* MQTT_CHALLENGE_RESPONSE_BROKER_H */
