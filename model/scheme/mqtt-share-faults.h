// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SHARE_FAULTS_H
#define MQTT_SHARE_FAULTS_H

#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-openssl.h"

#include <functional>
#include <map>
#include <string>

namespace ns3::mqtt
{

/// What a source of shares does wrong.
struct ShareFault
{
    /// Kinds of faults. Crashing and being cut off are done to the party from outside.
    enum class Kind
    {
        NONE,  ///< nothing
        LIE,   ///< it gives out other values than it was given
        LATE,  ///< it gives shares out late
        SILENT ///< it gives no share out
    };

    Kind kind{Kind::NONE}; ///< which
    Duration delay{0};     ///< with LATE
};

/// Faults by source, which is numbered from 1 as x is.
using ShareFaults = std::map<std::uint8_t, ShareFault>;

/// @param text "1:lie,2:late:500ms,3:silent"; may be empty
/// @param n number of sources
/// @return the faults, or what is wrong with the text and what is allowed
Result<ShareFaults> ParseShareFaults(const std::string& text, std::uint8_t n);

/// @param share octets of SHARE
/// @return the same with other values
Secret FalsifyShare(ByteView share);

/// Does things later, by timers of an agent that are numbered from 1.
class DelayedWork
{
  public:
    /// @param work what
    /// @return timer to be set for it
    std::uint32_t Add(std::function<void()> work);

    /// @param timer that has expired
    void Run(std::uint32_t timer);

  private:
    std::map<std::uint32_t, std::function<void()>> m_work; ///< by timer
    std::uint32_t m_last{0};                               ///< newest timer
};

} // namespace ns3::mqtt

#endif /* MQTT_SHARE_FAULTS_H */
