// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_MESSAGE_BUFFER_H
#define MQTT_MESSAGE_BUFFER_H

#include "mqtt-scheme-agent.h"

#include <deque>

namespace ns3::mqtt
{

/// Messages of a group whose key has not come yet, in the order in which they came. Those that have
/// waited too long are given up.
class MessageBuffer
{
  public:
    static constexpr std::size_t MAX_SIZE = 256; ///< messages kept at a time

    /// A message that waits.
    struct Waiting
    {
        Publish publish;   ///< sealed
        Duration until{0}; ///< when it is given up
    };

    /// @param timer of the agent, which the buffer has for itself
    explicit MessageBuffer(std::uint32_t timer)
        : m_timer(timer)
    {
    }

    /// @param publish sealed
    /// @param until when it is given up; not before that of any message that waits already
    /// @param host the client
    /// @return whether there was room
    bool Add(const Publish& publish, Duration until, ClientHost& host);

    /// @return all messages, which are in the buffer no longer
    std::deque<Waiting> TakeAll();

    /// The timer has expired: gives up what is overdue.
    /// @param host the client
    /// @return how many messages
    std::size_t DropOverdue(ClientHost& host);

    /// @return messages that wait
    std::size_t GetSize() const
    {
        return m_waiting.size();
    }

  private:
    std::uint32_t m_timer;         ///< of the agent
    std::deque<Waiting> m_waiting; ///< in order
    bool m_timed{false};           ///< the timer runs
};

} // namespace ns3::mqtt

#endif /* MQTT_MESSAGE_BUFFER_H */
