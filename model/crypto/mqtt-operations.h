// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_OPERATIONS_H
#define MQTT_OPERATIONS_H

#include "mqtt-operation.h"

/// @file
/// The operations that the schemes of this module do most. Others come into being with their first
/// use and are named in the same pattern. Both directions of a cipher share a name.

namespace ns3::mqtt::operations
{

inline const Operation ECDSA_P256_SIGN{"ecdsa-p256-sign"};     ///< one signature
inline const Operation ECDSA_P256_VERIFY{"ecdsa-p256-verify"}; ///< one verification
inline const Operation ECDH_P256{"ecdh-p256"};                 ///< one shared secret
inline const Operation EC_KEYGEN_P256{"ec-keygen-p256"};       ///< one pair of keys
inline const Operation ECDH_X25519{"ecdh-x25519"};             ///< one shared secret
inline const Operation X25519_KEYGEN{"x25519-keygen"};         ///< one pair of keys
inline const Operation RSA_2048_PRIVATE{"rsa-2048-private"};   ///< sign or decrypt
inline const Operation RSA_2048_PUBLIC{"rsa-2048-public"};     ///< verify or encrypt
inline const Operation RSA_2048_KEYGEN{"rsa-2048-keygen"};     ///< one pair of keys

inline const Operation POINT_MULTIPLY_BASE_P256{"point-multiply-base-p256"}; ///< one k G
inline const Operation POINT_MULTIPLY_P256{"point-multiply-p256"};           ///< one k P
inline const Operation POINT_ADD_P256{"point-add-p256"};                     ///< one sum of points
inline const Operation POINT_MULTIPLY_BASE_SECP256K1{"point-multiply-base-secp256k1"}; ///< one k G
inline const Operation POINT_MULTIPLY_SECP256K1{"point-multiply-secp256k1"};           ///< one k P
inline const Operation POINT_ADD_SECP256K1{"point-add-secp256k1"}; ///< one sum of points

inline const Operation AES_128_CBC{"aes-128-cbc"};             ///< one message
inline const Operation AES_256_CBC{"aes-256-cbc"};             ///< one message
inline const Operation AES_128_GCM{"aes-128-gcm"};             ///< one message
inline const Operation AES_256_GCM{"aes-256-gcm"};             ///< one message
inline const Operation CHACHA20_POLY1305{"chacha20-poly1305"}; ///< one message

inline const Operation MD5{"md5"};                 ///< one digest
inline const Operation SHA_1{"sha-1"};             ///< one digest
inline const Operation SHA_256{"sha-256"};         ///< one digest
inline const Operation SHA_384{"sha-384"};         ///< one digest
inline const Operation HMAC_SHA1{"hmac-sha1"};     ///< one tag
inline const Operation HMAC_SHA256{"hmac-sha256"}; ///< one tag
inline const Operation HMAC_SHA384{"hmac-sha384"}; ///< one tag

inline const Operation HKDF_SHA256{"hkdf-sha256"};         ///< one extract or expand
inline const Operation HKDF_SHA384{"hkdf-sha384"};         ///< one extract or expand
inline const Operation TLS1_PRF_SHA256{"tls1-prf-sha256"}; ///< one call of TLS 1.2's PRF
inline const Operation TLS1_PRF_SHA384{"tls1-prf-sha384"}; ///< one call of TLS 1.2's PRF

inline const Operation GF256_MULTIPLY{"gf256-multiply"}; ///< products of octets, "bytes" of them

inline const Operation RANDOM{"random"}; ///< one request for random octets

} // namespace ns3::mqtt::operations

#endif /* MQTT_OPERATIONS_H */
