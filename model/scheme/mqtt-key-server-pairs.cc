// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-server-agent.h"

/// @file
/// What the key server does for a pair: the six frames.

namespace ns3::mqtt
{

namespace
{

constexpr std::uint32_t TICK_TIMER = 1;                      ///< looks after pairs
constexpr Duration TICK = std::chrono::seconds(5);           ///< between two looks
constexpr Duration PAIR_LIFETIME = std::chrono::seconds(60); ///< of a pair that is silent

/// @param type of the frame
/// @param first the requesting node
/// @param second the other node
/// @return what is in clear in a frame
KeyFrame
MakeFrame(KeyFrameType type, KeyNodeId first, KeyNodeId second)
{
    KeyFrame frame;
    frame.type = type;
    frame.first = first;
    frame.second = second;
    return frame;
}

} // namespace

bool
KeyServerAgent::MayPair(const KeyNodeRecord& own, KeyNodeId second) const
{
    const auto other = FindNode(second);
    return other && other->present && second != own.id &&
           GetPeerFlags(own.roles, own.id, other->record.roles, second) != 0;
}

void
KeyServerAgent::HandleRequest(const NodePtr& node, const Opened& opened, AuthorityHost& host)
{
    const KeyNodeRecord& own = node->record;
    const KeyNodeId second = ReadKeyNodeId(opened.Get(0));
    if (!node->present || !ReadKeyTopic(opened.Get(1)) || !MayPair(own, second))
    {
        ++m_dropped;
        return;
    }
    const auto served = m_served.find({own.id, second});
    if (served != m_served.end() && served->second == opened.nonce)
    {
        return; // asked again while the first answer was under way
    }
    const auto found = m_pairs.find({own.id, second});
    if (found != m_pairs.end())
    {
        const auto pair = found->second;
        const bool same = m_options.published || pair->nonce == opened.nonce;
        if (same)
        {
            // Asked again: something may have got lost, unless the TPM is still at it.
            if (!m_options.published && pair->state == Pair::State::DELIVERED)
            {
                SendKeyAnswer(pair, host);
                SendAdvert(pair, host);
            }
            return;
        }
        Drop(pair, host);
    }
    const auto pair = std::make_shared<Pair>();
    pair->first = own.id;
    pair->second = second;
    pair->nonce = opened.nonce;
    pair->thirdTopic = opened.Get(1);
    pair->since = host.GetNow();
    m_pairs[{own.id, second}] = pair;
    if (m_options.published)
    {
        auto& queue = m_queues[second];
        queue.push_back(pair);
        if (queue.size() > 1)
        {
            return;
        }
    }
    Begin(pair, host);
}

void
KeyServerAgent::Begin(const PairPtr& pair, AuthorityHost& host)
{
    pair->since = host.GetNow();
    if (!std::exchange(m_ticking, true))
    {
        host.SetAgentTimer(TICK_TIMER, TICK);
    }
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, pair]() { MakeKeys(*pair); },
        []() {});
    SendKeyAnswer(pair, host);
    SendAdvert(pair, host);
}

void
KeyServerAgent::MakeKeys(Pair& pair)
{
    if (pair.over)
    {
        return;
    }
    pair.keys.encrypt = m_tpm->CreateKey(Tpm::KeyKind::AES);
    pair.keys.sign = m_tpm->CreateKey(Tpm::KeyKind::HMAC);
    // What it gives out of one command is the IV and the nonce.
    const Bytes random = m_tpm->GetRandom(Tpm::IV_SIZE + KEY_NONCE_SIZE);
    pair.iv = ByteView(random).SubView(0, Tpm::IV_SIZE).ToBytes();
    pair.serverNonce = ByteView(random).SubView(Tpm::IV_SIZE).ToBytes();
}

void
KeyServerAgent::SendKeyAnswer(const PairPtr& pair, AuthorityHost& host)
{
    const auto node = FindNode(pair->first);
    const auto make = [pair, node]() {
        return node->channel.Seal(MakeFrame(KeyFrameType::KEY_ANSWER, pair->first, pair->second),
                                  {pair->keys.encrypt, pair->iv, pair->keys.sign},
                                  pair->nonce);
    };
    Send(node, {make, Qos::AT_MOST_ONCE, pair, {}}, host);
}

