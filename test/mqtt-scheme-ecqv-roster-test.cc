// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-fields.h"
#include "ns3/mqtt-primitives.h"
#include "ns3/mqtt-time-windows.h"

#include <set>

namespace ns3::mqtt::test
{

namespace
{

/// Lists of members that are no members: their certificates are any points.
class EcqvRosterTest : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Runs inside a scope.
    virtual void Script() = 0;

    /// @param number makes the identity
    /// @return a certificate of its own
    EcqvMember MakeMember(std::uint64_t number)
    {
        EcqvMember member;
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&number), 8, member.id.begin());
        member.certificate = m_form.curve->MultiplyBase(m_form.curve->MakeRandomScalar());
        member.contribution = m_form.curve->MultiplyBase(m_form.curve->MakeRandomScalar());
        member.expiry = NOW + 10;
        return member;
    }

    /// @return an empty list
    EcqvRoster MakeRoster() const
    {
        return {m_form, m_form.curve->MultiplyBase(m_form.curve->MakeRandomScalar())};
    }

    /// @param list members
    /// @return their digest, computed without EcqvRoster
    Bytes MakeDigest(const std::vector<EcqvMember>& list) const
    {
        Bytes digest(32);
        for (const EcqvMember& member : list)
        {
            AppendParts(digest,
                        {GetView(member.id),
                         m_form.curve->Encode(member.certificate, PointEncoding::COMPRESSED),
                         m_form.curve->Encode(member.contribution, PointEncoding::COMPRESSED),
                         EncodeNumber(member.expiry)});
            digest = Sha256({digest});
        }
        return digest;
    }

    EcqvForm m_form = MakeForm(false, EcqvOption::AUTHENTICATED); ///< curve
    RecordingMeter m_meter;                                       ///< what was done
    std::mt19937_64 m_generator{3};                               ///< chooses cases

  private:
    void DoRun() override
    {
        SeededRandom random(MakeSeed(5));
        CryptoScope scope(m_meter, random, NOW);
        Script();
    }
};

/// A list that changes at random, and others that follow it now and then.
class EcqvRosterOracleTest : public EcqvRosterTest
{
  public:
    EcqvRosterOracleTest()
        : EcqvRosterTest("ECQV lists: 200 epochs of joining and leaving against plain lists")
    {
    }

  private:
    void Script() override
    {
        EcqvRoster roster = MakeRoster();
        std::vector<EcqvRoster> followers(6, MakeRoster());
        for (std::uint32_t epoch = 1; epoch <= 200; ++epoch)
        {
            roster.Apply(Change(), epoch);
            m_past.push_back(m_list);
            NS_TEST_ASSERT_MSG_EQ((roster.GetDigest() == MakeDigest(m_list)), true, epoch);
            EcqvRoster& follower = followers[m_generator() % followers.size()];
            const auto change = roster.GetChangeSince(follower.GetEpoch());
            follower.Apply(change, epoch);
            NS_TEST_ASSERT_MSG_EQ((follower.GetDigest() == MakeDigest(m_list)), true, epoch);
            m_updates += change.whole ? 0 : 1;
            NS_TEST_EXPECT_MSG_EQ(roster.GetSize(), m_list.size(), "size");
            CheckKeys(roster, epoch);
        }
        NS_TEST_EXPECT_MSG_GT(m_updates, 150, "most are told the changes alone");
        const std::size_t size = roster.GetStateSize();
        roster.ForgetDeparted(200);
        NS_TEST_EXPECT_MSG_LT(roster.GetStateSize(), size, "octets");
        for (const EcqvMember& member : m_past[150])
        {
            NS_TEST_EXPECT_MSG_EQ((roster.GetPublicKey(member.id, 151, NOW) != nullptr),
                                  IsListed(m_list, member),
                                  "who left is forgotten");
        }
    }

    /// @param list members
    /// @param member a certificate
    /// @return whether it is there
    static bool IsListed(const std::vector<EcqvMember>& list, const EcqvMember& member)
    {
        return std::any_of(list.begin(), list.end(), [&member](const EcqvMember& other) {
            return other.id == member.id && other.certificate == member.certificate;
        });
    }

