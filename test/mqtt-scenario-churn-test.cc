// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/mqtt-churn-report.h"

#include <array>

/// @file
/// Members that come and go, and the renewals of keys that they cause.

namespace ns3::mqtt
{

namespace
{

/// @param test judge
/// @param renewal what came out
/// @param number that it should have
/// @param first second at which the first member should have had it
/// @param last second at which the last should
/// @param members how many should have got it
void
ExpectRenewal(ScenarioTestCase& test,
              const Renewal& renewal,
              std::uint32_t number,
              int first,
              int last,
              std::size_t members)
{
    test.Expect(renewal.number == number, "the number");
    test.Expect(renewal.first == Seconds(first), "the first member's time");
    test.Expect(renewal.last == Seconds(last), "the last member's time");
    test.Expect(renewal.members == members, "the number of members");
}

/// A member that has a later key is no longer waited for.
/// @param test judge
void
TestSpread(ScenarioTestCase& test)
{
    for (const bool areCounted : {false, true})
    {
        RenewalLog log(3);
        // Who counts for itself began to at some time of its own.
        const std::array<std::uint32_t, 3> offsets{0, areCounted ? 3U : 0, areCounted ? 9U : 0};
        const auto receive = [&](std::size_t member, std::uint32_t epoch, int second) {
            log.KeyReceived(member, epoch + offsets[member], Seconds(second));
        };
        receive(0, 5, 1);
        receive(1, areCounted ? 5 : 4, 1); // a key that is late is no renewal later on
        receive(2, 5, 1);
        log.Begin(areCounted);
        receive(1, 5, 9);
        receive(0, 6, 10);
        receive(1, 7, 11); // never saw 6
        receive(2, 6, 12);
        receive(2, 6, 13); // again
        receive(2, 5, 13); // an old one
        receive(0, 7, 14);
        const auto renewals = log.ListRenewals();
        test.Expect(renewals.size() == 2, "two since then");
        if (renewals.size() == 2)
        {
            ExpectRenewal(test, renewals[0], 1, 10, 12, 3);
            ExpectRenewal(test, renewals[1], 2, 11, 14, 2);
            test.Expect(!renewals[0].GetCause(), "nobody came or went");
        }
    }
}

/// Joins are told by the visitor's first key, leaves by time.
/// @param test judge
void
TestCauses(ScenarioTestCase& test)
{
    RenewalLog log(1);
    log.KeyReceived(0, 1, Seconds(1));
    log.Begin(false);
    log.Joins(0, Seconds(1));
    log.KeyReceived(0, 2, Seconds(2)); // for some other reason, while the visitor joins
    log.VisitorHasKey(0, 3);
    log.KeyReceived(0, 3, Seconds(3));
    log.VisitorHasKey(0, 4); // not the first
    log.Joins(1, Seconds(10));
    log.VisitorHasKey(1, 4);
    log.KeyReceived(0, 4, Seconds(11));
    log.Leaves(0, Seconds(12));
    log.KeyReceived(0, 5, Seconds(13));
    log.Joins(2, Seconds(14));
    log.VisitorHasKey(2, 6);
    log.Cancel(2); // left too early
    log.KeyReceived(0, 6, Seconds(15));
    const auto renewals = log.ListRenewals();
    test.Expect(renewals.size() == 5, "all keys");
    if (renewals.size() != 5)
    {
        return;
    }
    test.Expect(!renewals[0].GetCause(), "not the join");
    test.Expect(renewals[1].GetCause() == Seconds(1), "the join");
    test.Expect(renewals[2].GetCause() == Seconds(10) && renewals[2].leaves.empty(),
                "the second join, and not the leave");
    test.Expect(renewals[3].GetCause() == Seconds(12) && renewals[3].joins.empty(), "the leave");
    test.Expect(!renewals[4].GetCause(), "nothing that counts");
}

/// One renewal may serve several; the earliest of them is its cause.
/// @param test judge
void
TestSharedRenewal(ScenarioTestCase& test)
{
    for (const bool areCounted : {false, true})
    {
        RenewalLog log(1);
        log.Begin(areCounted);
        log.Joins(0, Seconds(1));
        log.VisitorHasKey(0, 1);
        log.KeyReceived(0, 1, Seconds(2));
        log.Joins(1, Seconds(4));
        log.VisitorHasKey(1, areCounted ? 1 : 2); // the first that it counts
        log.Leaves(0, Seconds(5));
        log.KeyReceived(0, 2, Seconds(6));
        const auto renewals = log.ListRenewals();
        test.Expect(renewals.size() == 2, "two renewals");
        test.Expect(renewals.front().GetCause() == Seconds(1), "the first join");
        test.Expect(renewals.back().GetCause() == Seconds(4), "the earliest");
        test.Expect(renewals.back().leaves == std::vector<Time>{Seconds(5)}, "its own leave");
    }
}

/// Joins and leaves take turns, at the rate that was asked for, the same for the same stream.
/// @param test judge
void
TestPlan(ScenarioTestCase& test)
{
    const Time duration = Seconds(10'000);
    const auto visits = PlanVisits(2, duration, 7);
    test.ExpectNear(visits.size(), 10'000, 300);
    Time before;
    for (const Visit& visit : visits)
    {
        const bool isLast = &visit == &visits.back();
        test.Expect(visit.join > before, "in turn");
        test.Expect(isLast || visit.leave.has_value(), "all leave but perhaps the last");
        before = visit.leave.value_or(duration);
        test.Expect(before > visit.join && before <= duration, "in time");
    }
    test.Expect(PlanVisits(2, duration, 7).front().join == visits.front().join, "the same again");
    test.Expect(PlanVisits(2, duration, 8).front().join != visits.front().join, "another stream");
    test.Expect(PlanVisits(0, duration, 7).empty(), "nobody comes at no rate");
}

/// What came out of a run.
struct Outcome
{
    ExperimentResult experiment; ///< of the experiment
    ChurnResult churn;           ///< of churn
    RunOutput output;            ///< rows and figures
};

/// @param test judge
/// @param scheme name
/// @param churn what churn is made of
/// @return what came out of 60 s in a group of eight
Outcome
Run(ScenarioTestCase& test, const std::string& scheme, const ChurnSetup& churn)
{
    ExperimentSetup setup;
    setup.scheme = scheme;
    setup.publishers = 2;
    setup.subscribers = 5;
    ChurnRun run(setup, churn);
    Experiment experiment(setup, &run);
    const auto result = experiment.Run();
    test.Expect(result.has_value(), "the run must succeed");
    if (!result.has_value())
    {
        return {};
    }
    Outcome outcome{result.value(), run.Collect(), {}};
    outcome.output = MakeChurnRows(setup, churn, outcome.experiment, outcome.churn);
    test.Expect(outcome.output.rows.at("churn.csv").front().size() ==
                    MakeChurnRecipe(churn).columns.at("churn.csv").size(),
                "a figure for each column");
    return outcome;
}

/// Group keys are renewed for whoever joins and leaves, and nobody who stays misses a message.
/// @param test judge
void
TestGroupKey(ScenarioTestCase& test)
{
    for (const bool visitorsPublish : {false, true})
    {
        const auto [experiment, churn, output] =
            Run(test, "group-key", {0.5, visitorsPublish, Seconds(5)});
        test.Expect(churn.members == 8, "publishers, subscribers and a quiet member");
        test.Expect(churn.joins > 5 && churn.leaves > 5 && churn.unfinished == 0, "they come, go");
        test.ExpectNear(churn.renewals, churn.joins + churn.leaves, 2);
        test.Expect(churn.incomplete == 0 && churn.unnoticed == 0, "all hear of it");
        test.Expect(experiment.delivered == experiment.expected, "no message is missed");
        for (const float delay : churn.leaveDelays)
        {
            test.Expect(delay > 0 && delay < 600, "who left is soon shut out");
        }
        // A wish and a key between daemon and TDMS; a key for each who stays, for some a visitor.
        test.Expect(churn.cost.messages >= 10 && churn.cost.messages < 11, "no message more");
        test.ExpectNear(churn.cost.memberPackets, 2, 0.5); // the key and TCP's word that it came
        test.Expect(churn.cost.memberMs > 0 && churn.cost.memberWorstMs >= churn.cost.memberMs,
                    "the worst is not below the mean");
        test.Expect(churn.cost.authorityMs >= churn.cost.authorityRekeyMs &&
                        churn.cost.authorityRekeyMs > 0 && churn.cost.brokerMs > 0,
                    "work is counted");
    }
}

/// Epochs that are not told, and leaves that are taken notice of later, are told apart all the
/// same.
/// @param test judge
void
TestEcqv(ScenarioTestCase& test)
{
    for (const std::string scheme : {"ecqv-auth", "ecqv-auth:published"})
    {
        const auto [experiment, churn, output] = Run(test, scheme, {});
        test.ExpectNear(churn.renewals, churn.joins + churn.leaves, 2);
        test.Expect(churn.incomplete == 0 && churn.unnoticed == 0, "all hear of it");
        test.Expect(experiment.delivered == experiment.expected, "no message is missed");
        for (const float delay : churn.leaveDelays)
        {
            test.Expect(delay < 500, "at once, but for the spacing of renewals");
        }
        // The authority issues certificates to those who join; renewals are not all that it does.
        test.Expect(churn.cost.authorityMs > churn.cost.authorityRekeyMs, "enrolment counts");
    }
}

/// As printed nobody who left is shut out before the timer expires.
/// @param test judge
void
TestPublished(ScenarioTestCase& test)
{
    const auto churn = Run(test, "group-key:published", {}).churn;
    test.Expect(churn.renewals == 1 && churn.joins > 5, "the one of the timer");
    test.Expect(churn.leaveDelays.size() + churn.unnoticed == churn.leaves, "each leave counts");
    test.Expect(!churn.leaveDelays.empty() && churn.leaveDelays.front() > 2000, "reads on");
}

/// Without group keys there is churn and nothing to renew.
/// @param test judge
void
TestPlain(ScenarioTestCase& test)
{
    const auto [experiment, churn, output] = Run(test, "plain", {});
    test.Expect(churn.joins > 5 && churn.renewals == 0, "no renewals");
    test.Expect(churn.unnoticed == churn.leaves, "nobody takes notice");
    test.Expect(experiment.delivered == experiment.expected, "messages go on");
    const auto columns = MakeChurnRecipe({}).columns.at("churn.csv");
    const auto column = std::find(columns.begin(), columns.end(), "renewal_bytes");
    test.ExpectText(output.rows.at("churn.csv").front()[column - columns.begin()], "");
}

} // namespace

std::vector<TestCase*>
MakeChurnTests()
{
    return {new ScenarioTestCase("renewals by member", TestSpread),
            new ScenarioTestCase("causes of renewals", TestCauses),
            new ScenarioTestCase("renewals with several causes", TestSharedRenewal),
            new ScenarioTestCase("plan of joins and leaves", TestPlan),
            new ScenarioTestCase("churn with group keys", TestGroupKey),
            new ScenarioTestCase("churn with group keys as published", TestPublished),
            new ScenarioTestCase("churn with ECQV", TestEcqv),
            new ScenarioTestCase("churn without group keys", TestPlain)};
}

} // namespace ns3::mqtt
