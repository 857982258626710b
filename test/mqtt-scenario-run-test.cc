// SPDX-License-Identifier: GPL-2.0-or-later
/// The header of Boost's JSON still uses what Boost advises against, and says so at each
/// compilation.
#define BOOST_BIND_GLOBAL_PLACEHOLDERS
#include "mqtt-scenario-tests.h"

#include "ns3/abort.h"
#include "ns3/mqtt-run-pool.h"
#include "ns3/mqtt-run-record.h"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/property_tree/json_parser.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iostream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ns3::mqtt
{

namespace
{

/// @param milliseconds how long to wait
void
Sleep(int milliseconds)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

/// @param parallel runs side by side
/// @param jobs what to run
/// @return what became of them
Result<std::vector<RunReport>>
RunAll(std::uint32_t parallel, const std::vector<RunJob>& jobs)
{
    ProgressBar bar(true);
    return RunPool(parallel, bar).Run(jobs);
}

/// @param what becomes of it
/// @return a job that ends in that way
RunJob
MakeJob(std::function<Result<RunOutput>(ProgressSink&)> what)
{
    return {"probe", std::move(what)};
}

/// @param name of the job, and what its row says
/// @param milliseconds how long it takes
/// @return a job that gives one row
RunJob
MakeSlowJob(const std::string& name, int milliseconds)
{
    return {name, [name, milliseconds](ProgressSink& progress) -> Result<RunOutput> {
                for (int i = 0; i <= 10; ++i)
                {
                    progress.Report(i / 10.0);
                    Sleep(milliseconds / 10);
                }
                RunOutput output;
                output.rows["a.csv"].push_back({name, std::to_string(getpid())});
                output.figures["ms"] = milliseconds;
                output.events = static_cast<std::uint64_t>(milliseconds);
                return output;
            }};
}

/// @param test hears complaints
void
TestOrder(ScenarioTestCase& test)
{
    const std::vector<RunJob> jobs{MakeSlowJob("a", 120),
                                   MakeSlowJob("b", 10),
                                   MakeSlowJob("c", 60),
                                   MakeSlowJob("d", 10)};
    for (const std::uint32_t parallel : {1U, 3U, 9U})
    {
        const auto reports = RunAll(parallel, jobs);
        test.Expect(reports.has_value() && reports.value().size() == 4, "all must end well");
        std::string names;
        for (const RunReport& report : reports.value())
        {
            const ResultRow& row = report.output.rows.at("a.csv").at(0);
            names += report.name + row[0];
            test.Expect(row[1] != std::to_string(getpid()), "a run has a process of its own");
            test.Expect(report.peakMemoryBytes > 100'000, "memory must be measured");
            test.Expect(report.output.figures.at("ms") == static_cast<double>(report.output.events),
                        "figures must come through");
        }
        test.ExpectText(names, "aabbccdd");
    }
}

/// @param test hears complaints
void
TestLargeOutput(ScenarioTestCase& test)
{
    // Each is many times what a pipe holds, so both ends must keep going at the same time.
    const auto work = [](ProgressSink& progress) -> Result<RunOutput> {
        RunOutput output;
        output.rows["empty.csv"];
        auto& rows = output.rows["large.csv"];
        for (int i = 0; i < 20'000; ++i)
        {
            progress.Report(i / 20'000.0);
            rows.push_back({std::to_string(i), std::string(100, 'x'), ""});
        }
        return output;
    };
    const auto reports = RunAll(2, {MakeJob(work), MakeJob(work), MakeJob(work)});
    test.Expect(reports.has_value(), "all must end well");
    for (const RunReport& report : reports.value())
    {
        const auto& rows = report.output.rows.at("large.csv");
        test.Expect(rows.size() == 20'000 && rows.back()[0] == "19999" && rows.back().size() == 3,
                    "all rows must come through");
        test.Expect(report.output.rows.at("empty.csv").empty(), "so must a file without rows");
    }
}

/// @param test hears complaints
void
TestFailures(ScenarioTestCase& test)
{
    using What = std::function<Result<RunOutput>(ProgressSink&)>;
    const std::vector<std::pair<What, std::string>> cases{
        {[](ProgressSink&) { return Error{"nobody came"}; }, "run 'probe': nobody came"},
        {[](ProgressSink&) -> Result<RunOutput> { _exit(3); }, "run 'probe': ended with status 3"},
        {[](ProgressSink&) -> Result<RunOutput> { _exit(0); }, "run 'probe': ended with status 0"},
        {[](ProgressSink&) -> Result<RunOutput> {
             std::signal(SIGUSR1, SIG_DFL);
             raise(SIGUSR1);
             return RunOutput{};
         },
         "run 'probe': ended by signal: User defined signal 1"},
        {[](ProgressSink&) -> Result<RunOutput> {
             std::cerr << "the disk is full\n";
             _exit(9);
         },
         "run 'probe': ended with status 9: the disk is full"},
        {[](ProgressSink&) -> Result<RunOutput> { NS_ABORT_MSG("a queue of -1 packets"); },
         "run 'probe': a queue of -1 packets"},
    };
    for (const auto& [what, reason] : cases)
    {
        const auto reports = RunAll(1, {MakeSlowJob("good", 0), MakeJob(what)});
        test.Expect(!reports, "one failure is a failure of all");
        test.ExpectError(reports ? std::nullopt : std::make_optional(reports.error()), reason);
    }
}

/// @param test hears complaints
void
TestOthersEnd(ScenarioTestCase& test)
{
    const auto bad = [](ProgressSink&) { return Error{"nobody came"}; };
    const auto start = std::chrono::steady_clock::now();
    const auto reports = RunAll(2, {MakeSlowJob("slow", 60'000), MakeJob(bad)});
    test.Expect(!reports, "one failure is a failure of all");
    test.Expect(std::chrono::steady_clock::now() - start < std::chrono::seconds(30),
                "nobody waits for the others");
    test.Expect(waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD, "no process is left");
}

/// @param test hears complaints
void
TestInterrupt(ScenarioTestCase& test)
{
    const auto interrupting = [](ProgressSink&) -> Result<RunOutput> {
        kill(getppid(), SIGTERM);
        Sleep(60'000);
        return RunOutput{};
    };
    const auto reports = RunAll(2, {MakeSlowJob("a", 60'000), MakeJob(interrupting)});
    test.ExpectError(reports ? std::nullopt : std::make_optional(reports.error()), "interrupted");

    struct sigaction now
    {
    };

    sigaction(SIGTERM, nullptr, &now);
    test.Expect(now.sa_handler == SIG_DFL, "signals must mean what they meant before");
}

/// @param test hears complaints
void
TestDamage(ScenarioTestCase& test)
{
    RunOutput output;
    output.rows["a.csv"] = {{"1", "2"}, {}, {"", "x"}};
    output.figures["f"] = 0.5;
    output.events = 7;
    const std::string body = EncodeRunOutput(output);
    const auto whole = DecodeRunOutput(body);
    test.Expect(whole && whole.value().rows == output.rows && whole.value().events == 7 &&
                    whole.value().figures == output.figures,
                "what goes in must come out");
    for (std::size_t size = 0; size < body.size(); ++size)
    {
        test.Expect(!DecodeRunOutput(body.substr(0, size)), "a part is not the whole");
    }
    test.Expect(!DecodeRunOutput(body + "x"), "more than the whole is not the whole");
    std::string huge = body;
    std::fill_n(huge.begin() + 8, 8, '\xff');
    test.Expect(!DecodeRunOutput(huge), "there is no room for so much");

    std::string buffer = EncodeRunMessage(RunMessageKind::ERROR, "no") +
                         EncodeRunMessage(RunMessageKind::PROGRESS, EncodeShare(0.25)) + "p";
    test.ExpectText(TakeRunMessage(buffer)->body, "no");
    test.ExpectNear(DecodeShare(TakeRunMessage(buffer)->body), 0.25, 0);
    test.Expect(!TakeRunMessage(buffer) && buffer == "p", "a part of a message must wait");
}

/// @param test hears complaints
void
TestRecord(ScenarioTestCase& test)
{
    RunReport first;
    first.name = "plain \"10\"";
    first.output.events = 12'345'678'901;
    first.peakMemoryBytes = 4096;
    RunReport second;
    second.name = "b";
    second.output.events = 1;
    second.peakMemoryBytes = 8192;
    const std::vector<RunReport> runs{first, second};
    const std::string json =
        RunRecord{"probe", {"./probe", "--out=a\\/b\n"}, {{"qos", "0"}}, 2.5, runs}.ToJson();
    boost::property_tree::ptree tree;
    std::istringstream stream(json);
    boost::property_tree::read_json(stream, tree);
    test.ExpectText(tree.get<std::string>("scenario"), "probe");
    test.ExpectText(tree.get<std::string>("version"), "0.5");
    test.ExpectText(tree.get_child("command_line").back().second.data(), "--out=a\\/b\n");
    test.ExpectText(tree.get<std::string>("parameters.qos"), "0");
    test.ExpectText(tree.get<std::string>("events"), "12345678902");
    test.ExpectText(tree.get<std::string>("peak_memory_bytes"), "8192");
    test.ExpectText(tree.get<std::string>("wall_s"), "2.5");
    test.ExpectText(tree.get_child("runs").front().second.get<std::string>("name"), "plain \"10\"");
    test.Expect(boost::algorithm::contains(json, "\"events\": 12345678902,"),
                "numbers must be numbers");
}

} // namespace

std::vector<TestCase*>
MakeRunTests()
{
    return {new ScenarioTestCase("runs come back in order", TestOrder),
            new ScenarioTestCase("output of any size", TestLargeOutput),
            new ScenarioTestCase("runs that fail, each with its reason", TestFailures),
            new ScenarioTestCase("one failure ends the others", TestOthersEnd),
            new ScenarioTestCase("a signal ends all", TestInterrupt),
            new ScenarioTestCase("damaged messages", TestDamage),
            new ScenarioTestCase("record of the runs", TestRecord)};
}

} // namespace ns3::mqtt
