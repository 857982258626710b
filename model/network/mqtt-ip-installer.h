// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_IP_INSTALLER_H
#define MQTT_IP_INSTALLER_H

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"

#include <cstdint>

namespace ns3::mqtt
{

/// Gives nodes an IP stack, interfaces, routes and neighbours, in either family.
///
/// All networks share one plan. Servers and routers live in the core subnet (10.0.0.0/16 or
/// fd00::/64); behind router c lies cell c (10.x.y.0/24 or fd00:0:c+1::/48), which may be cut into
/// one subnet for each link. Servers hold the whole plan to be on their link and know by permanent
/// neighbour entries which router leads to which client, so that they pay the same for the first
/// client and for the last: a route for each cell would be walked for every packet.
class IpInstaller
{
  public:
    /// How much of the plan an interface holds to be on its link.
    enum class Reach
    {
        WHOLE, ///< everything
        CORE,  ///< servers and routers
        CELL,  ///< all clients of one router
        LINK   ///< one link of a cell
    };

    static constexpr uint32_t MAX_CORE_HOSTS = 65000; ///< hosts in the core subnet
    static constexpr uint32_t MAX_CELLS = 65000;      ///< cells in the plan
    static constexpr uint32_t MAX_CELL_HOSTS = 60;    ///< links of a cell, or hosts of its one link

    /// @param ipv6 IPv6, else IPv4
    explicit IpInstaller(bool ipv6);

    /// @param host number in the core, from 0
    /// @return address
    Address GetCoreAddress(uint32_t host) const;

    /// @param cell number of the cell, from 0
    /// @param link number of the link in the cell, from 0
    /// @param host number of the host on the link, from 0; at most 1 where a cell has several links
    /// @return address
    Address GetCellAddress(uint32_t cell, uint32_t link, uint32_t host) const;

    /// Installs the stack of the family, with static routing alone and a TcpDemultiplexer if
    /// wanted.
    /// @param nodes nodes without a stack
    /// @param hashedTcp whether TCP connections are found by hash
    void InstallStack(const NodeContainer& nodes, bool hashedTcp) const;

    /// Puts an address on a device, without queue disc: the queues of these networks are those of
    /// the devices, sized on purpose.
    /// @param device device
    /// @param address IP address
    /// @param reach what is on its link
    void AddInterface(Ptr<NetDevice> device, const Address& address, Reach reach) const;

    /// @param device device by which everything off the link goes
    /// @param gateway next hop
    void AddDefaultRoute(Ptr<NetDevice> device, const Address& gateway) const;

    /// Adds a permanent entry to the neighbour table, in place of ARP or neighbour discovery.
    /// @param device device whose table it is
    /// @param address IP address
    /// @param hardware hardware address that leads there
    void AddNeighbour(Ptr<NetDevice> device, const Address& address, const Address& hardware) const;

  private:
    bool m_ipv6; ///< IPv6, else IPv4
};

} // namespace ns3::mqtt

#endif /* MQTT_IP_INSTALLER_H */
