// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-scene.h"
#include "mqtt-scheme-tests.h"

/// @file
/// The ECQV schemes as a whole: how devices get in, which packets that takes, and how keys find
/// their way to members that come, go and return.

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Somebody sets up, is sent a message and sends one; everybody else is there before.
/// @param scene scene
/// @param subscriptions of the client
/// @param sends what it sends, if anything
/// @return packets on its link, with their directions
std::string
RecordPackets(SchemeScene& scene,
              std::vector<Subscription> subscriptions,
              const std::string& sends = "")
{
    auto& other = scene.AddClient("other", {true, {{"query/#", Qos::AT_LEAST_ONCE}}, {}, true});
    scene.Settle();
    auto& bob = scene.AddClient("bob", {true, std::move(subscriptions), {}, true});
    scene.Settle();
    scene.Check(bob.IsReady(), "bob is ready");
    other.Publish("a=x", Qos::AT_LEAST_ONCE);
    if (!sends.empty())
    {
        bob.Publish(sends, Qos::AT_LEAST_ONCE);
    }
    scene.Settle();
    return ListPackets(scene, "bob");
}

/// @param scene scene
/// @return whether a subscriber and a listening publisher have the packets of plain MQTT
bool
CountPackets(SchemeScene& scene)
{
    SchemeScene plain("plain");
    scene.Check(RecordPackets(scene, {{"a", Qos::AT_LEAST_ONCE}}) ==
                    RecordPackets(plain, {{"a", Qos::AT_LEAST_ONCE}}),
                "a subscriber has the same packets");
    SchemeScene second(MakeSame(scene));
    SchemeScene secondPlain("plain");
    const std::vector<Subscription> queries = {{"query/#", Qos::AT_LEAST_ONCE}};
    const std::string wanted = RecordPackets(secondPlain, queries, "a=y");
    const std::string got = RecordPackets(second, queries, "a=y");
    scene.Check(got == wanted, "a listening publisher has '" + wanted + "', not '" + got + "'");
    return second.GetFailures().empty();
}

/// @param scene scene, with the paper's encoding
/// @return whether the trailers have the sizes of the paper's tables
bool
MeasureTrailers(SchemeScene& scene)
{
    scene.AddSubscriber("bob", "a");
    scene.Settle();
    const std::string sizes = ListTrailers(scene, "bob");
    scene.Check(sizes == "132 98 48 98", "sizes are 132 98 48 98, not " + sizes);
    return true;
}

