// SPDX-License-Identifier: GPL-2.0-or-later

/// @file
/// What simulating MQTT costs the host, against what ns-3's TCP and OpenSSL cost without it. Runs
/// that are compared are made in turn, one at a time, each in a process of its own.

#include "mqtt-bench-curve.h"
#include "mqtt-bench-fan-out.h"
#include "mqtt-bench-group-key.h"
#include "mqtt-bench-handshake.h"
#include "mqtt-bench-report.h"

#include "ns3/mqtt-option-reader.h"
#include "ns3/mqtt-run-pool.h"

#include <iostream>

using namespace ns3;
using namespace ns3::mqtt;

namespace
{

/// What is measured, and how often.
struct Plan
{
    std::uint32_t pairs{5};               ///< runs of each series
    bool quick{false};                    ///< small sizes, which no limit is for
    bool quiet{false};                    ///< no progress bar
    std::string out{"results/bench"};     ///< folder for results
    std::vector<ExperimentSetup> fanOuts; ///< compared with bare TCP
    std::uint32_t handshakes{1000};       ///< clients that connect
    ExperimentSetup large;                ///< the largest fan-out, run once
    std::uint32_t groupMessages{50000};   ///< messages under a group key
    std::uint32_t multiplications{2000};  ///< of points
};

/// Subscribers that have the group key.
constexpr std::uint32_t GROUP_SIZE = 50;

/// Messages are so far apart that one is delivered and acknowledged before the next, and so few
/// that no client falls silent for long enough to have to ping.
const Time INTERVAL = MilliSeconds(200);

/// Fills in sizes.
/// @param plan of which the options are read
void
SetSizes(Plan& plan)
{
    const std::uint32_t messages = plan.quick ? 10 : 200;
    plan.fanOuts = {MakeFanOut(100, messages, INTERVAL)};
    if (!plan.quick)
    {
        plan.fanOuts.push_back(MakeFanOut(1000, 50, INTERVAL));
    }
    plan.handshakes = plan.quick ? 100 : 1000;
    plan.groupMessages = plan.quick ? 1000 : 50000;
    plan.multiplications = plan.quick ? 100 : 2000;
    plan.large = MakeFanOut(plan.quick ? 500 : 5000, plan.quick ? 10 : 50, Seconds(1));
}

/// @param setup a fan-out
/// @return beginning of the names of its series and figures
std::string
GetPrefix(const ExperimentSetup& setup)
{
    return "fan-out-" + std::to_string(setup.subscribers) + '-';
}

/// @param count handshakes
/// @param scheme security scheme
/// @return that many clients that connect, and one message
ExperimentSetup
MakeConnections(std::uint32_t count, const std::string& scheme)
{
    auto setup = MakeFanOut(count - 1, 1, INTERVAL); // the publisher is a client, too
    setup.scheme = scheme;
    return setup;
}

/// @param plan what is measured
/// @return one turn: a run of each series
std::vector<RunJob>
MakeTurn(const Plan& plan)
{
    std::vector<RunJob> turn;
    const auto add = [&turn](const std::string& series, double weight, auto run) {
        turn.push_back({series, [run](ProgressSink&) { return run(); }, weight});
    };
    for (const auto& setup : plan.fanOuts)
    {
        const std::string prefix = GetPrefix(setup);
        const double weight = setup.subscribers * (setup.duration / setup.interval).GetDouble();
        add(prefix + "module", weight, [setup] { return RunModule(setup); });
        for (const std::string demux : {"stock", "hashed"})
        {
            add(prefix + demux, weight, [setup, demux] { return RunBareFanOut(setup, demux); });
        }
    }
    const std::uint32_t count = plan.handshakes;
    const double weight = 20.0 * count;
    for (const std::string scheme : {"tls13", "plain"})
    {
        const auto setup = MakeConnections(count, scheme);
        add("connect-" + scheme, weight, [setup] { return RunModule(setup); });
    }
    for (const std::string demux : {"hashed", "stock"})
    {
        add("connect-" + demux, weight, [count, demux] {
            return RunBareExchanges(count, demux, Exchange::SIZES);
        });
    }
    add("connect-openssl", weight, [count] {
        return RunBareExchanges(count, "hashed", Exchange::TLS);
    });
    add("openssl", weight, [count] { return RunOpensslHandshakes(count); });
    const std::uint32_t messages = plan.groupMessages;
    for (const auto worker : {GroupKeyWorker::MODULE, GroupKeyWorker::OPENSSL})
    {
        const std::string name = worker == GroupKeyWorker::MODULE ? "module" : "openssl";
        add("group-key-" + name, 0.3 * messages, [messages, worker] {
            return RunGroupKey(GROUP_SIZE, messages, worker);
        });
    }
    AddCurveRuns(plan.multiplications, turn);
    return turn;
}

/// @param plan what is measured
/// @return the runs, or which failed and why
Result<BenchRuns>
Measure(const Plan& plan)
{
    std::vector<RunJob> jobs;
    for (std::uint32_t pair = 0; pair < plan.pairs; ++pair)
    {
        const auto turn = MakeTurn(plan);
        jobs.insert(jobs.end(), turn.begin(), turn.end());
    }
    const double weight = plan.large.subscribers * (plan.large.duration.GetSeconds() + 10);
    jobs.push_back({"large", [&plan](ProgressSink&) { return RunModule(plan.large); }, weight});
    ProgressBar bar(plan.quiet);
    auto reports = RunPool(1, bar).Run(jobs);
    if (!reports)
    {
        return reports.error();
    }
    BenchRuns runs;
    for (auto& report : reports.value())
    {
        runs.Add(std::move(report));
    }
    return runs;
}

/// Adds the figures of a fan-out.
/// @param setup fan-out
/// @param runs runs
/// @param bound of the ratios
/// @param report gets them
void
ReportFanOut(const ExperimentSetup& setup,
             const BenchRuns& runs,
             BenchReport::Bound bound,
             BenchReport& report)
{
    const std::string prefix = GetPrefix(setup);
    report.StartGroup("Fan-out to " + std::to_string(setup.subscribers) +
                      " subscribers, plain MQTT against bare TCP");
    const auto getRatio = [&](const std::string& rival, const std::string& figure) {
        return runs.GetMedian(prefix + "module", [&](const auto& get) {
            return get(prefix + "module", figure) / get(prefix + rival, figure);
        });
    };
    const auto getCost = [&](const std::string& series) {
        return runs.GetMedian(prefix + series, [&](const auto& get) {
            return 1e6 * get(prefix + series, "steady_s") / get(prefix + series, "delivered");
        });
    };
    const auto getMemory = [&](const std::string& series) {
        return runs.GetMedian(prefix + series, "memory") / (1 << 20);
    };
    const auto addRatio = [&](const std::string& name, const std::string& figure, double limit) {
        report.Add(prefix + name,
                   figure == "memory" ? "peak memory, ratio" : "host time, ratio",
                   getRatio("stock", figure),
                   "",
                   bound,
                   limit);
    };
    addRatio("time-ratio", "steady_s", 1.4);
    report.Add(prefix + "time-ratio-hashed",
               "  to bare TCP with connections found by hash",
               getRatio("hashed", "steady_s"),
               "");
    report.Add(prefix + "time-module", "host time per delivery", getCost("module"), "us");
    report.Add(prefix + "time-stock", "  of bare TCP", getCost("stock"), "us");
    report.Add(prefix + "time-hashed", "  of the same, hashed", getCost("hashed"), "us");
    addRatio("memory-ratio", "memory", 1.3);
    report.Add(prefix + "memory-module", "peak memory", getMemory("module"), "MiB");
    report.Add(prefix + "memory-stock", "  of bare TCP", getMemory("stock"), "MiB");
    report.Add(prefix + "octets",
               "octets sent per delivery, as bare TCP",
               runs.GetMedian(prefix + "module", "octets"),
               "B",
               BenchReport::Bound::EXACTLY,
               runs.GetMedian(prefix + "stock", "octets"));
}

/// Adds the figures of handshakes.
/// @param count handshakes
/// @param runs runs
/// @param bound of the ratio
/// @param report gets them
void
ReportHandshakes(std::uint32_t count,
                 const BenchRuns& runs,
                 BenchReport::Bound bound,
                 BenchReport& report)
{
    report.StartGroup(std::to_string(count) +
                      " TLS 1.3 handshakes, less bare TCP, against bare OpenSSL");
    const auto getRatio = [&runs](const std::string& tcp, const std::string& rival) {
        return runs.GetMedian("openssl", [&](const auto& get) {
            const double bare = get(tcp, "setup_s");
            const double base = rival == "openssl" ? 0 : bare;
            return (get("connect-tls13", "setup_s") - bare) / (get(rival, "setup_s") - base);
        });
    };
    const auto add =
        [&](const std::string& name, const std::string& title, const std::string& series) {
            const double seconds = runs.GetMedian(series, "setup_s");
            report.Add("handshakes-" + name, title, 1e6 * seconds / count, "us");
        };
    report.Add("handshakes-ratio",
               "host time, ratio",
               getRatio("connect-hashed", "openssl"),
               "",
               bound,
               1.25);
    report.Add("handshakes-ratio-stock",
               "  less ns-3's own TCP",
               getRatio("connect-stock", "openssl"),
               "");
    // The same handshakes in a simulation: what they lose there to caches that others fill.
    report.Add("handshakes-ratio-simulated",
               "  to bare OpenSSL over bare TCP, less TCP",
               getRatio("connect-hashed", "connect-openssl"),
               "");
    add("module", "host time per client, module", "connect-tls13");
    add("tcp", "  of as many octets over bare TCP, hashed", "connect-hashed");
    add("tcp-stock", "  the same, not hashed", "connect-stock");
    add("openssl", "  of bare OpenSSL", "openssl");
    add("openssl-tcp", "  of bare OpenSSL over bare TCP", "connect-openssl");
    add("plain", "  of the module with plain MQTT", "connect-plain");
}

/// Adds the figures of group keys.
/// @param messages number of messages
/// @param runs runs
/// @param bound of the ratio
/// @param report gets them
void
ReportGroupKeys(std::uint32_t messages,
                const BenchRuns& runs,
                BenchReport::Bound bound,
                BenchReport& report)
{
    report.StartGroup("Cryptography of group keys for " + std::to_string(GROUP_SIZE) +
                      " subscribers, against bare OpenSSL");
    const auto ratio = runs.GetMedian("group-key-module", [](const auto& get) {
        return get("group-key-module", "crypto_s") / get("group-key-openssl", "crypto_s");
    });
    const auto add = [&](const std::string& name, const std::string& title) {
        const double seconds = runs.GetMedian("group-key-" + name, "crypto_s");
        report.Add("group-key-crypto-" + name, title, 1e6 * seconds / messages, "us");
    };
    report.Add("group-key-crypto-ratio", "host time, ratio", ratio, "", bound, 1.5);
    add("module", "host time per message, sealed once and opened by all");
    add("openssl", "  of as many calls of AES-128-GCM by bare OpenSSL");
}

/// Adds the figures of the largest fan-out.
/// @param setup fan-out
/// @param runs runs
/// @param report gets them
void
ReportLarge(const ExperimentSetup& setup, const BenchRuns& runs, BenchReport& report)
{
    const std::string prefix = "large-" + std::to_string(setup.subscribers) + '-';
    const double expected = setup.subscribers * (setup.duration / setup.interval).GetDouble();
    const auto exactly = BenchReport::Bound::EXACTLY;
    report.StartGroup("Fan-out to " + std::to_string(setup.subscribers) +
                      " subscribers, plain MQTT, one run");
    report.Add(prefix + "delivered",
               "deliveries",
               runs.GetMedian("large", "delivered"),
               "",
               exactly,
               expected);
    report
        .Add(prefix + "drops", "packets dropped", runs.GetMedian("large", "drops"), "", exactly, 0);
    report.Add(prefix + "time",
               "host time per delivery",
               1e6 * runs.GetMedian("large", "steady_s") / expected,
               "us");
    report.Add(prefix + "wall",
               "time by the clock on the wall",
               runs.GetMedian("large", "wall_s"),
               "s");
    report.Add(prefix + "memory",
               "peak memory",
               runs.GetMedian("large", "memory") / (1 << 20),
               "MiB");
}

/// @param plan gets what the command line says
/// @param arguments of the program, without its name
/// @return what is wrong with them
std::optional<Error>
ReadOptions(Plan& plan, const std::vector<std::string>& arguments)
{
    OptionReader reader("mqtt-bench",
                        "Measures what simulating MQTT costs the host, against bare ns-3 and bare "
                        "OpenSSL. Exit status 1 if a limit does not hold.");
    reader.AddWhole("pairs", "runs of each series, in turn, 1 to 1000", plan.pairs, 1, 1000);
    reader.AddFlag("quick", "a short look: small sizes, without limits of time", plan.quick);
    reader.AddFlag("quiet", "show no progress bar", plan.quiet);
    const auto takeFolder = [&plan](const std::string& text) {
        plan.out = text;
        return ResultFiles::CheckFolder(text);
    };
    reader.AddText("out", "folder for results, created", plan.out, takeFolder, [&plan] {
        return plan.out;
    });
    const auto error = reader.PrintIfAsked(arguments);
    return error ? error : reader.Read(arguments);
}

/// @param plan what is measured
/// @param report what was found
/// @return why it cannot be written
std::optional<Error>
WriteResults(const Plan& plan, const BenchReport& report)
{
    ResultFiles files(plan.out);
    files.SetColumns("bench.csv", BenchReport::GetColumns());
    files.AddRows("bench.csv", report.GetRows());
    return files.Commit();
}

/// @param error what is wrong
/// @return exit status
int
Complain(const Error& error)
{
    std::cerr << "mqtt-bench: " << error.reason << std::endl;
    return EXIT_FAILURE;
}

} // namespace

