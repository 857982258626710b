// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CLIENT_SESSION_H
#define MQTT_CLIENT_SESSION_H

#include "mqtt-packet-link.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/mqtt-client-core.h"

namespace ns3::mqtt
{

class ClientSession;

/// Whom a session belongs to: stands between it and the network, and hears of it. Everything comes
/// in turns of the party.
class ClientSessionOwner
{
  public:
    virtual ~ClientSessionOwner() = default;

    /// A connection is wanted; what has to come before ClientSession::Connect() comes now.
    /// @param session session
    virtual void ConnectionWanted(ClientSession& session);

    /// @param session whose connection stands
    /// @return protection of its byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateGuard(ClientSession& session) = 0;

    /// @return whether packets from the broker may have trailers
    virtual Trailers GetTrailers() const;

    /// The byte stream is up; what has to come before ClientSession::StartMqtt() comes now.
    /// @param session session
    virtual void StreamUp(ClientSession& session);

    /// The connection, or the attempt at one, is over.
    /// @param session session; its guard is still there
    virtual void StreamDown(ClientSession& session) = 0;

    /// @param session session
    /// @param packet from its core, for the broker
    virtual void Outgoing(ClientSession& session, const ControlPacket& packet);

    /// @param session session
    /// @param packet from the broker, for its core
    virtual void Incoming(ClientSession& session, const ControlPacket& packet);

    /// @param session session
    /// @param publish message that its core delivers
    virtual void Delivered(ClientSession& session, const Publish& publish) = 0;

    /// The broker has accepted the client, or has answered a subscription.
    /// @param session session
    virtual void Progressed(ClientSession& session) = 0;

    /// @param code why the broker says no
    virtual void ConnectRefused(ConnectCode code);

    /// @param filter that the broker does not grant
    virtual void FilterRefused(const std::string& filter);

    /// @param packetId of the message of QoS 1 or 2 whose handshake is done
    virtual void PublishCompleted(std::uint16_t packetId);

    /// @param message given up
    /// @param reason in words
    virtual void MessageDropped(const Message& message, const std::string& reason);

    /// All that was sent before the end of the connection has left.
    /// @param reason why it ended, in words
    virtual void Disconnected(const std::string& reason);
};

/// A party's session with a broker: the client core of MQTT with a TCP connection that is opened
/// again when it is lost. Lives as long as the party.
class ClientSession : private PacketLinkOwner, private ClientOutput
{
  public:
    /// What a session is made of.
    struct Settings
    {
        Address remote;                                        ///< broker
        ClientOptions options;                                 ///< for the core
        std::vector<Subscription> subscriptions;               ///< asked for on every new session
        std::uint32_t maxPacketSize{MAX_REMAINING_LENGTH + 5}; ///< longest packet taken, octets
        Time reconnectDelay{Seconds(1)};                       ///< from loss to the next attempt
        Time responseTimeout{Seconds(30)}; ///< longest wait for a connection to be secured
    };

    /// @param party whose session it is; outlives it
    /// @param owner outlives it
    /// @param settings what it is made of
    ClientSession(Party& party, ClientSessionOwner& owner, Settings settings);
    ~ClientSession() override;
    ClientSession(const ClientSession&) = delete;
    ClientSession& operator=(const ClientSession&) = delete;

    /// Asks the owner for a connection.
    void WantConnection();

    /// Opens the connection that was wanted.
    void Connect();

    /// Gives what is under way before a connection its full time again.
    void ExtendWait();

    /// Lets MQTT begin on the connection.
    void StartMqtt();

    /// @param packet for the broker; goes to the guard without passing the owner again
    void SendPacket(const ControlPacket& packet);

    /// @param packet for the core, as if the broker had sent it
    void PassPacket(const ControlPacket& packet);

    /// Without a connection, messages of QoS 1 and 2 wait for the next one.
    /// @param publish message
    void Publish(const mqtt::Publish& publish);

    /// Asks for more, now and on every new session.
    /// @param subscriptions at least one
    void Subscribe(const std::vector<Subscription>& subscriptions);

    /// Gives up the connection, or the attempt at one, and tries again later.
    /// @param reason why it cannot go on
    void Fail(const std::string& reason);

    /// Ends the connection in order, and opens a new one at once.
    void Reconnect();

    /// Opens no connection any more; the present one stays.
    void Stop();

    /// Ends the connection in order, with DISCONNECT if MQTT has begun.
    /// @param reason in words
    void Leave(const std::string& reason);

    /// Cuts the connection without a word, as when the network goes away.
    void Drop();

    /// Leaves everything as it is, to whoever takes the whole system down.
    void Detach();

    /// @param phase what further input of the connection is for
    void SetPhase(Phase phase);

    /// @return whether the broker has accepted the client on the present connection
    bool IsConnected() const
    {
        return m_core.IsConnected();
    }

    /// @return whether all subscriptions are granted
    bool IsSubscribed() const
    {
        return m_subscribed;
    }

    /// @return octets of session state, keys and buffers
    std::size_t GetStateSize() const;

  private:
    // what the link says
    void LinkUp(Link& link, Turn& turn) override;
    void PacketReceived(PacketLink& link, const ControlPacket& packet, Turn& turn) override;
    void LinkBroken(Link& link, const std::string& reason, Turn& turn) override;
    void LinkDown(Link& link, const std::string& reason, Turn& turn) override;

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

    /// Gives what has been begun its time to become a connection.
    void ExpectConnection();

    /// @param attempt that led to it
    /// @param socket connected
    void HandleConnected(std::uint64_t attempt, Ptr<Socket> socket);

    /// Asks for the subscriptions that this session was not asked for yet.
    void RequestSubscriptions();

    /// Closes the link in order, tells the core and the owner, and plans the next connection.
    /// @param reason in words
    void EndLink(const std::string& reason);

    /// The link is gone: tells the owner, and plans the next connection.
    /// @param reason in words
    void LinkGone(const std::string& reason);

    Party& m_party;                     ///< whose session it is
    ClientSessionOwner& m_owner;        ///< stands between it and the network
    Settings m_settings;                ///< what it is made of
    ClientCore m_core;                  ///< MQTT
    LinkEncoder m_encoder;              ///< encodes what is sent
    std::shared_ptr<PacketLink> m_link; ///< the connection, or null
    std::uint64_t m_attempt{0};         ///< number of the connection, or of the attempt
    bool m_wanted{false};               ///< there is a connection or an attempt at one
    Ptr<Socket> m_connecting;           ///< socket that is being connected, or null
    EventId m_timer;                    ///< the core's, or that of the attempt
    EventId m_reconnect;                ///< next attempt
    bool m_mqttStarted{false};          ///< the core knows of the connection
    bool m_reconnectNow{false};         ///< a fresh connection was asked for
    bool m_subscribed{false};           ///< all subscriptions are granted
    std::size_t m_nRequested{0};        ///< subscriptions asked for in this session
    std::size_t m_nRefused{0};          ///< of these, refused
    std::map<std::uint16_t, std::size_t> m_requests; ///< place of the first filter, by SUBSCRIBE
    bool m_stopped{false};                           ///< opens no connection any more
};

} // namespace ns3::mqtt

#endif /* MQTT_CLIENT_SESSION_H */
