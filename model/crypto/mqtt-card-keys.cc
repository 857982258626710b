// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-keys.h"

#include "mqtt-ecies.h"
#include "mqtt-primitive-tools.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of r and of s.
constexpr std::size_t INTEGER_SIZE = CardPublicKey::P256_SIGNATURE_SIZE / 2;

/// Octets of an uncompressed point.
constexpr std::size_t POINT_SIZE = 65;

/// @return the curve
const EllipticCurve&
GetCurve()
{
    return EllipticCurve::Get(EllipticCurve::P256);
}

/// @param key of any kind
/// @return SubjectPublicKeyInfo in DER
Bytes
EncodePublic(EVP_PKEY* key)
{
    std::uint8_t* octets{nullptr};
    const int size = i2d_PUBKEY(key, &octets);
    const Bytes encoded(octets, octets + std::max(size, 0));
    OPENSSL_free(octets);
    return encoded;
}

/// @param key on P-256
/// @return its point; none if it is not written uncompressed
std::optional<EcPoint>
GetPoint(EVP_PKEY* key)
{
    std::array<std::uint8_t, POINT_SIZE> octets{};
    std::size_t size{0};
    if (!EVP_PKEY_get_octet_string_param(key,
                                         OSSL_PKEY_PARAM_PUB_KEY,
                                         octets.data(),
                                         octets.size(),
                                         &size))
    {
        return std::nullopt;
    }
    return GetCurve().Decode(ByteView(octets.data(), size), PointEncoding::UNCOMPRESSED);
}

/// @param key pair on P-256
/// @return its private key
EcScalar
GetScalar(EVP_PKEY* key)
{
    BIGNUM* number{nullptr};
    Require(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number), "read a private key");
    const OpensslPtr<BIGNUM> owner(number);
    WipedArray<EcScalar::SIZE> octets;
    Require(BN_bn2binpad(number, octets.data(), octets.size()) > 0, "write a private key");
    const auto scalar = GetCurve().DecodeScalar(ByteView(octets.data(), octets.size()));
    Require(scalar.has_value(), "use a private key");
    return *scalar;
}

/// @param signature r and s
/// @return the same in DER; empty if that fails
Bytes
ToDer(ByteView signature)
{
    const OpensslPtr<ECDSA_SIG> pair(ECDSA_SIG_new());
    OpensslPtr<BIGNUM> r(BN_bin2bn(signature.data(), INTEGER_SIZE, nullptr));
    OpensslPtr<BIGNUM> s(BN_bin2bn(signature.data() + INTEGER_SIZE, INTEGER_SIZE, nullptr));
    Require(pair && r && s && ECDSA_SIG_set0(pair.get(), r.get(), s.get()), "read a signature");
    r.release();
    s.release();
    std::uint8_t* octets{nullptr};
    const int size = i2d_ECDSA_SIG(pair.get(), &octets);
    Bytes der(octets, octets + std::max(size, 0));
    OPENSSL_free(octets);
    return der;
}

} // namespace

std::optional<CardPublicKey>
CardPublicKey::Decode(ByteView octets)
{
    CardPublicKey key;
    if (octets.size() == RsaPublicKey::ENCODED_SIZE)
    {
        key.m_rsa = RsaPublicKey::Decode(octets);
        return key.m_rsa ? std::make_optional(std::move(key)) : std::nullopt;
    }
    if (octets.size() != P256_ENCODED_SIZE)
    {
        return std::nullopt;
    }
    const std::uint8_t* at = octets.data();
    key.m_elliptic.reset(d2i_PUBKEY_ex(nullptr, &at, P256_ENCODED_SIZE, OpensslContext(), nullptr),
                         OpensslDeleter{});
    ERR_clear_error();
    if (!key.m_elliptic || !EVP_PKEY_is_a(key.m_elliptic.get(), "EC"))
    {
        return std::nullopt;
    }
    // Only P-256 with its name and an uncompressed point has these octets.
    key.m_encoded = EncodePublic(key.m_elliptic.get());
    const auto point = GetPoint(key.m_elliptic.get());
    std::array<char, 32> group{};
    if (!point || key.m_encoded != octets.ToBytes() ||
        !EVP_PKEY_get_group_name(key.m_elliptic.get(), group.data(), group.size(), nullptr) ||
        std::string(group.data()) != "prime256v1")
    {
        ERR_clear_error();
        return std::nullopt;
    }
    key.m_point = *point;
    return key;
}

