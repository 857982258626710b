// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_KEYS_H
#define MQTT_CARD_KEYS_H

#include "mqtt-certificates.h"
#include "mqtt-elliptic-curve.h"
#include "mqtt-rsa.h"

/// @file
/// Keys of smart cards and of those who talk with them: RSA-2048 (PKCS #1 v1.5, OAEP) or P-256
/// (ECDSA with signatures of r and s in 64 octets, ECIES), with SHA-256.

namespace ns3::mqtt
{

/// The public half of a pair. A copy shares OpenSSL's object.
class CardPublicKey
{
  public:
    static constexpr std::size_t P256_ENCODED_SIZE = 91;   ///< octets of Encode()
    static constexpr std::size_t P256_SIGNATURE_SIZE = 64; ///< octets

    /// Octets that Encrypt() adds under P-256: ephemeral point and tag.
    static constexpr std::size_t P256_OVERHEAD = 65 + 16;

    /// @param octets from a peer: SubjectPublicKeyInfo (RFC 5280) in DER
    /// @return the key; none if it is of another kind or written in another way than Encode() does
    static std::optional<CardPublicKey> Decode(ByteView octets);

    /// @return SubjectPublicKeyInfo in DER: 294 octets for RSA-2048, 91 for P-256
    ByteView Encode() const;

    /// @return kind of the key
    KeyType GetType() const
    {
        return m_rsa ? KeyType::RSA_2048 : KeyType::P256;
    }

    /// @param type kind of a key
    /// @return octets of its signatures
    static std::size_t GetSignatureSize(KeyType type);

    /// @param type kind of a key
    /// @param plaintext octets
    /// @return octets that Encrypt() makes of them
    static std::size_t GetEncryptedSize(KeyType type, std::size_t plaintext);

    /// @param message what was signed
    /// @param signature from a peer
    /// @return whether the private key made it
    bool Verify(ByteView message, ByteView signature) const;

    /// @param plaintext at most RsaPublicKey::MAX_PLAINTEXT_SIZE octets
    /// @return what only the private key opens; none if the key makes no sense
    std::optional<Bytes> Encrypt(ByteView plaintext) const;

  private:
    friend class CardKeyPair;

    CardPublicKey() = default;

    std::optional<RsaPublicKey> m_rsa;    ///< if it is of RSA
    std::shared_ptr<EVP_PKEY> m_elliptic; ///< if it is of P-256
    EcPoint m_point;                      ///< the same
    Bytes m_encoded;                      ///< the same as DER
};

/// A pair of keys. OpenSSL wipes it with the last copy.
class CardKeyPair
{
  public:
    /// Makes a pair from the randomness of the current party; those of RSA come from RsaPool.
    /// @param type kind of keys
    /// @param number of the party, for RsaPool
    /// @return the pair
    static CardKeyPair Generate(KeyType type, std::uint32_t number);

    /// @return the public half
    const CardPublicKey& GetPublicKey() const
    {
        return m_public;
    }

    /// @return kind of the keys
    KeyType GetType() const
    {
        return m_public.GetType();
    }

    /// @param message to be signed
    /// @return signature
    Bytes Sign(ByteView message) const;

    /// @param sealed what CardPublicKey::Encrypt() makes
    /// @return plaintext, unless anything was changed
    std::optional<Secret> Decrypt(ByteView sealed) const;

    /// @return octets of the private key
    std::size_t GetStateSize() const;

  private:
    CardKeyPair() = default;

    /// @param encoded public half of the pair in DER
    void TakePublicKey(ByteView encoded);

    std::optional<RsaPair> m_rsa;         ///< if it is of RSA
    std::shared_ptr<EVP_PKEY> m_elliptic; ///< if it is of P-256
    EcScalar m_scalar;                    ///< the same
    CardPublicKey m_public;               ///< public half
};

} // namespace ns3::mqtt

#endif /* MQTT_CARD_KEYS_H */
