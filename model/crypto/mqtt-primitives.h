// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PRIMITIVES_H
#define MQTT_PRIMITIVES_H

#include "mqtt-openssl.h"

#include <initializer_list>
#include <optional>

/// @file
/// The symmetric primitives and the key agreement that schemes are made of, done by OpenSSL and
/// counted in the current CryptoScope. OpenSSL failing without a fault of the input ends the
/// program.

namespace ns3::mqtt
{

/// @param parts hashed one after another
/// @return their SHA-1 (FIPS 180-4), 20 octets
Bytes Sha1(std::initializer_list<ByteView> parts);

/// @param parts hashed one after another
/// @return their SHA-256 (FIPS 180-4), 32 octets
Bytes Sha256(std::initializer_list<ByteView> parts);

/// @param key secret of any length
/// @param parts authenticated one after another
/// @return HMAC-SHA-256 (RFC 2104), 32 octets
Bytes HmacSha256(ByteView key, std::initializer_list<ByteView> parts);

/// @param secret input keying material
/// @param salt may be empty
/// @param info context, such as a label
/// @param size octets wanted, at most 8160
/// @return HKDF-SHA-256 (RFC 5869), extract and expand
Secret HkdfSha256(ByteView secret, ByteView salt, ByteView info, std::size_t size);

/// @param size octets wanted
/// @return random octets of the current party
Bytes RandomBytes(std::size_t size);

/// @param a octets
/// @param b octets
/// @return whether both are the same, in a time that only the lengths tell
bool AreEqual(ByteView a, ByteView b);

/// @param octets any
/// @return their Base64 (RFC 4648, section 4) without line breaks
Bytes EncodeBase64(ByteView octets);

/// @param text anything
/// @return the octets that EncodeBase64() writes so, if there are any
std::optional<Bytes> DecodeBase64(ByteView text);

/// AES-128-GCM (NIST SP 800-38D) under one key, made ready once for many messages.
class AesGcm
{
  public:
    static constexpr std::size_t KEY_SIZE = 16;   ///< octets
    static constexpr std::size_t NONCE_SIZE = 12; ///< octets
    static constexpr std::size_t TAG_SIZE = 16;   ///< octets

    /// @param key KEY_SIZE octets
    explicit AesGcm(ByteView key);

    /// @param nonce NONCE_SIZE octets, never the same twice under a key
    /// @param associated data that is authenticated and not sent
    /// @param plaintext may be empty
    /// @param sealed gets ciphertext and tag behind what it holds; must not hold the others, since
    /// it
    ///        may move
    void Seal(ByteView nonce, ByteView associated, ByteView plaintext, Bytes& sealed);

    /// @param nonce NONCE_SIZE octets
    /// @param associated data
    /// @param sealed ciphertext and tag
    /// @return plaintext, unless anything was changed
    std::optional<Bytes> Open(ByteView nonce, ByteView associated, ByteView sealed);

  private:
    /// @param context m_seal or m_open
    /// @param seals whether it is m_seal
    /// @param nonce NONCE_SIZE octets
    /// @return the context, ready for a message
    EVP_CIPHER_CTX* Start(OpensslPtr<EVP_CIPHER_CTX>& context, bool seals, ByteView nonce);

    OpensslPtr<EVP_CIPHER_CTX> m_seal; ///< holds the key for sealing; made with the first message
    OpensslPtr<EVP_CIPHER_CTX> m_open; ///< holds the key for opening; made with the first message
    Secret m_key;                      ///< KEY_SIZE octets
};

/// AES-256-CBC under a passphrase as `openssl enc -aes-256-cbc -md md5 -base64` and CryptoJS write
/// it: key and IV by EVP_BytesToKey with MD5, one iteration and a random salt of 8 octets;
/// Base64("Salted__", salt, ciphertext). Nothing is authenticated.
/// @param passphrase secret
/// @param plaintext may be empty
/// @return Base64 without line breaks
Bytes SealWithPassphrase(ByteView passphrase, ByteView plaintext);

/// @param passphrase secret
/// @param sealed what SealWithPassphrase() gives
/// @return plaintext, unless the form (in which nothing may be missing, left over or written in
///         another way) or the padding is wrong
std::optional<Bytes> OpenWithPassphrase(ByteView passphrase, ByteView sealed);

/// AES-128 or AES-256 in CBC mode (NIST SP 800-38A) without authentication.
/// @param key 16 or 32 octets
/// @param iv 16 octets
/// @param plaintext may be empty; a whole number of blocks if nothing is padded
/// @param padded whether PKCS #7 padding is added
/// @return ciphertext
Bytes SealAesCbc(ByteView key, ByteView iv, ByteView plaintext, bool padded = true);

/// @param key 16 or 32 octets
/// @param iv 16 octets
/// @param sealed from a peer
/// @param padded whether PKCS #7 padding is taken off
/// @return plaintext, unless its length or its padding is wrong
std::optional<Bytes> OpenAesCbc(ByteView key, ByteView iv, ByteView sealed, bool padded = true);

/// An ephemeral pair of keys for X25519 (RFC 7748).
class X25519Pair
{
  public:
    static constexpr std::size_t PUBLIC_KEY_SIZE = 32; ///< octets

    /// Makes a new pair from the randomness of the current party.
    X25519Pair();

    /// @return the public key, PUBLIC_KEY_SIZE octets
    ByteView GetPublicKey() const
    {
        return m_public;
    }

    /// @param peer the other side's public key
    /// @return the shared secret of 32 octets; none if the key is of the wrong length or of small
    ///         order
    std::optional<Secret> Agree(ByteView peer) const;

  private:
    OpensslPtr<EVP_PKEY> m_pair; ///< OpenSSL's pair
    Bytes m_public;              ///< public key
};

} // namespace ns3::mqtt

#endif /* MQTT_PRIMITIVES_H */
