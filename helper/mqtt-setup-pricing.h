// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_PRICING_H
#define MQTT_SETUP_PRICING_H

#include "mqtt-setup-outcome.h"

#include "ns3/mqtt-device-profile.h"

/// @file
/// What operations that were counted cost on a device, and what they are called in short.

namespace ns3::mqtt
{

/// Share of the time of all operations below which one is not listed where there are many.
constexpr double NEGLIGIBLE_SHARE = 0.01;

/// @param operation name
/// @param work how much of it
/// @param profile device
/// @return ms; NaN if the profile does not know the operation
double PriceOperation(const std::string& operation,
                      const SetupWork& work,
                      const DeviceProfile& profile);

/// @param work operations
/// @param profile device
/// @return ms of all together
double PriceWork(const SetupWorkTable& work, const DeviceProfile& profile);

/// @param operation name
/// @return what it is drawn as
std::string GetOperationPart(const std::string& operation);

/// @param work operations
/// @param profile device
/// @param least share of the time that an operation must take there to be listed
/// @return them in short, "2 PM + 1 H"
std::string AbbreviateWork(const SetupWorkTable& work, const DeviceProfile& profile, double least);

/// @param outcome of a run
/// @param step of the client's set-up, or the name of another party
/// @return what was done there, MQTT itself left out
SetupWorkTable GetSetupWork(const SetupOutcome& outcome, const std::string& step);

/// @param outcomes what was measured
/// @param names of the variants to be shown
/// @param profile device of broker and authority
/// @param os gets what one set-up has the broker and the authority compute, for people
void PrintServers(const SetupOutcomes& outcomes,
                  const std::vector<std::string>& names,
                  const DeviceProfile& profile,
                  std::ostream& os);

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_PRICING_H */
