// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-switched-channel.h"

#include "ns3/ethernet-header.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttSwitchedChannel");

NS_OBJECT_ENSURE_REGISTERED(SwitchedChannel);

TypeId
SwitchedChannel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::SwitchedChannel")
            .SetParent<Channel>()
            .SetGroupName("Mqtt")
            .AddConstructor<SwitchedChannel>()
            .AddAttribute("Delay",
                          "Propagation delay of each cable.",
                          TimeValue(NanoSeconds(500)),
                          MakeTimeAccessor(&SwitchedChannel::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ForwardingDelay",
                          "Time from the last bit of a frame at the switch to the first moment at "
                          "which it may leave.",
                          TimeValue(MicroSeconds(2)),
                          MakeTimeAccessor(&SwitchedChannel::m_forwardingDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("PortBacklog",
                          "Bytes on the wire that an output port holds at the most, the frame that "
                          "is leaving included.",
                          UintegerValue(16 << 20),
                          MakeUintegerAccessor(&SwitchedChannel::m_portBacklog),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddTraceSource("Drop",
                            "A frame was dropped: its port was full or nobody has its address.",
                            MakeTraceSourceAccessor(&SwitchedChannel::m_dropTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

SwitchedChannel::SwitchedChannel()
{
    NS_LOG_FUNCTION(this);
}

uint64_t
SwitchedChannel::ToKey(Mac48Address address)
{
    uint8_t bytes[6];
    address.CopyTo(bytes);
    uint64_t key = 0;
    for (const uint8_t byte : bytes)
    {
        key = key << 8 | byte;
    }
    return key;
}

void
SwitchedChannel::Add(Ptr<SwitchedDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    m_table[ToKey(Mac48Address::ConvertFrom(device->GetAddress()))] = m_ports.size();
    m_ports.push_back({device, Time(0)});
}

void
SwitchedChannel::ChangeAddress(Mac48Address former, Ptr<SwitchedDevice> device)
{
    NS_LOG_FUNCTION(this << former << device);
    const auto port = std::find_if(m_ports.begin(), m_ports.end(), [&](const Port& candidate) {
        return candidate.device == device;
    });
    NS_ASSERT(port != m_ports.end());
    m_table.erase(ToKey(former));
    m_table[ToKey(Mac48Address::ConvertFrom(device->GetAddress()))] = port - m_ports.begin();
}

void
SwitchedChannel::Forward(Ptr<Packet> frame, Ptr<SwitchedDevice> sender)
{
    NS_LOG_FUNCTION(this << frame << sender);
    EthernetHeader header(false);
    frame->PeekHeader(header);
    const Mac48Address to = header.GetDestination();
    if (to.IsGroup())
    {
        for (Port& port : m_ports)
        {
            if (port.device != sender)
            {
                Output(port, frame->Copy());
            }
        }
        return;
    }
    const auto found = m_table.find(ToKey(to));
    if (found == m_table.end() || m_ports[found->second].device == sender)
    {
        Drop(frame);
        return;
    }
    Output(m_ports[found->second], frame);
}

void
SwitchedChannel::Output(Port& port, Ptr<Packet> frame)
{
    const DataRate rate = port.device->GetDataRate();
    const Time service = rate.CalculateBytesTxTime(SwitchedDevice::GetWireBytes(frame->GetSize()));
    const Time ready = Simulator::Now() + m_delay + m_forwardingDelay;
    const Time start = Max(port.idleAt, ready);
    if (start + service - ready > rate.CalculateBytesTxTime(m_portBacklog))
    {
        Drop(frame);
        return;
    }
    port.idleAt = start + service;
    Simulator::ScheduleWithContext(port.device->GetNode()->GetId(),
                                   port.idleAt + m_delay - Simulator::Now(),
                                   &SwitchedDevice::Receive,
                                   port.device,
                                   frame);
}

void
SwitchedChannel::Drop(Ptr<const Packet> frame)
{
    ++m_drops;
    m_dropTrace(frame);
}

uint64_t
SwitchedChannel::GetDrops() const
{
    return m_drops;
}

std::size_t
SwitchedChannel::GetNDevices() const
{
    return m_ports.size();
}

Ptr<NetDevice>
SwitchedChannel::GetDevice(std::size_t i) const
{
    return m_ports.at(i).device;
}

void
SwitchedChannel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ports.clear();
    m_table.clear();
    Channel::DoDispose();
}

} // namespace ns3::mqtt
