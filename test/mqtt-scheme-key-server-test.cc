// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-key-server-scene.h"
#include "mqtt-scheme-tests.h"

/// @file
/// The key server as a whole: who gets which keys when, and what becomes of it all when its
/// authorities start anew.

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

/// The six frames of the paper's Figure 7, and what else nodes send for a pair.
/// @param scene scene
/// @return true
bool
CountFrames(SchemeScene& scene)
{
    ClientPlan plan;
    plan.subscriptions = {{"a", Qos::AT_MOST_ONCE}};
    auto& alice = scene.AddClient("alice", {}, {true, false});
    scene.Settle();
    const std::size_t from = scene.wire.transcript.size();
    auto& bob = scene.AddClient("bob", plan, {false, true});
    scene.Settle();
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready");
    std::string order;
    const KeyFrameFormat format(IsKeyServerPublished(scene));
    for (const auto& sent : ListSent(scene, from))
    {
        const auto view = format.Decode(sent.message.payload);
        const auto type = view ? view->frame.type : KeyFrameType::PEERS;
        if (type <= KeyFrameType::CONFIRM_ANSWER)
        {
            order += sent.sender + " " + GetName(type) + "\n";
        }
    }
    scene.Check(order == "alice nnsk_key_req\nkey-server nnsk_key_ans\nkey-server nnsk_adv_req\n"
                         "bob nnsk_adv_ans\nkey-server nnsk_conf_req\nalice nnsk_conf_ans\n",
                "not in this order:\n" + order);
    alice.Publish("a=x");
    scene.ExpectTexts(bob, "a=x");
    return true;
}

/// Nobody keeps keys that he does not need.
/// @param scene scene
/// @return true
bool
ForgetKeys(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    auto& server = GetServerAgent(scene);
    scene.Check(server.GetNPairs() == 0, "the key server has forgotten the pair");
    const auto& chip = GetNodeAgent(cast.alice).GetTpm();
    const bool onHost = chip.GetNKeys() == 2;
    // As printed: the keys of the pair, and those with which alice hears herself.
    scene.Check(onHost != IsKeyServerPublished(scene), "keys in the TPM of a node");
    const std::size_t state = server.GetStateSize();
    scene.AddClient("carol");
    scene.Settle();
    scene.Check(server.GetNPairs() == 0, "it has forgotten the new pairs");
    scene.Check(server.GetStateSize() - state < 150, "a node is all that is new");
    return true;
}

