// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/mqtt-key-sharing-report.h"

/// @file
/// The sharing of keys: what is swept, and what comes of it.

namespace ns3::mqtt
{

namespace
{

/// k and n as people type them.
/// @param test judge
void
TestShares(ScenarioTestCase& test)
{
    for (const char* text : {"1of1", "2of3", "255of255"})
    {
        const auto shares = ReadShares(text);
        test.Expect(shares.has_value(), text);
        test.ExpectText(FormatShares(shares.value()), text);
    }
    for (const char* text :
         {"", "2", "of", "2of", "of3", "3of2", "0of1", "1of256", "2of3 ", "2 of 3"})
    {
        test.Expect(!ReadShares(text), text);
    }
}

/// @param plan cases
/// @return them in words
std::string
Describe(const KeySharingPlan& plan)
{
    std::string text;
    for (const auto& oneCase : plan.cases)
    {
        text += (text.empty() ? "" : " ") + oneCase.scheme + "/" +
                std::to_string(oneCase.subscribers) + "/" + oneCase.settings;
    }
    return text;
}

/// One list at a time, or all of them.
/// @param test judge
void
TestPlan(ScenarioTestCase& test)
{
    ScenarioOptions options("test", "", {"threshold", "ecdh-exchange"});
    options.subscribers = {10, 20};
    KeySharingSweep sweep;
    sweep.shares = {{2, 3}, {1, 1}};
    sweep.brokersDown = {0, 1, 2};
    const auto each = PlanKeySharing(options, sweep);
    test.Expect(each.has_value(), "a plan");
    // With one broker no two can be down.
    test.ExpectText(Describe(each.value()),
                    "threshold/10/2of3-esp32-lan-0down threshold/10/1of1-esp32-lan-0down "
                    "ecdh-exchange/10/1of1-esp32-lan-0down "
                    "threshold/10/2of3-esp32-lan-1down threshold/10/1of1-esp32-lan-1down "
                    "ecdh-exchange/10/1of1-esp32-lan-1down "
                    "threshold/10/2of3-esp32-lan-2down "
                    "threshold/20/2of3-esp32-lan-0down ecdh-exchange/20/1of1-esp32-lan-0down");
    sweep.all = true;
    test.Expect(PlanKeySharing(options, sweep).value().cases.size() == 14, "all combinations");
    options.schemes = {"nonsense"};
    test.Expect(!PlanKeySharing(options, sweep), "no such scheme");
}

/// @param test judge
/// @param scheme name
/// @param down brokers that are down
/// @return what came out for four subscribers
KeySharingResult
Run(ScenarioTestCase& test, const std::string& scheme, std::uint32_t down)
{
    ExperimentSetup setup;
    setup.scheme = scheme;
    setup.subscribers = 4;
    setup.duration = Seconds(1);
    KeySharingTimes times;
    times.limit = Seconds(10);
    const KeySharingCase detail{{2, 3}, setup.clientDevice, setup.network, down};
    KeySharingRun run(setup, detail, times);
    Experiment experiment(setup, &run);
    const auto result = experiment.Run();
    test.Expect(run.IsInstalled(), "the run was made");
    test.Expect(!result || result.value().delivered == result.value().expected, "all delivered");
    return run.Collect();
}

/// Keys come with few brokers down, and not with many.
/// @param test judge
void
TestOutages(ScenarioTestCase& test)
{
    for (const std::uint32_t down : {0, 1, 2})
    {
        const auto result = Run(test, "threshold", down);
        test.Expect(result.delays.size() == (down < 2 ? 4 : 0), "who has the key");
        for (const float delay : result.delays)
        {
            test.Expect(delay > 0 && delay < 1000, "delays count from the publisher's start");
        }
        test.Expect(result.publisherMs > 0 && result.subscriberMs > 0, "work is counted");
    }
    for (const char* scheme : {"rsa-exchange", "ecdh-exchange"})
    {
        test.Expect(Run(test, scheme, 0).delays.size() == 4, scheme);
        test.Expect(Run(test, scheme, 1).delays.empty(), "its only broker is down");
    }
}

/// A run without keys has a row like any other.
/// @param test judge
void
TestRows(ScenarioTestCase& test)
{
    ExperimentSetup setup;
    setup.scheme = "ecdh-exchange";
    ExperimentResult none;
    none.form = "sound";
    const auto output = MakeKeySharingRows(setup, {{1, 1}, "esp32", "lan", 1}, none, {});
    const auto columns = MakeKeySharingRecipe({}, {}).columns.at("sharing.csv");
    const auto& row = output.rows.at("sharing.csv").front();
    test.Expect(row.size() == columns.size(), "a field for each column");
    const auto at = [&](const char* name) {
        return row[std::find(columns.begin(), columns.end(), name) - columns.begin()];
    };
    test.ExpectText(at("scheme"), "ecdh-exchange");
    test.ExpectText(at("brokers_down"), "1");
    test.ExpectText(at("subscribers_with_key"), "0");
    test.ExpectText(at("delay_mean_ms"), "");
}

} // namespace

std::vector<TestCase*>
MakeKeySharingTests()
{
    return {new ScenarioTestCase("k and n as text", TestShares),
            new ScenarioTestCase("plan of key sharing", TestPlan),
            new ScenarioTestCase("key sharing with brokers down", TestOutages),
            new ScenarioTestCase("key sharing without keys", TestRows)};
}

} // namespace ns3::mqtt
