// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-traffic-meter.h"

#include "ns3/tcp-socket-base.h"

namespace ns3::mqtt
{

TrafficMeter::TrafficMeter(std::shared_ptr<Ledger> ledger)
    : m_ledger(std::move(ledger))
{
}

void
TrafficMeter::Watch(Ptr<Socket> socket)
{
    m_waiting = false;
    ++m_roundTrips; // SYN and SYN+ACK
    socket->TraceConnectWithoutContext("Tx", MakeCallback(&TrafficMeter::Sent, this));
    socket->TraceConnectWithoutContext("Rx", MakeCallback(&TrafficMeter::Received, this));
}

void
TrafficMeter::Sent(Ptr<const Packet> packet,
                   const TcpHeader& /* header */,
                   Ptr<const TcpSocketBase> /* socket */)
{
    const std::uint32_t size = packet->GetSize();
    if (size == 0)
    {
        return;
    }
    m_txBytes += size;
    m_waiting = true;
    m_ledger->RecordSent(size);
}

void
TrafficMeter::Received(Ptr<const Packet> packet,
                       const TcpHeader& /* header */,
                       Ptr<const TcpSocketBase> /* socket */)
{
    const std::uint32_t size = packet->GetSize();
    if (size == 0)
    {
        return;
    }
    m_rxBytes += size;
    m_roundTrips += m_waiting;
    m_waiting = false;
    m_ledger->RecordReceived(size);
}

} // namespace ns3::mqtt
