// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-replay-windows.h"

namespace ns3::mqtt
{

bool
ReplayWindows::IsFresh(std::uint32_t member, std::uint64_t sequence) const
{
    const auto found = m_windows.find(member);
    if (found == m_windows.end())
    {
        return m_windows.size() < MAX_MEMBERS;
    }
    const Window& window = found->second;
    if (sequence > window.highest)
    {
        return true;
    }
    const std::uint64_t age = window.highest - sequence;
    return age < WINDOW_SIZE && (window.taken >> age & 1) == 0;
}

void
ReplayWindows::Take(std::uint32_t member, std::uint64_t sequence)
{
    Window& window = m_windows[member];
    if (sequence > window.highest)
    {
        const std::uint64_t step = sequence - window.highest;
        window.taken = step < WINDOW_SIZE ? window.taken << step : 0;
        window.highest = sequence;
    }
    window.taken |= std::uint64_t{1} << (window.highest - sequence);
}

} // namespace ns3::mqtt