int
main(int argc, char* argv[])
{
    Network::SetTcpDefaults();
    Plan plan;
    if (const auto error = ReadOptions(plan, {argv + std::min(argc, 1), argv + argc}))
    {
        return Complain(*error);
    }
    SetSizes(plan);
    const auto runs = Measure(plan);
    if (!runs)
    {
        return Complain(runs.error());
    }
    const auto bound = plan.quick ? BenchReport::Bound::NONE : BenchReport::Bound::AT_MOST;
    BenchReport report;
    for (const auto& setup : plan.fanOuts)
    {
        ReportFanOut(setup, runs.value(), bound, report);
    }
    ReportHandshakes(plan.handshakes, runs.value(), bound, report);
    ReportGroupKeys(plan.groupMessages, runs.value(), bound, report);
    ReportCurves(plan.multiplications, runs.value(), bound, report);
    ReportLarge(plan.large, runs.value(), report);
    if (const auto error = WriteResults(plan, report))
    {
        return Complain(*error);
    }
    report.Print(std::cout);
    std::cout << "Host time is processor time of the run, user and system; medians of "
              << plan.pairs << " runs in turn.\nFile: " << plan.out << "/bench.csv" << std::endl;
    return report.Holds() ? EXIT_SUCCESS : EXIT_FAILURE;
}