    /// @return a change, done to the plain list too
    EcqvRosterChange Change()
    {
        EcqvRosterChange change;
        for (std::size_t i = m_generator() % 3; i > 0 && m_list.size() > 3; --i)
        {
            const auto place = m_list.begin() + static_cast<long>(m_generator() % m_list.size());
            change.removed.push_back(place->id);
            m_list.erase(place);
        }
        for (std::size_t i = m_generator() % 4; i > 0; --i)
        {
            // Few identities, so that some come back, with another certificate.
            const EcqvMember member = MakeMember(m_generator() % 60);
            const bool isNew = std::none_of(m_list.begin(), m_list.end(), [&](const auto& other) {
                return other.id == member.id;
            });
            change.added.push_back(member);
            if (isNew)
            {
                m_list.push_back(member);
            }
        }
        return change;
    }

    /// @param roster of all epochs
    /// @param newest epoch
    void CheckKeys(EcqvRoster& roster, std::uint32_t newest)
    {
        const auto epoch = static_cast<std::uint32_t>(1 + m_generator() % newest);
        const auto& then = m_past[epoch - 1];
        const EcqvMember stranger = MakeMember(m_generator() % 60);
        const auto found = std::find_if(then.begin(), then.end(), [&](const auto& other) {
            return other.id == stranger.id;
        });
        const EcPoint* key = roster.GetPublicKey(stranger.id, epoch, NOW);
        NS_TEST_ASSERT_MSG_EQ((key != nullptr), (found != then.end()), epoch << " of " << newest);
        NS_TEST_EXPECT_MSG_EQ((roster.GetPublicKey(stranger.id, epoch, NOW + 10) == nullptr),
                              true,
                              "expired");
    }

    std::vector<EcqvMember> m_list;              ///< who is on the list
    std::vector<std::vector<EcqvMember>> m_past; ///< who was, by epoch
    int m_updates{0};                            ///< followers that were not told the whole list
};

/// What is told and what is remembered.
class EcqvRosterChangeTest : public EcqvRosterTest
{
  public:
    EcqvRosterChangeTest()
        : EcqvRosterTest("ECQV lists: changes, whole lists, and bounds of what is remembered")
    {
    }

