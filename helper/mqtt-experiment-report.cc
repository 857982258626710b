// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-experiment-report.h"

#include "mqtt-experiment-rows.h"
#include "mqtt-progress-bar.h"
#include "mqtt-result-table.h"
#include "mqtt-run-record.h"
#include "mqtt-statistics.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

namespace ns3::mqtt
{

namespace
{

/// @param options what was asked for
/// @param oneCase which case
/// @param replication from 0
/// @return what to run
ExperimentSetup
MakeSetup(const ScenarioOptions& options, const ExperimentCase& oneCase, std::uint32_t replication)
{
    ExperimentSetup setup;
    setup.scheme = oneCase.scheme;
    setup.settings = oneCase.settings;
    setup.subscribers = oneCase.subscribers;
    setup.interval = oneCase.interval;
    setup.publishers = options.publishers;
    setup.duration = options.duration;
    setup.payload = options.payload;
    setup.qos = static_cast<Qos>(options.qos);
    setup.network = options.network;
    setup.clientDevice = options.clientDevice;
    setup.brokerDevice = options.brokerDevice;
    setup.sharedPlacement = options.placement == "shared";
    setup.costs = options.costs;
    setup.startSpacing = options.startSpacing;
    setup.rngRun = RngSeedManager::GetRun() + replication;
    return setup;
}

/// @param setup what to run
/// @return a name for it, fit for a folder
std::string
GetName(const ExperimentSetup& setup)
{
    std::string name = setup.scheme + (setup.settings.empty() ? "" : "-") + setup.settings + "-" +
                       std::to_string(setup.subscribers) + "-" +
                       FormatNumber(setup.interval.GetSeconds()) + "s-run" +
                       std::to_string(setup.rngRun);
    std::replace(name.begin(), name.end(), ':', '-');
    return name;
}

/// @param setup what to run
/// @param recipe how
/// @return a job that runs it
RunJob
MakeJob(ExperimentSetup setup, const RunRecipe& recipe)
{
    RunJob job;
    job.name = GetName(setup);
    job.weight =
        setup.subscribers * (setup.duration.GetSeconds() / setup.interval.GetSeconds() + 10);
    job.run = [setup = std::move(setup), run = recipe.run](ProgressSink& sink) mutable {
        setup.progress = [&sink](double share) { sink.Report(share); };
        return run(setup);
    };
    return job;
}

/// @param options what was asked for
/// @param cases what to run
/// @param recipe how
/// @param files where captures and secrets go
/// @return a job for each replication of each case, or why not
Result<std::vector<RunJob>>
MakeJobs(const ScenarioOptions& options,
         const std::vector<ExperimentCase>& cases,
         const RunRecipe& recipe,
         ResultFiles& files)
{
    std::vector<RunJob> jobs;
    for (const auto& oneCase : cases)
    {
        for (std::uint32_t replication = 0; replication < options.runs; ++replication)
        {
            auto setup = MakeSetup(options, oneCase, replication);
            if (options.pcap || options.keylog)
            {
                const auto staging = files.GetStagingFolder();
                if (!staging)
                {
                    return staging.error();
                }
                const auto folder = staging.value() / GetName(setup);
                std::filesystem::create_directories(folder);
                setup.captureFolder = options.pcap ? folder.string() : "";
                setup.keyLogFile = options.keylog ? (folder / "keys.txt").string() : "";
            }
            jobs.push_back(MakeJob(std::move(setup), recipe));
        }
    }
    return jobs;
}

} // namespace

RunRecipe
MakeExperimentRecipe()
{
    const auto run = [](const ExperimentSetup& setup) -> Result<RunOutput> {
        const auto result = Experiment(setup).Run();
        if (!result)
        {
            return result.error();
        }
        return MakeExperimentRows(setup, result.value());
    };
    return {run, GetExperimentColumns()};
}

std::vector<ExperimentCase>
ListCases(const ScenarioOptions& options)
{
    std::vector<ExperimentCase> cases;
    for (const Time& interval : options.intervals)
    {
        for (const std::uint32_t subscribers : options.subscribers)
        {
            for (const auto& scheme : options.schemes)
            {
                cases.push_back({scheme, subscribers, interval});
            }
        }
    }
    return cases;
}

Estimate
GetEstimate(const std::vector<RunReport>& reports, const std::string& column)
{
    std::vector<double> values;
    for (const auto& report : reports)
    {
        const double value = report.output.figures.at(column);
        if (std::isfinite(value)) // a run without deliveries has no latency
        {
            values.push_back(value);
        }
    }
    return EstimateMean(values);
}

Result<std::vector<std::vector<RunReport>>>
RunCases(const ScenarioOptions& options,
         const std::vector<ExperimentCase>& cases,
         const RunRecipe& recipe)
{
    const auto begin = std::chrono::steady_clock::now();
    ResultFiles files(options.out);
    const auto jobs = MakeJobs(options, cases, recipe, files);
    if (!jobs)
    {
        return jobs.error();
    }
    ProgressBar bar(options.quiet);
    auto reports = RunPool(options.jobs, bar).Run(jobs.value());
    if (!reports)
    {
        return reports.error();
    }
    for (const auto& [file, columns] : recipe.columns)
    {
        files.SetColumns(file, columns);
        for (const auto& report : reports.value())
        {
            files.AddRows(file, report.output.rows.at(file));
        }
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const RunRecord record{options.scenario,
                           options.commandLine,
                           options.parameters,
                           wall.count(),
                           reports.value()};
    files.AddText("run.json", record.ToJson());
    if (const auto error = files.Commit())
    {
        return *error;
    }
    std::vector<std::vector<RunReport>> byCase;
    for (auto report = reports.value().begin(); report != reports.value().end();
         report += options.runs)
    {
        byCase.emplace_back(report, report + options.runs);
    }
    return byCase;
}

void
PrintTable(const std::vector<ExperimentCase>& cases,
           const std::vector<std::vector<RunReport>>& reports)
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"latency\nmean", "ms"},
                       {"95 % of\nmessages", "ms"},
                       {"99 % of\nmessages", "ms"},
                       {"last sub-\nscriber", "ms"},
                       {"set-up\ntime", "ms"},
                       {"set-up\nbytes", "B"},
                       {"broker\nload", "%"},
                       {"delivered", "%"}});
    std::string group;
    for (std::size_t i = 0; i < cases.size(); ++i)
    {
        const auto& oneCase = cases[i];
        const std::string title = std::to_string(oneCase.subscribers) + " subscribers, a message " +
                                  "every " + FormatNumber(oneCase.interval.GetSeconds()) + " s";
        if (title != group)
        {
            table.StartGroup(title);
            group = title;
        }
        const auto mean = [&reports, i](const std::string& column) {
            return GetEstimate(reports[i], column).mean;
        };
        table.AddRow(
            {SchemeName::GetTitle(oneCase.scheme),
             FormatForPeople(GetEstimate(reports[i], "latency_mean_ms")),
             FormatForPeople(mean("latency_p95_ms")),
             FormatForPeople(mean("latency_p99_ms")),
             FormatForPeople(mean("last_subscriber_mean_ms")),
             FormatForPeople(mean("setup_mean_ms")),
             FormatForPeople(mean("setup_client_tx_bytes") + mean("setup_client_rx_bytes")),
             FormatForPeople(mean("broker_cpu_percent")),
             FormatForPeople(100 * mean("deliveries") / mean("deliveries_expected"))});
    }
    table.Print(std::cout);
}

} // namespace ns3::mqtt
