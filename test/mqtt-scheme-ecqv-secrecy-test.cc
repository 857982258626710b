// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-scene.h"
#include "mqtt-scheme-tests.h"

/// @file
/// Forward and backward secrecy of the keys of an ECQV group: what who has left can still read, and
/// what who has joined can read of what went before.

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

/// What eve taps.
struct Tap
{
    std::string eves;   ///< topic filter that makes her a member of a side
    std::string topic;  ///< of what is sealed for that side
    std::string reader; ///< member of the side, who stays
    std::string sender; ///< member of the other side
};

const Tap MESSAGES = {"a", "a", "bob", "alice"};            ///< eve is a subscriber
const Tap QUERIES = {"query/#", "query/1", "alice", "bob"}; ///< eve is a publisher

/// Publishes, and lets it arrive.
/// @param scene scene
/// @param sender client
/// @param topic MQTT topic
/// @param text payload
void
Send(SchemeScene& scene, SchemeClient& sender, const std::string& topic, const std::string& text)
{
    sender.Publish(topic + "=" + text, Qos::AT_LEAST_ONCE);
    scene.Settle();
}

/// @param scene scene
/// @param tap what eve taps
/// @param go how she goes
/// @param delay until she has left
/// @return whether she reads what is sent after that
bool
ReadOn(SchemeScene& scene,
       const Tap& tap,
       void (SchemeClient::*go)() = &SchemeClient::Leave,
       seconds delay = seconds(1))
{
    auto& alice = scene.AddSubscriber("alice", "query/#", Qos::AT_LEAST_ONCE);
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& sender = tap.sender == "bob" ? bob : alice;
    auto& eve = scene.AddClient("eve", {true, {{tap.eves, Qos::AT_MOST_ONCE}}, {}, false});
    scene.Settle();
    EcqvReader reader(eve.GetAgent<EcqvClientAgent>());
    Send(scene, sender, tap.topic, "before");
    const std::string before = reader.Read(scene, tap.reader, 0);
    scene.Check(before.find("before") != std::string::npos, "as a member she reads");
    const std::size_t first = scene.wire.transcript.size();
    (eve.*go)();
    scene.wire.Advance(delay);
    Send(scene, sender, tap.topic, "secret");
    auto& others = tap.reader == "bob" ? bob : alice;
    scene.Check(others.TakeTexts().find("secret") != std::string::npos, "the members read");
    return reader.Read(scene, tap.reader, first).find("secret") != std::string::npos;
}

/// @param scene scene
/// @param tap what eve taps
/// @return whether she reads what was sent before she has joined
bool
ReadBack(SchemeScene& scene, const Tap& tap)
{
    auto& alice = scene.AddSubscriber("alice", "query/#", Qos::AT_LEAST_ONCE);
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& sender = tap.sender == "bob" ? bob : alice;
    scene.Settle();
    Send(scene, sender, tap.topic, "secret");
    auto& eve = scene.AddSubscriber("eve", tap.eves);
    scene.Settle();
    Send(scene, sender, tap.topic, "after");
    EcqvReader reader(eve.GetAgent<EcqvClientAgent>());
    const std::string texts = reader.Read(scene, tap.reader, 0);
    scene.Check(texts.find("after") != std::string::npos, "as a member she reads");
    return texts.find("secret") != std::string::npos;
}

/// @param scene scene
/// @return whether a subscriber that has left reads messages
bool
ReadMessagesOn(SchemeScene& scene)
{
    return ReadOn(scene, MESSAGES);
}

/// @param scene scene
/// @return whether a subscriber that has lost its connection reads messages when it is taken for
///         gone
bool
ReadMessagesLost(SchemeScene& scene)
{
    return ReadOn(scene, MESSAGES, &SchemeClient::Lose, seconds(4));
}

/// @param scene scene
/// @return whether it still reads them while it may come back
bool
ReadMessagesAway(SchemeScene& scene)
{
    return ReadOn(scene, MESSAGES, &SchemeClient::Lose, seconds(1));
}

/// @param scene scene
/// @return whether a publisher that has left reads queries
bool
ReadQueriesOn(SchemeScene& scene)
{
    return ReadOn(scene, QUERIES);
}

/// @param scene scene
/// @return whether a subscriber reads messages of the past
bool
ReadMessagesBack(SchemeScene& scene)
{
    return ReadBack(scene, MESSAGES);
}

/// @param scene scene
/// @return whether a publisher reads queries of the past
bool
ReadQueriesBack(SchemeScene& scene)
{
    return ReadBack(scene, QUERIES);
}

