// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SMART_CARD_TOOLS_H
#define MQTT_SMART_CARD_TOOLS_H

#include "mqtt-crypto-scope.h"

#include <cstddef>

/// @file
/// What those share who write down what a smart card does.

namespace ns3::mqtt
{

/// What a card's table of costs knows.
namespace card_operations
{
/// @cond CONSTANTS
// Doxygen takes them for functions; their names say what they are
inline const Operation RSA_SIGN("rsa-2048-sign");
inline const Operation RSA_VERIFY("rsa-2048-verify");
inline const Operation RSA_DECRYPT("rsa-2048-oaep-decrypt");
inline const Operation RSA_ENCRYPT("rsa-2048-oaep-encrypt");
inline const Operation ECDSA_SIGN("ecdsa-p256-sign");
inline const Operation ECDSA_VERIFY("ecdsa-p256-verify");
inline const Operation ECDH("ecdh-p256");
inline const Operation ECDH_START("ecdh-start");
inline const Operation EC_KEYGEN("ec-keygen-p256");
inline const Operation HKDF("hkdf-sha256");
inline const Operation HMAC("hmac-sha256");
inline const Operation AES_CBC("aes-128-cbc");
inline const Operation AES_GCM("aes-128-gcm");
inline const Operation AES_KEY("aes-key-set");
inline const Operation AES_START("aes-start");
inline const Operation RANDOM("random");
/// @endcond
} // namespace card_operations

/// Octets of T.
constexpr std::size_t CARD_TIME_SIZE = 8;

/// Makes what OpenSSL does inside a card count as nothing: the card counts its own commands.
class Uncounted
{
  public:
    Uncounted()
        : m_scope(m_nobody,
                  CryptoScope::GetCurrent()->GetRandom(),
                  CryptoScope::GetCurrent()->GetUnixTime())
    {
    }

  private:
    NullMeter m_nobody;  ///< hears of nothing
    CryptoScope m_scope; ///< the scope inside the card
};

} // namespace ns3::mqtt

#endif /* MQTT_SMART_CARD_TOOLS_H */
