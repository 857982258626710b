// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-switched-device.h"

#include "mqtt-switched-channel.h"

#include "ns3/ethernet-header.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttSwitchedDevice");

NS_OBJECT_ENSURE_REGISTERED(SwitchedDevice);

TypeId
SwitchedDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::SwitchedDevice")
            .SetParent<NetDevice>()
            .SetGroupName("Mqtt")
            .AddConstructor<SwitchedDevice>()
            .AddAttribute("DataRate",
                          "Rate of the cable to the switch, in both directions.",
                          DataRateValue(DataRate("1Gbps")),
                          MakeDataRateAccessor(&SwitchedDevice::m_dataRate),
                          MakeDataRateChecker())
            .AddAttribute("Mtu",
                          "Largest payload of a frame in bytes.",
                          UintegerValue(1500),
                          MakeUintegerAccessor(&SwitchedDevice::SetMtu, &SwitchedDevice::GetMtu),
                          MakeUintegerChecker<uint16_t>(68, 9000))
            .AddAttribute("TxQueue",
                          "Frames that wait for the cable. Large, so that a fan-out burst fits.",
                          StringValue("ns3::DropTailQueue<Packet>[MaxSize=65536p]"),
                          MakePointerAccessor(&SwitchedDevice::m_queue),
                          MakePointerChecker<Queue<Packet>>())
            .AddAttribute("ReceiveErrorModel",
                          "Decides which arriving frames are lost; none are without it.",
                          PointerValue(),
                          MakePointerAccessor(&SwitchedDevice::m_receiveErrorModel),
                          MakePointerChecker<ErrorModel>())
            .AddTraceSource("MacTx",
                            "A frame was accepted for transmission.",
                            MakeTraceSourceAccessor(&SwitchedDevice::m_macTx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacTxDrop",
                            "A frame was refused: queue full, too large or no cable.",
                            MakeTraceSourceAccessor(&SwitchedDevice::m_macTxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A frame arrived.",
                            MakeTraceSourceAccessor(&SwitchedDevice::m_macRx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyRxDrop",
                            "A frame was lost to the error model.",
                            MakeTraceSourceAccessor(&SwitchedDevice::m_phyRxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Sniffer",
                            "A frame as it passes the cable, with its Ethernet header.",
                            MakeTraceSourceAccessor(&SwitchedDevice::m_sniffer),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PromiscSniffer",
                            "A frame as it passes the cable, with its Ethernet header.",
                            MakeTraceSourceAccessor(&SwitchedDevice::m_promiscSniffer),
                            "ns3::Packet::TracedCallback");
    return tid;
}

SwitchedDevice::SwitchedDevice()
{
    NS_LOG_FUNCTION(this);
}

uint32_t
SwitchedDevice::GetWireBytes(uint32_t frame)
{
    constexpr uint32_t minimum = 60;
    constexpr uint32_t checkSequence = 4;
    constexpr uint32_t preamble = 8;
    constexpr uint32_t gap = 12;
    return std::max(frame, minimum) + checkSequence + preamble + gap;
}

void
SwitchedDevice::Attach(Ptr<SwitchedChannel> channel)
{
    NS_LOG_FUNCTION(this << channel);
    NS_ASSERT_MSG(!m_channel, "the device is plugged in already");
    m_channel = channel;
    m_channel->Add(this);
    m_linkChange();
}

void
SwitchedDevice::Receive(Ptr<Packet> frame)
{
    NS_LOG_FUNCTION(this << frame);
    if (m_receiveErrorModel && m_receiveErrorModel->IsCorrupt(frame))
    {
        m_phyRxDrop(frame);
        return;
    }
    m_macRx(frame);
    m_sniffer(frame);
    m_promiscSniffer(frame);

    EthernetHeader header(false);
    frame->RemoveHeader(header);
    const Mac48Address to = header.GetDestination();
    PacketType type = PACKET_HOST;
    if (to.IsBroadcast())
    {
        type = PACKET_BROADCAST;
    }
    else if (to.IsGroup())
    {
        type = PACKET_MULTICAST;
    }
    if (!m_promiscCallback.IsNull())
    {
        m_promiscCallback(this, frame, header.GetLengthType(), header.GetSource(), to, type);
    }
    m_receiveCallback(this, frame, header.GetLengthType(), header.GetSource());
}

bool
SwitchedDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    NS_LOG_FUNCTION(this << packet << dest << protocolNumber);
    const bool fits = m_channel && packet->GetSize() <= m_mtu;
    EthernetHeader header(false);
    header.SetSource(m_address);
    header.SetDestination(Mac48Address::ConvertFrom(dest));
    header.SetLengthType(protocolNumber);
    packet->AddHeader(header);
    if (!fits || !m_queue->Enqueue(packet))
    {
        ++m_drops;
        m_macTxDrop(packet);
        return false;
    }
    m_macTx(packet);
    if (!m_sending)
    {
        TransmitNext();
    }
    return true;
}

void
SwitchedDevice::TransmitNext()
{
    m_sending = m_queue->Dequeue();
    if (!m_sending)
    {
        return;
    }
    m_sniffer(m_sending);
    m_promiscSniffer(m_sending);
    m_transmitComplete =
        Simulator::Schedule(m_dataRate.CalculateBytesTxTime(GetWireBytes(m_sending->GetSize())),
                            &SwitchedDevice::TransmitComplete,
                            this);
}

void
SwitchedDevice::TransmitComplete()
{
    NS_LOG_FUNCTION(this);
    m_channel->Forward(m_sending, this);
    TransmitNext();
}

DataRate
SwitchedDevice::GetDataRate() const
{
    return m_dataRate;
}

Ptr<Queue<Packet>>
SwitchedDevice::GetQueue() const
{
    return m_queue;
}

uint64_t
SwitchedDevice::GetDrops() const
{
    return m_drops;
}

void
SwitchedDevice::SetIfIndex(const uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
SwitchedDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
SwitchedDevice::GetChannel() const
{
    return m_channel;
}

void
SwitchedDevice::SetAddress(Address address)
{
    NS_LOG_FUNCTION(this << address);
    const Mac48Address former = m_address;
    m_address = Mac48Address::ConvertFrom(address);
    if (m_channel)
    {
        m_channel->ChangeAddress(former, this);
    }
}

Address
SwitchedDevice::GetAddress() const
{
    return m_address;
}

bool
SwitchedDevice::SetMtu(const uint16_t mtu)
{
    NS_LOG_FUNCTION(this << mtu);
    m_mtu = mtu;
    return true;
}

uint16_t
SwitchedDevice::GetMtu() const
{
    return m_mtu;
}

bool
SwitchedDevice::IsLinkUp() const
{
    return bool(m_channel);
}

void
SwitchedDevice::AddLinkChangeCallback(ns3::Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
SwitchedDevice::IsBroadcast() const
{
    return true;
}

Address
SwitchedDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
SwitchedDevice::IsMulticast() const
{
    return true;
}

Address
SwitchedDevice::GetMulticast(Ipv4Address group) const
{
    return Mac48Address::GetMulticast(group);
}

Address
SwitchedDevice::GetMulticast(Ipv6Address group) const
{
    return Mac48Address::GetMulticast(group);
}

bool
SwitchedDevice::IsBridge() const
{
    return false;
}

bool
SwitchedDevice::IsPointToPoint() const
{
    return false;
}

bool
SwitchedDevice::SendFrom(Ptr<Packet>, const Address&, const Address&, uint16_t)
{
    // The switch knows one address for each port: foreign senders would need learning and ageing.
    return false;
}

Ptr<Node>
SwitchedDevice::GetNode() const
{
    return m_node;
}

void
SwitchedDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
SwitchedDevice::NeedsArp() const
{
    return true;
}

void
SwitchedDevice::SetReceiveCallback(ReceiveCallback callback)
{
    m_receiveCallback = callback;
}

void
SwitchedDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_promiscCallback = callback;
}

bool
SwitchedDevice::SupportsSendFrom() const
{
    return false;
}

void
SwitchedDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_transmitComplete.Cancel();
    m_sending = nullptr;
    m_channel = nullptr;
    m_node = nullptr;
    m_receiveErrorModel = nullptr;
    m_queue->Dispose();
    m_queue = nullptr;
    m_receiveCallback.Nullify();
    m_promiscCallback.Nullify();
    // A capture is complete on disk when the simulation is over, whoever still holds the device.
    m_sniffer = {};
    m_promiscSniffer = {};
    NetDevice::DoDispose();
}

} // namespace ns3::mqtt
