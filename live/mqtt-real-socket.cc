// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-real-socket.h"

namespace ns3::mqtt
{

using boost::asio::ip::tcp;

namespace
{

/// Octets of a piece at most.
constexpr std::size_t PIECE_SIZE = 1 << 14;

} // namespace

RealSocket::RealSocket(SocketThread& thread, tcp::socket socket)
    : m_thread(thread),
      m_unused(std::move(socket))
{
}

void
RealSocket::Open(Handlers handlers)
{
    m_handlers = std::move(handlers);
    m_thread.Post([self = shared_from_this()]() { self->Begin(); });
}

void
RealSocket::Connect(const tcp::endpoint& remote, Handlers handlers)
{
    m_handlers = std::move(handlers);
    m_thread.Post([self = shared_from_this(), remote]() {
        self->m_unused.async_connect(remote, [self](boost::system::error_code error) {
            if (error)
            {
                self->End("no connection: " + error.message());
                return;
            }
            self->Begin();
        });
    });
}

void
RealSocket::Begin()
{
    if (m_closed)
    {
        return; // the simulation did not wait for it; the socket goes with this
    }
    StreamSocketOwner& self = *this;
    m_socket = std::make_shared<StreamSocket>(std::move(m_unused), self);
    Tell([](const Handlers& handlers) { handlers.connected(); });
    m_socket->WaitReadable();
}

void
RealSocket::Resume()
{
    m_thread.Post([self = shared_from_this()]() { self->m_socket->WaitReadable(); });
}

void
RealSocket::Send(Bytes octets)
{
    m_backlog += octets.size();
    m_thread.Post([self = shared_from_this(), octets = std::move(octets)]() mutable {
        self->m_known += octets.size();
        self->m_socket->Append(std::make_shared<const Bytes>(std::move(octets)));
        self->m_socket->Flush();
        self->Settle();
    });
}

void
RealSocket::Close()
{
    m_closed = true;
    m_thread.Post([self = shared_from_this()]() {
        if (self->m_socket)
        {
            self->m_socket->Close();
        }
    });
}

void
RealSocket::Readable()
{
    Bytes piece(PIECE_SIZE);
    const auto size = m_socket->Read(piece);
    if (!size)
    {
        End(size.error().reason);
        return;
    }
    piece.resize(size.value());
    Tell([piece = std::move(piece)](const Handlers& handlers) { handlers.received(piece); });
}

void
RealSocket::Drained()
{
    Settle();
    Tell([](const Handlers& handlers) { handlers.drained(); });
}

void
RealSocket::Settle()
{
    const std::size_t left = m_socket->GetBacklog();
    m_backlog -= m_known - left;
    m_known = left;
}

void
RealSocket::End(const std::string& reason)
{
    Tell([reason](const Handlers& handlers) { handlers.closed(reason); });
}

void
RealSocket::Tell(std::function<void(const Handlers&)> work)
{
    SocketThread::PassToSimulation(m_handlers.node, [self = shared_from_this(), work]() {
        if (!self->m_closed)
        {
            work(self->m_handlers);
        }
    });
}

} // namespace ns3::mqtt
