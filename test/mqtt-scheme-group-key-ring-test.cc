// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agreement.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-group-key-ring.h"

namespace ns3::mqtt::test
{

namespace
{

/// The topic that tests seal for.
constexpr const char* TOPIC = "room/1";

/// Octets around a payload.
constexpr std::size_t OVERHEAD = 16 + AesGcm::TAG_SIZE;

/// @param epoch number
/// @return its key
GroupKey
MakeKey(std::uint32_t epoch)
{
    return {epoch, Secret(MakeOctets(static_cast<std::uint8_t>(epoch * 7), AesGcm::KEY_SIZE))};
}

/// @param value a number
/// @param size octets of it
/// @return its last octets, the most significant one first
Bytes
ToBigEndian(std::uint64_t value, std::size_t size)
{
    Bytes octets(size);
    for (; size > 0; value >>= 8)
    {
        octets[--size] = value & 0xff;
    }
    return octets;
}

/// @param epoch number
/// @param member who seals
/// @param sequence number
/// @param payload in clear
/// @return the payload sealed for TOPIC, made without GroupKeyRing
Bytes
SealByHand(std::uint32_t epoch, std::uint32_t member, std::uint64_t sequence, ByteView payload)
{
    Bytes sealed = ToBigEndian(epoch, 4);
    for (const Bytes& part : {ToBigEndian(member, 4), ToBigEndian(sequence, 8)})
    {
        sealed.insert(sealed.end(), part.begin(), part.end());
    }
    const Bytes nonce(sealed.begin() + 4, sealed.end());
    Bytes associated = sealed;
    associated.insert(associated.end(), TOPIC, TOPIC + 6);
    const GroupKey key = MakeKey(epoch);
    AesGcm(key.key.Get()).Seal(nonce, associated, payload, sealed);
    return sealed;
}

/// Members of a group; what they do is counted.
class GroupKeyRingTestCase : public CountedTestCase
{
  public:
    using CountedTestCase::CountedTestCase;

  protected:
    using Verdict = GroupKeyRing::Verdict;

    /// Complains unless a payload gets the verdict.
    /// @param ring opens
    /// @param sealed payload
    /// @param verdict expected
    /// @param what is tried
    /// @param topic that the payload came with
    void Expect(GroupKeyRing& ring,
                ByteView sealed,
                Verdict verdict,
                const std::string& what,
                const char* topic = TOPIC)
    {
        const auto opened = ring.Open(topic, sealed);
        NS_TEST_EXPECT_MSG_EQ(static_cast<int>(opened.verdict), static_cast<int>(verdict), what);
        const Bytes expected = verdict == Verdict::OPENED ? m_text : Bytes();
        NS_TEST_EXPECT_MSG_EQ((opened.payload == expected), true, what << ": payload");
    }
};

/// From one member to the others, and what it costs.
class GroupMessageTest : public GroupKeyRingTestCase
{
  public:
    GroupMessageTest()
        : GroupKeyRingTestCase("group keys: every member opens what any member seals, for a price")
    {
    }

  private:
    void Script() override
    {
        GroupKeyRing alice(false, 4);
        GroupKeyRing bob(false, 4);
        NS_TEST_EXPECT_MSG_EQ(alice.GetEpoch(), 0, "no key yet");
        alice.Add(MakeKey(3), 1);
        bob.Add(MakeKey(3), 0xfffffffe);
        NS_TEST_EXPECT_MSG_EQ(alice.GetEpoch(), 3, "epoch");
        NS_TEST_EXPECT_MSG_EQ(alice.GetStateSize(), 8 + 4 + 4 + 16, "counter, key and its numbers");
        const Bytes sealed = alice.Seal(TOPIC, m_text);
        NS_TEST_EXPECT_MSG_EQ((sealed == SealByHand(3, 1, 1, m_text)), true, "layout");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("aes-128-gcm"), 2, "sealed twice");
        m_meter.Clear();
        Expect(bob, sealed, Verdict::OPENED, "by another member");
        Expect(alice, sealed, Verdict::OPENED, "by the sender, who subscribes as well");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), "aes-128-gcm 2", "one operation each");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes("aes-128-gcm"), 2 * m_text.size(), "octets");
        NS_TEST_EXPECT_MSG_EQ(bob.GetStateSize(), 32 + 4 + 16, "and a window");
        Expect(alice, bob.Seal(TOPIC, m_text), Verdict::OPENED, "the other way");
        for (const std::size_t size : {0, 1, 64, 100'000})
        {
            const Bytes text = MakeOctets(2, size);
            const Bytes other = bob.Seal(std::string(300, 't'), text);
            NS_TEST_EXPECT_MSG_EQ(other.size(), size + OVERHEAD, "octets");
            const auto opened = alice.Open(std::string(300, 't'), other);
            NS_TEST_EXPECT_MSG_EQ((opened.payload == text), true, size);
        }
    }
};

