// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_WIFI_MPDU_H
#define MQTT_WIFI_MPDU_H

/// @file
/// What later releases of ns-3's wifi have, or call otherwise than ns-3.35; the wscript puts this
/// into the path.

#include "ns3/ap-wifi-mac.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-queue-item.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-standards.h"

namespace ns3
{

using WifiMpdu = WifiMacQueueItem;

/// Later releases name the band by the channel.
constexpr WifiStandard WIFI_STANDARD_80211n = WIFI_STANDARD_80211n_5GHZ;

} // namespace ns3

namespace ns3::mqtt
{

/// Code of the module finds it before ns-3's own.
class WifiHelper : public ns3::WifiHelper
{
  public:
    /// Nothing: in ns-3.35 stations always stop the layer above while their queue is full.
    void DisableFlowControl()
    {
    }

    using ns3::WifiHelper::Install;

    NetDeviceContainer Install(const WifiPhyHelper& phy,
                               const WifiMacHelper& mac,
                               NodeContainer nodes) const override
    {
        const NetDeviceContainer devices = ns3::WifiHelper::Install(phy, mac, nodes);
        for (auto device = devices.Begin(); device != devices.End(); ++device)
        {
            WatchAssociations(DynamicCast<WifiNetDevice>(*device));
        }
        return devices;
    }

  private:
    /// Lets a station in when it has acknowledged that it may: after a first response that was lost
    /// in a collision, ns-3.35 would never again take a frame from it.
    /// @param device wireless device; nothing happens unless it is an access point's
    static void WatchAssociations(Ptr<WifiNetDevice> device)
    {
        if (!DynamicCast<ApWifiMac>(device->GetMac()))
        {
            return;
        }
        // No Ptr: it would hold what holds this callback.
        WifiRemoteStationManager* stations = PeekPointer(device->GetRemoteStationManager());
        device->GetMac()->TraceConnectWithoutContext(
            "AckedMpdu",
            Callback<void, Ptr<const WifiMpdu>>([stations](Ptr<const WifiMpdu> mpdu) {
                const WifiMacHeader& header = mpdu->GetHeader();
                if (header.IsAssocResp() && !stations->IsAssociated(header.GetAddr1()))
                {
                    stations->RecordGotAssocTxOk(header.GetAddr1());
                }
            }));
    }
};

} // namespace ns3::mqtt

#endif /* MQTT_WIFI_MPDU_H */
