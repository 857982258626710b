// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_GROUP_KEY_H
#define MQTT_BENCH_GROUP_KEY_H

#include "ns3/mqtt-run-output.h"

/// @file
/// What group keys cost in cryptography: a publisher seals each message once, and each subscriber
/// opens it.

namespace ns3::mqtt
{

/// Who does the cryptography.
enum class GroupKeyWorker
{
    MODULE, ///< rings of group keys in turns of a processor, as agents use them
    OPENSSL ///< as many calls of AES-128-GCM by bare OpenSSL over as many octets
};

/// Seals and opens messages of 64 octets. Figure: "crypto_s", host time of all.
/// @param subscribers number of subscribers
/// @param messages number of messages
/// @param worker who does the cryptography
/// @return the figure, or why there is none
Result<RunOutput> RunGroupKey(std::uint32_t subscribers,
                              std::uint32_t messages,
                              GroupKeyWorker worker);

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_GROUP_KEY_H */
