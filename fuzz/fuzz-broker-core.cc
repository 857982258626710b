// SPDX-License-Identifier: GPL-2.0-or-later
#include "fuzz-peer.h"

#include "ns3/mqtt-broker-core.h"
#include "ns3/mqtt-topic.h"

#include <fuzzer/FuzzedDataProvider.h>
#include <set>

/// @file
/// Some clients, who may say anything, and a broker core. What it sends is MQTT and goes where a
/// connection is; when all clients have gone and cleared up behind them, it is as it was.

using namespace ns3::mqtt;

namespace
{

/// @return limits that a short input can reach
BrokerLimits
MakeLimits()
{
    BrokerLimits limits;
    limits.maxQueued = 4;
    limits.maxInflight = 3;
    limits.maxConnections = 3;
    limits.maxSubscriptions = 3;
    limits.maxRetained = 3;
    return limits;
}

const BrokerLimits LIMITS = MakeLimits(); ///< of the broker

/// Connections at a time.
constexpr ConnectionId PLACES = 4;

/// The broker's side of a connection, as the network sees it.
struct Link
{
    FuzzPeer peer{LIMITS.maxInflight}; ///< the client
    std::optional<Duration> timer;     ///< when it expires
    std::optional<Connect> connect;    ///< CONNECT that is answered now, or was accepted
    bool answered{false};              ///< CONNACK was sent
};

/// @param clientId client identifier
/// @return a CONNECT that wants a clean session
Connect
MakeConnect(const std::string& clientId)
{
    Connect connect;
    connect.clientId = clientId;
    return connect;
}

/// A broker with its clients.
class Play : private BrokerOutput
{
  public:
    /// Something happens.
    /// @param input says what
    void Act(FuzzedDataProvider& input);

    /// All connections end, all sessions are cleaned, all that was retained is forgotten.
    void ClearUp();

  private:
    /// What may happen.
    enum class Action
    {
        SAY,
        SAY_MORE, ///< as often
        CLOSE,
        GARBLE,
        WAIT,
        kMaxValue = WAIT
    };

    void Send(ConnectionId to, const ControlPacket& packet) override;
    void Close(ConnectionId connection, const std::string& reason) override;
    void SetTimer(ConnectionId connection, Duration delay) override;
    void Dropped(const std::string& clientId,
                 const Message& message,
                 const std::string& reason) override;

    /// @param place where no connection is
    /// @return a connection there
    ConnectionId Open(ConnectionId place);

    /// @param connection that stands
    /// @param octets part of a stream
    void Say(ConnectionId connection, ByteView octets);

    /// @param connection that stands
    /// @param packet that comes there
    void Give(ConnectionId connection, const ControlPacket& packet);

    /// Lets time pass and timers expire.
    /// @param span how long
    void Wait(Duration span);

    /// The model is compared with the core.
    void Compare() const;

