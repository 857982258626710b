// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-time-windows.h"

namespace ns3::mqtt
{

bool
TimeWindows::Take(const EcqvId& sender, bool lossy, std::int64_t time)
{
    const std::pair key{sender, lossy};
    auto found = m_windows.find(key);
    if (found == m_windows.end())
    {
        if (m_windows.size() >= MAX_SENDERS)
        {
            return false;
        }
        found = m_windows.emplace(key, Window()).first;
    }
    Window& window = found->second;
    if (time <= window.floor || !window.taken.insert(time).second)
    {
        return false;
    }
    if (window.taken.size() > WINDOW_SIZE)
    {
        window.floor = *window.taken.begin();
        window.taken.erase(window.taken.begin());
    }
    return true;
}

std::size_t
TimeWindows::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [key, window] : m_windows)
    {
        size += sizeof(EcqvId) + 1 + (1 + window.taken.size()) * sizeof(std::int64_t);
    }
    return size;
}

} // namespace ns3::mqtt
