// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-challenge-response-broker.h"

#include "mqtt-challenge-response-agent.h"
#include "mqtt-platform-messages.h"

#include "ns3/mqtt-topic.h"

namespace ns3::mqtt
{

namespace
{

/// Picks connections before anything is done about them, since that may change the map.
/// @param map connections
/// @param identity a device and its topic
/// @param getIdentity tells whom an entry of the map belongs to, if anybody
/// @return the connections that belong to the device and its topic
template <class Map, class GetIdentity>
std::vector<ConnectionId>
Select(const Map& map, const SessionIdentity& identity, GetIdentity getIdentity)
{
    std::vector<ConnectionId> selected;
    for (const auto& [connection, entry] : map)
    {
        const std::optional<SessionIdentity> owner = getIdentity(entry);
        if (owner && owner->device == identity.device && owner->topic == identity.topic)
        {
            selected.push_back(connection);
        }
    }
    return selected;
}

} // namespace

ChallengeResponseBrokerAgent::ChallengeResponseBrokerAgent(std::shared_ptr<const TlsContext> tls,
                                                           std::string managementName,
                                                           KeyAgreementForm form)
    : m_daemon(*this, std::move(tls), std::move(managementName)),
      m_form(form),
      m_agreements(m_daemon, form, [this](const SessionIdentity& identity, BrokerHost& host) {
          AgreementEnded(identity, host);
      })
{
}

std::vector<Service>
ChallengeResponseBrokerAgent::GetServices() const
{
    return {{ChallengeResponseClientAgent::SERVICE, KeyAgreementService::PORT}};
}

void
ChallengeResponseBrokerAgent::Start(BrokerHost& host)
{
    m_daemon.Start(host);
}

std::unique_ptr<StreamGuard>
ChallengeResponseBrokerAgent::CreateChannelGuard(const std::string& service, bool opened)
{
    return opened && service == BrokerDaemon::SERVICE ? m_daemon.CreateGuard() : nullptr;
}

void
ChallengeResponseBrokerAgent::ChannelUp(ChannelId channel,
                                        const std::string& service,
                                        BrokerHost& host)
{
    if (m_daemon.Owns(channel))
    {
        m_daemon.ChannelUp(host);
    }
    else if (service == ChallengeResponseClientAgent::SERVICE)
    {
        m_agreements.ChannelUp(channel, host);
    }
    else
    {
        host.CloseChannel(channel);
    }
}

void
ChallengeResponseBrokerAgent::ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host)
{
    if (m_daemon.Owns(channel))
    {
        m_daemon.ChannelMessage(message, host);
    }
    else
    {
        m_agreements.ChannelMessage(channel, message, host);
    }
}

void
ChallengeResponseBrokerAgent::ChannelDown(ChannelId channel, BrokerHost& host)
{
    if (m_daemon.Owns(channel))
    {
        m_daemon.ChannelDown(host);
    }
    else
    {
        m_agreements.End(channel, host);
    }
}

void
ChallengeResponseBrokerAgent::TimerExpired(std::uint32_t timer, BrokerHost& host)
{
    if (timer == ServiceChannel::TIMER)
    {
        m_daemon.TimerExpired(host);
    }
    else if (timer == KeyAgreementService::SWEEP_TIMER)
    {
        m_agreements.Sweep(host);
    }
}

void
ChallengeResponseBrokerAgent::IncomingPacket(ConnectionId from,
                                             const ControlPacket& packet,
                                             BrokerHost& host)
{
    const auto* connect = std::get_if<Connect>(&packet);
    Session* session = FindSession(from);
    if (connect && connect->protocolLevel != PROTOCOL_LEVEL)
    {
        host.PassPacket(from, packet); // nothing but the level is known; the core refuses it
    }
    else if (session)
    {
        TakePacket(from, *session, packet, host);
    }
    else if (connect && m_held.count(from) == 0)
    {
        TakeConnect(from, *connect, host);
    }
    else
    {
        host.Fail(from, std::string(GetName(GetType(packet))) + " before CONNECT was accepted");
    }
}

