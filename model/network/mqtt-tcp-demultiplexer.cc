// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tcp-demultiplexer.h"

#include "mqtt-hashed-tcp-socket.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/rtt-estimator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/tcp-socket-factory.h"

#include <boost/endian/conversion.hpp>
#include <boost/functional/hash.hpp>

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttTcpDemultiplexer");

NS_OBJECT_ENSURE_REGISTERED(TcpDemultiplexer);

namespace
{

/// Makes what an attribute of TcpL4Protocol names the type of.
/// @param tcp protocol
/// @param attribute name of the attribute
/// @return a new object of that type
template <typename T>
Ptr<T>
CreateNamed(Ptr<TcpL4Protocol> tcp, const std::string& attribute)
{
    TypeIdValue type;
    tcp->GetAttribute(attribute, type);
    ObjectFactory factory;
    factory.SetTypeId(type.Get());
    return factory.Create<T>();
}

/// @param address IPv6 address
/// @param words where its 16 bytes go
void
CopyAddress(Ipv6Address address, uint64_t words[2])
{
    uint8_t bytes[16];
    address.GetBytes(bytes);
    words[0] = boost::endian::load_big_u64(bytes);
    words[1] = boost::endian::load_big_u64(bytes + 8);
}

} // namespace

ConnectionKey::ConnectionKey(Ipv4Address local,
                             uint16_t localPort,
                             Ipv4Address peer,
                             uint16_t peerPort)
    : m_addresses{uint64_t(local.Get()) << 32 | peer.Get(), 0, 0, 0},
      m_ports(uint32_t(localPort) << 16 | peerPort)
{
}

ConnectionKey::ConnectionKey(Ipv6Address local,
                             uint16_t localPort,
                             Ipv6Address peer,
                             uint16_t peerPort)
    : m_ports(uint32_t(localPort) << 16 | peerPort)
{
    CopyAddress(local, &m_addresses[0]);
    CopyAddress(peer, &m_addresses[2]);
}

bool
ConnectionKey::operator==(const ConnectionKey& other) const
{
    return m_ports == other.m_ports && m_addresses == other.m_addresses;
}

std::size_t
ConnectionKey::Hash::operator()(const ConnectionKey& key) const
{
    std::size_t seed = key.m_ports;
    for (const uint64_t word : key.m_addresses)
    {
        boost::hash_combine(seed, word);
    }
    return seed;
}

TypeId
TcpDemultiplexer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::mqtt::TcpDemultiplexer")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("Mqtt")
                            .AddConstructor<TcpDemultiplexer>();
    return tid;
}

Ptr<TcpDemultiplexer>
TcpDemultiplexer::Install(Ptr<Node> node)
{
    NS_LOG_FUNCTION(node);
    auto self = CreateObject<TcpDemultiplexer>();
    self->m_node = node;
    self->m_tcp = node->GetObject<TcpL4Protocol>();
    NS_ABORT_MSG_IF(!self->m_tcp, "node " << node->GetId() << " has no TCP: install a stack first");
    // The later protocol of a number replaces the earlier one; TcpL4Protocol keeps its way down.
    if (auto ipv4 = node->GetObject<Ipv4>())
    {
        ipv4->Insert(self);
    }
    if (auto ipv6 = node->GetObject<Ipv6>())
    {
        ipv6->Insert(self);
    }
    node->AggregateObject(self);
    return self;
}

Ptr<Socket>
TcpDemultiplexer::CreateSocket()
{
    NS_LOG_FUNCTION(this);
    // What TcpL4Protocol::CreateSocket() does, which cannot make a socket of another type.
    auto socket = CreateObject<HashedTcpSocket>();
    socket->SetNode(m_node);
    socket->SetTcp(m_tcp);
    socket->SetRtt(CreateNamed<RttEstimator>(m_tcp, "RttEstimatorType"));
    socket->SetCongestionControlAlgorithm(CreateNamed<TcpCongestionOps>(m_tcp, "SocketType"));
    socket->SetRecoveryAlgorithm(CreateNamed<TcpRecoveryOps>(m_tcp, "RecoveryType"));
    socket->SetDemultiplexer(this);
    return socket;
}

void
TcpDemultiplexer::Add(const ConnectionKey& key, HashedTcpSocket* socket)
{
    NS_LOG_FUNCTION(this << socket);
    m_sockets[key] = socket;
}

void
TcpDemultiplexer::Remove(const ConnectionKey& key, const HashedTcpSocket* socket)
{
    NS_LOG_FUNCTION(this << socket);
    const auto found = m_sockets.find(key);
    if (found != m_sockets.end() && found->second == socket)
    {
        m_sockets.erase(found);
    }
}

