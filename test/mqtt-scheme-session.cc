// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-session.h"

namespace ns3::mqtt::test
{

namespace
{

/// From the loss of a connection to the next attempt.
constexpr Duration RECONNECT_DELAY = std::chrono::seconds(1);

/// Timers of sessions.
enum SessionTimer : std::uint64_t
{
    CORE,     ///< the core's
    RECONNECT ///< next attempt
};

/// @param options what a session begins with
/// @return options of the core
ClientOptions
MakeOptions(const SessionOptions& options)
{
    ClientOptions result;
    static_cast<mqtt::Connect&>(result) = options.connect;
    return result;
}

} // namespace

std::string
GetBrokerStreamService(std::uint32_t broker)
{
    return broker == 0 ? MQTT_SERVICE : MQTT_SERVICE + "-" + std::to_string(broker);
}

SchemeSession::SchemeSession(SchemeWire& wire,
                             std::string opener,
                             User& user,
                             SessionId id,
                             SessionOptions options)
    : m_wire(wire),
      m_opener(std::move(opener)),
      m_user(user),
      m_id(id),
      m_options(std::move(options)),
      m_core(MakeOptions(m_options))
{
}

void
SchemeSession::Connect()
{
    if (!m_end && !m_ended)
    {
        MqttEnd::Owner& owner = *this;
        m_end = std::make_shared<MqttEnd>(m_wire, true, owner, m_id);
        m_end->SetStream(m_wire.Open(GetBrokerStreamService(m_options.broker), m_opener, m_end));
    }
}

void
SchemeSession::Publish(const mqtt::Publish& publish)
{
    static_cast<void>(
        m_core.Publish(publish.message, publish.qos, publish.retain, m_wire.GetNow(), *this));
}

void
SchemeSession::Subscribe(const std::vector<Subscription>& subscriptions)
{
    m_options.subscriptions.insert(m_options.subscriptions.end(),
                                   subscriptions.begin(),
                                   subscriptions.end());
    if (m_core.IsConnected())
    {
        Request();
    }
}

void
SchemeSession::End()
{
    m_ended = true;
    m_wire.CancelTimer(this, RECONNECT);
    m_core.Disconnect(m_wire.GetNow(), *this);
    if (m_end)
    {
        Close("session ended");
    }
}

void
SchemeSession::Lose()
{
    if (m_end)
    {
        m_wire.Cut(m_end->GetStream());
        m_wire.Run();
    }
}

void
SchemeSession::Request()
{
    const std::vector<Subscription> wanted(m_options.subscriptions.begin() + m_nRequested,
                                           m_options.subscriptions.end());
    if (!wanted.empty())
    {
        m_nRequested = m_options.subscriptions.size();
        ++m_nAwaited;
        static_cast<void>(m_core.Subscribe(wanted, m_wire.GetNow(), *this));
    }
    else if (m_nAwaited == 0)
    {
        m_user.SessionIsUp(m_id);
    }
}

std::unique_ptr<StreamGuard>
SchemeSession::MakeMqttGuard()
{
    return m_user.MakeSessionGuard(m_id);
}

Trailers
SchemeSession::GetMqttTrailers() const
{
    return Trailers::REFUSED;
}

void
SchemeSession::MqttUp(ConnectionId /* connection */)
{
    m_core.TransportOpened(m_wire.GetNow(), *this);
}

void
SchemeSession::MqttReceived(ConnectionId /* connection */, const ControlPacket& packet)
{
    m_core.Received(packet, m_wire.GetNow(), *this);
}

void
SchemeSession::MqttBroken(ConnectionId /* connection */, const std::string& reason)
{
    m_core.Malformed(reason, m_wire.GetNow(), *this);
    if (m_end)
    {
        Close(reason); // before MQTT began
    }
}

void
SchemeSession::MqttDown(ConnectionId /* connection */, const std::string& /* reason */)
{
    m_core.TransportClosed(m_wire.GetNow(), *this);
    Gone();
}

void
SchemeSession::Send(const ControlPacket& packet)
{
    if (m_end)
    {
        m_end->Send(packet);
    }
}

void
SchemeSession::Close(const std::string& /* reason */)
{
    if (m_end)
    {
        m_end->Close();
        Gone();
    }
}

void
SchemeSession::Gone()
{
    m_end.reset();
    m_wire.CancelTimer(this, CORE);
    if (!m_ended)
    {
        m_user.SessionIsDown(m_id);
        m_wire.SetTimer(this, RECONNECT, RECONNECT_DELAY, [this]() { Connect(); });
    }
}

void
SchemeSession::SetTimer(Duration delay)
{
    m_wire.SetTimer(this, CORE, delay, [this]() { m_core.TimerExpired(m_wire.GetNow(), *this); });
}

void
SchemeSession::Connected(bool sessionPresent)
{
    if (!sessionPresent)
    {
        m_nRequested = 0;
        m_nAwaited = 0;
    }
    Request();
}

void
SchemeSession::Refused(ConnectCode /* code */)
{
}

void
SchemeSession::Deliver(const mqtt::Publish& publish)
{
    if (!m_ended)
    {
        m_user.SessionReceived(m_id, publish);
    }
}

void
SchemeSession::Subscribed(std::uint16_t /* packetId */,
                          const std::vector<std::uint8_t>& /* codes */)
{
    --m_nAwaited;
    Request();
}

void
SchemeSession::Unsubscribed(std::uint16_t /* packetId */)
{
}

void
SchemeSession::Completed(std::uint16_t /* packetId */)
{
}

void
SchemeSession::Dropped(const Message& /* message */, const std::string& /* reason */)
{
}

} // namespace ns3::mqtt::test
