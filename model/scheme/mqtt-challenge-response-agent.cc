// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-challenge-response-agent.h"

#include "mqtt-platform-messages.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of a will's payload that its length in two octets can tell.
constexpr std::size_t MAX_WILL_PAYLOAD = 65535;

} // namespace

ChallengeResponseClientAgent::ChallengeResponseClientAgent(DeviceCredentials credentials,
                                                           KeyAgreementForm form)
    : m_credentials(std::move(credentials)),
      m_form(form),
      m_identity{m_credentials.device.id, m_credentials.topic.id},
      m_suffix(form.published ? GetDeviceSuffix(m_identity) : "")
{
}

void
ChallengeResponseClientAgent::ConnectionWanted(ClientHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    m_agreement.emplace(m_credentials, m_form);
    m_channel = host.OpenChannel(SERVICE);
}

void
ChallengeResponseClientAgent::ChannelUp(ChannelId channel,
                                        const std::string& /* service */,
                                        ClientHost& host)
{
    if (m_channel == channel)
    {
        host.EnterPhase(Phase::HANDSHAKE);
        host.SendOnChannel(channel, m_agreement->Begin());
    }
}

void
ChallengeResponseClientAgent::ChannelMessage(ChannelId channel, ByteView message, ClientHost& host)
{
    if (m_channel != channel)
    {
        return;
    }
    host.EnterPhase(Phase::HANDSHAKE);
    const auto answer = m_agreement->Answer(message);
    if (!answer)
    {
        host.Fail("key agreement: " + answer.error().reason);
        return;
    }
    m_channel.reset();
    m_cipher.emplace(m_agreement->GetKeys(), m_form, SessionCipher::Side::DEVICE);
    host.SendOnChannel(channel, answer.value());
    host.CloseChannel(channel);
    host.Connect();
}

void
ChallengeResponseClientAgent::ChannelDown(ChannelId channel, ClientHost& host)
{
    if (m_channel == channel)
    {
        m_channel.reset();
        host.Fail("the broker has broken off the key agreement");
    }
}

void
ChallengeResponseClientAgent::LinkDown(ClientHost& host)
{
    if (m_channel)
    {
        host.CloseChannel(*std::exchange(m_channel, std::nullopt));
    }
    m_agreement.reset();
    m_cipher.reset();
    m_accepted = false;
}

void
ChallengeResponseClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    if (!IsCarriable(*publish.message, MAX_CLEAR_PAYLOAD))
    {
        CountDrop();
        return;
    }
    host.SendMessage(publish);
}

void
ChallengeResponseClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (!m_cipher)
    {
        return; // the connection is on its way down
    }
    if (const auto* connect = std::get_if<Connect>(&packet))
    {
        SendConnect(*connect, host);
    }
    else if (const auto* publish = std::get_if<Publish>(&packet))
    {
        OutgoingPublish(*publish, host);
    }
    else
    {
        host.SendPacket(packet);
    }
}

void
ChallengeResponseClientAgent::SendConnect(Connect connect, ClientHost& host)
{
    if (connect.will)
    {
        const Message& clear = *connect.will->message;
        Bytes sealed = m_cipher->Seal(clear.topic, clear.payload);
        if (sealed.size() <= MAX_WILL_PAYLOAD && IsCarriable(clear, MAX_WILL_PAYLOAD))
        {
            connect.will->message =
                std::make_shared<const Message>(Message{clear.topic, std::move(sealed)});
        }
        else
        {
            connect.will.reset();
            CountDrop();
        }
    }
    ProveSession(connect, m_identity, m_agreement->GetKeys(), m_form);
    m_agreement.reset(); // nothing but the cipher needs the keys from here on
    host.SendPacket(connect);
}

void
ChallengeResponseClientAgent::OutgoingPublish(const Publish& publish, ClientHost& host)
{
    const Message& clear = *publish.message;
    host.SendPacket(
        ReplaceMessage(publish, clear.topic, m_cipher->Seal(clear.topic, clear.payload)));
}

void
ChallengeResponseClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (const auto* publish = std::get_if<Publish>(&packet))
    {
        IncomingPublish(*publish, host);
        return;
    }
    if (const auto* connack = std::get_if<Connack>(&packet))
    {
        m_accepted = connack->code == ConnectCode::ACCEPTED;
    }
    host.PassPacket(packet);
}

void
ChallengeResponseClientAgent::IncomingPublish(const Publish& publish, ClientHost& host)
{
    std::string topic = publish.message->topic;
    const bool hasSuffix =
        topic.size() > m_suffix.size() &&
        topic.compare(topic.size() - m_suffix.size(), m_suffix.size(), m_suffix) == 0;
    if (!m_cipher || !hasSuffix)
    {
        Reject(publish, host);
        return;
    }
    topic.resize(topic.size() - m_suffix.size());
    auto opened = m_cipher->Open(topic, publish.message->payload);
    if (!opened)
    {
        Reject(publish, host);
        return;
    }
    host.PassPacket(ReplaceMessage(publish, std::move(topic), std::move(opened.value())));
}

void
ChallengeResponseClientAgent::Reject(const Publish& publish, ClientHost& host)
{
    CountDrop();
    if (publish.qos != Qos::AT_MOST_ONCE)
    {
        host.Fail("a delivery by the broker is not authentic");
    }
}

std::size_t
ChallengeResponseClientAgent::GetStateSize() const
{
    const auto& [device, topic] = m_credentials;
    return device.id.size() + device.key.Get().size() + topic.id.size() + topic.key.Get().size() +
           (m_cipher ? m_cipher->GetStateSize() : 0);
}

} // namespace ns3::mqtt