/// A new client of the same name has new credentials.
/// @param scene scene
/// @return true
bool
Replace(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto old = GetKeyServer(scene).GetNode("bob");
    cast.bob.Leave();
    auto& bob = scene.AddSubscriber("bob", "#", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(seconds(3));
    scene.Check(GetKeyServer(scene).GetNode("bob") != old, "another node");
    scene.Check(bob.IsReady(), "which is ready");
    scene.Check(GetNodeAgent(cast.alice).GetNPairs() == 1, "alice has forgotten the old one");
    cast.alice.TakeTexts();
    cast.alice.Publish("a=x");
    bob.Publish("b=y");
    scene.ExpectTexts(bob, "a=x, b=y");
    scene.ExpectTexts(cast.alice, "a=x, b=y");
    return true;
}

/// Keys are renewed all the time, and messages of all qualities get through.
/// @param scene scene
/// @return true
bool
Renew(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    std::set<Bytes> marks;
    for (int i = 0; i < 40; ++i)
    {
        const std::string text = "a=" + std::to_string(i);
        const auto sent = PublishAndCatch(scene, cast.alice, text);
        const std::size_t mark = IsKeyServerPublished(scene) ? 16 : 4; // IV or key id
        marks.insert(ByteView(sent.message.payload).SubView(0, mark).ToBytes());
        scene.ExpectTexts(cast.bob, text);
        cast.bob.Publish(text, Qos::EXACTLY_ONCE);
        scene.ExpectTexts(cast.alice, text + ", " + text);
        scene.ExpectTexts(cast.bob, text);
        scene.wire.Advance(seconds(1));
    }
    scene.Check(marks.size() >= 3, "keys were renewed");
    return true;
}

/// Every frame of the distribution gets lost once.
/// @param scene scene
/// @return true
bool
LoseFrames(SchemeScene& scene)
{
    std::set<KeyFrameType> lost;
    const KeyFrameFormat format(IsKeyServerPublished(scene));
    scene.wire.hook = [&](Parcel& parcel) {
        const auto packet = parcel.fromOpener ? ReadPacket(parcel) : std::nullopt;
        const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
        const auto view = publish ? format.Decode(publish->message->payload) : std::nullopt;
        // News is told once, by a message of QoS 1.
        if (view && view->frame.type != KeyFrameType::PEERS)
        {
            parcel.dropped = lost.insert(view->frame.type).second;
        }
    };
    auto& alice = scene.AddSubscriber("alice", "#", Qos::AT_LEAST_ONCE);
    auto& bob = scene.AddSubscriber("bob", "#", Qos::AT_LEAST_ONCE);
    alice.Publish("a=early", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(std::chrono::minutes(5));
    scene.Check(alice.IsReady() && bob.IsReady(), "both are ready in the end");
    scene.Check(lost.size() >= 10, "frames got lost");
    scene.Check(GetServerAgent(scene).GetNPairs() == 0, "the key server has forgotten the pair");
    alice.TakeTexts();
    bob.TakeTexts();
    alice.Publish("a=x", Qos::EXACTLY_ONCE);
    bob.Publish("b=y", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(alice, "a=x, b=y");
    scene.ExpectTexts(bob, "a=x, b=y");
    return true;
}

/// The key server starts anew, between and in the middle of distributions.
/// @param scene scene
/// @return true
bool
RestartServer(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    scene.Restart(KeyServerScheme::SERVER);
    scene.Settle();
    scene.Check(GetServerAgent(scene).GetNRegistered() == 2, "both are still registered");
    cast.alice.Publish("a=x");
    scene.ExpectTexts(cast.bob, "a=x");
    auto& carol = scene.AddSubscriber("carol", "#", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(seconds(10)); // the centre has to notice
    scene.Check(carol.IsReady() && GetNodeAgent(carol).GetNPairs() == 2, "carol gets keys");
    // In the middle: the keys for dave are made, and not confirmed.
    scene.wire.hook = [&](Parcel& parcel) {
        parcel.dropped = parcel.opener == "dave" && parcel.fromOpener &&
                         parcel.octets.size() > 100; // its answers
    };
    auto& dave = scene.AddSubscriber("dave", "#", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.wire.hook = nullptr;
    const auto made = ListFrames(scene, KeyFrameType::KEY_ANSWER).size();
    scene.Restart(KeyServerScheme::SERVER);
    scene.wire.Advance(std::chrono::minutes(2));
    scene.Check(dave.IsReady() && GetNodeAgent(dave).GetNPairs() == 3, "dave gets keys");
    scene.Check(ListFrames(scene, KeyFrameType::KEY_ANSWER).size() > made, "new ones");
    for (auto* client : {&cast.alice, &cast.bob, &carol, &dave})
    {
        client->TakeTexts();
    }
    dave.Publish("d=x");
    cast.alice.Publish("a=x");
    for (auto* client : {&cast.alice, &cast.bob, &carol, &dave})
    {
        scene.ExpectTexts(*client, "d=x, a=x");
    }
    return true;
}

/// No keys are made twice, and none are made for a request of before a restart.
/// @param scene scene
/// @return whether an old request gets an answer
bool
RepeatRequests(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    const auto requests = ListFrames(scene, KeyFrameType::KEY_REQUEST);
    scene.Check(requests.size() == 1, "a request was recorded");
    const auto mallory = Intrude(scene);
    std::size_t answers = ListFrames(scene, KeyFrameType::KEY_ANSWER).size();
    bool answered = false;
    for (int i = 0; i < 2; ++i)
    {
        mallory->Say(MakeMessage(requests[0].message.topic, requests[0].message.payload));
        scene.Settle();
        const std::size_t now = ListFrames(scene, KeyFrameType::KEY_ANSWER).size();
        answered |= now > answers;
        answers = now;
        scene.Restart(KeyServerScheme::SERVER);
        scene.Settle();
    }
    cast.alice.TakeTexts();
    cast.alice.Publish("a=x");
    cast.bob.Publish("b=y");
    scene.ExpectTexts(cast.alice, "a=x, b=y");
    scene.ExpectTexts(cast.bob, "a=x, b=y");
    return answered;
}

/// The centre starts anew while somebody waits to be enrolled.
/// @param scene scene
/// @return true
bool
RestartCenter(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    scene.wire.hook = [](Parcel& parcel) {
        parcel.dropped = parcel.opener == KeyServerScheme::CENTER && parcel.octets.size() > 100;
    };
    auto& carol = scene.AddSubscriber("carol", "#", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.wire.hook = nullptr;
    scene.Check(!carol.IsReady(), "the key server has not heard of carol");
    scene.Restart(KeyServerScheme::CENTER);
    scene.Settle();
    scene.Check(carol.IsReady(), "now it has");
    auto& dave = scene.AddSubscriber("dave", "#", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.Check(dave.IsReady() && GetNodeAgent(dave).GetNPairs() == 3, "others can still come");
    std::set<KeyNodeId> numbers;
    for (const std::string name : {"alice", "bob", "carol", "dave"})
    {
        numbers.insert(GetKeyServer(scene).GetNode(name));
    }
    scene.Check(numbers.size() == 4, "no number is given twice");
    return true;
}

/// The disk of the key server is full of somebody else's files.
/// @param scene scene
/// @return true
bool
ForgeDisk(SchemeScene& scene)
{
    KeyServerCast cast(scene);
    auto& disk = GetKeyServer(scene).GetDisk(KeyServerScheme::SERVER);
    for (auto& [name, sealed] : disk)
    {
        if (name != "topic")
        {
            sealed[sealed.size() / 2] ^= 1;
        }
        scene.Check(sealed.size() > 64, "IV, content, authenticator");
    }
    disk["node-x"] = Bytes(10, 1);
    scene.Restart(KeyServerScheme::SERVER);
    scene.Settle();
    scene.Check(GetServerAgent(scene).GetNRegistered() == 0, "nothing of it is believed");
    return true;
}

} // namespace

std::vector<TestCase*>
MakeKeyServerTests()
{
    std::vector<TestCase*> tests;
    const SchemeSceneTest::Attributes renewing{{"RenewalPeriod", "10s"}};
    for (const std::string name : {"key-server", "key-server:published"})
    {
        const auto add = [&](const char* what,
                             SchemeSceneTest::Play play,
                             SchemeSceneTest::Attributes attributes = {}) {
            tests.push_back(new SchemeSceneTest(what, name, play, true, std::move(attributes)));
        };
        add("six frames for a pair, in the paper's order", CountFrames);
        add("keys are forgotten once confirmed", ForgetKeys);
        add("a client that lost everything is another node", Replace);
        add("keys are renewed under way", Renew, renewing);
        add("every frame may get lost", LoseFrames);
        add("the key server starts anew", RestartServer);
        add("the centre starts anew", RestartCenter);
        add("a forged disk is not believed", ForgeDisk);
    }
    tests.push_back(new SchemeSceneTest("keys are renewed under way, by TPM",
                                        "key-server",
                                        Renew,
                                        true,
                                        {{"RenewalPeriod", "10s"}, {"MessageKeys", "tpm"}}));
    tests.push_back(
        new SchemeSceneTest("an old request is answered", "key-server", RepeatRequests, false));
    tests.push_back(new SchemeSceneTest("an old request is answered",
                                        "key-server:published",
                                        RepeatRequests,
                                        true));
    return tests;
}

} // namespace ns3::mqtt::test
