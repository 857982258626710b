// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-router.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// @param publish retained message
/// @return octets that it takes to keep it
std::size_t
GetKeptSize(const Publish& publish)
{
    return sizeof(publish.qos) + GetSize(*publish.message);
}

} // namespace

BrokerRouter::BrokerRouter(std::size_t maxRetained)
    : m_maxRetained(maxRetained)
{
}

BrokerRouter::Subscribers::iterator
BrokerRouter::FindPlace(Subscribers& subscribers, const BrokerSession& session)
{
    return std::lower_bound(
        subscribers.begin(),
        subscribers.end(),
        session.GetOrder(),
        [](const Subscriber& s, std::uint64_t order) { return s.order < order; });
}

void
BrokerRouter::Subscribe(BrokerSession& session, const Subscription& subscription)
{
    auto& subscribers = m_subscribers.GetOrCreate(subscription.filter);
    auto place = FindPlace(subscribers, session);
    if (place != subscribers.end() && place->session == &session)
    {
        place->qos = subscription.qos;
        return;
    }
    subscribers.insert(place, {session.GetOrder(), &session, subscription.qos});
    session.GetFilters().insert(subscription.filter);
}

void
BrokerRouter::Unsubscribe(BrokerSession& session, const std::string& filter)
{
    if (session.GetFilters().erase(filter) > 0)
    {
        RemoveFromTree(session, filter);
    }
}

void
BrokerRouter::UnsubscribeAll(BrokerSession& session)
{
    for (const auto& filter : session.GetFilters())
    {
        RemoveFromTree(session, filter);
    }
    session.GetFilters().clear();
}

void
BrokerRouter::RemoveFromTree(const BrokerSession& session, const std::string& filter)
{
    auto* subscribers = m_subscribers.Find(filter);
    subscribers->erase(FindPlace(*subscribers, session));
    if (subscribers->empty())
    {
        m_subscribers.Remove(filter);
    }
}

void
BrokerRouter::SendRetained(BrokerSession& session,
                           const Subscription& subscription,
                           BrokerOutput& out) const
{
    m_retained.VisitTopics(subscription.filter, [&](const Publish& kept) {
        auto publish = kept;
        publish.qos = std::min(kept.qos, subscription.qos);
        if (publish.qos == Qos::AT_MOST_ONCE)
        {
            session.SendAtMostOnce(publish, out);
        }
        else
        {
            session.SendReliably(publish, out);
        }
    });
}

bool
BrokerRouter::Retain(const Publish& publish)
{
    const auto& topic = publish.message->topic;
    // The old message goes in any case: a subscriber shall not take it for the present one.
    if (const auto* old = m_retained.Find(topic))
    {
        m_retainedSize -= GetKeptSize(*old);
        m_retained.Remove(topic);
    }
    if (publish.message->payload.empty())
    {
        return true;
    }
    if (m_retained.GetN() >= m_maxRetained)
    {
        return false;
    }
    m_retained.GetOrCreate(topic) = {publish.message, publish.qos, false, true, 0};
    m_retainedSize += GetKeptSize(publish);
    return true;
}

void
BrokerRouter::Route(const MessagePtr& message, Qos qos, BrokerOutput& out)
{
    m_matches.clear();
    std::size_t nFilters = 0;
    m_nVisited = m_subscribers.VisitFilters(message->topic, [&](const Subscribers& subscribers) {
        m_matches.insert(m_matches.end(), subscribers.begin(), subscribers.end());
        nFilters++;
    });
    if (nFilters > 1)
    {
        MergeMatches();
    }
    const ControlPacket atMostOnce = Publish{message, Qos::AT_MOST_ONCE, false, false, 0};
    for (const auto& match : m_matches)
    {
        auto granted = std::min(qos, match.qos);
        if (granted == Qos::AT_MOST_ONCE)
        {
            match.session->SendAtMostOnce(atMostOnce, out);
        }
        else
        {
            match.session->SendReliably({message, granted, false, false, 0}, out);
        }
    }
}

void
BrokerRouter::MergeMatches()
{
    std::sort(m_matches.begin(), m_matches.end(), [](const Subscriber& a, const Subscriber& b) {
        return a.order != b.order ? a.order < b.order : a.qos > b.qos;
    });
    auto last =
        std::unique(m_matches.begin(),
                    m_matches.end(),
                    [](const Subscriber& a, const Subscriber& b) { return a.order == b.order; });
    m_matches.erase(last, m_matches.end());
}

} // namespace ns3::mqtt
