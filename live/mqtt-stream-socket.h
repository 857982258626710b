// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_STREAM_SOCKET_H
#define MQTT_STREAM_SOCKET_H

#include "mqtt-output-queue.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

namespace ns3::mqtt
{

/// Whom a real TCP connection belongs to.
class StreamSocketOwner
{
  public:
    virtual ~StreamSocketOwner() = default;

    /// There is something to be read: octets, the end of the stream or an error.
    virtual void Readable() = 0;

    /// All that waited has left.
    virtual void Drained()
    {
    }
};

/// A real TCP connection that never blocks, with what waits for room in it. Everything happens in
/// the thread that runs the socket's context.
class StreamSocket : public std::enable_shared_from_this<StreamSocket>
{
  public:
    /// @param socket connected
    /// @param owner whom events go to; outlives it or calls Close() or Abandon()
    StreamSocket(boost::asio::ip::tcp::socket socket, StreamSocketOwner& owner);
    StreamSocket(const StreamSocket&) = delete;
    StreamSocket& operator=(const StreamSocket&) = delete;

    /// Has the owner told once when there is something to be read.
    void WaitReadable();

    /// @param buffer place for what is there
    /// @return number of octets read, 0 if there was nothing; or why the connection is over
    Result<std::size_t> Read(Bytes& buffer);

    /// @param octets to be sent; leave with the next Flush()
    void Append(const std::shared_ptr<const Bytes>& octets)
    {
        m_output.Append(octets);
    }

    /// Writes what there is room for; the rest follows when there is room again.
    void Flush();

    /// @return octets that wait
    std::size_t GetBacklog() const
    {
        return m_output.GetSize();
    }

    /// Ends the stream after what waits, or after a while; the owner hears nothing more.
    void Close();

    /// Cuts the connection at once; the owner hears nothing more.
    void Abandon();

  private:
    /// Reads and forgets what still comes on a closed connection, until the peer ends its side: a
    /// socket that is closed with unread octets takes back what it sent.
    void ReadOff();

    boost::asio::ip::tcp::socket m_socket; ///< the connection
    boost::asio::steady_timer m_linger;    ///< ends what closes too slowly
    StreamSocketOwner* m_owner;            ///< whom events go to; null when closed
    OutputQueue m_output;                  ///< what waits
    bool m_waiting{false};                 ///< for something to be read
    bool m_writing{false};                 ///< waits for room
};

} // namespace ns3::mqtt

#endif /* MQTT_STREAM_SOCKET_H */
