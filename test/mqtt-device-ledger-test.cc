// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-device-tests.h"

namespace ns3::mqtt
{

namespace
{

/// Accounts by phase and operation.
class LedgerTestCase : public TestCase
{
  public:
    LedgerTestCase()
        : TestCase("a ledger splits by phase and lists by phase, then name")
    {
    }

  private:
    void DoRun() override
    {
        // Named first, so its number is lower, which must not matter.
        const Operation late{"zz-late"};
        const Operation early{"aa-early"};
        Ledger ledger;
        NS_TEST_EXPECT_MSG_EQ((ledger.GetPhase() == Phase::ENROL),
                              true,
                              "it starts with enrolment");
        ledger.SetPhase(Phase::MESSAGES);
        ledger.Record(late, 10, 100);
        ledger.Record(early, 1, 7);
        ledger.Record(late, 20, 300);
        ledger.RecordSent(50);
        ledger.SetPhase(Phase::HANDSHAKE);
        ledger.Record(late, 5, 9);
        ledger.RecordReceived(60);
        ledger.RecordReceived(40);

        const auto entries = ledger.GetEntries();
        NS_TEST_ASSERT_MSG_EQ(entries.size(), 3, "one entry for each phase and operation");
        NS_TEST_EXPECT_MSG_EQ((entries[0].phase == Phase::HANDSHAKE), true, "phases in order");
        NS_TEST_EXPECT_MSG_EQ(entries[1].operation.GetName(), "aa-early", "then names in order");
        NS_TEST_EXPECT_MSG_EQ(entries[2].count, 2, "times counted");
        NS_TEST_EXPECT_MSG_EQ(entries[2].bytes, 30, "octets summed");
        NS_TEST_EXPECT_MSG_EQ(entries[2].chargedNs, 400, "time summed");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTotal(Phase::MESSAGES).chargedNs, 407, "total of a phase");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTotal(Phase::REKEY).count, 0, "nothing was renewed");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTraffic(Phase::MESSAGES).packetsSent, 1, "packets sent");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTraffic(Phase::MESSAGES).bytesSent, 50, "octets sent");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTraffic(Phase::HANDSHAKE).packetsReceived, 2, "received");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTraffic(Phase::HANDSHAKE).bytesReceived, 100, "octets");
        NS_TEST_EXPECT_MSG_EQ(ledger.GetTraffic(Phase::REKEY).bytesSent, 0, "nothing elsewhere");
    }
};

/// Sums of accounts.
class LedgerSumTestCase : public TestCase
{
  public:
    LedgerSumTestCase()
        : TestCase("ledgers add up, even to themselves")
    {
    }

  private:
    void DoRun() override
    {
        Ledger a;
        Ledger b;
        a.Record(Operation{"sha-256"}, 3, 4);
        a.SetPhase(Phase::REKEY);
        b.Record(Operation{"sha-256"}, 30, 40);
        b.Record(Operation{"aes-128-gcm"}, 1, 2);
        b.RecordSent(9);
        a += b;
        NS_TEST_EXPECT_MSG_EQ((a.GetPhase() == Phase::REKEY), true, "the phase stays");
        auto entries = a.GetEntries();
        NS_TEST_ASSERT_MSG_EQ(entries.size(), 2, "both operations");
        NS_TEST_EXPECT_MSG_EQ(entries[0].operation.GetName(), "aes-128-gcm", "the new one");
        NS_TEST_EXPECT_MSG_EQ(entries[1].count, 2, "the common one");
        NS_TEST_EXPECT_MSG_EQ(entries[1].bytes, 33, "its octets");
        a += a;
        entries = a.GetEntries();
        NS_TEST_EXPECT_MSG_EQ(entries[1].chargedNs, 88, "twice the time");
        NS_TEST_EXPECT_MSG_EQ(a.GetTraffic(Phase::ENROL).bytesSent, 18, "twice the octets");
        NS_TEST_EXPECT_MSG_EQ(b.GetTraffic(Phase::ENROL).bytesSent, 9, "the other is as it was");
    }
};

} // namespace

std::vector<TestCase*>
MakeLedgerTests()
{
    return {new LedgerTestCase, new LedgerSumTestCase};
}

} // namespace ns3::mqtt
