// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RUN_RECORD_H
#define MQTT_RUN_RECORD_H

#include "mqtt-run-child.h"

#include <utility>

namespace ns3::mqtt
{

/// What is written down of a program's work beside its results: run.json. Alone among the files, it
/// holds figures of the machine and the day.
struct RunRecord
{
    std::string scenario;                                        ///< name of the program
    std::vector<std::string> commandLine;                        ///< as typed
    std::vector<std::pair<std::string, std::string>> parameters; ///< all options as text
    double wallSeconds{0};                                       ///< how long all runs took
    const std::vector<RunReport>& runs;                          ///< each by itself

    /// @return the record as JSON
    std::string ToJson() const;
};

} // namespace ns3::mqtt

#endif /* MQTT_RUN_RECORD_H */
