// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_THIEF_H
#define MQTT_SCHEME_THIEF_H

#include "mqtt-scheme-wire.h"

#include "ns3/mqtt-platform-records.h"

/// @file
/// Somebody who has the paper and OpenSSL, but none of the code under test: computes keys of the
/// MQTT group platform from what was recorded and stolen, and decrypts with them. Where there is a
/// tag he does not look at it, so that what he gets is worth something only if it says something.

namespace ns3::mqtt::test
{

/// What was stolen from a device, and how the platform is run.
struct Loot
{
    DeviceCredentials credentials; ///< K_device and K_topic
    bool published{false};         ///< as printed
};

/// What comes of it.
struct Readings
{
    std::vector<Bytes> groupKeys; ///< from key updates
    std::string texts;            ///< all payloads as far as they were decrypted, ", " between them
};

/// Decrypts all PUBLISH packets of a device by K_sess, and by the group keys that K_sess gives.
/// @param transcript that was recorded
/// @param opener name of the device's client
/// @param loot what was stolen
/// @return what it says
Readings ReadTranscript(const std::vector<Parcel>& transcript,
                        const std::string& opener,
                        const Loot& loot);

/// @param payload sealed under a group key
/// @param key any
/// @param published as printed
/// @return what the key makes of it
std::string ReadGroupMessage(ByteView payload, ByteView key, bool published);

/// @param text Base64 without line breaks
/// @return the octets; none if it is not
Bytes FromBase64(std::string_view text);

/// @param octets octets
/// @return Base64 without line breaks
std::string ToBase64(ByteView octets);

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_THIEF_H */
