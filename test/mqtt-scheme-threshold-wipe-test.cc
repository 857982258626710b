// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-memory-scan.h"
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-data-keys.h"
#include "ns3/mqtt-threshold-agent.h"
#include "ns3/mqtt-threshold-scheme.h"
#include "ns3/string.h"

/// @file
/// Which secrets of threshold shares are left in memory, and how long.
///
/// Everything is played twice, and looked at the second time: the dynamic linker leaves registers
/// on the stack where it looks up a function that is called for the first time.

namespace ns3::mqtt::test
{

namespace
{

/// Each part by itself: what it holds while it lives, and what is left of it.
class PartWipingTest : public PrimitiveTest
{
  public:
    PartWipingTest()
        : PrimitiveTest("threshold: key, shares and derived keys are gone from memory after use")
    {
    }

  private:
    void DoRun() override
    {
        Play(false);
        Play(true);
    }

    /// @param looks whether memory is looked at
    void Play(bool looks)
    {
        SeededRandom random(MakeSeed(looks ? 200 : 201)); // keys that no other test has had
        const CryptoScope scope(m_meter, random, NOW);
        ThresholdSettings settings;
        settings.rules = {ShareTrust::AUTHENTIC, 2, 3, 0};
        auto dealer = std::make_unique<KeyDealer>(settings, "alice", Secret(Bytes(32, 1)));
        auto dealt = std::make_unique<KeyDealer::Dealt>(dealer->Deal(NOW));
        const WantedSecret key(dealt->key.Get());
        std::vector<WantedSecret> shares;
        for (const auto& share : dealt->shares)
        {
            shares.emplace_back(share.Get().SubView(8, DATA_KEY_SIZE));
        }
        Expect(looks, key, 1, "held by who dealt it");
        auto collector =
            std::make_unique<ShareCollector>(settings.rules, "alice", Secret(Bytes(32, 1)));
        collector->Add(*DecodeShare(dealt->shares[2].Get(), true), 3, NOW);
        Expect(looks, shares[2], 2, "and by who gathers");
        auto outcome = collector->Add(*DecodeShare(dealt->shares[0].Get(), true), 1, NOW);
        NS_TEST_EXPECT_MSG_EQ((outcome.verdict == ShareCollector::Verdict::JOINED), true, "joined");
        Expect(looks, shares[2], 1, "not gathered any more");
        auto ring = std::make_unique<DataKeyRing>(false);
        ring->Add("alice", outcome.keyId, outcome.key.Get());
        dealt.reset();
        outcome = {};
        Expect(looks, key, 0, "a ring has derived keys alone");
        for (const auto& share : shares)
        {
            Expect(looks, share, 0, "shares are gone");
        }
    }

    /// @param looks whether memory is looked at
    /// @param secret secret
    /// @param count how often it may be there
    /// @param what is shown
    void Expect(bool looks, const WantedSecret& secret, std::size_t count, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((looks ? secret.CountInMemory() : count), count, what);
    }
};

/// A whole system: the test opens the shares on their way, so it knows the key.
class SceneWipingTest : public TestCase
{
  public:
    SceneWipingTest()
        : TestCase(
              "threshold: brokers hold their own share as long as it is the newest, nobody the "
              "key")
    {
    }

  private:
    /// What a renewal must leave nothing of.
    struct Wanted
    {
        std::optional<WantedSecret> key;  ///< data key
        std::vector<WantedSecret> shares; ///< of it
    };

    void DoRun() override
    {
        Play(false);
        Play(true);
    }

    /// @param looks whether memory is looked at
    void Play(bool looks)
    {
        const auto scheme = SchemeName::Create("threshold").value();
        scheme->SetAttribute("KeyPeriod", StringValue("30s"));
        scheme->SetAttribute("GracePeriod", StringValue("5s"));
        SchemeScene scene(scheme);
        scene.wire.Do([looks]() { RandomBytes(looks ? 1 : 2); }); // other keys each time
        auto& alice = scene.AddClient("alice", {}, {true, false});
        auto& bob = scene.AddClient("bob", {true, {{"a", {}}}, {}, true}, {false, true});
        scene.Settle();
        const Wanted wanted = Listen(scene);
        NS_TEST_ASSERT_MSG_EQ(wanted.key.has_value(), true, "the test can join the key");
        Expect(looks, *wanted.key, 0, "nobody keeps the key itself");
        for (const auto& share : wanted.shares)
        {
            Expect(looks, share, 1, "its broker has it");
        }
        alice.Publish("a=x");
        NS_TEST_EXPECT_MSG_EQ(bob.TakeTexts(), "a=x", "the key is in use");
        scene.wire.Advance(std::chrono::seconds(40));
        for (const auto& share : wanted.shares)
        {
            Expect(looks, share, 0, "a newer one is in its place");
        }
    }

    /// @param looks whether memory is looked at
    /// @param secret secret
    /// @param count how often it may be there
    /// @param what is shown
    void Expect(bool looks, const WantedSecret& secret, std::size_t count, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((looks ? secret.CountInMemory() : count), count, what);
    }

    /// @param scene scene
    /// @return secrets, in disguise
    static Wanted Listen(SchemeScene& scene)
    {
        Wanted wanted;
        const auto scheme = DynamicCast<ThresholdScheme>(scene.GetScheme());
        scene.wire.Do([&]() {
            const auto credentials = scheme->MakeCredentials("bob");
            std::vector<SecretShare> points;
            for (const auto& parcel : scene.wire.transcript)
            {
                const auto packet = ReadPacket(parcel);
                const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
                for (std::uint8_t x = 1; publish && x <= 3; ++x)
                {
                    ShareHop hop(credentials.hopKeys[x - 1].Get());
                    const auto& [topic, payload] = *publish->message;
                    const auto share = hop.Open(false, topic, payload);
                    const auto decoded = share ? DecodeShare(share->Get(), true) : std::nullopt;
                    if (decoded)
                    {
                        wanted.shares.emplace_back(decoded->point.y.Get());
                        points.push_back(decoded->point);
                    }
                }
            }
            const auto key = JoinShares(points, 2);
            if (key)
            {
                wanted.key.emplace(key->Get());
            }
        });
        return wanted;
    }
};

} // namespace

std::vector<TestCase*>
MakeThresholdWipingTests()
{
    return {new PartWipingTest, new SceneWipingTest};
}

} // namespace ns3::mqtt::test
