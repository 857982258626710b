// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-device.h"
#include "mqtt-scheme-tests.h"
#include "mqtt-scheme-thief.h"

#include "ns3/mqtt-challenge-response-agent.h"
#include "ns3/mqtt-challenge-response-broker.h"
#include "ns3/mqtt-crypto-scope.h"

/// @file
/// The attacks on the MQTT group platform. Each succeeds against what the paper prints, and fails
/// against the sound form. What no form prevents: the daemon beside the broker holds all group
/// keys, so end-to-end encryption keeps nothing from the broker.

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
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.Check(alice.IsReady(), "alice is ready");
    return alice;
}

/// @param octets of a text
/// @param wanted part of it
/// @return whether it is there
bool
Contains(std::string_view octets, std::string_view wanted)
{
    return octets.find(wanted) != std::string_view::npos;
}

/// @param scene scene
/// @param from first parcel to be looked at
/// @return the PUBLISH that the victim sent the broker last, or null
MessagePtr
FindLastMessage(const SchemeScene& scene, std::size_t from = 0)
{
    MessagePtr message;
    for (; from < scene.wire.transcript.size(); ++from)
    {
        const Parcel& parcel = scene.wire.transcript[from];
        const auto packet = ReadPacket(parcel);
        const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
        if (publish && parcel.opener == "alice" && parcel.fromOpener)
        {
            message = publish->message;
        }
    }
    return message;
}

/// Opens two sessions as alice without knowing any key of hers: what the broker answers in the
/// second is the response that it wants in the first.
/// @param scene scene
/// @return whether the broker takes it for a proof
bool
Reflect(SchemeScene& scene)
{
    const auto credentials = Register(scene, "alice");
    Bytes hello; // what anybody can write: identities, and what a challenge should be
    scene.wire.Do([&]() {
        hello =
            KeyAgreementInitiator(credentials, GetPlatform(scene).GetKeyAgreementForm()).Begin();
    });
    const auto first = scene.Enter(ChallengeResponseClientAgent::SERVICE);
    const auto second = scene.Enter(ChallengeResponseClientAgent::SERVICE);
    first->Say(hello);
    scene.Check(first->answers.size() == 1, "the broker answers the first message 1");
    if (first->answers.empty())
    {
        return false;
    }
    const ByteView challenge(first->answers[0]);
    std::copy_n(challenge.begin(), 16, hello.begin() + 32); // C1' = C2
    second->Say(hello);
    scene.Check(second->answers.size() == 1, "the broker answers the second message 1");
    if (second->answers.empty())
    {
        return false;
    }
    const ByteView answer(second->answers[0]);
    first->Say(answer.SubView(answer.size() - (IsPublished(scene) ? 20 : 32))); // R2 = R1'
    scene.Check(first->closed, "the broker has done with the first session");
    auto& agent = scene.GetBroker().GetAgent<ChallengeResponseBrokerAgent>();
    return agent.GetNVerifiedSessions() == 1;
}

/// Sends a recorded CONNECT again on a connection of its own.
/// @param scene scene
/// @return whether the session is taken over
bool
Replay(SchemeScene& scene)
{
    const auto& alice = AddVictim(scene);
    const auto connect = std::find_if(
        scene.wire.transcript.begin(),
        scene.wire.transcript.end(),
        [](const Parcel& parcel) { return parcel.service == MQTT_SERVICE && parcel.fromOpener; });
    const Bytes recorded = connect->octets;
    const auto thief = scene.Enter();
    thief->Say(recorded);
    scene.Check(thief->IsAccepted() != alice.IsConnected(), "one of them has the session");
    scene.Check(thief->IsAccepted() != thief->closed, "who is refused is closed");
    return thief->IsAccepted();
}

/// Records everything, then steals K_device and K_topic.
/// @param scene scene
/// @return whether the message can be read
bool
StealKeys(SchemeScene& scene)
{
    auto& alice = AddVictim(scene);
    alice.Publish(SECRET);
    const Loot loot{GetPlatform(scene).GetCredentials("alice"), IsPublished(scene)};
    const auto readings = ReadTranscript(scene.wire.transcript, "alice", loot);
    return Contains(readings.texts, SECRET.substr(SECRET.find('=') + 1));
}

