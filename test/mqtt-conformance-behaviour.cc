// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-conformance.h"

/// @file
/// What every scheme must leave as MQTT has it.

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

/// Payloads of every length around the blocks of ciphers, with every octet.
/// @param scene scene
/// @return whether all arrive as they were
bool
CarryOctets(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    std::string text;
    std::size_t published = 0;
    for (std::size_t size = 0; size <= 272; size += size < 18 ? 1 : 15, ++published)
    {
        while (text.size() < size)
        {
            text += static_cast<char>(text.size() * 7);
        }
        alice.Publish("a=" + text);
        scene.Check(!bob.received.empty() &&
                        ByteView(bob.received.back().message->payload).ToText() == text,
                    "a payload of " + std::to_string(size) + " octets arrives");
    }
    return bob.received.size() == published;
}

/// Two publishers and two subscribers of two topics each.
/// @param scene scene
/// @return true
bool
Cross(SchemeScene& scene)
{
    auto& dave = scene.AddClient("dave", {true, {{"a/+", {}}, {"b", {}}}, {}, true});
    auto& carol = scene.AddSubscriber("carol", "a/1");
    auto& alice = scene.AddClient("alice");
    auto& bob = scene.AddClient("bob");
    scene.Settle();
    alice.Publish("a/1=x");
    bob.Publish("a/1=y");
    bob.Publish("b=z");
    alice.Publish("c=none");
    scene.Settle();
    scene.ExpectTexts(dave, "a/1=x, a/1=y, b=z");
    scene.ExpectTexts(carol, "a/1=x, a/1=y");
    return true;
}

/// Many clients come at the same moment.
/// @param scene scene
/// @return true
bool
Crowd(SchemeScene& scene)
{
    std::vector<SchemeClient*> readers;
    for (int i = 0; i < 12; ++i)
    {
        readers.push_back(&scene.AddSubscriber("reader" + std::to_string(i), "a"));
    }
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=all", Qos::AT_LEAST_ONCE);
    scene.Settle();
    for (auto* reader : readers)
    {
        scene.Check(reader->IsReady(), reader->GetName() + " is ready");
        scene.ExpectTexts(*reader, "a=all");
    }
    return true;
}

/// A subscriber joins when others have long been at work.
/// @param scene scene
/// @return true
bool
JoinLate(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=1");
    scene.wire.Advance(std::chrono::minutes(10));
    auto& carol = scene.AddSubscriber("carol", "a");
    scene.Settle();
    alice.Publish("a=2");
    scene.wire.Advance(std::chrono::minutes(1));
    scene.ExpectTexts(bob, "a=1, a=2");
    scene.ExpectTexts(carol, "a=2");
    return true;
}

/// A publisher joins when others have long been at work.
/// @param scene scene
/// @return true
bool
PublishLate(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    scene.wire.Advance(std::chrono::minutes(10));
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=1", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(std::chrono::minutes(1));
    scene.ExpectTexts(bob, "a=1");
    return true;
}

/// A subscriber leaves in order and comes back; a message in between was not for it.
/// @param scene scene
/// @return whether it reads on
bool
ComeBack(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    bob.Leave();
    scene.Settle();
    alice.Publish("a=1");
    scene.Settle();
    bob.ConnectAgain();
    scene.Settle();
    alice.Publish("a=2");
    scene.wire.Advance(std::chrono::minutes(1)); // keys may have to come first
    return bob.TakeTexts() == "a=2";
}

/// Messages on a day on which keys are renewed.
/// @param scene scene
/// @return true
bool
LastADay(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    std::string wanted;
    for (int hour = 0; hour < 24; hour += 3)
    {
        const std::string text = "a=" + std::to_string(hour);
        wanted += (wanted.empty() ? "" : ", ") + text;
        alice.Publish(text);
        scene.wire.Advance(std::chrono::hours(3));
    }
    scene.ExpectTexts(bob, wanted);
    return true;
}

/// The same once more: all randomness comes from the scene, so every octet is the same.
/// @param scene scene
/// @return whether it is
bool
Repeat(SchemeScene& scene)
{
    const auto play = [](SchemeScene& one) {
        auto& bob = one.AddSubscriber("bob", "a", Qos::EXACTLY_ONCE);
        auto& alice = one.AddClient("alice");
        one.Settle();
        alice.Publish("a=x", Qos::EXACTLY_ONCE);
        one.Settle();
        bob.Lose();
        one.wire.Advance(std::chrono::minutes(5));
        std::vector<Bytes> octets;
        for (const auto& parcel : one.wire.transcript)
        {
            octets.push_back(parcel.octets);
        }
        return octets;
    };
    SchemeScene second(scene.CreateSameScheme());
    const auto once = play(scene);
    return once.size() > 5 && once == play(second);
}

} // namespace

std::vector<ConformanceTest>
ListBehaviours()
{
    using T = ConformanceTest;
    return {
        {"messages of every quality of service reach two others", T::BEHAVIOUR, Deliver},
        {"a client hears itself, and empty messages", T::BEHAVIOUR, Echo},
        {"a long message gets through", T::BEHAVIOUR, Carry},
        {"payloads of all lengths and octets get through", T::BEHAVIOUR, CarryOctets},
        {"two publish to two, on topics that overlap", T::BEHAVIOUR, Cross},
        {"a dozen come at the same moment", T::BEHAVIOUR, Crowd},
        {"what is published without a connection is sent later", T::BEHAVIOUR, Wait},
        {"who joins late reads what comes then", T::BEHAVIOUR, JoinLate},
        {"who joins late can publish", T::BEHAVIOUR, PublishLate},
        {"who leaves and comes back reads on", T::FAULT, ComeBack},
        {"a will is published", T::BEHAVIOUR, SpeakForTheDead},
        {"a kept session holds messages", T::BEHAVIOUR, KeepSession},
        {"lost connections lose no message", T::BEHAVIOUR, Recover},
        {"messages get through all day long", T::BEHAVIOUR, LastADay},
        {"the same seed gives the same octets", T::BEHAVIOUR, Repeat},
        {"a newcomer reads what was retained", T::RIGHT, Retain, &Protection::withholdsPast},
    };
}

} // namespace ns3::mqtt::test
