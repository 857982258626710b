// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-card-holder.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-card-broker-agent.h"

/// @file
/// The scheme with smart cards against peers that break the rules.

namespace ns3::mqtt::test
{

namespace
{

/// @param scene scene
/// @param card number of a card
/// @return what somebody may write who does not have it
CardConnect
MakeContent(const SchemeScene& scene, const CardId& card)
{
    const CardForm form = GetCards(scene).GetCardForm();
    const bool isLong = !form.published && form.reading == CardReading::OR_2;
    CardConnect content;
    content.card = card;
    content.nonce = Bytes(isLong ? 24 : 16, 1);
    content.time = 1'700'000'000;
    content.point = Bytes(isLong ? 65 : 0, 4);
    content.proof = Bytes(64, 1);
    return content;
}

/// Somebody who writes a CONNECT of a card, and goes on without a proof.
/// @param scene scene
/// @return whether anything gets to the broker core
bool
GoOnWithoutProof(SchemeScene& scene)
{
    const CardId card = GetCardId(scene, "alice");
    bool passed = false;
    for (const ControlPacket& second :
         {ControlPacket(Subscribe{1, {{"#", Qos::AT_MOST_ONCE}}, {}}),
          ControlPacket(MakeCardMessage(card, CardStep::ANSWER, Bytes(500, 1))),
          ControlPacket(MakeCardMessage(card, CardStep::CONFIRMATION, Bytes(32, 1))),
          ControlPacket(Disconnect{}),
          ControlPacket(Pingreq{})})
    {
        const auto eve = scene.Enter();
        Connect connect;
        WriteCardConnect(connect, MakeContent(scene, card), GetCards(scene).GetCardForm());
        eve->Say(connect);
        eve->Say(second);
        scene.Settle();
        scene.Check(eve->closed, "the connection ends");
        passed |= !scene.GetBroker().passed.empty();
    }
    const auto eve = scene.Enter();
    eve->Say(Publish{std::make_shared<const Message>(Message{"a", {}})});
    return passed || !scene.GetBroker().passed.empty() || !eve->closed;
}

/// A card that never answers the challenge.
/// @param scene scene
/// @return whether its connection ends after a while
bool
NeverAnswer(SchemeScene& scene)
{
    const CardId card = GetCardId(scene, "alice");
    const auto eve = scene.Enter();
    Connect connect;
    WriteCardConnect(connect, MakeContent(scene, card), {});
    eve->Say(connect);
    scene.Check(eve->answers.size() == 2, "CONNACK and challenge");
    scene.wire.Advance(std::chrono::seconds(20));
    scene.Check(!eve->closed, "it waits");
    scene.wire.Advance(2 * CardBrokerAgent::HANDSHAKE_LIMIT);
    return eve->closed;
}

/// Changes an octet of each message of the handshake in turn.
/// @param scene scene
/// @return whether any client comes to trust a broker, or the other way round
bool
ChangeHandshake(SchemeScene& scene)
{
    bool fooled = false;
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    for (const std::string end : {"c", "r", "k", "ok"})
    {
        for (const std::size_t at : {0, 20, 100, -1})
        {
            bool changed = false;
            scene.wire.hook = [&](Parcel& parcel) {
                const auto packet = ReadPacket(parcel);
                if (packet && !FindPayload({*packet}, end).empty())
                {
                    changed = true;
                    ChangePayload(parcel, [at](Bytes& octets) {
                        octets[std::min(at, octets.size() - 1)] ^= 1;
                    });
                }
            };
            alice.Lose();
            scene.wire.Advance(std::chrono::seconds(5));
            // As printed a client that is not first does not wait for a word on its confirmation.
            const bool isLast =
                IsAsPrinted(scene) && GetCards(scene).GetCardForm().reading == CardReading::OR_1;
            fooled |= changed && alice.IsReady() && !(isLast && end == "ok");
            scene.wire.hook = nullptr;
            scene.wire.Advance(std::chrono::seconds(5));
            scene.Check(alice.IsReady(), "alice is ready without changes");
        }
    }
    return fooled;
}

/// Changes what CONNECT says beside what the card signs.
/// @param scene scene
/// @return whether the broker takes it
bool
ChangeConnect(SchemeScene& scene)
{
    scene.wire.hook = [](Parcel& parcel) {
        auto packet = ReadPacket(parcel);
        if (auto* connect = packet ? std::get_if<Connect>(&*packet) : nullptr)
        {
            connect->cleanSession = false;
            parcel.octets = Encode(*packet);
        }
    };
    auto& alice = scene.AddClient("alice");
    scene.wire.Advance(std::chrono::seconds(5));
    return alice.IsReady();
}

/// Random octets and packets instead of all that is sent.
/// @param scene scene
/// @return true
bool
Fuzz(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice", {false, {}, {}, true});
    SeededRandom random(SeededRandom::Seed{5});
    for (int i = 0; i < 300; ++i)
    {
        std::array<std::uint8_t, 4> dice{};
        random.Fill(dice.data(), dice.size());
        scene.wire.hook = [&](Parcel& parcel) {
            if (dice[0] % 2 == parcel.fromOpener)
            {
                return;
            }
            if (dice[1] % 3 == 0)
            {
                parcel.octets.resize(dice[2] % (parcel.octets.size() + 1));
            }
            else if (!parcel.octets.empty())
            {
                parcel.octets[dice[3] % parcel.octets.size()] ^= 1 << dice[2] % 8;
            }
        };
        alice.Publish("a=x");
        scene.wire.Advance(std::chrono::milliseconds(500));
    }
    scene.wire.hook = nullptr;
    alice.Lose();
    bob.Lose();
    scene.wire.Advance(std::chrono::seconds(90)); // half-open handshakes end
    bob.TakeTexts();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are back");
    alice.Publish("a=good");
    scene.ExpectTexts(bob, "a=good");
    return true;
}

} // namespace

std::vector<TestCase*>
MakeCardHostileTests()
{
    std::vector<TestCase*> tests;
    for (const std::string scheme : {"smart-card", "smart-card:published"})
    {
        const bool published = scheme != "smart-card";
        for (const std::string reading : {"OR-1", "OR-2"})
        {
            const auto add = [&](const std::string& what, SchemeSceneTest::Play play, bool wanted) {
                const SchemeSceneTest::Attributes attributes{{"Reading", reading}};
                tests.push_back(
                    new SchemeSceneTest(what + ", " + reading, scheme, play, wanted, attributes));
            };
            add("who proves nothing gets through", GoOnWithoutProof, false);
            add("a changed handshake fools somebody", ChangeHandshake, false);
            add("anything may come", Fuzz, true);
            add("a CONNECT with another flag is taken", ChangeConnect, published);
        }
    }
    tests.push_back(new SchemeSceneTest("who never answers is cut", "smart-card", NeverAnswer));
    return tests;
}

} // namespace ns3::mqtt::test
