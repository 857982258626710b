// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-share-collector.h"

#include <bitset>

/// @file
/// The joining of shares, without any party.

namespace ns3::mqtt::test
{

namespace
{

using Verdict = ShareCollector::Verdict;

/// A dealer and what it deals.
class Dealing
{
  public:
    /// @param k shares needed
    /// @param n shares dealt
    /// @param keyId of the key
    Dealing(std::uint8_t k, std::uint8_t n, std::uint32_t keyId = 1000)
        : key(RandomBytes(DATA_KEY_SIZE))
    {
        for (auto& point : SplitSecret(key.Get(), k, n))
        {
            KeyShare share{keyId, k, n, std::move(point), CheckKey(key.Get(), "alice", keyId), {}};
            share.mac = AuthenticateShare(ByteView(secret), "alice", share);
            shares.push_back(std::move(share));
        }
    }

    /// @param trust what to go by
    /// @return a subscriber's collector
    ShareCollector MakeCollector(ShareTrust trust) const
    {
        ShareCollector::Rules rules{trust, shares[0].k, shares[0].n, 0};
        return ShareCollector(rules, "alice", Secret(ByteView(secret)));
    }

    /// @param x of a share
    /// @return the share, changed
    KeyShare Corrupt(std::uint8_t x) const
    {
        KeyShare share = shares[x - 1];
        Bytes y = share.point.y.Get().ToBytes();
        y[x] ^= 0x80 | x;
        share.point.y = Secret(y);
        return share;
    }

    const std::string secret = "the dealer's"; ///< key of authenticators
    Secret key;                                ///< data key
    std::vector<KeyShare> shares;              ///< of it
};

/// Every way in which sources can be gone or corrupt, for every k and n up to 7.
class JoinBarsTest : public PrimitiveTest
{
  public:
    JoinBarsTest()
        : PrimitiveTest(
              "for all k <= n <= 7 and all sets of gone or corrupt sources: right key or none")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        for (std::uint8_t n = 1; n <= 7; ++n)
        {
            for (std::uint8_t k = 1; k <= n; ++k)
            {
                const Dealing dealing(k, n);
                for (unsigned bad = 0; bad < 1U << n; ++bad)
                {
                    const unsigned nBad = std::bitset<8>(bad).count();
                    CheckGone(dealing, bad, nBad);
                    CheckCorrupt(dealing, bad, nBad);
                }
            }
        }
    }

    /// @param dealing what was dealt
    /// @param bad sources that are gone
    /// @param nBad how many
    void CheckGone(const Dealing& dealing, unsigned bad, unsigned nBad)
    {
        const auto& [k, n] = std::pair(dealing.shares[0].k, dealing.shares[0].n);
        for (const auto trust : {ShareTrust::ANY, ShareTrust::MAJORITY, ShareTrust::AUTHENTIC})
        {
            auto collector = dealing.MakeCollector(trust);
            Secret key;
            for (const auto& share : dealing.shares)
            {
                if (!(bad >> (share.point.x - 1) & 1))
                {
                    Keep(collector.Add(share, share.point.x, NOW), key);
                }
            }
            Keep(collector.Settle(), key);
            const bool enough = n - nBad >= k;
            Expect(key, enough, dealing, "gone", bad);
            NS_TEST_EXPECT_MSG_EQ((collector.GetKeyId() != 0), enough, "joined");
            NS_TEST_EXPECT_MSG_EQ(collector.GetNShares(), (enough ? 0 : n - nBad), "left");
        }
    }

    /// @param dealing what was dealt
    /// @param bad sources that are corrupt
    /// @param nBad how many
    void CheckCorrupt(const Dealing& dealing, unsigned bad, unsigned nBad)
    {
        const unsigned spare = dealing.shares[0].n - dealing.shares[0].k;
        for (const auto trust : {ShareTrust::MAJORITY, ShareTrust::AUTHENTIC})
        {
            const bool authentic = trust == ShareTrust::AUTHENTIC;
            if (nBad > (authentic ? spare : spare / 2))
            {
                continue; // nothing is promised
            }
            for (const bool badFirst : {false, true})
            {
                auto collector = dealing.MakeCollector(trust);
                Secret key;
                for (const bool turn : {badFirst, !badFirst})
                {
                    for (const auto& share : dealing.shares)
                    {
                        const std::uint8_t x = share.point.x;
                        if ((bad >> (x - 1) & 1) == turn)
                        {
                            Keep(collector.Add(turn ? dealing.Corrupt(x) : share, x, NOW), key);
                        }
                    }
                }
                Expect(key, true, dealing, "corrupt", bad);
            }
        }
    }

