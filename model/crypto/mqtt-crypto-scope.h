// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CRYPTO_SCOPE_H
#define MQTT_CRYPTO_SCOPE_H

#include "mqtt-operation.h"
#include "mqtt-random-source.h"

namespace ns3::mqtt
{

/// Says on whose behalf cryptography is done while it lives: who hears of every operation, where
/// random octets come from, and what time it is. Scopes nest; the innermost counts. Without one,
/// OpenSSL gets no random octets and fails, so nothing can slip into a result unseeded.
class CryptoScope
{
  public:
    /// @param meter hears of every operation
    /// @param random source of every random octet
    /// @param unixTime seconds since 1970, for certificates and session tickets
    CryptoScope(Meter& meter, RandomSource& random, std::int64_t unixTime);
    ~CryptoScope();
    CryptoScope(const CryptoScope&) = delete;
    CryptoScope& operator=(const CryptoScope&) = delete;

    /// @return the innermost scope, or null
    static CryptoScope* GetCurrent();

    /// @return who hears of operations
    Meter& GetMeter() const
    {
        return m_meter;
    }

    /// @return source of random octets
    RandomSource& GetRandom() const
    {
        return m_random;
    }

    /// @return seconds since 1970
    std::int64_t GetUnixTime() const
    {
        return m_unixTime;
    }

  private:
    Meter& m_meter;          ///< hears of operations
    RandomSource& m_random;  ///< source of random octets
    std::int64_t m_unixTime; ///< seconds since 1970
    CryptoScope* m_outer;    ///< the scope around this one
};

/// Counts an operation that OpenSSL's providers do not see, such as a point multiplication.
/// @param operation what was done
/// @param bytes octets that went through it
void CountOperation(Operation operation, std::uint64_t bytes = 0);

} // namespace ns3::mqtt

#endif /* MQTT_CRYPTO_SCOPE_H */
