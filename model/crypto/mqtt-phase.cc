// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-phase.h"

#include <array>

namespace ns3::mqtt
{

const char*
GetName(Phase phase)
{
    static constexpr std::array<const char*, PHASE_COUNT> NAMES{"enrol",
                                                                "handshake",
                                                                "key-distribution",
                                                                "rekey",
                                                                "messages"};
    return NAMES[static_cast<std::size_t>(phase)];
}

} // namespace ns3::mqtt
