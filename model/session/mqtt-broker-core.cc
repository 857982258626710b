// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-core.h"

#include "mqtt-session-store.h"

namespace ns3::mqtt
{

namespace
{

/// @param code why a client is refused
/// @return the same in words
const char*
GetRefusal(ConnectCode code)
{
    switch (code)
    {
    case ConnectCode::ACCEPTED:
        break;
    case ConnectCode::UNACCEPTABLE_PROTOCOL_VERSION:
        return "CONNECT: unacceptable protocol level";
    case ConnectCode::IDENTIFIER_REJECTED:
        return "CONNECT: client identifier rejected";
    case ConnectCode::SERVER_UNAVAILABLE:
        return "CONNECT: too many clients";
    case ConnectCode::BAD_USER_NAME_OR_PASSWORD:
        return "CONNECT: bad user name or password";
    case ConnectCode::NOT_AUTHORIZED:
        return "CONNECT: not authorised";
    }
    return "CONNECT: accepted";
}

} // namespace

BrokerCore::BrokerCore(BrokerLimits limits, const AccessPolicy& policy)
    : m_limits(limits),
      m_policy(policy),
      m_router(limits.maxRetained)
{
}

void
BrokerCore::Opened(ConnectionId connection, Duration now, BrokerOutput& out)
{
    auto& opened = m_connections[connection];
    opened.id = connection;
    opened.lastHeard = now;
    out.SetTimer(connection, m_limits.connectTimeout);
}

void
BrokerCore::Received(ConnectionId connection,
                     const ControlPacket& packet,
                     Duration now,
                     BrokerOutput& out)
{
    auto found = m_connections.find(connection);
    if (found == m_connections.end())
    {
        return;
    }
    auto& from = found->second;
    from.lastHeard = now;
    const auto* connect = std::get_if<Connect>(&packet);
    if (from.session)
    {
        std::visit([&](const auto& p) { Handle(from, p, out); }, packet);
    }
    else if (connect)
    {
        Accept(from, *connect, out);
    }
    else
    {
        CloseFor(from,
                 std::string("first packet is not CONNECT but ") + GetName(GetType(packet)),
                 out);
    }
}

void
BrokerCore::Malformed(ConnectionId connection,
                      const std::string& reason,
                      Duration,
                      BrokerOutput& out)
{
    auto found = m_connections.find(connection);
    if (found != m_connections.end())
    {
        CloseFor(found->second, reason, out);
    }
}

void
BrokerCore::Closed(ConnectionId connection, Duration, BrokerOutput& out)
{
    Forget(connection, out);
}

void
BrokerCore::TimerExpired(ConnectionId connection, Duration now, BrokerOutput& out)
{
    auto found = m_connections.find(connection);
    if (found == m_connections.end())
    {
        return;
    }
    const auto& silent = found->second;
    if (!silent.session)
    {
        CloseFor(silent, "no CONNECT in time", out);
        return;
    }
    if (silent.allowedSilence == Duration::zero())
    {
        return;
    }
    // Packets do not touch the timer; it looks back when it expires and waits for the rest.
    auto left = silent.lastHeard + silent.allowedSilence - now;
    if (left <= Duration::zero())
    {
        CloseFor(silent, "silent for 1.5 times the keep alive", out);
    }
    else
    {
        out.SetTimer(connection, left);
    }
}

void
BrokerCore::Accept(Connection& connection, const Connect& packet, BrokerOutput& out)
{
    connection.who.clientId = packet.clientId;
    connection.who.userName = packet.userName;
    if (packet.clientId.empty() && packet.cleanSession)
    {
        connection.who.clientId = MakeClientId();
    }
    auto code = Check(connection, packet);
    if (code != ConnectCode::ACCEPTED)
    {
        out.Send(connection.id, Connack{false, code});
        CloseFor(connection, GetRefusal(code), out);
        return;
    }
    auto present = OpenSession(connection, packet.cleanSession, out);
    connection.will = packet.will;
    if (m_store && packet.will)
    {
        m_store->PutWill(connection.who, *packet.will);
    }
    connection.allowedSilence = std::chrono::milliseconds(packet.keepAlive * 1500LL);
    out.Send(connection.id, Connack{present, ConnectCode::ACCEPTED});
    if (packet.keepAlive != 0)
    {
        out.SetTimer(connection.id, connection.allowedSilence);
    }
    connection.session->Attach(connection.id, out);
}

ConnectCode
BrokerCore::Check(const Connection& connection, const Connect& packet) const
{
    if (packet.protocolLevel != PROTOCOL_LEVEL)
    {
        return ConnectCode::UNACCEPTABLE_PROTOCOL_VERSION;
    }
    if (connection.who.clientId.empty())
    {
        return ConnectCode::IDENTIFIER_REJECTED;
    }
    auto code = m_policy.Authenticate(connection.who, packet.password);
    if (code != ConnectCode::ACCEPTED || m_nClients < m_limits.maxConnections)
    {
        return code;
    }
    // A full broker still lets a client take its own place.
    auto session = m_sessions.find(connection.who.clientId);
    auto takesOver = session != m_sessions.end() && session->second->GetConnection();
    return takesOver ? ConnectCode::ACCEPTED : ConnectCode::SERVER_UNAVAILABLE;
}

bool
BrokerCore::OpenSession(Connection& connection, bool cleanSession, BrokerOutput& out)
{
    const auto& clientId = connection.who.clientId;
    auto session = m_sessions.find(clientId);
    if (session != m_sessions.end() && session->second->GetConnection())
    {
        auto old = *session->second->GetConnection();
        CloseFor(m_connections.at(old), "client identifier taken over by another connection", out);
        session = m_sessions.find(clientId);
    }
    if (session != m_sessions.end() && cleanSession)
    {
        RemoveSession(*session->second);
        session = m_sessions.end();
    }
    auto present = session != m_sessions.end();
    if (!present)
    {
        auto made = std::make_unique<BrokerSession>(clientId,
                                                    m_nextOrder++,
                                                    cleanSession,
                                                    m_limits,
                                                    m_store);
        if (made->GetStore())
        {
            m_store->AddSession(made->GetOrder(), clientId);
        }
        session = m_sessions.emplace(clientId, std::move(made)).first;
    }
    connection.session = session->second.get();
    m_nClients++;
    return present;
}

template <class Packet>
void
BrokerCore::Handle(Connection& connection, const Packet& packet, BrokerOutput& out)
{
    if constexpr (IS_DELIVERY_ANSWER<Packet>)
    {
        ConnectionSink sink(out, connection.id);
        connection.session->GetSender().Handle(packet, sink);
    }
    else
    {
        CloseFor(connection, std::string("client sent ") + GetName(GetType(packet)), out);
    }
}

void
BrokerCore::Handle(Connection& c, const Connect&, BrokerOutput& out)
{
    CloseFor(c, "second CONNECT", out);
}

void
BrokerCore::Handle(Connection& c, const Publish& p, BrokerOutput& out)
{
    if (c.session->GetReceiver().Accept(p))
    {
        PublishFor(c.who, p, out);
    }
    ConnectionSink sink(out, c.id);
    c.session->GetReceiver().Answer(p, sink);
}

void
BrokerCore::Handle(Connection& c, const Pubrel& p, BrokerOutput& out)
{
    ConnectionSink sink(out, c.id);
    c.session->GetReceiver().Handle(p, sink);
}

void
BrokerCore::Handle(Connection& c, const Subscribe& p, BrokerOutput& out)
{
    Suback suback{p.packetId, {}};
    std::vector<Subscription> granted;
    const auto& filters = c.session->GetFilters();
    for (const auto& subscription : p.subscriptions)
    {
        auto room =
            filters.size() < m_limits.maxSubscriptions || filters.count(subscription.filter);
        if (!room || !m_policy.MaySubscribe(c.who, subscription.filter))
        {
            suback.codes.push_back(SUBACK_FAILURE);
            continue;
        }
        m_router.Subscribe(*c.session, subscription);
        if (c.session->GetStore())
        {
            m_store->PutSubscription(c.session->GetOrder(), subscription);
        }
        suback.codes.push_back(static_cast<std::uint8_t>(subscription.qos));
        granted.push_back(subscription);
    }
    out.Send(c.id, suback);
    for (const auto& subscription : granted)
    {
        m_router.SendRetained(*c.session, subscription, out);
    }
}

void
BrokerCore::Handle(Connection& c, const Unsubscribe& p, BrokerOutput& out)
{
    for (const auto& filter : p.filters)
    {
        m_router.Unsubscribe(*c.session, filter);
        if (c.session->GetStore())
        {
            m_store->RemoveSubscription(c.session->GetOrder(), filter);
        }
    }
    out.Send(c.id, Unsuback{p.packetId});
}

void
BrokerCore::Handle(Connection& c, const Pingreq&, BrokerOutput& out)
{
    out.Send(c.id, Pingresp{});
}

void
BrokerCore::Handle(Connection& c, const Disconnect&, BrokerOutput& out)
{
    TakeWill(c);
    CloseFor(c, "DISCONNECT", out);
}

void
BrokerCore::PublishFor(const AccessPolicy::Identity& who, const Publish& publish, BrokerOutput& out)
{
    if (!m_policy.MayPublish(who, publish.message->topic))
    {
        out.Dropped(who.clientId, *publish.message, "the client may not publish there");
        return;
    }
    if (publish.retain)
    {
        Retain(who, publish, out);
    }
    m_router.Route(publish.message, publish.qos, out);
}

void
BrokerCore::CloseFor(const Connection& connection, const std::string& reason, BrokerOutput& out)
{
    out.Close(connection.id, reason);
    Forget(connection.id, out);
}

void
BrokerCore::Forget(ConnectionId connection, BrokerOutput& out)
{
    auto node = m_connections.extract(connection);
    if (!node || !node.mapped().session)
    {
        return;
    }
    auto& gone = node.mapped();
    m_nClients--;
    gone.session->Detach();
    if (gone.session->IsClean())
    {
        RemoveSession(*gone.session);
    }
    if (auto will = TakeWill(gone))
    {
        PublishFor(gone.who, {will->message, will->qos, false, will->retain, 0}, out);
    }
}

void
BrokerCore::RemoveSession(BrokerSession& session)
{
    m_router.UnsubscribeAll(session);
    if (session.GetStore())
    {
        m_store->RemoveSession(session.GetOrder());
    }
    // A copy, since the session's own name goes with it.
    auto clientId = session.GetClientId();
    m_sessions.erase(clientId);
}

std::string
BrokerCore::MakeClientId()
{
    std::string clientId;
    do
    {
        clientId = "auto-" + std::to_string(m_nextName++);
    } while (m_sessions.count(clientId) > 0);
    return clientId;
}

std::size_t
BrokerCore::GetStateSize() const
{
    auto size = m_router.GetRetainedSize();
    for (const auto& [clientId, session] : m_sessions)
    {
        size += session->GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
