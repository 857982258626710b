// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-agent.h"

#include "mqtt-platform-messages.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

namespace
{

/// Octets that a will's payload can have.
constexpr std::size_t MAX_WILL_PAYLOAD = 65535;

} // namespace

ThresholdClientAgent::ThresholdClientAgent(const ThresholdSettings& settings,
                                           ThresholdCredentials credentials)
    : m_settings(settings),
      m_credentials(std::move(credentials)),
      m_routes(ShareRoutes::Create(settings, m_credentials, *this)),
      m_dealer(settings, m_credentials.clientId, m_credentials.dealerKey),
      m_sealer(m_credentials.clientId, settings.published),
      m_ring(settings.published),
      m_buffered(BUFFER)
{
}

void
ThresholdClientAgent::SetSubscriptions(const std::vector<Subscription>& subscriptions)
{
    m_subscriptions = subscriptions;
}

void
ThresholdClientAgent::Start(ClientHost& host)
{
    if (m_credentials.subscribes && m_credentials.publishers)
    {
        m_missing = *m_credentials.publishers;
        m_missing.erase(m_credentials.clientId);
    }
    m_routes->Start(m_subscriptions, host);
    host.SetAgentTimer(FAILOVER, m_settings.failoverDelay);
    if (m_credentials.publishes)
    {
        Deal(host);
    }
}

std::unique_ptr<StreamGuard>
ThresholdClientAgent::CreateGuard()
{
    if (!m_settings.clientContext)
    {
        return nullptr;
    }
    TlsParty party;
    party.serverName = m_settings.sourceNames.at(0);
    return std::make_unique<TlsGuard>(m_settings.clientContext, std::move(party));
}

void
ThresholdClientAgent::LinkDown(ClientHost& host)
{
    if (std::exchange(m_connected, false))
    {
        m_waiting = true;
        host.SetAgentTimer(FAILOVER, m_settings.failoverDelay);
    }
}

void
ThresholdClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (const auto* connect = std::get_if<Connect>(&packet))
    {
        SendConnect(*connect, host);
    }
    else if (const auto* publish = std::get_if<Publish>(&packet))
    {
        host.SendPacket(Seal(*publish, 0));
    }
    else
    {
        host.SendPacket(packet);
    }
}

void
ThresholdClientAgent::SendConnect(Connect connect, ClientHost& host)
{
    m_hasWill = false;
    if (connect.will && m_credentials.publishes)
    {
        const auto& [topic, payload] = *connect.will->message;
        Bytes sealed = m_sealer.Seal(topic, payload, 0, DataKind::WILL);
        m_hasWill = sealed.size() <= MAX_WILL_PAYLOAD;
        connect.will->message = std::make_shared<const Message>(Message{topic, std::move(sealed)});
    }
    if (connect.will && !m_hasWill)
    {
        connect.will.reset();
        ++m_dropped;
    }
    host.SendPacket(connect);
}

Publish
ThresholdClientAgent::Seal(const Publish& publish, std::uint8_t route)
{
    const auto& [topic, payload] = *publish.message;
    if (publish.retain && payload.empty())
    {
        return publish; // only like this the broker clears what it retains
    }
    const bool lossy = publish.qos == Qos::AT_MOST_ONCE;
    return ReplaceMessage(
        publish,
        topic,
        m_sealer.Seal(topic, payload, route, lossy ? DataKind::LOSSY : DataKind::QUEUED));
}

void
ThresholdClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    const auto* connack = std::get_if<Connack>(&packet);
    if (connack && connack->code == ConnectCode::ACCEPTED)
    {
        m_connected = true;
    }
    host.PassPacket(packet);
}

void
ThresholdClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    const bool isShare = ShareTopics(false).GetDealer(publish.message->topic).has_value();
    if (!m_credentials.publishes || isShare)
    {
        ++m_dropped; // it has no key; or it would be taken for a share
        return;
    }
    const std::uint8_t route = ChooseRoute();
    const auto session = m_routes->GetSession(route);
    if (route == 0 || !session)
    {
        host.SendMessage(publish);
    }
    else
    {
        host.PublishOnSession(*session, Seal(publish, route));
    }
}

std::uint8_t
ThresholdClientAgent::ChooseRoute()
{
    const std::uint8_t nBrokers = m_settings.GetBrokerCount();
    const bool inTurn = m_settings.dataRoute == DataRoute::ROUND_ROBIN;
    const bool isFirstUsable = m_connected || (m_waiting && !inTurn);
    const std::uint8_t first = inTurn ? m_nextRoute : 0;
    for (std::uint8_t i = 0; i < nBrokers; ++i)
    {
        const auto route = static_cast<std::uint8_t>((first + i) % nBrokers);
        if (route == 0 ? isFirstUsable : m_routes->GetSession(route).has_value())
        {
            m_nextRoute = static_cast<std::uint8_t>((route + 1) % nBrokers);
            return route;
        }
    }
    return 0;
}

