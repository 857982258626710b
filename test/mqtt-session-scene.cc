// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-sqlite-store.h"

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

std::string
Scene::Skip()
{
    return std::exchange(m_log, "");
}

void
Scene::Log(const std::string& effect)
{
    if (!m_mute)
    {
        m_log += (m_log.empty() ? "" : "; ") + effect;
    }
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
    m_limits = limits;
    m_core = std::make_unique<BrokerCore>(limits, m_rules);
}

void
BrokerScene::Keep(const BrokerLimits& limits, const std::string& rules)
{
    Start(limits, rules);
    m_store.reset();
    m_file.Remove();
    StartKept();
}

void
BrokerScene::Stop()
{
    m_core.reset();
    m_store.reset();
    m_timers.clear();
    m_mute = false;
}

void
BrokerScene::Kill()
{
    Stop();
    StartKept();
}

void
BrokerScene::StartKept()
{
    m_core = std::make_unique<BrokerCore>(m_limits, m_rules);
    auto opened = SqliteStore::Open(m_file.GetPath(), SqliteStore::Sync::OFF);
    if (!opened)
    {
        Log(opened.error().reason);
        return;
    }
    m_store = std::move(opened.value());
    auto restored = m_core->Restore(*m_store, *this);
    if (!restored)
    {
        Log(restored.error().reason);
    }
}

void
BrokerScene::EndTurn()
{
    if (m_mute)
    {
        Kill();
        return;
    }
    auto kept = m_store ? m_store->Commit() : boost::outcome_v2::success();
    if (!kept)
    {
        Log(kept.error().reason);
    }
}

void
BrokerScene::Open(ConnectionId connection)
{
    m_core->Opened(connection, m_now, *this);
    EndTurn();
}

void
BrokerScene::Say(ConnectionId connection, const ControlPacket& packet)
{
    m_core->Received(connection, packet, m_now, *this);
    EndTurn();
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
BrokerScene::ComeBack(ConnectionId connection, const std::string& clientId)
{
    mqtt::Connect packet;
    packet.clientId = clientId;
    packet.cleanSession = false;
    Connect(connection, packet);
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
    EndTurn();
}

void
BrokerScene::Garble(ConnectionId connection)
{
    m_core->Malformed(connection, "garbled", m_now, *this);
    EndTurn();
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
        EndTurn();
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

} // namespace ns3::mqtt
