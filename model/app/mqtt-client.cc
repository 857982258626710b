// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttClient");

NS_OBJECT_ENSURE_REGISTERED(Client);

TypeId
Client::GetTypeId()
{
    static TypeId tid = AddTraceSources(
        TypeId("ns3::mqtt::Client")
            .SetParent<Party>()
            .SetGroupName("Mqtt")
            .AddConstructor<Client>()
            .AddAttribute("ClientId",
                          "MQTT client identifier; empty lets the broker choose one.",
                          StringValue(""),
                          MakeStringAccessor(&Client::SetClientId, &Client::GetClientId),
                          MakeStringChecker())
            .AddAttribute("CleanSession",
                          "Begin every connection with a new session, and end it with it.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Client::SetCleanSession, &Client::IsCleanSession),
                          MakeBooleanChecker())
            .AddAttribute("KeepAlive",
                          "Longest silence of the client in seconds; 0 is off.",
                          UintegerValue(60),
                          MakeUintegerAccessor(&Client::SetKeepAlive, &Client::GetKeepAlive),
                          MakeUintegerChecker<std::uint16_t>())
            .AddAttribute("UserName",
                          "User name; empty for none.",
                          StringValue(""),
                          MakeStringAccessor(&Client::m_userName),
                          MakeStringChecker())
            .AddAttribute("Password",
                          "Password, sent only with a user name.",
                          StringValue(""),
                          MakeStringAccessor(&Client::m_password),
                          MakeStringChecker())
            .AddAttribute("MaxInflight",
                          "Messages of QoS 1 and 2 sent and not yet acknowledged.",
                          UintegerValue(20),
                          MakeUintegerAccessor(&Client::SetMaxInflight, &Client::GetMaxInflight),
                          MakeUintegerChecker<std::uint16_t>(1))
            .AddAttribute("MaxQueued",
                          "Messages that wait for a connection or behind those in flight; further "
                          "ones are dropped.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Client::SetMaxQueued, &Client::GetMaxQueued),
                          MakeUintegerChecker<std::uint32_t>())
            .AddAttribute("MaxPacketSize",
                          "Longest control packet that is taken, in octets; a longer one closes "
                          "the connection.",
                          UintegerValue(MAX_REMAINING_LENGTH + 5),
                          MakeUintegerAccessor(&Client::m_maxPacketSize),
                          MakeUintegerChecker<std::uint32_t>(2, MAX_REMAINING_LENGTH + 5))
            .AddAttribute("ReconnectDelay",
                          "From the loss of a connection to the next attempt.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Client::m_reconnectDelay),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute(
                "ResponseTimeout",
                "Longest wait for a connection to stand and be secured, for CONNACK and for "
                "PINGRESP.",
                TimeValue(Seconds(30)),
                MakeTimeAccessor(&Client::m_responseTimeout),
                MakeTimeChecker(NanoSeconds(1))));
    return tid;
}

TypeId
Client::AddTraceSources(TypeId type)
{
    return type
        .AddTraceSource("Received",
                        "A message for the application, with the client's identifier.",
                        MakeTraceSourceAccessor(&Client::m_received),
                        "ns3::mqtt::Client::ReceivedCallback")
        .AddTraceSource("Ready",
                        "The client can send and receive protected messages for the first "
                        "time, with the time this took.",
                        MakeTraceSourceAccessor(&Client::m_readyTrace),
                        "ns3::mqtt::Client::ReadyCallback")
        .AddTraceSource("KeyRenewed",
                        "The client has a newer group key, with the key's epoch.",
                        MakeTraceSourceAccessor(&Client::m_keyRenewed),
                        "ns3::mqtt::Client::KeyRenewedCallback")
        .AddTraceSource("LinkClosed",
                        "The connection ended, with the reason.",
                        MakeTraceSourceAccessor(&Client::m_linkClosed),
                        "ns3::mqtt::Client::LinkClosedCallback")
        .AddTraceSource("Refused",
                        "The broker refused the connection, with its return code.",
                        MakeTraceSourceAccessor(&Client::m_refusedTrace),
                        "ns3::mqtt::Client::RefusedCallback")
        .AddTraceSource("Completed",
                        "The handshake of a message of QoS 1 or 2 is done.",
                        MakeTraceSourceAccessor(&Client::m_completed),
                        "ns3::mqtt::Client::CompletedCallback")
        .AddTraceSource("Dropped",
                        "A message was given up, with the reason.",
                        MakeTraceSourceAccessor(&Client::m_droppedTrace),
                        "ns3::mqtt::Client::DroppedCallback")
        .AddTraceSource("FilterRefused",
                        "The broker refused a topic filter.",
                        MakeTraceSourceAccessor(&Client::m_filterRefused),
                        "ns3::mqtt::Client::FilterRefusedCallback");
}

