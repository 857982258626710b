// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/boolean.h"
#include "ns3/mqtt-threshold-agent.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

/// @file
/// Threshold shares with sources that lie, answer late or keep silent, and with subscribers that
/// come late and come back.

namespace ns3::mqtt::test
{

namespace
{

/// One broker of three gives out other shares.
/// @param scene scene
/// @return whether a subscriber has taken a key that is none
bool
Lie(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.wire.Advance(std::chrono::seconds(5)); // a majority may take its time
    alice.Publish("a=x");
    scene.wire.Advance(std::chrono::seconds(10));
    const auto& agent = bob.GetAgent<ThresholdClientAgent>();
    scene.Check(agent.GetKeyId("alice") != 0, "bob has a key, right or wrong");
    const std::string texts = bob.TakeTexts();
    scene.Check(texts.empty() || texts == "a=x", "bob got " + texts);
    return texts.empty();
}

/// Shares come from a source that others wait for; one who answers late holds nobody up.
/// @param scene scene
/// @return whether bob is ready at once
bool
AnswerLate(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice", {}, {true, false});
    auto& bob = scene.AddClient("bob", {true, {{"a", Qos::AT_MOST_ONCE}}, {}, true}, {false, true});
    scene.Settle();
    scene.Check(alice.IsReady(), "alice is ready");
    const bool atOnce = bob.IsReady();
    scene.wire.Advance(std::chrono::seconds(10));
    scene.Check(bob.IsReady(), "bob is ready in the end");
    alice.Publish("a=x");
    scene.ExpectTexts(bob, "a=x");
    return atOnce;
}

/// Two of three sources are silent: no key, no message, and it is said what is missing.
/// @param scene scene
/// @return whether bob has any key
bool
KeepSilent(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice", {}, {true, false});
    auto& bob = scene.AddClient("bob", {true, {{"a", Qos::AT_MOST_ONCE}}, {}, true}, {false, true});
    scene.wire.Advance(std::chrono::seconds(10));
    alice.Publish("a=x");
    scene.wire.Advance(std::chrono::seconds(10));
    scene.ExpectTexts(bob, "");
    scene.Check(!bob.IsReady(), "bob is not ready");
    const auto& agent = bob.GetAgent<ThresholdClientAgent>();
    scene.Check(agent.DescribeMissing() == "alice: 1 of 2 shares", agent.DescribeMissing());
    scene.Check(agent.GetNBuffered() == 0 && agent.GetDropped() == 1, "the message was given up");
    return agent.GetKeyId("alice") != 0;
}

/// One broker is down from the start; a subscriber comes late, and comes back.
/// @param scene scene
/// @return true
bool
ComeLate(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.wire.Advance(std::chrono::minutes(10));
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    scene.Settle();
    scene.Check(bob.IsReady(), "the shares were kept for bob");
    alice.Publish("a=1");
    scene.ExpectTexts(bob, "a=1");
    for (SessionId session = 1; session <= 3; ++session)
    {
        bob.LoseSession(session);
    }
    bob.Lose();
    scene.wire.Advance(std::chrono::seconds(3));
    alice.Publish("a=2");
    scene.ExpectTexts(bob, "a=2");
    scene.wire.Advance(std::chrono::hours(2)); // two renewals
    alice.Publish("a=3");
    scene.ExpectTexts(bob, "a=3");
    return true;
}

/// Corrupt sources as many as can be, for every k and n.
class LiarsTest : public TestCase
{
  public:
    /// @param authentication whether shares have authenticators
    explicit LiarsTest(bool authentication)
        : TestCase(std::string("threshold: right keys from lying sources, for all k <= n <= 7, ") +
                   (authentication ? "n - k with authentication" : "half of that without")),
          m_authentication(authentication)
    {
    }

  private:
    void DoRun() override
    {
        for (unsigned n = 1; n <= 7; ++n)
        {
            for (unsigned k = 1; k <= n; ++k)
            {
                Play(k, n);
            }
        }
    }

    /// @param k shares needed
    /// @param n shares dealt
    void Play(unsigned k, unsigned n)
    {
        std::string faults;
        for (unsigned x = 1; x <= (m_authentication ? n - k : (n - k) / 2); ++x)
        {
            faults += (faults.empty() ? "" : ",") + std::to_string(x) + ":lie";
        }
        const auto scheme = SchemeName::Create("threshold").value();
        scheme->SetAttribute("K", UintegerValue(k));
        scheme->SetAttribute("N", UintegerValue(n));
        scheme->SetAttribute("Authentication", BooleanValue(m_authentication));
        scheme->SetAttribute("Faults", StringValue(faults));
        SchemeScene scene(scheme);
        NS_TEST_EXPECT_MSG_EQ(Lie(scene), false, k << " of " << n << ", " << faults);
        NS_TEST_EXPECT_MSG_EQ(scene.GetFailures(), "", k << " of " << n << ", " << faults);
    }

    bool m_authentication; ///< shares have authenticators
};

} // namespace

std::vector<TestCase*>
MakeThresholdFaultTests()
{
    using Attributes = SchemeSceneTest::Attributes;
    const Attributes silent{{"Faults", "2:silent,3:silent"}};
    const Attributes late{{"Faults", "1:late:5s"}};
    const Attributes bothLate{{"Faults", "1:late:5s,2:late:5s"}};
    std::vector<TestCase*> tests{new LiarsTest(true), new LiarsTest(false)};
    for (const char* scheme : {"threshold:published", "threshold"})
    {
        const auto add = [&tests, scheme](const char* name,
                                          SchemeSceneTest::Play play,
                                          bool wanted,
                                          const Attributes& attributes) {
            tests.push_back(new SchemeSceneTest(name, scheme, play, wanted, attributes));
        };
        const bool published = std::string(scheme) != "threshold";
        add("a corrupt share gives a wrong key", Lie, published, {{"Faults", "1:lie"}});
        add("a source that answers late holds nobody up", AnswerLate, true, late);
        add("two sources that answer late do", AnswerLate, false, bothLate);
        add("too few sources give no key", KeepSilent, false, silent);
        add("late and returning subscribers get the shares", ComeLate, true, {});
    }
    return tests;
}

} // namespace ns3::mqtt::test
