// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_CLOCK_H
#define MQTT_BENCH_CLOCK_H

#include <ctime>

namespace ns3::mqtt
{

/// @return seconds of processor time that this process has taken, which other programs on the host
///     disturb less than they do the clock on the wall
inline double
GetHostSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_CLOCK_H */
