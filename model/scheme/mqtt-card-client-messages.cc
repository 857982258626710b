// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-client-agent.h"
#include "mqtt-platform-messages.h"

/// @file
/// How a client with a smart card seals and opens messages, by itself or in the card.

namespace ns3::mqtt
{

void
CardClientAgent::SendNext(const ControlPacket& packet, ClientHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    if (!publish)
    {
        host.SendPacket(packet);
        return;
    }
    const MessagePtr message = publish->message;
    if (m_cipher)
    {
        host.SendPacket(ReplaceMessage(*publish,
                                       message->topic,
                                       m_cipher->Seal(message->topic, message->payload)));
        return;
    }
    m_outgoing.busy = true;
    const auto seal = [message](CardReader& reader) {
        return reader.Seal(message->topic, message->payload);
    };
    UseCard<Result<Bytes>>(host, seal, [this, publish = *publish, &host](Result<Bytes> sealed) {
        m_outgoing.busy = false;
        if (!sealed)
        {
            host.Fail(sealed.error().reason);
            return;
        }
        host.SendPacket(ReplaceMessage(publish, publish.message->topic, std::move(sealed.value())));
        Proceed(m_outgoing, host);
    });
}

void
CardClientAgent::TakeNext(const ControlPacket& packet, ClientHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    if (!publish)
    {
        if (m_open)
        {
            host.PassPacket(packet);
        }
        else
        {
            host.Fail("the broker does not keep to the handshake");
        }
        return;
    }
    const MessagePtr message = publish->message;
    if (m_cipher)
    {
        TakeOpened(*publish, m_cipher->Open(message->topic, message->payload), host);
        return;
    }
    m_incoming.busy = true;
    const auto open = [message](CardReader& reader) {
        return reader.Open(message->topic, message->payload);
    };
    UseCard<Result<Bytes>>(host, open, [this, publish = *publish, &host](Result<Bytes> opened) {
        m_incoming.busy = false;
        TakeOpened(publish, std::move(opened), host);
        Proceed(m_incoming, host);
    });
}

void
CardClientAgent::TakeOpened(const Publish& publish, Result<Bytes> opened, ClientHost& host)
{
    if (!m_open)
    {
        const bool isOutcome =
            GetCardMessage(publish, m_options.card->GetId(), CardStep::CONFIRMATION) != nullptr;
        const auto outcome = isOutcome && opened ? DecodeCardOutcome(opened.value()) : std::nullopt;
        if (!outcome)
        {
            host.Fail("the broker does not confirm the keys");
            return;
        }
        host.EnterPhase(Phase::HANDSHAKE);
        Open(*outcome, host);
    }
    else if (opened)
    {
        host.PassPacket(ReplaceMessage(publish, publish.message->topic, std::move(opened.value())));
    }
    else
    {
        ++m_dropped;
        if (publish.qos != Qos::AT_MOST_ONCE)
        {
            host.Fail("a delivery by the broker is not authentic"); // its handshake would never end
        }
    }
}

void
CardClientAgent::Proceed(Lane& lane, ClientHost& host)
{
    while (!lane.busy && !lane.waiting.empty())
    {
        const ControlPacket packet = std::move(lane.waiting.front());
        lane.waiting.pop_front();
        &lane == &m_outgoing ? SendNext(packet, host) : TakeNext(packet, host);
    }
}

} // namespace ns3::mqtt
