// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_WILLS_H
#define MQTT_ECQV_WILLS_H

#include "ns3/mqtt-control-packets.h"

#include <map>

namespace ns3::mqtt
{

/// Wills that lie at a broker, which their devices seal anew from time to time. The broker core
/// keeps the message that came with CONNECT; what is delivered in its place is the newest that the
/// device has sealed.
class EcqvWills
{
  public:
    /// @param topic of the will
    /// @return a message to give to the broker core; says nothing yet
    MessagePtr Add(const std::string& topic);

    /// @param will that Add() gave; passed over if the core has it no more
    /// @param sealed payload that was verified
    void Replace(const Message* will, Bytes sealed);

    /// @param message that the core delivers
    /// @return what to send in its place: the message itself unless it is a will; an empty one, of
    ///         which receivers take no notice, if nothing was sealed in time
    MessagePtr Resolve(const MessagePtr& message) const;

    /// @param will that Add() gave
    /// @return its topic, or null if the core has it no more
    const std::string* FindTopic(const Message* will) const;

  private:
    /// A will.
    struct Entry
    {
        std::weak_ptr<const Message> held; ///< as long as the core has it
        MessagePtr sealed;                 ///< to be delivered
    };

    std::map<const Message*, Entry> m_entries; ///< by what the core holds
    std::size_t m_pruneAt{16};                 ///< number of entries at which to look them through
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_WILLS_H */
