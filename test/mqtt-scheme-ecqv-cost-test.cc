// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

namespace ns3::mqtt::test
{

namespace
{

/// What a message costs.
class EcqvCostTest : public EcqvFormTest
{
  public:
    EcqvCostTest()
        : EcqvFormTest("ECQV messages: operations of sender, broker and receiver", MakeAllForms())
    {
    }

  private:
    /// Operations on points: k G, k P, sums.
    using Cost = std::array<std::uint64_t, 3>;

    /// The costs of sender, broker and receiver.
    using Costs = std::array<Cost, 3>;

    void Script(EcqvMembers& members) override
    {
        const Costs first = Measure(members);
        const Costs next = Measure(members);
        const bool isSound = !members.form.published;
        Costs expected{};
        switch (members.form.option)
        {
        case EcqvOption::AUTHENTICATED:
        case EcqvOption::CONFIDENTIAL:
            expected = {Cost{1, 0, 0}, Cost{1, 1, 1}, Cost{1, 1, 1}};
            break;
        case EcqvOption::ANONYMOUS:
            // d_P Z, then the sender's signature.
            expected = {Cost{isSound ? 3U : 1U, 1, 0}, Cost{1, 1, 1}, Cost{1, 2, 1}};
            if (!isSound && members.form.reading == EcqvReading::RB)
            {
                expected[1] = {0, 0, 0};
                expected[2] = {2, 3, 2};
            }
            break;
        }
        Expect(members, next, expected, "next");
        // With the first message of a sender in an epoch comes what is remembered: its public key,
        // which as printed is told, and with option 2 the secret shared with it.
        const bool isNamed = members.form.option != EcqvOption::ANONYMOUS;
        const std::uint64_t shared = members.form.option == EcqvOption::CONFIDENTIAL ? 1 : 0;
        const std::uint64_t computed = isSound ? 1 : 0;
        expected[0][1] += shared;
        expected[1][1] += isNamed ? computed : 0;
        expected[1][2] += isNamed ? computed : 0;
        expected[2][1] += computed + shared;
        expected[2][2] += computed;
        Expect(members, first, expected, "first");
    }

    /// @param members group
    /// @return what a message costs
    Costs Measure(EcqvMembers& members)
    {
        EcqvParty& sender = Get(members, EcqvRole::PUBLISHER);
        Costs costs;
        m_meter.Clear();
        const Bytes sealed = members.Seal(sender, MakePayload(100));
        costs[0] = Read();
        members.Verify(sealed);
        costs[1] = Read();
        members.Open(Get(members, EcqvRole::SUBSCRIBER), sealed);
        costs[2] = Read();
        return costs;
    }

    /// @return what was counted since the last time
    Cost Read()
    {
        const Cost cost{m_meter.GetCount("point-multiply-base-p256"),
                        m_meter.GetCount("point-multiply-p256"),
                        m_meter.GetCount("point-add-p256")};
        m_meter.Clear();
        return cost;
    }

    /// @param members group
    /// @param costs measured
    /// @param expected expected
    /// @param which message
    void Expect(const EcqvMembers& members,
                const Costs& costs,
                const Costs& expected,
                const char* which)
    {
        for (std::size_t who = 0; who < costs.size(); ++who)
        {
            for (std::size_t what = 0; what < costs[who].size(); ++what)
            {
                NS_TEST_EXPECT_MSG_EQ(costs[who][what],
                                      expected[who][what],
                                      Describe(members.form) << ", " << which << ": party " << who
                                                             << ", operation " << what);
            }
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvCostTests()
{
    return {new EcqvCostTest};
}

} // namespace ns3::mqtt::test
