// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCOPE_RANDOM_H
#define MQTT_SCOPE_RANDOM_H

#include <openssl/core.h>

namespace ns3::mqtt
{

/// Name under which OpenSSL finds the generator that draws from the current CryptoScope.
constexpr const char* SCOPE_RANDOM_NAME = "MQTT-SCOPE-RANDOM";

/// @param charged whether each request is counted as "random"
/// @return the generator as an entry for a provider's list, with the provider's property definition
const OSSL_ALGORITHM& GetScopeRandom(bool charged);

/// Start of a provider that has the generator alone, uncharged; as OSSL_provider_init_fn.
int InitScopeRandomProvider(const OSSL_CORE_HANDLE* handle,
                            const OSSL_DISPATCH* core,
                            const OSSL_DISPATCH** provider,
                            void** context);

} // namespace ns3::mqtt

#endif /* MQTT_SCOPE_RANDOM_H */
