// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-client-agent.h"

#include "ns3/mqtt-framer.h"

/// @file
/// How a device of the ECQV schemes sends and reads messages, queries and its will.

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t MAX_WILL_PAYLOAD = 65535; ///< octets that CONNECT can carry

/// Octets that the longest packet has for anything but the payload, sealing included.
constexpr std::size_t PACKET_RESERVE = 70'000;

/// Messages after which the will is sealed anew: receivers remember twice as many times.
constexpr std::size_t WILL_REFRESH = TimeWindows::WINDOW_SIZE / 2;

} // namespace

void
EcqvClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    const Message& message = *publish.message;
    if (IsEcqvAgentTopic(message.topic) ||
        message.payload.size() > MAX_REMAINING_LENGTH - PACKET_RESERVE)
    {
        ++m_dropped;
        return;
    }
    host.SendMessage(publish);
}

Bytes
EcqvClientAgent::MakeWillPayload(Duration now)
{
    const Bytes nothing(1); // not empty, which would say something
    if (!m_device.HasCertificate())
    {
        return nothing;
    }
    auto sealed = Seal({m_will->message, m_will->qos, false, false, 0}, now);
    if (!sealed || sealed->size() > MAX_WILL_PAYLOAD)
    {
        return nothing;
    }
    m_willEpoch = m_view.GetNewestNumber();
    m_sinceWill = 0;
    return std::move(*sealed);
}

void
EcqvClientAgent::SendWill(ClientHost& host)
{
    const bool due = m_willEpoch != m_view.GetNewestNumber() || m_sinceWill >= WILL_REFRESH;
    if (!m_will || m_will->message->payload.empty() || !due ||
        !CanSeal(m_topics.GetSenderSide(m_will->message->topic)))
    {
        return;
    }
    const Publish will{m_will->message, m_will->qos, false, false, 0};
    if (auto sealed = Seal(will, host.GetNow()))
    {
        m_willEpoch = m_view.GetNewestNumber();
        m_sinceWill = 0;
        SendToBroker(ECQV_WILL_TOPIC, std::move(*sealed), host);
    }
}

bool
EcqvClientAgent::CanSeal(EcqvRole side) const
{
    return m_stage != Stage::OFFLINE && GetSide(side).keyed &&
           m_view.GetNewestNumber() >= m_awaited;
}

std::optional<Bytes>
EcqvClientAgent::Seal(const Publish& publish, Duration now)
{
    EcqvParcel parcel;
    parcel.side = m_topics.GetSenderSide(publish.message->topic);
    parcel.topic = publish.message->topic;
    parcel.payload = publish.message->payload;
    parcel.time = m_device.MakeTime(now);
    parcel.lossy = publish.qos == Qos::AT_MOST_ONCE;
    parcel.clears = publish.retain && publish.message->payload.empty();
    return m_envelope->Seal(m_device.GetSender(), parcel, m_view);
}

void
EcqvClientAgent::SendPublish(const Publish& publish, ClientHost& host)
{
    const Message& clear = *publish.message;
    if (m_settings.form.published && publish.retain && clear.payload.empty())
    {
        host.SendPacket(publish); // only like this the broker clears what it retains
        return;
    }
    const EcqvRole side = m_topics.GetSenderSide(clear.topic);
    auto sealed = CanSeal(side) ? Seal(publish, host.GetNow()) : std::nullopt;
    if (!sealed)
    {
        Hold(publish);
        Want(side, host);
        return;
    }
    Publish packet = publish;
    packet.message = std::make_shared<const Message>(Message{clear.topic, std::move(*sealed)});
    host.SendPacket(packet);
    ++m_sinceWill;
    SendWill(host);
}

void
EcqvClientAgent::Hold(const Publish& publish)
{
    if (publish.qos == Qos::AT_MOST_ONCE)
    {
        if (m_nHeldAtMostOnce >= MAX_HELD)
        {
            ++m_dropped;
            return;
        }
        ++m_nHeldAtMostOnce;
    }
    m_held.push_back(publish);
}

void
EcqvClientAgent::Proceed(ClientHost& host)
{
    if (m_stage != Stage::ACCEPTED)
    {
        return;
    }
    host.AgentReady();
    m_nHeldAtMostOnce = 0;
    for (const Publish& publish : std::exchange(m_held, {}))
    {
        SendPublish(publish, host);
    }
    SendWill(host);
    for (const auto& [publish, until] : m_buffered.TakeAll())
    {
        OpenMessage(publish, until, host);
    }
    if (LacksKeys())
    {
        ExpectKeys(host);
    }
}

void
EcqvClientAgent::IncomingMessage(const Publish& publish, ClientHost& host)
{
    if (publish.message->payload.empty())
    {
        ++m_dropped; // nothing but a retained message being cleared
        return;
    }
    OpenMessage(publish, host.GetNow() + m_settings.bufferTime, host);
}

void
EcqvClientAgent::OpenMessage(const Publish& publish, Duration until, ClientHost& host)
{
    const Message& sealed = *publish.message;
    const EcqvRole side = m_topics.GetSenderSide(sealed.topic);
    EcqvOpened opened;
    opened.verdict = EcqvOpened::UNKNOWN_EPOCH;
    if (GetSide(GetCounterpart(side)).keyed)
    {
        const std::int64_t now = m_device.GetUnixTime(host.GetNow());
        opened = m_envelope->Open(side, sealed.topic, sealed.payload, m_view, now);
    }
    // As printed no message tells its epoch, so any other may wait for the next key.
    const bool waits = opened.verdict == EcqvOpened::UNKNOWN_EPOCH ||
                       (opened.verdict == EcqvOpened::REJECTED && m_settings.form.published);
    if (waits && m_buffered.Add(publish, until, host))
    {
        ExpectKeys(host);
    }
    else if (opened.verdict == EcqvOpened::OPENED && !opened.clears && opened.sender &&
             m_windows.Take(*opened.sender, opened.lossy, opened.time))
    {
        Publish clear = publish;
        clear.message =
            std::make_shared<const Message>(Message{sealed.topic, std::move(opened.payload)});
        host.DeliverMessage(clear);
    }
    else
    {
        ++m_dropped;
    }
}

void
EcqvClientAgent::SendToBroker(const std::string& topic, Bytes payload, ClientHost& host)
{
    auto message = std::make_shared<const Message>(Message{topic, std::move(payload)});
    host.SendPacket(Publish{std::move(message), Qos::AT_MOST_ONCE, false, false, 0});
}

bool
EcqvClientAgent::IsReady() const
{
    const bool any = m_sides[0].keyed || m_sides[1].keyed;
    const bool all = std::all_of(m_sides.begin(), m_sides.end(), [](const Side& side) {
        return side.keyed || !side.wanted;
    });
    return m_stage != Stage::OFFLINE && any && all && m_view.GetNewestNumber() >= m_awaited;
}

} // namespace ns3::mqtt