/// Gives the same challenges in every key agreement, and all else at random.
class SameChallenges : public RandomSource
{
  public:
    void Fill(std::uint8_t* octets, std::size_t size) override
    {
        m_random.Fill(octets, size);
        if (size == 16)
        {
            std::fill_n(octets, size, 7);
        }
    }

  private:
    SeededRandom m_random{SeededRandom::Seed{1}}; ///< all else
};

/// @param scene scene
/// @return whether two key agreements with the same keys and challenges give the same session keys
bool
RepeatChallenges(SchemeScene& scene)
{
    const auto credentials = Register(scene, "alice");
    const auto form = GetPlatform(scene).GetKeyAgreementForm();
    NullMeter nobody;
    SameChallenges random;
    const CryptoScope scope(nobody, random, 0);
    Bytes keys[2];
    for (auto& key : keys)
    {
        KeyAgreementInitiator device(credentials, form);
        KeyAgreementResponder broker(credentials, form);
        const auto third = device.Answer(broker.Challenge(device.Begin()).value());
        scene.Check(!broker.Verify(third.value()), "they agree");
        const auto& made = device.GetKeys();
        key = (form.published ? made.published : made.toBroker).Get().ToBytes();
    }
    return keys[0] == keys[1];
}

/// @param scene scene
/// @param device that was a member
/// @param message that it has overheard
/// @return whether any of its keys opens it
bool
CanRead(const SchemeScene& scene, ScriptedDevice& device, const Message& message)
{
    const auto& keys = device.GetKeys();
    return std::any_of(keys.begin(), keys.end(), [&](const GroupKey& key) {
        const auto text = ReadGroupMessage(message.payload, key.key.Get(), IsPublished(scene));
        return Contains(text, SECRET.substr(SECRET.find('=') + 1));
    });
}

/// A member that can read, and is gone later.
/// @param scene scene
/// @param leave makes it go
/// @return whether it reads what is sent after it has gone
bool
ReadOn(SchemeScene& scene, void (*leave)(SchemeScene&, ScriptedDevice&))
{
    auto& alice = AddVictim(scene);
    ScriptedDevice eve(scene, Register(scene, "eve"));
    scene.Check(eve.Join("eve"), "eve is accepted");
    scene.Settle();
    alice.Publish(SECRET);
    scene.Check(CanRead(scene, eve, *FindLastMessage(scene)), "a member can read");
    leave(scene, eve);
    scene.Settle();
    const std::size_t before = scene.wire.transcript.size();
    alice.Publish(SECRET);
    const auto message = FindLastMessage(scene, before);
    scene.Check(message != nullptr, "alice has published again");
    return message && CanRead(scene, eve, *message);
}

/// @param scene scene
/// @return whether a member that has left can read on
bool
ReadAfterLeaving(SchemeScene& scene)
{
    return ReadOn(scene, [](SchemeScene&, ScriptedDevice& eve) { eve.Leave(); });
}

/// @param scene scene
/// @return whether a member whose right was taken away can read on
bool
ReadAfterRevocation(SchemeScene& scene)
{
    return ReadOn(scene, [](SchemeScene& scene, ScriptedDevice& eve) {
        const auto credentials = GetPlatform(scene).GetCredentials("eve");
        Manage(scene, [&](TopicDeviceManagement& management) {
            management.Revoke(credentials.device.id, credentials.topic.id);
        });
        scene.Check(eve.mqtt->closed, "eve is cut");
    });
}

/// @param scene scene
/// @return whether a new member can read what was sent before
bool
ReadThePast(SchemeScene& scene)
{
    auto& alice = AddVictim(scene);
    alice.Publish(SECRET);
    const auto message = FindLastMessage(scene);
    ScriptedDevice eve(scene, Register(scene, "eve"));
    scene.Check(eve.Join("eve"), "eve is accepted");
    scene.Settle();
    scene.Check(!eve.GetKeys().empty(), "eve is given a key");
    return CanRead(scene, eve, *message);
}

/// Flips a bit in the second block of a ciphertext, far from the padding.
/// @param payload sealed
/// @param published as printed
void
FlipCiphertext(Bytes& payload, bool published)
{
    if (!published)
    {
        payload[payload.size() / 2] ^= 1;
        return;
    }
    Bytes salted = FromBase64(ByteView(payload).ToText());
    salted[16 + 16] ^= 1; // behind "Salted__", the salt and one block
    const std::string text = ToBase64(salted);
    payload.assign(text.begin(), text.end());
}

