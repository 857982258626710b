// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-server-agent.h"

/// @file
/// How nodes become known to the key server, and to each other.

namespace ns3::mqtt
{

void
KeyServerAgent::Register(const NodePtr& node, const Opened& opened, AuthorityHost& host)
{
    const KeyNodeRecord& own = node->record;
    if (opened.Get(0) != ByteView(std::string_view(own.topic)).ToBytes())
    {
        ++m_dropped;
        return;
    }
    const bool isNew = own.id != CENTER_NODE && !std::exchange(node->present, true);
    Bytes peers;
    for (const auto& [id, other] : m_nodes)
    {
        const auto flags = GetPeerFlags(own.roles, own.id, other->record.roles, id);
        if (flags == 0 || !other->present || id == own.id)
        {
            continue;
        }
        const Bytes entry = WriteKeyNodeId(id);
        peers.insert(peers.end(), entry.begin(), entry.end());
        peers.push_back(flags);
        if (isNew)
        {
            Tell(other, own.id, GetPeerFlags(other->record.roles, id, own.roles, own.id), host);
        }
    }
    node->news.clear(); // all of it is in the answer
    const auto make = [this, node, isNew, nonce = opened.nonce, peers]() {
        if (isNew)
        {
            Store(*node);
        }
        std::vector<Tpm::Part> list;
        if (!peers.empty())
        {
            list.emplace_back(peers);
        }
        KeyFrame frame;
        frame.type = KeyFrameType::REGISTER_ANSWER;
        frame.first = node->record.id;
        return node->channel.Seal(frame,
                                  {ByteView(std::string_view(m_topic)).ToBytes()},
                                  nonce,
                                  list);
    };
    Send(node, {make, Qos::AT_MOST_ONCE, {}, {}}, host);
}

void
KeyServerAgent::Enrol(const Opened& opened, AuthorityHost& host)
{
    std::vector<KeyNodeRecord> records;
    for (std::size_t at = 0; at < opened.parts.size(); at += GetEnrolmentLayout().size())
    {
        if (auto record = JoinEnrolment(opened.parts, at))
        {
            records.push_back(std::move(*record));
        }
    }
    std::vector<NodePtr> added;
    for (auto& record : records)
    {
        if (record.roles == 0)
        {
            Forget(record.id, host);
        }
        else if (!FindNode(record.id))
        {
            added.push_back(AddNode(std::move(record)));
        }
    }
    const auto center = FindNode(CENTER_NODE);
    const auto make = [this, center, added, nonce = opened.nonce]() {
        for (const auto& node : added)
        {
            Store(*node);
        }
        KeyFrame frame;
        frame.type = KeyFrameType::ENROL_ANSWER;
        frame.first = CENTER_NODE;
        return center->channel.Seal(frame, {}, nonce);
    };
    Send(center, {make, Qos::AT_MOST_ONCE, {}, {}}, host);
    for (const auto& node : added)
    {
        const auto early = m_early.find(node->record.id);
        if (early != m_early.end())
        {
            const Bytes octets = std::move(early->second);
            m_early.erase(early);
            Receive(node, octets, host);
        }
    }
}

void
KeyServerAgent::Forget(KeyNodeId id, AuthorityHost& host)
{
    const auto node = FindNode(id);
    if (!node || id == CENTER_NODE)
    {
        return;
    }
    m_nodes.erase(id);
    m_disk->erase(GetFileName(id));
    for (const auto& [other, peer] : m_nodes)
    {
        if (peer->present && node->present &&
            GetPeerFlags(peer->record.roles, other, node->record.roles, id) != 0)
        {
            Tell(peer, id, 0, host);
        }
    }
    const auto pairs = m_pairs;
    for (const auto& [nodes, pair] : pairs)
    {
        if (pair->first == id || pair->second == id)
        {
            Drop(pair, host);
        }
    }
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, keys = node->record.keys]() {
            m_tpm->Flush(keys.encrypt);
            m_tpm->Flush(keys.sign);
        },
        []() {});
}

void
KeyServerAgent::Tell(const NodePtr& node, KeyNodeId peer, std::uint8_t flags, AuthorityHost& host)
{
    const Bytes entry = WriteKeyNodeId(peer);
    node->news.insert(node->news.end(), entry.begin(), entry.end());
    node->news.push_back(flags);
    SendNews(node, host);
}

void
KeyServerAgent::SendNews(const NodePtr& node, AuthorityHost& host)
{
    if (node->news.empty() || std::exchange(node->telling, true))
    {
        return;
    }
    const auto make = [node]() -> std::optional<Bytes> {
        constexpr std::size_t LONGEST = 10'000 * KEY_ENTRY_SIZE;
        const auto end = node->news.begin() + std::min(node->news.size(), LONGEST);
        const Bytes news(node->news.begin(), end);
        node->news.erase(node->news.begin(), end);
        KeyFrame frame;
        frame.type = KeyFrameType::PEERS;
        frame.first = node->record.id;
        return news.empty() ? std::nullopt : node->channel.Seal(frame, {}, {}, {news});
    };
    const auto sent = [this, node, &host]() {
        node->telling = false;
        SendNews(node, host);
    };
    // Nobody asks for news that got lost.
    Send(node, {make, Qos::AT_LEAST_ONCE, {}, sent}, host);
}

} // namespace ns3::mqtt
