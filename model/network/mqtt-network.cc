// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-network.h"

#include "mqtt-tcp-demultiplexer.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/log.h"
#include "ns3/loopback-net-device.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/object-factory.h"
#include "ns3/trace-helper.h"
#include "ns3/uinteger.h"

#include <map>

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttNetwork");

NS_OBJECT_ENSURE_REGISTERED(Network);

namespace
{

/// @return all kinds of network that can be made, by name
std::map<std::string, TypeId>
GetKinds()
{
    std::map<std::string, TypeId> kinds;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (type.IsChildOf(Network::GetTypeId()) && type.HasConstructor())
        {
            ObjectFactory factory;
            factory.SetTypeId(type);
            kinds.emplace(factory.Create<Network>()->GetNetworkName(), type);
        }
    }
    return kinds;
}

} // namespace

TypeId
Network::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::Network")
            .SetParent<Object>()
            .SetGroupName("Mqtt")
            .AddAttribute("AddressFamily",
                          "Family of all addresses.",
                          EnumValue(IPV4),
                          MakeModeAccessor<AddressFamily>(&Network::m_family),
                          MakeEnumChecker(IPV4, "ipv4", IPV6, "ipv6"))
            .AddAttribute("HashedTcp",
                          "Find TCP connections by hash on all nodes; off is ns-3's own list.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Network::m_hashedTcp),
                          MakeBooleanChecker());
    return tid;
}

std::vector<std::string>
Network::GetNames()
{
    std::vector<std::string> names;
    for (const auto& [name, type] : GetKinds())
    {
        names.push_back(name);
    }
    return names;
}

Ptr<Network>
Network::CreateByName(const std::string& name)
{
    const auto kinds = GetKinds();
    const auto found = kinds.find(name);
    if (found == kinds.end())
    {
        return nullptr;
    }
    ObjectFactory factory;
    factory.SetTypeId(found->second);
    return factory.Create<Network>();
}

void
Network::SetTcpDefaults()
{
    // What fits an Ethernet frame after IPv6 (40), TCP (20) and timestamps (12); IPv4 could take 20
    // more, but one size keeps the families comparable.
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1428));
    // RFC 6928, and every host since.
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    // Brokers and their clients turn Nagle's algorithm off: packets are small and late ones hurt.
    Config::SetDefault("ns3::TcpSocket::TcpNoDelay", BooleanValue(true));
    // Linux: TCP_DELACK_MIN. ns-3's 200 ms would collide with the retransmission timeout below.
    Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
    // Linux: TCP_RTO_MIN; ns-3 has the 1 s of RFC 6298.
    Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
    // RFC 6298 since 2011; ns-3 waits 3 s for the first answer to a SYN.
    Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(Seconds(1)));
    // ns-3 takes a round trip from the time stamp that is echoed, even on an acknowledgement that a
    // retransmitted segment carries; after a loss its timeout then grows to minutes. Without the
    // option it measures by Karn's rule.
    Config::SetDefault("ns3::TcpSocketBase::Timestamp", BooleanValue(false));
    // Room for a burst of messages to one slow client; memory is taken as needed.
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
    // Linux keeps 200 KiB while it looks an address up (unres_qlen_bytes). ns-3 keeps three
    // packets: who opens four connections at once would lose one and wait a second.
    Config::SetDefault("ns3::ArpCache::PendingQueueSize", UintegerValue(100));
    Config::SetDefault("ns3::NdiscCache::UnresolvedQueueSize", UintegerValue(100));
}

Address
Network::MakeSocketAddress(const Address& host, uint16_t port)
{
    if (Ipv6Address::IsMatchingType(host))
    {
        return Inet6SocketAddress(Ipv6Address::ConvertFrom(host), port);
    }
    return InetSocketAddress(Ipv4Address::ConvertFrom(host), port);
}

