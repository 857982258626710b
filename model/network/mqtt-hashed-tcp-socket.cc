// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-hashed-tcp-socket.h"

#include "ns3/ipv4-end-point.h"
#include "ns3/ipv6-end-point.h"
#include "ns3/log.h"
#include "ns3/node.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttHashedTcpSocket");

NS_OBJECT_ENSURE_REGISTERED(HashedTcpSocket);

namespace
{

/// @param endPoint end point or null
/// @return its ends, without a peer if it listens; a key that matches nothing for null
template <typename EndPoint>
ConnectionKey
GetKey(EndPoint* endPoint)
{
    return endPoint ? ConnectionKey(endPoint->GetLocalAddress(),
                                    endPoint->GetLocalPort(),
                                    endPoint->GetPeerAddress(),
                                    endPoint->GetPeerPort())
                    : ConnectionKey();
}

/// @param endPoint end point or null
/// @param interface interface a segment came in by
/// @return whether ns-3's own demultiplexer would let the end point have the segment
template <typename EndPoint, typename Interface>
bool
IsOpen(EndPoint* endPoint, Ptr<Interface> interface)
{
    return endPoint && endPoint->IsRxEnabled() &&
           (!endPoint->GetBoundNetDevice() ||
            endPoint->GetBoundNetDevice() == interface->GetDevice());
}

} // namespace

TypeId
HashedTcpSocket::GetTypeId()
{
    // No constructor: only TcpDemultiplexer::CreateSocket() gives a socket all it needs.
    static TypeId tid =
        TypeId("ns3::mqtt::HashedTcpSocket").SetParent<TcpSocketBase>().SetGroupName("Mqtt");
    return tid;
}

HashedTcpSocket::HashedTcpSocket()
{
    NS_LOG_FUNCTION(this);
}

HashedTcpSocket::HashedTcpSocket(const HashedTcpSocket& other)
    : TcpSocketBase(other),
      m_demultiplexer(other.m_demultiplexer)
{
    NS_LOG_FUNCTION(this << &other);
}

HashedTcpSocket::~HashedTcpSocket()
{
    NS_LOG_FUNCTION(this);
    Unregister();
}

void
HashedTcpSocket::SetDemultiplexer(Ptr<TcpDemultiplexer> demultiplexer)
{
    m_demultiplexer = demultiplexer;
}

int
HashedTcpSocket::Connect(const Address& address)
{
    NS_LOG_FUNCTION(this << address);
    const int result = TcpSocketBase::Connect(address);
    if (result == 0)
    {
        Register();
    }
    return result;
}

int
HashedTcpSocket::Listen()
{
    NS_LOG_FUNCTION(this);
    const int result = TcpSocketBase::Listen();
    if (result == 0)
    {
        Register();
    }
    return result;
}

bool
HashedTcpSocket::Take(Ptr<Packet> segment,
                      const Ipv4Header& header,
                      uint16_t peerPort,
                      Ptr<Ipv4Interface> interface)
{
    // A closed socket may have been connected anew, so the key is compared as well.
    if (!IsOpen(m_endPoint, interface) || !(GetKey(m_endPoint) == m_key))
    {
        return false;
    }
    Ptr<HashedTcpSocket> alive(this);
    ForwardUp(segment, header, peerPort, interface);
    return true;
}

bool
HashedTcpSocket::Take(Ptr<Packet> segment,
                      const Ipv6Header& header,
                      uint16_t peerPort,
                      Ptr<Ipv6Interface> interface)
{
    if (!IsOpen(m_endPoint6, interface) || !(GetKey(m_endPoint6) == m_key))
    {
        return false;
    }
    Ptr<HashedTcpSocket> alive(this);
    ForwardUp6(segment, header, peerPort, interface);
    return true;
}

Ptr<TcpSocketBase>
HashedTcpSocket::Fork()
{
    return CopyObject<HashedTcpSocket>(this);
}

void
HashedTcpSocket::CompleteFork(Ptr<Packet> packet,
                              const TcpHeader& header,
                              const Address& from,
                              const Address& to)
{
    TcpSocketBase::CompleteFork(packet, header, from, to);
    Register();
}

void
HashedTcpSocket::UpdateRttHistory(const SequenceNumber32& sequence,
                                  uint32_t size,
                                  bool isRetransmission)
{
    if (isRetransmission)
    {
        m_demultiplexer->NoteRetransmission();
    }
    TcpSocketBase::UpdateRttHistory(sequence, size, isRetransmission);
}

void
HashedTcpSocket::Register()
{
    Unregister();
    if (!m_endPoint && !m_endPoint6)
    {
        return;
    }
    m_key = m_endPoint ? GetKey(m_endPoint) : GetKey(m_endPoint6);
    m_demultiplexer->Add(m_key, this);
    m_registered = true;
}

void
HashedTcpSocket::Unregister()
{
    if (m_registered)
    {
        m_demultiplexer->Remove(m_key, this);
        m_registered = false;
    }
}

} // namespace ns3::mqtt
