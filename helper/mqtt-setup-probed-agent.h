// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_PROBED_AGENT_H
#define MQTT_SETUP_PROBED_AGENT_H

#include "mqtt-setup-probe.h"

namespace ns3::mqtt
{

/// @param agent of a client
/// @param probe hears of packets, and has the work put down to steps
/// @return an agent that does as the other does
std::unique_ptr<ClientAgent> MakeProbedAgent(std::unique_ptr<ClientAgent> agent,
                                             std::shared_ptr<SetupProbe> probe);

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_PROBED_AGENT_H */
