// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-agent.h"

namespace ns3::mqtt
{

void
ClientAgent::LinkDown(ClientHost& /* host */)
{
}

void
BrokerAgent::LinkUp(ConnectionId /* connection */, BrokerHost& /* host */)
{
}

void
BrokerAgent::LinkDown(ConnectionId /* connection */, BrokerHost& /* host */)
{
}

} // namespace ns3::mqtt
