// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-share-routes.h"

#include "mqtt-threshold-broker.h"
#include "mqtt-threshold-store.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

namespace
{

/// From the loss of a channel to the next attempt.
constexpr auto RETRY_DELAY = std::chrono::seconds(1);

} // namespace

ShareRoutes::ShareRoutes(const ThresholdSettings& settings,
                         const ThresholdCredentials& credentials,
                         ShareRouteUser& user)
    : m_settings(settings),
      m_credentials(credentials),
      m_user(user)
{
}

std::unique_ptr<ShareRoutes>
ShareRoutes::Create(const ThresholdSettings& settings,
                    const ThresholdCredentials& credentials,
                    ShareRouteUser& user)
{
    if (settings.reading == ThresholdReading::R3)
    {
        return std::make_unique<StoreShareRoutes>(settings, credentials, user);
    }
    return std::make_unique<BrokerShareRoutes>(settings, credentials, user);
}

std::optional<SessionId>
ShareRoutes::GetSession(std::uint32_t /* broker */) const
{
    return std::nullopt;
}

std::unique_ptr<StreamGuard>
ShareRoutes::CreateSessionGuard(SessionId /* session */)
{
    return nullptr;
}

std::unique_ptr<StreamGuard>
ShareRoutes::CreateChannelGuard(const std::string& /* service */)
{
    return nullptr;
}

void
ShareRoutes::SessionUp(SessionId /* session */, ClientHost& /* host */)
{
}

void
ShareRoutes::SessionDown(SessionId /* session */, ClientHost& /* host */)
{
}

void
ShareRoutes::SessionMessage(SessionId /* session */,
                            const Publish& /* publish */,
                            ClientHost& /* host */)
{
}

void
ShareRoutes::ChannelUp(ChannelId /* channel */, ClientHost& /* host */)
{
}

void
ShareRoutes::ChannelDown(ChannelId /* channel */, ClientHost& /* host */)
{
}

void
ShareRoutes::ChannelMessage(ChannelId /* channel */, ByteView /* message */, ClientHost& /* host */)
{
}

void
ShareRoutes::TimerExpired(std::uint32_t /* timer */, ClientHost& /* host */)
{
}

ShareHop&
ShareRoutes::GetHop(std::uint8_t x)
{
    const auto found = m_hops.find(x);
    if (found != m_hops.end())
    {
        return found->second;
    }
    return m_hops.emplace(x, ShareHop(m_credentials.hopKeys.at(x - 1).Get())).first->second;
}

Bytes
ShareRoutes::Protect(std::uint8_t x, const std::string& topic, ByteView share)
{
    return m_settings.hop == HopProtection::SEALED ? GetHop(x).Seal(true, topic, share)
                                                   : share.ToBytes();
}

void
ShareRoutes::Take(std::uint8_t x,
                  const std::string& topic,
                  const std::string& dealer,
                  ByteView octets,
                  ClientHost& host)
{
    if (x == 0 || x > m_settings.rules.n)
    {
        return;
    }
    if (m_settings.hop != HopProtection::SEALED)
    {
        m_user.ShareArrived(x, dealer, octets, host);
    }
    else if (const auto share = GetHop(x).Open(false, topic, octets))
    {
        m_user.ShareArrived(x, dealer, share->Get(), host);
    }
}

void
BrokerShareRoutes::Start(const std::vector<Subscription>& data, ClientHost& host)
{
    const auto& credentials = GetCredentials();
    const ShareTopics topics(GetSettings().reading == ThresholdReading::R2);
    for (std::uint32_t broker = 0; broker < GetSettings().GetBrokerCount(); ++broker)
    {
        SessionOptions options;
        options.broker = broker;
        options.connect.clientId = credentials.clientId + SHARE_SESSION_SUFFIX;
        options.connect.keepAlive = SESSION_KEEP_ALIVE;
        if (credentials.subscribes)
        {
            options.subscriptions.push_back({topics.GetFilter(), Qos::AT_LEAST_ONCE});
        }
        if (credentials.subscribes && broker > 0) // the application has its own with the first
        {
            options.subscriptions.insert(options.subscriptions.end(), data.begin(), data.end());
        }
        m_routes.emplace_back();
        m_routes.back().session = host.OpenSession(options);
    }
}

void
BrokerShareRoutes::Send(std::uint8_t x, ByteView share, ClientHost& host)
{
    const bool oneBroker = GetSettings().reading == ThresholdReading::R2;
    const std::string topic = ShareTopics(oneBroker).GetTopic(GetCredentials().clientId, x);
    Route& route = m_routes.at(oneBroker ? 0 : x - 1);
    auto message = std::make_shared<const Message>(Message{topic, Protect(x, topic, share)});
    const Publish publish{std::move(message), Qos::AT_LEAST_ONCE, false, true, 0};
    route.shares[x] = publish;
    host.PublishOnSession(route.session, publish);
}

std::size_t
BrokerShareRoutes::GetNReached() const
{
    const auto up = std::count_if(m_routes.begin(), m_routes.end(), [](const Route& route) {
        return route.up;
    });
    const bool oneBroker = GetSettings().reading == ThresholdReading::R2;
    return static_cast<std::size_t>(up) * (oneBroker ? GetSettings().rules.n : 1U);
}

std::optional<SessionId>
BrokerShareRoutes::GetSession(std::uint32_t broker) const
{
    const bool up = broker < m_routes.size() && m_routes[broker].up;
    return up ? std::make_optional(m_routes[broker].session) : std::nullopt;
}

