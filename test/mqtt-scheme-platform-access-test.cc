// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-device.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-challenge-response-agent.h"
#include "ns3/mqtt-challenge-response-broker.h"

/// @file
/// Who gets into the MQTT group platform, and who may do what there.

namespace ns3::mqtt::test
{

namespace
{

/// @param scene scene
/// @param credentials of somebody
/// @return whether he is accepted
bool
TryToJoin(SchemeScene& scene, const DeviceCredentials& credentials)
{
    ScriptedDevice device(scene, credentials);
    const bool joined = device.Join("eve");
    scene.Check(joined || device.channel->answers.empty(), "who is refused learns nothing");
    scene.Check(joined || device.channel->closed, "who is refused is closed");
    return joined;
}

/// @param scene scene
/// @return whether a device that nobody knows is accepted
bool
JoinUnregistered(SchemeScene& scene)
{
    auto credentials = Register(scene, "eve");
    credentials.device.id[0] ^= 1;
    return TryToJoin(scene, credentials);
}

/// @param scene scene
/// @return whether a device without the right to the topic is accepted
bool
JoinUnauthorised(SchemeScene& scene)
{
    auto credentials = Register(scene, "eve");
    Manage(scene, [&](auto& management) { credentials.device = management.RegisterDevice(); });
    return TryToJoin(scene, credentials);
}

/// @param scene scene
/// @return whether a device whose right was taken away is accepted
bool
JoinRevoked(SchemeScene& scene)
{
    const auto credentials = Register(scene, "eve");
    const auto& device = credentials.device.id;
    const auto& topic = credentials.topic.id;
    scene.Check(TryToJoin(scene, credentials), "at first it is");
    Manage(scene, [&](auto& management) { management.Revoke(device, topic); });
    const bool joined = TryToJoin(scene, credentials);
    Manage(scene, [&](auto& management) { management.Authorise(device, topic); });
    scene.Check(TryToJoin(scene, credentials), "with the right given back it is");
    return joined;
}

/// @param scene scene
/// @return whether a device that was removed is accepted
bool
JoinRemoved(SchemeScene& scene)
{
    const auto credentials = Register(scene, "eve");
    scene.Check(TryToJoin(scene, credentials), "at first it is");
    Manage(scene, [&](auto& management) { management.RemoveDevice(credentials.device.id); });
    return TryToJoin(scene, credentials);
}

/// Loses its right between the key agreement and CONNECT.
/// @param scene scene
/// @return whether it is accepted
bool
RevokeHalfway(SchemeScene& scene)
{
    const auto credentials = Register(scene, "eve");
    ScriptedDevice device(scene, credentials);
    scene.Check(device.Ask(), "the broker proves itself");
    device.Respond();
    Manage(scene, [&](auto& management) { management.RemoveDevice(credentials.device.id); });
    device.mqtt = scene.Enter();
    device.mqtt->Say(device.MakeConnect("eve"));
    return device.mqtt->IsAccepted();
}

/// Knows identities, but not the device's key.
/// @param scene scene
/// @return whether it gets anywhere
bool
JoinWithWrongKey(SchemeScene& scene)
{
    const auto right = Register(scene, "eve");
    auto wrong = right;
    wrong.device.key = Secret(Bytes(PLATFORM_KEY_SIZE, 7));
    ScriptedDevice device(scene, wrong);
    scene.Check(!device.Ask(), "the broker does not know the wrong key");
    device.channel->Say(Bytes(IsPublished(scene) ? 20 : 32, 7));
    scene.Check(device.channel->closed, "a wrong message 3 ends the key agreement");
    const auto& agent = scene.GetBroker().GetAgent<ChallengeResponseBrokerAgent>();
    auto& mallory = scene.AddClient(
        "mallory",
        {},
        std::make_unique<ChallengeResponseClientAgent>(wrong,
                                                       GetPlatform(scene).GetKeyAgreementForm()));
    scene.wire.Advance(std::chrono::seconds(10));
    scene.Check(mallory.lost.size() >= 9, "a real client tries again and again");
    return agent.GetNVerifiedSessions() > 0 || mallory.IsReady() || mallory.nConnected > 0;
}

/// Sends CONNECT with a made-up proof, and other packets without CONNECT.
/// @param scene scene
/// @return whether the broker core hears of anything
bool
ConnectWithoutKeys(SchemeScene& scene)
{
    ScriptedDevice device(scene, Register(scene, "eve"));
    Connect connect = device.MakeConnect("eve");
    connect.password = ByteView(std::string_view("00112233445566778899aabbccddeeff")).ToBytes();
    Connect bare;
    bare.clientId = "eve";
    for (const ControlPacket& packet : {ControlPacket(connect),
                                        ControlPacket(bare),
                                        ControlPacket(Pingreq{}),
                                        ControlPacket(Subscribe{1, {{"a", Qos::AT_MOST_ONCE}}})})
    {
        const auto thief = scene.Enter();
        thief->Say(packet);
        scene.Check(thief->closed && !thief->IsAccepted(), "who proves nothing is closed");
    }
    return !scene.GetBroker().passed.empty();
}

/// Takes its right away from a client that is connected.
/// @param scene scene
/// @return true
bool
CutRevoked(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddSubscriber("alice", "a");
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    const auto& credentials = GetPlatform(scene).GetCredentials("alice");
    Manage(scene, [&](auto& management) {
        management.Revoke(credentials.device.id, credentials.topic.id);
    });
    scene.Check(!alice.IsConnected(), "alice is cut");
    scene.wire.Advance(std::chrono::seconds(5));
    scene.Check(!alice.IsReady() && alice.nConnected == 1, "alice does not come back");
    scene.Check(bob.IsReady() && bob.lost.empty(), "bob has nothing to do with it");
    bob.Publish("a=x");
    scene.ExpectTexts(bob, "a=x");
    scene.ExpectTexts(alice, "");
    return true;
}

/// A device connects under the client identifier of another.
/// @param scene scene
/// @return whether it takes the session over
bool
BorrowIdentifier(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    ScriptedDevice eve(scene, Register(scene, "eve"));
    const bool joined = eve.Join("alice");
    scene.Check(joined != alice.IsConnected(), "one of them has the session");
    return joined;
}

/// CONNECT comes before message 3.
/// @param scene scene
/// @return true
bool
Overtake(SchemeScene& scene)
{
    ScriptedDevice device(scene, Register(scene, "bob"));
    for (const bool comes : {true, false})
    {
        scene.Check(device.Ask(), "the broker proves itself");
        const auto mqtt = scene.Enter();
        mqtt->Say(device.MakeConnect("bob"));
        scene.Check(!mqtt->IsAccepted() && !mqtt->closed, "CONNECT waits");
        if (comes)
        {
            device.Respond();
        }
        else
        {
            device.channel->Leave();
        }
        scene.Check(mqtt->IsAccepted() == comes && mqtt->closed != comes, "it ends as it should");
    }
    return true;
}

/// Connects a minute after the key agreement.
/// @param scene scene
/// @return whether the key is still good
bool
ConnectLate(SchemeScene& scene)
{
    ScriptedDevice device(scene, Register(scene, "bob"));
    const auto& agent = scene.GetBroker().GetAgent();
    const std::size_t state = agent.GetStateSize();
    scene.Check(device.Ask(), "the broker proves itself");
    device.Respond();
    scene.Check(agent.GetStateSize() > state, "the broker keeps the key for CONNECT");
    scene.wire.Advance(std::chrono::minutes(1));
    scene.Check(IsPublished(scene) == (agent.GetStateSize() > state), "for as long as it is good");
    const auto mqtt = scene.Enter();
    mqtt->Say(device.MakeConnect("bob"));
    return mqtt->IsAccepted();
}

/// Publishes and subscribes outside the topic, which is a/#.
/// @param scene scene
/// @return true
bool
StayInside(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a/+/c");
    auto& alice = scene.AddClient("alice");
    auto& eve = scene.AddSubscriber("eve", "#");
    scene.Settle();
    scene.Check(bob.IsReady() && alice.IsReady(), "who asks for part of the topic gets it");
    scene.Check(!eve.IsReady(), "who asks for more does not");
    alice.Publish("b=out");
    scene.Check(!alice.lost.empty(), "who publishes outside is cut");
    scene.Settle();
    scene.Settle();
    alice.Publish("a/b/c=in");
    scene.ExpectTexts(bob, "a/b/c=in");
    for (const auto& text : scene.GetBroker().passed)
    {
        scene.Check(text.find("PUBLISH b") == std::string::npos, "the core does not hear of b");
    }
    return true;
}

/// Publishes a will outside the topic, which is a/#.
/// @param scene scene
/// @return whether the device is accepted
bool
WillOutside(SchemeScene& scene)
{
    const auto last = std::make_shared<Message>(Message{"b", ByteView("x").ToBytes()});
    auto& alice = scene.AddClient("alice", {true, {}, Will{last, {}, false}, true});
    scene.Settle();
    return alice.nConnected > 0;
}

} // namespace

std::vector<TestCase*>
MakePlatformAccessTests()
{
    std::vector<TestCase*> tests;
    for (const std::string scheme : {"challenge-response", "group-key"})
    {
        for (const std::string form : {"", ":published"})
        {
            const std::string name = scheme + form;
            const auto add = [&](const char* what,
                                 SchemeSceneTest::Play play,
                                 bool wanted,
                                 SchemeSceneTest::Attributes attributes = {}) {
                tests.push_back(new SchemeSceneTest(what, name, play, wanted, attributes));
            };
            add("an unregistered device is accepted", JoinUnregistered, false);
            add("an unauthorised device is accepted", JoinUnauthorised, false);
            add("a revoked device is accepted", JoinRevoked, false);
            add("a removed device is accepted", JoinRemoved, false);
            add("a device revoked halfway is accepted", RevokeHalfway, false);
            add("a device with a wrong key gets anywhere", JoinWithWrongKey, false);
            add("a client without keys gets anywhere", ConnectWithoutKeys, false);
            add("a device that is revoked is cut", CutRevoked, true);
            add("CONNECT may overtake message 3", Overtake, true);
            add("devices stay inside their topic", StayInside, true, {{"TopicFilter", "a/#"}});
            add("a will outside the topic is taken", WillOutside, false, {{"TopicFilter", "a/#"}});
            const bool published = !form.empty();
            add("a device takes another's client identifier", BorrowIdentifier, published);
            add("a key is good for CONNECT long after", ConnectLate, published);
        }
    }
    return tests;
}

} // namespace ns3::mqtt::test
