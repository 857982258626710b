// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_MANAGEMENT_MESSAGES_H
#define MQTT_MANAGEMENT_MESSAGES_H

#include "mqtt-party-agent.h"
#include "mqtt-platform-records.h"

#include <optional>
#include <variant>

/// @file
/// What the topic and device management system (TDMS) and the daemon beside the broker say to each
/// other: an octet for the kind of message, then its fields, one behind the other. Identities and
/// keys have 16 octets each, numbers are big-endian.

namespace ns3::mqtt
{

/// A device may use a topic.
struct AccessGranted
{
    PlatformId device{}; ///< reported before
    PlatformId topic{};  ///< reported before
};

/// A device may no longer use a topic.
struct AccessWithdrawn
{
    PlatformId device{}; ///< reported before
    PlatformId topic{};  ///< reported before
};

/// A device is gone, with all its rights.
struct DeviceRemoved
{
    PlatformId device{}; ///< reported before
};

/// Everything the TDMS knew when the channel came up was said; what was not is no longer true.
struct ReportComplete
{
};

/// The timer of a topic has expired (step 8 of the paper's Figure 2).
struct RenewalDue
{
    PlatformId topic{}; ///< reported before
};

/// The daemon wants a new group key (step 9).
struct RenewalWanted
{
    PlatformId topic{}; ///< reported to the daemon
};

/// A topic has a new group key (step 10).
struct KeyRenewed
{
    PlatformId topic{}; ///< reported before
    GroupKey key;       ///< of the epoch that begins
};

/// Any of the messages; its place in the list, counted from 1, is the kind on the wire. All but
/// RenewalWanted go from the TDMS to the daemon. A DeviceRecord or TopicRecord says that there is
/// one, or what has changed about it.
using ManagementMessage = std::variant<DeviceRecord,
                                       TopicRecord,
                                       AccessGranted,
                                       AccessWithdrawn,
                                       DeviceRemoved,
                                       ReportComplete,
                                       RenewalDue,
                                       RenewalWanted,
                                       KeyRenewed>;

/// Octets of the longest topic filter that a message has room for beside the other fields: kind,
/// identity, key and period.
constexpr std::size_t MAX_PLATFORM_FILTER =
    MAX_CHANNEL_MESSAGE - 1 - sizeof(PlatformId) - PLATFORM_KEY_SIZE - 8;

/// @param message whose keys have PLATFORM_KEY_SIZE octets
/// @return it as octets, which may hold keys
Secret EncodeManagement(ManagementMessage message);

/// @param octets from a peer
/// @return the message, unless the octets are not exactly one
std::optional<ManagementMessage> DecodeManagement(ByteView octets);

/// @param message any
/// @return what handling it is for
Phase GetPhase(const ManagementMessage& message);

} // namespace ns3::mqtt

#endif /* MQTT_MANAGEMENT_MESSAGES_H */