void
Network::Build(const NodeContainer& servers, const NodeContainer& clients)
{
    NS_LOG_FUNCTION(this << servers.GetN() << clients.GetN());
    NS_ABORT_MSG_IF(m_backbone, "a network is built only once");
    m_installer = IpInstaller(m_family == IPV6);
    m_backbone = CreateObject<SwitchedChannel>();
    m_nodes.Add(servers);
    m_nodes.Add(clients);
    m_installer.InstallStack(m_nodes, m_hashedTcp);
    for (auto node = servers.Begin(); node != servers.End(); ++node)
    {
        const Gate gate = AddToBackbone(*node, IpInstaller::Reach::WHOLE);
        m_addresses[(*node)->GetId()] = gate.address;
        m_servers.push_back(gate);
    }
    BuildClients(clients);
}

Network::Gate
Network::AddToBackbone(Ptr<Node> node, IpInstaller::Reach reach)
{
    auto device = CreateObject<SwitchedDevice>();
    device->SetAddress(Mac48Address::Allocate());
    node->AddDevice(device);
    device->Attach(m_backbone);
    const Gate gate{device, m_installer.GetCoreAddress(m_nextCoreHost++)};
    m_installer.AddInterface(device, gate.address, reach);
    for (const Gate& server : m_servers)
    {
        m_installer.AddNeighbour(device, server.address, server.device->GetAddress());
        m_installer.AddNeighbour(server.device, gate.address, device->GetAddress());
    }
    return gate;
}

Network::Gate
Network::AddRouter()
{
    auto router = CreateObject<Node>();
    m_nodes.Add(router);
    m_installer.InstallStack(NodeContainer(router), false);
    return AddToBackbone(router, IpInstaller::Reach::CORE);
}

void
Network::AddClient(Ptr<Node> client, const Address& address, const Gate& gate)
{
    m_addresses[client->GetId()] = address;
    for (const Gate& server : m_servers)
    {
        m_installer.AddNeighbour(server.device, address, gate.device->GetAddress());
    }
}

Address
Network::GetAddress(Ptr<Node> node) const
{
    const auto found = m_addresses.find(node->GetId());
    NS_ABORT_MSG_IF(found == m_addresses.end(),
                    "node " << node->GetId() << " is neither server nor client of this network");
    return found->second;
}

Time
Network::GetReadyTime() const
{
    return Time(0);
}

void
Network::EnablePcap(const std::string& prefix, Ptr<Node> node) const
{
    NS_LOG_FUNCTION(this << prefix << node);
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        Ptr<NetDevice> device = node->GetDevice(i);
        if (auto switched = DynamicCast<SwitchedDevice>(device))
        {
            PcapHelper helper;
            auto file = helper.CreateFile(helper.GetFilenameFromDevice(prefix, device),
                                          std::ios::out,
                                          PcapHelper::DLT_EN10MB);
            helper.HookDefaultSink<SwitchedDevice>(switched, "PromiscSniffer", file);
        }
        else if (!DynamicCast<LoopbackNetDevice>(device))
        {
            DoEnablePcap(prefix, device);
        }
    }
}

uint64_t
Network::GetDrops() const
{
    if (!m_backbone)
    {
        return 0;
    }
    uint64_t drops = m_backbone->GetDrops() + DoGetDrops();
    for (std::size_t i = 0; i < m_backbone->GetNDevices(); ++i)
    {
        drops += DynamicCast<SwitchedDevice>(m_backbone->GetDevice(i))->GetDrops();
    }
    return drops;
}

uint64_t
Network::GetRetransmissions() const
{
    uint64_t sum = 0;
    for (auto node = m_nodes.Begin(); node != m_nodes.End(); ++node)
    {
        if (const auto demultiplexer = (*node)->GetObject<TcpDemultiplexer>())
        {
            sum += demultiplexer->GetRetransmissions();
        }
    }
    return sum;
}

int64_t
Network::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    const int64_t hosts = InternetStackHelper().AssignStreams(m_nodes, stream);
    return hosts + DoAssignStreams(stream + hosts);
}

int64_t
Network::DoAssignStreams(int64_t)
{
    return 0;
}

void
Network::DoEnablePcap(const std::string&, Ptr<NetDevice>) const
{
}

uint64_t
Network::DoGetDrops() const
{
    return 0;
}

const IpInstaller&
Network::GetInstaller() const
{
    return m_installer;
}

} // namespace ns3::mqtt
