// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-client-core.h"

#include "ns3/mqtt-framer.h"
#include "ns3/mqtt-topic.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// Octets of PUBLISH beside topic and payload: length of the topic and packet identifier.
constexpr std::size_t PUBLISH_OVERHEAD = 4;

} // namespace

/// One call: what time it is and where its effects go. Remembers when something was sent, for the
/// keep alive.
class ClientCore::Call : public PacketSink
{
  public:
    /// @param core client
    /// @param now present time
    /// @param out carries out what is to be done
    Call(ClientCore& core, Duration now, ClientOutput& out)
        : m_core(core),
          m_now(now),
          m_out(out)
    {
    }

    void Send(const ControlPacket& packet) override
    {
        m_core.m_lastSent = m_now;
        m_out.Send(packet);
    }

    /// @return present time
    Duration GetNow() const
    {
        return m_now;
    }

    /// @return what carries out what is to be done
    ClientOutput& GetOutput() const
    {
        return m_out;
    }

  private:
    ClientCore& m_core;  ///< client
    Duration m_now;      ///< present time
    ClientOutput& m_out; ///< carries out what is to be done
};

ClientCore::ClientCore(ClientOptions options)
    : m_options(std::move(options)),
      m_sender({m_options.maxInflight, m_options.maxQueued, SIZE_MAX})
{
}

void
ClientCore::TransportOpened(Duration now, ClientOutput& out)
{
    m_state = State::CONNECTING;
    m_pingSent.reset();
    Call(*this, now, out).Send(static_cast<const Connect&>(m_options));
    out.SetTimer(m_options.responseTimeout);
}

void
ClientCore::Received(const ControlPacket& packet, Duration now, ClientOutput& out)
{
    if (m_state == State::DISCONNECTED)
    {
        return;
    }
    if (m_state == State::CONNECTING && GetType(packet) != PacketType::CONNACK)
    {
        CloseFor(std::string("first packet is not CONNACK but ") + GetName(GetType(packet)), out);
        return;
    }
    Call call(*this, now, out);
    std::visit([&](const auto& p) { Handle(p, call); }, packet);
}

void
ClientCore::Malformed(const std::string& reason, Duration, ClientOutput& out)
{
    if (m_state != State::DISCONNECTED)
    {
        CloseFor(reason, out);
    }
}

void
ClientCore::TransportClosed(Duration, ClientOutput&)
{
    m_state = State::DISCONNECTED;
}

void
ClientCore::TimerExpired(Duration now, ClientOutput& out)
{
    if (m_state == State::CONNECTING)
    {
        CloseFor("no CONNACK in time", out);
        return;
    }
    if (m_state == State::DISCONNECTED || m_options.keepAlive == 0)
    {
        return;
    }
    if (m_pingSent && now >= *m_pingSent + m_options.responseTimeout)
    {
        CloseFor("no PINGRESP in time", out);
        return;
    }
    Call call(*this, now, out);
    // Packets do not touch the timer; it looks back when it expires and waits for the rest.
    if (now >= m_lastSent + std::chrono::seconds(m_options.keepAlive))
    {
        m_pingSent = m_pingSent.value_or(now);
        call.Send(Pingreq{});
    }
    SetKeepAliveTimer(call);
}

void
ClientCore::SetKeepAliveTimer(Call& call) const
{
    auto next = m_lastSent + std::chrono::seconds(m_options.keepAlive);
    if (m_pingSent)
    {
        next = std::min(next, *m_pingSent + m_options.responseTimeout);
    }
    call.GetOutput().SetTimer(std::max(next - call.GetNow(), Duration::zero()));
}

template <class Packet>
void
ClientCore::Handle(const Packet& packet, Call& call)
{
    if constexpr (IS_DELIVERY_ANSWER<Packet>)
    {
        if (m_sender.Handle(packet, call))
        {
            call.GetOutput().Completed(packet.packetId);
        }
    }
    else
    {
        CloseFor(std::string("broker sent ") + GetName(GetType(packet)), call.GetOutput());
    }
}

void
ClientCore::Handle(const Connack& packet, Call& call)
{
    if (m_state == State::CONNECTED)
    {
        CloseFor("second CONNACK", call.GetOutput());
        return;
    }
    if (packet.code != ConnectCode::ACCEPTED)
    {
        m_state = State::DISCONNECTED;
        call.GetOutput().Refused(packet.code);
        call.GetOutput().Close("refused with code " +
                               std::to_string(static_cast<unsigned>(packet.code)));
        return;
    }
    if (packet.sessionPresent && m_options.cleanSession)
    {
        CloseFor("session present though a clean one was asked for", call.GetOutput());
        return;
    }
    m_state = State::CONNECTED;
    ResumeSession(packet.sessionPresent, call);
    call.GetOutput().Connected(packet.sessionPresent);
}

void
ClientCore::ResumeSession(bool sessionPresent, Call& call)
{
    if (!sessionPresent)
    {
        m_receiver.Clear();
        m_sender.DropInflight([&call](const Message& message) {
            call.GetOutput().Dropped(message, "in flight when the session was lost");
        });
        while (!m_requests.empty())
        {
            RemoveRequest(std::prev(m_requests.end()));
        }
    }
    m_sender.Resume(call);
    for (const auto& request : m_requests)
    {
        call.Send(request.packet);
    }
    if (m_options.keepAlive != 0)
    {
        SetKeepAliveTimer(call);
    }
}

