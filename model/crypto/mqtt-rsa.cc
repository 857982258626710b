// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-rsa.h"

#include "mqtt-crypto-scope.h"
#include "mqtt-primitive-tools.h"
#include "mqtt-seeded-random.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of a SHA-256, and so of the salt of PSS.
constexpr int SHA256_SIZE = 32;

/// The exponent of every public key.
constexpr BN_ULONG EXPONENT = 65537;

/// @param key public key or pair
/// @return SubjectPublicKeyInfo in DER; empty if that fails
Bytes
EncodePublic(EVP_PKEY* key)
{
    std::uint8_t* octets{nullptr};
    const int size = i2d_PUBKEY(key, &octets);
    const Bytes encoded(octets, octets + std::max(size, 0));
    OPENSSL_free(octets);
    return encoded;
}

/// @param key of a peer
/// @return whether it is of the only kind that is allowed
bool
IsAllowed(EVP_PKEY* key)
{
    BIGNUM* number{nullptr};
    const bool allowed = EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) == 2048 &&
                         EVP_PKEY_get_bn_param(key, "e", &number) && BN_is_word(number, EXPONENT);
    const OpensslPtr<BIGNUM> exponent(number);
    return allowed;
}

/// @param context of an operation that was begun
/// @param label what OAEP binds
/// @return whether OAEP with SHA-256 is chosen
bool
ChooseOaep(EVP_PKEY_CTX* context, ByteView label)
{
    auto copy = static_cast<std::uint8_t*>(OPENSSL_memdup(GetParameterData(label), label.size()));
    const bool chosen = EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
                        EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0 &&
                        EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0;
    if (label.empty() || !chosen)
    {
        OPENSSL_free(copy);
        return chosen;
    }
    // It takes the copy over if it succeeds.
    if (EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, static_cast<int>(label.size())) <= 0)
    {
        OPENSSL_free(copy);
        return false;
    }
    return true;
}

/// @param context of a signature that was begun
/// @param padding wanted
/// @return whether it is chosen
bool
ChoosePadding(EVP_PKEY_CTX* context, RsaPadding padding)
{
    if (padding == RsaPadding::PKCS1)
    {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0;
    }
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, SHA256_SIZE) > 0;
}

} // namespace

RsaPublicKey::RsaPublicKey(std::shared_ptr<EVP_PKEY> key, Bytes encoded)
    : m_key(std::move(key)),
      m_encoded(std::move(encoded))
{
}

std::optional<RsaPublicKey>
RsaPublicKey::Decode(ByteView octets)
{
    if (octets.size() != ENCODED_SIZE)
    {
        return std::nullopt;
    }
    const std::uint8_t* at = octets.data();
    std::shared_ptr<EVP_PKEY> key(
        d2i_PUBKEY_ex(nullptr, &at, ENCODED_SIZE, OpensslContext(), nullptr),
        OpensslDeleter{});
    if (!key || !IsAllowed(key.get()))
    {
        ERR_clear_error();
        return std::nullopt;
    }
    Bytes encoded = EncodePublic(key.get());
    if (!std::equal(encoded.begin(), encoded.end(), octets.begin(), octets.end()))
    {
        return std::nullopt;
    }
    return RsaPublicKey(std::move(key), std::move(encoded));
}

std::optional<Bytes>
RsaPublicKey::EncryptOaep(ByteView plaintext, ByteView label) const
{
    const OpensslPtr<EVP_PKEY_CTX> context(
        EVP_PKEY_CTX_new_from_pkey(OpensslContext(), m_key.get(), nullptr));
    Require(plaintext.size() <= MAX_PLAINTEXT_SIZE && context &&
                EVP_PKEY_encrypt_init(context.get()) > 0 && ChooseOaep(context.get(), label),
            "start RSA-OAEP");
    Bytes ciphertext(MODULUS_SIZE);
    std::size_t size = ciphertext.size();
    if (EVP_PKEY_encrypt(context.get(),
                         ciphertext.data(),
                         &size,
                         GetParameterData(plaintext),
                         plaintext.size()) <= 0)
    {
        ERR_clear_error();
        return std::nullopt;
    }
    return ciphertext;
}

