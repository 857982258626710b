// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PLATFORM_MESSAGES_H
#define MQTT_PLATFORM_MESSAGES_H

#include "mqtt-session-keys.h"

#include "ns3/mqtt-control-packets.h"

/// @file
/// What the agents of the MQTT group platform write into PUBLISH packets.

namespace ns3::mqtt
{

/// Octets of a payload in clear that any form of the platform can carry: Base64 adds a third.
constexpr std::size_t MAX_CLEAR_PAYLOAD = 200'000'000;

/// Octets of a sealed payload that fit into a packet with the longest topic.
constexpr std::size_t MAX_SEALED_PAYLOAD = 268'000'000;

/// @param message any
/// @param maxPayload longest payload, in octets
/// @return whether the payload is no longer, and the topic leaves room for GetDeviceSuffix()
bool IsCarriable(const Message& message, std::size_t maxPayload);

/// @param identity a device and its topic
/// @return "/ID_topic/ID_device" in hexadecimal digits, which makes a topic the device's own
std::string GetDeviceSuffix(const SessionIdentity& identity);

/// @param identity a device and its topic
/// @return the MQTT topic on which the device gets group keys
std::string GetUpdateTopic(const SessionIdentity& identity);

/// @param topic MQTT topic
/// @return whether it belongs to the topics on which devices get group keys
bool IsUpdateTopic(std::string_view topic);

/// @param publish to be changed
/// @param topic new topic
/// @param payload new payload
/// @return the packet with them, otherwise as it was
Publish ReplaceMessage(const Publish& publish, std::string topic, Bytes payload);

/// A group key on its way to a member: timestamp in 8 octets, sound also epoch in 4 and member
/// number in 4, then the key. The member may use its number and the next one.
struct KeyUpdate
{
    std::int64_t timestamp{0}; ///< seconds since 1970
    GroupKey key;              ///< of the epoch; as printed, the epoch is not told
    std::uint32_t member{0};   ///< first number of the receiver; as printed, not told
};

/// @param update a group key
/// @param published as printed
/// @return its octets
Secret Encode(const KeyUpdate& update, bool published);

/// @param octets from the broker
/// @param published as printed
/// @return the group key, unless the length is wrong or there is no such epoch
std::optional<KeyUpdate> DecodeKeyUpdate(ByteView octets, bool published);

} // namespace ns3::mqtt

#endif /* MQTT_PLATFORM_MESSAGES_H */
