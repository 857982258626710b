// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_OUTCOME_H
#define MQTT_SETUP_OUTCOME_H

#include "mqtt-experiment-report.h"
#include "mqtt-setup-rows.h"

namespace ns3::mqtt
{

/// A variant with so many publishers there already, and what its runs gave.
struct SetupOutcome
{
    SetupVariant variant;           ///< scheme and its attributes
    std::uint32_t listed{0};        ///< publishers that were there
    std::vector<RunReport> reports; ///< one for each replication

    /// @param figure name of a figure of MakeSetupRows()
    /// @return its mean over the runs; 0 where a run had nothing of the kind
    double Get(const std::string& figure) const;

    /// @param prefix beginning of the names of figures
    /// @return the ends of all that begin so, in alphabetical order
    std::vector<std::string> List(const std::string& prefix) const;
};

/// All outcomes, in the order of the cases.
using SetupOutcomes = std::vector<SetupOutcome>;

/// @param outcomes where to look
/// @param scheme name of a scheme
/// @param settings of a variant
/// @param listed publishers that were there
/// @return the outcome; null if it was not run
const SetupOutcome* FindOutcome(const SetupOutcomes& outcomes,
                                const std::string& scheme,
                                const std::string& settings,
                                std::uint32_t listed);

/// @param value a count, or a mean of counts
/// @return all its digits if it is whole, else three
std::string FormatCount(double value);

/// Runs all variants of the schemes. Those of groups are run with each number of publishers, the
/// others with the first alone.
/// @param options what was asked for
/// @param listed numbers of publishers that are there already
/// @return what came out; or what went wrong, and then no file was written
Result<SetupOutcomes> RunSetups(const ScenarioOptions& options,
                                const std::vector<std::uint32_t>& listed);

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_OUTCOME_H */
