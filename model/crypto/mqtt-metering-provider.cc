// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-metering-provider.h"

#include "mqtt-metering-slots.h"
#include "mqtt-scope-random.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

namespace ns3::mqtt
{

namespace
{

/// The function numbers that matter in each operation, beside those of the trampolines.
struct OperationNumbers
{
    int operationId; ///< OSSL_OP_DIGEST and so on
    int create;      ///< creation of a context
    int gettable;    ///< list of a context's readable parameters
    int settable;    ///< list of a context's writable parameters
    int unbound[2];  ///< functions without a context, which may go through as they are
};

/// Function numbers of later OpenSSL versions, which older headers do not name.
/// @{
constexpr int QUERY_KEY_TYPES = 26;     ///< of a signature, no context
constexpr int GEN_GET_PARAMS = 15;      ///< of a key generation
constexpr int GEN_GETTABLE_PARAMS = 16; ///< of a key generation
/// @}

/// All metered operations. Functions that neither this table nor a trampoline names are optional
/// ones of later OpenSSL versions and are left out.
constexpr OperationNumbers NUMBERS[] = {
    {OSSL_OP_DIGEST,
     OSSL_FUNC_DIGEST_NEWCTX,
     OSSL_FUNC_DIGEST_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_DIGEST_SETTABLE_CTX_PARAMS,
     {OSSL_FUNC_DIGEST_GET_PARAMS, OSSL_FUNC_DIGEST_GETTABLE_PARAMS}},
    {OSSL_OP_CIPHER,
     OSSL_FUNC_CIPHER_NEWCTX,
     OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS,
     {OSSL_FUNC_CIPHER_GET_PARAMS, OSSL_FUNC_CIPHER_GETTABLE_PARAMS}},
    {OSSL_OP_MAC,
     OSSL_FUNC_MAC_NEWCTX,
     OSSL_FUNC_MAC_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_MAC_SETTABLE_CTX_PARAMS,
     {OSSL_FUNC_MAC_GET_PARAMS, OSSL_FUNC_MAC_GETTABLE_PARAMS}},
    {OSSL_OP_KDF,
     OSSL_FUNC_KDF_NEWCTX,
     OSSL_FUNC_KDF_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_KDF_SETTABLE_CTX_PARAMS,
     {OSSL_FUNC_KDF_GET_PARAMS, OSSL_FUNC_KDF_GETTABLE_PARAMS}},
    {OSSL_OP_KEYEXCH,
     OSSL_FUNC_KEYEXCH_NEWCTX,
     OSSL_FUNC_KEYEXCH_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_KEYEXCH_SETTABLE_CTX_PARAMS,
     {}},
    {OSSL_OP_SIGNATURE,
     OSSL_FUNC_SIGNATURE_NEWCTX,
     OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS,
     {QUERY_KEY_TYPES}},
    {OSSL_OP_ASYM_CIPHER,
     OSSL_FUNC_ASYM_CIPHER_NEWCTX,
     OSSL_FUNC_ASYM_CIPHER_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_ASYM_CIPHER_SETTABLE_CTX_PARAMS,
     {}},
    {OSSL_OP_KEM,
     OSSL_FUNC_KEM_NEWCTX,
     OSSL_FUNC_KEM_GETTABLE_CTX_PARAMS,
     OSSL_FUNC_KEM_SETTABLE_CTX_PARAMS,
     {}},
    {OSSL_OP_KEYMGMT, OSSL_FUNC_KEYMGMT_GEN_INIT, 0, OSSL_FUNC_KEYMGMT_GEN_SETTABLE_PARAMS, {}},
};

/// What the metering provider knows.
struct MeteringState
{
    OSSL_PROVIDER* original{nullptr};                 ///< default provider of the plain context
    std::map<int, std::vector<OSSL_ALGORITHM>> lists; ///< by operation, as libcrypto wants them
    std::map<std::string, OSSL_FUNC_keymgmt_get_params_fn*> keys; ///< readers of keys, by algorithm
};

/// @return the one state; never destroyed, because libcrypto may use it until the program has ended
MeteringState&
GetState()
{
    static auto state = new MeteringState;
    return *state;
}

/// @param names as a provider lists them, separated by colons
/// @return the first in lower case
std::string
GetFirstName(const char* names)
{
    std::string name(names);
    name = name.substr(0, name.find(':'));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return name;
}

/// @param algorithm name in lower case
/// @return name of the algorithm of its keys; empty if they do not matter for the cost
std::string
GetKeyAlgorithm(const std::string& algorithm)
{
    if (algorithm == "ecdsa" || algorithm == "ecdh")
    {
        return "ec";
    }
    const bool matters = algorithm == "ec" || algorithm == "rsa" || algorithm == "rsa-pss" ||
                         algorithm == "dh" || algorithm == "dhx" || algorithm == "dsa";
    return matters ? algorithm : "";
}

/// @param algorithm which
/// @return whether its cost depends on a digest or cipher that is a parameter
bool
IsNamedByDigest(const MeteredAlgorithm& algorithm)
{
    switch (algorithm.operationId)
    {
    case OSSL_OP_MAC:
    case OSSL_OP_KDF:
        return true;
    case OSSL_OP_SIGNATURE:
        return algorithm.name == "hmac" || algorithm.name == "cmac";
    case OSSL_OP_KEYEXCH:
        return algorithm.name == "hkdf" || algorithm.name == "tls1-prf";
    default:
        return false;
    }
}

/// @param numbers of the operation
/// @param number of a function
/// @return whether the function does not take a context of ours, so that it may go through
bool
MayPass(const OperationNumbers& numbers, int number)
{
    if (numbers.operationId == OSSL_OP_KEYMGMT)
    {
        // All others take a key, and keys are not wrapped.
        return number != GEN_GET_PARAMS && number != GEN_GETTABLE_PARAMS;
    }
    return number == numbers.unbound[0] || number == numbers.unbound[1];
}

/// @param numbers of the operation
/// @param functions of the algorithm's slot
/// @param number of a function of the original
/// @param original the function
/// @return what libcrypto is given instead; null leaves it out
ProviderFunction
Replace(const OperationNumbers& numbers,
        const SlotFunctions& functions,
        int number,
        ProviderFunction original)
{
    if (number == numbers.create)
    {
        return numbers.operationId == OSSL_OP_SIGNATURE ? functions.createSignature
               : numbers.operationId == OSSL_OP_KEYMGMT ? functions.startGeneration
                                                        : functions.create;
    }
    if (number == numbers.gettable || number == numbers.settable)
    {
        return number == numbers.gettable ? functions.listGettable : functions.listSettable;
    }
    const OSSL_DISPATCH* entry = GetSymmetricTrampolines(numbers.operationId);
    entry = entry ? entry : GetAsymmetricTrampolines(numbers.operationId);
    for (; entry->function_id != 0; ++entry)
    {
        if (entry->function_id == number)
        {
            return entry->function;
        }
    }
    return MayPass(numbers, number) ? original : nullptr;
}

/// @param numbers of the operation
/// @param original algorithm of the default provider
/// @return the same, metered
OSSL_ALGORITHM
MeterAlgorithm(const OperationNumbers& numbers, const OSSL_ALGORITHM& original)
{
    const std::size_t slot = GetAlgorithms().size();
    MeteredAlgorithm& algorithm = GetAlgorithms().emplace_back();
    algorithm.operationId = numbers.operationId;
    algorithm.name = GetFirstName(original.algorithm_names);
    if (numbers.operationId == OSSL_OP_SIGNATURE)
    {
        // From OpenSSL 3.4 on there is ECDSA-SHA2-256 as well; it costs what ECDSA costs.
        const std::size_t end = algorithm.name.find("-sha");
        const std::string family = algorithm.name.substr(0, end);
        algorithm.name = family == "rsa" || family == "ecdsa" ? family : algorithm.name;
    }
    algorithm.namedByDigest = IsNamedByDigest(algorithm);
    algorithm.gettableNumber = numbers.gettable;
    algorithm.settableNumber = numbers.settable;
    const auto reader = GetState().keys.find(GetKeyAlgorithm(algorithm.name));
    algorithm.getKey = reader == GetState().keys.end() ? nullptr : reader->second;
    for (auto entry = original.implementation; entry->function_id != 0; ++entry)
    {
        const auto number = static_cast<std::size_t>(entry->function_id);
        if (number >= algorithm.originals.size())
        {
            continue;
        }
        algorithm.originals[number] = entry->function;
        if (auto function =
                Replace(numbers, GetSlotFunctions(slot), entry->function_id, entry->function))
        {
            algorithm.dispatch.push_back({entry->function_id, function});
        }
    }
    algorithm.dispatch.push_back({0, nullptr});
    OSSL_ALGORITHM metered = original;
    metered.implementation = algorithm.dispatch.data();
    return metered;
}

/// OpenSSL goes through all decoders there are whenever it reads a certificate, and reads nothing
/// else here, so the others are left out.
/// @param decoder a decoder
/// @return whether it reads public keys out of certificates
bool
ReadsPublicKeys(const OSSL_ALGORITHM& decoder)
{
    const std::string properties = decoder.property_definition;
    return properties.find("input=der") != std::string::npos &&
           properties.find("structure=SubjectPublicKeyInfo") != std::string::npos;
}

/// @param original list of the default provider
/// @param operationId of the list
/// @return list of ours
std::vector<OSSL_ALGORITHM>
MeterList(const OSSL_ALGORITHM* original, int operationId)
{
    std::vector<OSSL_ALGORITHM> list;
    const auto numbers = std::find_if(std::begin(NUMBERS), std::end(NUMBERS), [&](const auto& n) {
        return n.operationId == operationId;
    });
    if (operationId == OSSL_OP_RAND)
    {
        list.push_back(GetScopeRandom(true));
    }
    for (; original && original->algorithm_names; ++original)
    {
        if (numbers == std::end(NUMBERS))
        {
            if (operationId != OSSL_OP_DECODER || ReadsPublicKeys(*original))
            {
                list.push_back(*original);
            }
            continue;
        }
        // Cipher and MAC in one hide what they cost; without them libssl calls the two.
        const bool isStitched =
            operationId == OSSL_OP_CIPHER &&
            GetFirstName(original->algorithm_names).find("-hmac-") != std::string::npos;
        if (!isStitched && GetAlgorithms().size() < METERING_SLOTS)
        {
            list.push_back(MeterAlgorithm(*numbers, *original));
        }
    }
    list.push_back({nullptr, nullptr, nullptr, nullptr});
    return list;
}

/// As OSSL_FUNC_provider_query_operation_fn.
const OSSL_ALGORITHM*
Query(void*, int operationId, int* noStore)
{
    MeteringState& state = GetState();
    const OSSL_ALGORITHM* original =
        OSSL_PROVIDER_query_operation(state.original, operationId, noStore);
    auto found = state.lists.find(operationId);
    if (found == state.lists.end())
    {
        found = state.lists.emplace(operationId, MeterList(original, operationId)).first;
    }
    return found->second.data();
}

/// As OSSL_FUNC_provider_get_capabilities_fn: the groups that TLS may use.
int
GetCapabilities(void*, const char* capability, OSSL_CALLBACK* callback, void* argument)
{
    return OSSL_PROVIDER_get_capabilities(GetState().original, capability, callback, argument);
}

/// As OSSL_provider_init_fn.
int
InitMeteringProvider(const OSSL_CORE_HANDLE*,
                     const OSSL_DISPATCH*,
                     const OSSL_DISPATCH** provider,
                     void** context)
{
    static const OSSL_DISPATCH dispatch[] = {
        Entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, Query),
        Entry(OSSL_FUNC_PROVIDER_GET_CAPABILITIES, GetCapabilities),
        {0, nullptr}};
    *provider = dispatch;
    // The originals are called with what the default provider knows as its own.
    *context = OSSL_PROVIDER_get0_provider_ctx(GetState().original);
    return 1;
}

/// Ends the program if OpenSSL cannot be set up, which no input can cause.
/// @param done whether a step worked
void
Require(bool done)
{
    if (!done)
    {
        std::fputs("mqtt-security: this OpenSSL cannot be set up; version 3 is needed\n", stderr);
        ERR_print_errors_fp(stderr);
        std::abort();
    }
}

/// @return readers of the keys of the default provider
std::map<std::string, OSSL_FUNC_keymgmt_get_params_fn*>
FindKeyReaders()
{
    std::map<std::string, OSSL_FUNC_keymgmt_get_params_fn*> readers;
    int noStore{0};
    auto algorithm = OSSL_PROVIDER_query_operation(GetState().original, OSSL_OP_KEYMGMT, &noStore);
    for (; algorithm && algorithm->algorithm_names; ++algorithm)
    {
        for (auto entry = algorithm->implementation; entry->function_id != 0; ++entry)
        {
            if (entry->function_id == OSSL_FUNC_KEYMGMT_GET_PARAMS)
            {
                readers[GetFirstName(algorithm->algorithm_names)] =
                    OSSL_FUNC_keymgmt_get_params(entry);
            }
        }
    }
    return readers;
}

/// @return both contexts
MeteredLibrary
MakeLibrary()
{
    // What a machine's openssl.cnf says must not change results.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    MeteredLibrary library{OSSL_LIB_CTX_new(), OSSL_LIB_CTX_new()};
    Require(library.plain && library.metered);
    Require(OSSL_PROVIDER_add_builtin(library.plain, "mqtt-random", InitScopeRandomProvider));
    Require(OSSL_PROVIDER_load(library.plain, "mqtt-random"));
    GetState().original = OSSL_PROVIDER_load(library.plain, "default");
    Require(GetState().original);
    GetState().keys = FindKeyReaders();
    Require(OSSL_PROVIDER_add_builtin(library.metered, "mqtt-metered", InitMeteringProvider));
    Require(OSSL_PROVIDER_load(library.metered, "mqtt-metered"));
    for (OSSL_LIB_CTX* context : {library.plain, library.metered})
    {
        Require(RAND_set_DRBG_type(context, SCOPE_RANDOM_NAME, nullptr, nullptr, nullptr));
    }
    return library;
}

} // namespace

const MeteredLibrary&
GetMeteredLibrary()
{
    static const MeteredLibrary library = MakeLibrary();
    return library;
}

} // namespace ns3::mqtt
