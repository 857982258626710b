// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PLAIN_SCHEME_H
#define MQTT_PLAIN_SCHEME_H

#include "mqtt-security-scheme.h"

namespace ns3::mqtt
{

/// MQTT in the clear: all defaults, and so the least that a scheme is.
class PlainScheme : public SecurityScheme
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    std::unique_ptr<ClientAgent> CreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> CreateBrokerAgent(std::uint32_t broker) override;
};

} // namespace ns3::mqtt

#endif /* MQTT_PLAIN_SCHEME_H */
