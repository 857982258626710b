// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

#include "ns3/mqtt-codec.h"

#include <algorithm>

namespace ns3::mqtt
{

MessagePtr
MakeMessage(const std::string& text)
{
    auto split = text.find('=');
    return std::make_shared<const Message>(
        Message{text.substr(0, split),
                ByteView(std::string_view(text).substr(split + 1)).ToBytes()});
}

void
Scene::Expect(const std::string& effects)
{
    if (m_log != effects)
    {
        m_failures += "\n  wanted: " + effects + "\n  got:    " + m_log;
    }
    m_log.clear();
}

void
Scene::ExpectEqual(std::size_t value, std::size_t wanted, const std::string& what)
{
    if (value != wanted)
    {
        m_failures +=
            "\n  " + what + ": wanted " + std::to_string(wanted) + ", got " + std::to_string(value);
    }
}

void
Scene::Skip()
{
    m_log.clear();
}

void
Scene::Log(const std::string& effect)
{
    m_log += (m_log.empty() ? "" : "; ") + effect;
}

void
Scene::LogSent(const std::string& prefix, const ControlPacket& packet)
{
    auto octets = Encode(packet);
    Framer framer;
    framer.Append(octets);
    auto frame = framer.Next();
    auto decoded = Decode(*frame.value());
    auto same = decoded && Describe(decoded.value()) == Describe(packet);
    Log(prefix + Describe(packet) + (same ? "" : " which does not decode"));
}

BrokerScene::BrokerScene()
{
    Start(BrokerLimits());
}

void
BrokerScene::Start(const BrokerLimits& limits, const std::string& rules)
{
    auto parsed = AccessRules::Parse(rules);
    if (!parsed)
    {
        Log(parsed.error().reason);
        return;
    }
    m_rules = parsed.value();
    m_core = std::make_unique<BrokerCore>(limits, m_rules);
}

void
BrokerScene::Open(ConnectionId connection)
{
    m_core->Opened(connection, m_now, *this);
}

void
BrokerScene::Say(ConnectionId connection, const ControlPacket& packet)
{
    m_core->Received(connection, packet, m_now, *this);
}

void
BrokerScene::Connect(ConnectionId connection, const mqtt::Connect& packet)
{
    Open(connection);
    Say(connection, packet);
}

void
BrokerScene::Join(ConnectionId connection, const std::string& clientId, bool clean)
{
    mqtt::Connect packet;
    packet.clientId = clientId;
    packet.cleanSession = clean;
    Connect(connection, packet);
    Skip();
}

void
BrokerScene::Subscribe(ConnectionId connection, const std::string& filter, Qos qos)
{
    Say(connection, mqtt::Subscribe{1, {{filter, qos}}});
    Skip();
}

void
BrokerScene::Publish(ConnectionId connection,
                     const std::string& text,
                     Qos qos,
                     std::uint16_t packetId,
                     bool retain)
{
    Say(connection, mqtt::Publish{MakeMessage(text), qos, false, retain, packetId});
}

void
BrokerScene::Lose(ConnectionId connection)
{
    m_timers.erase(connection);
    m_core->Closed(connection, m_now, *this);
}

void
BrokerScene::Garble(ConnectionId connection)
{
    m_core->Malformed(connection, "garbled", m_now, *this);
}

void
BrokerScene::Wait(Duration span)
{
    auto end = m_now + span;
    auto earlier = [](const auto& a, const auto& b) { return a.second < b.second; };
    for (;;)
    {
        auto next = std::min_element(m_timers.begin(), m_timers.end(), earlier);
        if (next == m_timers.end() || next->second > end)
        {
            break;
        }
        auto connection = next->first;
        m_now = next->second;
        m_timers.erase(next);
        m_core->TimerExpired(connection, m_now, *this);
    }
    m_now = end;
}

void
BrokerScene::Send(ConnectionId to, const ControlPacket& packet)
{
    m_nSent++;
    if (const auto* publish = std::get_if<mqtt::Publish>(&packet))
    {
        m_lastMessage = publish->message;
    }
    LogSent(std::to_string(to) + " ", packet);
}

void
BrokerScene::Close(ConnectionId connection, const std::string& reason)
{
    m_timers.erase(connection);
    Log(std::to_string(connection) + " closed: " + reason);
}

void
BrokerScene::SetTimer(ConnectionId connection, Duration delay)
{
    m_timers[connection] = m_now + delay;
}

void
BrokerScene::Dropped(const std::string& clientId, const Message& message, const std::string& reason)
{
    Log(clientId + " lost " + message.topic + "=" +
        std::string(ByteView(message.payload).ToText()) + ": " + reason);
}

ClientScene::ClientScene()
{
    ClientOptions options;
    options.clientId = "c";
    Start(options);
}

void
ClientScene::Start(const ClientOptions& options)
{
    m_core = std::make_unique<ClientCore>(options);
}

void
ClientScene::Join(bool sessionPresent)
{
    Open();
    Skip();
    Hear(Connack{sessionPresent, ConnectCode::ACCEPTED});
}

void
ClientScene::Open()
{
    m_core->TransportOpened(m_now, *this);
}

void
ClientScene::Lose()
{
    m_timer.reset();
    m_core->TransportClosed(m_now, *this);
}

void
ClientScene::Hear(const ControlPacket& packet)
{
    m_core->Received(packet, m_now, *this);
}

void
ClientScene::HearPublish(const std::string& text, Qos qos, std::uint16_t packetId, bool dup)
{
    Hear(mqtt::Publish{MakeMessage(text), qos, dup, false, packetId});
}

void
ClientScene::Publish(const std::string& text, Qos qos)
{
    LogResult(m_core->Publish(MakeMessage(text), qos, false, m_now, *this));
}

void
ClientScene::Subscribe(const std::vector<std::string>& filters)
{
    std::vector<Subscription> subscriptions;
    for (const auto& filter : filters)
    {
        subscriptions.push_back({filter, Qos::AT_LEAST_ONCE});
    }
    LogResult(m_core->Subscribe(subscriptions, m_now, *this));
}

void
ClientScene::Unsubscribe(const std::vector<std::string>& filters)
{
    LogResult(m_core->Unsubscribe(filters, m_now, *this));
}

void
ClientScene::Disconnect()
{
    m_core->Disconnect(m_now, *this);
}

void
ClientScene::Garble()
{
    m_core->Malformed("garbled", m_now, *this);
}

void
ClientScene::Wait(Duration span)
{
    auto end = m_now + span;
    while (m_timer && *m_timer <= end)
    {
        m_now = *m_timer;
        m_timer.reset();
        m_core->TimerExpired(m_now, *this);
    }
    m_now = end;
}

void
ClientScene::LogResult(const Result<std::uint16_t>& result)
{
    if (!result)
    {
        Log("error: " + result.error().reason);
    }
}

void
ClientScene::Send(const ControlPacket& packet)
{
    LogSent("", packet);
}

void
ClientScene::Close(const std::string& reason)
{
    m_timer.reset();
    Log("closed: " + reason);
}

void
ClientScene::SetTimer(Duration delay)
{
    m_timer = m_now + delay;
}

void
ClientScene::Connected(bool sessionPresent)
{
    Log(sessionPresent ? "connected present" : "connected");
}

void
ClientScene::Refused(ConnectCode code)
{
    Log("refused " + std::to_string(static_cast<unsigned>(code)));
}

void
ClientScene::Deliver(const mqtt::Publish& publish)
{
    Log("got " + publish.message->topic + "=" +
        std::string(ByteView(publish.message->payload).ToText()));
    if (m_disconnectOnMessage)
    {
        Disconnect();
    }
}

void
ClientScene::Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes)
{
    Log("subscribed" + Describe(Suback{packetId, codes}).substr(6));
}

void
ClientScene::Unsubscribed(std::uint16_t packetId)
{
    Log("unsubscribed #" + std::to_string(packetId));
}

void
ClientScene::Completed(std::uint16_t packetId)
{
    Log("done #" + std::to_string(packetId));
}

void
ClientScene::Dropped(const Message& message, const std::string& reason)
{
    Log("lost " + message.topic + "=" + std::string(ByteView(message.payload).ToText()) + ": " +
        reason);
}

} // namespace ns3::mqtt
