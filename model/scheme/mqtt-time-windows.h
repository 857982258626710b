// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TIME_WINDOWS_H
#define MQTT_TIME_WINDOWS_H

#include "mqtt-ecqv-records.h"

#include <map>
#include <set>

namespace ns3::mqtt
{

/// Which times T of each sender have been taken, so that no message is taken twice. Messages may
/// overtake each other by as much as a window is long; those of QoS 0, which overtake any number of
/// others, have a window of their own.
class TimeWindows
{
  public:
    static constexpr std::size_t WINDOW_SIZE = 64;     ///< times up to the greatest taken
    static constexpr std::size_t MAX_SENDERS = 65'536; ///< beyond these, further ones are refused

    /// @param sender proven by its signature
    /// @param lossy QoS 0
    /// @param time T
    /// @return whether it was fresh; it is taken from now on
    bool Take(const EcqvId& sender, bool lossy, std::int64_t time);

    /// @return octets of times and senders
    std::size_t GetStateSize() const;

  private:
    /// What was taken of a sender.
    struct Window
    {
        std::int64_t floor{INT64_MIN}; ///< up to here, that included, all count as taken
        std::set<std::int64_t> taken;  ///< beyond the floor
    };

    std::map<std::pair<EcqvId, bool>, Window> m_windows; ///< by sender and kind
};

} // namespace ns3::mqtt

#endif /* MQTT_TIME_WINDOWS_H */
