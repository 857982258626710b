// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_AUTHORITY_H
#define MQTT_AUTHORITY_H

#include "mqtt-agent-party.h"

namespace ns3::mqtt
{

/// A scheme's party beside clients and brokers, such as a certificate authority, a key server or
/// the topic and device management of the MQTT group platform: an agent that talks to the others
/// through channels.
class Authority : public AgentParty<AuthorityAgent, AuthorityHost>
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId();

    ~Authority() override;
};

} // namespace ns3::mqtt

#endif /* MQTT_AUTHORITY_H */
