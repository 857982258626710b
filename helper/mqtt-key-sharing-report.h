// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SHARING_REPORT_H
#define MQTT_KEY_SHARING_REPORT_H

#include "mqtt-key-sharing-run.h"

namespace ns3::mqtt
{

/// @param plan which cases there are
/// @param times when a run begins and ends
/// @return a recipe: experiments in which a key is shared, and sharing.csv beside the files of
/// every
///         scenario. A run in which not all get the key has its row like any other.
RunRecipe MakeKeySharingRecipe(const KeySharingPlan& plan, const KeySharingTimes& times);

/// @param setup what was run, with the device and the network of the case
/// @param detail what was special about it
/// @param experiment what came out of the experiment
/// @param result what came out of the sharing of the key
/// @return the run's rows for all files, and its figures for a table on the screen
RunOutput MakeKeySharingRows(const ExperimentSetup& setup,
                             const KeySharingCase& detail,
                             const ExperimentResult& experiment,
                             const KeySharingResult& result);

/// Prints a table of means over the replications of each case.
/// @param plan what was run
/// @param reports what RunCases() gave
void PrintKeySharingTable(const KeySharingPlan& plan,
                          const std::vector<std::vector<RunReport>>& reports);

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SHARING_REPORT_H */
