// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-openssl.h"

#include "mqtt-metering-provider.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

namespace ns3::mqtt
{

OSSL_LIB_CTX*
OpensslContext()
{
    return GetMeteredLibrary().metered;
}

OSSL_LIB_CTX*
UncountedOpensslContext()
{
    return GetMeteredLibrary().plain;
}

std::string
GetOpensslError()
{
    // The first error is the cause, later ones say what could not go on because of it.
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0)
    {
        return "no reason given";
    }
    if (const char* reason = ERR_reason_error_string(code))
    {
        return reason;
    }
    char text[128];
    ERR_error_string_n(code, text, sizeof(text));
    return text;
}

Error
MakeOpensslError(const std::string& what)
{
    return {what + ": " + GetOpensslError()};
}

Secret::Secret(ByteView octets)
    : m_octets(octets.ToBytes())
{
}

Secret::~Secret()
{
    OPENSSL_cleanse(m_octets.data(), m_octets.size());
}

Secret&
Secret::operator=(Secret other)
{
    m_octets.swap(other.m_octets);
    return *this;
}

} // namespace ns3::mqtt
