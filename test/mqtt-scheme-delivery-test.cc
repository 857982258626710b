// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

/// @file
/// What every scheme must leave as MQTT has it: each test is played under every registered name.

namespace ns3::mqtt::test
{

namespace
{

/// A message of each quality of service reaches two others, once.
/// @param scene scene
/// @return true
bool
Deliver(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a/#", Qos::EXACTLY_ONCE);
    auto& carol = scene.AddSubscriber("carol", "a/+", Qos::EXACTLY_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady() && carol.IsReady(), "all are ready");
    alice.Publish("a/b=0", Qos::AT_MOST_ONCE);
    alice.Publish("a/b=1", Qos::AT_LEAST_ONCE);
    alice.Publish("a/c=2", Qos::EXACTLY_ONCE);
    alice.Publish("b=other", Qos::EXACTLY_ONCE);
    scene.Settle();
    scene.ExpectTexts(bob, "a/b=0, a/b=1, a/c=2");
    scene.ExpectTexts(carol, "a/b=0, a/b=1, a/c=2");
    scene.ExpectTexts(alice, "");
    scene.Check(alice.GetNPending() == 0, "every handshake is done");
    return true;
}

/// A publisher that subscribes to its own topic hears itself, and an empty message is one.
/// @param scene scene
/// @return true
bool
Echo(SchemeScene& scene)
{
    auto& alice = scene.AddSubscriber("alice", "a", Qos::AT_LEAST_ONCE);
    scene.Settle();
    alice.Publish("a=", Qos::AT_LEAST_ONCE);
    alice.Publish("a=x", Qos::AT_MOST_ONCE);
    scene.ExpectTexts(alice, "a=, a=x");
    return true;
}

/// A long message gets through.
/// @param scene scene
/// @return true
bool
Carry(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    const std::string text = "a=" + std::string(200'000, 'x');
    alice.Publish(text);
    scene.ExpectTexts(bob, text);
    return true;
}

/// A message published before the connection stands is sent when it does.
/// @param scene scene
/// @return true
bool
Wait(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::EXACTLY_ONCE);
    scene.Settle();
    auto& alice = scene.AddClient("alice", {false, {}, {}, true});
    alice.Lose();
    alice.Publish("a=early", Qos::AT_MOST_ONCE);
    alice.Publish("a=once", Qos::EXACTLY_ONCE);
    scene.ExpectTexts(bob, "");
    scene.wire.Advance(std::chrono::seconds(3));
    const std::string texts = bob.TakeTexts();
    scene.Check(texts == "a=early, a=once" || texts == "a=once, a=early", "not " + texts);
    return true;
}

/// The broker keeps a message for whoever comes later.
/// @param scene scene
/// @return whether the newcomer can read it
bool
Retain(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=kept", Qos::AT_LEAST_ONCE, true);
    auto& bob = scene.AddSubscriber("bob", "a");
    scene.wire.Advance(std::chrono::minutes(1));
    return bob.TakeTexts() == "a=kept" && bob.received[0].retain;
}

/// The broker speaks for a client that has vanished.
/// @param scene scene
/// @return true
bool
SpeakForTheDead(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "w", Qos::AT_LEAST_ONCE);
    const auto last = std::make_shared<Message>(Message{"w", ByteView("gone").ToBytes()});
    auto& alice =
        scene.AddClient("alice", {true, {}, Will{last, Qos::AT_LEAST_ONCE, false}, false});
    scene.wire.Advance(std::chrono::minutes(3)); // keys may be renewed meanwhile
    scene.Check(alice.IsReady(), "alice is ready");
    alice.Lose();
    scene.Settle();
    scene.ExpectTexts(bob, "w=gone");
    return true;
}

/// A client with a kept session gets what came while it was away.
/// @param scene scene
/// @return true
bool
KeepSession(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    scene.Settle();
    bob.Leave();
    scene.Settle();
    alice.Publish("a=1", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.ExpectTexts(bob, "");
    bob.ConnectAgain();
    scene.Settle();
    scene.ExpectTexts(bob, "a=1");
    bob.Lose();
    alice.Publish("a=2", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(std::chrono::seconds(3));
    scene.ExpectTexts(bob, "a=2");
    scene.Check(bob.nConnected == 3, "bob was accepted three times");
    return true;
}

/// All connections break, again and again, between messages.
/// @param scene scene
/// @return true
bool
Recover(SchemeScene& scene)
{
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::EXACTLY_ONCE}}, {}, true});
    auto& alice = scene.AddClient("alice", {false, {}, {}, true});
    scene.Settle();
    std::string wanted;
    for (int i = 0; i < 10; ++i)
    {
        const std::string text = "a=" + std::to_string(i);
        wanted += (i ? ", " : "") + text;
        alice.Publish(text, Qos::EXACTLY_ONCE);
        bob.Lose();
        alice.Lose();
        scene.wire.Advance(std::chrono::milliseconds(700)); // some are sent with no connection
    }
    scene.wire.Advance(std::chrono::seconds(5));
    scene.ExpectTexts(bob, wanted);
    return true;
}

