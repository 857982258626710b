// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHANNEL_CONTEXTS_H
#define MQTT_CHANNEL_CONTEXTS_H

#include "ns3/mqtt-random-source.h"
#include "ns3/mqtt-stream-guard.h"
#include "ns3/mqtt-tls-context.h"

#include <functional>
#include <memory>
#include <string>

/// @file
/// Mutual TLS on the channel between two parties of a system that trust a root of their own.

namespace ns3::mqtt
{

/// Both ends of a channel.
struct ChannelContexts
{
    std::shared_ptr<const TlsContext> server; ///< of who listens
    std::shared_ptr<const TlsContext> client; ///< of who opens it
};

/// Makes a root, a certificate for each end, and their settings.
/// @param serverName in the certificate of who listens
/// @param clientName in the certificate of who opens the channel
/// @param random source of the keys
/// @param keyLog hears each secret once; may be empty
/// @return both ends, or why not
Result<ChannelContexts> MakeChannelContexts(const std::string& serverName,
                                            const std::string& clientName,
                                            RandomSource& random,
                                            const std::function<void(const std::string&)>& keyLog);

/// @param context of who listens
/// @param clientName that the certificate of the other end must hold, or the handshake fails; the
///        program ends if it is no name for a certificate
/// @return protection of a channel
std::unique_ptr<StreamGuard> MakeChannelServerGuard(std::shared_ptr<const TlsContext> context,
                                                    const std::string& clientName);

} // namespace ns3::mqtt

#endif /* MQTT_CHANNEL_CONTEXTS_H */
