// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-host-meter.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of an Ethernet header.
constexpr std::uint64_t LINK_HEADER = 14;

/// @tparam Ip what the stack calls itself in its traces
/// @param stack IPv4 or IPv6 of a host
/// @param trace name of a trace of packets
/// @param packets counts them
/// @param bytes counts their octets
template <class Ip>
void
Watch(Ptr<Object> stack, const std::string& trace, std::uint64_t& packets, std::uint64_t& bytes)
{
    stack->TraceConnectWithoutContext(
        trace,
        Callback<void, Ptr<const Packet>, Ptr<Ip>, std::uint32_t>(
            [&packets, &bytes](Ptr<const Packet> packet, Ptr<Ip>, std::uint32_t) {
                ++packets;
                bytes += packet->GetSize() + LINK_HEADER;
            }));
}

} // namespace

HostTraffic
operator-(const HostTraffic& a, const HostTraffic& b)
{
    return {a.rxPackets - b.rxPackets,
            a.rxBytes - b.rxBytes,
            a.txPackets - b.txPackets,
            a.txBytes - b.txBytes};
}

HostMeter::HostMeter(Ptr<Node> node)
{
    if (const auto stack = node->GetObject<Ipv4L3Protocol>())
    {
        Watch<Ipv4>(stack, "Rx", m_traffic.rxPackets, m_traffic.rxBytes);
        Watch<Ipv4>(stack, "Tx", m_traffic.txPackets, m_traffic.txBytes);
    }
    if (const auto stack = node->GetObject<Ipv6L3Protocol>())
    {
        Watch<Ipv6>(stack, "Rx", m_traffic.rxPackets, m_traffic.rxBytes);
        Watch<Ipv6>(stack, "Tx", m_traffic.txPackets, m_traffic.txBytes);
    }
}

} // namespace ns3::mqtt
