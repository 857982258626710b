// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_REAL_SOCKET_H
#define MQTT_REAL_SOCKET_H

#include "mqtt-socket-thread.h"
#include "mqtt-stream-socket.h"

#include <atomic>

namespace ns3::mqtt
{

/// A real TCP connection as the simulation sees it. Its public functions are for the simulation's
/// thread, and so are the calls that it makes; the socket itself lives in the other thread.
///
/// What comes is passed on piece by piece: the next piece is read when the simulation has taken
/// the one before, so that a slow simulated network slows the real peer down.
class RealSocket : public std::enable_shared_from_this<RealSocket>, private StreamSocketOwner
{
  public:
    /// What the simulation hears of it.
    struct Handlers
    {
        std::uint32_t node;                         ///< in whose name
        std::function<void()> connected;            ///< it stands
        std::function<void(const Bytes&)> received; ///< a piece came; Resume() asks for the next
        std::function<void()> drained;              ///< all that was sent has left
        std::function<void(const std::string&)> closed; ///< it is over, with the reason
    };

    /// @param thread of the sockets; outlives the socket
    /// @param socket connected, or unused
    RealSocket(SocketThread& thread, boost::asio::ip::tcp::socket socket);
    RealSocket(const RealSocket&) = delete;
    RealSocket& operator=(const RealSocket&) = delete;

    /// Begins to read what comes on a connection that stands.
    /// @param handlers who hears of it
    void Open(Handlers handlers);

    /// Connects, and then is as if Open() had been called.
    /// @param remote address and port
    /// @param handlers who hears of it
    void Connect(const boost::asio::ip::tcp::endpoint& remote, Handlers handlers);

    /// Asks for the next piece.
    void Resume();

    /// @param octets to be sent
    void Send(Bytes octets);

    /// @return octets that were sent and have not left
    std::size_t GetBacklog() const
    {
        return m_backlog;
    }

    /// Ends the connection after what was sent; the simulation hears nothing more of it.
    void Close();

  private:
    // all of these run in the thread of the sockets

    // what the socket says
    void Readable() override;
    void Drained() override;

    /// The connection stands.
    void Begin();

    /// Takes what has left off the account.
    void Settle();

    /// @param reason why the connection is over
    void End(const std::string& reason);

    /// @param work for the simulation, unless it has closed the connection by then
    void Tell(std::function<void(const Handlers&)> work);

    SocketThread& m_thread;                 ///< of the sockets
    boost::asio::ip::tcp::socket m_unused;  ///< the connection before it stands
    std::shared_ptr<StreamSocket> m_socket; ///< the connection once it stands
    Handlers m_handlers;                    ///< for the simulation alone; set before all else
    std::size_t m_known{0};                 ///< octets that waited when last looked at
    std::atomic<std::size_t> m_backlog{0};  ///< sent and not left
    std::atomic<bool> m_closed{false};      ///< the simulation wants to hear nothing more
};

} // namespace ns3::mqtt

#endif /* MQTT_REAL_SOCKET_H */
