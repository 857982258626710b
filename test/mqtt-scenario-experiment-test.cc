// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/mqtt-experiment.h"

#include <algorithm>

/// @file
/// Whole runs.

namespace ns3::mqtt
{

namespace
{

/// @param test judge
/// @param setup what to run
/// @return what came out
ExperimentResult
Run(ScenarioTestCase& test, const ExperimentSetup& setup)
{
    const auto result = Experiment(setup).Run();
    test.Expect(result.has_value(), "the run must succeed");
    return result.has_value() ? result.value() : ExperimentResult{};
}

/// A run lasts as long as it was told to, also beyond the limit for getting ready.
/// @param test judge
void
TestLongRun(ScenarioTestCase& test)
{
    ExperimentSetup setup;
    setup.subscribers = 2;
    setup.interval = Seconds(100);
    setup.duration = Seconds(2000);
    const auto result = Run(test, setup);
    test.Expect(result.published == 20 && result.delivered == 40, "all messages of the time");
    test.Expect(result.brokerRxBytesPerSecond > 0, "counted to its end");
}

/// What passes the network interfaces of hosts: every segment with its headers.
/// @param test judge
void
TestHosts(ScenarioTestCase& test)
{
    ExperimentSetup setup;
    setup.subscribers = 10;
    setup.duration = Seconds(10);
    setup.sharedPlacement = true;
    const auto result = Run(test, setup);
    // PUBLISH: fixed header 2, topic 2 and "plant/line/0", payload 64; 54 octets of headers.
    const std::uint64_t message = 54 + 2 + 2 + 12 + 64;
    const auto& broker = result.brokerHost;
    const auto& clients = result.publisherHost;
    test.Expect(broker.txBytes >= 100 * message, "ten messages to ten subscribers");
    test.Expect(broker.txBytes < 100 * message + 40 * 54, "and little else");
    test.Expect(clients.rxBytes == broker.txBytes && clients.txBytes == broker.rxBytes,
                "what one sends, the other gets");
    test.Expect(clients.rxPackets == broker.txPackets, "packet by packet");
}

/// The authorities of a scheme are parties of the run, with work and traffic of their own.
/// @param test judge
void
TestAuthority(ScenarioTestCase& test)
{
    ExperimentSetup setup;
    setup.scheme = "group-key";
    setup.subscribers = 3;
    setup.duration = Seconds(100);
    const auto result = Run(test, setup);
    test.Expect(result.delivered == result.expected && result.expected == 300, "all delivered");
    const auto found = std::find_if(result.roles.begin(), result.roles.end(), [](const auto& role) {
        return role.role == "tdms";
    });
    test.Expect(found != result.roles.end(), "the authority is a role");
    if (found != result.roles.end())
    {
        test.Expect(found->ledger.GetTraffic(Phase::ENROL).bytesSent > 0, "records were told");
        test.Expect(found->ledger.GetTotal(Phase::REKEY).count > 0, "and keys renewed");
    }
}

} // namespace

std::vector<TestCase*>
MakeExperimentTests()
{
    return {new ScenarioTestCase("a run as long as it was told to be", TestLongRun),
            new ScenarioTestCase("traffic of hosts", TestHosts),
            new ScenarioTestCase("authorities of a scheme", TestAuthority)};
}

} // namespace ns3::mqtt
