// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-message-buffer.h"

#include <utility>

namespace ns3::mqtt
{

bool
MessageBuffer::Add(const Publish& publish, Duration until, ClientHost& host)
{
    if (m_waiting.size() >= MAX_SIZE)
    {
        return false;
    }
    m_waiting.push_back({publish, until});
    if (!std::exchange(m_timed, true))
    {
        host.SetAgentTimer(m_timer, until - host.GetNow());
    }
    return true;
}

std::deque<MessageBuffer::Waiting>
MessageBuffer::TakeAll()
{
    return std::exchange(m_waiting, {});
}

std::size_t
MessageBuffer::DropOverdue(ClientHost& host)
{
    m_timed = false;
    const Duration now = host.GetNow();
    std::size_t dropped = 0;
    while (!m_waiting.empty() && m_waiting.front().until <= now)
    {
        m_waiting.pop_front();
        ++dropped;
    }
    if (!m_waiting.empty())
    {
        m_timed = true;
        host.SetAgentTimer(m_timer, m_waiting.front().until - now);
    }
    return dropped;
}

} // namespace ns3::mqtt
