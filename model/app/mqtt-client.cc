// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client.h"

#include "mqtt-work.h"

#include "ns3/boolean.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/node.h"
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
    static TypeId tid =
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
                "Longest wait for the handshake that secures a connection, for CONNACK and "
                "for PINGRESP.",
                TimeValue(Seconds(30)),
                MakeTimeAccessor(&Client::m_responseTimeout),
                MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Received",
                            "A message for the application, with the client's identifier.",
                            MakeTraceSourceAccessor(&Client::m_received),
                            "ns3::mqtt::Client::ReceivedCallback")
            .AddTraceSource("Ready",
                            "The client can send and receive protected messages for the first "
                            "time, with the time this took.",
                            MakeTraceSourceAccessor(&Client::m_readyTrace),
                            "ns3::mqtt::Client::ReadyCallback")
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
    return tid;
}

Client::Client()
    : m_agent(std::make_unique<ClientAgent>()),
      m_traffic(GetLedger())
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
    m_remote = broker;
}

void
Client::SetAgent(std::unique_ptr<ClientAgent> agent)
{
    NS_LOG_FUNCTION(this);
    m_agent = std::move(agent);
}

void
Client::SetClientId(const std::string& clientId)
{
    NS_LOG_FUNCTION(this << clientId);
    m_options.clientId = clientId;
}

void
Client::SetWill(const Will& will)
{
    NS_LOG_FUNCTION(this);
    m_options.will = will;
}

void
Client::AddSubscription(const Subscription& subscription)
{
    NS_LOG_FUNCTION(this << subscription.filter);
    m_subscriptions.push_back(subscription);
}

void
Client::Publish(const std::string& topic, Bytes payload, Qos qos, bool retain)
{
    NS_LOG_FUNCTION(this << topic << payload.size());
    auto message = std::make_shared<const Message>(Message{topic, std::move(payload)});
    SubmitTurn([this, publish = mqtt::Publish{std::move(message), qos, false, retain, 0}](Turn&) {
        m_agent->OutgoingMessage(publish, *this);
    });
}

void
Client::DropConnection()
{
    NS_LOG_FUNCTION(this);
    SubmitTurn([this](Turn& turn) {
        if (m_link)
        {
            m_link->Abandon();
            LinkDown(*m_link, "dropped", turn);
        }
    });
}

std::size_t
Client::GetStateSize() const
{
    return (m_core ? m_core->GetStateSize() : 0) + (m_link ? m_link->GetStateSize() : 0) +
           m_agent->GetStateSize();
}

void
Client::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_coreTimer.Cancel();
    m_reconnect.Cancel();
    if (m_connecting)
    {
        m_connecting->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                         MakeNullCallback<void, Ptr<Socket>>());
        m_connecting = nullptr;
    }
    if (m_link)
    {
        m_link->Detach();
        m_link.reset();
    }
    Party::DoDispose();
}

void
Client::StartApplication()
{
    NS_LOG_FUNCTION(this);
    Party::StartApplication();
    m_started = Simulator::Now();
    if (!m_userName.empty())
    {
        m_options.userName = m_userName;
        m_options.password = ByteView(m_password).ToBytes();
    }
    m_options.responseTimeout = ToDuration(m_responseTimeout);
    m_core = std::make_unique<ClientCore>(m_options);
    GetLedger()->SetPhase(Phase::HANDSHAKE);
    Connect();
}

void
Client::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_stopped = true;
    m_reconnect.Cancel();
    SubmitTurn([this](Turn&) { Leave("stopped"); });
}

void
Client::Connect()
{
    NS_LOG_FUNCTION(this);
    m_connecting = CreateTcpSocket(GetNode());
    m_traffic.Watch(m_connecting);
    m_connecting->SetConnectCallback(MakeCallback(&Client::HandleConnected, this),
                                     MakeCallback(&Client::HandleConnectFailed, this));
    if (Inet6SocketAddress::IsMatchingType(m_remote))
    {
        m_connecting->Bind6();
    }
    else
    {
        m_connecting->Bind();
    }
    m_connecting->Connect(m_remote);
}

void
Client::HandleConnected(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    m_connecting = nullptr;
    SubmitTurn([this, socket](Turn& turn) {
        m_link = std::make_shared<Link>(socket, m_agent->CreateGuard(), m_maxPacketSize, *this, 0);
        m_coreTimer = Simulator::Schedule(m_responseTimeout, [this]() {
            SubmitTurn([this](Turn&) { Fail("the connection was not secured in time"); });
        });
        m_link->Open(turn);
    });
}

void
Client::HandleConnectFailed(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    m_connecting = nullptr;
    SubmitTurn([this](Turn&) { LinkGone("no connection to the broker"); });
}

void
Client::LinkUp(Link& /* link */, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this);
    m_coreTimer.Cancel();
    m_agent->LinkUp(*this);
}

void
Client::PacketReceived(Link& /* link */, const ControlPacket& packet, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << GetName(GetType(packet)));
    m_agent->IncomingPacket(packet, *this);
}

void
Client::LinkBroken(Link& /* link */, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << reason);
    Fail(reason);
}

void
Client::LinkDown(Link& /* link */, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << reason);
    if (std::exchange(m_mqttStarted, false))
    {
        m_core->TransportClosed(GetNow(), *this);
    }
    LinkGone(reason);
}

void
Client::Leave(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    if (m_mqttStarted)
    {
        m_core->Disconnect(GetNow(), *this); // sends DISCONNECT and calls Close()
    }
    else if (m_link)
    {
        EndLink(reason);
    }
}

void
Client::EndLink(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_link->Close(GetTurn());
    LinkDown(*m_link, reason, GetTurn());
}

void
Client::LinkGone(const std::string& reason)
{
    NS_LOG_FUNCTION(this << reason);
    m_coreTimer.Cancel();
    m_subscribed = false;
    m_ready = false;
    m_agent->LinkDown(*this); // may look at its guard once more
    m_link.reset();
    GetTurn().Then([this, reason]() {
        m_linkClosed(m_options.clientId, reason);
        if (!m_stopped)
        {
            GetLedger()->SetPhase(Phase::HANDSHAKE);
            const Time delay = std::exchange(m_reconnectNow, false) ? Time(0) : m_reconnectDelay;
            m_reconnect.Cancel();
            m_reconnect = Simulator::Schedule(delay, &Client::Connect, this);
        }
    });
}

void
Client::CheckReady()
{
    NS_LOG_FUNCTION(this);
    if (m_ready || !m_core->IsConnected() || !m_subscribed || !m_agent->IsReady())
    {
        return;
    }
    m_ready = true;
    GetTurn().Then([this]() {
        GetLedger()->SetPhase(Phase::MESSAGES);
        if (m_link)
        {
            m_link->SetPhase(Phase::MESSAGES);
        }
        if (m_setupTime.IsNegative())
        {
            m_setupTime = Simulator::Now() - m_started;
            m_readyTrace(m_options.clientId, m_setupTime);
        }
    });
    for (const auto& publish : std::exchange(m_waiting, {}))
    {
        SendMessage(publish);
    }
}

} // namespace ns3::mqtt
