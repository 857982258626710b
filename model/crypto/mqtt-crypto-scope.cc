// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-scope.h"

namespace ns3::mqtt
{

namespace
{

CryptoScope* g_current{nullptr}; ///< the innermost scope; a simulation runs in one thread

} // namespace

CryptoScope::CryptoScope(Meter& meter, RandomSource& random, std::int64_t unixTime)
    : m_meter(meter),
      m_random(random),
      m_unixTime(unixTime),
      m_outer(g_current)
{
    g_current = this;
}

CryptoScope::~CryptoScope()
{
    g_current = m_outer;
}

CryptoScope*
CryptoScope::GetCurrent()
{
    return g_current;
}

void
CountOperation(Operation operation, std::uint64_t bytes)
{
    if (g_current)
    {
        g_current->GetMeter().Count(operation, bytes);
    }
}

} // namespace ns3::mqtt
