// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-authority.h"

#include "ns3/log.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttAuthority");

NS_OBJECT_ENSURE_REGISTERED(Authority);

TypeId
Authority::GetTypeId()
{
    static TypeId tid = TypeId("ns3::mqtt::Authority")
                            .SetParent<Party>()
                            .SetGroupName("Mqtt")
                            .AddConstructor<Authority>();
    return tid;
}

Authority::~Authority()
{
    NS_LOG_FUNCTION(this);
}

} // namespace ns3::mqtt
