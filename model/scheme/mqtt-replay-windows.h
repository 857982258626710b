// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_REPLAY_WINDOWS_H
#define MQTT_REPLAY_WINDOWS_H

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace ns3::mqtt
{

/// Which sequence numbers of each member of a group have been taken under one key, so that no
/// message is taken twice. Messages may overtake each other by as much as a window is long.
class ReplayWindows
{
  public:
    static constexpr std::uint64_t WINDOW_SIZE = 64;   ///< sequence numbers up to the highest taken
    static constexpr std::size_t MAX_MEMBERS = 65'536; ///< beyond these, further ones are refused

    /// @param member number of a member
    /// @param sequence number of its message
    /// @return whether it is neither taken, nor too old to tell, nor of a member too many
    bool IsFresh(std::uint32_t member, std::uint64_t sequence) const;

    /// @param member number of a member, proven by the message's tag
    /// @param sequence fresh number of its message, taken from now on
    void Take(std::uint32_t member, std::uint64_t sequence);

    /// @return octets of member numbers and windows
    std::size_t GetStateSize() const
    {
        return m_windows.size() * (sizeof(std::uint32_t) + sizeof(Window));
    }

  private:
    /// What was taken of one member.
    struct Window
    {
        std::uint64_t highest{0}; ///< of the sequence numbers taken
        std::uint64_t taken{0};   ///< bit i stands for highest - i
    };

    std::unordered_map<std::uint32_t, Window> m_windows; ///< by member; never walked through
};

} // namespace ns3::mqtt

#endif /* MQTT_REPLAY_WINDOWS_H */
