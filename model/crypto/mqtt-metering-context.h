// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_METERING_CONTEXT_H
#define MQTT_METERING_CONTEXT_H

#include "mqtt-operation.h"

#include <array>
#include <deque>
#include <openssl/core_dispatch.h>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

/// @file
/// How the metering provider stands between libcrypto and the default provider: libcrypto holds a
/// MeteredContext where it thinks to hold the default provider's own, and each function that takes
/// one is a trampoline that unwraps it, calls the original and counts.

namespace ns3::mqtt
{

/// Names of an algorithm's two directions; the same twice if they cost the same.
struct OperationPair
{
    Operation forward;  ///< sign, encrypt, derive, digest
    Operation backward; ///< verify, decrypt
};

/// @param operationId OSSL_OP_SIGNATURE and so on
/// @param algorithm first name of the algorithm in lower case
/// @param detail what the name depends on beside that: group, bits of the key, digest; may be empty
/// @return the names under which work is counted
OperationPair NameOperations(int operationId,
                             const std::string& algorithm,
                             std::string_view detail);

/// @param name any name of a digest that OpenSSL knows
/// @return as it stands in names of operations, "sha256"
std::string NormaliseDigest(std::string_view name);

/// Any function of a provider, as OSSL_DISPATCH holds it.
using ProviderFunction = void (*)();

/// An algorithm of the default provider that is metered.
struct MeteredAlgorithm
{
    int operationId{0};                           ///< OSSL_OP_SIGNATURE and so on
    std::string name;                             ///< first name, lower case
    int gettableNumber{0};                        ///< lists a context's readable parameters
    int settableNumber{0};                        ///< lists a context's writable parameters
    bool namedByDigest{false};                    ///< the parameter "digest" or "cipher" matters
    std::array<ProviderFunction, 64> originals{}; ///< by function number
    OSSL_FUNC_keymgmt_get_params_fn* getKey{};    ///< tells group or bits of a key, if they matter
    std::vector<OSSL_DISPATCH> dispatch;          ///< what libcrypto is given
    std::deque<std::pair<std::string, OperationPair>> names; ///< by detail, filled at first use

    /// @param detail group, bits or digest
    /// @return names of the two directions; stays where it is
    const OperationPair& GetNames(std::string_view detail);

    /// @param key key of the default provider
    /// @return names of the two directions with that key
    const OperationPair& GetNamesOfKey(void* key);
};

/// What libcrypto holds instead of the default provider's context.
struct MeteredContext
{
    MeteredAlgorithm* algorithm{nullptr}; ///< what this is a context of
    void* inner{nullptr};                 ///< the default provider's context
    const OperationPair* names{nullptr};  ///< what its work is counted as
    std::uint64_t bytes{0};               ///< octets since the last count
    std::size_t overhead{0};              ///< octets of a TLS record that are not plaintext
    bool encrypts{false};                 ///< direction of a cipher
    bool ofRecords{false};                ///< a cipher of TLS 1.2: each update is a record
    bool generates{false};                ///< a key generation that makes more than parameters

    /// @tparam Function its type
    /// @param number function number
    /// @return the original function
    template <class Function>
    Function* Get(int number) const
    {
        return reinterpret_cast<Function*>(algorithm->originals[number]);
    }

    /// Takes the name of a digest or cipher out of parameters, where the algorithm depends on it.
    /// @param params may be null
    void Observe(const OSSL_PARAM* params);

    /// Counts once in the current scope, with the octets since the last time.
    /// @param backward the second of the names
    void Count(bool backward = false);

    /// @param innerCopy copy of the inner context, may be null
    /// @return a copy of this around it, null if that was; octets not yet counted go along, so that
    /// a transcript which is copied and finished many times is charged for each octet once
    MeteredContext* Duplicate(void* innerCopy);
};

/// A trampoline that does nothing but unwrap.
template <int number, class Function>
struct Forward;

/// The same with the function's type taken apart.
template <int number, class R, class... Rest>
struct Forward<number, R(void*, Rest...)>
{
    /// @param context a MeteredContext
    /// @param rest as the original takes it
    /// @return what the original gives
    static R Call(void* context, Rest... rest)
    {
        auto metered = static_cast<MeteredContext*>(context);
        return metered->Get<R(void*, Rest...)>(number)(metered->inner, rest...);
    }
};

/// A trampoline for functions that end in parameters which may name a digest.
template <int number, class Function>
struct Observing;

/// The same with the function's type taken apart.
template <int number, class... Middle>
struct Observing<number, int(void*, Middle...)>
{
    /// @param context a MeteredContext
    /// @param middle as the original takes it, parameters last
    /// @return what the original gives
    static int Call(void* context, Middle... middle)
    {
        const OSSL_PARAM* params = std::get<sizeof...(Middle) - 1>(std::tie(middle...));
        static_cast<MeteredContext*>(context)->Observe(params);
        return Forward<number, int(void*, Middle...)>::Call(context, middle...);
    }
};

/// A trampoline that takes octets in.
template <int number>
struct Absorb
{
    /// @param context a MeteredContext
    /// @param in octets
    /// @param size how many
    /// @return what the original gives
    static int Call(void* context, const unsigned char* in, size_t size)
    {
        auto metered = static_cast<MeteredContext*>(context);
        metered->bytes += size;
        return metered->Get<OSSL_FUNC_mac_update_fn>(number)(metered->inner, in, size);
    }
};

/// A trampoline that gives a result out, which is when the work is counted.
template <int number>
struct Finish
{
    /// @param context a MeteredContext
    /// @param out where the result goes; null asks for its size
    /// @param size its size
    /// @param capacity room for it
    /// @return what the original gives
    static int Call(void* context, unsigned char* out, size_t* size, size_t capacity)
    {
        auto metered = static_cast<MeteredContext*>(context);
        if (out)
        {
            metered->Count();
        }
        return metered->Get<OSSL_FUNC_mac_final_fn>(number)(metered->inner, out, size, capacity);
    }
};

/// A trampoline that frees the wrapper as well.
template <int number>
struct Free
{
    /// @param context a MeteredContext or null
    static void Call(void* context)
    {
        if (auto metered = static_cast<MeteredContext*>(context))
        {
            metered->Get<void(void*)>(number)(metered->inner);
            delete metered;
        }
    }
};

/// A trampoline that copies the wrapper as well.
template <int number>
struct Copy
{
    /// @param context a MeteredContext
    /// @return the copy, null on failure
    static void* Call(void* context)
    {
        auto metered = static_cast<MeteredContext*>(context);
        return metered->Duplicate(metered->Get<void*(void*)>(number)(metered->inner));
    }
};

/// @param number function number
/// @param function a trampoline
/// @return an entry of a table
template <class Function>
OSSL_DISPATCH
Entry(int number, Function* function)
{
    return {number, reinterpret_cast<ProviderFunction>(function)};
}

/// @param operationId OSSL_OP_DIGEST, OSSL_OP_CIPHER, OSSL_OP_MAC or OSSL_OP_KDF
/// @return trampolines, ended by number 0; null for other operations
const OSSL_DISPATCH* GetSymmetricTrampolines(int operationId);

/// @param operationId OSSL_OP_SIGNATURE, _KEYEXCH, _KEYMGMT, _ASYM_CIPHER or _KEM
/// @return trampolines, ended by number 0; null for other operations
const OSSL_DISPATCH* GetAsymmetricTrampolines(int operationId);

} // namespace ns3::mqtt

#endif /* MQTT_METERING_CONTEXT_H */