    /// @param outcome of a share
    /// @param key gets the key joined
    void Keep(const ShareCollector::Outcome& outcome, Secret& key)
    {
        if (outcome.verdict == Verdict::JOINED)
        {
            key = outcome.key;
        }
    }

    /// @param key joined
    /// @param right whether it must be the right one, rather than none
    /// @param dealing what was dealt
    /// @param what has happened to sources
    /// @param bad sources that it happened to
    void Expect(const Secret& key,
                bool right,
                const Dealing& dealing,
                const std::string& what,
                unsigned bad)
    {
        const std::string wanted = right ? ToHex(dealing.key.Get()) : "";
        NS_TEST_EXPECT_MSG_EQ(ToHex(key.Get()),
                              wanted,
                              +dealing.shares[0].k << " of " << +dealing.shares[0].n << ", " << what
                                                   << " " << std::bitset<8>(bad));
    }
};

/// What shares count, and what old ones do.
class JoinRulesTest : public PrimitiveTest
{
  public:
    JoinRulesTest()
        : PrimitiveTest("old, foreign and doubled shares; a majority found late; a life that ends")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        CheckRenewal(ShareTrust::AUTHENTIC);
        CheckRenewal(ShareTrust::MAJORITY);
        CheckAuthentic();
        CheckMajority();
        CheckPrinted();
        CheckInconsistentDealer();
    }

    /// @param trust of a sound form
    void CheckRenewal(ShareTrust trust)
    {
        const Dealing old(2, 3, 1000);
        const Dealing renewed(2, 3, 1001);
        auto collector = old.MakeCollector(trust);
        for (const auto& share : renewed.shares)
        {
            collector.Add(share, share.point.x, NOW);
        }
        NS_TEST_EXPECT_MSG_EQ(collector.GetKeyId(), 1001, "the newer");
        for (const auto& share : old.shares)
        {
            NS_TEST_EXPECT_MSG_EQ(
                (collector.Add(share, share.point.x, NOW).verdict == Verdict::STALE),
                true,
                "the older comes back");
        }
        NS_TEST_EXPECT_MSG_EQ(collector.GetKeyId(), 1001, "still the newer");
        NS_TEST_EXPECT_MSG_EQ(collector.GetNShares(), 0, "nothing is gathered");
    }

    /// What the dealer's authenticator and a key's life do.
    void CheckAuthentic()
    {
        const Dealing dealing(2, 3, 1000);
        ShareCollector mallory({ShareTrust::AUTHENTIC, 2, 3, 0}, "mallory", Secret(Bytes(4)));
        const auto& share = dealing.shares[0];
        NS_TEST_EXPECT_MSG_EQ((mallory.Add(share, 1, 0).verdict == Verdict::REFUSED),
                              true,
                              "dealer");
        ShareCollector stricter({ShareTrust::AUTHENTIC, 3, 3, 0},
                                "alice",
                                Secret(ByteView(dealing.secret)));
        NS_TEST_EXPECT_MSG_EQ((stricter.Add(share, 1, 0).verdict == Verdict::REFUSED), true, "k");
        ShareCollector mortal({ShareTrust::AUTHENTIC, 2, 3, 60},
                              "alice",
                              Secret(ByteView(dealing.secret)));
        NS_TEST_EXPECT_MSG_EQ((mortal.Add(share, 1, 1061).verdict == Verdict::STALE), true, "over");
        NS_TEST_EXPECT_MSG_EQ((mortal.Add(share, 1, 1060).verdict == Verdict::WAITING),
                              true,
                              "not yet");
        NS_TEST_EXPECT_MSG_EQ((mortal.Add(share, 1, 1060).verdict == Verdict::STALE),
                              true,
                              "twice");
        NS_TEST_EXPECT_MSG_EQ(mortal.GetNShares(), 1, "counted once");
        for (std::size_t place = 0; place < AUTHENTIC_SHARE_SIZE; ++place)
        {
            auto collector = dealing.MakeCollector(ShareTrust::AUTHENTIC);
            collector.Add(share, 1, NOW);
            Bytes changed = EncodeShare(dealing.shares[1], true).Get().ToBytes();
            changed[place] ^= 1;
            const auto decoded = DecodeShare(changed, true);
            const bool refused =
                !decoded || collector.Add(*decoded, 2, NOW).verdict == Verdict::REFUSED;
            NS_TEST_EXPECT_MSG_EQ(refused, true, "octet " << place << " is authenticated");
        }
    }

