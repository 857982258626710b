// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-metering-slots.h"

namespace ns3::mqtt
{

namespace
{

/// @param slot of an algorithm
/// @param inner the default provider's context, may be null
/// @return a wrapper, null if that was
MeteredContext*
Wrap(std::size_t slot, void* inner)
{
    if (!inner)
    {
        return nullptr;
    }
    auto context = new MeteredContext;
    context->algorithm = &GetAlgorithms()[slot];
    context->inner = inner;
    return context;
}

/// Makes the functions of a slot.
template <std::size_t slot>
struct Slot
{
    /// @tparam Function type of the original
    /// @param number function number
    /// @return the original
    template <class Function>
    static Function* Get(int number)
    {
        return reinterpret_cast<Function*>(GetAlgorithms()[slot].originals[number]);
    }

    /// As OSSL_FUNC_digest_newctx_fn and its like, which all have the same number.
    static void* Create(void* provider)
    {
        return Wrap(slot, Get<OSSL_FUNC_digest_newctx_fn>(OSSL_FUNC_DIGEST_NEWCTX)(provider));
    }

    /// As OSSL_FUNC_signature_newctx_fn.
    static void* CreateSignature(void* provider, const char* properties)
    {
        auto original = Get<OSSL_FUNC_signature_newctx_fn>(OSSL_FUNC_SIGNATURE_NEWCTX);
        return Wrap(slot, original(provider, properties));
    }

    /// As OSSL_FUNC_keymgmt_gen_init_fn.
    static void* StartGeneration(void* provider, int selection, const OSSL_PARAM params[])
    {
        auto original = Get<OSSL_FUNC_keymgmt_gen_init_fn>(OSSL_FUNC_KEYMGMT_GEN_INIT);
        auto context = Wrap(slot, original(provider, selection, params));
        if (context)
        {
            context->generates = (selection & OSSL_KEYMGMT_SELECT_KEYPAIR) != 0;
        }
        return context;
    }

    /// As OSSL_FUNC_digest_settable_ctx_params_fn and its like.
    template <int MeteredAlgorithm::*number>
    static const OSSL_PARAM* List(void* context, void* provider)
    {
        auto metered = static_cast<MeteredContext*>(context);
        auto original = Get<OSSL_FUNC_digest_settable_ctx_params_fn>(GetAlgorithms()[slot].*number);
        return original(metered ? metered->inner : nullptr, provider);
    }

    /// @return all of them
    static SlotFunctions Make()
    {
        return {reinterpret_cast<ProviderFunction>(&Create),
                reinterpret_cast<ProviderFunction>(&CreateSignature),
                reinterpret_cast<ProviderFunction>(&StartGeneration),
                reinterpret_cast<ProviderFunction>(&List<&MeteredAlgorithm::gettableNumber>),
                reinterpret_cast<ProviderFunction>(&List<&MeteredAlgorithm::settableNumber>)};
    }
};

/// @return functions of every slot
template <std::size_t... slots>
const SlotFunctions*
MakeSlots(std::index_sequence<slots...>)
{
    static const SlotFunctions functions[] = {Slot<slots>::Make()...};
    return functions;
}

} // namespace

std::deque<MeteredAlgorithm>&
GetAlgorithms()
{
    static auto algorithms = new std::deque<MeteredAlgorithm>;
    return *algorithms;
}

const SlotFunctions&
GetSlotFunctions(std::size_t slot)
{
    static const SlotFunctions* functions = MakeSlots(std::make_index_sequence<METERING_SLOTS>{});
    return functions[slot];
}

} // namespace ns3::mqtt
