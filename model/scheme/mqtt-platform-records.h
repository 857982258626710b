// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PLATFORM_RECORDS_H
#define MQTT_PLATFORM_RECORDS_H

#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-openssl.h"

#include <array>

/// @file
/// What the parties of the MQTT group platform know of devices and topics (Chien, Lin and Chiang,
/// "Efficient MQTT Platform Facilitating Secure Group Communication", section 2).

namespace ns3::mqtt
{

/// Identity of a device or of a topic: ID_device, ID_topic.
using PlatformId = std::array<std::uint8_t, 16>;

/// Octets of K_device, K_topic and group keys.
constexpr std::size_t PLATFORM_KEY_SIZE = 16;

/// A registered device.
struct DeviceRecord
{
    PlatformId id{}; ///< ID_device
    Secret key;      ///< K_device
};

/// A topic of the platform: a group of devices that share messages.
struct TopicRecord
{
    PlatformId id{};           ///< ID_topic
    Secret key;                ///< K_topic
    std::string filter;        ///< MQTT topics that belong to it
    Duration renewalPeriod{0}; ///< between two group keys
};

/// What a device is given when it is authorised for a topic.
struct DeviceCredentials
{
    DeviceRecord device; ///< (ID_device, K_device)
    TopicRecord topic;   ///< (ID_topic, K_topic)
};

/// A group key of a topic.
struct GroupKey
{
    std::uint32_t epoch{0}; ///< counts the topic's keys from 1
    Secret key;             ///< PLATFORM_KEY_SIZE octets
};

} // namespace ns3::mqtt

#endif /* MQTT_PLATFORM_RECORDS_H */
