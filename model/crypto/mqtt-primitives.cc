// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-primitives.h"

#include "mqtt-primitive-tools.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of a SHA-256.
constexpr std::size_t SHA256_SIZE = 32;

/// @param octets moved into a secret and wiped
/// @return the secret
Secret
TakeSecret(Bytes& octets)
{
    Secret secret(octets);
    OPENSSL_cleanse(octets.data(), octets.size());
    return secret;
}

/// @param digest algorithm
/// @param parts hashed one after another
/// @return their digest
Bytes
Hash(const EVP_MD* digest, std::initializer_list<ByteView> parts)
{
    const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
    bool done = context && EVP_DigestInit_ex2(context.get(), digest, nullptr);
    for (const ByteView& part : parts)
    {
        done = done && EVP_DigestUpdate(context.get(), part.data(), part.size());
    }
    Bytes hash(static_cast<std::size_t>(EVP_MD_get_size(digest)));
    Require(done && EVP_DigestFinal_ex(context.get(), hash.data(), nullptr), "hash");
    return hash;
}

/// One half of HKDF-SHA-256.
/// @param mode EVP_KDF_HKDF_MODE_EXTRACT_ONLY or EVP_KDF_HKDF_MODE_EXPAND_ONLY
/// @param key input keying material, or what was extracted of it
/// @param name of the other input, as a parameter
/// @param input salt or info
/// @param size octets wanted
/// @return key
Secret
RunHkdf(int mode, ByteView key, const char* name, ByteView input, std::size_t size)
{
    static EVP_KDF* const kdf = Fetch(EVP_KDF_fetch, "HKDF");
    const OpensslPtr<EVP_KDF_CTX> context(EVP_KDF_CTX_new(kdf));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, GetParameterData(key), key.size()),
        OSSL_PARAM_construct_octet_string(name, GetParameterData(input), input.size()),
        OSSL_PARAM_construct_end()};
    Bytes derived(size);
    Require(context && EVP_KDF_derive(context.get(), derived.data(), size, params), "derive a key");
    return TakeSecret(derived);
}

} // namespace

Bytes
Sha1(std::initializer_list<ByteView> parts)
{
    static EVP_MD* const digest = Fetch(EVP_MD_fetch, "SHA1");
    return Hash(digest, parts);
}

Bytes
Sha256(std::initializer_list<ByteView> parts)
{
    static EVP_MD* const digest = Fetch(EVP_MD_fetch, "SHA256");
    return Hash(digest, parts);
}

Bytes
HmacSha256(ByteView key, std::initializer_list<ByteView> parts)
{
    static EVP_MAC* const mac = Fetch(EVP_MAC_fetch, "HMAC");
    const OpensslPtr<EVP_MAC_CTX> context(EVP_MAC_CTX_new(mac));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    bool done = context && EVP_MAC_init(context.get(), GetParameterData(key), key.size(), params);
    for (const ByteView& part : parts)
    {
        done = done && EVP_MAC_update(context.get(), part.data(), part.size());
    }
    Bytes tag(SHA256_SIZE);
    std::size_t size{0};
    Require(done && EVP_MAC_final(context.get(), tag.data(), &size, tag.size()), "authenticate");
    return tag;
}

Secret
HkdfSha256(ByteView secret, ByteView salt, ByteView info, std::size_t size)
{
    // In two halves, because each is work of its own that is counted.
    const Secret extracted =
        RunHkdf(EVP_KDF_HKDF_MODE_EXTRACT_ONLY, secret, OSSL_KDF_PARAM_SALT, salt, SHA256_SIZE);
    return RunHkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, extracted.Get(), OSSL_KDF_PARAM_INFO, info, size);
}

Bytes
RandomBytes(std::size_t size)
{
    Bytes octets(size);
    Require(RAND_bytes_ex(OpensslContext(), octets.data(), size, 0) == 1, "draw random octets");
    return octets;
}

bool
AreEqual(ByteView a, ByteView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

X25519Pair::X25519Pair()
    : m_pair(EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "X25519")),
      m_public(PUBLIC_KEY_SIZE)
{
    std::size_t size = m_public.size();
    Require(m_pair && EVP_PKEY_get_raw_public_key(m_pair.get(), m_public.data(), &size),
            "make a pair of keys for X25519");
}

std::optional<Secret>
X25519Pair::Agree(ByteView peer) const
{
    if (peer.size() != PUBLIC_KEY_SIZE)
    {
        return std::nullopt;
    }
    const OpensslPtr<EVP_PKEY> key(EVP_PKEY_new_raw_public_key_ex(OpensslContext(),
                                                                  "X25519",
                                                                  nullptr,
                                                                  peer.data(),
                                                                  peer.size()));
    const OpensslPtr<EVP_PKEY_CTX> context(
        EVP_PKEY_CTX_new_from_pkey(OpensslContext(), m_pair.get(), nullptr));
    Require(key && context && EVP_PKEY_derive_init(context.get()) > 0 &&
                EVP_PKEY_derive_set_peer(context.get(), key.get()) > 0,
            "start X25519");
    WipedArray<PUBLIC_KEY_SIZE> shared;
    std::size_t size = shared.size();
    // A point of small order gives zero, which OpenSSL refuses.
    if (EVP_PKEY_derive(context.get(), shared.data(), &size) <= 0)
    {
        ERR_clear_error();
        return std::nullopt;
    }
    return Secret(ByteView(shared.data(), size));
}

} // namespace ns3::mqtt
