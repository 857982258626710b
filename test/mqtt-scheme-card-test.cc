// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-card-holder.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-card-broker-agent.h"

/// @file
/// The scheme with smart cards as a whole.

namespace ns3::mqtt::test
{

namespace
{

/// Messages of each quality of service get through, whatever the attributes are.
/// @param scene scene
/// @return true
bool
Deliver(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a/#", Qos::EXACTLY_ONCE);
    auto& alice = scene.AddClient("alice", {false, {}, {}, true});
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    const std::string text(700, 'x'); // more than a command holds
    alice.Publish("a/b=0", Qos::AT_MOST_ONCE);
    alice.Publish("a/b=" + text, Qos::AT_LEAST_ONCE);
    alice.Publish("a/c=2", Qos::EXACTLY_ONCE);
    scene.ExpectTexts(bob, "a/b=0, a/b=" + text + ", a/c=2");
    scene.Check(alice.GetNPending() == 0, "every handshake is done");
    alice.Lose();
    alice.Publish("a/d=3", Qos::EXACTLY_ONCE);
    scene.wire.Advance(std::chrono::seconds(3));
    scene.ExpectTexts(bob, "a/d=3");
    alice.Leave();
    scene.Check(scene.GetBroker().GetNConnections() == 1, "alice is gone");
    return true;
}

/// What goes over the wire as printed, in octets.
/// @param scene scene
/// @return true
bool
MeasureAsPrinted(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=text");
    const auto out = GetPackets(scene, "alice", true);
    const auto in = GetPackets(scene, "alice", false);
    const auto& connect = std::get<Connect>(out.front());
    scene.Check(connect.clientId == ToClientId(GetCardId(scene, "alice")), "number of the card");
    scene.Check(connect.clientId.size() == 16, "in 16 digits");
    scene.Check(connect.userName && connect.userName->size() == 32, "Base64 of N_D and T");
    scene.Check(connect.password && connect.password->size() == 344, "Base64 of the signature");
    scene.Check(FindPayload(in, "k").size() == 256 + 256, "keys, signature");
    scene.Check(FindPayload(out, "ok").size() == 32, "HMAC");
    scene.Check(FindPayload(out, "a").empty(), "the topic has one level");
    const auto& publish = std::get<Publish>(out.back());
    scene.Check(publish.message->payload.size() == 16 + 16 + 32, "IV, a block, HMAC");
    std::vector<std::size_t> sizes;
    for (const Parcel& parcel : scene.wire.transcript)
    {
        if (parcel.service == KeyRepository::SERVICE)
        {
            sizes.push_back(parcel.octets.size());
        }
    }
    scene.Check(sizes == std::vector<std::size_t>{8, 294}, "one round trip to the repository");
    return true;
}

/// What goes over the wire in the sound form, in octets.
/// @param scene scene
/// @return true
bool
MeasureSound(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=text");
    const auto out = GetPackets(scene, "alice", true);
    const auto in = GetPackets(scene, "alice", false);
    const auto& connect = std::get<Connect>(out.front());
    scene.Check(connect.userName && connect.userName->size() == 24, "Base64 of N_D");
    scene.Check(!connect.password, "no password");
    scene.Check(in.size() == 3, "CONNACK, challenge, outcome");
    scene.Check(FindPayload(in, "c").size() == 16 + 65 + 64, "N_B, E_B, signature");
    scene.Check(FindPayload(out, "r").size() == 65 + 64 + 24, "E_D, signature, no will");
    scene.Check(FindPayload(in, "ok").size() == 24 + 2, "outcome");
    const auto& publish = std::get<Publish>(out.back());
    scene.Check(publish.message->payload.size() == 24 + 4, "number, ciphertext, tag");
    return true;
}

/// A card that nobody has registered.
/// @param scene scene
/// @return whether it is refused by a return code, and nothing of it gets through
bool
RefuseUnknown(SchemeScene& scene)
{
    std::shared_ptr<SmartCard> card;
    scene.wire.Do([&]() {
        const auto key = CardKeyPair::Generate(GetCards(scene).GetKeyType(), 5);
        card = ForgeCard(scene, CardId{1}, key);
    });
    auto& eve = scene.AddClient("eve", {true, {}, {}, false}, MakeHolder(scene, card));
    scene.Settle();
    scene.Check(!eve.IsReady(), "eve is not ready");
    scene.Check(CountConnects(scene) == 0, "the core hears nothing of it");
    return eve.refused == std::vector<ConnectCode>{ConnectCode::NOT_AUTHORIZED};
}

/// A card with the number of another one.
/// @param scene scene
/// @return whether it gets through
bool
Impersonate(SchemeScene& scene)
{
    const CardId victim = GetCardId(scene, "alice");
    std::shared_ptr<SmartCard> card;
    scene.wire.Do([&]() {
        card = ForgeCard(scene, victim, CardKeyPair::Generate(GetCards(scene).GetKeyType(), 5));
    });
    auto& eve = scene.AddClient("eve", {}, MakeHolder(scene, card));
    scene.wire.Advance(std::chrono::seconds(5));
    scene.Check(eve.lost.size() > 1, "eve tries again and again");
    return eve.IsReady() || CountConnects(scene) > 0;
}

/// A card that may no longer be used.
/// @param scene scene
/// @return whether its session goes on
bool
UseRevoked(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.Check(alice.IsReady(), "alice is ready");
    const CardId card = GetCardId(scene, "alice");
    scene.wire.Do([&]() { GetCards(scene).GetRepository().Revoke(card); });
    scene.Settle();
    const bool goesOn = alice.IsConnected();
    alice.Lose();
    scene.wire.Advance(std::chrono::seconds(5));
    scene.Check(!alice.IsReady() && !alice.refused.empty(), "it does not come back");
    return goesOn;
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
        WriteCardConnect(connect,
                         {card, Bytes(16, 1), 1'700'000'000, Bytes(64, 1)},
                         IsAsPrinted(scene));
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
    WriteCardConnect(connect, {card, Bytes(16, 1), 0, {}}, false);
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
            // As printed the client does not wait for the broker's word on its confirmation.
            fooled |= changed && alice.IsReady() && end != "ok";
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
MakeCardSceneTests()
{
    std::vector<TestCase*> tests;
    const auto add = [&tests](const std::string& what,
                              const std::string& scheme,
                              SchemeSceneTest::Play play,
                              bool wanted = true,
                              const SchemeSceneTest::Attributes& attributes = {}) {
        tests.push_back(new SchemeSceneTest(what, scheme, play, wanted, attributes));
    };
    for (const std::string scheme : {"smart-card", "smart-card:published"})
    {
        const bool published = scheme != "smart-card";
        for (const std::string type : {"P-256", "RSA-2048"})
        {
            for (const std::string keys : {"host", "card"})
            {
                const std::string protocol = keys == "card" ? "T0" : "T1";
                add("messages under " + type + ", keys in the " + keys + ", " + protocol,
                    scheme,
                    Deliver,
                    true,
                    {{"KeyType", type}, {"SessionKeys", keys}, {"Protocol", protocol}});
            }
        }
        add("a card that nobody knows is refused", scheme, RefuseUnknown);
        add("a card with another one's number gets through", scheme, Impersonate, false);
        add("the session of a revoked card goes on", scheme, UseRevoked, published);
        add("who proves nothing gets through", scheme, GoOnWithoutProof, false);
        add("a changed handshake fools somebody", scheme, ChangeHandshake, false);
        add("anything may come", scheme, Fuzz);
        add("a CONNECT with another flag is taken", scheme, ChangeConnect, published);
    }
    add("octets on the wire", "smart-card:published", MeasureAsPrinted);
    add("octets on the wire", "smart-card", MeasureSound);
    add("who never answers is cut", "smart-card", NeverAnswer);
    return tests;
}

} // namespace ns3::mqtt::test
