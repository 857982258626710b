// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-server-connection.h"

namespace ns3::mqtt
{

ServerConnection::ServerConnection(boost::asio::ip::tcp::socket socket,
                                   ConnectionId id,
                                   std::unique_ptr<StreamGuard> guard,
                                   const Settings& settings,
                                   ServerConnectionOwner& owner)
    : m_id(id),
      m_guard(std::move(guard)),
      m_settings(settings),
      m_owner(&owner),
      m_framer(settings.maxPacketSize)
{
    StreamSocketOwner& self = *this;
    m_socket = std::make_shared<StreamSocket>(std::move(socket), self);
}

ServerConnection::~ServerConnection()
{
    m_socket->Close();
}

void
ServerConnection::Start()
{
    if (m_guard)
    {
        Act(m_guard->Start());
    }
    WaitReadable();
}

void
ServerConnection::WaitReadable()
{
    // A client that sends and does not read may not fill our memory with answers.
    if (m_owner && m_socket->GetBacklog() <= m_settings.maxBacklog)
    {
        m_socket->WaitReadable();
    }
}

void
ServerConnection::Readable()
{
    m_owner->Readable(*this);
}

void
ServerConnection::Drained()
{
    WaitReadable();
}

void
ServerConnection::Read(Bytes& buffer)
{
    const auto size = m_socket->Read(buffer);
    if (!size)
    {
        End(size.error().reason);
        return;
    }
    const ByteView octets(buffer.data(), size.value());
    if (m_guard)
    {
        Act(m_guard->Receive(octets));
    }
    else
    {
        TakeIn(octets);
    }
    WaitReadable();
}

void
ServerConnection::Act(StreamGuard::Output what)
{
    if (!what.toPeer.empty())
    {
        m_socket->Append(std::make_shared<const Bytes>(std::move(what.toPeer)));
    }
    if (!what.toApplication.empty() && m_owner)
    {
        TakeIn(what.toApplication);
    }
    if (what.error && m_owner)
    {
        m_owner->Broken(*this, what.error->reason);
    }
    else if (what.closed && m_owner)
    {
        End("stream closed by peer");
    }
}

void
ServerConnection::TakeIn(ByteView octets)
{
    m_framer.Append(octets);
    while (m_owner)
    {
        const auto next = m_framer.Next();
        if (!next)
        {
            m_owner->Broken(*this, next.error().reason);
            return;
        }
        const auto& frame = next.value();
        if (!frame)
        {
            return;
        }
        const auto packet = Decode(*frame);
        if (!packet)
        {
            m_owner->Broken(*this, packet.error().reason);
            return;
        }
        m_owner->PacketReceived(*this, packet.value());
    }
}

void
ServerConnection::Send(const std::shared_ptr<const Bytes>& octets)
{
    if (!m_owner)
    {
        return;
    }
    if (m_guard)
    {
        Act(m_guard->Send(*octets));
    }
    else
    {
        m_socket->Append(octets);
    }
}

void
ServerConnection::Flush()
{
    m_socket->Flush();
}

void
ServerConnection::End(const std::string& reason)
{
    if (ServerConnectionOwner* owner = std::exchange(m_owner, nullptr))
    {
        owner->Down(*this, reason);
    }
    m_socket->Close();
}

void
ServerConnection::Close()
{
    if (!m_owner)
    {
        return;
    }
    m_owner = nullptr;
    if (m_guard)
    {
        Act(m_guard->Shutdown());
    }
    m_socket->Close();
}

void
ServerConnection::Abandon()
{
    m_owner = nullptr;
    m_socket->Abandon();
}

} // namespace ns3::mqtt
