// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-client-agent.h"

/// @file
/// How a node gets the keys of its pairs.

namespace ns3::mqtt
{

namespace
{

/// How long old keys are kept for messages under way.
constexpr Duration GRACE = std::chrono::seconds(30);

/// @param type of the frame
/// @param first the sender, or the requesting node
/// @param second the other node
/// @return what is in clear in a frame
KeyFrame
MakeFrame(KeyFrameType type, KeyNodeId first, KeyNodeId second = 0)
{
    KeyFrame frame;
    frame.type = type;
    frame.first = first;
    frame.second = second;
    return frame;
}

} // namespace

void
KeyServerClientAgent::TakePeers(const Bytes& entries, ClientHost& host)
{
    for (std::size_t at = 0; at + KEY_ENTRY_SIZE <= entries.size(); at += KEY_ENTRY_SIZE)
    {
        const KeyNodeId id = ReadKeyNodeId(ByteView(entries).SubView(at));
        const std::uint8_t flags = entries[at + KEY_ENTRY_SIZE - 1];
        if (id == GetId())
        {
            continue;
        }
        if (flags == 0)
        {
            RemovePeer(id, host);
            continue;
        }
        const auto peer = GetPeer(id);
        const bool learns = (peer->flags & KeyPeerFlags::SEND) == 0;
        peer->flags = flags;
        if ((flags & KeyPeerFlags::ASK) != 0 && peer->state == Peer::State::IDLE)
        {
            peer->state = Peer::State::QUEUED;
            m_queue.push_back(id);
        }
        else if (learns && peer->up)
        {
            TellWill(peer, host);
        }
    }
    AskNext(host);
}

void
KeyServerClientAgent::RemovePeer(KeyNodeId id, ClientHost& host)
{
    const auto peer = FindPeer(id);
    if (!peer || id == GetId())
    {
        return;
    }
    for (const auto& topic : {peer->listenTopic, peer->willTopic})
    {
        m_routes.erase(topic);
        m_topics.Remove(topic);
    }
    m_dropped += peer->waiting.size() + peer->early.size();
    Wipe(peer->cipher, host);
    Wipe(peer->previous, host);
    Wipe(peer->next, host);
    m_asking.erase(id);
    m_peers.erase(id);
    host.AgentReady();
}

KeyServerClientAgent::PeerPtr
KeyServerClientAgent::GetPeer(KeyNodeId id)
{
    auto& peer = m_peers[id];
    if (!peer)
    {
        peer = std::make_shared<Peer>();
        peer->id = id;
    }
    return peer;
}

KeyServerClientAgent::PeerPtr
KeyServerClientAgent::FindPeer(KeyNodeId id) const
{
    const auto found = m_peers.find(id);
    return found == m_peers.end() ? nullptr : found->second;
}

void
KeyServerClientAgent::AskNext(ClientHost& host)
{
    // Whoever does not answer must not hold the others up.
    const auto underWay = [this]() {
        return std::count_if(m_asking.begin(), m_asking.end(), [this](KeyNodeId id) {
            const auto peer = FindPeer(id);
            return peer && peer->tries <= 1;
        });
    };
    while (m_registered && !m_queue.empty() && underWay() < m_options.window)
    {
        const auto peer = FindPeer(m_queue.front());
        m_queue.pop_front();
        if (!peer || peer->state != Peer::State::QUEUED)
        {
            continue;
        }
        peer->state = Peer::State::PREPARING;
        peer->tries = 0;
        m_asking.insert(peer->id);
        const auto random = std::make_shared<Bytes>();
        host.EnterPhase(GetPhase(*peer));
        host.UseUnit(
            KEY_SERVER_UNIT,
            [this, random]() { *random = m_tpm->GetRandom(KEY_NONCE_SIZE + KEY_TOPIC_RANDOM); },
            [this, peer, random, &host]() { Prepared(peer, *random, host); });
    }
}

void
KeyServerClientAgent::Prepared(const PeerPtr& peer, ByteView random, ClientHost& host)
{
    peer->nonce = random.SubView(0, KEY_NONCE_SIZE).ToBytes();
    if (peer->listenTopic.empty())
    {
        peer->listenTopic = MakeKeyTopic(m_end.GetPrefix(), random.SubView(KEY_NONCE_SIZE));
    }
    const bool listens = m_options.published || (peer->flags & KeyPeerFlags::RECEIVE) != 0;
    if (listens && !m_topics.IsGranted(peer->listenTopic))
    {
        m_routes[peer->listenTopic] = peer;
        m_topics.Add(peer->listenTopic, Qos::EXACTLY_ONCE);
        Subscribe(host);
    }
    else
    {
        SendKeyRequest(peer, host);
    }
}

void
KeyServerClientAgent::SendKeyRequest(const PeerPtr& peer, ClientHost& host)
{
    peer->state = Peer::State::REQUESTED;
    peer->asked = host.GetNow();
    ++peer->tries;
    host.EnterPhase(GetPhase(*peer));
    const auto make = [this, peer]() {
        const std::string_view topic = peer->listenTopic;
        return m_end.GetChannel().Seal(MakeFrame(KeyFrameType::KEY_REQUEST, GetId()),
                                       {WriteKeyNodeId(peer->id), ByteView(topic).ToBytes()},
                                       m_options.published ? ByteView() : ByteView(peer->nonce));
    };
    SendFrame("", make, host, {GetId(), peer->id});
    if (!std::exchange(m_ticking, true))
    {
        host.SetAgentTimer(TICK_TIMER, TICK);
    }
}

void
KeyServerClientAgent::SendAdvertAnswer(const PeerPtr& peer, ClientHost& host)
{
    host.EnterPhase(GetPhase(*peer));
    const auto make = [this, peer]() {
        const std::string_view topic = peer->listenTopic;
        return m_end.GetChannel().Seal(MakeFrame(KeyFrameType::ADVERT_ANSWER, GetId()),
                                       {ByteView(topic).ToBytes()},
                                       peer->advertNonce);
    };
    SendFrame("", make, host, {peer->id, GetId()});
    PairUp(peer, host);
}

void
KeyServerClientAgent::SendConfirm(const PeerPtr& peer, ClientHost& host)
{
    host.EnterPhase(GetPhase(*peer));
    const auto make = [this, peer]() {
        return m_end.GetChannel().Seal(MakeFrame(KeyFrameType::CONFIRM_ANSWER, GetId(), peer->id),
                                       {},
                                       peer->nonce);
    };
    SendFrame("", make, host, {GetId(), peer->id});
}

void
KeyServerClientAgent::SendFrame(const std::string& topic,
                                std::function<std::optional<Bytes>()> make,
                                ClientHost& host,
                                std::pair<KeyNodeId, KeyNodeId> pair)
{
    const auto made = std::make_shared<std::optional<Bytes>>();
    host.UseUnit(
        KEY_SERVER_UNIT,
        [make = std::move(make), made]() { *made = make(); },
        [this, topic, made, pair, &host]() {
            m_tpm->CountHostWork();
            const std::string& to = topic.empty() ? m_end.GetServerTopic() : topic;
            if (!*made || !m_connected || to.empty())
            {
                return; // asked for again on the next connection
            }
            m_options.Observe({host.GetNow(),
                               true,
                               std::to_string(GetId()),
                               "KS",
                               to == m_options.requestTopic ? "TOPIC0" : "TOPIC1",
                               **made,
                               pair.first,
                               pair.second});
            const auto message = std::make_shared<Message>(Message{to, std::move(**made)});
            host.SendPacket(Publish{message, Qos::AT_MOST_ONCE, false, false, 0});
        });
}

void
KeyServerClientAgent::Install(const PeerPtr& peer, CipherPtr cipher, ClientHost& host)
{
    Wipe(std::exchange(peer->previous, peer->cipher), host);
    peer->cipher = std::move(cipher);
    if (peer->previous)
    {
        host.SetAgentTimer(GRACE_TIMER, GRACE);
    }
    OpenEarly(peer, host);
}

void
KeyServerClientAgent::OpenEarly(const PeerPtr& peer, ClientHost& host)
{
    for (const auto& publish : std::exchange(peer->early, {}))
    {
        OpenFrom(peer, publish, host);
    }
}

void
KeyServerClientAgent::Wipe(CipherPtr cipher, ClientHost& host)
{
    if (cipher && m_messages != KeyMessageForm::HOST)
    {
        host.UseUnit(
            KEY_SERVER_UNIT,
            [cipher]() { cipher->Flush(); },
            []() {});
    }
}

void
KeyServerClientAgent::PairUp(const PeerPtr& peer, ClientHost& host)
{
    peer->state = Peer::State::UP;
    const bool first = !std::exchange(peer->up, true);
    m_asking.erase(peer->id);
    if (first && (peer->flags & KeyPeerFlags::SEND) != 0)
    {
        TellWill(peer, host);
    }
    const bool renews = m_options.renewalPeriod > Duration(0);
    if (renews && (peer->flags & KeyPeerFlags::ASK) != 0 && !std::exchange(m_renewing, true))
    {
        host.SetAgentTimer(RENEWAL_TIMER, m_options.renewalPeriod);
    }
    for (const auto& message : std::exchange(peer->waiting, {}))
    {
        SealFor(peer, message, host);
    }
    AskNext(host);
    host.AgentReady();
}

void
KeyServerClientAgent::Renew(ClientHost& host)
{
    for (const auto& [id, peer] : m_peers)
    {
        if (peer->state == Peer::State::UP && (peer->flags & KeyPeerFlags::ASK) != 0)
        {
            peer->state = Peer::State::QUEUED;
            m_queue.push_back(id);
        }
    }
    AskNext(host);
}

} // namespace ns3::mqtt