/// @param scene scene
/// @param eves topic filter that makes eve, who leaves, a member of a side
/// @return whether messages of the others get through all the same
bool
Survive(SchemeScene& scene, const std::string& eves)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    auto& eve = scene.AddSubscriber("eve", eves);
    scene.Settle();
    Send(scene, alice, "a", "before");
    scene.ExpectTexts(bob, "a=before");
    eve.Leave();
    scene.wire.Advance(seconds(4));
    Send(scene, alice, "a", "after");
    return bob.TakeTexts() == "a=after";
}

/// @param scene scene
/// @return whether messages get through after a publisher has left
bool
SurvivePublisher(SchemeScene& scene)
{
    return Survive(scene, "query/#");
}

/// @param scene scene
/// @return whether messages get through after a subscriber has left
bool
SurviveSubscriber(SchemeScene& scene)
{
    return Survive(scene, "a");
}

/// A device leaves in order, and comes back as a new member at the first attempt.
/// @param scene scene
/// @return true
bool
LeaveAndReturn(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    bob.Leave();
    scene.Settle();
    bob.ConnectAgain();
    scene.Settle();
    scene.Check(bob.IsReady() && bob.nConnected == 2, "bob is back");
    Send(scene, alice, "a", "hello");
    scene.ExpectTexts(bob, "a=hello");
    return true;
}

/// A device is revoked while it is connected, and once more while it is away.
/// @param scene scene
/// @return whether it is still in, or gets in again
bool
Revoke(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& eve = scene.AddSubscriber("eve", "a", Qos::AT_LEAST_ONCE);
    auto& kept = scene.AddClient("kept", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    scene.Settle();
    kept.Leave();
    EcqvReader reader(eve.GetAgent<EcqvClientAgent>());
    const std::size_t first = scene.wire.transcript.size();
    scene.wire.Do([&scene]() {
        for (const char* name : {"eve", "kept"})
        {
            GetAuthority(scene).Revoke(name, scene.GetAuthority(EcqvAuthority::SERVICE));
        }
    });
    scene.wire.Advance(seconds(5));
    kept.ConnectAgain();
    scene.Settle();
    Send(scene, alice, "a", "secret");
    scene.ExpectTexts(bob, "a=secret");
    const auto& refused = eve.refused;
    scene.Check(std::count(refused.begin(), refused.end(), ConnectCode::NOT_AUTHORIZED) > 1,
                "she is refused again and again");
    const bool reads = reader.Read(scene, "bob", first).find("secret") != std::string::npos;
    return eve.IsConnected() || kept.IsConnected() ||
           (reads && GetForm(scene).option != EcqvOption::AUTHENTICATED);
}

} // namespace

std::vector<TestCase*>
MakeEcqvSecrecyTests()
{
    std::vector<TestCase*> tests;
    for (const std::string option : {"auth", "conf", "anon"})
    {
        const bool seals = option != "auth";
        const bool hidesSender = option == "anon";
        for (const bool published : {false, true})
        {
            const std::string name = "ecqv-" + option + (published ? ":published" : "");
            const auto add = [&](const char* what, SchemeSceneTest::Play play, bool wanted) {
                tests.push_back(new SchemeSceneTest(what, name, play, wanted));
            };
            // As printed G_1 of who leaves stays in the public key, which fits the private one no
            // more: nothing is sealed for it any longer, and no signature is good under it.
            add("messages get through without a publisher", SurvivePublisher, !published || !seals);
            add("messages get through without a subscriber",
                SurviveSubscriber,
                !published || !hidesSender);
            if (seals)
            {
                add("a subscriber reads messages of the past", ReadMessagesBack, false);
                add("a publisher reads queries of the past", ReadQueriesBack, false);
            }
            if (seals && !(published && hidesSender)) // in which nobody reads any more
            {
                // As printed, the new key is broadcast under the old one.
                add("a subscriber that has left reads messages", ReadMessagesOn, published);
                add("a publisher that has left reads queries", ReadQueriesOn, false);
                add("a subscriber that is gone reads messages", ReadMessagesLost, published);
                add("a subscriber that may come back reads messages", ReadMessagesAway, true);
            }
        }
        tests.push_back(
            new SchemeSceneTest("leaving in order and return", "ecqv-" + option, LeaveAndReturn));
        tests.push_back(
            new SchemeSceneTest("a revoked device is in", "ecqv-" + option, Revoke, false));
    }
    return tests;
}

} // namespace ns3::mqtt::test
