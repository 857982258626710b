// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-unseeded-scope.h"

#include <cstdlib>
#include <ctime>
#include <openssl/rand.h>

namespace ns3::mqtt
{

UnseededScope::UnseededScope()
    : m_scope(*this, *this, std::time(nullptr))
{
}

void
UnseededScope::Count(Operation, std::uint64_t)
{
}

void
UnseededScope::Fill(std::uint8_t* octets, std::size_t size)
{
    // OpenSSL's own context, which is not seeded; without random octets nothing may go on.
    if (RAND_bytes_ex(nullptr, octets, size, 0) != 1)
    {
        std::abort();
    }
}

} // namespace ns3::mqtt