/// What a change on the wire leads to.
/// @param scene scene
/// @param change of a PUBLISH
/// @param toBroker on its way to the broker, or to the subscriber
/// @return whether the subscriber got something else than was sent
bool
Change(SchemeScene& scene, const std::function<void(Parcel&)>& change, bool toBroker)
{
    auto& bob = scene.AddSubscriber("bob", "a/#");
    auto& alice = AddVictim(scene);
    scene.wire.hook = [&](Parcel& parcel) {
        if (parcel.fromOpener == toBroker)
        {
            change(parcel);
        }
    };
    alice.Publish(SECRET);
    const std::string texts = bob.TakeTexts();
    return !texts.empty() && texts != SECRET;
}

/// @tparam toBroker direction
/// @param scene scene
/// @return whether a flipped bit goes unnoticed
template <bool toBroker>
bool
Flip(SchemeScene& scene)
{
    const bool published = IsPublished(scene);
    const auto flip = [published](Bytes& payload) { FlipCiphertext(payload, published); };
    return Change(
        scene,
        [flip](Parcel& parcel) { ChangePayload(parcel, flip); },
        toBroker);
}

/// Puts a sealed payload onto another topic.
/// @param scene scene
/// @return whether it is believed
bool
Move(SchemeScene& scene)
{
    return Change(
        scene,
        [](Parcel& parcel) {
            // "a/b" to "a/c", at its place behind the fixed header
            const auto found =
                std::search(parcel.octets.begin(), parcel.octets.end(), "a/b", "a/b" + 3);
            const auto packet = ReadPacket(parcel);
            if (packet && std::holds_alternative<Publish>(*packet) && found != parcel.octets.end())
            {
                found[2] = 'c';
            }
        },
        true);
}

/// Sends a delivery to the subscriber once more.
/// @param scene scene
/// @return whether its application gets it twice
bool
Repeat(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a/#");
    auto& alice = AddVictim(scene);
    Parcel recorded;
    scene.wire.hook = [&recorded](Parcel& parcel) {
        if (parcel.opener == "bob" && !parcel.fromOpener)
        {
            recorded = parcel;
        }
    };
    alice.Publish(SECRET);
    scene.ExpectTexts(bob, SECRET);
    scene.wire.Inject(recorded.stream, false, recorded.octets);
    scene.wire.Run();
    return bob.TakeTexts() == SECRET;
}

/// Sends what the publisher sent to the broker once more.
/// @param scene scene
/// @return whether the subscriber's application gets it twice
bool
RepeatUp(SchemeScene& scene)
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

} // namespace

std::vector<TestCase*>
MakePlatformAttackTests()
{
    std::vector<TestCase*> tests;
    const auto add =
        [&tests](const std::string& what, const std::string& scheme, SchemeSceneTest::Play attack) {
            tests.push_back(new SchemeSceneTest(what, scheme + ":published", attack, true));
            tests.push_back(new SchemeSceneTest(what, scheme, attack, false));
        };
    for (const std::string scheme : {"challenge-response", "group-key"})
    {
        add("a reflected response proves who knows no key", scheme, Reflect);
        add("a replayed CONNECT takes the session over", scheme, Replay);
        add("keys stolen later open what was recorded", scheme, StealKeys);
        tests.push_back(new SchemeSceneTest("without forward secrecy they do in the sound form too",
                                            scheme,
                                            StealKeys,
                                            true,
                                            {{"ForwardSecrecy", "false"}}));
        tests.push_back(new SchemeSceneTest("a reflected response without forward secrecy",
                                            scheme,
                                            Reflect,
                                            false,
                                            {{"ForwardSecrecy", "false"}}));
        add("session keys follow from long-term keys and challenges", scheme, RepeatChallenges);
        add("a bit flipped on the way to the broker goes unnoticed", scheme, Flip<true>);
        add("a bit flipped on the way to the subscriber goes unnoticed", scheme, Flip<false>);
        add("a payload moved to another topic is believed", scheme, Move);
        add("a repeated delivery is delivered twice", scheme, Repeat);
        add("a repeated message is delivered twice", scheme, RepeatUp);
    }
    add("a member that has left reads on", "group-key", ReadAfterLeaving);
    add("a member whose right was taken away reads on", "group-key", ReadAfterRevocation);
    add("a new member reads the past", "group-key", ReadThePast);
    return tests;
}

} // namespace ns3::mqtt::test
