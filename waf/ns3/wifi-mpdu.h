// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_WIFI_MPDU_H
#define MQTT_WIFI_MPDU_H

/// @file
/// What later releases of ns-3's wifi have, or call otherwise than ns-3.35; the wscript puts this
/// into the path.

#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-queue-item.h"
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
};

} // namespace ns3::mqtt

#endif /* MQTT_WIFI_MPDU_H */
