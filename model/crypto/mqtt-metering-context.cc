// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-metering-context.h"

#include "mqtt-crypto-scope.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace ns3::mqtt
{

const OperationPair&
MeteredAlgorithm::GetNames(std::string_view detail)
{
    for (const auto& [known, pair] : names)
    {
        if (known == detail)
        {
            return pair;
        }
    }
    names.emplace_back(detail, NameOperations(operationId, name, detail));
    return names.back().second;
}

const OperationPair&
MeteredAlgorithm::GetNamesOfKey(void* key)
{
    if (!getKey || !key)
    {
        return GetNames({});
    }
    char group[64]{};
    int bits{0};
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof(group) - 1),
        OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_BITS, &bits),
        OSSL_PARAM_construct_end()};
    getKey(key, params);
    return GetNames(group[0] ? std::string(group) : std::to_string(bits));
}

void
MeteredContext::Observe(const OSSL_PARAM* params)
{
    if (!params || !algorithm->namedByDigest)
    {
        return;
    }
    const OSSL_PARAM* param = OSSL_PARAM_locate_const(params, OSSL_ALG_PARAM_DIGEST);
    if (!param)
    {
        param = OSSL_PARAM_locate_const(params, OSSL_ALG_PARAM_CIPHER);
    }
    const char* text{nullptr};
    if (param && OSSL_PARAM_get_utf8_string_ptr(param, &text) && text)
    {
        names = &algorithm->GetNames(text);
    }
}

void
MeteredContext::Count(bool backward)
{
    const std::uint64_t done = bytes;
    bytes = 0;
    if (!CryptoScope::GetCurrent())
    {
        return;
    }
    if (!names)
    {
        names = &algorithm->GetNames({});
    }
    CountOperation(backward ? names->backward : names->forward, done);
}

MeteredContext*
MeteredContext::Duplicate(void* innerCopy)
{
    if (!innerCopy)
    {
        return nullptr;
    }
    auto copy = new MeteredContext(*this);
    copy->inner = innerCopy;
    bytes = 0;
    return copy;
}

} // namespace ns3::mqtt
