// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_KEYS_H
#define MQTT_SESSION_KEYS_H

#include "mqtt-platform-records.h"

namespace ns3::mqtt
{

/// Octets of ID_device and of ID_topic.
constexpr std::size_t PLATFORM_ID_SIZE = std::tuple_size_v<PlatformId>;

/// @cond OVERLOADS
// Doxygen mixes up overloads for arrays of different sizes: an identity's octets
inline ByteView
GetView(const PlatformId& id)
{
    return {id.data(), id.size()};
}

/// @endcond

/// How the key agreement is run; the same at both sides.
struct KeyAgreementForm
{
    bool published{false};     ///< as printed
    bool forwardSecrecy{true}; ///< with X25519; never as printed
};

/// What both sides share after the key agreement.
struct SessionKeys
{
    Secret published; ///< K_sess as printed, 20 octets; the others are empty then
    Secret proof;     ///< for the proof in CONNECT
    Secret toBroker;  ///< AesGcm key of messages from the device
    Secret toDevice;  ///< AesGcm key of messages for the device
};

/// Who asks for a session.
struct SessionIdentity
{
    PlatformId device{}; ///< ID_device
    PlatformId topic{};  ///< ID_topic
};

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_KEYS_H */
