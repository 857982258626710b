// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_LAN_NETWORK_H
#define MQTT_LAN_NETWORK_H

#include "mqtt-network.h"

namespace ns3::mqtt
{

/// Servers and clients on one switched gigabit Ethernet.
class LanNetwork : public Network
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    std::string GetNetworkName() const override;

  protected:
    void BuildClients(const NodeContainer& clients) override;
};

} // namespace ns3::mqtt

#endif /* MQTT_LAN_NETWORK_H */
