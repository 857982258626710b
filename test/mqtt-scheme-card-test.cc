// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-memory-scan.h"
#include "mqtt-scheme-card-holder.h"
#include "mqtt-scheme-tests.h"

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

/// The broker speaks for clients that have vanished, wherever their keys are.
/// @param scene scene
/// @return true
bool
SpeakForTheDead(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "w", Qos::AT_LEAST_ONCE);
    const auto last = std::make_shared<Message>(Message{"w", ByteView("gone").ToBytes()});
    auto& alice =
        scene.AddClient("alice", {true, {}, Will{last, Qos::AT_LEAST_ONCE, false}, false});
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    alice.Lose();
    scene.Settle();
    scene.ExpectTexts(bob, "w=gone");
    return true;
}

/// Looks for a key of a session in the memory of all parties: as printed, where the test can know
/// it by the card's key, which is the second of the pool.
/// @param scene scene
/// @return whether it is still there when the client has left
bool
LeaveKeysBehind(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.Check(alice.IsReady(), "alice is ready");
    std::optional<WantedSecret> wanted;
    scene.wire.Do([&]() {
        const Bytes message = FindPayload(GetPackets(scene, "alice", false), "k");
        const auto card = CardKeyPair::Generate(KeyType::RSA_2048, 1);
        const auto opened = card.Decrypt(ByteView(message).SubView(0, RsaPublicKey::MODULUS_SIZE));
        wanted.emplace(DecodeCardTransport(opened->Get())->keys.first.Get());
    });
    scene.Check(wanted->CountInMemory() >= 2, "client or card, and broker, have the key");
    alice.Leave();
    scene.Settle();
    return wanted->CountInMemory() > 0;
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

/// What goes over the wire if the card is first, in octets.
/// @param scene scene
/// @return true
bool
MeasureFirst(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.Check(alice.IsReady(), "alice is ready");
    const auto out = GetPackets(scene, "alice", true);
    const auto in = GetPackets(scene, "alice", false);
    const auto& connect = std::get<Connect>(out.front());
    scene.Check(out.size() == 1, "nothing but CONNECT");
    if (IsAsPrinted(scene))
    {
        scene.Check(connect.userName->size() == 32, "Base64 of N_D and T");
        scene.Check(connect.password->size() == 684, "Base64 of encrypted keys and signature");
        scene.Check(in.size() == 2, "CONNACK, confirmation");
        scene.Check(FindPayload(in, "ok").size() == 32, "HMAC");
    }
    else
    {
        scene.Check(connect.userName->size() == 120, "Base64 of flags, counter, N_D and E_D");
        scene.Check(connect.password->size() == 88, "Base64 of the signature");
        scene.Check(in.size() == 3, "CONNACK, reply, outcome");
        scene.Check(FindPayload(in, "c").size() == 16 + 65 + 64, "N_B, E_B, signature");
    }
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

/// Adds a test.
using AddTest = std::function<void(const std::string& what,
                                   const std::string& scheme,
                                   SchemeSceneTest::Play play,
                                   bool wanted,
                                   const SchemeSceneTest::Attributes& attributes)>;

/// Adds the tests of one form.
/// @param scheme name of the scheme
/// @param add adds a test
void
AddForm(const std::string& scheme, const AddTest& add)
{
    for (const std::string reading : {"OR-1", "OR-2"})
    {
        for (const std::string type : {"P-256", "RSA-2048"})
        {
            for (const std::string keys : {"host", "card"})
            {
                const std::string protocol = keys == "card" ? "T0" : "T1";
                add("messages under " + type + ", keys in the " + keys + ", " + protocol + ", " +
                        reading,
                    scheme,
                    Deliver,
                    true,
                    {{"KeyType", type},
                     {"SessionKeys", keys},
                     {"Protocol", protocol},
                     {"Reading", reading}});
            }
        }
        const SchemeSceneTest::Attributes attributes{{"Reading", reading}};
        const bool published = scheme != "smart-card";
        const std::pair<std::string, std::pair<SchemeSceneTest::Play, bool>> plays[] = {
            {"a card that nobody knows is refused", {RefuseUnknown, true}},
            {"a card with another one's number gets through", {Impersonate, false}},
            {"the session of a revoked card goes on", {UseRevoked, published}},
            {"the will of a client is published", {SpeakForTheDead, true}},
        };
        for (const auto& [what, play] : plays)
        {
            add(what + ", " + reading, scheme, play.first, play.second, attributes);
        }
    }
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
        AddForm(scheme, add);
        add("octets on the wire, OR-2", scheme, MeasureFirst, true, {{"Reading", "OR-2"}});
    }
    for (const std::string keys : {"host", "card"})
    {
        add("keys are left behind in the " + keys,
            "smart-card:published",
            LeaveKeysBehind,
            false,
            {{"SessionKeys", keys}});
    }
    add("octets on the wire", "smart-card:published", MeasureAsPrinted);
    add("octets on the wire", "smart-card", MeasureSound);
    return tests;
}

} // namespace ns3::mqtt::test
