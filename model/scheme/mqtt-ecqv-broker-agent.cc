// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-broker-agent.h"

#include "mqtt-ecqv-authority.h"

/// @file
/// What clients send through the broker's agent, and get.

namespace ns3::mqtt
{

namespace
{

/// @param packet any
/// @return octets of its payload, if it has one of any length
std::size_t
GetPayloadSize(const ControlPacket& packet)
{
    const auto* publish = std::get_if<Publish>(&packet);
    return publish ? publish->message->payload.size() : 0;
}

/// @param subscribe from a client
/// @return the side that it is for, if it is the agent's own
std::optional<EcqvRole>
ReadOwnSubscribe(const Subscribe& subscribe)
{
    return subscribe.packetId == AGENT_PACKET_ID && subscribe.subscriptions.size() == 1
               ? ReadEcqvUpdateTopic(subscribe.subscriptions[0].filter)
               : std::nullopt;
}

} // namespace

EcqvBrokerAgent::EcqvBrokerAgent(Settings settings)
    : m_settings(std::move(settings)),
      m_topics(m_settings.queryFilter),
      m_view(m_settings.form, m_settings.group, m_settings.authorityKey, m_settings.keptEpochs),
      m_members(m_settings.form, m_view, m_settings.keptEpochs),
      m_envelope(EcqvEnvelope::Create(m_settings.form)),
      m_link(m_settings.form, m_settings.tls, m_settings.authorityName)
{
}

EcqvBrokerAgent::Connection*
EcqvBrokerAgent::FindConnection(ConnectionId connection)
{
    const auto found = m_connections.find(connection);
    return found == m_connections.end() ? nullptr : &found->second;
}

std::int64_t
EcqvBrokerAgent::GetUnixTime(const BrokerHost& host) const
{
    return m_settings.startTime +
           std::chrono::duration_cast<std::chrono::seconds>(host.GetNow()).count();
}

void
EcqvBrokerAgent::LinkUp(ConnectionId connection, BrokerHost& /* host */)
{
    m_connections[connection];
}

void
EcqvBrokerAgent::LinkDown(ConnectionId connection, BrokerHost& host)
{
    const auto gone = m_connections.extract(connection);
    if (!gone)
    {
        return;
    }
    auto* member = m_members.Find(gone.mapped().id);
    if (member && member->connection == connection)
    {
        GoneAway(gone.mapped().id, *member, gone.mapped().leaves, host);
    }
}

void
EcqvBrokerAgent::IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host)
{
    Connection* c = FindConnection(from);
    if (!c)
    {
        return;
    }
    const auto* publish = std::get_if<Publish>(&packet);
    const auto* puback = std::get_if<Puback>(&packet);
    c->leaves = std::holds_alternative<Disconnect>(packet);
    if (c->accepted && publish && publish->message->topic == ECQV_CLAIM_TOPIC)
    {
        TakeLateClaim(from, *c, *publish, host); // also while a SUBSCRIBE waits, for both at once
    }
    else if (c->accepted && puback && puback->packetId == AGENT_PACKET_ID)
    {
        auto* member = m_members.Find(c->id);
        if (member && member->connection == from && member->outstanding)
        {
            EcqvBrokerMembers::Acknowledge(*member,
                                           *std::exchange(member->outstanding, std::nullopt));
            SendUpdate(*member, host);
        }
    }
    else if (!c->token)
    {
        Handle(from, packet, host);
    }
    else if (c->leaves)
    {
        host.PassPacket(from, packet); // whoever goes does not wait for an answer
    }
    else
    {
        Queue(from, *c, packet, host);
    }
}

void
EcqvBrokerAgent::Queue(ConnectionId from,
                       Connection& c,
                       const ControlPacket& packet,
                       BrokerHost& host)
{
    c.nQueuedOctets += GetPayloadSize(packet);
    if (c.queue.size() >= MAX_QUEUED || c.nQueuedOctets > MAX_QUEUED_OCTETS)
    {
        host.Fail(from, "too much comes before the authority has answered");
        return;
    }
    c.queue.push_back(packet);
}

void
EcqvBrokerAgent::Drain(ConnectionId from, BrokerHost& host)
{
    // Each packet may end the connection, or hold the others up again.
    for (auto* c = FindConnection(from); c && !c->token && !c->queue.empty();
         c = FindConnection(from))
    {
        const ControlPacket packet = std::move(c->queue.front());
        c->queue.pop_front();
        c->nQueuedOctets -= GetPayloadSize(packet);
        Handle(from, packet, host);
    }
}