void
ChallengeResponseBrokerAgent::TakePacket(ConnectionId from,
                                         Session& session,
                                         const ControlPacket& packet,
                                         BrokerHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    const auto* subscribe = std::get_if<Subscribe>(&packet);
    if (publish && !MayPublish(session, *publish->message))
    {
        host.Fail(from, "PUBLISH outside the topic of the device");
    }
    else if (publish)
    {
        IncomingPublish(from, session, packet, host);
    }
    else if (subscribe &&
             !std::all_of(subscribe->subscriptions.begin(),
                          subscribe->subscriptions.end(),
                          [&session](const auto& s) { return Covers(session.filter, s.filter); }))
    {
        host.Fail(from, "SUBSCRIBE outside the topic of the device");
    }
    else
    {
        host.PassPacket(from, packet);
    }
}

void
ChallengeResponseBrokerAgent::TakeConnect(ConnectionId from,
                                          const Connect& connect,
                                          BrokerHost& host)
{
    const auto identity = GetClaimedIdentity(connect);
    if (!identity)
    {
        Refuse(from, ConnectCode::BAD_USER_NAME_OR_PASSWORD, "CONNECT names no device", host);
        return;
    }
    const auto keys = m_agreements.TakeKeys(*identity, connect, host.GetNow());
    if (!keys && m_agreements.IsResponseAwaited(*identity))
    {
        m_held[from] = connect;
        return;
    }
    auto credentials = m_daemon.FindCredentials(identity->device, identity->topic);
    if (!keys || !credentials)
    {
        Refuse(from, ConnectCode::BAD_USER_NAME_OR_PASSWORD, "CONNECT proves no key", host);
        return;
    }
    const auto owner = m_identifiers.find(connect.clientId);
    if (!IsPublished() && owner != m_identifiers.end() && owner->second != identity->device)
    {
        const char* reason = "the client identifier belongs to another device";
        Refuse(from, ConnectCode::IDENTIFIER_REJECTED, reason, host);
        return;
    }
    Session session{*identity,
                    std::move(credentials->topic.filter),
                    connect.clientId,
                    connect.cleanSession,
                    SessionCipher(*keys, m_form, SessionCipher::Side::BROKER)};
    Admit(from, connect, std::move(session), host);
}

void
ChallengeResponseBrokerAgent::Admit(ConnectionId from,
                                    Connect connect,
                                    Session session,
                                    BrokerHost& host)
{
    if (connect.will)
    {
        const Message& sealed = *connect.will->message;
        auto opened = session.cipher.Open(sealed.topic, sealed.payload);
        if (!opened || !MayPublish(session, sealed))
        {
            Refuse(from, ConnectCode::NOT_AUTHORIZED, "the will cannot be published", host);
            return;
        }
        connect.will->message =
            std::make_shared<const Message>(Message{sealed.topic, std::move(opened.value())});
        WillOpened(session, connect.will->message);
    }
    m_sessions.emplace(from, std::move(session));
    host.PassPacket(from, connect);
}

void
ChallengeResponseBrokerAgent::Refuse(ConnectionId from,
                                     ConnectCode code,
                                     const std::string& reason,
                                     BrokerHost& host)
{
    host.SendPacket(from, Connack{false, code});
    host.Fail(from, reason);
}

void
ChallengeResponseBrokerAgent::AgreementEnded(const SessionIdentity& identity, BrokerHost& host)
{
    for (const ConnectionId connection : Select(m_held, identity, GetClaimedIdentity))
    {
        if (const auto held = m_held.extract(connection))
        {
            TakeConnect(connection, held.mapped(), host);
        }
    }
}