void
ClientCore::Handle(const mqtt::Publish& packet, Call& call)
{
    if (m_receiver.Accept(packet))
    {
        call.GetOutput().Deliver(packet);
    }
    // The application may have ended the connection meanwhile.
    if (m_state == State::CONNECTED)
    {
        m_receiver.Answer(packet, call);
    }
}

void
ClientCore::Handle(const Pubrel& packet, Call& call)
{
    m_receiver.Handle(packet, call);
}

void
ClientCore::Handle(const Suback& packet, Call& call)
{
    auto request = FindRequest<mqtt::Subscribe>(packet.packetId);
    if (request == m_requests.end())
    {
        return;
    }
    auto wanted = std::get<mqtt::Subscribe>(request->packet).subscriptions.size();
    if (packet.codes.size() != wanted)
    {
        CloseFor("SUBACK: " + std::to_string(packet.codes.size()) + " return codes for " +
                     std::to_string(wanted) + " topic filters",
                 call.GetOutput());
        return;
    }
    RemoveRequest(request);
    call.GetOutput().Subscribed(packet.packetId, packet.codes);
}

void
ClientCore::Handle(const Unsuback& packet, Call& call)
{
    auto request = FindRequest<mqtt::Unsubscribe>(packet.packetId);
    if (request != m_requests.end())
    {
        RemoveRequest(request);
        call.GetOutput().Unsubscribed(packet.packetId);
    }
}

void
ClientCore::Handle(const Pingresp&, Call&)
{
    m_pingSent.reset();
}

Result<std::uint16_t>
ClientCore::Publish(MessagePtr message, Qos qos, bool retain, Duration now, ClientOutput& out)
{
    if (!IsValidTopicName(message->topic))
    {
        return Error{"'" + message->topic + "' is not a topic name"};
    }
    if (GetSize(*message) > MAX_REMAINING_LENGTH - PUBLISH_OVERHEAD)
    {
        return Error{"message is too long for a packet"};
    }
    Call call(*this, now, out);
    mqtt::Publish publish{std::move(message), qos, false, retain, 0};
    if (qos == Qos::AT_MOST_ONCE)
    {
        if (!IsConnected())
        {
            return Error{"not connected, and messages of QoS 0 do not wait"};
        }
        call.Send(publish);
        return std::uint16_t{0};
    }
    auto packetId = m_sender.Offer(std::move(publish), IsConnected() ? &call : nullptr);
    if (packetId == 0)
    {
        return Error{"too many messages wait, at most " + std::to_string(m_options.maxQueued)};
    }
    return packetId;
}

Result<std::uint16_t>
ClientCore::Subscribe(std::vector<Subscription> subscriptions, Duration now, ClientOutput& out)
{
    for (const auto& subscription : subscriptions)
    {
        if (!IsValidTopicFilter(subscription.filter))
        {
            return Error{"'" + subscription.filter + "' is not a topic filter"};
        }
    }
    if (subscriptions.empty())
    {
        return Error{"no topic filter to subscribe to"};
    }
    return SendRequest(mqtt::Subscribe{0, std::move(subscriptions)}, now, out);
}

Result<std::uint16_t>
ClientCore::Unsubscribe(std::vector<std::string> filters, Duration now, ClientOutput& out)
{
    auto wrong = std::find_if_not(filters.begin(), filters.end(), IsValidTopicFilter);
    if (wrong != filters.end())
    {
        return Error{"'" + *wrong + "' is not a topic filter"};
    }
    if (filters.empty())
    {
        return Error{"no topic filter to unsubscribe from"};
    }
    return SendRequest(mqtt::Unsubscribe{0, std::move(filters)}, now, out);
}

template <class Packet>
Result<std::uint16_t>
ClientCore::SendRequest(Packet packet, Duration now, ClientOutput& out)
{
    if (!IsConnected())
    {
        return Error{"not connected"};
    }
    packet.packetId = m_sender.GetIds().Take();
    if (packet.packetId == 0)
    {
        return Error{"all packet identifiers are in use"};
    }
    m_requests.push_back({packet.packetId, packet});
    Call(*this, now, out).Send(m_requests.back().packet);
    return packet.packetId;
}

template <class Packet>
std::vector<ClientCore::Request>::iterator
ClientCore::FindRequest(std::uint16_t packetId)
{
    return std::find_if(m_requests.begin(), m_requests.end(), [packetId](const Request& request) {
        return request.packetId == packetId && std::holds_alternative<Packet>(request.packet);
    });
}

void
ClientCore::RemoveRequest(std::vector<Request>::iterator request)
{
    m_sender.GetIds().Release(request->packetId);
    m_requests.erase(request);
}

void
ClientCore::Disconnect(Duration now, ClientOutput& out)
{
    if (m_state == State::DISCONNECTED)
    {
        return;
    }
    Call(*this, now, out).Send(mqtt::Disconnect{});
    CloseFor("disconnected by the application", out);
}

void
ClientCore::CloseFor(const std::string& reason, ClientOutput& out)
{
    m_state = State::DISCONNECTED;
    out.Close(reason);
}

std::size_t
ClientCore::GetStateSize() const
{
    return m_options.clientId.size() + m_sender.GetStateSize() + m_receiver.GetStateSize();
}

} // namespace ns3::mqtt
