// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-device.h"

#include "ns3/mqtt-challenge-response-agent.h"
#include "ns3/mqtt-session-proof.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt::test
{

GroupPlatformScheme&
GetPlatform(const SchemeScene& scene)
{
    return dynamic_cast<GroupPlatformScheme&>(*scene.GetScheme());
}

bool
IsPublished(const SchemeScene& scene)
{
    return scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED;
}

DeviceCredentials
Register(SchemeScene& scene, const std::string& name)
{
    auto& platform = GetPlatform(scene);
    scene.wire.Do([&]() { platform.CreateClientAgent(name); });
    return platform.GetCredentials(name);
}

void
Manage(SchemeScene& scene, const std::function<void(TopicDeviceManagement&)>& work)
{
    scene.wire.Do([&]() { work(GetPlatform(scene).GetManagement()); });
}

ScriptedDevice::ScriptedDevice(SchemeScene& scene, DeviceCredentials credentials)
    : m_scene(scene),
      m_credentials(std::move(credentials)),
      m_form(GetPlatform(scene).GetKeyAgreementForm())
{
}

bool
ScriptedDevice::Ask()
{
    KeyAgreementInitiator initiator(m_credentials, m_form);
    Bytes first;
    m_scene.wire.Do([&]() { first = initiator.Begin(); });
    channel = m_scene.Enter(ChallengeResponseClientAgent::SERVICE);
    channel->Say(first);
    bool proven = false;
    m_scene.wire.Do([&]() {
        if (!channel->answers.empty())
        {
            const auto answer = initiator.Answer(channel->answers[0]);
            proven = answer.has_value();
            m_third = proven ? answer.value() : Bytes();
            m_sessionKeys = initiator.GetKeys();
        }
    });
    return proven;
}

void
ScriptedDevice::Respond()
{
    channel->Say(m_third);
}

Connect
ScriptedDevice::MakeConnect(const std::string& clientId, bool clean) const
{
    mqtt::Connect connect;
    connect.clientId = clientId;
    connect.cleanSession = clean;
    const SessionIdentity identity{m_credentials.device.id, m_credentials.topic.id};
    m_scene.wire.Do([&]() { ProveSession(connect, identity, m_sessionKeys, m_form); });
    return connect;
}

bool
ScriptedDevice::Join(const std::string& clientId, bool clean)
{
    GetKeys(); // those of the last connection
    if (!Ask())
    {
        return false;
    }
    Respond();
    m_scene.wire.Do(
        [&]() { m_cipher.emplace(m_sessionKeys, m_form, SessionCipher::Side::DEVICE); });
    mqtt = m_scene.Enter();
    m_seen = 0;
    mqtt->Say(MakeConnect(clientId, clean));
    return mqtt->IsAccepted();
}

void
ScriptedDevice::Subscribe(const std::string& filter)
{
    mqtt->Say(mqtt::Subscribe{1, {{filter, Qos::AT_MOST_ONCE}}});
}

void
ScriptedDevice::Leave()
{
    mqtt->Say(Disconnect{});
}

const std::vector<GroupKey>&
ScriptedDevice::GetKeys()
{
    const auto packets = mqtt ? mqtt->GetPackets() : std::vector<ControlPacket>();
    for (; m_seen < packets.size(); ++m_seen)
    {
        const auto* publish = std::get_if<mqtt::Publish>(&packets[m_seen]);
        if (!publish || publish->message->topic.rfind("updategroup/", 0) != 0)
        {
            continue;
        }
        m_scene.wire.Do([&]() {
            const auto& [topic, payload] = *publish->message;
            const auto update = m_cipher->Open(topic, payload);
            m_scene.Check(update.has_value(), "a key update opens");
            if (update)
            {
                const ByteView octets(update.value());
                const auto epoch =
                    m_form.published ? 0 : boost::endian::load_big_u32(octets.data() + 8);
                m_keys.push_back({epoch, Secret(octets.SubView(octets.size() - 16))});
            }
        });
    }
    return m_keys;
}

Publish
ScriptedDevice::Seal(const std::string& text)
{
    const auto split = text.find('=');
    Message message{text.substr(0, split), {}};
    m_scene.wire.Do([&]() {
        message.payload =
            m_cipher->Seal(message.topic, ByteView(std::string_view(text).substr(split + 1)));
    });
    return {std::make_shared<const Message>(std::move(message)), {}, false, false, 0};
}

} // namespace ns3::mqtt::test
