// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_SESSION_H
#define MQTT_SCHEME_SESSION_H

#include "mqtt-scheme-end.h"

#include "ns3/mqtt-client-core.h"

/// @file
/// A session that an agent keeps with a broker, in memory.

namespace ns3::mqtt::test
{

/// @param broker number of one of a scheme's brokers
/// @return the service that streams to it are opened for
std::string GetBrokerStreamService(std::uint32_t broker);

/// A session that is kept up: a connection that is lost or cannot be opened is tried again.
class SchemeSession : private MqttEnd::Owner, private ClientOutput
{
  public:
    /// Whom its events go to.
    class User
    {
      public:
        virtual ~User() = default;

        /// @param session whose connection stands
        /// @return its protection, or null
        virtual std::unique_ptr<StreamGuard> MakeSessionGuard(SessionId session) = 0;

        /// @param session that has a connection and its subscriptions
        virtual void SessionIsUp(SessionId session) = 0;

        /// @param session session
        /// @param publish that came
        virtual void SessionReceived(SessionId session, const mqtt::Publish& publish) = 0;

        /// @param session that has lost its connection
        virtual void SessionIsDown(SessionId session) = 0;
    };

    /// @param wire wire; outlives the session
    /// @param opener name of the party
    /// @param user whom events go to
    /// @param id number of the session
    /// @param options what it begins with
    SchemeSession(SchemeWire& wire,
                  std::string opener,
                  User& user,
                  SessionId id,
                  SessionOptions options);

    /// Opens a connection.
    void Connect();

    /// @param publish message
    void Publish(const mqtt::Publish& publish);

    /// @param subscriptions at least one
    void Subscribe(const std::vector<Subscription>& subscriptions);

    /// Ends it in order, for good.
    void End();

    /// Loses the connection, at both ends.
    void Lose();

  private:
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

    /// The connection is over; plans the next.
    void Gone();

    /// Asks for what was not asked for yet, and tells if nothing is.
    void Request();

    SchemeWire& m_wire;             ///< wire
    std::string m_opener;           ///< name of the party
    User& m_user;                   ///< whom events go to
    SessionId m_id;                 ///< number
    SessionOptions m_options;       ///< what it begins with
    ClientCore m_core;              ///< MQTT
    std::shared_ptr<MqttEnd> m_end; ///< connection, or null
    std::size_t m_nRequested{0};    ///< subscriptions asked for
    std::size_t m_nAwaited{0};      ///< answers that are to come
    bool m_ended{false};            ///< for good
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_SESSION_H */
