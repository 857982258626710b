// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scope-random.h"

#include "mqtt-crypto-scope.h"
#include "mqtt-metering-context.h"
#include "mqtt-operations.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace ns3::mqtt
{

namespace
{

/// The generator keeps no state, but libcrypto wants a pointer that is not null.
int g_state{EVP_RAND_STATE_READY};

/// As OSSL_FUNC_rand_newctx_fn.
void*
New(void*, void*, const OSSL_DISPATCH*)
{
    return &g_state;
}

/// As OSSL_FUNC_rand_freectx_fn.
void
Free(void*)
{
}

/// As OSSL_FUNC_rand_instantiate_fn.
int
Instantiate(void*, unsigned int, int, const unsigned char*, size_t, const OSSL_PARAM[])
{
    return 1;
}

/// As OSSL_FUNC_rand_uninstantiate_fn and OSSL_FUNC_rand_enable_locking_fn.
int
Succeed(void*)
{
    return 1;
}

/// As OSSL_FUNC_rand_generate_fn.
/// @tparam charged whether the request is counted
template <bool charged>
int
Generate(void*, unsigned char* out, size_t size, unsigned int, int, const unsigned char*, size_t)
{
    CryptoScope* scope = CryptoScope::GetCurrent();
    if (!scope)
    {
        return 0;
    }
    if (charged)
    {
        CountOperation(operations::RANDOM, size);
    }
    scope->GetRandom().Fill(out, size);
    return 1;
}

/// As OSSL_FUNC_rand_get_ctx_params_fn.
int
GetParams(void*, OSSL_PARAM params[])
{
    OSSL_PARAM* state = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE);
    OSSL_PARAM* strength = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH);
    OSSL_PARAM* most = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST);
    return (!state || OSSL_PARAM_set_int(state, g_state)) &&
           (!strength || OSSL_PARAM_set_uint(strength, 256)) &&
           (!most || OSSL_PARAM_set_size_t(most, 1U << 20));
}

/// @tparam charged whether requests are counted
template <bool charged>
const OSSL_DISPATCH g_dispatch[] = {Entry(OSSL_FUNC_RAND_NEWCTX, New),
                                    Entry(OSSL_FUNC_RAND_FREECTX, Free),
                                    Entry(OSSL_FUNC_RAND_INSTANTIATE, Instantiate),
                                    Entry(OSSL_FUNC_RAND_UNINSTANTIATE, Succeed),
                                    Entry(OSSL_FUNC_RAND_ENABLE_LOCKING, Succeed),
                                    Entry(OSSL_FUNC_RAND_GENERATE, Generate<charged>),
                                    Entry(OSSL_FUNC_RAND_GET_CTX_PARAMS, GetParams),
                                    {0, nullptr}};

/// As OSSL_FUNC_provider_query_operation_fn.
const OSSL_ALGORITHM*
Query(void*, int operationId, int* noStore)
{
    static const OSSL_ALGORITHM algorithms[] = {GetScopeRandom(false),
                                                {nullptr, nullptr, nullptr, nullptr}};
    *noStore = 0;
    return operationId == OSSL_OP_RAND ? algorithms : nullptr;
}

} // namespace

const OSSL_ALGORITHM&
GetScopeRandom(bool charged)
{
    static const OSSL_ALGORITHM chargedEntry{SCOPE_RANDOM_NAME,
                                             "provider=mqtt",
                                             g_dispatch<true>,
                                             "octets of the current scope, charged"};
    static const OSSL_ALGORITHM plainEntry{SCOPE_RANDOM_NAME,
                                           "provider=mqtt",
                                           g_dispatch<false>,
                                           "octets of the current scope"};
    return charged ? chargedEntry : plainEntry;
}

int
InitScopeRandomProvider(const OSSL_CORE_HANDLE*,
                        const OSSL_DISPATCH*,
                        const OSSL_DISPATCH** provider,
                        void** context)
{
    static const OSSL_DISPATCH dispatch[] = {Entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, Query),
                                             {0, nullptr}};
    *provider = dispatch;
    *context = &g_state;
    return 1;
}

} // namespace ns3::mqtt
