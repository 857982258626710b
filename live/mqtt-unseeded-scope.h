// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_UNSEEDED_SCOPE_H
#define MQTT_UNSEEDED_SCOPE_H

#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt
{

/// Cryptography as any program does it: random octets from the system, the time of the wall, and
/// nobody who counts.
class UnseededScope : private Meter, private RandomSource
{
  public:
    UnseededScope();

  private:
    void Count(Operation operation, std::uint64_t bytes) override;
    void Fill(std::uint8_t* octets, std::size_t size) override;

    CryptoScope m_scope; ///< in force while this lives
};

} // namespace ns3::mqtt

#endif /* MQTT_UNSEEDED_SCOPE_H */
