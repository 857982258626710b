// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_WORK_H
#define MQTT_WORK_H

#include "ns3/mqtt-operation.h"

/// @file
/// The work of MQTT itself, charged like cryptography.

namespace ns3::mqtt::work
{

inline const Operation CONNECT{"mqtt-connect"}; ///< open or accept a TCP connection
inline const Operation RECEIVE{"mqtt-receive"}; ///< take a packet from the network and parse it
inline const Operation ROUTE{"mqtt-route"};     ///< find one matching subscriber
inline const Operation SEND{"mqtt-send"};       ///< write a packet and hand it to the network
inline const Operation DELIVER{"mqtt-deliver"}; ///< hand a message to the application

} // namespace ns3::mqtt::work

#endif /* MQTT_WORK_H */
