// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ip-installer.h"

#include "mqtt-tcp-demultiplexer.h"

#include "ns3/arp-cache.h"
#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/ndisc-cache.h"
#include "ns3/node.h"

#include <array>

namespace ns3::mqtt
{

namespace
{

/// @param reach part of the plan
/// @return lengths of its prefix in IPv4 and in IPv6
std::pair<uint16_t, uint8_t>
GetPrefixLengths(IpInstaller::Reach reach)
{
    constexpr std::array<std::pair<uint16_t, uint8_t>, 4> lengths{
        {{8, 32}, {16, 64}, {24, 48}, {30, 64}}};
    return lengths[static_cast<std::size_t>(reach)];
}

/// @param cell third group of the address
/// @param link fourth group
/// @param host last two groups
/// @return fd00:0:cell:link::host
Ipv6Address
MakeIpv6(uint32_t cell, uint32_t link, uint32_t host)
{
    const auto low = [](uint32_t value, int bits) { return uint8_t(value >> bits); };
    uint8_t bytes[16]{0xfd, 0, 0, 0, low(cell, 8), low(cell, 0), low(link, 8), low(link, 0)};
    bytes[13] = low(host, 16);
    bytes[14] = low(host, 8);
    bytes[15] = low(host, 0);
    return Ipv6Address(bytes);
}

/// @param ip IPv4 or IPv6 of the node of a device
/// @param device device
/// @return number of its interface, which is made if there is none
template <typename Ip>
uint32_t
GetOrAddInterface(Ptr<Ip> ip, Ptr<NetDevice> device)
{
    const int32_t index = ip->GetInterfaceForDevice(device);
    return index >= 0 ? index : ip->AddInterface(device);
}

/// @param cache neighbour table
/// @param address IP address
/// @param hardware hardware address that leads there
template <typename Cache, typename IpAddress>
void
AddEntry(Ptr<Cache> cache, IpAddress address, const Address& hardware)
{
    auto entry = cache->Lookup(address);
    if (!entry)
    {
        entry = cache->Add(address);
    }
    entry->SetMacAddress(hardware);
    entry->MarkPermanent();
}

} // namespace

IpInstaller::IpInstaller(bool ipv6)
    : m_ipv6(ipv6)
{
}

Address
IpInstaller::GetCoreAddress(uint32_t host) const
{
    NS_ABORT_MSG_IF(host >= MAX_CORE_HOSTS, "more than " << MAX_CORE_HOSTS << " hosts in a LAN");
    return m_ipv6 ? Address(MakeIpv6(0, 0, host + 1)) : Address(Ipv4Address(0x0a000001 + host));
}

Address
IpInstaller::GetCellAddress(uint32_t cell, uint32_t link, uint32_t host) const
{
    NS_ABORT_MSG_IF(cell >= MAX_CELLS, "more than " << MAX_CELLS << " cells");
    NS_ABORT_MSG_IF(link >= MAX_CELL_HOSTS || host > MAX_CELL_HOSTS,
                    "more than " << MAX_CELL_HOSTS << " clients behind one router");
    constexpr uint32_t linkSize = 4;
    return m_ipv6 ? Address(MakeIpv6(cell + 1, link, host + 1))
                  : Address(Ipv4Address(0x0a010000 + (cell << 8) + linkSize * link + host + 1));
}

void
IpInstaller::InstallStack(const NodeContainer& nodes, bool hashedTcp) const
{
    InternetStackHelper stack;
    stack.SetIpv4StackInstall(!m_ipv6);
    stack.SetIpv6StackInstall(m_ipv6);
    // The default adds global routing, whose tables these networks never fill.
    stack.SetRoutingHelper(Ipv4StaticRoutingHelper());
    stack.SetRoutingHelper(Ipv6StaticRoutingHelper());
    stack.Install(nodes);
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (m_ipv6)
        {
            // Every host asking all others whether its address is free would cost N squared.
            (*node)->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        }
        if (hashedTcp)
        {
            TcpDemultiplexer::Install(*node);
        }
    }
}

void
IpInstaller::AddInterface(Ptr<NetDevice> device, const Address& address, Reach reach) const
{
    const auto [length4, length6] = GetPrefixLengths(reach);
    if (m_ipv6)
    {
        auto ip = device->GetNode()->GetObject<Ipv6>();
        const uint32_t index = GetOrAddInterface(ip, device);
        ip->SetUp(index);
        // Also on hosts: an interface that does not forward solicits routers, from all N others.
        ip->SetForwarding(index, true);
        ip->AddAddress(
            index,
            Ipv6InterfaceAddress(Ipv6Address::ConvertFrom(address), Ipv6Prefix(length6)));
        return;
    }
    auto ip = device->GetNode()->GetObject<Ipv4>();
    const uint32_t index = GetOrAddInterface(ip, device);
    const uint32_t bits = ~uint32_t(0) << (32 - length4);
    ip->AddAddress(index, Ipv4InterfaceAddress(Ipv4Address::ConvertFrom(address), Ipv4Mask(bits)));
    ip->SetUp(index);
}

void
IpInstaller::AddDefaultRoute(Ptr<NetDevice> device, const Address& gateway) const
{
    if (m_ipv6)
    {
        auto ip = device->GetNode()->GetObject<Ipv6>();
        Ipv6StaticRoutingHelper().GetStaticRouting(ip)->SetDefaultRoute(
            Ipv6Address::ConvertFrom(gateway),
            ip->GetInterfaceForDevice(device));
        return;
    }
    auto ip = device->GetNode()->GetObject<Ipv4>();
    Ipv4StaticRoutingHelper().GetStaticRouting(ip)->SetDefaultRoute(
        Ipv4Address::ConvertFrom(gateway),
        ip->GetInterfaceForDevice(device));
}

void
IpInstaller::AddNeighbour(Ptr<NetDevice> device,
                          const Address& address,
                          const Address& hardware) const
{
    if (m_ipv6)
    {
        auto ip = device->GetNode()->GetObject<Ipv6L3Protocol>();
        auto interface = ip->GetInterface(ip->GetInterfaceForDevice(device));
        AddEntry(interface->GetNdiscCache(), Ipv6Address::ConvertFrom(address), hardware);
        return;
    }
    auto ip = device->GetNode()->GetObject<Ipv4L3Protocol>();
    auto interface = ip->GetInterface(ip->GetInterfaceForDevice(device));
    AddEntry(interface->GetArpCache(), Ipv4Address::ConvertFrom(address), hardware);
}

} // namespace ns3::mqtt
