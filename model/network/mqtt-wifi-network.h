// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_WIFI_NETWORK_H
#define MQTT_WIFI_NETWORK_H

#include "mqtt-network.h"

#include "ns3/net-device-container.h"
#include "ns3/wifi-mac.h"

namespace ns3::mqtt
{

/// Clients in wireless cells, whose access points are routers on a switched backbone with the
/// servers.
///
/// Each cell is an 802.11n network in the 5 GHz band on a channel of its own, out of earshot of the
/// others. Stations sit on a circle around the access point and send at a fixed rate.
class WifiNetwork : public Network
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    WifiNetwork();

    std::string GetNetworkName() const override;
    Time GetReadyTime() const override;

  protected:
    void BuildClients(const NodeContainer& clients) override;
    int64_t DoAssignStreams(int64_t stream) override;
    void DoEnablePcap(const std::string& prefix, Ptr<NetDevice> device) const override;
    uint64_t DoGetDrops() const override;

  private:
    /// @param stations clients of the cell
    /// @param cell its number
    void BuildCell(const NodeContainer& stations, uint32_t cell);

    /// Makes the devices of a cell.
    /// @param accessPoint router
    /// @param stations clients
    /// @param cell number of the cell
    /// @return the access point's device, then the stations' in their order
    NetDeviceContainer InstallRadios(Ptr<Node> accessPoint,
                                     const NodeContainer& stations,
                                     uint32_t cell) const;

    /// Puts the access point into the middle and the stations around it.
    /// @param accessPoint router
    /// @param stations clients
    void Place(Ptr<Node> accessPoint, const NodeContainer& stations) const;

    /// Gives the nodes of a cell their addresses.
    /// @param devices what InstallRadios() gave
    /// @param gate the access point's way into the backbone
    /// @param cell number of the cell
    void AssignAddresses(const NetDeviceContainer& devices, const Gate& gate, uint32_t cell);

    /// Counts what the radio of a device drops.
    /// @param device wireless device
    void WatchDrops(Ptr<NetDevice> device);

    uint32_t m_cellSize{0};       ///< stations of a cell
    double m_radius{0};           ///< distance of stations and access point in metres
    std::string m_dataMode;       ///< modulation and coding of data frames
    std::string m_controlMode;    ///< modulation and coding of control frames
    uint32_t m_queueSize{0};      ///< packets that wait in a device
    Time m_readyTime;             ///< by when stations have associated
    NetDeviceContainer m_devices; ///< all wireless devices
    uint64_t m_drops{0};          ///< packets dropped by them
};

} // namespace ns3::mqtt

#endif /* MQTT_WIFI_NETWORK_H */
