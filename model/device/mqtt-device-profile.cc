// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-device-profile.h"

#include "mqtt-profile-reader.h"

#include <cstdlib>

#ifndef MQTT_SECURITY_PROFILE_DIR
#define MQTT_SECURITY_PROFILE_DIR "profiles"
#endif

namespace ns3::mqtt
{

std::int64_t
OperationCost::GetCharge(std::uint64_t bytes) const
{
    constexpr std::uint64_t MOST = std::uint64_t{1} << 32;
    const auto octets = static_cast<std::int64_t>(std::min(bytes, MOST));
    return (basePs + octets * psPerByte + 500) / 1000;
}

Result<std::shared_ptr<const DeviceProfile>>
DeviceProfile::Load(const std::string& nameOrFile)
{
    return ProfileReader(GetFolder()).Read(nameOrFile);
}

std::vector<std::string>
DeviceProfile::GetNames()
{
    return ProfileReader(GetFolder()).ReadNames();
}

std::string
DeviceProfile::GetFolder()
{
    const char* folder = std::getenv("MQTT_SECURITY_PROFILES");
    return folder != nullptr && *folder != '\0' ? folder : MQTT_SECURITY_PROFILE_DIR;
}

bool
DeviceProfile::HasUnit(std::string_view unit) const
{
    return m_tables.find(unit) != m_tables.end();
}

const CostTable&
DeviceProfile::GetTable(std::string_view unit) const
{
    static const CostTable EMPTY;
    const auto found = m_tables.find(unit);
    return found == m_tables.end() ? EMPTY : found->second;
}

const OperationCost*
DeviceProfile::Find(std::string_view unit, std::string_view operation) const
{
    const CostTable& table = GetTable(unit);
    const auto found = table.find(operation);
    return found == table.end() ? nullptr : &found->second;
}

} // namespace ns3::mqtt
