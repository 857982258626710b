// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-wifi-network.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/mobility-helper.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/ssid.h"
#include "ns3/string.h"
#include "ns3/txop.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-mac-queue.h"
#include "ns3/wifi-mpdu.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"
#include "ns3/yans-wifi-helper.h"

#include <cmath>

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttWifiNetwork");

NS_OBJECT_ENSURE_REGISTERED(WifiNetwork);

TypeId
WifiNetwork::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::WifiNetwork")
            .SetParent<Network>()
            .SetGroupName("Mqtt")
            .AddConstructor<WifiNetwork>()
            .AddAttribute("CellSize",
                          "Stations of a cell at the most.",
                          UintegerValue(20),
                          MakeUintegerAccessor(&WifiNetwork::m_cellSize),
                          MakeUintegerChecker<uint32_t>(1, IpInstaller::MAX_CELL_HOSTS))
            .AddAttribute("Radius",
                          "Distance between stations and their access point in metres.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&WifiNetwork::m_radius),
                          MakeDoubleChecker<double>(0.1, 100))
            .AddAttribute("DataMode",
                          "Modulation and coding of data frames, as ns-3 names it.",
                          StringValue("HtMcs7"),
                          MakeStringAccessor(&WifiNetwork::m_dataMode),
                          MakeStringChecker())
            .AddAttribute("ControlMode",
                          "Modulation and coding of control frames, as ns-3 names it.",
                          StringValue("OfdmRate24Mbps"),
                          MakeStringAccessor(&WifiNetwork::m_controlMode),
                          MakeStringChecker())
            .AddAttribute("QueueSize",
                          "Packets that wait in a wireless device at the most.",
                          UintegerValue(5000),
                          MakeUintegerAccessor(&WifiNetwork::m_queueSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ReadyTime",
                          "When all stations can be taken to have associated.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&WifiNetwork::m_readyTime),
                          MakeTimeChecker(Time(0)));
    return tid;
}

WifiNetwork::WifiNetwork()
{
    NS_LOG_FUNCTION(this);
}

std::string
WifiNetwork::GetNetworkName() const
{
    return "wifi";
}

Time
WifiNetwork::GetReadyTime() const
{
    return m_readyTime;
}

void
WifiNetwork::BuildClients(const NodeContainer& clients)
{
    NS_LOG_FUNCTION(this << clients.GetN());
    for (uint32_t first = 0; first < clients.GetN(); first += m_cellSize)
    {
        NodeContainer stations;
        for (uint32_t i = first; i < std::min(first + m_cellSize, clients.GetN()); ++i)
        {
            stations.Add(clients.Get(i));
        }
        BuildCell(stations, first / m_cellSize);
    }
}

void
WifiNetwork::BuildCell(const NodeContainer& stations, uint32_t cell)
{
    const Gate gate = AddRouter();
    Ptr<Node> accessPoint = gate.device->GetNode();
    Place(accessPoint, stations);
    const NetDeviceContainer devices = InstallRadios(accessPoint, stations, cell);
    AssignAddresses(devices, gate, cell);
    for (auto device = devices.Begin(); device != devices.End(); ++device)
    {
        WatchDrops(*device);
    }
    m_devices.Add(devices);
}