/// Payloads changed on their way, and such as never were any.
class GroupTamperTest : public GroupKeyRingTestCase
{
  public:
    GroupTamperTest()
        : GroupKeyRingTestCase("group keys: changed and random payloads are refused, without trace")
    {
    }

  private:
    void Script() override
    {
        GroupKeyRing ring(false, 4);
        ring.Add(MakeKey(3), 1);
        const Bytes sealed = SealByHand(3, 7, 5, m_text);
        const std::size_t state = ring.GetStateSize();
        for (std::size_t at = 0; at < sealed.size(); ++at)
        {
            for (int bit = 0; bit < 8; ++bit)
            {
                Bytes changed = sealed;
                changed[at] ^= 1 << bit;
                // Another epoch is one whose key may come.
                const auto verdict = at < 4 ? Verdict::UNKNOWN_EPOCH : Verdict::REJECTED;
                Expect(ring, changed, verdict, "octet " + std::to_string(at));
            }
            Expect(ring, ByteView(sealed).SubView(0, at), Verdict::REJECTED, "cut off");
        }
        Bytes longer = sealed;
        longer.push_back(0);
        Expect(ring, longer, Verdict::REJECTED, "an octet more");
        for (const char* topic : {"room/2", "room/", "room/11", ""})
        {
            Expect(ring, sealed, Verdict::REJECTED, "another topic", topic);
        }
        std::mt19937_64 random(8);
        GroupKeyRing published(true, 4);
        published.Add(MakeKey(3), 0);
        for (int i = 0; i < 3000; ++i)
        {
            Bytes garbage = MakeGarbage(random, random() % 100);
            Expect(published, garbage, Verdict::UNKNOWN_EPOCH, "random octets");
            if (i % 2 && garbage.size() >= 4)
            {
                std::copy_n(sealed.begin(), 4, garbage.begin());
                Expect(ring, garbage, Verdict::REJECTED, "random octets of the epoch");
            }
            else
            {
                const auto opened = ring.Open(TOPIC, garbage);
                NS_TEST_EXPECT_MSG_EQ((opened.verdict == Verdict::OPENED), false, "random octets");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(ring.GetStateSize(), state, "state left by what was refused");
        Expect(ring, sealed, Verdict::OPENED, "none of that has done harm");
    }
};

/// Keys come and go.
class GroupEpochTest : public GroupKeyRingTestCase
{
  public:
    GroupEpochTest()
        : GroupKeyRingTestCase("group keys: epochs come in any order, and are over once wiped")
    {
    }

  private:
    void Script() override
    {
        GroupKeyRing ring(false, 3);
        ExpectEpoch(ring, 1, Verdict::UNKNOWN_EPOCH, "empty ring");
        ExpectEpoch(ring, 0, Verdict::REJECTED, "there is no epoch 0");
        ring.Add(MakeKey(0), 9);
        NS_TEST_EXPECT_MSG_EQ(ring.GetEpoch(), 0, "an epoch that cannot be");
        ring.Add(MakeKey(2), 9);
        ring.Add(MakeKey(5), 9);
        ExpectEpoch(ring, 2, Verdict::OPENED, "the old epoch during a renewal");
        ExpectEpoch(ring, 5, Verdict::OPENED, "the new epoch");
        ExpectEpoch(ring, 1, Verdict::UNKNOWN_EPOCH, "before all");
        ExpectEpoch(ring, 4, Verdict::UNKNOWN_EPOCH, "between");
        ExpectEpoch(ring, 6, Verdict::UNKNOWN_EPOCH, "after all");
        ring.Add(MakeKey(4), 9);
        ExpectEpoch(ring, 4, Verdict::OPENED, "a key that comes late");
        ExpectSealed(ring, 5, 9, "the newest key seals");
        ring.Add({5, MakeKey(8).key}, 10);
        ExpectSealed(ring, 5, 9, "a key that is held stays");
        // The fourth key is one too many.
        ring.Add(MakeKey(6), 11);
        ExpectEpoch(ring, 2, Verdict::REJECTED, "the oldest one is over");
        ExpectEpoch(ring, 4, Verdict::OPENED, "the others are not");
        ring.Add(MakeKey(2), 9);
        ExpectEpoch(ring, 2, Verdict::REJECTED, "and does not come back");
        ring.Add(MakeKey(3), 9);
        ExpectEpoch(ring, 3, Verdict::REJECTED, "older than all, and one too many");
        ring.ForgetOld();
        ExpectEpoch(ring, 4, Verdict::REJECTED, "forgotten");
        ExpectEpoch(ring, 5, Verdict::REJECTED, "forgotten");
        ExpectEpoch(ring, 1, Verdict::UNKNOWN_EPOCH, "never held");
        ExpectSealed(ring, 6, 11, "the newest one stays, with its member number");
        ring.Add(MakeKey(UINT32_MAX), 12);
        ring.ForgetOld();
        ring.ForgetOld();
        ExpectEpoch(ring, UINT32_MAX, Verdict::OPENED, "the last epoch of all");
        ExpectEpoch(ring, 6, Verdict::REJECTED, "forgotten");
        CheckLeaving(ring);
    }

    /// Leaves the group and joins it anew; then fills a ring of one key.
    /// @param ring that has held epoch 5
    void CheckLeaving(GroupKeyRing& ring)
    {
        ring.Clear();
        NS_TEST_EXPECT_MSG_EQ(ring.GetEpoch(), 0, "no key");
        NS_TEST_EXPECT_MSG_EQ(ring.GetStateSize(), 8, "the counter");
        ExpectEpoch(ring, 5, Verdict::UNKNOWN_EPOCH, "after leaving the group");
        ring.Add(MakeKey(5), 13);
        ExpectSealed(ring, 5, 13, "joined anew");

        GroupKeyRing last(false, 1);
        last.Add(MakeKey(UINT32_MAX), 1);
        last.Add(MakeKey(UINT32_MAX - 1), 1);
        ExpectEpoch(last, UINT32_MAX, Verdict::OPENED, "the newest is never one too many");
        ExpectEpoch(last, UINT32_MAX - 1, Verdict::REJECTED, "one too many");
        ExpectEpoch(last, UINT32_MAX - 2, Verdict::UNKNOWN_EPOCH, "never held");
    }

    /// @param ring opens
    /// @param epoch of a fresh payload
    /// @param verdict expected
    /// @param what is tried
    void ExpectEpoch(GroupKeyRing& ring,
                     std::uint32_t epoch,
                     Verdict verdict,
                     const std::string& what)
    {
        Expect(ring, SealByHand(epoch, 70, ++m_sequence, m_text), verdict, what);
    }

    /// Own sequence numbers never begin anew, whatever happens to the keys.
    /// @param ring seals
    /// @param epoch expected
    /// @param member expected
    /// @param what is tried
    void ExpectSealed(GroupKeyRing& ring,
                      std::uint32_t epoch,
                      std::uint32_t member,
                      const std::string& what)
    {
        const Bytes expected = SealByHand(epoch, member, ++m_sealed, m_text);
        NS_TEST_EXPECT_MSG_EQ((ring.Seal(TOPIC, m_text) == expected), true, what);
    }

    std::uint64_t m_sequence{0}; ///< of the last payload made
    std::uint64_t m_sealed{0};   ///< payloads that the ring sealed
};

/// As printed.
class PublishedRingTest : public GroupKeyRingTestCase
{
  public:
    PublishedRingTest()
        : GroupKeyRingTestCase(
              "group keys: as printed keys are tried from the newest to the oldest")
    {
    }

  private:
    void Script() override
    {
        GroupKeyRing alice(true, 3);
        GroupKeyRing bob(true, 3);
        Expect(bob, m_text, Verdict::UNKNOWN_EPOCH, "empty ring");
        std::vector<Bytes> sealed;
        for (std::uint32_t epoch = 1; epoch <= 3; ++epoch)
        {
            alice.Add(MakeKey(epoch), 1);
            bob.Add(MakeKey(epoch), 2);
            m_meter.Clear();
            sealed.push_back(alice.Seal(TOPIC, m_text));
            NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), "aes-256-cbc 1, md5 3, random 1", "sealing");
        }
        NS_TEST_EXPECT_MSG_EQ(bob.GetStateSize(), 3 * 32, "passphrases");
        for (std::uint32_t epoch = 1; epoch <= 3; ++epoch)
        {
            m_meter.Clear();
            Expect(bob, sealed[epoch - 1], Verdict::OPENED, "epoch");
            const std::string tried = std::to_string(4 - epoch);
            const std::string hashed = std::to_string(3 * (4 - epoch));
            NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(),
                                  "aes-256-cbc " + tried + ", md5 " + hashed,
                                  "");
        }
        Expect(bob, sealed[2], Verdict::OPENED, "again");
        Expect(bob, sealed[2], Verdict::OPENED, "with another topic", "other");
        const auto opened =
            OpenWithPassphrase(ByteView("0708090a0b0c0d0e0f10111213141516"), sealed[0]);
        NS_TEST_EXPECT_MSG_EQ((opened == m_text), true, "the passphrase is the key in hexadecimal");
        bob.ForgetOld();
        Expect(bob, sealed[0], Verdict::UNKNOWN_EPOCH, "nobody can tell that its epoch is over");
        NS_TEST_EXPECT_MSG_EQ(bob.GetEpoch(), 3, "epoch");
    }
};

} // namespace

std::vector<TestCase*>
MakeGroupKeyRingTests()
{
    return {new GroupMessageTest, new GroupTamperTest, new GroupEpochTest, new PublishedRingTest};
}

} // namespace ns3::mqtt::test
