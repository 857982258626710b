// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_POINT_TO_POINT_HELPER_H
#define MQTT_POINT_TO_POINT_HELPER_H

/// @file
/// ns-3.35's own header of this name, and what later releases have in it; the wscript puts this
/// before it in the path.

#include_next "ns3/point-to-point-helper.h"

namespace ns3::mqtt
{

/// Code of the module finds it before ns-3's own.
class PointToPointHelper : public ns3::PointToPointHelper
{
  public:
    /// Nothing: in ns-3.35 links always stop the layer above while their queue is full.
    void DisableFlowControl()
    {
    }
};

} // namespace ns3::mqtt

#endif /* MQTT_POINT_TO_POINT_HELPER_H */
