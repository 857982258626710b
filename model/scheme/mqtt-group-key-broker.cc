// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-group-key-broker.h"

#include "mqtt-platform-messages.h"

#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt
{

namespace
{

/// Number of the broker among the members of any topic.
constexpr std::uint32_t BROKER_MEMBER = 0;

/// Member numbers of a connection: for messages in order, and for those of QoS 0.
constexpr std::uint32_t NUMBERS_OF_A_PLACE = 2;

} // namespace

GroupKeyBrokerAgent::GroupKeyBrokerAgent(std::shared_ptr<const TlsContext> tls,
                                         std::string managementName,
                                         KeyAgreementForm form,
                                         std::size_t keptEpochs,
                                         Duration renewalSpacing)
    : ChallengeResponseBrokerAgent(std::move(tls), std::move(managementName), form),
      m_keptEpochs(keptEpochs)
{
    GetDaemon().SetRenewalSpacing(renewalSpacing);
}

GroupKeyBrokerAgent::Group&
GroupKeyBrokerAgent::GetGroup(const PlatformId& topic)
{
    return m_groups.try_emplace(topic, IsPublished()).first->second;
}

void
GroupKeyBrokerAgent::Renew(const PlatformId& topic, Group& group, BrokerHost& host)
{
    group.renewalDue = true;
    GetDaemon().RequestRenewal(topic, host);
}

void
GroupKeyBrokerAgent::SessionBegun(ConnectionId connection, Session& session, BrokerHost& host)
{
    const auto& [device, topic] = session.identity;
    Group& group = GetGroup(topic);
    const auto [entry, joins] = group.members.try_emplace(device);
    Member& member = entry->second;
    const std::uint32_t present = group.keys.empty() ? 0 : group.keys.back().epoch;
    if (joins)
    {
        member.since = IsPublished() ? present : present + 1;
    }
    if (session.cleanSession)
    {
        member.kept.erase(session.clientId);
    }
    else
    {
        member.kept.insert(session.clientId);
    }
    Place& place = member.places[connection];
    place.number = std::exchange(group.nextNumber, group.nextNumber + NUMBERS_OF_A_PLACE);
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    for (const GroupKey& key : group.keys)
    {
        // As printed a device that returns is like one that joins.
        if (IsPublished() ? key.epoch == present : key.epoch >= member.since)
        {
            SendKey(connection, place, key, host);
        }
    }
    // A key that was asked for may have been lost with the daemon's channel.
    if (IsPublished() ? group.keys.empty() : joins || group.renewalDue)
    {
        Renew(topic, group, host);
    }
    host.EnterPhase(Phase::HANDSHAKE);
}

void
GroupKeyBrokerAgent::SessionEnded(ConnectionId connection, const Session& session, BrokerHost& host)
{
    Group& group = GetGroup(session.identity.topic);
    const auto found = group.members.find(session.identity.device);
    if (found == group.members.end())
    {
        return;
    }
    Member& member = found->second;
    member.places.erase(connection);
    if (member.places.empty() && member.kept.empty())
    {
        Leave(session.identity.topic, session.identity.device, host);
    }
}

void
GroupKeyBrokerAgent::Leave(const PlatformId& topic, const PlatformId& device, BrokerHost& host)
{
    const auto group = m_groups.find(topic);
    const bool left = group != m_groups.end() && group->second.members.erase(device) > 0;
    if (left && !IsPublished() && !group->second.members.empty())
    {
        Renew(topic, group->second, host);
    }
}

void
GroupKeyBrokerAgent::AccessRevoked(const PlatformId& device,
                                   const PlatformId& topic,
                                   BrokerHost& host)
{
    ChallengeResponseBrokerAgent::AccessRevoked(device, topic, host);
    Leave(topic, device, host); // also if a session of it is kept
}

bool
GroupKeyBrokerAgent::HasActiveDevice(const PlatformId& topic) const
{
    const auto group = m_groups.find(topic);
    return group != m_groups.end() &&
           std::any_of(group->second.members.begin(),
                       group->second.members.end(),
                       [](const auto& entry) { return !entry.second.places.empty(); });
}

void
GroupKeyBrokerAgent::GroupKeyRenewed(const PlatformId& topic, const GroupKey& key, BrokerHost& host)
{
    Group& group = GetGroup(topic);
    group.renewalDue = false;
    group.keys.push_back(key);
    if (group.keys.size() > m_keptEpochs)
    {
        group.keys.pop_front();
    }
    group.ring.Add(key, BROKER_MEMBER);
    for (auto& [device, member] : group.members)
    {
        for (auto& [connection, place] : member.places)
        {
            host.EnterPhase(place.keyed ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
            SendKey(connection, place, key, host);
        }
    }
}

void
GroupKeyBrokerAgent::SendKey(ConnectionId to, Place& place, const GroupKey& key, BrokerHost& host)
{
    Session* session = FindSession(to);
    if (!session)
    {
        return;
    }
    place.keyed = true;
    const std::string topic = GetUpdateTopic(session->identity);
    const KeyUpdate update{CryptoScope::GetCurrent()->GetUnixTime(), key, place.number};
    Bytes sealed = session->cipher.Seal(topic, Encode(update, IsPublished()).Get());
    auto message = std::make_shared<const Message>(Message{topic, std::move(sealed)});
    host.SendPacket(to, Publish{std::move(message), Qos::AT_MOST_ONCE, false, false, 0});
}

bool
GroupKeyBrokerAgent::MayPublish(const Session& session, const Message& message) const
{
    // Nobody but the broker speaks on the topics of group keys.
    return !IsUpdateTopic(message.topic) &&
           ChallengeResponseBrokerAgent::MayPublish(session, message);
}

void
GroupKeyBrokerAgent::IncomingPublish(ConnectionId from,
                                     Session& /* session */,
                                     const ControlPacket& packet,
                                     BrokerHost& host)
{
    host.PassPacket(from, packet);
}

void
GroupKeyBrokerAgent::OutgoingPublish(ConnectionId to,
                                     Session& /* session */,
                                     const ControlPacket& packet,
                                     BrokerHost& host)
{
    const auto& publish = std::get<Publish>(packet);
    const auto will = m_wills.find(publish.message.get());
    if (will == m_wills.end() || will->second.clear.lock() != publish.message)
    {
        host.SendPacket(to, packet); // the same packet for all, so it is encoded once
        return;
    }
    Publish sealed = publish;
    sealed.message = SealWill(will->second);
    if (sealed.message)
    {
        host.SendPacket(to, sealed);
    }
    else
    {
        ++m_dropped;
    }
}

MessagePtr
GroupKeyBrokerAgent::SealWill(ClearWill& will)
{
    GroupKeyRing& ring = GetGroup(will.topic).ring;
    const auto clear = will.clear.lock();
    if (will.epoch != ring.GetEpoch())
    {
        will.epoch = ring.GetEpoch();
        will.sealed = std::make_shared<const Message>(
            Message{clear->topic, ring.Seal(clear->topic, clear->payload)});
    }
    return will.sealed;
}

void
GroupKeyBrokerAgent::WillOpened(const Session& session, const MessagePtr& will)
{
    if (m_wills.size() >= m_pruneAt)
    {
        PruneWills();
    }
    m_wills[will.get()] = {will, session.identity.topic, 0, nullptr};
}

void
GroupKeyBrokerAgent::PruneWills()
{
    for (auto next = m_wills.begin(); next != m_wills.end();)
    {
        next = next->second.clear.expired() ? m_wills.erase(next) : std::next(next);
    }
    m_pruneAt = std::max<std::size_t>(16, 2 * m_wills.size());
}

std::size_t
GroupKeyBrokerAgent::GetNMembers(const PlatformId& topic) const
{
    const auto group = m_groups.find(topic);
    return group == m_groups.end() ? 0 : group->second.members.size();
}

std::size_t
GroupKeyBrokerAgent::GetStateSize() const
{
    std::size_t size = ChallengeResponseBrokerAgent::GetStateSize();
    for (const auto& [topic, group] : m_groups)
    {
        size += group.keys.size() * (sizeof(GroupKey::epoch) + PLATFORM_KEY_SIZE) +
                group.ring.GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
