// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-delivery.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// Greatest packet identifier that is given away, and how many there are.
constexpr std::uint16_t MAX_PACKET_ID = AGENT_PACKET_ID - 1;

/// Octets that a packet identifier takes.
constexpr std::size_t PACKET_ID_SIZE = 2;

} // namespace

std::uint16_t
PacketIds::Take()
{
    if (m_used.size() == MAX_PACKET_ID)
    {
        return 0;
    }
    do
    {
        m_last = m_last == MAX_PACKET_ID ? 1 : m_last + 1;
    } while (!m_used.insert(m_last).second);
    return m_last;
}

bool
PacketIds::Restore(std::uint16_t packetId)
{
    m_last = packetId;
    return m_used.insert(packetId).second;
}

void
PacketIds::Release(std::uint16_t packetId)
{
    m_used.erase(packetId);
}

DeliverySender::DeliverySender(const DeliveryLimits& limits, DeliveryObserver* observer)
    : m_limits(limits),
      m_observer(observer)
{
    m_limits.maxInflight = std::max<std::uint16_t>(limits.maxInflight, 1);
}

std::uint16_t
DeliverySender::Offer(Publish publish, PacketSink* sink)
{
    // With a connection nothing waits while there is room, so this overtakes nobody.
    auto now = sink && HasRoom();
    auto size = GetSize(*publish.message);
    if (!now &&
        (m_waiting.size() >= m_limits.maxQueued || m_waitingSize + size > m_limits.maxQueuedSize))
    {
        return 0;
    }
    auto packetId = publish.packetId = m_ids.Take();
    if (packetId == 0)
    {
        return 0;
    }
    auto& list = now ? m_sent : m_waiting;
    list.push_back(std::move(publish));
    m_waitingSize += now ? 0 : size;
    if (m_observer)
    {
        m_observer->DeliveryAdded(list.back(), now ? DeliveryState::SENT : DeliveryState::WAITING);
    }
    if (now)
    {
        sink->Send(list.back());
    }
    return packetId;
}

bool
DeliverySender::Restore(Publish publish, DeliveryState state)
{
    if (!m_ids.Restore(publish.packetId))
    {
        return false;
    }
    if (state == DeliveryState::RELEASED)
    {
        m_released.push_back(publish.packetId);
        return true;
    }
    m_waitingSize += state == DeliveryState::WAITING ? GetSize(*publish.message) : 0;
    (state == DeliveryState::SENT ? m_sent : m_waiting).push_back(std::move(publish));
    return true;
}

bool
DeliverySender::Handle(const Puback& answer, PacketSink& sink)
{
    auto sent = FindSent(answer.packetId, Qos::AT_LEAST_ONCE);
    if (sent == m_sent.end())
    {
        return false;
    }
    m_sent.erase(sent);
    End(answer.packetId);
    SendWaiting(sink);
    return true;
}

bool
DeliverySender::Handle(const Pubrec& answer, PacketSink& sink)
{
    auto sent = FindSent(answer.packetId, Qos::EXACTLY_ONCE);
    if (sent != m_sent.end())
    {
        m_sent.erase(sent);
        m_released.push_back(answer.packetId);
        if (m_observer)
        {
            m_observer->DeliveryChanged(answer.packetId, DeliveryState::RELEASED);
        }
    }
    sink.Send(Pubrel{answer.packetId});
    return false;
}

bool
DeliverySender::Handle(const Pubcomp& answer, PacketSink& sink)
{
    auto released = std::find(m_released.begin(), m_released.end(), answer.packetId);
    if (released == m_released.end())
    {
        return false;
    }
    m_released.erase(released);
    End(answer.packetId);
    SendWaiting(sink);
    return true;
}

void
DeliverySender::Resume(PacketSink& sink)
{
    for (auto packetId : m_released)
    {
        sink.Send(Pubrel{packetId});
    }
    for (auto& publish : m_sent)
    {
        publish.dup = true;
        sink.Send(publish);
    }
    SendWaiting(sink);
}

void
DeliverySender::DropInflight(const std::function<void(const Message&)>& dropped)
{
    for (auto packetId : m_released)
    {
        End(packetId);
    }
    m_released.clear();
    for (; !m_sent.empty(); m_sent.pop_front())
    {
        End(m_sent.front().packetId);
        dropped(*m_sent.front().message);
    }
}

std::size_t
DeliverySender::GetNPending() const
{
    return m_sent.size() + m_released.size() + m_waiting.size();
}

std::size_t
DeliverySender::GetStateSize() const
{
    auto size = m_released.size() * PACKET_ID_SIZE;
    for (const auto* list : {&m_sent, &m_waiting})
    {
        for (const auto& publish : *list)
        {
            size += PACKET_ID_SIZE + GetSize(*publish.message);
        }
    }
    return size;
}

bool
DeliverySender::HasRoom() const
{
    return m_sent.size() + m_released.size() < m_limits.maxInflight;
}

void
DeliverySender::End(std::uint16_t packetId)
{
    m_ids.Release(packetId);
    if (m_observer)
    {
        m_observer->DeliveryEnded(packetId);
    }
}

void
DeliverySender::SendWaiting(PacketSink& sink)
{
    while (!m_waiting.empty() && HasRoom())
    {
        m_waitingSize -= GetSize(*m_waiting.front().message);
        m_sent.splice(m_sent.end(), m_waiting, m_waiting.begin());
        if (m_observer)
        {
            m_observer->DeliveryChanged(m_sent.back().packetId, DeliveryState::SENT);
        }
        sink.Send(m_sent.back());
    }
}

std::list<Publish>::iterator
DeliverySender::FindSent(std::uint16_t packetId, Qos qos)
{
    return std::find_if(m_sent.begin(), m_sent.end(), [packetId, qos](const Publish& publish) {
        return publish.packetId == packetId && publish.qos == qos;
    });
}

bool
DeliveryReceiver::Accept(const Publish& publish)
{
    if (publish.qos != Qos::EXACTLY_ONCE)
    {
        return true;
    }
    auto isNew = m_received.insert(publish.packetId).second;
    if (isNew && m_observer)
    {
        m_observer->ReceivedAdded(publish.packetId);
    }
    return isNew;
}

void
DeliveryReceiver::Answer(const Publish& publish, PacketSink& sink) const
{
    if (publish.qos == Qos::AT_LEAST_ONCE)
    {
        sink.Send(Puback{publish.packetId});
    }
    else if (publish.qos == Qos::EXACTLY_ONCE)
    {
        sink.Send(Pubrec{publish.packetId});
    }
}

void
DeliveryReceiver::Handle(const Pubrel& release, PacketSink& sink)
{
    if (m_received.erase(release.packetId) > 0 && m_observer)
    {
        m_observer->ReceivedEnded(release.packetId);
    }
    sink.Send(Pubcomp{release.packetId});
}

void
DeliveryReceiver::Clear()
{
    for (auto packetId : m_received)
    {
        if (m_observer)
        {
            m_observer->ReceivedEnded(packetId);
        }
    }
    m_received.clear();
}

std::size_t
DeliveryReceiver::GetStateSize() const
{
    return m_received.size() * PACKET_ID_SIZE;
}

} // namespace ns3::mqtt
