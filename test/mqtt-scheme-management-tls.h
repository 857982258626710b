// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_MANAGEMENT_TLS_H
#define MQTT_SCHEME_MANAGEMENT_TLS_H

#include "ns3/mqtt-tls-context.h"

/// @file
/// What the topic and device management system and a broker's daemon show each other in tests.

namespace ns3::mqtt::test
{

/// Name in the right certificate of the TDMS.
extern const std::string TDMS_NAME;

/// Name in the right certificate of the daemon.
extern const std::string DAEMON_NAME;

/// What a side shows.
enum class Shows
{
    RIGHT,      ///< the certificate that the other side wants
    OTHER_NAME, ///< one of the same root for another party
    OTHER_ROOT, ///< one with the right name, of a root that nobody trusts
    EXPIRED,    ///< one that was right once; of the TDMS only
    NOTHING     ///< none at all; the daemon only
};

/// @param shows what the TDMS shows
/// @return its side of mutual TLS
std::shared_ptr<const TlsContext> MakeManagementTls(Shows shows);

/// @param shows what the daemon shows
/// @return its side of mutual TLS
std::shared_ptr<const TlsContext> MakeDaemonTls(Shows shows);

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_MANAGEMENT_TLS_H */
