// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-card-holder.h"
#include "mqtt-scheme-tests.h"

/// @file
/// The attacks on the scheme with smart cards. Each succeeds against the published idea, and fails
/// against the sound form. What no form prevents: the broker reads all messages.

namespace ns3::mqtt::test
{

namespace
{

/// What the victim publishes.
const std::string SECRET = "a/b=the valve at the north gate is open, and will be until five";

/// @param scene scene
/// @return a publisher, connected
SchemeClient&
AddVictim(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice", {true, {}, {}, false});
    scene.Settle();
    scene.Check(alice.IsReady(), "alice is ready");
    return alice;
}

/// Sends a recorded CONNECT again on a connection of its own.
/// @param scene scene
/// @param later how much later
/// @return whether the session is taken over
bool
Replay(SchemeScene& scene, Duration later)
{
    const auto& alice = AddVictim(scene);
    const auto connect = GetPackets(scene, "alice", true).front();
    scene.wire.Advance(later);
    const auto thief = scene.Enter();
    thief->Say(connect);
    scene.Settle();
    scene.Check((CountConnects(scene) == 2) != alice.IsConnected(), "one of them has the session");
    return !alice.IsConnected();
}

/// @param scene scene
/// @return whether the session is taken over within the time window
bool
ReplayInTime(SchemeScene& scene)
{
    return Replay(scene, std::chrono::seconds(50));
}

/// @param scene scene
/// @return whether the session is taken over after the time window
bool
ReplayTooLate(SchemeScene& scene)
{
    return Replay(scene, std::chrono::seconds(70));
}

/// Puts a key of the attacker's own into what the repository says.
/// @param scene scene
/// @return whether the broker takes the attacker for the victim
bool
ExchangeKey(SchemeScene& scene)
{
    const CardId victim = GetCardId(scene, "alice");
    std::optional<CardKeyPair> own;
    std::optional<CardKeyPair> issuer;
    scene.wire.Do([&]() {
        own = CardKeyPair::Generate(GetCards(scene).GetKeyType(), 9);
        issuer = CardKeyPair::Generate(KeyType::P256, 0);
    });
    bool exchanged = false;
    scene.wire.hook = [&](Parcel& parcel) {
        if (parcel.service != KeyRepository::SERVICE || parcel.fromOpener)
        {
            return;
        }
        exchanged = true;
        const ByteView key = own->GetPublicKey().Encode();
        parcel.octets =
            IsAsPrinted(scene)
                ? key.ToBytes()
                : SignEntry({victim, RepositoryEntry::VALID, 4'000'000'000, key.ToBytes()},
                            *issuer);
    };
    auto& eve = scene.AddClient("eve", {}, MakeHolder(scene, ForgeCard(scene, victim, *own)));
    scene.wire.Advance(std::chrono::seconds(20));
    scene.Check(exchanged, "the broker has asked for the key");
    return eve.IsReady();
}

/// @param card pair that was stolen
/// @param payload recorded
/// @return what was encrypted for the card somewhere in it, if anything
std::optional<CardTransport>
OpenAnywhere(const CardKeyPair& card, ByteView payload)
{
    constexpr std::size_t size = RsaPublicKey::MODULUS_SIZE;
    for (std::size_t i = 0; i + size <= payload.size(); ++i)
    {
        const auto opened = card.Decrypt(payload.SubView(i, size));
        const auto keys = opened ? DecodeCardTransport(opened->Get()) : std::nullopt;
        if (keys)
        {
            return keys;
        }
    }
    return std::nullopt;
}

/// @param packet recorded
/// @return what may hold encrypted keys
Bytes
GetSealed(const ControlPacket& packet)
{
    const auto* publish = std::get_if<Publish>(&packet);
    const auto* connect = std::get_if<Connect>(&packet);
    const auto password =
        connect && connect->password ? DecodeBase64(*connect->password) : std::nullopt;
    return publish ? publish->message->payload : password.value_or(Bytes());
}

/// Records everything, then steals the key of who opens the session's keys: that of the card, which
/// is the second of the pool, or, if the card is first, that of the broker.
/// @param scene scene
/// @return whether the message can be read
bool
StealKey(SchemeScene& scene)
{
    auto& alice = AddVictim(scene);
    alice.Publish(SECRET);
    bool read = false;
    scene.wire.Do([&]() {
        const bool isFirst = GetCards(scene).GetCardForm().reading == CardReading::OR_2;
        const auto stolen = CardKeyPair::Generate(KeyType::RSA_2048, isFirst ? 0 : 1);
        std::optional<CardTransport> keys;
        for (const auto& packet : GetPackets(scene, "alice", isFirst))
        {
            keys = keys ? keys : OpenAnywhere(stolen, GetSealed(packet));
        }
        const Bytes sealed = FindPayload(GetPackets(scene, "alice", true), "b");
        scene.Check(!sealed.empty(), "alice has published");
        const auto opened =
            keys ? CardCipher(keys->keys, CardCipher::Side::BROKER).Open("a/b", sealed)
                 : Result<Bytes>(Error{"no keys"});
        read = opened && ByteView(opened.value()).ToText() == SECRET.substr(4);
    });
    return read;
}

/// What a change on the wire leads to.
/// @param scene scene
/// @param change of a parcel between a client and the broker
/// @return whether the subscriber got something else than was sent
bool
Change(SchemeScene& scene, const std::function<void(Parcel&)>& change)
{
    auto& bob = scene.AddSubscriber("bob", "a/#");
    auto& alice = AddVictim(scene);
    scene.wire.hook = change;
    alice.Publish(SECRET);
    const std::string texts = bob.TakeTexts();
    return !texts.empty() && texts != SECRET;
}

/// Puts a sealed payload onto another topic.
/// @param scene scene
/// @return whether it is believed
bool
Move(SchemeScene& scene)
{
    return Change(scene, [](Parcel& parcel) {
        auto packet = ReadPacket(parcel);
        auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
        if (publish && parcel.fromOpener)
        {
            publish->message =
                std::make_shared<const Message>(Message{"a/c", publish->message->payload});
            parcel.octets = Encode(*packet);
        }
    });
}

/// Sends what the publisher sent to the broker once more.
/// @param scene scene
/// @return whether the subscriber's application gets it twice
bool
Repeat(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a/#");
    auto& alice = AddVictim(scene);
    alice.Publish(SECRET);
    scene.ExpectTexts(bob, SECRET);
    const auto sent = std::find_if(
        scene.wire.transcript.rbegin(),
        scene.wire.transcript.rend(),
        [](const Parcel& parcel) { return parcel.opener == "alice" && parcel.fromOpener; });
    scene.wire.Inject(sent->stream, true, Bytes(sent->octets));
    scene.wire.Run();
    return bob.TakeTexts() == SECRET;
}

/// Sends what the publisher sent back to it, as a delivery.
/// @param scene scene
/// @return whether its application takes it for one
bool
Reflect(SchemeScene& scene)
{
    auto& alice = scene.AddSubscriber("alice", "other");
    scene.Settle();
    alice.Publish(SECRET);
    scene.wire.Inject(alice.GetStream(), false, Bytes(scene.wire.transcript.back().octets));
    scene.wire.Run();
    return alice.TakeTexts() == SECRET;
}

/// Looks for a will on the wire.
/// @param scene scene
/// @return whether anybody can read it
bool
ReadWill(SchemeScene& scene)
{
    const std::string text = "the north gate is unguarded";
    const auto message =
        std::make_shared<const Message>(Message{"a/will", ByteView(text).ToBytes()});
    scene.AddClient("alice", {true, {}, Will{message, Qos::AT_MOST_ONCE, false}, false});
    scene.Settle();
    const auto& transcript = scene.wire.transcript;
    return std::any_of(transcript.begin(), transcript.end(), [&text](const Parcel& parcel) {
        return std::search(parcel.octets.begin(), parcel.octets.end(), text.begin(), text.end()) !=
               parcel.octets.end();
    });
}

} // namespace

std::vector<TestCase*>
MakeCardAttackTests()
{
    std::vector<TestCase*> tests;
    const auto add = [&tests](const std::string& what, SchemeSceneTest::Play attack) {
        for (const std::string reading : {"OR-1", "OR-2"})
        {
            const std::string name = what + ", " + reading;
            SchemeSceneTest::Attributes attributes{{"Reading", reading}};
            tests.push_back(
                new SchemeSceneTest(name, "smart-card:published", attack, true, attributes));
            tests.push_back(new SchemeSceneTest(name, "smart-card", attack, false, attributes));
            attributes.emplace_back("KeyType", "RSA-2048");
            tests.push_back(
                new SchemeSceneTest(name + " (RSA)", "smart-card", attack, false, attributes));
        }
    };
    add("a CONNECT replayed within the time window takes the session over", ReplayInTime);
    add("a key exchanged on the way from the repository is believed", ExchangeKey);
    add("a card's key stolen later opens what was recorded", StealKey);
    add("a payload moved to another topic is believed", Move);
    add("a repeated message is delivered twice", Repeat);
    add("a message sent back to its sender is believed", Reflect);
    add("a will can be read on its way", ReadWill);
    tests.push_back(new SchemeSceneTest("a CONNECT replayed after the time window is accepted",
                                        "smart-card:published",
                                        ReplayTooLate,
                                        false));
    return tests;
}

} // namespace ns3::mqtt::test
