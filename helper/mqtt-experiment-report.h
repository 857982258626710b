// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_EXPERIMENT_REPORT_H
#define MQTT_EXPERIMENT_REPORT_H

#include "mqtt-experiment.h"
#include "mqtt-run-pool.h"
#include "mqtt-scenario-options.h"
#include "mqtt-statistics.h"

namespace ns3::mqtt
{

/// One case of a sweep, to be run with several replications.
struct ExperimentCase
{
    std::string scheme;          ///< scheme's name
    std::uint32_t subscribers{}; ///< number of subscribers
    Time interval;               ///< between messages of a publisher
    std::string settings{};      ///< what else tells it from others, fit for the name of a folder;
                                 ///< the recipe knows what it stands for, and others leave it empty
};

/// How the runs of a scenario are made, and the files that they add rows to.
struct RunRecipe
{
    /// Makes one run.
    std::function<Result<RunOutput>(const ExperimentSetup&)> run;
    std::map<std::string, ResultRow> columns; ///< headers by name of file
};

/// @return a recipe: an experiment of nothing but publishers and subscribers, and the files that
///         every scenario leaves
RunRecipe MakeExperimentRecipe();

/// @param options what was asked for
/// @return all cases: schemes by subscribers by intervals
std::vector<ExperimentCase> ListCases(const ScenarioOptions& options);

/// Runs all cases with all their replications side by side, and writes the files that every
/// scenario leaves: summary.csv, phases.csv, operations.csv, hosts.csv, latencies.csv,
/// run.json.
/// @param options what was asked for
/// @param cases what to run
/// @param recipe how each run is made
/// @return figures of every run by case, for a table on the screen; or what went wrong, and then no
///         file was written
Result<std::vector<std::vector<RunReport>>> RunCases(
    const ScenarioOptions& options,
    const std::vector<ExperimentCase>& cases,
    const RunRecipe& recipe = MakeExperimentRecipe());

/// @param reports runs of a case
/// @param figure name of a figure that runs report
/// @return its mean over the runs that have it
Estimate GetEstimate(const std::vector<RunReport>& reports, const std::string& figure);

/// Prints a table of means over the replications of each case.
/// @param cases what was run
/// @param reports what RunCases() gave
void PrintTable(const std::vector<ExperimentCase>& cases,
                const std::vector<std::vector<RunReport>>& reports);

} // namespace ns3::mqtt

#endif /* MQTT_EXPERIMENT_REPORT_H */
