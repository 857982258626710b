// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TPM_TOOLS_H
#define MQTT_TPM_TOOLS_H

#include "mqtt-crypto-scope.h"
#include "mqtt-primitives.h"
#include "mqtt-tpm.h"

#include <openssl/crypto.h>

/// @file
/// What the files of Tpm share.

namespace ns3::mqtt
{

inline const Operation TPM_HMAC{"hmac-sha256"}; ///< TPM2_HMAC

/// While it lives, cryptography is part of a command that is counted as a whole.
class InsideChip
{
  public:
    InsideChip()
        : m_scope(m_nobody,
                  CryptoScope::GetCurrent()->GetRandom(),
                  CryptoScope::GetCurrent()->GetUnixTime())
    {
    }

  private:
    NullMeter m_nobody;  ///< hears of the primitives
    CryptoScope m_scope; ///< for the party whose chip it is
};

/// @param octets moved into a secret and wiped
/// @param size how many of them count
/// @return the secret
inline Secret
TakeTpmSecret(Bytes octets, std::size_t size)
{
    Secret secret(ByteView(octets).SubView(0, size));
    OPENSSL_cleanse(octets.data(), octets.size());
    return secret;
}

} // namespace ns3::mqtt

#endif /* MQTT_TPM_TOOLS_H */