NetDeviceContainer
WifiNetwork::InstallRadios(Ptr<Node> accessPoint,
                           const NodeContainer& stations,
                           uint32_t cell) const
{
    YansWifiPhyHelper phy;
    phy.SetChannel(YansWifiChannelHelper::Default().Create());
    TypeId::AttributeInformation settings;
    // Up to 3.35 the standard has the band in its name, and starts on this channel.
    if (WifiPhy::GetTypeId().LookupAttributeByName("ChannelSettings", &settings))
    {
        phy.Set("ChannelSettings", StringValue("{36, 20, BAND_5GHZ, 0}"));
    }

    WifiHelper wifi;
    wifi.DisableFlowControl();
    wifi.SetStandard(WIFI_STANDARD_80211n);
    wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager",
                                 "DataMode",
                                 StringValue(m_dataMode),
                                 "ControlMode",
                                 StringValue(m_controlMode));
    WifiMacHelper mac;
    const SsidValue ssid(Ssid("cell-" + std::to_string(cell)));
    // Without aggregation and its block acknowledgements: in ns-3.37 an agreement that is set up
    // amid collisions can stall a station for good, and MQTT's small packets gain little by it.
    const UintegerValue alone(0);
    mac.SetType("ns3::ApWifiMac", "Ssid", ssid, "BE_MaxAmpduSize", alone);
    NetDeviceContainer devices = wifi.Install(phy, mac, accessPoint);
    mac.SetType("ns3::StaWifiMac", "Ssid", ssid, "BE_MaxAmpduSize", alone);
    devices.Add(wifi.Install(phy, mac, stations));

    for (auto device = devices.Begin(); device != devices.End(); ++device)
    {
        PointerValue bestEffort;
        DynamicCast<WifiNetDevice>(*device)->GetMac()->GetAttribute("BE_Txop", bestEffort);
        auto queue = bestEffort.Get<Txop>()->GetWifiMacQueue();
        queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, m_queueSize));
        // The default drops what waits for half a second, which the queue's size decides here.
        queue->SetMaxDelay(Seconds(60));
    }
    return devices;
}

void
WifiNetwork::Place(Ptr<Node> accessPoint, const NodeContainer& stations) const
{
    auto positions = CreateObject<ListPositionAllocator>();
    positions->Add(Vector(0, 0, 0));
    for (uint32_t i = 0; i < stations.GetN(); ++i)
    {
        const double angle = 2 * M_PI * i / stations.GetN();
        positions->Add(Vector(m_radius * std::cos(angle), m_radius * std::sin(angle), 0));
    }
    MobilityHelper mobility;
    mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
    mobility.SetPositionAllocator(positions);
    mobility.Install(NodeContainer(NodeContainer(accessPoint), stations));
}

void
WifiNetwork::AssignAddresses(const NetDeviceContainer& devices, const Gate& gate, uint32_t cell)
{
    Ptr<NetDevice> accessPoint = devices.Get(0);
    const Address gateway = GetInstaller().GetCellAddress(cell, 0, 0);
    GetInstaller().AddInterface(accessPoint, gateway, IpInstaller::Reach::CELL);
    for (uint32_t i = 1; i < devices.GetN(); ++i)
    {
        Ptr<NetDevice> station = devices.Get(i);
        const Address address = GetInstaller().GetCellAddress(cell, 0, i);
        GetInstaller().AddInterface(station, address, IpInstaller::Reach::CELL);
        GetInstaller().AddDefaultRoute(station, gateway);
        GetInstaller().AddNeighbour(station, gateway, accessPoint->GetAddress());
        GetInstaller().AddNeighbour(accessPoint, address, station->GetAddress());
        AddClient(station->GetNode(), address, gate);
    }
}

void
WifiNetwork::WatchDrops(Ptr<NetDevice> device)
{
    auto mac = DynamicCast<WifiNetDevice>(device)->GetMac();
    mac->TraceConnectWithoutContext(
        "MacTxDrop",
        Callback<void, Ptr<const Packet>>([this](Ptr<const Packet>) { ++m_drops; }));
    mac->TraceConnectWithoutContext("DroppedMpdu",
                                    Callback<void, WifiMacDropReason, Ptr<const WifiMpdu>>(
                                        [this](WifiMacDropReason, Ptr<const WifiMpdu> mpdu) {
                                            // Requests to associate collide when all stations start
                                            // at once, and are repeated.
                                            m_drops += mpdu->GetHeader().IsData();
                                        }));
}

int64_t
WifiNetwork::DoAssignStreams(int64_t stream)
{
    return WifiHelper().AssignStreams(m_devices, stream);
}

void
WifiNetwork::DoEnablePcap(const std::string& prefix, Ptr<NetDevice> device) const
{
    YansWifiPhyHelper().EnablePcap(prefix, device, true);
}

uint64_t
WifiNetwork::DoGetDrops() const
{
    return m_drops;
}

} // namespace ns3::mqtt
