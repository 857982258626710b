// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-device.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-broker-daemon.h"
#include "ns3/mqtt-challenge-response-agent.h"
#include "ns3/mqtt-codec.h"

#include <random>

/// @file
/// Thousands of messages that are not what they should be, at every agent of the MQTT group
/// platform. Nothing breaks, memory stays bounded, and afterwards everything works as before.

namespace ns3::mqtt::test
{

namespace
{

/// Makes something else of octets.
class Mangler
{
  public:
    /// @param limit number to be drawn below, not 0
    /// @return a number
    std::size_t Draw(std::size_t limit)
    {
        return m_random() % limit;
    }

    /// @param octets that are right
    /// @return the same with bits flipped, cut, lengthened, or something else altogether
    Bytes Mangle(Bytes octets)
    {
        switch (Draw(4))
        {
        case 0:
            octets.resize(Draw(octets.size() + 1));
            break;
        case 1:
            octets.resize(octets.size() + 1 + Draw(40), static_cast<std::uint8_t>(m_random()));
            break;
        case 2:
            octets.resize(Draw(200));
            for (auto& octet : octets)
            {
                octet = static_cast<std::uint8_t>(m_random());
            }
            break;
        default:
            for (std::size_t flips = 1 + Draw(3); flips > 0 && !octets.empty(); --flips)
            {
                octets[Draw(octets.size())] ^= 1 << Draw(8);
            }
        }
        return octets;
    }

  private:
    std::mt19937 m_random{1}; ///< same numbers in every run
};

/// @param scene scene
/// @param alice was there all the time
/// @param bob was there all the time, and subscribes anew on each connection: nothing but CONNECT
///        and payloads is authenticated, so somebody may have changed what he subscribed to
/// @return whether they can talk on new connections
bool
Works(SchemeScene& scene, SchemeClient& alice, SchemeClient& bob)
{
    scene.wire.hook = nullptr;
    alice.Lose();
    bob.Lose();
    scene.wire.Advance(std::chrono::minutes(2));
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    bob.TakeTexts();
    alice.Publish("a=after", Qos::AT_MOST_ONCE);
    return bob.TakeTexts() == "a=after";
}

/// At the broker's service for key agreement.
/// @param scene scene
/// @return whether everything works afterwards
bool
MangleAgreement(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    const auto credentials = Register(scene, "eve");
    scene.Settle();
    const std::size_t channels = scene.GetBroker().GetNChannels();
    const std::size_t state = scene.GetBroker().GetAgent().GetStateSize();
    Mangler mangler;
    for (int i = 0; i < 3000; ++i)
    {
        Bytes hello;
        scene.wire.Do([&]() {
            hello = KeyAgreementInitiator(credentials, GetPlatform(scene).GetKeyAgreementForm())
                        .Begin();
        });
        const auto eve = scene.Enter(ChallengeResponseClientAgent::SERVICE);
        const bool late = mangler.Draw(2); // message 1 is right, and message 3 is not
        eve->Say(late ? hello : mangler.Mangle(hello));
        eve->Say(mangler.Mangle(eve->answers.empty() ? hello : eve->answers[0]));
    }
    scene.wire.Advance(std::chrono::minutes(2));
    scene.Check(scene.GetBroker().GetNChannels() == channels, "every channel is closed");
    scene.Check(scene.GetBroker().GetAgent().GetStateSize() <= state + 1000, "nothing is kept");
    return Works(scene, alice, bob);
}

/// At the broker, by a device that is accepted or not.
/// @param scene scene
/// @return whether everything works afterwards
bool
ManglePackets(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    ScriptedDevice eve(scene, Register(scene, "eve"));
    scene.Settle();
    const std::size_t connections = scene.GetBroker().GetNConnections();
    Mangler mangler;
    for (int i = 0; i < 1500; ++i)
    {
        const bool joins = mangler.Draw(2);
        if (joins)
        {
            scene.Check(eve.Join("eve"), "eve is accepted");
        }
        else
        {
            eve.mqtt = scene.Enter();
        }
        const ControlPacket packets[] = {
            eve.MakeConnect("eve"),
            joins ? eve.Seal("a=hello") : Publish{std::make_shared<Message>(), {}, false, false, 0},
            Subscribe{1, {{"a", Qos::AT_LEAST_ONCE}, {"#", Qos::EXACTLY_ONCE}}},
            Puback{1},
            Pubrel{1}};
        for (int j = 0; j < 3; ++j)
        {
            eve.mqtt->Say(mangler.Mangle(Encode(packets[mangler.Draw(std::size(packets))])));
        }
        eve.mqtt->Leave();
    }
    scene.wire.Advance(std::chrono::minutes(1));
    scene.Check(scene.GetBroker().GetNConnections() == connections, "eve is gone");
    return Works(scene, alice, bob);
}

/// On all wires, in both directions, while clients talk.
/// @param scene scene
/// @return whether everything works afterwards
bool
MangleEverything(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::EXACTLY_ONCE);
    auto& alice = scene.AddClient("alice", {false, {{"a", Qos::EXACTLY_ONCE}}, {}, true});
    scene.Settle();
    Mangler mangler;
    std::size_t mangled = 0;
    scene.wire.hook = [&](Parcel& parcel) {
        if (mangler.Draw(8) == 0)
        {
            parcel.octets = mangler.Mangle(parcel.octets);
            ++mangled;
        }
    };
    for (int i = 0; i < 1000; ++i)
    {
        alice.Publish("a=1", static_cast<Qos>(i % 3));
        bob.Publish("a=2", static_cast<Qos>(i % 3));
        scene.wire.Advance(std::chrono::milliseconds(300));
        scene.wire.transcript.clear();
        if (i % 10 == 0) // nobody waits for ever for what was lost
        {
            alice.Lose();
            bob.Lose();
        }
    }
    scene.Check(mangled > 200, "enough was changed");
    return Works(scene, alice, bob);
}

/// The management is reached by TCP, but nothing is heard of it for a while.
/// @param scene scene
/// @return whether everything works afterwards
bool
StallManagement(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    StreamId channel = 0;
    for (const auto& parcel : scene.wire.transcript)
    {
        channel = parcel.service == BrokerDaemon::SERVICE ? parcel.stream : channel;
    }
    scene.Check(channel != 0, "the daemon has a channel");
    scene.wire.hook = [](Parcel& parcel) {
        parcel.dropped = parcel.service == BrokerDaemon::SERVICE;
    };
    scene.wire.Cut(channel);
    scene.wire.Advance(std::chrono::seconds(10));
    scene.Check(scene.GetBroker().GetNChannels() == 1, "the daemon tries again");
    return Works(scene, alice, bob);
}

} // namespace

std::vector<TestCase*>
MakePlatformFuzzTests()
{
    std::vector<TestCase*> tests;
    for (const std::string scheme : {"challenge-response", "group-key"})
    {
        for (const std::string form : {"", ":published"})
        {
            const auto add = [&](const char* what, SchemeSceneTest::Play play) {
                tests.push_back(new SchemeSceneTest(what, scheme + form, play));
            };
            add("key agreements that are not", MangleAgreement);
            add("packets that are not", ManglePackets);
            add("changes on every wire", MangleEverything);
            add("a management that falls silent", StallManagement);
        }
    }
    return tests;
}

} // namespace ns3::mqtt::test
