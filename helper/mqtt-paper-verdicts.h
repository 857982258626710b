// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PAPER_VERDICTS_H
#define MQTT_PAPER_VERDICTS_H

#include "mqtt-paper-comparison.h"

namespace ns3::mqtt
{

/// Whether the simulation bears out one thing that the paper on the group platform found.
struct PaperVerdict
{
    std::string name;    ///< what is asked
    double value{};      ///< what was found
    std::string unit;    ///< its unit
    double limit{};      ///< what it is held against
    bool atLeast{false}; ///< whether the limit is the least value that holds, not the greatest

    /// @return whether it holds
    bool Holds() const;
};

/// Only what has been run is judged: there are no verdicts on cells that are missing.
/// @param comparison simulation and paper
/// @return verdicts on order, deviation, errors, slopes and traffic
std::vector<PaperVerdict> JudgeComparison(const PaperComparison& comparison);

/// @param verdicts what was found
/// @param files get verdicts.csv
void WriteVerdicts(const std::vector<PaperVerdict>& verdicts, ResultFiles& files);

/// @param verdicts what was found
/// @param os gets them as a table for people
void PrintVerdicts(const std::vector<PaperVerdict>& verdicts, std::ostream& os);

} // namespace ns3::mqtt

#endif /* MQTT_PAPER_VERDICTS_H */
