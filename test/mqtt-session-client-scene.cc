// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

namespace ns3::mqtt
{

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
