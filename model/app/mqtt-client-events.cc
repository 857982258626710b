// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client.h"
#include "mqtt-work.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

/// @file
/// What the scheme's agent and the client core ask of a client.

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttClientEvents");

void
Client::ExpectConnection()
{
    NS_LOG_FUNCTION(this);
    m_coreTimer.Cancel();
    m_coreTimer = Simulator::Schedule(m_responseTimeout, [this]() {
        SubmitTurn([this](Turn&) { Fail("the connection was not secured in time"); });
    });
}

ChannelId
Client::OpenChannel(const std::string& service)
{
    NS_LOG_FUNCTION(this << service);
    if (m_wanted && !m_link)
    {
        ExpectConnection(); // which waits for what comes over the channel
    }
    return AgentParty::OpenChannel(service);
}

void
Client::Connect()
{
    NS_LOG_FUNCTION(this);
    ExpectConnection();
    GetTurn().Count(work::CONNECT, 0);
    GetTurn().Then([this, attempt = m_attempt]() {
        if (attempt != m_attempt)
        {
            return; // given up meanwhile
        }
        m_connecting = ConnectTo(
            m_remote,
            [this, attempt](Ptr<Socket> socket) { HandleConnected(attempt, socket); },
            [this](Ptr<Socket>) {
                SubmitTurn([this](Turn&) { Fail("no connection to the broker"); });
            });
    });
}

void
Client::StartMqtt()
{
    NS_LOG_FUNCTION(this);
    m_mqttStarted = true;
    m_core->TransportOpened(GetNow(), *this);
}

void
Client::SendPacket(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    if (m_link)
    {
        m_link->Send(packet, m_encoder, GetTurn());
    }
}

void
Client::PassPacket(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_core->Received(packet, GetNow(), *this);
}

void
Client::SendMessage(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    if (publish.qos == Qos::AT_MOST_ONCE && !m_core->IsConnected())
    {
        if (m_waiting.size() < m_options.maxQueued)
        {
            m_waiting.push_back(publish);
        }
        else
        {
            Dropped(*publish.message, "too many messages wait for the connection");
        }
        return;
    }
    const auto sent =
        m_core->Publish(publish.message, publish.qos, publish.retain, GetNow(), *this);
    if (!sent)
    {
        Dropped(*publish.message, sent.error().reason);
    }
}

void
Client::DeliverMessage(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    GetTurn().Count(work::DELIVER, publish.message->payload.size());
    GetTurn().Then([this, publish]() { m_received(m_options.clientId, publish); });
}

void
Client::Reconnect()
{
    NS_LOG_FUNCTION(this);
    if (!m_link)
    {
        return;
    }
    m_reconnectNow = true;
    Leave("reconnecting");
}

void
Client::Fail(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    if (!m_wanted)
    {
        return;
    }
    if (m_mqttStarted)
    {
        m_core->Malformed(reason, GetNow(), *this);
    }
    else
    {
        EndLink(reason);
    }
}

void
Client::EnterPhase(Phase phase)
{
    NS_LOG_FUNCTION(this << GetName(phase));
    AgentParty::EnterPhase(phase);
    if (m_link)
    {
        m_link->SetPhase(phase);
    }
}

void
Client::AgentReady()
{
    NS_LOG_FUNCTION(this);
    CheckReady();
}

void
Client::Send(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_agent->OutgoingPacket(packet, *this);
}

void
Client::Close(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_mqttStarted = false; // the core knows
    if (m_link)
    {
        EndLink(reason);
    }
}

void
Client::SetTimer(Duration delay)
{
    NS_LOG_FUNCTION(this << delay.count());
    m_coreTimer.Cancel();
    m_coreTimer = Simulator::Schedule(ToTime(delay), [this]() {
        SubmitTurn([this](Turn&) { m_core->TimerExpired(GetNow(), *this); });
    });
}

void
Client::Connected(bool sessionPresent)
{
    NS_LOG_FUNCTION(this << sessionPresent);
    m_subscribed = sessionPresent || m_subscriptions.empty();
    if (!m_subscribed)
    {
        [[maybe_unused]] const auto sent = m_core->Subscribe(m_subscriptions, GetNow(), *this);
        NS_ASSERT_MSG(sent, "a client that is connected can subscribe");
    }
    CheckReady();
}

void
Client::Refused(ConnectCode code)
{
    NS_LOG_FUNCTION(this << static_cast<int>(code));
    GetTurn().Then([this, code]() { m_refusedTrace(m_options.clientId, code); });
}

void
Client::Deliver(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    m_agent->IncomingMessage(publish, *this);
}

void
Client::Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes)
{
    NS_LOG_FUNCTION(this << packetId);
    m_subscribed = true;
    for (std::size_t i = 0; i < codes.size() && i < m_subscriptions.size(); ++i)
    {
        if (codes[i] == SUBACK_FAILURE)
        {
            m_subscribed = false;
            m_filterRefused(m_options.clientId, m_subscriptions[i].filter);
        }
    }
    CheckReady();
}

void
Client::Unsubscribed(std::uint16_t packetId)
{
    NS_LOG_FUNCTION(this << packetId);
}

void
Client::Completed(std::uint16_t packetId)
{
    NS_LOG_FUNCTION(this << packetId);
    GetTurn().Then([this, packetId]() { m_completed(m_options.clientId, packetId); });
}

void
Client::Dropped(const Message& message, const std::string& reason)
{
    NS_LOG_FUNCTION(this << message.topic << reason);
    m_droppedTrace(m_options.clientId, reason);
}

} // namespace ns3::mqtt
