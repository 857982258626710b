// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PHASE_H
#define MQTT_PHASE_H

#include <cstddef>
#include <cstdint>

namespace ns3::mqtt
{

/// What work and traffic are for; tables are split by it.
enum class Phase : std::uint8_t
{
    ENROL,            ///< getting known to an authority
    HANDSHAKE,        ///< securing and opening a connection
    KEY_DISTRIBUTION, ///< the first keys of a group
    REKEY,            ///< their renewal
    MESSAGES          ///< application messages
};

/// Number of phases.
constexpr std::size_t PHASE_COUNT = 5;

/// @param phase a phase
/// @return its name in tables, "key-distribution" and so on
const char* GetName(Phase phase);

} // namespace ns3::mqtt

#endif /* MQTT_PHASE_H */
