// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-broker-agent.h"

/// @file
/// How the broker of the ECQV schemes verifies what devices publish, and delivers it.

namespace ns3::mqtt
{

EcqvOpened
EcqvBrokerAgent::Verify(const Connection& c,
                        const std::string& topic,
                        ByteView payload,
                        BrokerHost& host)
{
    EcqvOpened opened = m_envelope->Verify(m_topics.GetSenderSide(topic),
                                           topic,
                                           payload,
                                           m_view,
                                           GetUnixTime(host));
    if (opened.verdict != EcqvOpened::OPENED || m_settings.form.published)
    {
        return opened;
    }
    const Duration now = std::chrono::seconds(m_settings.startTime) + host.GetNow();
    const Duration oldest = now - m_settings.maxAge;
    const Duration newest = now + m_settings.maxAge;
    opened.verdict = EcqvOpened::REJECTED;
    if (opened.sender && *opened.sender != c.id)
    {
        opened.reason = "from another device";
    }
    else if (opened.time < oldest.count() || opened.time > newest.count())
    {
        opened.reason = "too old or from the future";
    }
    else if (opened.sender && !m_windows.Take(*opened.sender, opened.lossy, opened.time))
    {
        opened.reason = "replayed";
    }
    else
    {
        opened.verdict = EcqvOpened::OPENED;
    }
    return opened;
}

void
EcqvBrokerAgent::TakePublish(ConnectionId from,
                             Connection& c,
                             const Publish& publish,
                             BrokerHost& host)
{
    const Message& message = *publish.message;
    if (m_settings.form.published && publish.retain && message.payload.empty())
    {
        host.PassPacket(from, publish);
        return;
    }
    const bool isWill = message.topic == ECQV_WILL_TOPIC;
    const std::string* topic = isWill ? m_wills.FindTopic(c.will) : &message.topic;
    if (!topic || (!isWill && IsEcqvAgentTopic(message.topic)))
    {
        host.Fail(from, "PUBLISH on a topic of agents");
        return;
    }
    const EcqvOpened opened = Verify(c, *topic, message.payload, host);
    if (opened.verdict != EcqvOpened::OPENED)
    {
        host.Fail(from,
                  "PUBLISH: " + (opened.verdict == EcqvOpened::UNKNOWN_EPOCH ? "unknown epoch"
                                                                             : opened.reason));
    }
    else if (isWill)
    {
        m_wills.Replace(c.will, message.payload);
    }
    else if (opened.clears)
    {
        Publish cleared = publish;
        cleared.message = std::make_shared<const Message>(Message{message.topic, {}});
        host.PassPacket(from, cleared);
    }
    else
    {
        host.PassPacket(from, publish);
    }
}

void
EcqvBrokerAgent::OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host)
{
    Connection* c = FindConnection(to);
    const auto* connack = std::get_if<Connack>(&packet);
    const auto* suback = std::get_if<Suback>(&packet);
    const auto* publish = std::get_if<Publish>(&packet);
    if (c && connack && connack->code == ConnectCode::ACCEPTED)
    {
        Connack full = *connack;
        full.trailer = std::move(c->connackTrailer);
        host.SendPacket(to, full);
        // Before what the session has kept: it may be sealed in an epoch that the device missed.
        if (auto* member = m_members.Find(c->id))
        {
            SendUpdate(*member, host);
        }
    }
    else if (c && suback && c->subackTrailer && c->subackTrailer->first == suback->packetId)
    {
        Suback full = *suback;
        full.trailer = std::move(std::exchange(c->subackTrailer, std::nullopt)->second);
        host.SendPacket(to, full);
    }
    else if (publish)
    {
        const MessagePtr message = m_wills.Resolve(publish->message);
        if (message == publish->message)
        {
            host.SendPacket(to, packet); // the same packet for all, so it is encoded once
            return;
        }
        Publish will = *publish;
        will.message = message;
        host.SendPacket(to, will);
    }
    else
    {
        host.SendPacket(to, packet);
    }
}

} // namespace ns3::mqtt
