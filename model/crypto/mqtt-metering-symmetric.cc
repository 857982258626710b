// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-metering-context.h"

#include <algorithm>
#include <openssl/core_names.h>
#include <openssl/params.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of the explicit nonce that TLS 1.2 sends with each GCM or CCM record.
constexpr std::size_t EXPLICIT_NONCE = 8;

/// @tparam number function number of a context's start that has parameters
template <int number>
int
DigestInit(void* context, const OSSL_PARAM params[])
{
    static_cast<MeteredContext*>(context)->bytes = 0;
    return Forward<number, OSSL_FUNC_digest_init_fn>::Call(context, params);
}

/// As OSSL_FUNC_mac_init_fn.
int
MacInit(void* context, const unsigned char* key, size_t size, const OSSL_PARAM params[])
{
    auto metered = static_cast<MeteredContext*>(context);
    metered->bytes = 0;
    metered->Observe(params);
    return metered->Get<OSSL_FUNC_mac_init_fn>(
        OSSL_FUNC_MAC_INIT)(metered->inner, key, size, params);
}

/// As OSSL_FUNC_kdf_derive_fn.
int
KdfDerive(void* context, unsigned char* key, size_t size, const OSSL_PARAM params[])
{
    auto metered = static_cast<MeteredContext*>(context);
    metered->Observe(params);
    metered->bytes = size;
    metered->Count();
    return metered->Get<OSSL_FUNC_kdf_derive_fn>(
        OSSL_FUNC_KDF_DERIVE)(metered->inner, key, size, params);
}

/// @tparam number encryption or decryption
template <int number>
int
CipherInit(void* context,
           const unsigned char* key,
           size_t keySize,
           const unsigned char* iv,
           size_t ivSize,
           const OSSL_PARAM params[])
{
    auto metered = static_cast<MeteredContext*>(context);
    metered->bytes = 0;
    metered->encrypts = number == OSSL_FUNC_CIPHER_ENCRYPT_INIT;
    return metered->Get<OSSL_FUNC_cipher_encrypt_init_fn>(
        number)(metered->inner, key, keySize, iv, ivSize, params);
}

/// Counts the octets that went through an update, and the message if each update is one.
/// @param metered context
/// @param out where octets went; null for associated data
/// @param in octets that came
/// @param size how many
/// @param whole each call is a message
void
CountCipher(MeteredContext& metered, const void* out, const void* in, size_t size, bool whole)
{
    if (!out || !in)
    {
        return;
    }
    metered.bytes += size;
    if (whole)
    {
        metered.bytes -= std::min<std::uint64_t>(metered.bytes, metered.overhead);
        metered.Count(!metered.encrypts);
    }
}

/// As OSSL_FUNC_cipher_update_fn.
int
CipherUpdate(void* context,
             unsigned char* out,
             size_t* outSize,
             size_t capacity,
             const unsigned char* in,
             size_t size)
{
    auto metered = static_cast<MeteredContext*>(context);
    const int done = metered->Get<OSSL_FUNC_cipher_update_fn>(
        OSSL_FUNC_CIPHER_UPDATE)(metered->inner, out, outSize, capacity, in, size);
    // A block cipher pads and strips records itself: the longer side is what went through it.
    const bool pads = metered->ofRecords && metered->overhead == 0;
    CountCipher(*metered, out, in, pads ? std::max(size, *outSize) : size, metered->ofRecords);
    return done;
}

/// As OSSL_FUNC_cipher_cipher_fn: EVP_Cipher, all at once.
int
CipherWhole(void* context,
            unsigned char* out,
            size_t* outSize,
            size_t capacity,
            const unsigned char* in,
            size_t size)
{
    auto metered = static_cast<MeteredContext*>(context);
    CountCipher(*metered, out, in, size, true);
    return metered->Get<OSSL_FUNC_cipher_cipher_fn>(
        OSSL_FUNC_CIPHER_CIPHER)(metered->inner, out, outSize, capacity, in, size);
}

/// As OSSL_FUNC_cipher_final_fn.
int
CipherFinal(void* context, unsigned char* out, size_t* outSize, size_t capacity)
{
    auto metered = static_cast<MeteredContext*>(context);
    metered->Count(!metered->encrypts);
    return metered->Get<OSSL_FUNC_cipher_final_fn>(
        OSSL_FUNC_CIPHER_FINAL)(metered->inner, out, outSize, capacity);
}

/// Tells quickly what would take a comparison of texts for each name, several times for a message.
/// @param params of a cipher
/// @return whether there may be some that only TLS uses, whose names all begin alike
bool
MayConcernTls(const OSSL_PARAM* params)
{
    for (; params && params->key; ++params)
    {
        if (params->key[0] == 't' && params->key[1] == 'l')
        {
            return true;
        }
    }
    return false;
}

/// As OSSL_FUNC_cipher_set_ctx_params_fn. TLS 1.2 announces each record here.
int
CipherSetParams(void* context, const OSSL_PARAM params[])
{
    auto metered = static_cast<MeteredContext*>(context);
    if (MayConcernTls(params) &&
        (OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD) ||
         OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_VERSION)))
    {
        metered->ofRecords = true;
    }
    return metered->Get<OSSL_FUNC_cipher_set_ctx_params_fn>(
        OSSL_FUNC_CIPHER_SET_CTX_PARAMS)(metered->inner, params);
}

