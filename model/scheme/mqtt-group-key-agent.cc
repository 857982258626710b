// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-group-key-agent.h"

namespace ns3::mqtt
{

namespace
{

constexpr std::uint32_t GRACE_TIMER = 1;  ///< ends the life of old keys
constexpr std::uint32_t BUFFER_TIMER = 2; ///< ends the wait of messages for keys

} // namespace

GroupKeyClientAgent::GroupKeyClientAgent(DeviceCredentials credentials,
                                         KeyAgreementForm form,
                                         Limits limits)
    : ChallengeResponseClientAgent(std::move(credentials), form),
      m_limits(limits),
      m_updateTopic(GetUpdateTopic(GetIdentity())),
      m_ring(form.published, limits.keptKeys),
      m_lossyRing(form.published, 1),
      m_buffered(BUFFER_TIMER)
{
}

void
GroupKeyClientAgent::LinkDown(ClientHost& host)
{
    m_keyed = false;
    m_held.clear(); // the client core sends those of QoS 1 and 2 again
    m_nHeldAtMostOnce = 0;
    ChallengeResponseClientAgent::LinkDown(host);
}

void
GroupKeyClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    if (m_keyed || (!publish && !std::holds_alternative<Pubrel>(packet)))
    {
        ChallengeResponseClientAgent::OutgoingPacket(packet, host);
        return;
    }
    if (publish && publish->qos == Qos::AT_MOST_ONCE && ++m_nHeldAtMostOnce > MAX_HELD)
    {
        --m_nHeldAtMostOnce;
        CountDrop();
        return;
    }
    m_held.push_back(packet);
}

void
GroupKeyClientAgent::OutgoingPublish(const Publish& publish, ClientHost& host)
{
    const Message& clear = *publish.message;
    if (publish.retain && clear.payload.empty())
    {
        host.SendPacket(publish); // only like this the broker clears what it retains
        return;
    }
    // Messages of QoS 0 overtake any number of others that wait at the broker, which a window of
    // sequence numbers could not tell from replays.
    GroupKeyRing& ring = publish.qos == Qos::AT_MOST_ONCE ? m_lossyRing : m_ring;
    host.SendPacket(ReplaceMessage(publish, clear.topic, ring.Seal(clear.topic, clear.payload)));
}

void
GroupKeyClientAgent::IncomingPublish(const Publish& publish, ClientHost& host)
{
    if (publish.message->topic != m_updateTopic)
    {
        host.PassPacket(publish); // opened by IncomingMessage(), once
        return;
    }
    host.EnterPhase(m_keyed ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
    const auto update = OpenUpdate(publish);
    if (update)
    {
        TakeKey(*update, host);
    }
    else
    {
        CountDrop();
        host.EnterPhase(m_keyed ? Phase::MESSAGES : Phase::HANDSHAKE);
    }
}

std::optional<KeyUpdate>
GroupKeyClientAgent::OpenUpdate(const Publish& publish)
{
    if (publish.qos != Qos::AT_MOST_ONCE || !GetCipher())
    {
        return std::nullopt;
    }
    auto opened = GetCipher()->Open(m_updateTopic, publish.message->payload);
    if (!opened)
    {
        return std::nullopt;
    }
    auto update = DecodeKeyUpdate(opened.value(), IsPublished());
    OPENSSL_cleanse(opened.value().data(), opened.value().size());
    const bool fresh = update && update->timestamp >= m_lastUpdate;
    return fresh ? std::move(update) : std::nullopt;
}

std::optional<GroupKey>
GroupKeyClientAgent::CountKey(const GroupKey& key)
{
    if (AreEqual(m_newest.Get(), key.key.Get()))
    {
        return std::nullopt;
    }
    m_newest = key.key;
    return GroupKey{m_ring.GetEpoch() + 1, key.key};
}

void
GroupKeyClientAgent::TakeKey(const KeyUpdate& update, ClientHost& host)
{
    m_lastUpdate = update.timestamp;
    const auto key = IsPublished() ? CountKey(update.key) : update.key;
    if (key)
    {
        m_ring.Add(*key, update.member);
        m_lossyRing.Add(*key, update.member + 1);
        host.SetAgentTimer(GRACE_TIMER, m_limits.gracePeriod);
    }
    if (!std::exchange(m_keyed, true))
    {
        // Subscriptions may still be under way.
        host.EnterPhase(m_held.empty() ? Phase::HANDSHAKE : Phase::MESSAGES);
    }
    else
    {
        host.EnterPhase(Phase::MESSAGES);
    }
    host.AgentReady();
    m_nHeldAtMostOnce = 0;
    for (const auto& packet : std::exchange(m_held, {}))
    {
        ChallengeResponseClientAgent::OutgoingPacket(packet, host);
    }
    for (const auto& [publish, until] : m_buffered.TakeAll())
    {
        OpenMessage(publish, until, host);
    }
}

void
GroupKeyClientAgent::IncomingMessage(const Publish& publish, ClientHost& host)
{
    if (publish.message->payload.empty())
    {
        CountDrop(); // nothing but a retained message being cleared
        return;
    }
    OpenMessage(publish, host.GetNow() + m_limits.bufferTime, host);
}

void
GroupKeyClientAgent::OpenMessage(const Publish& publish, Duration until, ClientHost& host)
{
    const Message& sealed = *publish.message;
    auto opened = m_ring.Open(sealed.topic, sealed.payload);
    if (opened.verdict == GroupKeyRing::Verdict::OPENED)
    {
        host.DeliverMessage(ReplaceMessage(publish, sealed.topic, std::move(opened.payload)));
    }
    else if (opened.verdict == GroupKeyRing::Verdict::REJECTED ||
             !m_buffered.Add(publish, until, host))
    {
        CountDrop();
    }
}

void
GroupKeyClientAgent::TimerExpired(std::uint32_t timer, ClientHost& host)
{
    if (timer == GRACE_TIMER)
    {
        m_ring.ForgetOld();
    }
    else if (timer == BUFFER_TIMER)
    {
        for (std::size_t left = m_buffered.DropOverdue(host); left > 0; --left)
        {
            CountDrop();
        }
    }
}

std::size_t
GroupKeyClientAgent::GetStateSize() const
{
    return ChallengeResponseClientAgent::GetStateSize() + m_ring.GetStateSize();
}

} // namespace ns3::mqtt
