// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_UNIT_ABILITIES_H
#define MQTT_UNIT_ABILITIES_H

#include <string>

namespace ns3::mqtt
{

/// What units of devices are known to be unable to do. Whoever reads the profile of a device says
/// it; whoever works with the unit asks before it needs the operation. A device of which nothing
/// was said can do everything.
class UnitAbilities
{
  public:
    /// @param device name of a profile
    /// @param operation as in its table
    static void Exclude(const std::string& device, const std::string& operation);

    /// @param device name of a profile
    /// @param operation as in its table
    /// @return whether nobody said that it cannot be done
    static bool IsAble(const std::string& device, const std::string& operation);
};

} // namespace ns3::mqtt

#endif /* MQTT_UNIT_ABILITIES_H */
