// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SERVER_CONNECTION_H
#define MQTT_SERVER_CONNECTION_H

#include "mqtt-stream-socket.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-stream-guard.h"

namespace ns3::mqtt
{

class ServerConnection;

/// Whom a connection of a live broker belongs to.
class ServerConnectionOwner
{
  public:
    virtual ~ServerConnectionOwner() = default;

    /// There is something to be read; the owner is to call ServerConnection::Read().
    /// @param connection connection
    virtual void Readable(ServerConnection& connection) = 0;

    /// @param connection connection
    /// @param packet that came
    virtual void PacketReceived(ServerConnection& connection, const ControlPacket& packet) = 0;

    /// What came breaks a rule; the owner is to close the connection.
    /// @param connection connection
    /// @param reason in words
    virtual void Broken(ServerConnection& connection, const std::string& reason) = 0;

    /// The peer or the network ended the connection.
    /// @param connection connection
    /// @param reason in words
    virtual void Down(ServerConnection& connection, const std::string& reason) = 0;
};

/// A client's connection to a live broker: a real TCP socket, a guard where there is one, and MQTT.
class ServerConnection : public std::enable_shared_from_this<ServerConnection>,
                         private StreamSocketOwner
{
  public:
    /// What all connections of a broker have in common.
    struct Settings
    {
        std::size_t maxPacketSize{1 << 24}; ///< longest control packet that is taken, octets
        std::size_t maxBacklog{1 << 24};    ///< octets that may wait for a client before nothing
                                            ///< more is read from it
    };

    /// @param socket connected
    /// @param id number given by the owner
    /// @param guard protection of the byte stream, or null
    /// @param settings of the broker; outlives the connection
    /// @param owner whom events go to; outlives the connection or calls Close()
    ServerConnection(boost::asio::ip::tcp::socket socket,
                     ConnectionId id,
                     std::unique_ptr<StreamGuard> guard,
                     const Settings& settings,
                     ServerConnectionOwner& owner);
    ~ServerConnection() override;
    ServerConnection(const ServerConnection&) = delete;
    ServerConnection& operator=(const ServerConnection&) = delete;

    /// Waits for the first octets.
    void Start();

    /// Reads what is there, once, and gives the packets in it to the owner.
    /// @param buffer place for octets, shared by all connections
    void Read(Bytes& buffer);

    /// @param octets of a packet; leave with the next Flush()
    void Send(const std::shared_ptr<const Bytes>& octets);

    /// Writes what the socket has room for; the rest follows when there is room again.
    void Flush();

    /// Ends the stream after what was sent; nothing reaches the owner any more.
    void Close();

    /// Cuts the connection at once, what was sent included; nothing reaches the owner any more.
    void Abandon();

    /// @return number given by the owner
    ConnectionId GetId() const
    {
        return m_id;
    }

    /// @return octets that wait for the client to read
    std::size_t GetBacklog() const
    {
        return m_socket->GetBacklog();
    }

    /// @return whether it is among those that the owner has yet to flush, to be set by the owner
    bool& IsTouched()
    {
        return m_touched;
    }

  private:
    // what the socket says
    void Readable() override;
    void Drained() override;

    /// Waits until there is something to be read, unless too much waits to be written.
    void WaitReadable();

    /// @param what what the guard wants done
    void Act(StreamGuard::Output what);

    /// @param octets opened by the guard
    void TakeIn(ByteView octets);

    /// The connection ended without our doing.
    /// @param reason in words
    void End(const std::string& reason);

    std::shared_ptr<StreamSocket> m_socket; ///< the connection
    ConnectionId m_id;                      ///< the owner's number
    std::unique_ptr<StreamGuard> m_guard;   ///< protection, or null
    const Settings& m_settings;             ///< of the broker
    ServerConnectionOwner* m_owner;         ///< whom events go to; null when closed
    Framer m_framer;                        ///< cuts the stream into packets
    bool m_touched{false};                  ///< the owner's mark
};

} // namespace ns3::mqtt

#endif /* MQTT_SERVER_CONNECTION_H */