void
ThresholdClientAgent::IncomingMessage(const Publish& publish, ClientHost& host)
{
    const bool isShare = ShareTopics(false).GetDealer(publish.message->topic).has_value();
    if (publish.message->payload.empty() || isShare)
    {
        return; // a retained message being cleared, or what a session of ours gets, too
    }
    OpenMessage(publish, host.GetNow() + m_settings.bufferTime, host);
}

void
ThresholdClientAgent::DataArrived(const Publish& publish, ClientHost& host)
{
    host.EnterPhase(Phase::MESSAGES);
    IncomingMessage(publish, host);
}

void
ThresholdClientAgent::OpenMessage(const Publish& publish, Duration until, ClientHost& host)
{
    const auto& [topic, payload] = *publish.message;
    auto opened = m_ring.Open(topic, payload);
    if (opened.verdict == DataKeyRing::Verdict::OPENED)
    {
        host.DeliverMessage(ReplaceMessage(publish, topic, std::move(opened.payload)));
    }
    else if (opened.verdict == DataKeyRing::Verdict::REJECTED ||
             !m_buffered.Add(publish, until, host))
    {
        ++m_dropped;
    }
}

std::unique_ptr<StreamGuard>
ThresholdClientAgent::CreateChannelGuard(const std::string& service, bool /* opened */)
{
    return m_routes->CreateChannelGuard(service);
}

void
ThresholdClientAgent::ChannelUp(ChannelId channel,
                                const std::string& /* service */,
                                ClientHost& host)
{
    m_routes->ChannelUp(channel, host);
}

void
ThresholdClientAgent::ChannelMessage(ChannelId channel, ByteView message, ClientHost& host)
{
    m_routes->ChannelMessage(channel, message, host);
}

void
ThresholdClientAgent::ChannelDown(ChannelId channel, ClientHost& host)
{
    m_routes->ChannelDown(channel, host);
}

std::unique_ptr<StreamGuard>
ThresholdClientAgent::CreateSessionGuard(SessionId session)
{
    return m_routes->CreateSessionGuard(session);
}

void
ThresholdClientAgent::SessionUp(SessionId session, ClientHost& host)
{
    m_routes->SessionUp(session, host);
}

void
ThresholdClientAgent::SessionMessage(SessionId session, const Publish& publish, ClientHost& host)
{
    m_routes->SessionMessage(session, publish, host);
}

void
ThresholdClientAgent::SessionDown(SessionId session, ClientHost& host)
{
    m_routes->SessionDown(session, host);
}

void
ThresholdClientAgent::TimerExpired(std::uint32_t timer, ClientHost& host)
{
    switch (timer)
    {
    case RENEWAL:
        Deal(host);
        break;
    case GRACE:
        m_ring.ForgetOld();
        break;
    case BUFFER:
        m_dropped += m_buffered.DropOverdue(host);
        break;
    case SETTLE:
        SettleAll(host);
        break;
    case FAILOVER:
        m_waiting = false;
        host.AgentReady();
        break;
    default:
        m_routes->TimerExpired(timer, host);
    }
}

bool
ThresholdClientAgent::IsReady() const
{
    return m_missing.empty() && m_reached;
}

bool
ThresholdClientAgent::IsIndependent() const
{
    bool canReach = false;
    for (std::uint8_t broker = 1; broker < m_settings.GetBrokerCount(); ++broker)
    {
        canReach = canReach || m_routes->GetSession(broker).has_value();
    }
    return canReach && !m_connected && !m_waiting;
}

std::string
ThresholdClientAgent::DescribeMissing() const
{
    const std::string ofNeeded = " of " + std::to_string(m_settings.rules.k) + " ";
    std::string text;
    if (!m_reached)
    {
        text = std::to_string(m_routes->GetNReached()) + ofNeeded + "sources";
    }
    for (const auto& dealer : m_missing)
    {
        const auto collector = m_collectors.find(dealer);
        const std::size_t n = collector == m_collectors.end() ? 0 : collector->second.GetNShares();
        text +=
            (text.empty() ? "" : ", ") + dealer + ": " + std::to_string(n) + ofNeeded + "shares";
    }
    return text;
}

std::size_t
ThresholdClientAgent::GetStateSize() const
{
    std::size_t size = m_credentials.dealerKey.Get().size() + m_credentials.groupKey.Get().size() +
                       m_sealer.GetStateSize() + m_ring.GetStateSize();
    for (const auto& key : m_credentials.hopKeys)
    {
        size += key.Get().size();
    }
    for (const auto& [dealer, collector] : m_collectors)
    {
        size += collector.GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