void
ChallengeResponseBrokerAgent::OutgoingPacket(ConnectionId to,
                                             const ControlPacket& packet,
                                             BrokerHost& host)
{
    const auto* connack = std::get_if<Connack>(&packet);
    Session* session = FindSession(to);
    if (std::holds_alternative<Publish>(packet))
    {
        if (session)
        {
            OutgoingPublish(to, *session, packet, host);
        }
        return;
    }
    host.SendPacket(to, packet);
    if (session && connack && connack->code == ConnectCode::ACCEPTED)
    {
        session->accepted = true;
        if (!session->clientId.empty())
        {
            m_identifiers[session->clientId] = session->identity.device;
        }
        SessionBegun(to, *session, host);
    }
}

void
ChallengeResponseBrokerAgent::LinkDown(ConnectionId connection, BrokerHost& host)
{
    m_held.erase(connection);
    const auto gone = m_sessions.extract(connection);
    if (!gone || !gone.mapped().accepted)
    {
        return;
    }
    const Session& session = gone.mapped();
    if (session.cleanSession)
    {
        m_identifiers.erase(session.clientId);
    }
    SessionEnded(connection, session, host);
}

bool
ChallengeResponseBrokerAgent::MayPublish(const Session& session, const Message& message) const
{
    return IsCarriable(message, MAX_SEALED_PAYLOAD) && Matches(session.filter, message.topic);
}

void
ChallengeResponseBrokerAgent::IncomingPublish(ConnectionId from,
                                              Session& session,
                                              const ControlPacket& packet,
                                              BrokerHost& host)
{
    const auto& publish = std::get<Publish>(packet);
    const Message& sealed = *publish.message;
    auto opened = session.cipher.Open(sealed.topic, sealed.payload);
    if (!opened)
    {
        host.Fail(from, "PUBLISH: " + opened.error().reason);
        return;
    }
    host.PassPacket(from, ReplaceMessage(publish, sealed.topic, std::move(opened.value())));
}

void
ChallengeResponseBrokerAgent::OutgoingPublish(ConnectionId to,
                                              Session& session,
                                              const ControlPacket& packet,
                                              BrokerHost& host)
{
    const auto& publish = std::get<Publish>(packet);
    const Message& clear = *publish.message;
    // A broker that hands one message to all subscribers of a topic needs a topic for each.
    std::string topic = clear.topic + (IsPublished() ? GetDeviceSuffix(session.identity) : "");
    Bytes sealed = session.cipher.Seal(clear.topic, clear.payload);
    host.SendPacket(to, ReplaceMessage(publish, std::move(topic), std::move(sealed)));
}

void
ChallengeResponseBrokerAgent::Synchronised(BrokerHost& host)
{
    m_agreements.Synchronised(host);
}

bool
ChallengeResponseBrokerAgent::HasActiveDevice(const PlatformId& /* topic */) const
{
    return false; // nobody needs a group key
}

void
ChallengeResponseBrokerAgent::GroupKeyRenewed(const PlatformId& /* topic */,
                                              const GroupKey& /* key */,
                                              BrokerHost& /* host */)
{
}

void
ChallengeResponseBrokerAgent::AccessRevoked(const PlatformId& device,
                                            const PlatformId& topic,
                                            BrokerHost& host)
{
    const SessionIdentity identity{device, topic};
    m_agreements.Revoke(identity, host);
    const auto connections = Select(m_sessions, identity, [](const auto& s) { return s.identity; });
    for (const ConnectionId connection : connections)
    {
        host.Fail(connection, "the device may no longer use its topic");
    }
    for (auto next = m_identifiers.begin(); next != m_identifiers.end();)
    {
        next = next->second == device ? m_identifiers.erase(next) : std::next(next);
    }
}

ChallengeResponseBrokerAgent::Session*
ChallengeResponseBrokerAgent::FindSession(ConnectionId connection)
{
    const auto found = m_sessions.find(connection);
    return found == m_sessions.end() ? nullptr : &found->second;
}

std::size_t
ChallengeResponseBrokerAgent::GetStateSize() const
{
    std::size_t size = m_daemon.GetStateSize() + m_agreements.GetStateSize();
    for (const auto& [connection, session] : m_sessions)
    {
        size += sizeof(SessionIdentity) + session.cipher.GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
