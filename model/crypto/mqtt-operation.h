// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_OPERATION_H
#define MQTT_OPERATION_H

#include <cstdint>
#include <string>
#include <string_view>

namespace ns3::mqtt
{

/// A kind of work that a device spends time on, by name. Cost tables use the same names, so a new
/// scheme names its own operations without a list being edited.
class Operation
{
  public:
    /// @param name as in cost tables, "ecdsa-p256-sign"; the same name gives the same operation
    explicit Operation(std::string_view name);

    /// @return the name
    const std::string& GetName() const;

    /// @return small number, from 0, in order of first use; not stable between programs
    std::uint16_t GetIndex() const
    {
        return m_index;
    }

    /// @param index from GetIndex()
    /// @return the operation
    static Operation FromIndex(std::uint16_t index);

    /// @return number of operations named so far
    static std::size_t GetN();

    /// @param other another
    /// @return whether both are the same
    bool operator==(const Operation& other) const
    {
        return m_index == other.m_index;
    }

  private:
    Operation() = default;

    std::uint16_t m_index{0}; ///< position in the list of names
};

/// Hears of work as it is done.
class Meter
{
  public:
    virtual ~Meter() = default;

    /// @param operation what was done, once
    /// @param bytes octets that went through it, 0 where that means nothing
    virtual void Count(Operation operation, std::uint64_t bytes) = 0;
};

/// Charges nobody: for what happens before a scenario begins, such as the issuing of certificates.
class NullMeter : public Meter
{
  public:
    void Count(Operation, std::uint64_t) override
    {
    }
};

} // namespace ns3::mqtt

#endif /* MQTT_OPERATION_H */
