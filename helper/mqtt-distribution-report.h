// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_DISTRIBUTION_REPORT_H
#define MQTT_DISTRIBUTION_REPORT_H

#include "mqtt-distribution-watch.h"
#include "mqtt-experiment-report.h"

namespace ns3::mqtt
{

/// @return device profiles of chips that a key server can use, in alphabetical order
std::vector<std::string> ListTpms();

/// @param options schemes and numbers of subscribers
/// @param tpms device profiles of chips
/// @return all cases; the settings of each are its chip
std::vector<ExperimentCase> ListDistributionCases(const ScenarioOptions& options,
                                                  const std::vector<std::string>& tpms);

/// @param fewest subscribers of the cases whose sequence of messages is written
/// @return a recipe: experiments under a key server, distribution.csv and sequence.csv beside the
///         files of every scenario
RunRecipe MakeDistributionRecipe(std::uint32_t fewest);

/// Prints a table of means over the replications of each case.
/// @param cases what was run
/// @param reports what RunCases() gave
void PrintDistributionTable(const std::vector<ExperimentCase>& cases,
                            const std::vector<std::vector<RunReport>>& reports);

/// Prints the messages of one pair, from the file that was written.
/// @param folder folder of results
void PrintSequence(const std::string& folder);

} // namespace ns3::mqtt

#endif /* MQTT_DISTRIBUTION_REPORT_H */
