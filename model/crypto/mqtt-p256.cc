// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-p256.h"

#include "mqtt-primitive-tools.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of r and of s.
constexpr std::size_t SCALAR_SIZE = 32;

/// Octets of a signature in DER at most.
constexpr std::size_t MAX_DER_SIZE = 72;

/// @param key pair or public key
/// @return uncompressed point; empty if that fails
Bytes
EncodePoint(EVP_PKEY* key)
{
    std::uint8_t* octets{nullptr};
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &octets);
    const Bytes encoded(octets, octets + size);
    OPENSSL_free(octets);
    return encoded;
}

/// @param der signature in DER
/// @return r and s; empty if that fails
Bytes
FromDer(ByteView der)
{
    const std::uint8_t* at = der.data();
    const OpensslPtr<ECDSA_SIG> signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    Bytes octets(P256PublicKey::SIGNATURE_SIZE);
    const bool done =
        signature &&
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), octets.data(), SCALAR_SIZE) > 0 &&
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), &octets[SCALAR_SIZE], SCALAR_SIZE) > 0;
    return done ? octets : Bytes();
}

/// @param octets r and s, P256PublicKey::SIGNATURE_SIZE octets
/// @return signature in DER; empty if that fails
Bytes
ToDer(ByteView octets)
{
    OpensslPtr<BIGNUM> r(BN_bin2bn(octets.data(), SCALAR_SIZE, nullptr));
    OpensslPtr<BIGNUM> s(BN_bin2bn(octets.data() + SCALAR_SIZE, SCALAR_SIZE, nullptr));
    const OpensslPtr<ECDSA_SIG> signature(ECDSA_SIG_new());
    if (!r || !s || !signature || !ECDSA_SIG_set0(signature.get(), r.get(), s.get()))
    {
        return {};
    }
    r.release(); // the signature has them now
    s.release();
    Bytes der(MAX_DER_SIZE);
    std::uint8_t* at = der.data();
    der.resize(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(signature.get(), &at), 0)));
    return der;
}

} // namespace

P256PublicKey::P256PublicKey(std::shared_ptr<EVP_PKEY> key, Bytes encoded)
    : m_key(std::move(key)),
      m_encoded(std::move(encoded))
{
}

std::optional<P256PublicKey>
P256PublicKey::Decode(ByteView octets)
{
    if (octets.size() != ENCODED_SIZE || octets[0] != POINT_CONVERSION_UNCOMPRESSED)
    {
        return std::nullopt;
    }
    const OpensslPtr<EVP_PKEY_CTX> context(
        EVP_PKEY_CTX_new_from_name(OpensslContext(), "EC", nullptr));
    Require(context && EVP_PKEY_fromdata_init(context.get()) > 0, "read a key on P-256");
    char group[] = "P-256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                           OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                                             GetParameterData(octets),
                                                             octets.size()),
                           OSSL_PARAM_construct_end()};
    EVP_PKEY* key{nullptr};
    if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
    {
        ERR_clear_error();
        return std::nullopt;
    }
    return P256PublicKey({key, OpensslDeleter{}}, octets.ToBytes());
}

bool
P256PublicKey::Verify(ByteView message, ByteView signature) const
{
    if (signature.size() != SIGNATURE_SIZE)
    {
        return false;
    }
    const Bytes der = ToDer(signature);
    const OpensslPtr<EVP_MD_CTX> digest(EVP_MD_CTX_new());
    Require(!der.empty() && digest &&
                EVP_DigestVerifyInit_ex(digest.get(),
                                        nullptr,
                                        "SHA256",
                                        OpensslContext(),
                                        nullptr,
                                        m_key.get(),
                                        nullptr) > 0,
            "start the verification of an ECDSA signature");
    const bool holds = EVP_DigestVerify(digest.get(),
                                        der.data(),
                                        der.size(),
                                        GetParameterData(message),
                                        message.size()) == 1;
    ERR_clear_error();
    return holds;
}

P256Pair::P256Pair(OpensslPtr<EVP_PKEY> key)
    : m_key(std::move(key)),
      m_public(m_key, EncodePoint(m_key.get()))
{
    Require(m_public.m_encoded.size() == P256PublicKey::ENCODED_SIZE, "write a key on P-256");
}

P256Pair
P256Pair::Generate()
{
    OpensslPtr<EVP_PKEY> key(EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "EC", "P-256"));
    Require(key != nullptr, "make a pair of keys on P-256");
    return P256Pair(std::move(key));
}

Secret
P256Pair::Agree(const P256PublicKey& peer) const
{
    const OpensslPtr<EVP_PKEY_CTX> context(
        EVP_PKEY_CTX_new_from_pkey(OpensslContext(), m_key.get(), nullptr));
    WipedArray<SHARED_SIZE> shared;
    std::size_t size = shared.size();
    // The order of the curve is prime and every key a point of it, so nothing can be of small
    // order.
    Require(context && EVP_PKEY_derive_init(context.get()) > 0 &&
                EVP_PKEY_derive_set_peer_ex(context.get(), peer.m_key.get(), 0) > 0 &&
                EVP_PKEY_derive(context.get(), shared.data(), &size) > 0 && size == SHARED_SIZE,
            "agree on a secret on P-256");
    return Secret(ByteView(shared.data(), size));
}

Bytes
P256Pair::Sign(ByteView message) const
{
    const OpensslPtr<EVP_MD_CTX> digest(EVP_MD_CTX_new());
    std::array<std::uint8_t, MAX_DER_SIZE> der{};
    std::size_t size = der.size();
    Require(digest &&
                EVP_DigestSignInit_ex(digest.get(),
                                      nullptr,
                                      "SHA256",
                                      OpensslContext(),
                                      nullptr,
                                      m_key.get(),
                                      nullptr) > 0 &&
                EVP_DigestSign(digest.get(),
                               der.data(),
                               &size,
                               GetParameterData(message),
                               message.size()) == 1,
            "make an ECDSA signature");
    Bytes signature = FromDer({der.data(), size});
    Require(!signature.empty(), "write an ECDSA signature");
    return signature;
}

} // namespace ns3::mqtt
