// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_CARD_HOLDER_H
#define MQTT_SCHEME_CARD_HOLDER_H

#include "mqtt-scheme-scene.h"

#include "ns3/mqtt-card-client-agent.h"
#include "ns3/mqtt-smart-card-scheme.h"

/// @file
/// What the tests of the scheme with smart cards share.

namespace ns3::mqtt::test
{

/// @param scene that plays the scheme
/// @return the scheme
SmartCardScheme& GetCards(const SchemeScene& scene);

/// @param scene that plays the scheme
/// @return whether it is run as printed
bool IsAsPrinted(const SchemeScene& scene);

/// @param scene that plays the scheme
/// @param name of a client that may not be there yet
/// @return number of its card
CardId GetCardId(SchemeScene& scene, const std::string& name);

/// @param scene that plays the scheme
/// @param id number written into the card
/// @param key of the card
/// @return a card of somebody's own making
std::shared_ptr<SmartCard> ForgeCard(SchemeScene& scene, const CardId& id, const CardKeyPair& key);

/// @param scene that plays the scheme
/// @param card any
/// @return agent of a client with that card
std::unique_ptr<ClientAgent> MakeHolder(SchemeScene& scene, std::shared_ptr<SmartCard> card);

/// @param scene that plays the scheme
/// @param name of a client
/// @param fromClient direction
/// @param from first parcel to be looked at
/// @return packets of its connection to the broker, in order
std::vector<ControlPacket> GetPackets(const SchemeScene& scene,
                                      const std::string& name,
                                      bool fromClient,
                                      std::size_t from = 0);

/// @param packets of a connection
/// @param end last level of a topic
/// @return payload of the first PUBLISH on such a topic; empty if there is none
Bytes FindPayload(const std::vector<ControlPacket>& packets, const std::string& end);

/// @param scene scene
/// @return CONNECT packets that the broker core was given
std::size_t CountConnects(const SchemeScene& scene);

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_CARD_HOLDER_H */
