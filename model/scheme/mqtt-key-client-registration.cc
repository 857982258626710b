// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-client-agent.h"

/// @file
/// How a node subscribes to its secret topics, and registers.

namespace ns3::mqtt
{

void
KeyServerClientAgent::Connected(const Connack& connack, ClientHost& host)
{
    if (!connack.sessionPresent)
    {
        m_filters.Clear();
        m_topics.Reset();
    }
    m_connected = true;
    host.PassPacket(connack);
    if (!m_connected)
    {
        return; // it was one too many, and the connection is gone
    }
    Subscribe(host);
    if (m_topics.IsGranted(m_end.GetCredentials().topic))
    {
        Register(host);
    }
}

void
KeyServerClientAgent::Subscribe(ClientHost& host)
{
    if (!m_connected)
    {
        return;
    }
    const auto request = m_topics.MakeRequest();
    if (!request)
    {
        return;
    }
    host.SendPacket(*request);
    for (const auto& subscription : request->subscriptions)
    {
        const auto route = m_routes.find(subscription.filter);
        const bool isPair =
            route != m_routes.end() && subscription.filter == route->second->listenTopic;
        if (isPair && route->second->id != GetId())
        {
            const KeyNodeId peer = route->second->id;
            const bool asked = m_asking.count(peer) > 0;
            m_options.Observe({host.GetNow(),
                               true,
                               std::to_string(GetId()),
                               "broker",
                               asked ? "TOPIC3" : "TOPIC4",
                               {},
                               asked ? GetId() : peer,
                               asked ? peer : GetId()});
        }
    }
}

void
KeyServerClientAgent::Granted(const std::vector<std::string>& topics, ClientHost& host)
{
    for (const auto& topic : topics)
    {
        if (topic == m_end.GetCredentials().topic)
        {
            Register(host);
        }
        const auto route = m_routes.find(topic);
        if (route == m_routes.end() || topic != route->second->listenTopic)
        {
            continue;
        }
        const PeerPtr peer = route->second;
        if (peer->id == GetId())
        {
            PairUp(peer, host);
        }
        else if (std::exchange(peer->answers, false))
        {
            SendAdvertAnswer(peer, host);
        }
        else if (peer->state == Peer::State::PREPARING && m_registered)
        {
            SendKeyRequest(peer, host);
        }
    }
    Subscribe(host);
    host.AgentReady();
}

void
KeyServerClientAgent::Register(ClientHost& host)
{
    host.EnterPhase(Phase::ENROL);
    m_registerAsked = host.GetNow();
    ++m_registerTries;
    SendFrame(
        m_options.requestTopic,
        [this]() { return m_end.MakeRequest(); },
        host);
    if (!std::exchange(m_ticking, true))
    {
        host.SetAgentTimer(TICK_TIMER, TICK);
    }
}

void
KeyServerClientAgent::Registered(const Bytes& peers, ClientHost& host)
{
    m_registered = true;
    m_registerTries = 0;
    SendFrame(
        "",
        [this]() { return m_end.MakeConfirmation(); },
        host);
    std::set<KeyNodeId> listed{GetId()};
    for (std::size_t at = 0; at < peers.size(); at += KEY_ENTRY_SIZE)
    {
        listed.insert(ReadKeyNodeId(ByteView(peers).SubView(at)));
    }
    const auto known = m_peers;
    for (const auto& [id, peer] : known)
    {
        if (listed.count(id) == 0)
        {
            RemovePeer(id, host);
        }
    }
    const bool first = !std::exchange(m_knowsPeers, true);
    if (first)
    {
        host.SetAgentTimer(PATIENCE_TIMER, m_options.patience);
    }
    const auto asking = m_asking;
    TakePeers(peers, host);
    for (const KeyNodeId id : asking)
    {
        const auto peer = FindPeer(id);
        const bool unanswered =
            peer && (peer->state == Peer::State::REQUESTED || peer->state == Peer::State::KEYED);
        const bool subscribed =
            peer && peer->state == Peer::State::PREPARING && m_topics.IsGranted(peer->listenTopic);
        if (unanswered || subscribed)
        {
            SendKeyRequest(peer, host);
        }
    }
    for (const auto& publish : std::exchange(m_held, {}))
    {
        Distribute(publish, host);
    }
    host.AgentReady();
}

} // namespace ns3::mqtt
