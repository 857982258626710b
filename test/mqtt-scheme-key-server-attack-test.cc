// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-key-server-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-access-policy.h"

/// @file
/// The attacks on the key server that the paper's frames allow, in both forms; and what outsiders
/// can try besides.

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

/// @param octets of a message that was caught
/// @return whether the keys that it is under have been seen before: as printed the same text gives
///         the same octets, in the sound form the key id goes before them
ByteView
GetKeyMark(SchemeScene& scene, const SentMessage& octets)
{
    const ByteView payload(octets.message.payload);
    return IsKeyServerPublished(scene) ? payload : payload.SubView(0, 4);
}

/// Keys are renewed; then the frames that brought the old ones are published once more.
/// @param scene scene
/// @return whether messages are under the old keys again
bool
InstallOldKeys(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto keys = ListFrames(scene, KeyFrameType::KEY_ANSWER);
    const auto adverts = ListFrames(scene, KeyFrameType::ADVERT_REQUEST);
    const auto before = PublishAndCatch(scene, cast.alice, "a=x");
    scene.wire.Advance(seconds(70));
    const auto renewed = PublishAndCatch(scene, cast.alice, "a=x");
    scene.Check(GetKeyMark(scene, before).ToBytes() != GetKeyMark(scene, renewed).ToBytes(),
                "keys were renewed");
    const auto mallory = Intrude(scene);
    for (const auto& frames : {keys, adverts})
    {
        scene.Check(!frames.empty(), "frames were recorded");
        mallory->Say(MakeMessage(frames.at(0).message.topic, frames.at(0).message.payload));
    }
    const auto after = PublishAndCatch(scene, cast.alice, "a=x");
    scene.ExpectTexts(cast.bob, "a=x, a=x, a=x");
    return GetKeyMark(scene, after).ToBytes() == GetKeyMark(scene, before).ToBytes();
}

/// What a node sends comes back to it on the topic on which it hears its peer.
/// @param scene scene
/// @return whether it takes that for the peer's
bool
Reflect(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto fromBob = PublishAndCatch(scene, cast.bob, "b=from bob");
    scene.ExpectTexts(cast.alice, "b=from bob");
    const auto sent = PublishAndCatch(scene, cast.alice, "a=from alice");
    scene.ExpectTexts(cast.alice, "a=from alice");
    const auto mallory = Intrude(scene);
    mallory->Say(MakeMessage(fromBob.message.topic, sent.message.payload));
    return cast.alice.TakeTexts() == "a=from alice";
}

/// Two messages, of which one is known.
/// @param scene scene
/// @return whether the beginning of the other follows
bool
ReuseIv(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const std::string known = "a=0123456789ab";
    const std::string secret = "a=secret words";
    const Bytes first = PublishAndCatch(scene, cast.alice, known).message.payload;
    const Bytes second = PublishAndCatch(scene, cast.alice, secret).message.payload;
    const std::size_t head = 16 + 4; // IV, flags, length of the topic, topic
    std::string guess;
    for (std::size_t i = 0; i < known.size() - 2; ++i)
    {
        guess += static_cast<char>(first[head + i] ^ second[head + i] ^ known[i + 2]);
    }
    return guess == secret.substr(2);
}

/// A message is published once more.
/// @param scene scene
/// @return whether it is delivered once more
bool
ReplayMessage(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto sent = PublishAndCatch(scene, cast.alice, "a=x");
    scene.ExpectTexts(cast.bob, "a=x");
    Intrude(scene)->Say(MakeMessage(sent.message.topic, sent.message.payload));
    return !cast.bob.TakeTexts().empty();
}

/// Somebody listens to everything.
/// @param scene scene
/// @return whether he learns topics
bool
ListenToAll(SchemeScene& scene)
{
    const auto mallory = Intrude(scene);
    mallory->Say(ControlPacket(Subscribe{1, {{"#", Qos::AT_MOST_ONCE}}, {}}));
    KeyServerCast cast(scene);
    cast.alice.Publish("plant/line=top secret");
    scene.ExpectTexts(cast.bob, "plant/line=top secret");
    std::size_t topics = 0;
    for (const auto& packet : mallory->GetPackets())
    {
        topics += std::holds_alternative<Publish>(packet);
    }
    for (const auto& parcel : scene.wire.transcript)
    {
        const std::string octets(ByteView(parcel.octets).ToText());
        scene.Check(octets.find("plant") == std::string::npos,
                    "no topic of an application in clear");
        scene.Check(octets.find("secret") == std::string::npos, "no message in clear");
    }
    // What he knows of topics gets him nothing into the applications.
    for (const auto& sent : ListSent(scene))
    {
        mallory->Say(MakeMessage(sent.message.topic, Bytes(100, 'm')));
    }
    scene.ExpectTexts(cast.bob, "");
    return topics > 0;
}

