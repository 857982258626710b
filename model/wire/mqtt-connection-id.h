// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CONNECTION_ID_H
#define MQTT_CONNECTION_ID_H

#include <chrono>
#include <cstdint>

namespace ns3::mqtt
{

/// Names a transport connection of a broker; never used twice by one broker.
using ConnectionId = std::uint64_t;

/// Time since some fixed moment, and spans of it.
using Duration = std::chrono::nanoseconds;

} // namespace ns3::mqtt

#endif /* MQTT_CONNECTION_ID_H */
