// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_FAN_OUT_H
#define MQTT_BENCH_FAN_OUT_H

#include "ns3/mqtt-experiment.h"
#include "ns3/mqtt-run-output.h"

/// @file
/// Fan-out from one publisher to many subscribers, by the module and over bare TCP.

namespace ns3::mqtt
{

/// @param subscribers number of subscribers
/// @param messages number of messages
/// @param interval time between them
/// @return plain MQTT with table costs on the default network
ExperimentSetup MakeFanOut(std::uint32_t subscribers, std::uint32_t messages, Time interval);

/// Runs an experiment. Figures: "setup_s", host time from the beginning of simulated time until all
/// clients are ready and at rest; "steady_s", from there to the end of the run, which comes with
/// the last delivery or shortly after; "delivered", "expected", "drops"; and "octets" that the
/// broker sent for each delivery.
/// @param setup what to run
/// @return figures, or why there are none
Result<RunOutput> RunModule(ExperimentSetup setup);

/// Runs the same over bare TCP: the publisher sends as many octets as an MQTT message of the
/// experiment has, the server writes each message to every subscriber. Figures as above, where
/// "steady_s" ends with the last delivery; no "setup_s".
/// @param setup subscribers, duration, interval and payload count
/// @param demux how hosts find connections: "hashed" or "stock"
/// @return figures, or why there are none
Result<RunOutput> RunBareFanOut(const ExperimentSetup& setup, const std::string& demux);

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_FAN_OUT_H */