void
EcqvBrokerAgent::Handle(ConnectionId from, const ControlPacket& packet, BrokerHost& host)
{
    Connection& c = *FindConnection(from);
    const auto* connect = std::get_if<Connect>(&packet);
    const auto* subscribe = std::get_if<Subscribe>(&packet);
    const auto* publish = std::get_if<Publish>(&packet);
    if (!c.accepted && connect && connect->protocolLevel == PROTOCOL_LEVEL)
    {
        TakeConnect(from, c, *connect, host);
    }
    else if (c.accepted && subscribe)
    {
        TakeSubscribe(from, c, *subscribe, host);
    }
    else if (c.accepted && publish)
    {
        TakePublish(from, c, *publish, host);
    }
    else
    {
        host.PassPacket(from, packet); // in a wrong place the broker core knows what to do
    }
}

void
EcqvBrokerAgent::TakeConnect(ConnectionId from,
                             Connection& c,
                             const Connect& connect,
                             BrokerHost& host)
{
    host.EnterPhase(Phase::ENROL);
    c.id = MakeEcqvId(connect.clientId);
    if (connect.trailer.empty())
    {
        // As printed, who comes back says nothing.
        if (m_settings.form.published && m_members.Find(c.id))
        {
            Admit(from, connect, {}, host);
            return;
        }
        Refuse(from, ConnectCode::NOT_AUTHORIZED, "a device without a certificate", host);
    }
    else if (connect.trailer.size() > MAX_ECQV_CLAIM)
    {
        Refuse(from, ConnectCode::NOT_AUTHORIZED, "no request for a certificate", host);
    }
    else if (m_link.IsDown())
    {
        Refuse(from, ConnectCode::SERVER_UNAVAILABLE, "no authority", host);
    }
    else
    {
        c.held = connect;
        c.token = Ask({EcqvForward{0, c.id, connect.trailer}, c.id, from}, host);
    }
}

void
EcqvBrokerAgent::Refuse(ConnectionId from,
                        ConnectCode code,
                        const std::string& reason,
                        BrokerHost& host)
{
    host.SendPacket(from, Connack{false, code});
    host.Fail(from, "CONNECT: " + reason);
}

void
EcqvBrokerAgent::Admit(ConnectionId from, Connect connect, Bytes trailer, BrokerHost& host)
{
    Connection& c = *FindConnection(from);
    auto& member = m_members.Recall(c.id);
    member.connection = from; // the core closes the one there was
    member.kept = !connect.cleanSession;
    member.outstanding.reset();
    c.accepted = true;
    c.connackTrailer = std::move(trailer);
    if (connect.will && !connect.will->message->payload.empty())
    {
        const MessagePtr sealed = connect.will->message;
        connect.will->message = m_wills.Add(sealed->topic);
        c.will = connect.will->message.get();
        // A device without keys cannot have sealed it yet.
        if (Verify(c, sealed->topic, sealed->payload, host).verdict == EcqvOpened::OPENED)
        {
            m_wills.Replace(c.will, sealed->payload);
        }
    }
    connect.trailer.clear();
    host.EnterPhase(Phase::HANDSHAKE);
    host.PassPacket(from, connect);
    Drain(from, host);
}

void
EcqvBrokerAgent::TakeSubscribe(ConnectionId from,
                               Connection& c,
                               const Subscribe& subscribe,
                               BrokerHost& host)
{
    const auto own = ReadOwnSubscribe(subscribe);
    if (subscribe.trailer.size() > MAX_ECQV_CLAIM || (own && subscribe.trailer.empty()) ||
        (!own && subscribe.packetId == AGENT_PACKET_ID))
    {
        host.Fail(from, "SUBSCRIBE: no claim");
        return;
    }
    if (subscribe.trailer.empty())
    {
        host.PassPacket(from, subscribe);
        return;
    }
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    c.held = subscribe;
    const EcqvRole role = own ? *own : m_topics.GetClaimedSide(subscribe.subscriptions);
    c.token = AskForSide({0, c.id, role, subscribe.trailer}, from, 0, host);
}

void
EcqvBrokerAgent::PassSubscribe(ConnectionId from,
                               Subscribe subscribe,
                               Bytes trailer,
                               BrokerHost& host)
{
    if (ReadOwnSubscribe(subscribe))
    {
        const auto granted = static_cast<std::uint8_t>(Qos::AT_LEAST_ONCE);
        host.SendPacket(from, Suback{AGENT_PACKET_ID, {granted}, std::move(trailer)});
    }
    else
    {
        FindConnection(from)->subackTrailer.emplace(subscribe.packetId, std::move(trailer));
        subscribe.trailer.clear();
        host.PassPacket(from, subscribe);
    }
    host.EnterPhase(Phase::MESSAGES);
    Drain(from, host);
}

std::size_t
EcqvBrokerAgent::GetStateSize() const
{
    return m_view.GetStateSize() + m_members.GetStateSize() + m_windows.GetStateSize();
}

} // namespace ns3::mqtt