bool
RsaPublicKey::Verify(ByteView message, ByteView signature, RsaPadding padding) const
{
    const OpensslPtr<EVP_MD_CTX> digest(EVP_MD_CTX_new());
    EVP_PKEY_CTX* context{nullptr};
    Require(digest &&
                EVP_DigestVerifyInit_ex(digest.get(),
                                        &context,
                                        "SHA256",
                                        OpensslContext(),
                                        nullptr,
                                        m_key.get(),
                                        nullptr) > 0 &&
                ChoosePadding(context, padding),
            "start the verification of an RSA signature");
    const bool holds = EVP_DigestVerify(digest.get(),
                                        GetParameterData(signature),
                                        signature.size(),
                                        GetParameterData(message),
                                        message.size()) == 1;
    ERR_clear_error();
    return holds;
}

RsaPair::RsaPair(OpensslPtr<EVP_PKEY> key)
    : m_key(std::move(key)),
      m_public(m_key, EncodePublic(m_key.get()))
{
    Require(m_public.m_encoded.size() == RsaPublicKey::ENCODED_SIZE, "write an RSA key");
}

RsaPair
RsaPair::Generate()
{
    OpensslPtr<EVP_PKEY> key(
        EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "RSA", static_cast<std::size_t>(2048)));
    Require(key != nullptr, "make a pair of RSA keys");
    return RsaPair(std::move(key));
}

std::optional<Secret>
RsaPair::DecryptOaep(ByteView ciphertext, ByteView label) const
{
    if (ciphertext.size() != RsaPublicKey::MODULUS_SIZE)
    {
        return std::nullopt;
    }
    const OpensslPtr<EVP_PKEY_CTX> context(
        EVP_PKEY_CTX_new_from_pkey(OpensslContext(), m_key.get(), nullptr));
    Require(context && EVP_PKEY_decrypt_init(context.get()) > 0 && ChooseOaep(context.get(), label),
            "start RSA-OAEP");
    WipedArray<RsaPublicKey::MODULUS_SIZE> plaintext;
    std::size_t size = plaintext.size();
    if (EVP_PKEY_decrypt(context.get(),
                         plaintext.data(),
                         &size,
                         ciphertext.data(),
                         ciphertext.size()) <= 0)
    {
        ERR_clear_error();
        return std::nullopt;
    }
    return Secret(ByteView(plaintext.data(), size));
}

Bytes
RsaPair::Sign(ByteView message, RsaPadding padding) const
{
    const OpensslPtr<EVP_MD_CTX> digest(EVP_MD_CTX_new());
    EVP_PKEY_CTX* context{nullptr};
    Bytes signature(RsaPublicKey::MODULUS_SIZE);
    std::size_t size = signature.size();
    Require(digest &&
                EVP_DigestSignInit_ex(digest.get(),
                                      &context,
                                      "SHA256",
                                      OpensslContext(),
                                      nullptr,
                                      m_key.get(),
                                      nullptr) > 0 &&
                ChoosePadding(context, padding) &&
                EVP_DigestSign(digest.get(),
                               signature.data(),
                               &size,
                               GetParameterData(message),
                               message.size()) == 1,
            "make an RSA signature");
    return signature;
}

RsaPair
RsaPool::Get(std::uint32_t number)
{
    static std::array<std::unique_ptr<RsaPair>, SIZE> pairs;
    const std::uint32_t index = number % SIZE;
    if (!pairs[index])
    {
        SeededRandom::Seed seed{};
        seed[0] = static_cast<std::uint8_t>(index + 1);
        SeededRandom random(seed);
        NullMeter meter;
        const CryptoScope scope(meter, random, 0);
        pairs[index] = std::make_unique<RsaPair>(RsaPair::Generate());
    }
    // A copy of the key and not of OpenSSL's object: that keeps blinding from use to use, and so
    // what one party draws at random would depend on another.
    OpensslPtr<EVP_PKEY> copy(EVP_PKEY_dup(pairs[index]->m_key.get()));
    Require(copy != nullptr, "copy a pair of RSA keys");
    return RsaPair(std::move(copy));
}

} // namespace ns3::mqtt