std::unique_ptr<StreamGuard>
BrokerShareRoutes::CreateSessionGuard(SessionId session)
{
    const auto broker = Find(session);
    if (!GetSettings().clientContext || !broker)
    {
        return nullptr;
    }
    TlsParty party;
    party.serverName = GetSettings().sourceNames.at(*broker);
    return std::make_unique<TlsGuard>(GetSettings().clientContext, std::move(party));
}

std::optional<std::size_t>
BrokerShareRoutes::Find(SessionId session) const
{
    for (std::size_t broker = 0; broker < m_routes.size(); ++broker)
    {
        if (m_routes[broker].session == session)
        {
            return broker;
        }
    }
    return std::nullopt;
}

void
BrokerShareRoutes::SessionUp(SessionId session, ClientHost& host)
{
    const auto broker = Find(session);
    if (!broker || m_routes[*broker].up)
    {
        return;
    }
    Route& route = m_routes[*broker];
    route.up = true;
    if (std::exchange(route.wasUp, true))
    {
        for (const auto& [x, publish] : route.shares) // a broker that crashed has lost them
        {
            host.PublishOnSession(session, publish);
        }
    }
    GetUser().RoutesChanged(host);
}

void
BrokerShareRoutes::SessionDown(SessionId session, ClientHost& host)
{
    const auto broker = Find(session);
    if (broker && std::exchange(m_routes[*broker].up, false))
    {
        GetUser().RoutesChanged(host);
    }
}

void
BrokerShareRoutes::SessionMessage(SessionId session, const Publish& publish, ClientHost& host)
{
    const auto broker = Find(session);
    const bool oneBroker = GetSettings().reading == ThresholdReading::R2;
    const ShareTopics topics(oneBroker);
    const std::string& topic = publish.message->topic;
    const auto dealer = topics.GetDealer(topic);
    if (!broker)
    {
        return;
    }
    if (!dealer)
    {
        GetUser().DataArrived(publish, host);
        return;
    }
    const auto x = oneBroker ? topics.GetPlace(topic) : static_cast<std::uint8_t>(*broker + 1);
    Take(x, topic, *dealer, publish.message->payload, host);
}

void
StoreShareRoutes::Start(const std::vector<Subscription>& /* data */, ClientHost& host)
{
    for (std::uint8_t x = 1; x <= GetSettings().rules.n; ++x)
    {
        m_routes.emplace_back();
        m_routes.back().channel = host.OpenChannel(GetStoreName(x));
    }
}

void
StoreShareRoutes::Send(std::uint8_t x, ByteView share, ClientHost& host)
{
    Route& route = m_routes.at(x - 1);
    const std::string& name = GetCredentials().clientId;
    route.share = Encode(StoreMessage{StoreMessage::Kind::PUT, name, Protect(x, name, share)});
    if (route.up)
    {
        host.SendOnChannel(route.channel, *route.share);
    }
}

std::size_t
StoreShareRoutes::GetNReached() const
{
    return static_cast<std::size_t>(std::count_if(m_routes.begin(),
                                                  m_routes.end(),
                                                  [](const Route& route) { return route.up; }));
}

std::unique_ptr<StreamGuard>
StoreShareRoutes::CreateChannelGuard(const std::string& service)
{
    if (!GetSettings().clientContext)
    {
        return nullptr;
    }
    TlsParty party;
    party.serverName = service + ".example";
    return std::make_unique<TlsGuard>(GetSettings().clientContext, std::move(party));
}

std::uint8_t
StoreShareRoutes::Find(ChannelId channel) const
{
    for (std::size_t i = 0; i < m_routes.size(); ++i)
    {
        if (m_routes[i].channel == channel)
        {
            return static_cast<std::uint8_t>(i + 1);
        }
    }
    return 0;
}

void
StoreShareRoutes::ChannelUp(ChannelId channel, ClientHost& host)
{
    const std::uint8_t x = Find(channel);
    if (x == 0)
    {
        return;
    }
    Route& route = m_routes[x - 1];
    route.up = true;
    if (route.share)
    {
        host.SendOnChannel(channel, *route.share);
    }
    if (GetCredentials().subscribes)
    {
        const std::string& name = GetCredentials().clientId;
        host.SendOnChannel(channel, Encode(StoreMessage{StoreMessage::Kind::WATCH, name, {}}));
    }
    GetUser().RoutesChanged(host);
}

void
StoreShareRoutes::ChannelDown(ChannelId channel, ClientHost& host)
{
    if (const std::uint8_t x = Find(channel); x != 0)
    {
        m_routes[x - 1].up = false;
        host.SetAgentTimer(FIRST_TIMER + x, RETRY_DELAY);
        GetUser().RoutesChanged(host);
    }
}

void
StoreShareRoutes::ChannelMessage(ChannelId channel, ByteView octets, ClientHost& host)
{
    const std::uint8_t x = Find(channel);
    const auto message = DecodeStoreMessage(octets);
    if (x != 0 && message && message->kind == StoreMessage::Kind::SHARE)
    {
        Take(x, message->name, message->name, message->share, host);
    }
}

void
StoreShareRoutes::TimerExpired(std::uint32_t timer, ClientHost& host)
{
    if (timer > FIRST_TIMER && timer - FIRST_TIMER <= m_routes.size())
    {
        const auto x = static_cast<std::uint8_t>(timer - FIRST_TIMER);
        m_routes[x - 1].channel = host.OpenChannel(GetStoreName(x));
    }
}

} // namespace ns3::mqtt
