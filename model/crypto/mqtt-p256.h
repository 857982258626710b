// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_P256_H
#define MQTT_P256_H

#include "mqtt-openssl.h"

#include <optional>

/// @file
/// Pairs of keys on NIST P-256 for signatures (ECDSA with SHA-256, FIPS 186-5) and key agreement
/// (ECDH, SEC 1), as OpenSSL offers them ready-made; EllipticCurve has the arithmetic below. What
/// is done counts as "ecdsa-p256-sign", "ecdsa-p256-verify", "ecdh-p256" and "ec-keygen-p256".

namespace ns3::mqtt
{

/// The public half of a pair. A copy shares OpenSSL's object.
class P256PublicKey
{
  public:
    static constexpr std::size_t ENCODED_SIZE = 65;   ///< octets: an uncompressed point (SEC 1)
    static constexpr std::size_t SIGNATURE_SIZE = 64; ///< octets: r and s

    /// @param octets from a peer
    /// @return the key; none if it is no uncompressed point of the curve
    static std::optional<P256PublicKey> Decode(ByteView octets);

    /// @return uncompressed point, ENCODED_SIZE octets
    ByteView Encode() const
    {
        return m_encoded;
    }

    /// @param message what was signed
    /// @param signature from a peer
    /// @return whether the private key made it
    bool Verify(ByteView message, ByteView signature) const;

  private:
    friend class P256Pair;

    /// @param key OpenSSL's key
    /// @param encoded the same as a point
    P256PublicKey(std::shared_ptr<EVP_PKEY> key, Bytes encoded);

    std::shared_ptr<EVP_PKEY> m_key; ///< OpenSSL's key
    Bytes m_encoded;                 ///< the same as a point
};

/// A pair of keys. OpenSSL wipes it with the last copy.
class P256Pair
{
  public:
    static constexpr std::size_t SHARED_SIZE = 32; ///< octets of a shared secret

    /// @return a new pair from the randomness of the current party
    static P256Pair Generate();

    /// @return the public half
    const P256PublicKey& GetPublicKey() const
    {
        return m_public;
    }

    /// @param peer the other side's public key
    /// @return the abscissa of the shared point, SHARED_SIZE octets
    Secret Agree(const P256PublicKey& peer) const;

    /// @param message to be signed
    /// @return r and s, P256PublicKey::SIGNATURE_SIZE octets
    Bytes Sign(ByteView message) const;

  private:
    /// @param key OpenSSL's pair
    explicit P256Pair(OpensslPtr<EVP_PKEY> key);

    std::shared_ptr<EVP_PKEY> m_key; ///< OpenSSL's pair
    P256PublicKey m_public;          ///< its public half
};

} // namespace ns3::mqtt

#endif /* MQTT_P256_H */
