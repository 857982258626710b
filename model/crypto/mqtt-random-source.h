// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RANDOM_SOURCE_H
#define MQTT_RANDOM_SOURCE_H

#include <cstddef>
#include <cstdint>

namespace ns3::mqtt
{

/// Where a party's random octets come from.
class RandomSource
{
  public:
    virtual ~RandomSource() = default;

    /// @param octets to be filled
    /// @param size how many
    virtual void Fill(std::uint8_t* octets, std::size_t size) = 0;
};

} // namespace ns3::mqtt

#endif /* MQTT_RANDOM_SOURCE_H */
