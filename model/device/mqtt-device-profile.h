// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_DEVICE_PROFILE_H
#define MQTT_DEVICE_PROFILE_H

#include "ns3/mqtt-bytes.h"

#include <map>
#include <memory>

namespace ns3::mqtt
{

/// Where a figure comes from.
enum class CostKind : std::uint8_t
{
    MEASURED, ///< measured on the device, and published
    ESTIMATE, ///< derived from other figures
    PAPER     ///< stated in a paper that a scheme comes from
};

/// What one operation costs.
struct OperationCost
{
    std::int64_t basePs{0};            ///< picoseconds for each operation
    std::int64_t psPerByte{0};         ///< picoseconds for each octet that goes through it
    bool available{true};              ///< false: the unit is known to be unable to do it
    CostKind kind{CostKind::ESTIMATE}; ///< where the figures come from
    std::string source;                ///< the same in words

    /// Whole picoseconds make the sum the same on every platform, which floating point does not.
    /// @param bytes octets; from 4 GiB on, no more is charged
    /// @return nanoseconds, rounded
    std::int64_t GetCharge(std::uint64_t bytes) const;
};

/// What a unit of a device can do, by name of operation.
using CostTable = std::map<std::string, OperationCost, std::less<>>;

/// A kind of device: its cores, and what operations cost on each of its units, read from CSV files
/// in the folder of profiles (MQTT_SECURITY_PROFILE_DIR; the environment variable
/// MQTT_SECURITY_PROFILES names another).
///
/// `devices.csv` lists the devices: device, cpu_cores, based_on, time_factor, description, source.
/// `DEVICE.csv` holds the costs: unit (cpu, tpm or card), operation, base_ms, ns_per_byte, kind,
/// source. An empty number is 0; both empty say that the unit is unable to do the operation.
/// A device based on another has its costs times the factor, and its own rows before those.
class DeviceProfile
{
  public:
    /// @param nameOrFile a name from the list, or a path that ends in ".csv" to a table of one's
    ///        own (one core and no base, unless its name without ".csv" is in the list)
    /// @return the profile; or an error that names file, line and what is allowed
    static Result<std::shared_ptr<const DeviceProfile>> Load(const std::string& nameOrFile);

    /// @return names of the listed devices in alphabetical order; none if the list is unreadable
    static std::vector<std::string> GetNames();

    /// @return the folder of profiles
    static std::string GetFolder();

    /// @return name of the device, or path of its file
    const std::string& GetName() const
    {
        return m_name;
    }

    /// @return number of processor cores
    std::uint32_t GetCores() const
    {
        return m_cores;
    }

    /// @param unit "cpu", "tpm" or "card"
    /// @return whether the device has it
    bool HasUnit(std::string_view unit) const;

    /// @param unit "cpu", "tpm" or "card"
    /// @return costs by operation; empty if the device has no such unit
    const CostTable& GetTable(std::string_view unit) const;

    /// @param unit "cpu", "tpm" or "card"
    /// @param operation name of an operation
    /// @return its cost; null if the table does not hold it
    const OperationCost* Find(std::string_view unit, std::string_view operation) const;

  private:
    friend class ProfileReader;

    DeviceProfile() = default;

    std::string m_name;                                     ///< name of the device, or path
    std::uint32_t m_cores{1};                               ///< number of processor cores
    std::map<std::string, CostTable, std::less<>> m_tables; ///< costs by unit
};

} // namespace ns3::mqtt

#endif /* MQTT_DEVICE_PROFILE_H */
