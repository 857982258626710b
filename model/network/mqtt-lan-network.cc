// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-lan-network.h"

#include "ns3/log.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttLanNetwork");

NS_OBJECT_ENSURE_REGISTERED(LanNetwork);

TypeId
LanNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::mqtt::LanNetwork")
                            .SetParent<Network>()
                            .SetGroupName("Mqtt")
                            .AddConstructor<LanNetwork>();
    return tid;
}

std::string
LanNetwork::GetNetworkName() const
{
    return "lan";
}

void
LanNetwork::BuildClients(const NodeContainer& clients)
{
    NS_LOG_FUNCTION(this << clients.GetN());
    for (auto client = clients.Begin(); client != clients.End(); ++client)
    {
        const Gate gate = AddToBackbone(*client, IpInstaller::Reach::WHOLE);
        AddClient(*client, gate.address, gate);
    }
}

} // namespace ns3::mqtt
