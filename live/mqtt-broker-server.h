// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_SERVER_H
#define MQTT_BROKER_SERVER_H

#include "mqtt-acceptor.h"
#include "mqtt-server-connection.h"

#include "ns3/mqtt-broker-core.h"
#include "ns3/mqtt-packet-encoder.h"
#include "ns3/mqtt-session-store.h"
#include "ns3/mqtt-tls-context.h"

#include <boost/asio/io_context.hpp>

namespace ns3::mqtt
{

/// The broker core behind real TCP sockets. One thread does all; what one read brings is handled to
/// its end, and then leaves with one system call for each client that gets something.
class BrokerServer : private ServerConnectionOwner, private BrokerOutput
{
  public:
    /// What it is like.
    struct Settings
    {
        boost::asio::ip::tcp::endpoint local;  ///< where it listens; port 0 takes a free one
        BrokerLimits limits;                   ///< of the core
        ServerConnection::Settings connection; ///< of all connections
        std::shared_ptr<const TlsContext> tls; ///< null for none
        std::shared_ptr<SessionStore> store;   ///< keeps sessions on disk; null for nowhere
        std::function<void(const std::string& line)> log; ///< hears what happens; may be empty
    };

    /// @param context whose thread does all
    /// @param settings what it is like
    /// @param policy who may do what; outlives the server
    BrokerServer(boost::asio::io_context& context, Settings settings, const AccessPolicy& policy);
    BrokerServer(const BrokerServer&) = delete;
    BrokerServer& operator=(const BrokerServer&) = delete;

    /// Takes up what the store holds, and listens.
    /// @return where it listens now, or why it cannot
    Result<boost::asio::ip::tcp::endpoint> Listen();

    /// Takes no more connections and ends those that stand, after what was sent on them.
    void Stop();

    /// @return why it has ended by itself: the store could not keep what a turn changed
    const std::optional<Error>& GetError() const
    {
        return m_error;
    }

  private:
    /// A client's connection.
    struct Entry
    {
        std::shared_ptr<ServerConnection> connection;     ///< the socket
        std::unique_ptr<boost::asio::steady_timer> timer; ///< the core's, if it ever set one
    };

    // what a connection says
    void Readable(ServerConnection& connection) override;
    void PacketReceived(ServerConnection& connection, const ControlPacket& packet) override;
    void Broken(ServerConnection& connection, const std::string& reason) override;
    void Down(ServerConnection& connection, const std::string& reason) override;

    // what the core wants
    void Send(ConnectionId to, const ControlPacket& packet) override;
    void Close(ConnectionId connection, const std::string& reason) override;
    void SetTimer(ConnectionId connection, Duration delay) override;
    void Dropped(const std::string& clientId,
                 const Message& message,
                 const std::string& reason) override;

    /// @param socket of a new connection
    void Welcome(boost::asio::ip::tcp::socket socket);

    /// Handles one input to its end.
    /// @tparam Work what is to be done
    /// @param work tells the core what happened
    template <class Work>
    void RunTurn(Work work);

    /// Ends at once, without a word to anybody.
    /// @param error why
    void Fail(const Error& error);

    /// @param connection that has something to be written
    void Touch(const std::shared_ptr<ServerConnection>& connection);

    /// @param connection that is over
    /// @param reason in words
    void Forget(ConnectionId connection, const std::string& reason);

    /// @param line what happened
    void Log(const std::string& line) const;

    boost::asio::io_context& m_context;                       ///< whose thread does all
    Settings m_settings;                                      ///< what it is like
    BrokerCore m_core;                                        ///< MQTT
    Acceptor m_acceptor;                                      ///< takes connections in
    PacketEncoder m_encoder;                                  ///< encodes what is sent
    std::unordered_map<ConnectionId, Entry> m_entries;        ///< connections that stand
    ConnectionId m_last{0};                                   ///< the newest
    std::vector<std::shared_ptr<ServerConnection>> m_touched; ///< to be flushed after the turn
    Bytes m_buffer;                                           ///< for what is read
    Duration m_now{0};                                        ///< start of the turn
    std::optional<Error> m_error;                             ///< why it has ended by itself
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_SERVER_H */
