// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_HANDSHAKE_H
#define MQTT_BENCH_HANDSHAKE_H

#include "ns3/mqtt-run-output.h"

/// @file
/// Clients that connect with TLS 1.3, taken apart: octets without cryptography, cryptography
/// without a network, and both without the module.

namespace ns3::mqtt
{

/// What goes over TCP connections.
enum class Exchange
{
    SIZES, ///< writes as long as those of TLS, with nothing in them
    TLS    ///< bare OpenSSL
};

/// Has clients connect over bare TCP and say what TLS and MQTT say until they are subscribed.
/// Figures: "setup_s", host time from the beginning of the simulated time to the last octet, and
/// "octets" that a connection carried.
/// @param clients number of clients
/// @param demux how hosts find connections: "hashed" or "stock"
/// @param exchange what goes over them
/// @return figures, or why there are none
Result<RunOutput> RunBareExchanges(std::uint32_t clients,
                                   const std::string& demux,
                                   Exchange exchange);

/// Has the same said in memory, one connection after another; all stay open until the end, as
/// clients of an experiment do. Figure: "setup_s", host time of all.
/// @param count number of connections
/// @return figures, or why there are none
Result<RunOutput> RunOpensslHandshakes(std::uint32_t count);

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_HANDSHAKE_H */