    AccessPolicy m_policy;                                 ///< allows everything
    BrokerCore m_core{LIMITS, m_policy};                   ///< under test
    Duration m_now{0};                                     ///< present time
    ConnectionId m_last{0};                                ///< the newest connection
    std::map<ConnectionId, std::shared_ptr<Link>> m_links; ///< connections that stand
    std::map<ConnectionId, ConnectionId> m_places;         ///< connections by place
    std::set<std::string> m_kept;   ///< client identifiers of sessions that may be kept
    std::set<std::string> m_topics; ///< topics that a message may be retained for
};

void
Play::Act(FuzzedDataProvider& input)
{
    const auto place = input.ConsumeIntegralInRange<ConnectionId>(0, PLACES - 1);
    const auto found = m_places.find(place);
    const bool stands = found != m_places.end() && m_links.count(found->second) > 0;
    const ConnectionId connection = stands ? found->second : Open(place);
    switch (input.ConsumeEnum<Action>())
    {
    case Action::SAY:
    case Action::SAY_MORE:
        Say(connection, input.ConsumeBytes<std::uint8_t>(input.ConsumeIntegral<std::uint8_t>()));
        break;
    case Action::CLOSE:
        m_links.erase(connection);
        m_core.Closed(connection, m_now, *this);
        break;
    case Action::GARBLE:
        m_core.Malformed(connection, "garbled", m_now, *this);
        NS_ABORT_MSG_IF(m_links.count(connection), "a broken connection goes on");
        break;
    case Action::WAIT:
        Wait(std::chrono::seconds(input.ConsumeIntegral<std::uint8_t>()));
        break;
    }
    Compare();
}

void
Play::ClearUp()
{
    while (!m_links.empty())
    {
        const auto connection = m_links.begin()->first;
        m_links.erase(connection);
        m_core.Closed(connection, m_now, *this);
    }
    NS_ABORT_MSG_IF(m_core.GetNSessions() > m_kept.size(), "a clean session outlives its client");
    const auto janitor = Open(0);
    Give(janitor, MakeConnect("janitor"));
    for (const auto& topic : m_topics)
    {
        const auto nothing = std::make_shared<const Message>(Message{topic, {}});
        Give(janitor, Publish{nothing, Qos::AT_MOST_ONCE, false, true, 0});
    }
    Give(janitor, Disconnect{});
    for (const auto& clientId : m_kept)
    {
        const auto connection = Open(0);
        Give(connection, MakeConnect(clientId));
        Give(connection, Disconnect{});
    }
    NS_ABORT_MSG_IF(m_core.GetNConnections() > 0, "connections are left");
    NS_ABORT_MSG_IF(m_core.GetNSessions() > 0, "sessions are left");
    NS_ABORT_MSG_IF(m_core.GetRouter().GetNRetained() > 0, "retained messages are left");
    NS_ABORT_MSG_IF(m_core.GetStateSize() > 0, "state is left");
}

void
Play::Send(ConnectionId to, const ControlPacket& packet)
{
    const auto found = m_links.find(to);
    NS_ABORT_MSG_IF(found == m_links.end(), "sends where no connection is");
    Link& link = *found->second;
    const auto* connack = std::get_if<Connack>(&packet);
    NS_ABORT_MSG_UNLESS(link.answered != (connack != nullptr), "CONNACK is not first, or not once");
    if (connack)
    {
        NS_ABORT_MSG_UNLESS(link.connect, "CONNACK without CONNECT");
        link.answered = true;
        const bool isKept = connack->code == ConnectCode::ACCEPTED && !link.connect->cleanSession;
        if (isKept)
        {
            m_kept.insert(link.connect->clientId);
        }
        NS_ABORT_MSG_IF(connack->sessionPresent && !isKept, "a clean session is there already");
    }
    link.peer.Sent(packet);
}

void
Play::Close(ConnectionId connection, const std::string& reason)
{
    NS_ABORT_MSG_UNLESS(m_links.erase(connection), "closes where no connection is: " << reason);
}

void
Play::SetTimer(ConnectionId connection, Duration delay)
{
    const auto found = m_links.find(connection);
    NS_ABORT_MSG_IF(found == m_links.end(), "a timer where no connection is");
    NS_ABORT_MSG_IF(delay <= Duration::zero(), "a timer that never ends");
    found->second->timer = m_now + delay;
}

void
Play::Dropped(const std::string& clientId, const Message& message, const std::string& reason)
{
    NS_ABORT_MSG_IF(clientId.empty() || reason.empty(), "a message is lost without a reason");
    NS_ABORT_MSG_UNLESS(IsValidTopicName(message.topic), "a message without a topic");
}

ConnectionId
Play::Open(ConnectionId place)
{
    const auto connection = m_places[place] = ++m_last;
    const auto link = m_links[connection] = std::make_shared<Link>();
    m_core.Opened(connection, m_now, *this);
    NS_ABORT_MSG_UNLESS(link->timer, "who says nothing is never shown out");
    return connection;
}

void
Play::Say(ConnectionId connection, ByteView octets)
{
    const auto link = m_links.at(connection); // may go while its peer speaks
    link->peer.Say(
        octets,
        [&](const ControlPacket& packet) {
            Give(connection, packet);
            return m_links.count(connection) > 0;
        },
        [&](const std::string& reason) { m_core.Malformed(connection, reason, m_now, *this); });
}

void
Play::Give(ConnectionId connection, const ControlPacket& packet)
{
    const auto* connect = std::get_if<Connect>(&packet);
    const bool second = connect && m_links.at(connection)->answered;
    if (connect && !second)
    {
        m_links.at(connection)->connect = *connect;
    }
    if (const auto* publish = std::get_if<Publish>(&packet); publish && publish->retain)
    {
        m_topics.insert(publish->message->topic);
    }
    if (connect && connect->will)
    {
        m_topics.insert(connect->will->message->topic);
    }
    m_core.Received(connection, packet, m_now, *this);
    const auto found = m_links.find(connection);
    const bool stands = found != m_links.end();
    NS_ABORT_MSG_IF(stands && second, "a second CONNECT is accepted");
    NS_ABORT_MSG_IF(stands && !found->second->answered, "speaks with who has not connected");
    NS_ABORT_MSG_IF(stands && std::holds_alternative<Disconnect>(packet), "stays");
}

void
Play::Wait(Duration span)
{
    const auto end = m_now + span;
    for (;;)
    {
        const auto next =
            std::min_element(m_links.begin(), m_links.end(), [end](const auto& a, const auto& b) {
                return a.second->timer.value_or(end) < b.second->timer.value_or(end);
            });
        if (next == m_links.end() || next->second->timer.value_or(end) >= end)
        {
            break;
        }
        m_now = *std::exchange(next->second->timer, std::nullopt);
        m_core.TimerExpired(next->first, m_now, *this);
    }
    m_now = end;
}

void
Play::Compare() const
{
    NS_ABORT_MSG_UNLESS(m_core.GetNConnections() == m_links.size(), "other connections");
    NS_ABORT_MSG_IF(m_core.GetRouter().GetNRetained() > LIMITS.maxRetained, "too much is retained");
    const auto accepted = std::count_if(m_links.begin(), m_links.end(), [](const auto& link) {
        return link.second->answered;
    });
    NS_ABORT_MSG_IF(accepted > static_cast<std::ptrdiff_t>(LIMITS.maxConnections), "too many");
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    Play play;
    while (input.remaining_bytes() > 0)
    {
        play.Act(input);
    }
    play.ClearUp();
    return 0;
}
