// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-unit-abilities.h"

#include <set>

namespace ns3::mqtt
{

namespace
{

/// @return devices, each with an operation that it cannot do
std::set<std::pair<std::string, std::string>>&
GetExcluded()
{
    static std::set<std::pair<std::string, std::string>> excluded;
    return excluded;
}

} // namespace

void
UnitAbilities::Exclude(const std::string& device, const std::string& operation)
{
    GetExcluded().emplace(device, operation);
}

bool
UnitAbilities::IsAble(const std::string& device, const std::string& operation)
{
    return GetExcluded().count({device, operation}) == 0;
}

} // namespace ns3::mqtt
