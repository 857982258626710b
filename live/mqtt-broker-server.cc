// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-server.h"

#include "mqtt-unseeded-scope.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace
{

/// Octets that are read at once. Larger reads spare system calls, smaller ones let others through.
constexpr std::size_t READ_SIZE = 1 << 16;

/// Connections beyond the limit of clients that are heard, so that they can be told why they are
/// refused; further ones are cut.
constexpr std::size_t N_HEARD_BEYOND = 100;

} // namespace

BrokerServer::BrokerServer(boost::asio::io_context& context,
                           Settings settings,
                           const AccessPolicy& policy)
    : m_context(context),
      m_settings(std::move(settings)),
      m_core(m_settings.limits, policy),
      m_acceptor(context, [this](tcp::socket socket) { Welcome(std::move(socket)); }),
      m_buffer(READ_SIZE)
{
}

Result<tcp::endpoint>
BrokerServer::Listen()
{
    auto local = m_acceptor.Listen(m_settings.local);
    if (local && m_settings.store)
    {
        RunTurn([this]() {
            if (const auto restored = m_core.Restore(*m_settings.store, *this); !restored)
            {
                Fail(restored.error());
            }
        });
        if (m_error)
        {
            return *m_error;
        }
    }
    m_acceptor.Start();
    return local;
}

void
BrokerServer::Stop()
{
    m_acceptor.Stop();
    UnseededScope scope; // guards end their streams
    for (const auto& [id, entry] : m_entries)
    {
        entry.connection->Close();
    }
    m_entries.clear();
}

void
BrokerServer::Welcome(tcp::socket socket)
{
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    const std::size_t n = m_entries.size();
    if (error || n - std::min(n, N_HEARD_BEYOND) >= m_settings.limits.maxConnections)
    {
        return; // gone already, or one too many
    }
    const ConnectionId id = ++m_last;
    Log(std::to_string(id) + ": connection from " + ToText(peer));
    RunTurn([&]() {
        std::unique_ptr<StreamGuard> guard;
        if (m_settings.tls)
        {
            guard = std::make_unique<TlsGuard>(m_settings.tls);
        }
        ServerConnectionOwner& owner = *this;
        const auto connection = std::make_shared<ServerConnection>(std::move(socket),
                                                                   id,
                                                                   std::move(guard),
                                                                   m_settings.connection,
                                                                   owner);
        m_entries[id].connection = connection;
        m_core.Opened(id, m_now, *this);
        connection->Start();
    });
}

template <class Work>
void
BrokerServer::RunTurn(Work work)
{
    UnseededScope scope;
    m_now = std::chrono::steady_clock::now().time_since_epoch();
    work();
    if (m_settings.store && !m_error)
    {
        // Nobody shall hear of what could be forgotten.
        if (const auto kept = m_settings.store->Commit(); !kept)
        {
            Fail(kept.error());
        }
    }
    for (const auto& connection : m_touched)
    {
        connection->IsTouched() = false;
        connection->Flush();
    }
    m_touched.clear();
}

void
BrokerServer::Fail(const Error& error)
{
    m_error = error;
    m_acceptor.Stop();
    for (const auto& [id, entry] : m_entries)
    {
        entry.connection->Abandon();
    }
    m_entries.clear();
    m_context.stop();
}

void
BrokerServer::Touch(const std::shared_ptr<ServerConnection>& connection)
{
    if (!std::exchange(connection->IsTouched(), true))
    {
        m_touched.push_back(connection);
    }
}

void
BrokerServer::Readable(ServerConnection& connection)
{
    const auto kept = connection.shared_from_this(); // it may be forgotten meanwhile
    RunTurn([&]() {
        connection.Read(m_buffer);
        Touch(kept); // a guard may want to say something
    });
}

void
BrokerServer::PacketReceived(ServerConnection& connection, const ControlPacket& packet)
{
    m_core.Received(connection.GetId(), packet, m_now, *this);
}

void
BrokerServer::Broken(ServerConnection& connection, const std::string& reason)
{
    m_core.Malformed(connection.GetId(), reason, m_now, *this);
}

void
BrokerServer::Down(ServerConnection& connection, const std::string& reason)
{
    const ConnectionId id = connection.GetId();
    Forget(id, reason);
    m_core.Closed(id, m_now, *this);
}

void
BrokerServer::Send(ConnectionId to, const ControlPacket& packet)
{
    const auto found = m_entries.find(to);
    if (found == m_entries.end())
    {
        return;
    }
    const auto& connection = found->second.connection;
    const auto* publish = std::get_if<Publish>(&packet);
    if (publish && publish->qos == Qos::AT_MOST_ONCE &&
        connection->GetBacklog() > m_settings.connection.maxBacklog)
    {
        Dropped(std::to_string(to), *publish->message, "client reads too slowly");
        return;
    }
    connection->Send(m_encoder.Encode(packet));
    Touch(connection);
}

void
BrokerServer::Close(ConnectionId id, const std::string& reason)
{
    const auto found = m_entries.find(id);
    if (found != m_entries.end())
    {
        const auto connection = found->second.connection;
        connection->Close();
        Touch(connection);
        Forget(id, reason);
    }
}

void
BrokerServer::Forget(ConnectionId id, const std::string& reason)
{
    m_entries.erase(id);
    Log(std::to_string(id) + ": " + reason);
}

void
BrokerServer::SetTimer(ConnectionId id, Duration delay)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
    {
        return;
    }
    auto& timer = found->second.timer;
    if (!timer)
    {
        timer = std::make_unique<boost::asio::steady_timer>(m_context);
    }
    timer->expires_after(delay);
    timer->async_wait([this, id](error_code error) {
        if (!error)
        {
            RunTurn([&]() { m_core.TimerExpired(id, m_now, *this); });
        }
    });
}

void
BrokerServer::Dropped(const std::string& clientId,
                      const Message& message,
                      const std::string& reason)
{
    if (m_settings.log) // there may be many
    {
        Log(clientId + ": message to " + message.topic + " dropped: " + reason);
    }
}

void
BrokerServer::Log(const std::string& line) const
{
    if (m_settings.log)
    {
        m_settings.log(line);
    }
}

} // namespace ns3::mqtt
