// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_WAN_NETWORK_H
#define MQTT_WAN_NETWORK_H

#include "mqtt-network.h"

#include "ns3/data-rate.h"
#include "ns3/point-to-point-net-device.h"

namespace ns3::mqtt
{

/// Clients on slow, lossy access links behind edge routers, which share a switched backbone with
/// the servers.
class WanNetwork : public Network
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    WanNetwork();

    std::string GetNetworkName() const override;

  protected:
    void BuildClients(const NodeContainer& clients) override;
    int64_t DoAssignStreams(int64_t stream) override;
    void DoEnablePcap(const std::string& prefix, Ptr<NetDevice> device) const override;
    uint64_t DoGetDrops() const override;

  private:
    /// @param client client
    /// @param edge its edge router's way into the backbone
    /// @param cell number of the edge router
    /// @param link number of the client there
    void BuildLink(Ptr<Node> client, const Gate& edge, uint32_t cell, uint32_t link);

    DataRate m_upRate;                              ///< from client to edge
    DataRate m_downRate;                            ///< from edge to client
    Time m_delay;                                   ///< of an access link
    double m_loss{0};                               ///< probability for each packet and direction
    uint32_t m_queueSize{0};                        ///< packets waiting at either end of a link
    uint32_t m_clientsPerEdge{0};                   ///< access links of one router
    std::vector<Ptr<PointToPointNetDevice>> m_ends; ///< both ends of all access links
};

} // namespace ns3::mqtt

#endif /* MQTT_WAN_NETWORK_H */
