// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_APP_TESTS_H
#define MQTT_APP_TESTS_H

#include "ns3/test.h"

#include <vector>

namespace ns3::mqtt
{

/// @return tests of delivery over links that lose segments and connections, to be owned by a suite
std::vector<TestCase*> MakeReliabilityTests();

/// @return tests of brokers that are killed, to be owned by a suite
std::vector<TestCase*> MakeKillTests();

/// @return tests of what a scheme's agents can do, to be owned by a suite
std::vector<TestCase*> MakeAgentTests();

/// @return tests of agents' sessions with brokers and of units of devices, to be owned by a suite
std::vector<TestCase*> MakeSessionTests();

/// @return tests of channels among parties, to be owned by a suite
std::vector<TestCase*> MakeChannelTests();

/// @return tests of peers that break the rules, to be owned by a suite
std::vector<TestCase*> MakeHostileTests();

/// @return tests of TLS over simulated TCP, to be owned by a suite
std::vector<TestCase*> MakeTlsTests();

/// @return tests of charged time and of repeatability, to be owned by a suite
std::vector<TestCase*> MakeTimeTests();

/// @return tests of threshold shares with brokers that are down
std::vector<TestCase*> MakeThresholdSystemTests();

} // namespace ns3::mqtt

#endif /* MQTT_APP_TESTS_H */