void
TcpDemultiplexer::NoteRetransmission()
{
    ++m_retransmissions;
}

uint64_t
TcpDemultiplexer::GetRetransmissions() const
{
    return m_retransmissions;
}

std::size_t
TcpDemultiplexer::GetNSockets() const
{
    return m_sockets.size();
}

int
TcpDemultiplexer::GetProtocolNumber() const
{
    return TcpL4Protocol::PROT_NUMBER;
}

template <typename IpAddress>
HashedTcpSocket*
TcpDemultiplexer::Find(const TcpStart& start, IpAddress local, IpAddress peer) const
{
    const uint16_t peerPort = boost::endian::load_big_u16(&start[0]);
    const uint16_t localPort = boost::endian::load_big_u16(&start[2]);
    auto found = m_sockets.find({local, localPort, peer, peerPort});
    if (found == m_sockets.end() && start.back() & TcpHeader::SYN)
    {
        found = m_sockets.find({local, localPort, IpAddress::GetAny(), 0});
    }
    return found == m_sockets.end() ? nullptr : found->second;
}

template <typename Header, typename Interface>
IpL4Protocol::RxStatus
TcpDemultiplexer::Dispatch(Ptr<Packet> packet, const Header& header, Ptr<Interface> interface)
{
    constexpr uint32_t smallestHeader = 20;
    if (packet->GetSize() < smallestHeader)
    {
        return RX_CSUM_FAILED;
    }
    TcpStart start;
    packet->CopyData(start.data(), start.size());
    const auto socket = Find(start, header.GetDestination(), header.GetSource());
    if (!socket)
    {
        return m_tcp->Receive(packet, header, interface);
    }
    if (Node::ChecksumEnabled())
    {
        TcpHeader tcpHeader;
        tcpHeader.EnableChecksums();
        tcpHeader.InitializeChecksum(Address(header.GetSource()),
                                     Address(header.GetDestination()),
                                     TcpL4Protocol::PROT_NUMBER);
        packet->PeekHeader(tcpHeader);
        if (!tcpHeader.IsChecksumOk())
        {
            return RX_CSUM_FAILED;
        }
    }
    if (socket->Take(packet, header, boost::endian::load_big_u16(&start[0]), interface))
    {
        return RX_OK;
    }
    return m_tcp->Receive(packet, header, interface);
}

IpL4Protocol::RxStatus
TcpDemultiplexer::Receive(Ptr<Packet> packet,
                          const Ipv4Header& header,
                          Ptr<Ipv4Interface> interface)
{
    NS_LOG_FUNCTION(this << packet << header << interface);
    return Dispatch(packet, header, interface);
}

IpL4Protocol::RxStatus
TcpDemultiplexer::Receive(Ptr<Packet> packet,
                          const Ipv6Header& header,
                          Ptr<Ipv6Interface> interface)
{
    NS_LOG_FUNCTION(this << packet << header << interface);
    return Dispatch(packet, header, interface);
}

void
TcpDemultiplexer::ReceiveIcmp(Ipv4Address router,
                              uint8_t ttl,
                              uint8_t type,
                              uint8_t code,
                              uint32_t info,
                              Ipv4Address from,
                              Ipv4Address to,
                              const uint8_t payload[8])
{
    m_tcp->ReceiveIcmp(router, ttl, type, code, info, from, to, payload);
}

void
TcpDemultiplexer::ReceiveIcmp(Ipv6Address router,
                              uint8_t ttl,
                              uint8_t type,
                              uint8_t code,
                              uint32_t info,
                              Ipv6Address from,
                              Ipv6Address to,
                              const uint8_t payload[8])
{
    m_tcp->ReceiveIcmp(router, ttl, type, code, info, from, to, payload);
}

void
TcpDemultiplexer::SetDownTarget(DownTargetCallback callback)
{
    m_tcp->SetDownTarget(callback);
}

void
TcpDemultiplexer::SetDownTarget6(DownTargetCallback6 callback)
{
    m_tcp->SetDownTarget6(callback);
}

IpL4Protocol::DownTargetCallback
TcpDemultiplexer::GetDownTarget() const
{
    return m_tcp->GetDownTarget();
}

IpL4Protocol::DownTargetCallback6
TcpDemultiplexer::GetDownTarget6() const
{
    return m_tcp->GetDownTarget6();
}

void
TcpDemultiplexer::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_sockets.clear();
    m_tcp = nullptr;
    m_node = nullptr;
    IpL4Protocol::DoDispose();
}

Ptr<Socket>
CreateTcpSocket(Ptr<Node> node)
{
    const auto demultiplexer = node->GetObject<TcpDemultiplexer>();
    return demultiplexer ? demultiplexer->CreateSocket()
                         : Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
}

} // namespace ns3::mqtt