/// As OSSL_FUNC_cipher_get_ctx_params_fn. TLS 1.2 asks here how much longer a record becomes.
int
CipherGetParams(void* context, OSSL_PARAM params[])
{
    auto metered = static_cast<MeteredContext*>(context);
    const int done = metered->Get<OSSL_FUNC_cipher_get_ctx_params_fn>(
        OSSL_FUNC_CIPHER_GET_CTX_PARAMS)(metered->inner, params);
    if (!done || !MayConcernTls(params))
    {
        return done;
    }
    const OSSL_PARAM* pad = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD);
    std::size_t tag{0};
    if (pad && OSSL_PARAM_get_size_t(pad, &tag))
    {
        const bool isChacha = metered->algorithm->name == "chacha20-poly1305";
        metered->overhead = tag + (isChacha ? 0 : EXPLICIT_NONCE);
    }
    return done;
}

const OSSL_DISPATCH g_digest[] = {
    Entry(OSSL_FUNC_DIGEST_INIT, DigestInit<OSSL_FUNC_DIGEST_INIT>),
    Entry(OSSL_FUNC_DIGEST_UPDATE, Absorb<OSSL_FUNC_DIGEST_UPDATE>::Call),
    Entry(OSSL_FUNC_DIGEST_FINAL, Finish<OSSL_FUNC_DIGEST_FINAL>::Call),
    Entry(OSSL_FUNC_DIGEST_FREECTX, Free<OSSL_FUNC_DIGEST_FREECTX>::Call),
    Entry(OSSL_FUNC_DIGEST_DUPCTX, Copy<OSSL_FUNC_DIGEST_DUPCTX>::Call),
    Entry(OSSL_FUNC_DIGEST_SET_CTX_PARAMS,
          Forward<OSSL_FUNC_DIGEST_SET_CTX_PARAMS, OSSL_FUNC_digest_set_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_DIGEST_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_DIGEST_GET_CTX_PARAMS, OSSL_FUNC_digest_get_ctx_params_fn>::Call),
    {0, nullptr}};

const OSSL_DISPATCH g_cipher[] = {
    Entry(OSSL_FUNC_CIPHER_ENCRYPT_INIT, CipherInit<OSSL_FUNC_CIPHER_ENCRYPT_INIT>),
    Entry(OSSL_FUNC_CIPHER_DECRYPT_INIT, CipherInit<OSSL_FUNC_CIPHER_DECRYPT_INIT>),
    Entry(OSSL_FUNC_CIPHER_UPDATE, CipherUpdate),
    Entry(OSSL_FUNC_CIPHER_FINAL, CipherFinal),
    Entry(OSSL_FUNC_CIPHER_CIPHER, CipherWhole),
    Entry(OSSL_FUNC_CIPHER_FREECTX, Free<OSSL_FUNC_CIPHER_FREECTX>::Call),
    Entry(OSSL_FUNC_CIPHER_DUPCTX, Copy<OSSL_FUNC_CIPHER_DUPCTX>::Call),
    Entry(OSSL_FUNC_CIPHER_SET_CTX_PARAMS, CipherSetParams),
    Entry(OSSL_FUNC_CIPHER_GET_CTX_PARAMS, CipherGetParams),
    {0, nullptr}};

const OSSL_DISPATCH g_mac[] = {
    Entry(OSSL_FUNC_MAC_INIT, MacInit),
    Entry(OSSL_FUNC_MAC_UPDATE, Absorb<OSSL_FUNC_MAC_UPDATE>::Call),
    Entry(OSSL_FUNC_MAC_FINAL, Finish<OSSL_FUNC_MAC_FINAL>::Call),
    Entry(OSSL_FUNC_MAC_FREECTX, Free<OSSL_FUNC_MAC_FREECTX>::Call),
    Entry(OSSL_FUNC_MAC_DUPCTX, Copy<OSSL_FUNC_MAC_DUPCTX>::Call),
    Entry(OSSL_FUNC_MAC_SET_CTX_PARAMS,
          Observing<OSSL_FUNC_MAC_SET_CTX_PARAMS, OSSL_FUNC_mac_set_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_MAC_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_MAC_GET_CTX_PARAMS, OSSL_FUNC_mac_get_ctx_params_fn>::Call),
    {0, nullptr}};

const OSSL_DISPATCH g_kdf[] = {
    Entry(OSSL_FUNC_KDF_DERIVE, KdfDerive),
    Entry(OSSL_FUNC_KDF_RESET, Forward<OSSL_FUNC_KDF_RESET, OSSL_FUNC_kdf_reset_fn>::Call),
    Entry(OSSL_FUNC_KDF_FREECTX, Free<OSSL_FUNC_KDF_FREECTX>::Call),
    Entry(OSSL_FUNC_KDF_DUPCTX, Copy<OSSL_FUNC_KDF_DUPCTX>::Call),
    Entry(OSSL_FUNC_KDF_SET_CTX_PARAMS,
          Observing<OSSL_FUNC_KDF_SET_CTX_PARAMS, OSSL_FUNC_kdf_set_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_KDF_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_KDF_GET_CTX_PARAMS, OSSL_FUNC_kdf_get_ctx_params_fn>::Call),
    {0, nullptr}};

} // namespace

const OSSL_DISPATCH*
GetSymmetricTrampolines(int operationId)
{
    switch (operationId)
    {
    case OSSL_OP_DIGEST:
        return g_digest;
    case OSSL_OP_CIPHER:
        return g_cipher;
    case OSSL_OP_MAC:
        return g_mac;
    case OSSL_OP_KDF:
        return g_kdf;
    default:
        return nullptr;
    }
}

} // namespace ns3::mqtt