/// The rules that the scheme makes for the broker.
/// @param scene scene
/// @return whether anybody may listen where others do
bool
BreakRules(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto rules = AccessRules::Parse(GetKeyServer(scene).MakeAccessRules());
    scene.Check(rules.has_value(), "rules can be read");
    const auto may = [&rules](const std::string& who, const std::string& filter) {
        return rules.value().MaySubscribe({who, {}}, filter);
    };
    bool broken = may("mallory", "#") || may("alice", "#") || may("mallory", "+/+");
    for (const auto& parcel : scene.wire.transcript)
    {
        const auto packet = parcel.fromOpener ? ReadPacket(parcel) : std::nullopt;
        const auto* subscribe = packet ? std::get_if<Subscribe>(&*packet) : nullptr;
        for (const auto& subscription :
             subscribe ? subscribe->subscriptions : std::vector<Subscription>{})
        {
            const auto connect = GetKeyServer(scene).GetCredentials("alice").topic;
            scene.Check(may(parcel.opener, subscription.filter),
                        parcel.opener + " may do what it does");
            for (const std::string other : {"alice", "bob", "mallory"})
            {
                broken |= other != parcel.opener && may(other, subscription.filter);
            }
        }
    }
    return broken;
}

/// Frames that nobody sent, all over the place.
/// @param scene scene
/// @return whether messages still get through
bool
Pester(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto mallory = Intrude(scene);
    const auto sent = ListSent(scene);
    std::set<std::string> topics;
    for (const auto& [sender, message] : sent)
    {
        topics.insert(message.topic);
    }
    const std::size_t keys = GetNodeAgent(cast.bob).GetTpm().GetNKeys();
    const std::size_t registered = GetServerAgent(scene).GetNRegistered();
    for (const auto& topic : topics)
    {
        for (const auto& [sender, message] : sent)
        {
            Bytes changed = message.payload;
            changed[changed.size() / 2] ^= 1;
            mallory->Say(MakeMessage(topic, changed));
            changed.resize(changed.size() / 2);
            mallory->Say(MakeMessage(topic, changed));
        }
        for (std::uint8_t type = 0; type < 14; ++type)
        {
            Bytes junk(97 + 2 * type, 'j');
            junk[0] = type;
            mallory->Say(MakeMessage(topic, junk));
        }
        mallory->Say(MakeMessage(topic, {}));
    }
    scene.Settle();
    scene.Check(GetNodeAgent(cast.bob).GetTpm().GetNKeys() == keys, "no key got in or out");
    scene.Check(GetServerAgent(scene).GetNRegistered() == registered, "nobody came or went");
    scene.Check(GetServerAgent(scene).GetDropped() > 0, "the key server counts them");
    cast.bob.TakeTexts();
    cast.alice.Publish("a=x", Qos::EXACTLY_ONCE);
    cast.bob.Publish("b=y", Qos::AT_LEAST_ONCE);
    return cast.bob.TakeTexts() == "a=x, b=y";
}

/// A node asks for keys with somebody to whom it has nothing to say.
/// @param scene scene
/// @return whether it gets any
bool
AskWithoutRight(SchemeScene& scene)
{
    ClientPlan plan;
    plan.subscriptions = {{"#", Qos::AT_MOST_ONCE}};
    auto& alice = scene.AddClient("alice", plan, {false, true});
    auto& bob = scene.AddClient("bob", plan, {false, true});
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    return GetNodeAgent(alice).GetNPairs() + GetNodeAgent(bob).GetNPairs() > 0 ||
           !ListFrames(scene, KeyFrameType::KEY_REQUEST).empty();
}

} // namespace

std::vector<TestCase*>
MakeKeyServerAttackTests()
{
    std::vector<TestCase*> tests;
    for (const bool published : {true, false})
    {
        const std::string name = published ? "key-server:published" : "key-server";
        const auto add = [&](const char* what,
                             SchemeSceneTest::Play play,
                             bool wanted,
                             SchemeSceneTest::Attributes attributes = {}) {
            tests.push_back(new SchemeSceneTest(what, name, play, wanted, std::move(attributes)));
        };
        add("replayed key_ans and adv_req install old keys",
            InstallOldKeys,
            published,
            {{"RenewalPeriod", "60s"}});
        add("a message reflected to its sender is taken for the peer's", Reflect, published);
        add("an IV used again gives the beginning of a message away", ReuseIv, published);
        add("a replayed message is delivered", ReplayMessage, published);
        add("who listens to everything learns topics, and nothing else", ListenToAll, true);
        add("access rules let somebody listen where others do", BreakRules, false);
        add("messages get through whatever others publish", Pester, true);
        add("nodes without messages for each other get keys", AskWithoutRight, false);
        if (!published)
        {
            const SchemeSceneTest::Attributes byTpm{{"MessageKeys", "tpm"}};
            add("a reflected message is taken, by TPM", Reflect, false, byTpm);
            add("an IV is used again, by TPM", ReuseIv, false, byTpm);
            add("a replayed message is delivered, by TPM", ReplayMessage, false, byTpm);
        }
    }
    return tests;
}

} // namespace ns3::mqtt::test
