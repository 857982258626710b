// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-text.h"
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-key-exchange-scheme.h"

#include <boost/endian/conversion.hpp>

/// @file
/// The key exchange as a whole, and what outsiders can do against it with authentication and
/// without.

namespace ns3::mqtt::test
{

namespace
{

/// @param scene scene
/// @return its scheme
const KeyExchangeScheme&
GetScheme(SchemeScene& scene)
{
    return dynamic_cast<const KeyExchangeScheme&>(*scene.GetScheme());
}

/// @param scene scene
/// @return publisher alice and subscriber bob, ready
std::pair<SchemeClient&, SchemeClient&>
AddPair(SchemeScene& scene)
{
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    auto& alice = scene.AddClient("alice", {false, {}, {}, true});
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    return {alice, bob};
}

/// @param parcel any
/// @param prefix of topics
/// @return the message if it is a PUBLISH on such a topic, or null
MessagePtr
FindMessage(const Parcel& parcel, const std::string& prefix)
{
    const auto packet = ReadPacket(parcel);
    const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
    return publish && publish->message->topic.rfind(prefix, 0) == 0 ? publish->message : nullptr;
}

/// @param scene scene
/// @param prefix of topics
/// @return the last message on such a topic; must be there
MessagePtr
FindLast(const SchemeScene& scene, const std::string& prefix)
{
    MessagePtr last;
    for (const Parcel& parcel : scene.wire.transcript)
    {
        if (const auto message = FindMessage(parcel, prefix))
        {
            last = message;
        }
    }
    return last;
}

/// @param scene scene
/// @param outsider who publishes
/// @param message what
void
Say(SchemeScene& scene, Outsider& outsider, const Message& message)
{
    outsider.Say(Publish{std::make_shared<Message>(message), Qos::AT_MOST_ONCE, false, false, 0});
    scene.Settle();
}

/// @param scene scene
/// @return somebody who is a client of the broker and nothing to the scheme
std::shared_ptr<Outsider>
AddMallory(SchemeScene& scene)
{
    const auto mallory = scene.Enter();
    Connect connect;
    connect.clientId = "mallory";
    mallory->Say(connect);
    scene.Check(mallory->IsAccepted(), "mallory is a client");
    return mallory;
}

/// A subscriber that comes late reads what comes from then on, and nobody sees the octets.
/// @param scene scene
/// @return whether the text was on the wire
bool
ComeLate(SchemeScene& scene)
{
    auto [alice, bob] = AddPair(scene);
    alice.Publish("a=the valve at the gate", Qos::AT_LEAST_ONCE);
    auto& carol = scene.AddSubscriber("carol", "a", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.Check(carol.IsReady(), "carol is ready");
    alice.Publish("a=the valve at the north gate", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=the valve at the gate, a=the valve at the north gate");
    scene.ExpectTexts(carol, "a=the valve at the north gate");
    return std::any_of(scene.wire.transcript.begin(),
                       scene.wire.transcript.end(),
                       [](const Parcel& parcel) {
                           return ByteView(parcel.octets).ToText().find("valve") !=
                                  std::string_view::npos;
                       });
}

/// Keys are renewed while messages flow, and connections break.
/// @param scene scene
/// @return true
bool
Renew(SchemeScene& scene)
{
    auto [alice, bob] = AddPair(scene);
    std::string wanted;
    for (int i = 0; i < 40; ++i)
    {
        const std::string text = "a=" + std::to_string(i);
        wanted += (i ? ", " : "") + text;
        alice.Publish(text, Qos::AT_LEAST_ONCE);
        if (i % 7 == 3)
        {
            bob.Lose();
        }
        if (i % 11 == 5)
        {
            alice.Lose();
        }
        scene.wire.Advance(std::chrono::seconds(1));
    }
    scene.wire.Advance(std::chrono::seconds(10));
    scene.ExpectTexts(bob, wanted);
    scene.Check(alice.GetAgent().GetGroupEpoch() >= 8, "alice has renewed her key");
    scene.Check(bob.GetAgent().GetGroupEpoch() >= 8, "bob has the newest");
    return true;
}

/// New keys do not reach a subscriber, which asks for them when messages come.
/// @param scene scene
/// @return true
bool
LosePush(SchemeScene& scene)
{
    auto [alice, bob] = AddPair(scene);
    scene.wire.hook = [](Parcel& parcel) {
        if (FindMessage(parcel, "kx/key/") && parcel.opener == "bob")
        {
            ChangePayload(parcel, [](Bytes& octets) { octets.back() ^= 1; });
        }
    };
    scene.wire.Advance(std::chrono::seconds(6)); // a renewal, of which bob hears nothing
    scene.wire.hook = nullptr;
    alice.Publish("a=1", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "");
    scene.wire.Advance(std::chrono::seconds(2));
    scene.ExpectTexts(bob, "a=1");
    return true;
}

/// Who asks for keys in bob's name and with a pair of its own.
/// @param scene scene
/// @return whether alice gives them away
bool
AskAsAnother(SchemeScene& scene)
{
    AddPair(scene);
    const auto mallory = AddMallory(scene);
    bool has = false;
    scene.wire.Do([&] {
        const auto party = ExchangeParty::Create(GetScheme(scene).GetExchangeForm(), 4);
        const std::uint32_t number = GetScheme(scene).GetDirectory().GetNumber("bob");
        KeyRequest request{number, {}, 1, 0, 0, {}};
        request.nonce.fill(7);
        request.offer = party->Offer(MakeOfferContext(request));
        mallory->Say(
            Publish{std::make_shared<Message>(Message{GetRequestTopic(number), Encode(request)}),
                    Qos::AT_MOST_ONCE,
                    false,
                    false,
                    0});
        const auto answer = DecodeKeyAnswer(FindLast(scene, "kx/key/")->payload,
                                            party->GetSealedSize(),
                                            party->GetSignatureSize());
        has = answer &&
              party->Open(answer->sealed, MakeSealContext(request, answer->publisher, answer->key));
    });
    return has;
}

/// Who gives bob a key of its own in alice's name, and a message under it.
/// @param scene scene
/// @return whether bob takes the message for alice's
bool
GiveAsAnother(SchemeScene& scene)
{
    auto [alice, bob] = AddPair(scene);
    const auto mallory = AddMallory(scene);
    const auto& directory = GetScheme(scene).GetDirectory();
    const std::uint32_t publisher = directory.GetNumber("alice");
    const auto topic = GetRequestTopic(directory.GetNumber("bob"));
    Message key{GetAnswerTopic(directory.GetNumber("bob")), {}};
    Message message{"a", {}};
    scene.wire.Do([&] {
        const auto party = ExchangeParty::Create(GetScheme(scene).GetExchangeForm(), 4);
        party->Renew();
        const auto request = DecodeKeyRequest(FindLast(scene, topic)->payload);
        const GroupKey forged{9, Secret(Bytes(EXCHANGE_KEY_SIZE, 7))};
        const auto sealed = party->Seal(request->offer,
                                        directory.Find(request->subscriber)->fingerprint,
                                        MakeOfferContext(*request),
                                        MakeSealContext(*request, publisher, forged.epoch),
                                        forged.key.Get());
        const Bytes statement = MakeKeyStatement(publisher, forged.epoch, forged.key.Get());
        key.payload = Encode(KeyAnswer{publisher, forged.epoch, *sealed, party->Sign(statement)});
        GroupKeyRing ring(false, 1);
        ring.Add(forged, GetDataMember(publisher, SealKind::LOSSY));
        message.payload = ring.Seal("a", ByteView(std::string_view("forged")));
    });
    Say(scene, *mallory, key);
    Say(scene, *mallory, message);
    return bob.TakeTexts() == "a=forged";
}

/// Messages, requests and answers are said again, to a subscriber that has started anew as well.
/// @param scene scene
/// @return whether anything is delivered twice
bool
Replay(SchemeScene& scene)
{
    auto [alice, bob] = AddPair(scene);
    alice.Publish("a=once", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=once");
    std::vector<Message> recorded;
    for (const Parcel& parcel : scene.wire.transcript)
    {
        for (const char* topic : {"kx/", "a"})
        {
            if (const auto message = FindMessage(parcel, topic))
            {
                recorded.push_back(*message);
            }
        }
    }
    alice.Leave();
    const auto mallory = AddMallory(scene);
    for (const auto& message : recorded)
    {
        Say(scene, *mallory, message);
    }
    scene.ExpectTexts(bob, "");
    bob.Leave();
    auto& again = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    scene.Settle();
    for (const auto& message : recorded)
    {
        Say(scene, *mallory, message);
    }
    return !again.TakeTexts().empty();
}

/// Octets of all kinds on the topics of the exchange, and in its messages.
/// @param scene scene
/// @return true
bool
SayNonsense(SchemeScene& scene)
{
    auto [alice, bob] = AddPair(scene);
    const auto mallory = AddMallory(scene);
    const Bytes request = FindLast(scene, "kx/ask/")->payload;
    const Bytes answer = FindLast(scene, "kx/key/")->payload;
    for (const char* topic :
         {"kx/ask/1", "kx/ask/2", "kx/ask/x", "kx/key/1", "kx/key/2", "kx/", "a"})
    {
        for (const Bytes& octets : {request, answer})
        {
            for (std::size_t size = 0; size <= octets.size(); size += 1 + size / 8)
            {
                Bytes cut(octets.begin(), octets.begin() + size);
                Say(scene, *mallory, {topic, cut});
                cut.push_back(0xff);
                Say(scene, *mallory, {topic, cut});
            }
        }
    }
    scene.ExpectTexts(bob, "");
    alice.Publish("a=still here", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=still here");
    return true;
}

/// An application has no say on the topics of the exchange.
/// @param scene scene
/// @return true
bool
Trespass(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "#", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("kx/ask/2=x");
    alice.Publish("a=x");
    scene.ExpectTexts(bob, "a=x");
    return true;
}

} // namespace

std::vector<TestCase*>
MakeKeyExchangeSceneTests()
{
    std::vector<TestCase*> tests;
    for (const std::string name : {"rsa-exchange", "ecdh-exchange"})
    {
        for (const std::string fresh : {"always", "never"})
        {
            for (const std::string authentication : {"true", "false"})
            {
                const auto add = [&](const char* what, SchemeSceneTest::Play play, bool wanted) {
                    tests.push_back(new SchemeSceneTest(std::string(what) + "; fresh keys " +
                                                            fresh + ", authentication " +
                                                            authentication,
                                                        name,
                                                        play,
                                                        wanted,
                                                        {{"FreshKeys", fresh},
                                                         {"Authentication", authentication},
                                                         {"RenewalPeriod", "5s"}}));
                };
                add("a late subscriber; text on the wire", ComeLate, false);
                add("renewals lose no message", Renew, true);
                add("a lost key is asked for", LosePush, true);
                const bool open = authentication == "false";
                add("keys are given to who asks in another's name", AskAsAnother, open);
                add("keys are taken from who gives in another's name", GiveAsAnother, open);
                add("something is taken twice", Replay, false);
            }
        }
        tests.push_back(new SchemeSceneTest("nonsense does no harm", name, SayNonsense));
        tests.push_back(
            new SchemeSceneTest("its topics are not the application's", name, Trespass));
    }
    return tests;
}

} // namespace ns3::mqtt::test
