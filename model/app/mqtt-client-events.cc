// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client.h"
#include "mqtt-work.h"

#include "ns3/log.h"

/// @file
/// What the scheme's agent and the session with the broker ask of a client.

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttClientEvents");

ChannelId
Client::OpenChannel(const std::string& service)
{
    NS_LOG_FUNCTION(this << service);
    m_session->ExtendWait(); // for what comes over the channel
    return AgentParty::OpenChannel(service);
}

void
Client::Connect()
{
    NS_LOG_FUNCTION(this);
    m_session->Connect();
}

void
Client::StartMqtt()
{
    NS_LOG_FUNCTION(this);
    m_session->StartMqtt();
}

void
Client::SendPacket(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_session->SendPacket(packet);
}

void
Client::PassPacket(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_session->PassPacket(packet);
}

void
Client::SendMessage(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    if (publish.qos != Qos::AT_MOST_ONCE || m_session->IsConnected())
    {
        m_session->Publish(publish);
    }
    else if (m_waiting.size() < m_settings.options.maxQueued)
    {
        m_waiting.push_back(publish);
    }
    else
    {
        MessageDropped(*publish.message, "too many messages wait for the connection");
    }
}

void
Client::DeliverMessage(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    GetTurn().Count(work::DELIVER, publish.message->payload.size());
    GetTurn().Then([this, publish]() { m_received(GetClientId(), publish); });
}

void
Client::Reconnect()
{
    NS_LOG_FUNCTION(this);
    m_session->Reconnect();
}

void
Client::Fail(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_session->Fail(reason);
}

void
Client::EnterPhase(Phase phase)
{
    NS_LOG_FUNCTION(this << GetName(phase));
    AgentParty::EnterPhase(phase);
    m_session->SetPhase(phase);
}

void
Client::AgentReady()
{
    NS_LOG_FUNCTION(this);
    CheckReady();
}

void
Client::ConnectionWanted(ClientSession& /* session */)
{
    NS_LOG_FUNCTION(this);
    GetTurn().SetPhase(Phase::HANDSHAKE);
    m_agent->ConnectionWanted(*this);
}

std::unique_ptr<StreamGuard>
Client::CreateGuard(ClientSession& /* session */)
{
    return m_agent->CreateGuard();
}

Trailers
Client::GetTrailers() const
{
    return m_agent->GetTrailers();
}

void
Client::StreamUp(ClientSession& /* session */)
{
    NS_LOG_FUNCTION(this);
    m_agent->LinkUp(*this);
}

void
Client::StreamDown(ClientSession& /* session */)
{
    NS_LOG_FUNCTION(this);
    m_ready = m_ready && m_agent->IsIndependent();
    m_agent->LinkDown(*this);
}

void
Client::Outgoing(ClientSession& /* session */, const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_agent->OutgoingPacket(packet, *this);
}

void
Client::Incoming(ClientSession& /* session */, const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_agent->IncomingPacket(packet, *this);
}

void
Client::Delivered(ClientSession& /* session */, const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    m_agent->IncomingMessage(publish, *this);
}

void
Client::Progressed(ClientSession& /* session */)
{
    NS_LOG_FUNCTION(this);
    CheckReady();
}

void
Client::ConnectRefused(ConnectCode code)
{
    NS_LOG_FUNCTION(this << static_cast<int>(code));
    GetTurn().Then([this, code]() { m_refusedTrace(GetClientId(), code); });
}

void
Client::FilterRefused(const std::string& filter)
{
    NS_LOG_FUNCTION(this << filter);
    m_filterRefused(GetClientId(), filter);
}

void
Client::PublishCompleted(std::uint16_t packetId)
{
    NS_LOG_FUNCTION(this << packetId);
    GetTurn().Then([this, packetId]() { m_completed(GetClientId(), packetId); });
}

void
Client::MessageDropped(const Message& message, const std::string& reason)
{
    NS_LOG_FUNCTION(this << message.topic << reason);
    m_droppedTrace(GetClientId(), reason);
}

void
Client::Disconnected(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_linkClosed(GetClientId(), reason);
}

} // namespace ns3::mqtt
