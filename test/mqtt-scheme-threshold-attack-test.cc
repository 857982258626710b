// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-data-keys.h"
#include "ns3/mqtt-threshold-agent.h"
#include "ns3/mqtt-threshold-scheme.h"

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

/// Joins what passes from alice to some brokers, as far as it can be read.
/// @param scene scene
/// @param nBrokers how many
/// @param ring gets her key
void
JoinTapped(SchemeScene& scene, std::uint32_t nBrokers, DataKeyRing& ring)
{
    ShareCollector collector({ShareTrust::ANY, 2, 3, 0}, "alice", {});
    for (const auto& parcel : scene.wire.transcript)
    {
        bool tapped = false;
        for (std::uint32_t broker = 0; broker < nBrokers; ++broker)
        {
            tapped |= parcel.service == GetService(broker);
        }
        const auto share = ReadShare(parcel);
        if (!share || !tapped || parcel.opener != "alice" || !parcel.fromOpener)
        {
            continue;
        }
        for (const bool authentic : {false, true})
        {
            auto decoded = DecodeShare(share->message->payload, authentic);
            const auto joined = decoded ? collector.Add(*decoded, 0, 0) : ShareCollector::Outcome{};
            if (joined.verdict == ShareCollector::Verdict::JOINED)
            {
                ring.Add("alice", joined.keyId, joined.key.Get());
            }
        }
    }
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
    DataKeyRing ring(scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED);
    bool seen = false;
    scene.wire.Do([&]() {
        JoinTapped(scene, nBrokers, ring);
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

/// @param scene scene
/// @param broker number
/// @return somebody called mallory whom the broker has let in
std::shared_ptr<Outsider>
EnterAsMallory(SchemeScene& scene, std::uint32_t broker)
{
    const auto mallory = scene.Enter(GetService(broker));
    Connect connect;
    connect.clientId = "mallory";
    mallory->Say(ControlPacket(connect));
    scene.Check(mallory->IsAccepted(), "a broker lets anybody in");
    return mallory;
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
    const bool published = scene.GetScheme()->GetForm() == SecurityScheme::PUBLISHED;
    const auto settings = DynamicCast<ThresholdScheme>(scene.GetScheme())->GetSettings();
    KeyDealer::Dealt dealt;
    Bytes data;
    scene.wire.Do([&]() {
        KeyDealer dealer(settings, "alice", Secret(RandomBytes(GROUP_KEY_SIZE)));
        dealt = dealer.Deal(4'000'000'000);
        DataSealer sealer("alice", published);
        sealer.SetKey(dealt.keyId, dealt.key.Get());
        data = sealer.Seal("a", ByteView("forged"), 0, DataKind::LOSSY);
    });
    for (std::uint32_t broker = 0; broker < 3; ++broker)
    {
        const auto message =
            std::make_shared<Message>(Message{"ks/alice", dealt.shares[broker].Get().ToBytes()});
        EnterAsMallory(scene, broker)->Say(Publish{message, Qos::AT_LEAST_ONCE, false, true, 1});
    }
    // The broker may not have liked his share; messages go through all the same.
    EnterAsMallory(scene, 0)->Say(
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

} // namespace

std::vector<TestCase*>
MakeThresholdAttackTests()
{
    const std::string sound = "threshold";
    const std::string printed = "threshold:published";
    using Attributes = SchemeSceneTest::Attributes;
    const Attributes bare{{"HopProtection", "none"}};
    const Attributes tls{{"HopProtection", "tls"}};
    const Attributes renewal{{"KeyPeriod", "30s"}, {"GracePeriod", "5s"}};
    std::vector<TestCase*> tests;
    const auto add = [&tests](const char* name,
                              const std::string& scheme,
                              SchemeSceneTest::Play play,
                              bool wanted,
                              const Attributes& attributes = {}) {
        tests.push_back(new SchemeSceneTest(name, scheme, play, wanted, attributes));
    };
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
    return tests;
}

} // namespace ns3::mqtt::test
