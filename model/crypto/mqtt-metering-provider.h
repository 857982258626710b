// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_METERING_PROVIDER_H
#define MQTT_METERING_PROVIDER_H

#include <openssl/crypto.h>

namespace ns3::mqtt
{

/// The two library contexts in which all cryptography of this module happens. The plain one holds
/// OpenSSL's default provider. The metered one holds a provider of ours, which hands out the same
/// algorithms and counts each use in the current CryptoScope. What an algorithm does inside, such
/// as the digest in a signature, runs in the plain one and is not counted again. Both draw random
/// octets from the scope only.
struct MeteredLibrary
{
    OSSL_LIB_CTX* plain{nullptr};   ///< uncharged
    OSSL_LIB_CTX* metered{nullptr}; ///< charged
};

/// @return the contexts, made at first use; they live as long as the program
const MeteredLibrary& GetMeteredLibrary();

} // namespace ns3::mqtt

#endif /* MQTT_METERING_PROVIDER_H */
