// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-wire.h"

#include "ns3/abort.h"
#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt::test
{

const std::string MQTT_SERVICE = "mqtt";

namespace
{

/// Seconds since 1970 at which all scenes begin: 2023-11-14.
constexpr std::int64_t SCENE_EPOCH = 1'700'000'000;

/// Steps without time passing after which parties are taken to talk for ever.
constexpr std::size_t MAX_STEPS = 1'000'000;

} // namespace

std::optional<ControlPacket>
ReadPacket(const Parcel& parcel)
{
    return ReadPacket(ByteView(parcel.octets));
}

std::optional<ControlPacket>
ReadPacket(ByteView octets)
{
    Framer framer;
    framer.Append(octets);
    const auto frame = framer.Next();
    if (!frame || !frame.value())
    {
        return {};
    }
    auto packet = Decode(*frame.value(), Trailers::TAKEN);
    return packet ? std::make_optional(std::move(packet.value())) : std::nullopt;
}

bool
ChangePayload(Parcel& parcel, const std::function<void(Bytes&)>& change)
{
    auto packet = ReadPacket(parcel);
    auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
    if (!publish || !parcel.IsMqtt())
    {
        return false;
    }
    Message message = *publish->message;
    change(message.payload);
    publish->message = std::make_shared<const Message>(std::move(message));
    parcel.octets = Encode(*packet);
    return true;
}

SchemeWire::SchemeWire()
    : m_random(SeededRandom::Seed{7})
{
}

void
SchemeWire::Listen(const std::string& service, Accept accept)
{
    m_services[service] = std::move(accept);
}

StreamId
SchemeWire::Open(const std::string& service,
                 const std::string& opener,
                 std::shared_ptr<StreamEnd> end)
{
    const StreamId id = ++m_lastStream;
    m_streams[id] = {service, opener, {nullptr, std::move(end)}};
    m_steps.push_back([this, id, service]() {
        if (const auto own = FindEnd(id, true))
        {
            const auto listener = m_services.find(service);
            if (listener == m_services.end())
            {
                m_streams.erase(id);
                own->Closed("nobody listens");
                return;
            }
            const auto other = listener->second(id);
            m_streams.at(id).ends[0] = other;
            own->Opened();
            other->Opened();
        }
    });
    return id;
}

void
SchemeWire::Send(StreamId stream, bool fromOpener, ByteView octets)
{
    const auto found = m_streams.find(stream);
    if (found != m_streams.end() && found->second.ends[fromOpener])
    {
        const Parcel parcel{stream,
                            found->second.service,
                            found->second.opener,
                            fromOpener,
                            octets.ToBytes(),
                            m_now};
        m_steps.push_back([this, parcel]() { Deliver(parcel, true); });
    }
}

void
SchemeWire::Inject(StreamId stream, bool fromOpener, ByteView octets)
{
    const auto found = m_streams.find(stream);
    if (found != m_streams.end())
    {
        const Parcel parcel{stream,
                            found->second.service,
                            found->second.opener,
                            fromOpener,
                            octets.ToBytes(),
                            m_now};
        m_steps.push_back([this, parcel]() { Deliver(parcel, false); });
    }
}

void
SchemeWire::Deliver(Parcel parcel, bool shown)
{
    if (shown)
    {
        transcript.push_back(parcel);
        if (hook)
        {
            hook(parcel);
        }
    }
    if (!parcel.dropped)
    {
        if (const auto end = FindEnd(parcel.stream, !parcel.fromOpener))
        {
            end->Received(parcel.octets);
        }
    }
}

Bytes
SchemeWire::Confide(StreamId stream, bool fromOpener, ByteView octets)
{
    Parcel parcel{stream, {}, {}, fromOpener, octets.ToBytes(), m_now};
    const auto found = m_streams.find(stream);
    if (insider && found != m_streams.end())
    {
        parcel.service = found->second.service;
        parcel.opener = found->second.opener;
        insider(parcel);
    }
    return parcel.octets;
}

void
SchemeWire::Close(StreamId stream, bool byOpener)
{
    const auto found = m_streams.find(stream);
    if (found != m_streams.end() && found->second.ends[byOpener])
    {
        found->second.ends[byOpener] = nullptr;
        m_steps.push_back([this, stream, byOpener]() {
            const auto other = FindEnd(stream, !byOpener);
            m_streams.erase(stream);
            if (other)
            {
                other->Closed("connection closed by peer");
            }
        });
    }
}

void
SchemeWire::Cut(StreamId stream)
{
    m_steps.push_back([this, stream]() {
        const auto acceptor = FindEnd(stream, false);
        const auto opener = FindEnd(stream, true);
        m_streams.erase(stream);
        for (const auto& end : {acceptor, opener})
        {
            if (end)
            {
                end->Closed("connection lost");
            }
        }
    });
}

void
SchemeWire::SetTimer(const void* owner,
                     std::uint64_t number,
                     Duration delay,
                     std::function<void()> expired)
{
    m_timers[{owner, number}] = {m_now + delay, ++m_lastOrder, std::move(expired)};
}

void
SchemeWire::CancelTimer(const void* owner, std::uint64_t number)
{
    m_timers.erase({owner, number});
}

void
SchemeWire::Run()
{
    std::size_t steps = 0;
    while (!m_steps.empty() || FireTimer(m_now))
    {
        NS_ABORT_MSG_IF(++steps > MAX_STEPS, "the parties never fall silent");
        if (!m_steps.empty())
        {
            const auto step = std::move(m_steps.front());
            m_steps.pop_front();
            Step(step);
        }
    }
}

void
SchemeWire::Advance(Duration span)
{
    const Duration until = m_now + span;
    Run();
    while (FireTimer(until))
    {
        Run();
    }
    m_now = until;
}

void
SchemeWire::Do(const std::function<void()>& work)
{
    Step(work);
    Run();
}

std::shared_ptr<StreamEnd>
SchemeWire::FindEnd(StreamId stream, bool toOpener) const
{
    const auto found = m_streams.find(stream);
    return found == m_streams.end() ? nullptr : found->second.ends[toOpener];
}

bool
SchemeWire::FireTimer(Duration until)
{
    const auto next =
        std::min_element(m_timers.begin(), m_timers.end(), [](const auto& a, const auto& b) {
            return std::tie(a.second.when, a.second.order) <
                   std::tie(b.second.when, b.second.order);
        });
    if (next == m_timers.end() || next->second.when > until)
    {
        return false;
    }
    const auto expired = std::move(next->second.expired);
    m_now = std::max(m_now, next->second.when);
    m_timers.erase(next);
    Step(expired);
    return true;
}

void
SchemeWire::Step(const std::function<void()>& work)
{
    NullMeter nobody;
    const CryptoScope scope(nobody, m_random, SCENE_EPOCH + m_now / std::chrono::seconds(1));
    work();
}

} // namespace ns3::mqtt::test
