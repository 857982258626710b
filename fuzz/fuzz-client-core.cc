// SPDX-License-Identifier: GPL-2.0-or-later
#include "fuzz-peer.h"

#include "ns3/mqtt-client-core.h"

#include <fuzzer/FuzzedDataProvider.h>
#include <set>

/// @file
/// A client core, whose application may ask for anything and whose broker may say anything. What it
/// sends is MQTT and goes where a connection is; each request is answered once at the most.

using namespace ns3::mqtt;

namespace
{

/// Messages under way, and waiting behind them.
constexpr std::uint16_t MAX_INFLIGHT = 3;
constexpr std::size_t MAX_QUEUED = 4;

/// A client, its application and its broker.
class Play : private ClientOutput
{
  public:
    /// @param options of the client
    explicit Play(const ClientOptions& options)
        : m_core(options)
    {
    }

    /// Something happens.
    /// @param input says what
    void Act(FuzzedDataProvider& input);

  private:
    /// What may happen.
    enum class Action
    {
        SAY,
        SAY_MORE, ///< as often
        WELCOME,  ///< the broker accepts
        OPEN,
        LOSE,
        GARBLE,
        WAIT,
        PUBLISH,
        SUBSCRIBE,
        UNSUBSCRIBE,
        DISCONNECT,
        CALL_BACK, ///< the application does something when it next hears of something
        kMaxValue = CALL_BACK
    };

    void Send(const ControlPacket& packet) override;
    void Close(const std::string& reason) override;
    void SetTimer(Duration delay) override;
    void Connected(bool sessionPresent) override;
    void Refused(ConnectCode code) override;
    void Deliver(const Publish& publish) override;
    void Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes) override;
    void Unsubscribed(std::uint16_t packetId) override;
    void Completed(std::uint16_t packetId) override;
    void Dropped(const Message& message, const std::string& reason) override;

    /// The application asks for something.
    /// @param action PUBLISH to DISCONNECT
    /// @param text topic or filter
    void Ask(Action action, const std::string& text);

    /// The application may do what it has planned.
    void CallBack();

    /// @param octets part of a stream
    void Say(ByteView octets);

    /// Lets time pass and the timer expire.
    /// @param span how long
    void Wait(Duration span);

    ClientCore m_core;                ///< under test
    Duration m_now{0};                ///< present time
    std::optional<Duration> m_timer;  ///< when it expires
    std::shared_ptr<FuzzPeer> m_peer; ///< broker, null without a connection
    bool m_connectSent{false};        ///< on this connection
    std::map<std::uint16_t, std::size_t>
        m_requests;                      ///< codes that answers may have, 0 for UNSUBACK
    std::set<std::uint16_t> m_published; ///< messages whose handshake may not be done
    std::optional<Action> m_planned;     ///< what the application does next
};

void
Play::Act(FuzzedDataProvider& input)
{
    const auto action = input.ConsumeEnum<Action>();
    const auto octets = input.ConsumeIntegral<std::uint8_t>();
    switch (action)
    {
    case Action::SAY:
    case Action::SAY_MORE:
        Say(input.ConsumeBytes<std::uint8_t>(octets));
        break;
    case Action::WELCOME:
        Say(Encode(Connack{(octets & 1) != 0, ConnectCode::ACCEPTED}));
        break;
    case Action::OPEN:
        if (!m_peer)
        {
            m_peer = std::make_shared<FuzzPeer>(MAX_INFLIGHT);
            m_connectSent = false;
            m_core.TransportOpened(m_now, *this);
            NS_ABORT_MSG_UNLESS(m_connectSent && m_timer, "does not begin");
        }
        break;
    case Action::LOSE:
        m_peer.reset();
        m_timer.reset();
        m_core.TransportClosed(m_now, *this);
        break;
    case Action::GARBLE:
        m_core.Malformed("garbled", m_now, *this);
        NS_ABORT_MSG_IF(m_peer, "a broken connection goes on");
        break;
    case Action::WAIT:
        Wait(std::chrono::seconds(octets));
        break;
    case Action::CALL_BACK:
        m_planned = static_cast<Action>(static_cast<int>(Action::PUBLISH) + octets % 4);
        break;
    default:
        Ask(action, input.ConsumeBytesAsString(octets % 8));
    }
    NS_ABORT_MSG_IF(m_core.IsConnected() && !m_peer, "connected to nobody");
    NS_ABORT_MSG_IF(m_core.GetNPending() > m_published.size(),
                    "more is pending than was published");
    NS_ABORT_MSG_IF(m_core.GetNPending() > MAX_INFLIGHT + MAX_QUEUED, "too many are pending");
}

