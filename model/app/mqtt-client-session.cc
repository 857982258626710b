// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client-session.h"

#include "mqtt-party.h"
#include "mqtt-work.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttClientSession");

void
ClientSessionOwner::ConnectionWanted(ClientSession& session)
{
    session.Connect();
}

Trailers
ClientSessionOwner::GetTrailers() const
{
    return Trailers::REFUSED;
}

void
ClientSessionOwner::StreamUp(ClientSession& session)
{
    session.StartMqtt();
}

void
ClientSessionOwner::Outgoing(ClientSession& session, const ControlPacket& packet)
{
    session.SendPacket(packet);
}

void
ClientSessionOwner::Incoming(ClientSession& session, const ControlPacket& packet)
{
    session.PassPacket(packet);
}

void
ClientSessionOwner::ConnectRefused(ConnectCode /* code */)
{
}

void
ClientSessionOwner::FilterRefused(const std::string& /* filter */)
{
}

void
ClientSessionOwner::PublishCompleted(std::uint16_t /* packetId */)
{
}

void
ClientSessionOwner::MessageDropped(const Message& /* message */, const std::string& /* reason */)
{
}

void
ClientSessionOwner::Disconnected(const std::string& /* reason */)
{
}

ClientSession::ClientSession(Party& party, ClientSessionOwner& owner, Settings settings)
    : m_party(party),
      m_owner(owner),
      m_settings(std::move(settings)),
      m_core(m_settings.options)
{
    NS_LOG_FUNCTION(this);
}

ClientSession::~ClientSession()
{
    NS_LOG_FUNCTION(this);
    Detach();
}

void
ClientSession::Detach()
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_reconnect.Cancel();
    if (m_connecting)
    {
        Party::Forget(std::exchange(m_connecting, nullptr));
    }
    if (m_link)
    {
        m_link->Detach();
        m_link.reset();
    }
}

std::size_t
ClientSession::GetStateSize() const
{
    return m_core.GetStateSize() + (m_link ? m_link->GetStateSize() : 0);
}

void
ClientSession::SetPhase(Phase phase)
{
    NS_LOG_FUNCTION(this << GetName(phase));
    if (m_link)
    {
        m_link->SetPhase(phase);
    }
}

void
ClientSession::WantConnection()
{
    NS_LOG_FUNCTION(this);
    m_wanted = true;
    ++m_attempt;
    m_party.SubmitTurn([this, attempt = m_attempt](Turn&) {
        if (attempt == m_attempt)
        {
            m_owner.ConnectionWanted(*this);
        }
    });
}

void
ClientSession::ExpectConnection()
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_timer = Simulator::Schedule(m_settings.responseTimeout, [this]() {
        m_party.SubmitTurn([this](Turn&) { Fail("the connection was not secured in time"); });
    });
}

void
ClientSession::ExtendWait()
{
    NS_LOG_FUNCTION(this);
    if (m_wanted && !m_link)
    {
        ExpectConnection();
    }
}

void
ClientSession::Connect()
{
    NS_LOG_FUNCTION(this);
    ExpectConnection();
    m_party.GetTurn().Count(work::CONNECT, 0);
    m_party.GetTurn().Then([this, attempt = m_attempt]() {
        if (attempt != m_attempt)
        {
            return; // given up meanwhile
        }
        m_connecting = m_party.ConnectTo(
            m_settings.remote,
            [this, attempt](Ptr<Socket> socket) { HandleConnected(attempt, socket); },
            [this](Ptr<Socket>) {
                m_party.SubmitTurn([this](Turn&) { Fail("no connection to the broker"); });
            });
    });
}

void
ClientSession::HandleConnected(std::uint64_t attempt, Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << attempt << socket);
    m_connecting = nullptr;
    m_party.SubmitTurn([this, attempt, socket](Turn& turn) {
        if (attempt != m_attempt)
        {
            socket->Close();
            return;
        }
        PacketLinkOwner& owner = *this;
        m_link = std::make_shared<PacketLink>(socket,
                                              m_owner.CreateGuard(*this),
                                              m_party,
                                              owner,
                                              m_settings.maxPacketSize,
                                              m_owner.GetTrailers());
        m_link->Open(turn);
    });
}

void
ClientSession::StartMqtt()
{
    NS_LOG_FUNCTION(this);
    m_mqttStarted = true;
    m_core.TransportOpened(GetNow(), *this);
}

void
ClientSession::SendPacket(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    if (m_link)
    {
        m_link->Send(packet, m_encoder, m_party.GetTurn());
    }
}

void
ClientSession::PassPacket(const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_core.Received(packet, GetNow(), *this);
}

void
ClientSession::Publish(const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << publish.message->topic);
    const auto sent = m_core.Publish(publish.message, publish.qos, publish.retain, GetNow(), *this);
    if (!sent)
    {
        Dropped(*publish.message, sent.error().reason);
    }
}

void
ClientSession::Subscribe(const std::vector<Subscription>& subscriptions)
{
    NS_LOG_FUNCTION(this << subscriptions.size());
    m_settings.subscriptions.insert(m_settings.subscriptions.end(),
                                    subscriptions.begin(),
                                    subscriptions.end());
    if (m_core.IsConnected())
    {
        RequestSubscriptions();
    }
}

void
ClientSession::Fail(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    if (!m_wanted)
    {
        return;
    }
    if (m_mqttStarted)
    {
        m_core.Malformed(reason, GetNow(), *this);
    }
    else
    {
        EndLink(reason);
    }
}

void
ClientSession::Reconnect()
{
    NS_LOG_FUNCTION(this);
    if (m_link)
    {
        m_reconnectNow = true;
        Leave("reconnecting");
    }
}

void
ClientSession::Stop()
{
    NS_LOG_FUNCTION(this);
    m_stopped = true;
    m_reconnect.Cancel();
}

void
ClientSession::Leave(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    if (m_mqttStarted)
    {
        m_core.Disconnect(GetNow(), *this); // sends DISCONNECT and calls Close()
    }
    else if (m_wanted)
    {
        EndLink(reason);
    }
}

void
ClientSession::Drop()
{
    NS_LOG_FUNCTION(this);
    if (m_link)
    {
        m_link->Abandon();
        LinkDown(*m_link, "dropped", m_party.GetTurn());
    }
}

} // namespace ns3::mqtt
