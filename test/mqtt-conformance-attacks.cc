// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-conformance.h"

#include <algorithm>

/// @file
/// Attacks on the payloads of messages that need no knowledge of a scheme. Each play returns
/// whether the attack has succeeded.

namespace ns3::mqtt::test
{

namespace
{

/// What no cipher gives by chance.
const std::string SECRET = "the temperature is 21.5 degrees";

/// Alice, who publishes, and Bob, who reads everything; both are ready.
struct Pair
{
    /// @param scene scene
    explicit Pair(SchemeScene& scene)
        : bob(scene.AddSubscriber("bob", "#", Qos::EXACTLY_ONCE)),
          alice(scene.AddClient("alice"))
    {
        scene.Settle();
        scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
        bob.TakeTexts();
    }

    SchemeClient& bob;   ///< reads
    SchemeClient& alice; ///< publishes
};

/// @param octets any
/// @param text looked for
/// @return whether it is there
bool
Contains(const Bytes& octets, const std::string& text)
{
    return std::search(octets.begin(), octets.end(), text.begin(), text.end()) != octets.end();
}

/// Reads every wire.
/// @param scene scene
/// @return whether it tells what was published, or last words
bool
TapTheWires(SchemeScene& scene)
{
    const auto last = std::make_shared<Message>(Message{"w", ByteView(SECRET).ToBytes()});
    scene.AddClient("carol", {true, {}, Will{last, Qos::AT_LEAST_ONCE, false}, true});
    Pair pair(scene);
    pair.alice.Publish("a=" + SECRET, Qos::AT_LEAST_ONCE, true);
    scene.Settle();
    scene.ExpectTexts(pair.bob, "a=" + SECRET);
    return std::any_of(scene.wire.transcript.begin(),
                       scene.wire.transcript.end(),
                       [](const Parcel& parcel) { return Contains(parcel.octets, SECRET); });
}

/// Looks at what the brokers get to see.
/// @param scene scene
/// @return whether it tells what was published
bool
LookIntoBrokers(SchemeScene& scene)
{
    Pair pair(scene);
    pair.alice.Publish("a=" + SECRET, Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.ExpectTexts(pair.bob, "a=" + SECRET);
    bool found = false;
    for (std::uint32_t i = 0; i < scene.GetScheme()->GetBrokerCount(); ++i)
    {
        const auto& passed = scene.GetBroker(i).passed;
        found |= std::any_of(passed.begin(), passed.end(), [](const std::string& packet) {
            return packet.find(SECRET) != std::string::npos;
        });
    }
    return found;
}

/// Flips a bit of a payload, or of whatever goes for it.
/// @param parcel of MQTT
/// @param place where, from 0 for the first octet to 1 for the last
void
Flip(Parcel& parcel, double place)
{
    const auto change = [place](Bytes& octets) {
        if (!octets.empty())
        {
            octets[static_cast<std::size_t>(place * static_cast<double>(octets.size() - 1))] ^= 1;
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

/// Changes what goes one way.
/// @tparam toBroker direction of what is changed
/// @param scene scene
/// @return whether any application got something that was not sent
template <bool toBroker>
bool
Tamper(SchemeScene& scene)
{
    bool fooled = false;
    Pair pair(scene);
    for (const double place : {0.0, 0.5, 1.0})
    {
        for (const Qos qos : {Qos::AT_MOST_ONCE, Qos::AT_LEAST_ONCE, Qos::EXACTLY_ONCE})
        {
            scene.wire.hook = [&](Parcel& parcel) {
                if (parcel.IsMqtt() && parcel.fromOpener == toBroker)
                {
                    Flip(parcel, place);
                }
            };
            pair.alice.Publish("a=" + SECRET, qos);
            scene.wire.hook = nullptr;
            scene.wire.Advance(std::chrono::minutes(1));
            const auto texts = pair.bob.TakeTexts();
            fooled |= !texts.empty() && texts != "a=" + SECRET;
        }
    }
    return fooled;
}

/// Publishes, and sees to it that the message arrives.
/// @param scene scene
/// @param pair who is there
/// @param qos of the message
/// @return what went over the wires meanwhile
std::vector<Parcel>
Record(SchemeScene& scene, Pair& pair, Qos qos)
{
    const auto begin = static_cast<std::ptrdiff_t>(scene.wire.transcript.size());
    pair.alice.Publish("a=" + SECRET, qos);
    scene.Settle();
    scene.ExpectTexts(pair.bob, "a=" + SECRET);
    return {scene.wire.transcript.begin() + begin, scene.wire.transcript.end()};
}

/// Sends again what went one way.
/// @tparam toBroker direction
/// @tparam qos of the message
/// @tparam later whether time and another message pass first
/// @param scene scene
/// @return whether an application got anything twice
template <bool toBroker, Qos qos, bool later>
bool
Replay(SchemeScene& scene)
{
    Pair pair(scene);
    const auto recorded = Record(scene, pair, qos);
    if (later)
    {
        pair.alice.Publish("a=other", qos);
        scene.wire.Advance(std::chrono::seconds(20));
    }
    pair.bob.TakeTexts();
    for (const auto& parcel : recorded)
    {
        if (parcel.IsMqtt() && parcel.fromOpener == toBroker)
        {
            scene.wire.Inject(parcel.stream, toBroker, parcel.octets);
            scene.wire.Run();
        }
    }
    scene.wire.Advance(std::chrono::minutes(1));
    return pair.bob.TakeTexts().find(SECRET) != std::string::npos;
}

/// Sends what was said on connections of the past again on those that have taken their place.
/// @param scene scene
/// @return whether an application got anything twice
bool
ReplayIntoNewConnection(SchemeScene& scene)
{
    Pair pair(scene);
    const auto recorded = Record(scene, pair, Qos::AT_MOST_ONCE);
    pair.alice.Lose();
    pair.bob.Lose();
    scene.wire.Advance(std::chrono::minutes(1));
    scene.Check(pair.alice.IsReady() && pair.bob.IsReady(), "both are back");
    pair.bob.TakeTexts();
    for (const auto& parcel : recorded)
    {
        for (const auto* client : {&pair.alice, &pair.bob})
        {
            if (parcel.service == MQTT_SERVICE && parcel.opener == client->GetName())
            {
                scene.wire.Inject(client->GetStream(), parcel.fromOpener, parcel.octets);
                scene.wire.Run();
            }
        }
    }
    scene.wire.Advance(std::chrono::minutes(1));
    return pair.bob.TakeTexts().find(SECRET) != std::string::npos;
}

/// Puts a payload under another topic.
/// @param scene scene
/// @return whether an application got it there
bool
MoveToAnotherTopic(SchemeScene& scene)
{
    Pair pair(scene);
    scene.wire.hook = [](Parcel& parcel) {
        auto packet = parcel.IsMqtt() ? ReadPacket(parcel) : std::nullopt;
        auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
        if (publish && publish->message->topic == "a")
        {
            Message message = *publish->message;
            message.topic = "b";
            publish->message = std::make_shared<const Message>(std::move(message));
            parcel.octets = Encode(*packet);
        }
    };
    pair.alice.Publish("a=" + SECRET);
    scene.wire.Advance(std::chrono::minutes(1));
    return pair.bob.TakeTexts().find("b=" + SECRET) != std::string::npos;
}

/// Speaks plain MQTT to a broker, without anything of the scheme.
/// @param scene scene
/// @return whether an application got a message of his, or he one of theirs
bool
SpeakPlainMqtt(SchemeScene& scene)
{
    Pair pair(scene);
    const auto mallory = scene.Enter();
    Connect connect;
    connect.clientId = "mallory";
    mallory->Say(connect);
    mallory->Say(Subscribe{1, {{"#", Qos::AT_MOST_ONCE}}});
    Publish forged;
    forged.message = std::make_shared<Message>(Message{"a", ByteView("forged").ToBytes()});
    mallory->Say(forged);
    pair.alice.Publish("a=" + SECRET);
    scene.wire.Advance(std::chrono::minutes(1));
    const auto& heard = mallory->answers;
    return pair.bob.TakeTexts().find("forged") != std::string::npos ||
           std::any_of(heard.begin(), heard.end(), [](const Bytes& octets) {
               return Contains(octets, SECRET);
           });
}

/// A client whose credentials are from another system of the same kind, with other keys.
/// @param scene scene
/// @return the client
SchemeClient&
AddStranger(SchemeScene& scene)
{
    const auto elsewhere = scene.CreateSameScheme();
    std::unique_ptr<ClientAgent> agent;
    scene.wire.Do([&]() {
        const auto error = elsewhere->Provision();
        scene.Check(!error, "there can be another system");
        elsewhere->Authorise("mallory", {});
        agent = elsewhere->CreateClientAgent("mallory");
    });
    return scene.AddClient("mallory", {true, {{"#", {}}}, {}, true}, std::move(agent));
}

/// Somebody with wrong keys publishes and subscribes.
/// @param scene scene
/// @return whether an application got a message of his, or he one of theirs
bool
ComeWithWrongKeys(SchemeScene& scene)
{
    Pair pair(scene);
    auto& mallory = AddStranger(scene);
    scene.Settle();
    mallory.Publish("a=forged", Qos::AT_LEAST_ONCE);
    pair.alice.Publish("a=" + SECRET);
    scene.wire.Advance(std::chrono::minutes(1));
    return pair.bob.TakeTexts().find("forged") != std::string::npos ||
           mallory.TakeTexts().find(SECRET) != std::string::npos;
}

} // namespace

std::vector<ConformanceTest>
ListAttacks()
{
    using P = Protection;
    using T = ConformanceTest;
    return {
        {"somebody reads the wires", T::ATTACK, TapTheWires, &P::hidesFromNetwork},
        {"brokers read", T::ATTACK, LookIntoBrokers, &P::hidesFromBroker},
        {"what goes to brokers is changed", T::ATTACK, Tamper<true>, &P::detectsChanges},
        {"what comes from brokers is changed", T::ATTACK, Tamper<false>, &P::detectsChanges},
        {"a message moves to another topic", T::ATTACK, MoveToAnotherTopic, &P::detectsChanges},
        {"what went to brokers comes again",
         T::ATTACK,
         Replay<true, Qos::AT_MOST_ONCE, false>,
         &P::refusesReplays},
        {"what came from brokers comes again",
         T::ATTACK,
         Replay<false, Qos::AT_MOST_ONCE, false>,
         &P::refusesReplays},
        {"what went to brokers comes again later",
         T::ATTACK,
         Replay<true, Qos::AT_LEAST_ONCE, true>,
         &P::refusesReplays},
        {"what was said comes again on new connections",
         T::ATTACK,
         ReplayIntoNewConnection,
         &P::refusesReplays},
        {"somebody speaks plain MQTT", T::ATTACK, SpeakPlainMqtt, &P::refusesStrangers},
        {"somebody has wrong keys", T::ATTACK, ComeWithWrongKeys, &P::refusesStrangers},
    };
}

} // namespace ns3::mqtt::test
