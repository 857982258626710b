// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client-session.h"
#include "mqtt-party.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

/// @file
/// What links and the client core ask of a session.

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttClientSessionEvents");

void
ClientSession::LinkUp(Link& /* link */, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_owner.StreamUp(*this);
}

void
ClientSession::PacketReceived(PacketLink& /* link */, const ControlPacket& packet, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_owner.Incoming(*this, packet);
}

void
ClientSession::LinkBroken(Link& /* link */, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << reason);
    Fail(reason);
}

void
ClientSession::LinkDown(Link& /* link */, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << reason);
    if (std::exchange(m_mqttStarted, false))
    {
        m_core.TransportClosed(GetNow(), *this);
    }
    LinkGone(reason);
}

void
ClientSession::EndLink(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    if (!m_link)
    {
        LinkGone(reason);
        return;
    }
    m_link->Close(m_party.GetTurn());
    LinkDown(*m_link, reason, m_party.GetTurn());
}

void
ClientSession::LinkGone(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_timer.Cancel();
    ++m_attempt;
    m_wanted = false;
    if (m_connecting)
    {
        Party::GiveUp(std::exchange(m_connecting, nullptr));
    }
    m_subscribed = false;
    m_owner.StreamDown(*this); // may look at its guard once more
    m_link.reset();
    m_party.GetTurn().Then([this, reason]() {
        m_owner.Disconnected(reason);
        if (!m_stopped)
        {
            const Time delay =
                std::exchange(m_reconnectNow, false) ? Time(0) : m_settings.reconnectDelay;
            m_reconnect.Cancel();
            m_reconnect = Simulator::Schedule(delay, &ClientSession::WantConnection, this);
        }
    });
}

void
ClientSession::Send(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_owner.Outgoing(*this, packet);
}

void
ClientSession::SetTimer(Duration delay)
{
    NS_LOG_FUNCTION(this << delay.count());
    m_timer.Cancel();
    m_timer = Simulator::Schedule(ToTime(delay), [this]() {
        m_party.SubmitTurn([this](Turn&) { m_core.TimerExpired(GetNow(), *this); });
    });
}

void
ClientSession::Close(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_mqttStarted = false; // the core knows
    if (m_link)
    {
        EndLink(reason);
    }
}

void
ClientSession::Connected(bool sessionPresent)
{
    NS_LOG_FUNCTION(this << sessionPresent);
    if (!sessionPresent)
    {
        m_requests.clear();
        m_nRequested = 0;
        m_nRefused = 0;
    }
    RequestSubscriptions();
    m_owner.Progressed(*this);
}

void
ClientSession::RequestSubscriptions()
{
    NS_LOG_FUNCTION(this);
    const std::vector<Subscription> wanted(m_settings.subscriptions.begin() + m_nRequested,
                                           m_settings.subscriptions.end());
    if (!wanted.empty())
    {
        const auto packetId = m_core.Subscribe(wanted, GetNow(), *this);
        NS_ASSERT_MSG(packetId, "a client that is connected can subscribe");
        m_requests[packetId.value()] = m_nRequested;
        m_nRequested = m_settings.subscriptions.size();
    }
    m_subscribed = m_requests.empty() && m_nRefused == 0;
}

void
ClientSession::Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes)
{
    NS_LOG_FUNCTION(this << packetId);
    const auto request = m_requests.find(packetId);
    if (request == m_requests.end())
    {
        return;
    }
    for (std::size_t i = 0; i < codes.size() && request->second + i < m_nRequested; ++i)
    {
        if (codes[i] == SUBACK_FAILURE)
        {
            ++m_nRefused;
            m_owner.FilterRefused(m_settings.subscriptions[request->second + i].filter);
        }
    }
    m_requests.erase(request);
    m_subscribed = m_requests.empty() && m_nRefused == 0;
    m_owner.Progressed(*this);
}

void
ClientSession::Unsubscribed(std::uint16_t packetId)
{
    NS_LOG_FUNCTION(this << packetId);
}

void
ClientSession::Completed(std::uint16_t packetId)
{
    NS_LOG_FUNCTION(this << packetId);
    m_owner.PublishCompleted(packetId);
}

void
ClientSession::Dropped(const Message& message, const std::string& reason)
{
    NS_LOG_FUNCTION(this << message.topic << reason);
    m_owner.MessageDropped(message, reason);
}

void
ClientSession::Refused(ConnectCode code)
{
    NS_LOG_FUNCTION(this << static_cast<int>(code));
    m_owner.ConnectRefused(code);
}

void
ClientSession::Deliver(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    m_owner.Delivered(*this, publish);
}

} // namespace ns3::mqtt