ByteView
CardPublicKey::Encode() const
{
    return m_rsa ? m_rsa->Encode() : ByteView(m_encoded);
}

std::size_t
CardPublicKey::GetSignatureSize(KeyType type)
{
    return type == KeyType::RSA_2048 ? RsaPublicKey::MODULUS_SIZE : P256_SIGNATURE_SIZE;
}

std::size_t
CardPublicKey::GetEncryptedSize(KeyType type, std::size_t plaintext)
{
    return type == KeyType::RSA_2048 ? RsaPublicKey::MODULUS_SIZE : plaintext + P256_OVERHEAD;
}

bool
CardPublicKey::Verify(ByteView message, ByteView signature) const
{
    if (m_rsa)
    {
        return m_rsa->Verify(message, signature, RsaPadding::PKCS1);
    }
    if (signature.size() != P256_SIGNATURE_SIZE)
    {
        return false;
    }
    const Bytes der = ToDer(signature);
    const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
    Require(context && EVP_DigestVerifyInit_ex(context.get(),
                                               nullptr,
                                               "SHA256",
                                               OpensslContext(),
                                               nullptr,
                                               m_elliptic.get(),
                                               nullptr) > 0,
            "start the verification of an ECDSA signature");
    const bool holds = EVP_DigestVerify(context.get(),
                                        der.data(),
                                        der.size(),
                                        GetParameterData(message),
                                        message.size()) == 1;
    ERR_clear_error();
    return holds;
}

std::optional<Bytes>
CardPublicKey::Encrypt(ByteView plaintext) const
{
    if (m_rsa)
    {
        return m_rsa->EncryptOaep(plaintext);
    }
    return SealEcies(GetCurve(), m_point, {}, plaintext, PointEncoding::UNCOMPRESSED);
}

CardKeyPair
CardKeyPair::Generate(KeyType type, std::uint32_t number)
{
    CardKeyPair pair;
    if (type == KeyType::RSA_2048)
    {
        pair.m_rsa = RsaPool::Get(number);
        pair.TakePublicKey(pair.m_rsa->GetPublicKey().Encode());
        return pair;
    }
    pair.m_elliptic.reset(EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "EC", "P-256"),
                          OpensslDeleter{});
    Require(pair.m_elliptic != nullptr, "make a pair of keys on P-256");
    pair.m_scalar = GetScalar(pair.m_elliptic.get());
    pair.TakePublicKey(EncodePublic(pair.m_elliptic.get()));
    return pair;
}

void
CardKeyPair::TakePublicKey(ByteView encoded)
{
    // Read anew, so that copies of the public half do not keep the private one.
    auto key = CardPublicKey::Decode(encoded);
    Require(key.has_value(), "read a public key");
    m_public = std::move(*key);
}

Bytes
CardKeyPair::Sign(ByteView message) const
{
    if (m_rsa)
    {
        return m_rsa->Sign(message, RsaPadding::PKCS1);
    }
    const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
    Bytes der(static_cast<std::size_t>(EVP_PKEY_get_size(m_elliptic.get())));
    std::size_t size = der.size();
    Require(context &&
                EVP_DigestSignInit_ex(context.get(),
                                      nullptr,
                                      "SHA256",
                                      OpensslContext(),
                                      nullptr,
                                      m_elliptic.get(),
                                      nullptr) > 0 &&
                EVP_DigestSign(context.get(),
                               der.data(),
                               &size,
                               GetParameterData(message),
                               message.size()) == 1,
            "make an ECDSA signature");
    const std::uint8_t* at = der.data();
    const OpensslPtr<ECDSA_SIG> parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    Bytes signature(CardPublicKey::P256_SIGNATURE_SIZE);
    Require(parts &&
                BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), signature.data(), INTEGER_SIZE) > 0 &&
                BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()),
                             signature.data() + INTEGER_SIZE,
                             INTEGER_SIZE) > 0,
            "write an ECDSA signature");
    return signature;
}

std::optional<Secret>
CardKeyPair::Decrypt(ByteView sealed) const
{
    if (m_rsa)
    {
        return m_rsa->DecryptOaep(sealed);
    }
    return OpenEcies(GetCurve(),
                     m_scalar,
                     m_public.m_point,
                     {},
                     sealed,
                     PointEncoding::UNCOMPRESSED);
}

std::size_t
CardKeyPair::GetStateSize() const
{
    return m_rsa ? 2 * RsaPublicKey::MODULUS_SIZE : EcScalar::SIZE; // n and d, or d
}

} // namespace ns3::mqtt
