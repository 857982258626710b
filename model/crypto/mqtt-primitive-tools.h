// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PRIMITIVE_TOOLS_H
#define MQTT_PRIMITIVE_TOOLS_H

#include "mqtt-openssl.h"

#include <array>
#include <cstdio>
#include <cstdlib>

/// @file
/// What those share who call OpenSSL on behalf of a party.

namespace ns3::mqtt
{

/// Ends the program if OpenSSL, or what the program gives to it, is at fault; no peer can be.
/// @param done whether a step worked
/// @param what the step was, "hash"
inline void
Require(bool done, const char* what)
{
    if (!done)
    {
        std::fprintf(stderr, "mqtt-security: cannot %s: %s\n", what, GetOpensslError().c_str());
        std::abort();
    }
}

/// Octets on the stack that are wiped in the end.
/// @tparam size how many
template <std::size_t size>
struct WipedArray : std::array<std::uint8_t, size>
{
    ~WipedArray()
    {
        OPENSSL_cleanse(this->data(), size);
    }
};

/// Looks an algorithm up for as long as the program lives, which is how long its library context
/// does.
/// @param fetch OpenSSL's function for that
/// @param name of the algorithm
/// @return the algorithm
template <class T>
T*
Fetch(T* (*fetch)(OSSL_LIB_CTX*, const char*, const char*), const char* name)
{
    T* algorithm = fetch(OpensslContext(), name, nullptr);
    Require(algorithm, name);
    return algorithm;
}

/// @param octets may be none
/// @return where they are; never null, which OpenSSL takes for a parameter that is not given
inline std::uint8_t*
GetParameterData(ByteView octets)
{
    static std::uint8_t nowhere{0};
    return octets.empty() ? &nowhere : const_cast<std::uint8_t*>(octets.data());
}

} // namespace ns3::mqtt

#endif /* MQTT_PRIMITIVE_TOOLS_H */
