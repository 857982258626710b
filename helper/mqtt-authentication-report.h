// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_AUTHENTICATION_REPORT_H
#define MQTT_AUTHENTICATION_REPORT_H

#include "mqtt-authentication-watch.h"

namespace ns3::mqtt
{

/// @param variants what the settings of cases stand for
/// @return how each run is made, and the one file that it adds a row to, authentication.csv
RunRecipe MakeAuthenticationRecipe(std::map<std::string, AuthenticationVariant> variants);

/// Prints where the time went, by host device.
/// @param listed what was run
/// @param reports what RunCases() gave
void PrintAuthenticationTable(const AuthenticationCases& listed,
                              const std::vector<std::vector<RunReport>>& reports);

} // namespace ns3::mqtt

#endif /* MQTT_AUTHENTICATION_REPORT_H */
