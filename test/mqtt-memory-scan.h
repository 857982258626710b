// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_MEMORY_SCAN_H
#define MQTT_MEMORY_SCAN_H

#include "ns3/mqtt-bytes.h"

/// @file
/// Looks through the memory of this process for secrets that should have been wiped.

namespace ns3::mqtt::test
{

/// A secret that is kept only in disguise, so that looking for it does not find the wanted poster.
class WantedSecret
{
  public:
    /// @param secret at least 8 octets; the caller's copy is not wiped
    explicit WantedSecret(ByteView secret);

    /// @return how often the secret stands in what this process may write to: heap, stack, globals
    std::size_t CountInMemory() const;

  private:
    Bytes m_disguised; ///< every octet changed
};

} // namespace ns3::mqtt::test

#endif /* MQTT_MEMORY_SCAN_H */
