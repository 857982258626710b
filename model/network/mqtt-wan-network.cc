// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-wan-network.h"

#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/log.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttWanNetwork");

NS_OBJECT_ENSURE_REGISTERED(WanNetwork);

TypeId
WanNetwork::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::WanNetwork")
            .SetParent<Network>()
            .SetGroupName("Mqtt")
            .AddConstructor<WanNetwork>()
            .AddAttribute("UpRate",
                          "Rate of an access link from the client.",
                          DataRateValue(DataRate("2Mbps")),
                          MakeDataRateAccessor(&WanNetwork::m_upRate),
                          MakeDataRateChecker())
            .AddAttribute("DownRate",
                          "Rate of an access link to the client.",
                          DataRateValue(DataRate("2Mbps")),
                          MakeDataRateAccessor(&WanNetwork::m_downRate),
                          MakeDataRateChecker())
            .AddAttribute("Delay",
                          "Propagation delay of an access link.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&WanNetwork::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Loss",
                          "Probability that an access link loses a packet, in each direction.",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&WanNetwork::m_loss),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("QueueSize",
                          "Packets that wait at either end of an access link at the most.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&WanNetwork::m_queueSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ClientsPerEdge",
                          "Clients of one edge router; each packet there costs time in proportion.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&WanNetwork::m_clientsPerEdge),
                          MakeUintegerChecker<uint32_t>(1, IpInstaller::MAX_CELL_HOSTS));
    return tid;
}

WanNetwork::WanNetwork()
{
    NS_LOG_FUNCTION(this);
}

std::string
WanNetwork::GetNetworkName() const
{
    return "wan";
}

void
WanNetwork::BuildClients(const NodeContainer& clients)
{
    NS_LOG_FUNCTION(this << clients.GetN());
    Gate edge;
    for (uint32_t i = 0; i < clients.GetN(); ++i)
    {
        const uint32_t link = i % m_clientsPerEdge;
        if (link == 0)
        {
            edge = AddRouter();
        }
        BuildLink(clients.Get(i), edge, i / m_clientsPerEdge, link);
    }
}

void
WanNetwork::BuildLink(Ptr<Node> client, const Gate& edge, uint32_t cell, uint32_t link)
{
    PointToPointHelper helper;
    helper.DisableFlowControl();
    helper.SetChannelAttribute("Delay", TimeValue(m_delay));
    helper.SetQueue("ns3::DropTailQueue<Packet>",
                    "MaxSize",
                    QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, m_queueSize)));
    const NetDeviceContainer ends = helper.Install(edge.device->GetNode(), client);
    ends.Get(0)->SetAttribute("DataRate", DataRateValue(m_downRate));
    ends.Get(1)->SetAttribute("DataRate", DataRateValue(m_upRate));

    const Address gateway = GetInstaller().GetCellAddress(cell, link, 0);
    const Address address = GetInstaller().GetCellAddress(cell, link, 1);
    GetInstaller().AddInterface(ends.Get(0), gateway, IpInstaller::Reach::LINK);
    GetInstaller().AddInterface(ends.Get(1), address, IpInstaller::Reach::LINK);
    GetInstaller().AddDefaultRoute(ends.Get(1), gateway);
    AddClient(client, address, edge);

    for (uint32_t i = 0; i < ends.GetN(); ++i)
    {
        auto end = DynamicCast<PointToPointNetDevice>(ends.Get(i));
        if (m_loss > 0)
        {
            // One for each direction: what a client loses must not depend on its neighbours.
            auto model = CreateObject<RateErrorModel>();
            model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            model->SetRate(m_loss);
            end->SetReceiveErrorModel(model);
        }
        m_ends.push_back(end);
    }
}

int64_t
WanNetwork::DoAssignStreams(int64_t stream)
{
    int64_t next = stream;
    for (const auto& end : m_ends)
    {
        PointerValue model;
        end->GetAttribute("ReceiveErrorModel", model);
        if (auto rate = model.Get<RateErrorModel>())
        {
            next += rate->AssignStreams(next);
        }
    }
    return next - stream;
}

void
WanNetwork::DoEnablePcap(const std::string& prefix, Ptr<NetDevice> device) const
{
    PointToPointHelper().EnablePcap(prefix, device, true);
}

uint64_t
WanNetwork::DoGetDrops() const
{
    uint64_t drops = 0;
    for (const auto& end : m_ends)
    {
        drops += end->GetQueue()->GetTotalDroppedPackets();
    }
    return drops;
}

} // namespace ns3::mqtt
