// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-client.h"

#include "ns3/assert.h"

namespace ns3::mqtt::test
{

namespace
{

/// From the loss of a connection to the next attempt.
constexpr Duration RECONNECT_DELAY = std::chrono::seconds(1);

/// Longest wait for a connection that MQTT can begin on.
constexpr Duration RESPONSE_TIMEOUT = std::chrono::seconds(30);

/// Timers of clients.
enum ClientTimer : std::uint64_t
{
    CORE,     ///< the core's, or the wait for the connection
    RECONNECT ///< next attempt
};

/// @param name MQTT client identifier
/// @param plan what it is to be like
/// @return options of the core
ClientOptions
MakeOptions(const std::string& name, const ClientPlan& plan)
{
    ClientOptions options;
    options.clientId = name;
    options.cleanSession = plan.clean;
    options.will = plan.will;
    return options;
}

} // namespace

SchemeClient::SchemeClient(SchemeWire& wire,
                           const std::string& name,
                           ClientPlan plan,
                           std::unique_ptr<ClientAgent> agent)
    : SchemeParty(wire, name, std::move(agent)),
      m_plan(std::move(plan)),
      m_core(MakeOptions(name, m_plan))
{
}

void
SchemeClient::Start()
{
    GetAgent().SetSubscriptions(m_plan.subscriptions);
    StartAgent();
    Want();
}

void
SchemeClient::ConnectAgain()
{
    GetWire().Do([this]() {
        m_left = false;
        Want();
    });
}

void
SchemeClient::Publish(const std::string& text, Qos qos, bool retain)
{
    const auto split = text.find('=');
    const Bytes payload = ByteView(std::string_view(text).substr(split + 1)).ToBytes();
    const auto message = std::make_shared<Message>(Message{text.substr(0, split), payload});
    GetWire().Do([&]() { GetAgent().OutgoingMessage({message, qos, false, retain, 0}, *this); });
}

void
SchemeClient::Leave()
{
    GetWire().Do([this]() {
        m_left = true;
        GetWire().CancelTimer(this, RECONNECT);
        EndInOrder("left");
    });
}

void
SchemeClient::Lose()
{
    if (m_end)
    {
        GetWire().Cut(m_end->GetStream());
        GetWire().Run();
    }
}

std::string
SchemeClient::TakeTexts()
{
    std::string texts;
    for (; m_taken < received.size(); ++m_taken)
    {
        const Message& message = *received[m_taken].message;
        texts += (texts.empty() ? "" : ", ") + message.topic + "=" +
                 std::string(ByteView(message.payload).ToText());
    }
    return texts;
}

void
SchemeClient::Want()
{
    m_wanted = true;
    GetWire().SetTimer(this, CORE, RESPONSE_TIMEOUT, [this]() { Fail("no answer in time"); });
    GetAgent().ConnectionWanted(*this);
}

void
SchemeClient::Connect()
{
    if (m_wanted && !m_end)
    {
        MqttEnd::Owner& owner = *this;
        m_end = std::make_shared<MqttEnd>(GetWire(), true, owner, 0);
        m_end->SetStream(GetWire().Open(MQTT_SERVICE, GetName(), m_end));
    }
}

void
SchemeClient::StartMqtt()
{
    m_mqttStarted = true;
    m_core.TransportOpened(GetNow(), *this);
}

void
SchemeClient::SendPacket(const ControlPacket& packet)
{
    if (m_end)
    {
        m_end->Send(packet);
    }
}

void
SchemeClient::PassPacket(const ControlPacket& packet)
{
    m_core.Received(packet, GetNow(), *this);
}

void
SchemeClient::SendMessage(const mqtt::Publish& publish)
{
    if (publish.qos == Qos::AT_MOST_ONCE && !m_core.IsConnected())
    {
        m_waiting.push_back(publish);
        return;
    }
    const auto sent = m_core.Publish(publish.message, publish.qos, publish.retain, GetNow(), *this);
    NS_ASSERT_MSG(sent, "no room for a message");
}

void
SchemeClient::DeliverMessage(const mqtt::Publish& publish)
{
    received.push_back(publish);
}

void
SchemeClient::Reconnect()
{
    if (m_end)
    {
        m_reconnectNow = true;
        EndInOrder("reconnecting");
    }
}

void
SchemeClient::Fail(const std::string& reason)
{
    if (m_mqttStarted)
    {
        m_core.Malformed(reason, GetNow(), *this);
    }
    else if (m_end)
    {
        EndLink(reason);
    }
    else if (m_wanted)
    {
        Gone(reason);
    }
}

void
SchemeClient::AgentReady()
{
    CheckReady();
}

std::unique_ptr<StreamGuard>
SchemeClient::MakeMqttGuard()
{
    return GetAgent().CreateGuard();
}

Trailers
SchemeClient::GetMqttTrailers() const
{
    return GetAgent().GetTrailers();
}

void
SchemeClient::MqttUp(ConnectionId /* connection */)
{
    GetWire().CancelTimer(this, CORE);
    GetAgent().LinkUp(*this);
}

void
SchemeClient::MqttReceived(ConnectionId /* connection */, const ControlPacket& packet)
{
    GetAgent().IncomingPacket(packet, *this);
}

void
SchemeClient::MqttBroken(ConnectionId /* connection */, const std::string& reason)
{
    Fail(reason);
}

void
SchemeClient::MqttDown(ConnectionId /* connection */, const std::string& reason)
{
    if (std::exchange(m_mqttStarted, false))
    {
        m_core.TransportClosed(GetNow(), *this);
    }
    Gone(reason);
}

void
SchemeClient::Send(const ControlPacket& packet)
{
    GetAgent().OutgoingPacket(packet, *this);
}

void
SchemeClient::Close(const std::string& reason)
{
    m_mqttStarted = false; // the core knows
    if (m_end)
    {
        EndLink(reason);
    }
}

void
SchemeClient::SetTimer(Duration delay)
{
    GetWire().SetTimer(this, CORE, delay, [this]() { m_core.TimerExpired(GetNow(), *this); });
}

void
SchemeClient::Connected(bool sessionPresent)
{
    nConnected++;
    m_subscribed = sessionPresent || m_plan.subscriptions.empty();
    if (!m_subscribed)
    {
        [[maybe_unused]] const auto sent = m_core.Subscribe(m_plan.subscriptions, GetNow(), *this);
        NS_ASSERT_MSG(sent, "a client that is connected can subscribe");
    }
    CheckReady();
}

void
SchemeClient::Refused(ConnectCode code)
{
    refused.push_back(code);
}

void
SchemeClient::Deliver(const mqtt::Publish& publish)
{
    GetAgent().IncomingMessage(publish, *this);
}

void
SchemeClient::Subscribed(std::uint16_t /* packetId */, const std::vector<std::uint8_t>& codes)
{
    m_subscribed = std::count(codes.begin(), codes.end(), SUBACK_FAILURE) == 0;
    CheckReady();
}

void
SchemeClient::Unsubscribed(std::uint16_t /* packetId */)
{
}

void
SchemeClient::Completed(std::uint16_t /* packetId */)
{
}

void
SchemeClient::Dropped(const Message& /* message */, const std::string& /* reason */)
{
}

void
SchemeClient::EndInOrder(const std::string& reason)
{
    if (m_mqttStarted)
    {
        m_core.Disconnect(GetNow(), *this); // sends DISCONNECT and calls Close()
    }
    else if (m_end)
    {
        EndLink(reason);
    }
    else if (m_wanted)
    {
        Gone(reason);
    }
}

void
SchemeClient::EndLink(const std::string& reason)
{
    m_end->Close();
    MqttDown(0, reason);
}

void
SchemeClient::Gone(const std::string& reason)
{
    m_wanted = false;
    m_subscribed = false;
    m_ready = false;
    GetWire().CancelTimer(this, CORE);
    GetAgent().LinkDown(*this); // may look at its guard once more
    m_end.reset();
    lost.push_back(reason);
    const bool now = std::exchange(m_reconnectNow, false);
    if (!m_left && (m_plan.reconnects || now))
    {
        GetWire().SetTimer(this, RECONNECT, now ? Duration(0) : RECONNECT_DELAY, [this]() {
            Want();
        });
    }
}

void
SchemeClient::CheckReady()
{
    const bool isConnected = m_core.IsConnected() && m_subscribed;
    if (!GetAgent().IsReady() || (!isConnected && !GetAgent().IsIndependent()))
    {
        return;
    }
    m_ready = true;
    for (const auto& publish : std::exchange(m_waiting, {}))
    {
        SendMessage(publish);
    }
}

} // namespace ns3::mqtt::test