/// Messages run from publishers to subscribers, queries the other way.
/// @param scene scene
/// @return true
bool
Query(SchemeScene& scene)
{
    auto& alice = scene.AddSubscriber("alice", "query/+", Qos::AT_LEAST_ONCE);
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& carol = scene.AddSubscriber("carol", "#", Qos::AT_LEAST_ONCE);
    scene.Settle();
    bob.Publish("query/1=why", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(alice, "query/1=why");
    alice.Publish("a=because", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=because");
    scene.ExpectTexts(carol, "query/1=why, a=because"); // for "#" one must be on both sides
    return true;
}

/// A subscriber begins to publish.
/// @param scene scene
/// @return true
bool
ClaimLate(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "b", Qos::AT_LEAST_ONCE);
    auto& carol = scene.AddSubscriber("carol", "a", Qos::AT_LEAST_ONCE);
    scene.Settle();
    const auto before = GetEpoch(scene);
    bob.Publish("a=1", Qos::AT_MOST_ONCE);
    bob.Publish("a=2", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.ExpectTexts(carol, "a=1, a=2");
    scene.Check(GetEpoch(scene) == before + 1, "one renewal");
    bob.Publish("a=3");
    scene.ExpectTexts(carol, "a=3");
    return true;
}

/// Connections are lost, and come back in time.
/// @param scene scene
/// @return true
bool
Return(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    const auto before = GetEpoch(scene);
    for (int i = 0; i < 3; ++i)
    {
        bob.Lose();
        alice.Lose();
        scene.wire.Advance(milliseconds(1500));
        scene.Check(bob.IsReady() && alice.IsReady(), "both are back");
        alice.Publish("a=" + std::to_string(i), Qos::AT_LEAST_ONCE);
        scene.ExpectTexts(bob, "a=" + std::to_string(i));
    }
    scene.Check(GetEpoch(scene) == before, "no renewal");
    return true;
}

/// A member with a kept session misses some epochs, and messages of each.
/// @param scene scene
/// @return true
bool
CatchUp(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    scene.Settle();
    bob.Leave();
    for (const std::string name : {"x", "y", "z"})
    {
        scene.AddSubscriber(name, "b");
        scene.Settle();
        alice.Publish("a=" + name, Qos::AT_LEAST_ONCE);
    }
    bob.ConnectAgain();
    scene.wire.Advance(milliseconds(500)); // without having to ask for keys
    scene.ExpectTexts(bob, "a=x, a=y, a=z");
    return true;
}

/// A key update, its acknowledgement, or the connection with it, is lost.
/// @param scene scene
/// @return true
bool
LoseUpdates(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    scene.Settle();
    for (const int lost : {0, 1, 2})
    {
        const std::string name = std::to_string(lost);
        bool cut = false;
        scene.wire.hook = [&](Parcel& parcel) {
            const auto packet = parcel.opener == "bob" ? ReadPacket(parcel) : std::nullopt;
            const auto* puback = packet ? std::get_if<Puback>(&*packet) : nullptr;
            const bool isAck = puback && puback->packetId == AGENT_PACKET_ID;
            if (lost == 1 ? isAck : packet && IsUpdate(*packet))
            {
                parcel.dropped = true;
                cut = lost < 2;
            }
        };
        scene.AddSubscriber("new" + name, "b");
        scene.wire.Advance(milliseconds(300));
        scene.wire.hook = nullptr;
        if (cut)
        {
            bob.Lose();
        }
        alice.Publish("a=" + name, Qos::AT_LEAST_ONCE);
        scene.wire.Advance(seconds(3));
        scene.ExpectTexts(bob, "a=" + name);
    }
    return true;
}

/// Twenty devices join in one moment.
/// @param scene scene
/// @return whether they share few renewals
bool
ShareRenewals(SchemeScene& scene)
{
    scene.AddSubscriber("first", "a");
    scene.Settle();
    const auto before = GetEpoch(scene);
    std::vector<SchemeClient*> crowd;
    for (int i = 0; i < 20; ++i)
    {
        crowd.push_back(&scene.AddSubscriber("member" + std::to_string(i), "a"));
    }
    scene.Settle();
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=x");
    for (SchemeClient* member : crowd)
    {
        scene.ExpectTexts(*member, "a=x");
    }
    return GetEpoch(scene) - before <= 3; // at once, for the others, and for alice
}

/// The authority is away: the channel breaks, and stays so for a while.
/// @param scene scene
/// @return true
bool
LoseAuthority(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    auto& gone = scene.AddSubscriber("gone", "a");
    scene.Settle();
    bool away = true;
    scene.wire.hook = [&away](Parcel& parcel) {
        parcel.dropped |= away && parcel.service == EcqvAuthority::SERVICE;
    };
    CutChannel(scene);
    gone.Leave();
    alice.Publish("a=1", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=1");
    auto& carol = scene.AddSubscriber("carol", "a", Qos::AT_LEAST_ONCE);
    scene.wire.Advance(seconds(40));
    scene.Check(!carol.IsReady(), "nobody gets in");
    const auto& refused = carol.refused;
    scene.Check(std::count(refused.begin(), refused.end(), ConnectCode::SERVER_UNAVAILABLE) > 0,
                "and is told so");
    const auto before = GetEpoch(scene);
    away = false;
    scene.wire.Advance(seconds(40));
    scene.Check(carol.IsReady() && bob.IsReady() && alice.IsReady(), "all are back");
    scene.Check(GetEpoch(scene) > before, "who left meanwhile is out");
    alice.Publish("a=2", Qos::AT_LEAST_ONCE);
    scene.Settle();
    scene.ExpectTexts(bob, "a=2");
    scene.ExpectTexts(carol, "a=2");
    return true;
}

/// The channel breaks while a renewal is on its way.
/// @param scene scene
/// @return true
bool
LoseKeysOnChannel(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    bool lossy = true;
    scene.wire.hook = [&lossy](Parcel& parcel) {
        parcel.dropped |= lossy && parcel.service == EcqvAuthority::SERVICE && !parcel.fromOpener;
    };
    const auto before = GetEpoch(scene);
    scene.wire.Do([&]() {
        // The period is over: the authority makes keys that nobody gets.
        GetAuthority(scene).TimerExpired(2, scene.GetAuthority(EcqvAuthority::SERVICE));
    });
    scene.Check(GetEpoch(scene) == before + 1, "there is a renewal");
    lossy = false;
    CutChannel(scene);
    scene.wire.Advance(seconds(3));
    for (const SchemeClient* client : {&alice, &bob})
    {
        const auto epoch = client->GetAgent<EcqvClientAgent>().GetGroupEpoch();
        scene.Check(epoch == before + 1, client->GetName() + " has the new key");
    }
    alice.Publish("a=x", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=x");
    return true;
}

/// The will is delivered though keys have changed and many messages have followed it.
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
    scene.AddSubscriber("carol", "b");
    scene.wire.Advance(seconds(50));
    for (int i = 0; i < 100; ++i)
    {
        alice.Publish("w=" + std::to_string(i), Qos::AT_LEAST_ONCE);
    }
    scene.Settle();
    bob.TakeTexts();
    for (const auto& parcel : scene.wire.transcript)
    {
        const std::string text(ByteView(parcel.octets).ToText());
        scene.Check(parcel.opener != "alice" || text.find("gone") == std::string::npos ||
                        GetForm(scene).option == EcqvOption::AUTHENTICATED,
                    "the will is never sent in clear");
    }
    alice.Lose();
    scene.Settle();
    scene.ExpectTexts(bob, "w=gone");
    return true;
}

/// What is retained is cleared by an empty message.
/// @param scene scene
/// @return true
bool
Clear(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    const auto& router = scene.GetBroker().GetCore().GetRouter();
    alice.Publish("a=kept", Qos::AT_LEAST_ONCE, true);
    scene.Check(router.GetRetainedSize() > 0, "it is retained");
    alice.Publish("a=", Qos::AT_LEAST_ONCE, true);
    scene.Check(router.GetRetainedSize() == 0, "it is cleared");
    return true;
}

/// Certificates expire after ten seconds.
/// @param scene scene
/// @return true
bool
Expire(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.wire.Advance(seconds(25));
    scene.Check(alice.nConnected == 3 && bob.nConnected == 3, "both asked anew in time, twice");
    alice.Publish("a=x", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=x");
    return true;
}

} // namespace

std::vector<TestCase*>
MakeEcqvSceneTests()
{
    std::vector<TestCase*> tests;
    const auto add = [&](const char* what,
                         const std::string& name,
                         SchemeSceneTest::Play play,
                         SchemeSceneTest::Attributes attributes = {}) {
        tests.push_back(new SchemeSceneTest(what, name, play, true, std::move(attributes)));
    };
    for (const std::string option : {"auth", "conf", "anon"})
    {
        const SchemeSceneTest::Attributes paper = {{"Encoding", "paper"}};
        add("trailers as in the paper's tables",
            "ecqv-" + option + ":published",
            MeasureTrailers,
            paper);
        for (const std::string form : {"", ":published"})
        {
            const std::string name = "ecqv-" + option + form;
            add("no packet more than plain MQTT", name, CountPackets);
            add("queries", name, Query);
            add("clearing what is retained", name, Clear);
            add("a side claimed late", name, ClaimLate);
            add("return without renewal", name, Return);
            add("shared renewals", name, ShareRenewals);
            add("a will after renewals and many messages", name, SpeakForTheDead);
        }
        const std::string name = "ecqv-" + option;
        add("keys of epochs that a member has missed", name, CatchUp);
        add("lost key updates", name, LoseUpdates);
        add("certificates are renewed before they expire",
            name,
            Expire,
            {{"CertificateLifetime", "10s"}});
        add("the authority is away for a while", name, LoseAuthority);
        add("keys lost on the way from the authority", name, LoseKeysOnChannel);
        add("group keys by ECIES", name, Query, {{"KeyTransport", "ecies"}});
        add("secp256k1 and uncompressed points",
            name,
            Query,
            {{"Curve", "secp256k1"}, {"Encoding", "uncompressed"}});
    }
    return tests;
}

} // namespace ns3::mqtt::test
