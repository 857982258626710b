// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-group-key-ring.h"

#include <set>

namespace ns3::mqtt::test
{

namespace
{

/// One window, number by number.
class ReplayWindowTest : public TestCase
{
  public:
    ReplayWindowTest()
        : TestCase("replay windows: each sequence number once, and none too old")
    {
    }

  private:
    void DoRun() override
    {
        constexpr std::uint64_t last = UINT64_MAX;
        // Numbers in the order they come in, and whether each is taken.
        Check({{0, true}, {0, false}, {1, true}, {0, false}, {1, false}});
        Check({{100, true}, {37, true}, {36, false}, {37, false}, {99, true}, {100, false}});
        Check({{64, true}, {1, true}, {0, false}, {65, true}, {2, true}, {1, false}});
        Check({{5, true}, {69, true}, {5, false}, {6, true}, {68, true}});
        Check({{5, true}, {68, true}, {5, false}, {6, true}});
        Check({{1, true}, {last, true}, {last, false}, {1, false}, {last - 63, true}});
        Check({{last - 1, true}, {last, true}, {0, false}, {last - 64, false}, {last - 2, true}});
    }

    /// @param steps numbers and whether each is taken
    void Check(const std::vector<std::pair<std::uint64_t, bool>>& steps)
    {
        ReplayWindows windows;
        for (const auto& [sequence, isFresh] : steps)
        {
            NS_TEST_EXPECT_MSG_EQ(windows.IsFresh(7, sequence), isFresh, sequence);
            NS_TEST_EXPECT_MSG_EQ(windows.IsFresh(7, sequence), isFresh, "asking takes nothing");
            if (isFresh)
            {
                windows.Take(7, sequence);
            }
        }
    }
};

/// Many numbers against a set that remembers all of them.
class ReplayOracleTest : public TestCase
{
  public:
    ReplayOracleTest()
        : TestCase("replay windows: 30,000 numbers of three members in any order")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937_64 random(9);
        ReplayWindows windows;
        std::set<std::uint64_t> taken[3];
        for (std::uint64_t i = 0; i < 30'000; ++i)
        {
            const std::uint32_t member = random() % 3;
            const std::uint64_t sequence = i / 8 + random() % (random() % 100 ? 90 : 200);
            const auto& past = taken[member];
            const std::uint64_t highest = past.empty() ? 0 : *past.rbegin();
            const bool isFresh = past.count(sequence) == 0 && sequence + 64 > highest;
            NS_TEST_ASSERT_MSG_EQ(windows.IsFresh(member, sequence), isFresh, sequence);
            if (isFresh)
            {
                windows.Take(member, sequence);
                taken[member].insert(sequence);
            }
        }
        NS_TEST_EXPECT_MSG_GT(taken[0].size(), 500, "numbers taken");
    }
};

/// More members than there can be.
class ReplayMemberTest : public TestCase
{
  public:
    ReplayMemberTest()
        : TestCase("replay windows: member numbers are bounded, each has a window of its own")
    {
    }

  private:
    void DoRun() override
    {
        ReplayWindows windows;
        for (std::uint32_t member = 0; member < 65'536; ++member)
        {
            NS_TEST_ASSERT_MSG_EQ(windows.IsFresh(~member, 1), true, "member " << member);
            windows.Take(~member, 1);
        }
        const std::size_t full = windows.GetStateSize();
        NS_TEST_EXPECT_MSG_EQ(full, 65'536 * 20, "octets");
        NS_TEST_EXPECT_MSG_EQ(windows.IsFresh(1, 1), false, "a member too many");
        NS_TEST_EXPECT_MSG_EQ(windows.IsFresh(~0U, 1), false, "again");
        NS_TEST_EXPECT_MSG_EQ(windows.IsFresh(~0U, 2), true, "known members go on");
        windows.Take(~0U, 2);
        NS_TEST_EXPECT_MSG_EQ(windows.GetStateSize(), full, "octets");
    }
};

/// The windows at work in a ring.
class GroupReplayTest : public TestCase
{
  public:
    GroupReplayTest()
        : TestCase("group keys: replays are refused, overtaken messages and other epochs are not")
    {
    }

  private:
    void DoRun() override
    {
        NullMeter meter;
        SeededRandom random(MakeSeed(5));
        CryptoScope scope(meter, random, NOW);
        GroupKeyRing alice(false, 4);
        GroupKeyRing bob(false, 4);
        for (std::uint32_t epoch = 1; epoch <= 2; ++epoch)
        {
            const GroupKey key{epoch, Secret(MakeOctets(epoch, AesGcm::KEY_SIZE))};
            alice.Add(key, 1);
            bob.Add(key, 2);
            std::vector<Bytes> sealed;
            for (int i = 0; i < 70; ++i)
            {
                sealed.push_back(alice.Seal("t", MakeOctets(1, 9)));
            }
            // From the last to the first: only 64 of them are inside the window.
            for (int i = 69; i >= 0; --i)
            {
                const auto index = static_cast<std::size_t>(i);
                NS_TEST_EXPECT_MSG_EQ(IsOpened(bob, sealed[index]), (i >= 6), "message " << i);
                NS_TEST_EXPECT_MSG_EQ(IsOpened(bob, sealed[index]), false, "again");
            }
            // A forged number moves no window.
            Bytes forged = alice.Seal("t", MakeOctets(1, 9));
            forged[8] = 0xff;
            NS_TEST_EXPECT_MSG_EQ(IsOpened(bob, forged), false, "forged");
            NS_TEST_EXPECT_MSG_EQ(IsOpened(bob, alice.Seal("t", {})), true, "next");
        }
    }

    /// @param ring opens
    /// @param sealed payload
    /// @return whether it opens
    static bool IsOpened(GroupKeyRing& ring, const Bytes& sealed)
    {
        return ring.Open("t", sealed).verdict == GroupKeyRing::Verdict::OPENED;
    }
};

} // namespace

std::vector<TestCase*>
MakeReplayWindowTests()
{
    return {new ReplayWindowTest, new ReplayOracleTest, new ReplayMemberTest, new GroupReplayTest};
}

} // namespace ns3::mqtt::test
