// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-metering-context.h"

namespace ns3::mqtt
{

namespace
{

/// @param context a MeteredContext
/// @return it
MeteredContext*
Get(void* context)
{
    return static_cast<MeteredContext*>(context);
}

/// A trampoline of an initialisation with a key, which decides what the work is called.
template <int number>
struct InitWithKey
{
    /// As OSSL_FUNC_signature_sign_init_fn and its like.
    static int Call(void* context, void* key, const OSSL_PARAM params[])
    {
        auto metered = Get(context);
        metered->bytes = 0;
        // A null key means the one that was there before.
        if (key && !metered->algorithm->namedByDigest)
        {
            metered->names = &metered->algorithm->GetNamesOfKey(key);
        }
        metered->Observe(params);
        return metered->Get<OSSL_FUNC_signature_sign_init_fn>(number)(metered->inner, key, params);
    }
};

/// A trampoline of an initialisation with a key and a digest.
template <int number>
struct InitWithDigest
{
    /// As OSSL_FUNC_signature_digest_sign_init_fn.
    static int Call(void* context, const char* digest, void* key, const OSSL_PARAM params[])
    {
        auto metered = Get(context);
        metered->bytes = 0;
        if (!metered->algorithm->namedByDigest)
        {
            metered->names = key ? &metered->algorithm->GetNamesOfKey(key) : metered->names;
        }
        else if (digest)
        {
            metered->names = &metered->algorithm->GetNames(digest);
        }
        metered->Observe(params);
        return metered->Get<OSSL_FUNC_signature_digest_sign_init_fn>(
            number)(metered->inner, digest, key, params);
    }
};

/// A trampoline of a verification over octets given with the call.
template <int number>
struct Verify
{
    /// As OSSL_FUNC_signature_verify_fn.
    static int Call(void* context,
                    const unsigned char* signature,
                    size_t signatureSize,
                    const unsigned char* in,
                    size_t size)
    {
        auto metered = Get(context);
        metered->bytes += size;
        metered->Count(true);
        return metered->Get<OSSL_FUNC_signature_verify_fn>(
            number)(metered->inner, signature, signatureSize, in, size);
    }
};

/// As OSSL_FUNC_signature_digest_verify_final_fn.
int
VerifyFinal(void* context, const unsigned char* signature, size_t size)
{
    Get(context)->Count(true);
    return Forward<OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_FINAL,
                   OSSL_FUNC_signature_digest_verify_final_fn>::Call(context, signature, size);
}

#ifdef OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_INIT
/// As OSSL_FUNC_signature_verify_message_final_fn, from OpenSSL 3.4 on.
int
VerifyMessageFinal(void* context)
{
    Get(context)->Count(true);
    return Forward<OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_FINAL, int(void*)>::Call(context);
}
#endif

/// A trampoline from octets to octets: signature, encryption, decryption.
/// @tparam number function number
/// @tparam backward whether it decrypts
/// @tparam digests whether the octets in are a message, so that their number matters
template <int number, bool backward, bool digests>
struct Transform
{
    /// As OSSL_FUNC_signature_sign_fn and OSSL_FUNC_asym_cipher_encrypt_fn.
    static int Call(void* context,
                    unsigned char* out,
                    size_t* outSize,
                    size_t capacity,
                    const unsigned char* in,
                    size_t size)
    {
        auto metered = Get(context);
        if (out)
        {
            metered->bytes = digests ? metered->bytes + size : 0;
            metered->Count(backward);
        }
        return metered->Get<OSSL_FUNC_asym_cipher_encrypt_fn>(
            number)(metered->inner, out, outSize, capacity, in, size);
    }
};

/// As OSSL_FUNC_kem_encapsulate_fn.
int
Encapsulate(void* context,
            unsigned char* out,
            size_t* outSize,
            unsigned char* secret,
            size_t* secretSize)
{
    auto metered = Get(context);
    if (out)
    {
        metered->Count();
    }
    return metered->Get<OSSL_FUNC_kem_encapsulate_fn>(
        OSSL_FUNC_KEM_ENCAPSULATE)(metered->inner, out, outSize, secret, secretSize);
}

/// As OSSL_FUNC_kem_decapsulate_fn.
int
Decapsulate(void* context,
            unsigned char* out,
            size_t* outSize,
            const unsigned char* in,
            size_t size)
{
    auto metered = Get(context);
    if (out)
    {
        metered->Count(true);
    }
    return metered->Get<OSSL_FUNC_kem_decapsulate_fn>(
        OSSL_FUNC_KEM_DECAPSULATE)(metered->inner, out, outSize, in, size);
}

/// As OSSL_FUNC_keymgmt_gen_fn.
void*
Generate(void* context, OSSL_CALLBACK* callback, void* argument)
{
    auto metered = Get(context);
    void* key = metered->Get<OSSL_FUNC_keymgmt_gen_fn>(
        OSSL_FUNC_KEYMGMT_GEN)(metered->inner, callback, argument);
    if (key && metered->generates)
    {
        // Only now are group and size certain: they may come from a template or a default.
        metered->names = &metered->algorithm->GetNamesOfKey(key);
        metered->Count();
    }
    return key;
}

const OSSL_DISPATCH g_signature[] = {
    Entry(OSSL_FUNC_SIGNATURE_SIGN_INIT, InitWithKey<OSSL_FUNC_SIGNATURE_SIGN_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_SIGN, Transform<OSSL_FUNC_SIGNATURE_SIGN, false, true>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY_INIT, InitWithKey<OSSL_FUNC_SIGNATURE_VERIFY_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY, Verify<OSSL_FUNC_SIGNATURE_VERIFY>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY_RECOVER_INIT,
          InitWithKey<OSSL_FUNC_SIGNATURE_VERIFY_RECOVER_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY_RECOVER,
          Transform<OSSL_FUNC_SIGNATURE_VERIFY_RECOVER, true, false>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT,
          InitWithDigest<OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE,
          Absorb<OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL,
          Finish<OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_SIGN,
          Transform<OSSL_FUNC_SIGNATURE_DIGEST_SIGN, false, true>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT,
          InitWithDigest<OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_UPDATE,
          Absorb<OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_UPDATE>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_FINAL, VerifyFinal),
    Entry(OSSL_FUNC_SIGNATURE_DIGEST_VERIFY, Verify<OSSL_FUNC_SIGNATURE_DIGEST_VERIFY>::Call),
    Entry(OSSL_FUNC_SIGNATURE_FREECTX, Free<OSSL_FUNC_SIGNATURE_FREECTX>::Call),
    Entry(OSSL_FUNC_SIGNATURE_DUPCTX, Copy<OSSL_FUNC_SIGNATURE_DUPCTX>::Call),
    Entry(OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, OSSL_FUNC_signature_get_ctx_params_fn>::Call),
    Entry(
        OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS,
        Observing<OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, OSSL_FUNC_signature_set_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_SIGNATURE_GET_CTX_MD_PARAMS,
          Forward<OSSL_FUNC_SIGNATURE_GET_CTX_MD_PARAMS,
                  OSSL_FUNC_signature_get_ctx_md_params_fn>::Call),
    Entry(OSSL_FUNC_SIGNATURE_GETTABLE_CTX_MD_PARAMS,
          Forward<OSSL_FUNC_SIGNATURE_GETTABLE_CTX_MD_PARAMS,
                  OSSL_FUNC_signature_gettable_ctx_md_params_fn>::Call),
    Entry(OSSL_FUNC_SIGNATURE_SET_CTX_MD_PARAMS,
          Forward<OSSL_FUNC_SIGNATURE_SET_CTX_MD_PARAMS,
                  OSSL_FUNC_signature_set_ctx_md_params_fn>::Call),
    Entry(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_MD_PARAMS,
          Forward<OSSL_FUNC_SIGNATURE_SETTABLE_CTX_MD_PARAMS,
                  OSSL_FUNC_signature_settable_ctx_md_params_fn>::Call),
#ifdef OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_INIT
    Entry(OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_INIT,
          InitWithKey<OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_UPDATE,
          Absorb<OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_UPDATE>::Call),
    Entry(OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_FINAL,
          Finish<OSSL_FUNC_SIGNATURE_SIGN_MESSAGE_FINAL>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_INIT,
          InitWithKey<OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_INIT>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_UPDATE,
          Absorb<OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_UPDATE>::Call),
    Entry(OSSL_FUNC_SIGNATURE_VERIFY_MESSAGE_FINAL, VerifyMessageFinal),
#endif
    {0, nullptr}};

const OSSL_DISPATCH g_agreement[] = {
    Entry(OSSL_FUNC_KEYEXCH_INIT, InitWithKey<OSSL_FUNC_KEYEXCH_INIT>::Call),
    Entry(OSSL_FUNC_KEYEXCH_DERIVE, Finish<OSSL_FUNC_KEYEXCH_DERIVE>::Call),
    Entry(OSSL_FUNC_KEYEXCH_SET_PEER,
          Forward<OSSL_FUNC_KEYEXCH_SET_PEER, OSSL_FUNC_keyexch_set_peer_fn>::Call),
    Entry(OSSL_FUNC_KEYEXCH_FREECTX, Free<OSSL_FUNC_KEYEXCH_FREECTX>::Call),
    Entry(OSSL_FUNC_KEYEXCH_DUPCTX, Copy<OSSL_FUNC_KEYEXCH_DUPCTX>::Call),
    Entry(OSSL_FUNC_KEYEXCH_SET_CTX_PARAMS,
          Observing<OSSL_FUNC_KEYEXCH_SET_CTX_PARAMS, OSSL_FUNC_keyexch_set_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_KEYEXCH_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_KEYEXCH_GET_CTX_PARAMS, OSSL_FUNC_keyexch_get_ctx_params_fn>::Call),
    {0, nullptr}};

const OSSL_DISPATCH g_cipher[] = {
    Entry(OSSL_FUNC_ASYM_CIPHER_ENCRYPT_INIT,
          InitWithKey<OSSL_FUNC_ASYM_CIPHER_ENCRYPT_INIT>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_ENCRYPT,
          Transform<OSSL_FUNC_ASYM_CIPHER_ENCRYPT, false, false>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_DECRYPT_INIT,
          InitWithKey<OSSL_FUNC_ASYM_CIPHER_DECRYPT_INIT>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_DECRYPT,
          Transform<OSSL_FUNC_ASYM_CIPHER_DECRYPT, true, false>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_FREECTX, Free<OSSL_FUNC_ASYM_CIPHER_FREECTX>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_DUPCTX, Copy<OSSL_FUNC_ASYM_CIPHER_DUPCTX>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_ASYM_CIPHER_GET_CTX_PARAMS,
                  OSSL_FUNC_asym_cipher_get_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_ASYM_CIPHER_SET_CTX_PARAMS,
          Forward<OSSL_FUNC_ASYM_CIPHER_SET_CTX_PARAMS,
                  OSSL_FUNC_asym_cipher_set_ctx_params_fn>::Call),
    {0, nullptr}};

const OSSL_DISPATCH g_encapsulation[] = {
    Entry(OSSL_FUNC_KEM_ENCAPSULATE_INIT, InitWithKey<OSSL_FUNC_KEM_ENCAPSULATE_INIT>::Call),
    Entry(OSSL_FUNC_KEM_ENCAPSULATE, Encapsulate),
    Entry(OSSL_FUNC_KEM_DECAPSULATE_INIT, InitWithKey<OSSL_FUNC_KEM_DECAPSULATE_INIT>::Call),
    Entry(OSSL_FUNC_KEM_DECAPSULATE, Decapsulate),
    Entry(OSSL_FUNC_KEM_FREECTX, Free<OSSL_FUNC_KEM_FREECTX>::Call),
    Entry(OSSL_FUNC_KEM_DUPCTX, Copy<OSSL_FUNC_KEM_DUPCTX>::Call),
    Entry(OSSL_FUNC_KEM_GET_CTX_PARAMS,
          Forward<OSSL_FUNC_KEM_GET_CTX_PARAMS, OSSL_FUNC_kem_get_ctx_params_fn>::Call),
    Entry(OSSL_FUNC_KEM_SET_CTX_PARAMS,
          Forward<OSSL_FUNC_KEM_SET_CTX_PARAMS, OSSL_FUNC_kem_set_ctx_params_fn>::Call),
    {0, nullptr}};

/// Only contexts of key generation are wrapped; the keys themselves are the default provider's.
const OSSL_DISPATCH g_generation[] = {
    Entry(OSSL_FUNC_KEYMGMT_GEN_SET_TEMPLATE,
          Forward<OSSL_FUNC_KEYMGMT_GEN_SET_TEMPLATE, OSSL_FUNC_keymgmt_gen_set_template_fn>::Call),
    Entry(OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS,
          Forward<OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS, OSSL_FUNC_keymgmt_gen_set_params_fn>::Call),
    Entry(OSSL_FUNC_KEYMGMT_GEN, Generate),
    Entry(OSSL_FUNC_KEYMGMT_GEN_CLEANUP, Free<OSSL_FUNC_KEYMGMT_GEN_CLEANUP>::Call),
    {0, nullptr}};

} // namespace

const OSSL_DISPATCH*
GetAsymmetricTrampolines(int operationId)
{
    switch (operationId)
    {
    case OSSL_OP_SIGNATURE:
        return g_signature;
    case OSSL_OP_KEYEXCH:
        return g_agreement;
    case OSSL_OP_ASYM_CIPHER:
        return g_cipher;
    case OSSL_OP_KEM:
        return g_encapsulation;
    case OSSL_OP_KEYMGMT:
        return g_generation;
    default:
        return nullptr;
    }
}

} // namespace ns3::mqtt