    /// Plain shares: which source they come from, and what comes late.
    void CheckMajority()
    {
        const Dealing dealing(2, 5, 1000);
        auto collector = dealing.MakeCollector(ShareTrust::MAJORITY);
        NS_TEST_EXPECT_MSG_EQ(
            (collector.Add(dealing.shares[0], 2, NOW).verdict == Verdict::REFUSED),
            true,
            "a source speaks for itself");
        collector.Add(dealing.shares[0], 1, NOW);
        collector.Add(dealing.Corrupt(2), 2, NOW);
        NS_TEST_EXPECT_MSG_EQ(collector.IsUndecided(), true, "two could be enough");
        const auto settled = collector.Settle();
        NS_TEST_EXPECT_MSG_EQ((settled.verdict == Verdict::JOINED), true, "nothing better");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(settled.key.Get(), dealing.key.Get()), false, "but wrong");
        collector.Add(dealing.shares[2], 3, NOW);
        const auto corrected = collector.Add(dealing.shares[3], 4, NOW);
        NS_TEST_EXPECT_MSG_EQ((corrected.verdict == Verdict::JOINED), true, "put right");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(corrected.key.Get(), dealing.key.Get()), true, "put right");
        // A source that runs ahead of the others, or floods, holds nobody up.
        auto flooded = dealing.MakeCollector(ShareTrust::MAJORITY);
        for (std::uint32_t keyId = 1'000'000; keyId < 1'001'000; ++keyId)
        {
            KeyShare lie = dealing.Corrupt(1);
            lie.keyId = keyId;
            flooded.Add(lie, 1, NOW);
        }
        NS_TEST_EXPECT_MSG_LT(flooded.GetStateSize(), 100, "one share for a source");
        flooded.Add(dealing.shares[1], 2, NOW);
        flooded.Add(dealing.shares[2], 3, NOW);
        NS_TEST_EXPECT_MSG_EQ((flooded.Add(dealing.shares[3], 4, NOW).verdict == Verdict::JOINED),
                              true,
                              "the rest agree");
    }

    /// As printed anything goes.
    void CheckPrinted()
    {
        const Dealing old(2, 3, 1000);
        const Dealing renewed(2, 3, 1001);
        auto collector = old.MakeCollector(ShareTrust::ANY);
        collector.Add(renewed.Corrupt(1), 3, NOW);
        const auto wrong = collector.Add(renewed.shares[2], 3, NOW);
        NS_TEST_EXPECT_MSG_EQ((wrong.verdict == Verdict::JOINED), true, "joined at the second");
        NS_TEST_EXPECT_MSG_EQ(AreEqual(wrong.key.Get(), renewed.key.Get()), false, "a wrong key");
        collector.Add(old.shares[0], 1, NOW);
        collector.Add(old.shares[0], 1, NOW);
        NS_TEST_EXPECT_MSG_EQ(collector.GetKeyId(), 1001, "one x, however often");
        collector.Add(old.shares[2], 3, NOW);
        NS_TEST_EXPECT_MSG_EQ(collector.GetKeyId(), 1000, "the old key is back");
        for (std::uint32_t keyId = 1; keyId < 1000; ++keyId)
        {
            KeyShare alone = old.shares[0];
            alone.keyId = keyId;
            collector.Add(alone, 1, NOW);
        }
        NS_TEST_EXPECT_MSG_LT(collector.GetStateSize(), 300, "memory has an end");
    }

    /// A dealer whose shares do not all fit: those that do are found.
    void CheckInconsistentDealer()
    {
        const Dealing dealing(3, 7, 1000);
        auto collector = dealing.MakeCollector(ShareTrust::AUTHENTIC);
        std::size_t nConflicts = 0;
        for (std::uint8_t x = 1; x <= 7; ++x)
        {
            KeyShare share = x % 2 ? dealing.Corrupt(x) : dealing.shares[x - 1];
            share.mac = AuthenticateShare(ByteView(dealing.secret), "alice", share);
            const auto outcome = collector.Add(share, x, NOW);
            nConflicts += outcome.verdict == Verdict::CONFLICT;
            if (outcome.verdict == Verdict::JOINED)
            {
                NS_TEST_EXPECT_MSG_EQ(+x, 6, "the third that fits");
                NS_TEST_EXPECT_MSG_EQ(AreEqual(outcome.key.Get(), dealing.key.Get()), true, "key");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(nConflicts, 3, "told from the third share to the fifth");
        NS_TEST_EXPECT_MSG_EQ(collector.GetKeyId(), 1000, "joined");
    }
};

} // namespace

std::vector<TestCase*>
MakeThresholdJoinTests()
{
    return {new JoinBarsTest, new JoinRulesTest};
}

} // namespace ns3::mqtt::test
