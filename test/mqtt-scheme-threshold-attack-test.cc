// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/boolean.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-data-keys.h"
#include "ns3/mqtt-threshold-agent.h"
#include "ns3/mqtt-threshold-scheme.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

/// @file
/// The attacks on threshold shares: each succeeds against the published form, and fails against the
/// sound one.

namespace ns3::mqtt::test
{

namespace
{

/// @param number of a broker
/// @return the service that streams to it are opened for
std::string
GetService(std::uint32_t number)
{
    return GetBrokerStreamService(number);
}

/// @param parcel any
/// @return the PUBLISH of a share that it is, if it is one that can be read
std::optional<Publish>
ReadShare(const Parcel& parcel)
{
    const auto packet = ReadPacket(parcel);
    const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
    const bool isShare = publish && ShareTopics(false).GetDealer(publish->message->topic);
    return isShare ? std::make_optional(*publish) : std::nullopt;
}

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

/// Somebody who sees alice's streams to some brokers joins what passes there, and reads a message.
/// @param scene scene
/// @param nBrokers how many
/// @return whether that was the message
bool
Tap(SchemeScene& scene, std::uint32_t nBrokers)
{
    scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=secret");
    const bool published = scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED;
    ShareCollector collector({ShareTrust::ANY, 2, 3, 0}, "alice", {});
    DataKeyRing ring(published);
    bool seen = false;
    scene.wire.Do([&]() {
        for (const auto& parcel : scene.wire.transcript)
        {
            const auto share = ReadShare(parcel);
            const bool tapped = parcel.service == MQTT_SERVICE ||
                                (nBrokers > 1 && parcel.service == GetService(1)) ||
                                (nBrokers > 2 && parcel.service == GetService(2));
            if (!share || !tapped || parcel.opener != "alice" || !parcel.fromOpener)
            {
                continue;
            }
            for (const bool authentic : {false, true})
            {
                auto decoded = DecodeShare(share->message->payload, authentic);
                const auto joined =
                    decoded ? collector.Add(*decoded, 0, 0) : ShareCollector::Outcome{};
                if (joined.verdict == ShareCollector::Verdict::JOINED)
                {
                    ring.Add("alice", joined.keyId, joined.key.Get());
                }
            }
        }
        for (const auto& parcel : scene.wire.transcript)
        {
            const auto packet = ReadPacket(parcel);
            const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
            if (publish && publish->message->topic == "a")
            {
                const auto opened = ring.Open("a", publish->message->payload);
                seen |= ByteView(opened.payload).ToText() == "secret";
            }
        }
    });
    return seen;
}

/// @param scene scene
/// @return whether one who sees all of alice's link reads her message
bool
TapLink(SchemeScene& scene)
{
    return Tap(scene, 3);
}

/// @param scene scene
/// @return whether one who sees k of alice's streams reads her message
bool
TapEnough(SchemeScene& scene)
{
    return Tap(scene, 2);
}

/// @param scene scene
/// @return whether one who sees k - 1 of alice's streams reads her message
bool
TapTooFew(SchemeScene& scene)
{
    return Tap(scene, 1);
}

/// Somebody who may publish deals a key of his own in alice's name, and sends a message under it.
/// @param scene scene
/// @return whether bob takes it for alice's
bool
Usurp(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    scene.AddClient("alice");
    scene.Settle();
    std::vector<std::shared_ptr<Outsider>> connections;
    for (std::uint32_t broker = 0; broker < 3; ++broker)
    {
        connections.push_back(scene.Enter(GetService(broker)));
        Connect connect;
        connect.clientId = "mallory";
        connections.back()->Say(ControlPacket(connect));
        scene.Check(connections.back()->IsAccepted(), "a broker lets anybody in");
    }
    const bool published = scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED;
    auto settings = DynamicCast<ThresholdScheme>(scene.GetScheme())->GetSettings();
    std::vector<Bytes> shares;
    Bytes data;
    scene.wire.Do([&]() {
        KeyDealer dealer(settings, "alice", Secret(RandomBytes(GROUP_KEY_SIZE)));
        const auto dealt = dealer.Deal(4'000'000'000);
        DataSealer sealer("alice", published);
        sealer.SetKey(dealt.keyId, dealt.key.Get());
        data = sealer.Seal("a", ByteView("forged"), 0, DataKind::LOSSY);
        for (const auto& share : dealt.shares)
        {
            shares.push_back(share.Get().ToBytes());
        }
    });
    for (std::uint32_t broker = 0; broker < 3; ++broker)
    {
        const auto message = std::make_shared<Message>(Message{"ks/alice", shares[broker]});
        connections[broker]->Say(Publish{message, Qos::AT_LEAST_ONCE, false, true, 1});
    }
    if (connections[0]->closed)
    {
        connections[0] = scene.Enter(); // his share was not liked; data goes through all the same
        Connect connect;
        connect.clientId = "mallory";
        connections[0]->Say(ControlPacket(connect));
    }
    connections[0]->Say(
        Publish{std::make_shared<Message>(Message{"a", data}), {}, false, false, 0});
    scene.wire.Advance(std::chrono::seconds(10));
    const std::string texts = bob.TakeTexts();
    scene.Check(texts.empty() || texts == "a=forged", "bob got " + texts);
    return texts == "a=forged";
}

/// Brokers that have kept old shares bring them back, and an old message with them.
/// @param scene scene
/// @return whether bob takes the old message again
bool
BringBack(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::AT_LEAST_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    alice.Publish("a=old", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=old");
    std::vector<Parcel> kept;
    for (const auto& parcel : scene.wire.transcript)
    {
        const auto packet = ReadPacket(parcel);
        const bool toBob = parcel.opener == "bob" && !parcel.fromOpener;
        if (toBob && packet && std::holds_alternative<Publish>(*packet))
        {
            kept.push_back(parcel);
        }
    }
    scene.Check(kept.size() > 3, "shares and a message were kept");
    const auto& agent = bob.GetAgent<ThresholdClientAgent>();
    const auto keyId = agent.GetKeyId("alice");
    scene.wire.Advance(std::chrono::seconds(60));
    scene.Check(agent.GetKeyId("alice") > keyId, "the key was renewed");
    alice.Publish("a=new", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(bob, "a=new");
    for (const auto& parcel : kept)
    {
        scene.wire.Do([&]() { scene.wire.Inject(parcel.stream, false, parcel.octets); });
    }
    scene.wire.Advance(std::chrono::seconds(10));
    const std::string texts = bob.TakeTexts();
    scene.Check(texts.empty() || texts == "a=old", "bob got " + texts);
    alice.Publish("a=newer", Qos::AT_LEAST_ONCE);
    const bool fooled = texts == "a=old";
    scene.ExpectTexts(bob, fooled ? "" : "a=newer"); // the old key has taken the new one's place
    return fooled;
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
                   (authentication ? "n - k with authentication" : "(n - k) / 2 without")),
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
MakeThresholdAttackTests()
{
    const std::string sound = "threshold";
    const std::string printed = "threshold:published";
    using Attributes = SchemeSceneTest::Attributes;
    const Attributes bare{{"HopProtection", "none"}};
    const Attributes tls{{"HopProtection", "tls"}};
    const Attributes lie{{"Faults", "1:lie"}};
    const Attributes renewal{{"KeyPeriod", "30s"}, {"GracePeriod", "5s"}};
    const Attributes silent{{"Faults", "2:silent,3:silent"}};
    std::vector<TestCase*> tests{new LiarsTest(true), new LiarsTest(false)};
    const auto add = [&tests](const char* name,
                              const std::string& scheme,
                              SchemeSceneTest::Play play,
                              bool wanted,
                              const Attributes& attributes = {}) {
        tests.push_back(new SchemeSceneTest(name, scheme, play, wanted, attributes));
    };
    add("a corrupt share gives a wrong key", printed, Lie, true, lie);
    add("a corrupt share gives a wrong key", sound, Lie, false, lie);
    add("a tap on the publisher's link gives the key", printed, TapLink, true);
    add("a tap on the publisher's link gives the key", sound, TapLink, false);
    add("a tap on the publisher's link gives the key, tls", sound, TapLink, false, tls);
    add("a tap on the publisher's link gives the key, bare", sound, TapLink, true, bare);
    add("k observed shares give the key", printed, TapEnough, true);
    add("k observed shares give the key", sound, TapEnough, false);
    add("k - 1 observed shares give the key", printed, TapTooFew, false);
    add("k - 1 observed shares give the key, bare", sound, TapTooFew, false, bare);
    add("anyone sets a publisher's key", printed, Usurp, true);
    add("anyone sets a publisher's key", sound, Usurp, false);
    add("anyone sets a publisher's key, bare", sound, Usurp, false, bare);
    add("old shares bring an old key back", printed, BringBack, true, renewal);
    add("old shares bring an old key back", sound, BringBack, false, renewal);
    for (const auto& scheme : {printed, sound})
    {
        add("a source that answers late holds nobody up",
            scheme,
            AnswerLate,
            true,
            {{"Faults", "1:late:5s"}});
        add("two sources that answer late do",
            scheme,
            AnswerLate,
            false,
            {{"Faults", "1:late:5s,2:late:5s"}});
        add("too few sources give no key", scheme, KeepSilent, false, silent);
        add("late and returning subscribers get the shares", scheme, ComeLate, true);
    }
    return tests;
}

} // namespace ns3::mqtt::test
