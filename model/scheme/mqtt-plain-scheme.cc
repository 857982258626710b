// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-plain-scheme.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(PlainScheme);

static const SchemeName g_name{"plain", "Plain", PlainScheme::GetTypeId()};

TypeId
PlainScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::mqtt::PlainScheme")
                            .SetParent<SecurityScheme>()
                            .SetGroupName("Mqtt")
                            .AddConstructor<PlainScheme>();
    return tid;
}

std::unique_ptr<ClientAgent>
PlainScheme::DoCreateClientAgent(const std::string& /* clientId */)
{
    return std::make_unique<ClientAgent>();
}

} // namespace ns3::mqtt
