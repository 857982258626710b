// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_EXPERIMENT_ROWS_H
#define MQTT_EXPERIMENT_ROWS_H

#include "mqtt-experiment.h"
#include "mqtt-run-output.h"

namespace ns3::mqtt
{

/// @return headers of the CSV files that every run adds rows to, by name of file
const std::map<std::string, ResultRow>& GetExperimentColumns();

/// @param setup what was run
/// @param result what came out
/// @return the run's rows for all files, and its figures for a table on the screen
RunOutput MakeExperimentRows(const ExperimentSetup& setup, const ExperimentResult& result);

} // namespace ns3::mqtt

#endif /* MQTT_EXPERIMENT_ROWS_H */