  private:
    void Script() override
    {
        EcqvRoster roster = MakeRoster();
        NS_TEST_EXPECT_MSG_EQ((roster.GetDigest() == Bytes(32)), true, "nobody");
        EcqvRosterChange change;
        for (std::uint64_t i = 0; i < 40; ++i)
        {
            change.added.push_back(MakeMember(i));
        }
        roster.Apply(change, 1);
        Expect(roster, 0, true, 40, 0);
        Expect(roster, 1, false, 0, 0);
        roster.Apply({false, {MakeMember(40)}, {change.added[7].id, MakeMember(99).id}}, 2);
        Expect(roster, 1, false, 1, 1);
        m_meter.Clear();
        roster.GetDigest();
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("sha-256"), 40, "all links");
        roster.Apply({false, {MakeMember(41)}, {}}, 3);
        m_meter.Clear();
        roster.GetDigest();
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), "sha-256 1", "one more link");
        Expect(roster, 1, false, 2, 1);
        // Somebody with a public key that is known, in a list that is told anew.
        const EcqvId id = change.added[3].id;
        roster.GetPublicKey(id, 3, NOW);
        roster.Apply(roster.GetChangeSince(0), 4);
        m_meter.Clear();
        NS_TEST_EXPECT_MSG_EQ((roster.GetPublicKey(id, 4, NOW) != nullptr), true, "member");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), "", "the key is kept");
        Expect(roster, 3, true, 41, 0);
        Expect(roster, 4, false, 0, 0);
        Crowd(roster);
        // Who knew 41 members is better told who is left.
        EcqvRosterChange leaving;
        for (std::size_t i = 10; i < 40; ++i)
        {
            leaving.removed.push_back(change.added[i].id);
        }
        roster.Apply(leaving, 6005);
        Expect(roster, 6004, false, 0, 30);
        leaving.removed = {change.added[0].id, change.added[1].id, change.added[2].id};
        leaving.removed.insert(leaving.removed.end(), {change.added[3].id, change.added[4].id});
        leaving.removed.push_back(change.added[5].id);
        roster.Apply(leaving, 6006);
        Expect(roster, 6004, true, 5, 0);
    }

    /// Thousands come and go.
    /// @param roster list
    void Crowd(EcqvRoster& roster)
    {
        const EcqvMember visitor = MakeMember(77);
        EcqvMember next = visitor;
        for (std::uint32_t i = 0; i < 3000; ++i)
        {
            next.id[15] = static_cast<std::uint8_t>(i);
            next.id[14] = static_cast<std::uint8_t>(i >> 8);
            roster.Apply({false, {next}, {}}, 5 + 2 * i);
            roster.Apply({false, {}, {next.id}}, 6 + 2 * i);
            roster.ForgetDeparted(6 + 2 * i);
        }
        NS_TEST_EXPECT_MSG_LT(roster.GetStateSize(), 20'000, "octets");
        Expect(roster, 5, true, 41, 0);
        Expect(roster, 6000, false, 0, 0);
        Expect(roster, 6003, false, 0, 1);
    }

    /// @param roster list
    /// @param epoch known
    /// @param isWhole whether the whole list is told
    /// @param added how many
    /// @param removed how many
    void Expect(const EcqvRoster& roster,
                std::uint32_t epoch,
                bool isWhole,
                std::size_t added,
                std::size_t removed)
    {
        const auto change = roster.GetChangeSince(epoch);
        NS_TEST_EXPECT_MSG_EQ(change.whole, isWhole, "whole since " << epoch);
        NS_TEST_EXPECT_MSG_EQ(change.added.size(), added, "added since " << epoch);
        NS_TEST_EXPECT_MSG_EQ(change.removed.size(), removed, "removed since " << epoch);
    }
};

/// Times in any order against a set that remembers all of them.
class TimeWindowsTest : public EcqvRosterTest
{
  public:
    TimeWindowsTest()
        : EcqvRosterTest("ECQV times: each once, 64 may be overtaken, QoS 0 apart, bounded")
    {
    }

  private:
    void Script() override
    {
        TimeWindows windows;
        std::set<std::int64_t> taken[4];
        for (int i = 0; i < 20'000; ++i)
        {
            const std::size_t which = m_generator() % 4;
            auto& past = taken[which];
            const auto time =
                static_cast<std::int64_t>(i / 8 + m_generator() % 150) * 1'000'000 - 5'000'000'000;
            const auto later = std::distance(past.upper_bound(time), past.end());
            const bool isFresh = past.count(time) == 0 && later <= 64;
            EcqvId id{};
            id[0] = static_cast<std::uint8_t>(which / 2);
            NS_TEST_ASSERT_MSG_EQ(windows.Take(id, which % 2 == 1, time), isFresh, time);
            if (isFresh)
            {
                past.insert(time);
            }
        }
        Fill();
    }

    /// More senders than there may be.
    void Fill()
    {
        TimeWindows windows;
        EcqvId id{};
        for (std::size_t i = 0; i < TimeWindows::MAX_SENDERS; ++i)
        {
            id[0] = static_cast<std::uint8_t>(i);
            id[1] = static_cast<std::uint8_t>(i >> 8);
            NS_TEST_ASSERT_MSG_EQ(windows.Take(id, false, 1), true, i);
        }
        NS_TEST_EXPECT_MSG_EQ(windows.Take(id, false, 2), true, "known");
        NS_TEST_EXPECT_MSG_EQ(windows.Take(id, true, 2), false, "another window");
        id[2] = 1;
        NS_TEST_EXPECT_MSG_EQ(windows.Take(id, false, 2), false, "a sender too many");
        NS_TEST_EXPECT_MSG_EQ(windows.GetStateSize(), 65'536 * (17 + 16) + 8, "octets");
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvRosterTests()
{
    return {new EcqvRosterOracleTest, new EcqvRosterChangeTest, new TimeWindowsTest};
}

} // namespace ns3::mqtt::test
