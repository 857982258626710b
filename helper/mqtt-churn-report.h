// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHURN_REPORT_H
#define MQTT_CHURN_REPORT_H

#include "mqtt-churn-run.h"
#include "mqtt-experiment-report.h"

namespace ns3::mqtt
{

/// @param churn what churn is made of
/// @return a recipe: experiments with churn, and churn.csv beside the files of every scenario
RunRecipe MakeChurnRecipe(const ChurnSetup& churn);

/// @param setup what was run
/// @param churn with what churn
/// @param experiment what came out of the experiment
/// @param result what came out of churn
/// @return the run's rows for all files, and its figures for a table on the screen
RunOutput MakeChurnRows(const ExperimentSetup& setup,
                        const ChurnSetup& churn,
                        const ExperimentResult& experiment,
                        const ChurnResult& result);

/// Prints a table of means over the replications of each case.
/// @param cases what was run
/// @param reports what RunCases() gave
void PrintChurnTable(const std::vector<ExperimentCase>& cases,
                     const std::vector<std::vector<RunReport>>& reports);

} // namespace ns3::mqtt

#endif /* MQTT_CHURN_REPORT_H */
