// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-conformance.h"

/// @file
/// Faults on the wires, and peers that break the rules. Whatever they do, nobody is told what was
/// not sent, and when they are over, messages get through again.

namespace ns3::mqtt::test
{

namespace
{

/// What happens to a parcel.
using Fault = void (*)(SchemeScene&, Parcel&);

/// @param scene scene
/// @param alice publishes
/// @param bob has subscribed to "a"
/// @return whether messages get through once both have connected anew
bool
IsWellAgain(SchemeScene& scene, SchemeClient& alice, SchemeClient& bob)
{
    for (auto* client : {&alice, &bob})
    {
        client->Lose();
        client->LoseSessions();
    }
    scene.wire.Advance(std::chrono::minutes(5));
    bob.TakeTexts();
    alice.Publish("a=again", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(std::chrono::seconds(5));
    const auto texts = bob.TakeTexts();
    return texts.find("a=again") != std::string::npos;
}

/// Something happens to the first parcel of some messages.
/// @tparam toBroker direction
/// @tparam fault what happens
/// @param scene scene
/// @return whether messages get through afterwards
template <bool toBroker, Fault fault>
bool
DisturbMessage(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::EXACTLY_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    bob.TakeTexts();
    bool done = false;
    scene.wire.hook = [&](Parcel& parcel) {
        if (parcel.IsMqtt() && parcel.fromOpener == toBroker && !std::exchange(done, true))
        {
            fault(scene, parcel);
        }
    };
    for (int i = 0; i < 3; ++i)
    {
        alice.Publish("a=" + std::to_string(i), Qos::AT_MOST_ONCE);
    }
    scene.wire.hook = nullptr;
    scene.wire.Advance(std::chrono::minutes(1));
    return IsWellAgain(scene, alice, bob);
}

/// Something happens to one parcel while clients set up, to each in its turn.
/// @tparam fault what happens
/// @param scene scene
/// @return whether messages get through afterwards
template <Fault fault>
bool
DisturbSetUp(SchemeScene& scene)
{
    constexpr int mostParcels = 12;
    bool well = true;
    for (int disturbed = 0; disturbed < mostParcels && well; ++disturbed)
    {
        const std::string number = std::to_string(disturbed);
        int seen = 0;
        scene.wire.hook = [&](Parcel& parcel) {
            if (seen++ == disturbed)
            {
                fault(scene, parcel);
            }
        };
        auto& bob = scene.AddSubscriber("bob" + number, "a", Qos::EXACTLY_ONCE);
        auto& alice = scene.AddClient("alice" + number);
        scene.Settle();
        scene.wire.hook = nullptr;
        scene.wire.Advance(std::chrono::minutes(1));
        well = IsWellAgain(scene, alice, bob);
        scene.Check(well || scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED,
                    "all is well after parcel " + number);
        alice.Leave();
        bob.Leave();
    }
    return well;
}

/// @param parcel gets another bit where a record of TLS has its length
void
FlipLength(SchemeScene& /* scene */, Parcel& parcel)
{
    if (parcel.octets.size() > 3)
    {
        parcel.octets[3] ^= 0x10;
    }
}

/// @param parcel gets another bit in its middle
void
FlipMiddle(SchemeScene& /* scene */, Parcel& parcel)
{
    if (!parcel.octets.empty())
    {
        parcel.octets[parcel.octets.size() / 2] ^= 0x10;
    }
}

/// @param parcel loses its end
void
Shorten(SchemeScene& /* scene */, Parcel& parcel)
{
    parcel.octets.resize(parcel.octets.size() / 2);
}

/// @param parcel gets more octets
void
Lengthen(SchemeScene& /* scene */, Parcel& parcel)
{
    parcel.octets.insert(parcel.octets.end(), 40, 0x5a);
}

/// @param parcel becomes noise
void
MakeNoise(SchemeScene& /* scene */, Parcel& parcel)
{
    for (std::size_t i = 0; i < parcel.octets.size(); ++i)
    {
        parcel.octets[i] = static_cast<std::uint8_t>(i * 151 + 13);
    }
}

/// @param parcel does not arrive
void
Drop(SchemeScene& /* scene */, Parcel& parcel)
{
    parcel.dropped = true;
}

/// @param scene scene
/// @param parcel arrives twice
void
Duplicate(SchemeScene& scene, Parcel& parcel)
{
    scene.wire.Inject(parcel.stream, parcel.fromOpener, parcel.octets);
}

/// @param scene scene
/// @param parcel arrives after what comes behind it
void
Delay(SchemeScene& scene, Parcel& parcel)
{
    parcel.dropped = true;
    scene.wire.SetTimer(
        &scene,
        scene.wire.transcript.size(),
        std::chrono::milliseconds(1),
        [&scene, parcel]() { scene.wire.Inject(parcel.stream, parcel.fromOpener, parcel.octets); });
}

/// Clients are told a second time that the broker has accepted them, which ends their connections.
/// @param scene scene
/// @return whether messages get through on the next ones
bool
AcceptTwice(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    for (const auto* client : {&alice, &bob})
    {
        scene.wire.Inject(client->GetStream(), false, Encode(Connack()));
    }
    for (const auto* text : {"a=lost, if a guard waits for the rest", "a=again"})
    {
        scene.wire.Advance(std::chrono::minutes(1));
        alice.Publish(text);
    }
    scene.Settle();
    return bob.TakeTexts().find("a=again") != std::string::npos;
}

/// Somebody says to every service what it does not expect.
/// @param scene scene
/// @return whether the others notice nothing
bool
BotherEverybody(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    const std::vector<Bytes> words = {Bytes(1, 0),
                                      Bytes(100, 0xff),
                                      ByteView("GET / HTTP/1.1\r\n\r\n").ToBytes(),
                                      Bytes(5000, 0x10)};
    for (const auto& service : scene.ListServices())
    {
        const auto silent = scene.Enter(service);
        for (const auto& word : words)
        {
            scene.Enter(service)->Say(word);
        }
        silent->Leave();
    }
    alice.Publish("a=1");
    scene.wire.Advance(std::chrono::minutes(5)); // who says nothing is shown out meanwhile
    alice.Publish("a=2");
    scene.Settle();
    scene.ExpectTexts(bob, "a=1, a=2");
    return true;
}

/// A crowd connects to the broker and vanishes at once.
/// @param scene scene
/// @return whether the others notice nothing
bool
ComeAndGo(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    for (int i = 0; i < 50; ++i)
    {
        auto& visitor = scene.AddClient("visitor" + std::to_string(i), {true, {}, {}, false});
        visitor.Lose();
    }
    scene.Settle();
    alice.Publish("a=1");
    scene.wire.Advance(std::chrono::minutes(1));
    scene.ExpectTexts(bob, "a=1");
    return true;
}

} // namespace

std::vector<ConformanceTest>
ListFaults()
{
    using T = ConformanceTest;
    return {
        {"recovers when a message to the broker is lost", T::FAULT, DisturbMessage<true, Drop>},
        {"recovers when a message from the broker is lost", T::FAULT, DisturbMessage<false, Drop>},
        {"recovers when messages to the broker change places",
         T::FAULT,
         DisturbMessage<true, Delay>},
        {"recovers when messages from the broker change places",
         T::FAULT,
         DisturbMessage<false, Delay>},
        {"recovers when a message is cut short", T::FAULT, DisturbMessage<true, Shorten>},
        {"recovers when a message has too much", T::FAULT, DisturbMessage<true, Lengthen>},
        {"recovers when noise comes for a message", T::FAULT, DisturbMessage<false, MakeNoise>},
        {"sets up after a changed octet", T::FAULT, DisturbSetUp<FlipMiddle>},
        {"sets up after a changed length", T::FAULT, DisturbSetUp<FlipLength>},
        {"sets up after a loss", T::FAULT, DisturbSetUp<Drop>},
        {"sets up after an echo", T::FAULT, DisturbSetUp<Duplicate>},
        {"sets up after noise", T::FAULT, DisturbSetUp<MakeNoise>},
        {"recovers when clients are accepted twice", T::FAULT, AcceptTwice},
        {"bears noise at every service", T::FAULT, BotherEverybody},
        {"bears clients that come and vanish", T::FAULT, ComeAndGo},
    };
}

} // namespace ns3::mqtt::test