Client::Client()
{
    NS_LOG_FUNCTION(this);
}

Client::~Client()
{
    NS_LOG_FUNCTION(this);
}

void
Client::SetRemote(const Address& broker)
{
    NS_LOG_FUNCTION(this << broker);
    m_settings.remote = broker;
}

void
Client::SetClientId(const std::string& clientId)
{
    NS_LOG_FUNCTION(this << clientId);
    m_settings.options.clientId = clientId;
}

void
Client::SetWill(const Will& will)
{
    NS_LOG_FUNCTION(this);
    m_settings.options.will = will;
}

void
Client::AddSubscription(const Subscription& subscription)
{
    NS_LOG_FUNCTION(this << subscription.filter);
    m_settings.subscriptions.push_back(subscription);
}

void
Client::Publish(const std::string& topic, Bytes payload, Qos qos, bool retain)
{
    NS_LOG_FUNCTION(this << topic << payload.size());
    NS_ABORT_MSG_IF(!m_session, "a client publishes before it has started");
    auto message = std::make_shared<const Message>(Message{topic, std::move(payload)});
    SubmitTurn([this, publish = mqtt::Publish{std::move(message), qos, false, retain, 0}](Turn&) {
        m_agent->OutgoingMessage(publish, *this);
    });
}

void
Client::DropConnection()
{
    NS_LOG_FUNCTION(this);
    SubmitTurn([this](Turn&) { m_session->Drop(); });
}

std::size_t
Client::GetStateSize() const
{
    return AgentParty::GetStateSize() + (m_session ? m_session->GetStateSize() : 0);
}

void
Client::DoDispose()
{
    NS_LOG_FUNCTION(this);
    if (m_session)
    {
        m_session->Detach();
    }
    AgentParty::DoDispose();
}

void
Client::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_started = Simulator::Now();
    if (!m_userName.empty())
    {
        m_settings.options.userName = m_userName;
        m_settings.options.password = ByteView(m_password).ToBytes();
    }
    m_settings.options.responseTimeout = ToDuration(m_responseTimeout);
    m_settings.maxPacketSize = m_maxPacketSize;
    m_settings.reconnectDelay = m_reconnectDelay;
    ClientSessionOwner& owner = *this;
    m_session = std::make_unique<ClientSession>(*this, owner, m_settings);
    m_agent->SetSubscriptions(m_settings.subscriptions);
    AgentParty::StartApplication();
    m_session->WantConnection();
}

void
Client::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_session->Stop();
    SubmitTurn([this](Turn&) {
        m_session->Leave("stopped");
        AgentParty::StopApplication();
    });
}

void
Client::CheckReady()
{
    NS_LOG_FUNCTION(this);
    if (const std::uint32_t epoch = m_agent->GetGroupEpoch(); epoch != m_epoch)
    {
        m_epoch = epoch;
        GetTurn().Then([this, epoch]() { m_keyRenewed(GetClientId(), epoch); });
    }
    const bool isConnected = m_session->IsConnected() && m_session->IsSubscribed();
    if (!m_agent->IsReady() || (!isConnected && !m_agent->IsIndependent()))
    {
        return;
    }
    if (!std::exchange(m_ready, true))
    {
        GetTurn().Then([this]() { BecomeReady(); });
    }
    for (const auto& publish : std::exchange(m_waiting, {}))
    {
        SendMessage(publish);
    }
}

void
Client::BecomeReady()
{
    NS_LOG_FUNCTION(this);
    GetLedger()->SetPhase(Phase::MESSAGES);
    m_session->SetPhase(Phase::MESSAGES);
    if (m_setupTime.IsNegative())
    {
        m_setupTime = Simulator::Now() - m_started;
        m_readyTrace(GetClientId(), m_setupTime);
    }
}

} // namespace ns3::mqtt
