// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_HOST_METER_H
#define MQTT_HOST_METER_H

#include "ns3/node.h"
#include "ns3/packet.h"

namespace ns3::mqtt
{

/// What went through the network interfaces of a host.
struct HostTraffic
{
    std::uint64_t rxPackets{0}; ///< IP packets received
    std::uint64_t rxBytes{0};   ///< octets received, as a capture of Ethernet frames shows them
    std::uint64_t txPackets{0}; ///< IP packets sent
    std::uint64_t txBytes{0};   ///< octets sent, likewise
};

/// @param a traffic up to a moment
/// @param b traffic up to an earlier one
/// @return traffic between them
HostTraffic operator-(const HostTraffic& a, const HostTraffic& b);

/// Counts the traffic of a host as a monitor of its network interface does: everything that IP
/// sends and receives, acknowledgements of TCP included, each packet with an Ethernet header of 14
/// octets.
class HostMeter
{
  public:
    /// @param node host with an IP stack; must not outlive the meter
    explicit HostMeter(Ptr<Node> node);
    HostMeter(const HostMeter&) = delete;
    HostMeter& operator=(const HostMeter&) = delete;

    /// @return traffic since the meter was made
    const HostTraffic& GetTraffic() const
    {
        return m_traffic;
    }

  private:
    HostTraffic m_traffic; ///< so far
};

} // namespace ns3::mqtt

#endif /* MQTT_HOST_METER_H */