/// Flips a bit in the middle of a payload, or of whatever goes for it.
/// @param parcel of MQTT
void
Flip(Parcel& parcel)
{
    const auto change = [](Bytes& octets) {
        if (!octets.empty())
        {
            octets[octets.size() / 2] ^= 1;
        }
    };
    if (!ReadPacket(parcel))
    {
        change(parcel.octets);
    }
    else
    {
        ChangePayload(parcel, change);
    }
}

/// Changes what goes to and from the broker.
/// @param scene scene
/// @return whether any application got something that was not sent
bool
Tamper(SchemeScene& scene)
{
    bool fooled = false;
    for (const bool toBroker : {true, false})
    {
        for (const Qos qos : {Qos::AT_MOST_ONCE, Qos::AT_LEAST_ONCE, Qos::EXACTLY_ONCE})
        {
            const std::string name = std::to_string(int(qos)) + (toBroker ? "up" : "down");
            auto& bob = scene.AddSubscriber("bob" + name, "a", Qos::EXACTLY_ONCE);
            auto& alice = scene.AddClient("alice" + name);
            scene.Settle();
            scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
            bob.TakeTexts();
            scene.wire.hook = [&](Parcel& parcel) {
                if (parcel.service == MQTT_SERVICE && parcel.fromOpener == toBroker)
                {
                    Flip(parcel);
                }
            };
            alice.Publish("a=harmless", qos);
            scene.wire.hook = nullptr;
            scene.wire.Advance(std::chrono::seconds(3));
            const auto texts = bob.TakeTexts();
            fooled |= !texts.empty() && texts != "a=harmless";
        }
    }
    return fooled;
}

/// A scheme's name, and attributes that differ from its defaults.
struct Variant
{
    std::string scheme;                     ///< name
    SchemeSceneTest::Attributes attributes; ///< may be none
};

/// @return every scheme, and variants of some that go other ways
std::vector<Variant>
GetVariants()
{
    std::vector<Variant> variants;
    for (const auto& name : SchemeName::GetAll())
    {
        variants.push_back({name, {}});
    }
    const std::string threshold = "threshold";
    variants.push_back({threshold, {{"Reading", "R2"}}});
    variants.push_back({threshold, {{"Reading", "R3"}}});
    variants.push_back({threshold, {{"Reading", "R3"}, {"HopProtection", "tls"}}});
    variants.push_back({threshold, {{"HopProtection", "tls"}}});
    variants.push_back({threshold, {{"KeyPeriod", "30s"}, {"GracePeriod", "5s"}}});
    variants.push_back({threshold, {{"Authentication", "false"}, {"HopProtection", "none"}}});
    variants.push_back({threshold + ":published", {{"Reading", "R2"}}});
    variants.push_back({threshold + ":published", {{"Reading", "R3"}}});
    return variants;
}

} // namespace

std::vector<TestCase*>
MakeDeliveryTests()
{
    std::vector<TestCase*> tests;
    for (const auto& variant : GetVariants())
    {
        const std::string& name = variant.scheme;
        std::string suffix;
        for (const auto& [attribute, value] : variant.attributes)
        {
            suffix += ", " + attribute + " " + value;
        }
        const auto add = [&](const char* what, SchemeSceneTest::Play play, bool wanted = true) {
            tests.push_back(
                new SchemeSceneTest(what + suffix, name, play, wanted, variant.attributes));
        };
        add("messages of every quality of service reach two others", Deliver);
        add("a client hears itself, and empty messages", Echo);
        add("a long message gets through", Carry);
        add("what is published without a connection is sent later", Wait);
        // A newcomer does not get the keys of the past, in which the message was sealed.
        const bool isEcqv = name.rfind("ecqv-", 0) == 0 && name != "ecqv-auth:published";
        // A key server's nodes seal messages for the peers that there are.
        const bool isKeyServer = name.rfind("key-server", 0) == 0;
        add("a newcomer reads what was retained",
            Retain,
            name != "group-key" && !isEcqv && !isKeyServer);
        add("a will is published", SpeakForTheDead);
        add("a kept session holds messages", KeepSession);
        add("lost connections lose no message", Recover);
        const bool published = name.find(":published") != std::string::npos;
        if (!published) // what these do about changes is shown among the attacks
        {
            const bool guards = name != "plain" && name != "test-stepping";
            add("a changed message is delivered", Tamper, !guards);
        }
    }
    return tests;
}

} // namespace ns3::mqtt::test
