// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_CURVE_H
#define MQTT_BENCH_CURVE_H

#include "mqtt-bench-report.h"

#include "ns3/mqtt-run-pool.h"

/// @file
/// What a point multiplication costs, against `openssl speed ecdhp256` made in this process.

namespace ns3::mqtt
{

/// Adds a run of each series: the module on P-256 and secp256k1, and ECDH on P-256 by bare OpenSSL,
/// which is one multiplication. None multiplies the base point.
/// @param count number of multiplications
/// @param turn gets the runs
void AddCurveRuns(std::uint32_t count, std::vector<RunJob>& turn);

/// Adds the figures of these runs.
/// @param count number of multiplications
/// @param runs runs
/// @param bound of the ratio
/// @param report gets them
void ReportCurves(std::uint32_t count,
                  const BenchRuns& runs,
                  BenchReport::Bound bound,
                  BenchReport& report);

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_CURVE_H */