void
Play::Ask(Action action, const std::string& text)
{
    // The length says the rest, so that texts are short.
    const Qos qos = static_cast<Qos>(text.size() % 3);
    if (action == Action::DISCONNECT)
    {
        m_core.Disconnect(m_now, *this);
        NS_ABORT_MSG_IF(m_peer, "a connection outlives its end");
    }
    else if (action == Action::PUBLISH)
    {
        const auto message = std::make_shared<const Message>(Message{text, {1}});
        const auto id = m_core.Publish(message, qos, false, m_now, *this);
        NS_ABORT_MSG_IF(id && (id.value() == 0) != (qos == Qos::AT_MOST_ONCE), "a wrong number");
        if (id && id.value() != 0)
        {
            m_published.insert(id.value());
        }
    }
    else
    {
        const std::vector<Subscription> two{{text, qos}, {"a", Qos::AT_MOST_ONCE}};
        const auto id = action == Action::SUBSCRIBE ? m_core.Subscribe(two, m_now, *this)
                                                    : m_core.Unsubscribe({text}, m_now, *this);
        const std::size_t nCodes = action == Action::SUBSCRIBE ? two.size() : 0;
        NS_ABORT_MSG_IF(id && !m_requests.emplace(id.value(), nCodes).second,
                        "the number of a request that is not answered");
    }
}

void
Play::CallBack()
{
    if (const auto planned = std::exchange(m_planned, std::nullopt))
    {
        Ask(*planned, "b");
    }
}

void
Play::Say(ByteView octets)
{
    if (const auto peer = m_peer) // which may go meanwhile
    {
        peer->Say(
            octets,
            [&](const ControlPacket& packet) {
                m_core.Received(packet, m_now, *this);
                return m_peer == peer;
            },
            [&](const std::string& reason) { m_core.Malformed(reason, m_now, *this); });
    }
}

void
Play::Wait(Duration span)
{
    const auto end = m_now + span;
    for (std::size_t n = 0; m_timer && *m_timer <= end; ++n)
    {
        NS_ABORT_MSG_IF(n > 1000, "a timer that never ends");
        m_now = *std::exchange(m_timer, std::nullopt);
        m_core.TimerExpired(m_now, *this);
    }
    m_now = end;
}

void
Play::Send(const ControlPacket& packet)
{
    NS_ABORT_MSG_UNLESS(m_peer, "sends where no connection is");
    NS_ABORT_MSG_UNLESS(m_connectSent != std::holds_alternative<Connect>(packet),
                        "CONNECT is not first, or not once");
    m_connectSent = true;
    m_peer->Sent(packet);
}

void
Play::Close(const std::string& reason)
{
    NS_ABORT_MSG_UNLESS(m_peer, "closes where no connection is: " << reason);
    m_peer.reset();
    m_timer.reset();
}

void
Play::SetTimer(Duration delay)
{
    NS_ABORT_MSG_UNLESS(m_peer, "a timer where no connection is");
    m_timer = m_now + delay;
}

void
Play::Connected(bool sessionPresent)
{
    if (!sessionPresent)
    {
        m_requests.clear();
    }
    CallBack();
}

void
Play::Refused(ConnectCode code)
{
    NS_ABORT_MSG_IF(code == ConnectCode::ACCEPTED, "refused though accepted");
}

void
Play::Deliver(const Publish& publish)
{
    NS_ABORT_MSG_UNLESS(publish.message, "delivers nothing");
    CallBack();
}

void
Play::Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes)
{
    const auto found = m_requests.find(packetId);
    NS_ABORT_MSG_UNLESS(found != m_requests.end() && found->second == codes.size() &&
                            !codes.empty(),
                        "an answer to no request");
    m_requests.erase(found);
    CallBack();
}

void
Play::Unsubscribed(std::uint16_t packetId)
{
    const auto found = m_requests.find(packetId);
    NS_ABORT_MSG_UNLESS(found != m_requests.end() && found->second == 0, "an answer to no request");
    m_requests.erase(found);
    CallBack();
}

void
Play::Completed(std::uint16_t packetId)
{
    NS_ABORT_MSG_UNLESS(m_published.erase(packetId), "a message is done that was none");
    CallBack();
}

void
Play::Dropped(const Message& message, const std::string& reason)
{
    NS_ABORT_MSG_IF(message.topic.empty() || reason.empty(), "a message is lost without a reason");
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    ClientOptions options;
    options.clientId = "c";
    options.maxInflight = MAX_INFLIGHT;
    options.maxQueued = MAX_QUEUED;
    options.cleanSession = input.ConsumeBool();
    options.keepAlive = input.ConsumeIntegral<std::uint8_t>();
    Play play(options);
    while (input.remaining_bytes() > 0)
    {
        play.Act(input);
    }
    return 0;
}