void
KeyServerAgent::SendAdvert(const PairPtr& pair, AuthorityHost& host)
{
    const auto node = FindNode(pair->second);
    const auto make = [pair, node]() {
        return node->channel.Seal(
            MakeFrame(KeyFrameType::ADVERT_REQUEST, pair->first, pair->second),
            {pair->keys.encrypt, pair->iv, pair->keys.sign, pair->thirdTopic},
            pair->serverNonce);
    };
    const auto sent = [pair, &host]() {
        pair->since = host.GetNow();
        if (pair->state == Pair::State::MAKING)
        {
            pair->state = Pair::State::DELIVERED;
        }
    };
    Send(node, {make, Qos::AT_MOST_ONCE, pair, sent}, host);
}

KeyServerAgent::PairPtr
KeyServerAgent::FindAdvertised(KeyNodeId second) const
{
    const auto queue = m_queues.find(second);
    return queue == m_queues.end() || queue->second.empty() ? nullptr : queue->second.front();
}

void
KeyServerAgent::HandleAdvertAnswer(const NodePtr& node, const Opened& opened, AuthorityHost& host)
{
    PairPtr pair;
    if (m_options.published)
    {
        pair = FindAdvertised(node->record.id);
    }
    else
    {
        for (const auto& [nodes, candidate] : m_pairs)
        {
            if (candidate->second == node->record.id && !candidate->serverNonce.empty() &&
                candidate->serverNonce == opened.nonce)
            {
                pair = candidate;
            }
        }
    }
    if (!pair || pair->keys.sign == Tpm::NO_KEY || !ReadKeyTopic(opened.Get(0)))
    {
        ++m_dropped;
        return;
    }
    pair->fourthTopic = opened.Get(0);
    pair->state = Pair::State::CONFIRMING;
    SendConfirmRequest(pair, host);
    if (m_options.published)
    {
        auto& queue = m_queues[pair->second];
        queue.erase(queue.begin());
        if (!queue.empty())
        {
            Begin(queue.front(), host);
        }
    }
}

void
KeyServerAgent::SendConfirmRequest(const PairPtr& pair, AuthorityHost& host)
{
    const auto node = FindNode(pair->first);
    const auto make = [pair, node]() {
        return node->channel.Seal(
            MakeFrame(KeyFrameType::CONFIRM_REQUEST, pair->first, pair->second),
            {pair->fourthTopic},
            pair->nonce);
    };
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    const auto sent = [pair, &host]() { pair->since = host.GetNow(); };
    Send(node, {make, Qos::AT_MOST_ONCE, pair, sent}, host);
}

void
KeyServerAgent::HandleConfirm(const NodePtr& node, const Opened& opened, AuthorityHost& host)
{
    const auto found = m_pairs.find({node->record.id, opened.frame.second});
    if (found == m_pairs.end() || found->second->state != Pair::State::CONFIRMING ||
        found->second->nonce != opened.nonce)
    {
        ++m_dropped;
        return;
    }
    const auto pair = found->second;
    if (!m_options.published)
    {
        m_served[found->first] = pair->nonce;
    }
    Drop(pair, host);
}

void
KeyServerAgent::Drop(const PairPtr& pair, AuthorityHost& host)
{
    pair->over = true;
    m_pairs.erase({pair->first, pair->second});
    const auto queue = m_queues.find(pair->second);
    if (queue != m_queues.end())
    {
        auto& waiting = queue->second;
        const bool isNext = !waiting.empty() && waiting.front() == pair;
        waiting.erase(std::remove(waiting.begin(), waiting.end(), pair), waiting.end());
        if (isNext && !waiting.empty())
        {
            Begin(waiting.front(), host);
        }
    }
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, pair]() {
            m_tpm->Flush(pair->keys.encrypt);
            m_tpm->Flush(pair->keys.sign);
            pair->keys = {};
        },
        []() {});
}

void
KeyServerAgent::TimerExpired(std::uint32_t /* timer */, AuthorityHost& host)
{
    const Duration now = host.GetNow();
    const auto pairs = m_pairs;
    for (const auto& [nodes, pair] : pairs)
    {
        const Duration silent = now - pair->since;
        const bool asks = pair->state == Pair::State::CONFIRMING;
        const auto queued = m_queues.find(pair->second);
        const bool waits = m_options.published && queued != m_queues.end() && !asks &&
                           !queued->second.empty() && queued->second.front() != pair;
        if (waits || pair->state == Pair::State::MAKING)
        {
            continue; // its time has not begun
        }
        if (asks && silent >= TICK && pair->reminders < MAX_REMINDERS)
        {
            ++pair->reminders;
            SendConfirmRequest(pair, host);
        }
        else if (silent >= (asks ? TICK : PAIR_LIFETIME))
        {
            Drop(pair, host);
        }
    }
    m_ticking = !m_pairs.empty();
    if (m_ticking)
    {
        host.SetAgentTimer(TICK_TIMER, TICK);
    }
}

} // namespace ns3::mqtt
