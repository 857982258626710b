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

  private:
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
};

} // namespace ns3::mqtt

#endif /* MQTT_PLAIN_SCHEME_H */
