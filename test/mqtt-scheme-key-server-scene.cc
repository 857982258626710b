// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-key-server-scene.h"

namespace ns3::mqtt::test
{

KeyServerScheme&
GetKeyServer(SchemeScene& scene)
{
    return *DynamicCast<KeyServerScheme>(scene.GetScheme());
}

KeyServerAgent&
GetServerAgent(SchemeScene& scene)
{
    return scene.GetAuthority(KeyServerScheme::SERVER).GetAgent<KeyServerAgent>();
}

KeyServerClientAgent&
GetNodeAgent(SchemeClient& client)
{
    return client.GetAgent<KeyServerClientAgent>();
}

bool
IsKeyServerPublished(SchemeScene& scene)
{
    return scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED;
}

std::vector<SentMessage>
ListSent(SchemeScene& scene, std::size_t from)
{
    std::vector<SentMessage> sent;
    for (std::size_t i = from; i < scene.wire.transcript.size(); ++i)
    {
        const Parcel& parcel = scene.wire.transcript[i];
        const auto packet = parcel.fromOpener ? ReadPacket(parcel) : std::nullopt;
        if (const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr)
        {
            sent.push_back({parcel.opener, *publish->message});
        }
    }
    return sent;
}

std::vector<SentMessage>
ListFrames(SchemeScene& scene, KeyFrameType type, std::size_t from)
{
    const KeyFrameFormat format(IsKeyServerPublished(scene));
    std::vector<SentMessage> frames;
    for (auto& sent : ListSent(scene, from))
    {
        const auto view = format.Decode(sent.message.payload);
        if (view && view->frame.type == type)
        {
            frames.push_back(std::move(sent));
        }
    }
    return frames;
}

SentMessage
PublishAndCatch(SchemeScene& scene, SchemeClient& sender, const std::string& text)
{
    const std::size_t from = scene.wire.transcript.size();
    sender.Publish(text);
    for (auto& sent : ListSent(scene, from))
    {
        // What goes to the sender itself is under keys of its own.
        const auto& own = GetKeyServer(scene).GetCredentials(sender.GetName()).topic;
        if (sent.message.topic.compare(0, KEY_PREFIX_SIZE, own, 0, KEY_PREFIX_SIZE) != 0)
        {
            return std::move(sent);
        }
    }
    scene.Check(false, "a message was caught");
    return {};
}

std::shared_ptr<Outsider>
Intrude(SchemeScene& scene, const std::string& name)
{
    auto outsider = scene.Enter();
    Connect connect;
    connect.clientId = name;
    outsider->Say(ControlPacket(connect));
    return outsider;
}

ControlPacket
MakeMessage(const std::string& topic, Bytes payload)
{
    return Publish{std::make_shared<const Message>(Message{topic, std::move(payload)}),
                   Qos::AT_MOST_ONCE,
                   false,
                   false,
                   0};
}

KeyServerCast::KeyServerCast(SchemeScene& scene)
    : alice(scene.AddSubscriber("alice", "#", Qos::AT_LEAST_ONCE)),
      bob(scene.AddSubscriber("bob", "#", Qos::AT_LEAST_ONCE))
{
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
}

} // namespace ns3::mqtt::test
