// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-stream-socket.h"

#include <array>
#include <boost/asio/buffer.hpp>

namespace ns3::mqtt
{

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace
{

/// From closing to giving up on what waits, and on the peer.
constexpr std::chrono::seconds LINGER_TIME{5};

} // namespace

StreamSocket::StreamSocket(tcp::socket socket, StreamSocketOwner& owner)
    : m_socket(std::move(socket)),
      m_linger(m_socket.get_executor()),
      m_owner(&owner)
{
    error_code ignored; // of a peer that is gone already; reading will tell
    m_socket.non_blocking(true, ignored);
    m_socket.set_option(tcp::no_delay(true), ignored);
    m_socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
}

void
StreamSocket::WaitReadable()
{
    if (m_waiting || !m_socket.is_open())
    {
        return;
    }
    m_waiting = true;
    m_socket.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
        self->m_waiting = false;
        if (error)
        {
            return;
        }
        if (self->m_owner)
        {
            self->m_owner->Readable();
        }
        else
        {
            self->ReadOff();
        }
    });
}

Result<std::size_t>
StreamSocket::Read(Bytes& buffer)
{
    error_code error;
    const std::size_t size = m_socket.read_some(boost::asio::buffer(buffer), error);
    if (error && error != boost::asio::error::would_block)
    {
        return Error{error == boost::asio::error::eof ? "connection closed by peer"
                                                      : "connection lost"};
    }
    return size;
}

void
StreamSocket::ReadOff()
{
    std::array<std::uint8_t, 4096> octets;
    error_code error;
    while (!error)
    {
        m_socket.read_some(boost::asio::buffer(octets), error);
    }
    if (error == boost::asio::error::would_block)
    {
        WaitReadable();
    }
    else if (error != boost::asio::error::eof || GetBacklog() == 0)
    {
        Abandon();
    }
}

void
StreamSocket::Flush()
{
    const bool wasEmpty = m_output.GetSize() == 0;
    while (m_output.GetSize() > 0 && !m_writing && m_socket.is_open())
    {
        error_code error;
        m_output.Consume(m_socket.write_some(m_output.GetBuffers(), error));
        if (error == boost::asio::error::would_block)
        {
            m_writing = true;
            m_socket.async_wait(tcp::socket::wait_write,
                                [self = shared_from_this()](error_code waitError) {
                                    self->m_writing = false;
                                    if (!waitError)
                                    {
                                        self->Flush();
                                    }
                                });
        }
        else if (error)
        {
            m_output = {}; // reading meets the same error, and tells the owner
        }
    }
    if (m_output.GetSize() > 0)
    {
        return;
    }
    if (!m_owner)
    {
        error_code ignored; // done before, or the peer is gone
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
        WaitReadable(); // the peer's end of the stream, which may have come before
    }
    else if (!wasEmpty)
    {
        m_owner->Drained();
    }
}

void
StreamSocket::Close()
{
    if (!std::exchange(m_owner, nullptr))
    {
        return;
    }
    m_linger.expires_after(LINGER_TIME);
    m_linger.async_wait([self = shared_from_this()](error_code error) {
        if (!error)
        {
            self->Abandon();
        }
    });
    Flush();
    WaitReadable();
}

void
StreamSocket::Abandon()
{
    m_owner = nullptr;
    m_output = {};
    m_linger.cancel();
    error_code ignored; // what could fail is what shall end
    m_socket.close(ignored);
}

} // namespace ns3::mqtt
