// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RSA_H
#define MQTT_RSA_H

#include "mqtt-openssl.h"

#include <optional>

/// @file
/// RSA of 2048 bits (RFC 8017): encryption with OAEP and signatures, both with SHA-256. What is
/// done counts as "rsa-2048-public", "rsa-2048-private" and "rsa-2048-keygen" beside the digests.

namespace ns3::mqtt
{

/// How what is signed is padded.
enum class RsaPadding
{
    PKCS1, ///< RSASSA-PKCS1-v1_5: the same message gives the same signature
    PSS    ///< RSASSA-PSS with MGF1 and a salt of 32 octets
};

/// The public half of a pair. A copy shares OpenSSL's object.
class RsaPublicKey
{
  public:
    static constexpr std::size_t MODULUS_SIZE = 256;            ///< octets; also of a signature
    static constexpr std::size_t ENCODED_SIZE = 294;            ///< octets of Encode()
    static constexpr std::size_t MAX_PLAINTEXT_SIZE = 256 - 66; ///< octets that OAEP takes

    /// @param octets from a peer: SubjectPublicKeyInfo (RFC 5280) in DER
    /// @return the key; none if it is not RSA of 2048 bits with the exponent 65537, or written in
    ///         another way than Encode() writes it
    static std::optional<RsaPublicKey> Decode(ByteView octets);

    /// @return SubjectPublicKeyInfo in DER, ENCODED_SIZE octets
    ByteView Encode() const
    {
        return m_encoded;
    }

    /// @param plaintext at most MAX_PLAINTEXT_SIZE octets; more end the program
    /// @param label what OAEP binds and does not send; may be empty
    /// @return MODULUS_SIZE octets, which only the private key opens; they say nothing about who
    ///         sealed them. None if the modulus makes no sense, which only a hostile one does
    std::optional<Bytes> EncryptOaep(ByteView plaintext, ByteView label = {}) const;

    /// @param message what was signed
    /// @param signature from a peer
    /// @param padding of the signature
    /// @return whether the private key made it
    bool Verify(ByteView message, ByteView signature, RsaPadding padding) const;

  private:
    friend class RsaPair;

    /// @param key OpenSSL's key
    /// @param encoded the same as DER
    RsaPublicKey(std::shared_ptr<EVP_PKEY> key, Bytes encoded);

    std::shared_ptr<EVP_PKEY> m_key; ///< OpenSSL's key
    Bytes m_encoded;                 ///< the same as DER
};

/// A pair of keys. OpenSSL wipes it with the last copy.
class RsaPair
{
  public:
    /// Makes a pair from the randomness of the current party, which takes some 0.1 s of the host's
    /// time.
    /// @return the pair
    static RsaPair Generate();

    /// @return the public half
    const RsaPublicKey& GetPublicKey() const
    {
        return m_public;
    }

    /// @param ciphertext from a peer
    /// @param label what OAEP binds
    /// @return plaintext, unless anything was changed
    std::optional<Secret> DecryptOaep(ByteView ciphertext, ByteView label = {}) const;

    /// @param message to be signed
    /// @param padding of the signature
    /// @return signature of RsaPublicKey::MODULUS_SIZE octets
    Bytes Sign(ByteView message, RsaPadding padding) const;

  private:
    friend class RsaPool;

    /// @param key OpenSSL's pair
    explicit RsaPair(OpensslPtr<EVP_PKEY> key);

    std::shared_ptr<EVP_PKEY> m_key; ///< OpenSSL's pair
    RsaPublicKey m_public;           ///< its public half
};

/// Pairs of keys that lie ready, so that a scenario of hundreds of parties need not make hundreds.
/// More parties than there are pairs share them. All that is done with them is real, and neither
/// sizes nor charges depend on which pair it is, so no result does; an experiment in which one
/// party attacks another must give them distinct pairs. Pairs follow from their number alone: from
/// neither the seed of a run nor the order in which they are asked for.
class RsaPool
{
  public:
    /// Pairs that are made at most, one when it is first asked for.
    static constexpr std::uint32_t SIZE = 16;

    /// @param number of a party; SIZE more give the same pair
    /// @return a pair with an object of OpenSSL's of its own, whose blinding nobody shares; nobody
    ///         is charged for it
    static RsaPair Get(std::uint32_t number);
};

} // namespace ns3::mqtt

#endif /* MQTT_RSA_H */
