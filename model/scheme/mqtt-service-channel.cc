// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-service-channel.h"

#include <utility>

namespace ns3::mqtt
{

ServiceChannel::ServiceChannel(std::string service, Phase phase)
    : m_service(std::move(service)),
      m_phase(phase)
{
}

void
ServiceChannel::Open(PartyHost& host)
{
    host.EnterPhase(m_phase);
    m_channel = host.OpenChannel(m_service);
    Await(host);
}

void
ServiceChannel::Up()
{
    m_up = true;
    m_awaiting = false;
}

void
ServiceChannel::Down(PartyHost& host)
{
    m_channel.reset();
    m_up = false;
    m_awaiting = false;
    host.SetAgentTimer(TIMER, RETRY_DELAY);
}

void
ServiceChannel::Break(PartyHost& host)
{
    host.CloseChannel(*m_channel);
    Down(host);
}

void
ServiceChannel::TimerExpired(PartyHost& host)
{
    if (!m_channel)
    {
        Open(host);
    }
    else if (m_awaiting)
    {
        Break(host);
    }
}

void
ServiceChannel::Send(ByteView message, PartyHost& host)
{
    if (m_up)
    {
        host.SendOnChannel(*m_channel, message);
    }
}

void
ServiceChannel::Await(PartyHost& host, Duration more)
{
    if (m_channel && !std::exchange(m_awaiting, true))
    {
        host.SetAgentTimer(TIMER, ANSWER_TIMEOUT + more);
    }
}

} // namespace ns3::mqtt
