// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_TOPICS_H
#define MQTT_ECQV_TOPICS_H

#include "mqtt-ecqv-records.h"

#include "ns3/mqtt-control-packets.h"

#include <optional>
#include <string_view>

/// @file
/// Which side of a group an MQTT topic makes somebody belong to, and the topics on which the agents
/// of clients and brokers of the ECQV schemes talk to each other.

namespace ns3::mqtt
{

/// Tells queries from messages by their MQTT topics.
class EcqvTopics
{
  public:
    /// @param queryFilter valid topic filter of queries; all else are messages
    explicit EcqvTopics(std::string queryFilter)
        : m_queryFilter(std::move(queryFilter))
    {
    }

    /// @param topic valid topic name
    /// @return the side that sends on it
    EcqvRole GetSenderSide(std::string_view topic) const;

    /// @param subscriptions of a SUBSCRIBE, at least one
    /// @return the side that is claimed with it
    EcqvRole GetClaimedSide(const std::vector<Subscription>& subscriptions) const;

    /// @param subscriptions of a SUBSCRIBE
    /// @param side of the group
    /// @return whether one must be on it to read all that comes
    bool AreFor(const std::vector<Subscription>& subscriptions, EcqvRole side) const;

  private:
    std::string m_queryFilter; ///< of queries
};

/// @param topic MQTT topic
/// @return whether only agents speak on it
bool IsEcqvAgentTopic(std::string_view topic);

/// @param side of the group
/// @return topic on which its members get keys
const std::string& GetEcqvUpdateTopic(EcqvRole side);

/// @param topic MQTT topic or filter
/// @return the side whose members get keys on it
std::optional<EcqvRole> ReadEcqvUpdateTopic(std::string_view topic);

/// Topic on which a client claims a side after its first SUBSCRIBE, or asks for keys again.
extern const std::string ECQV_CLAIM_TOPIC;

/// Topic on which a client sends its will, sealed.
extern const std::string ECQV_WILL_TOPIC;

/// Payload on ECQV_CLAIM_TOPIC: [side 1][epoch 4][confirmation].
struct EcqvLateClaim
{
    EcqvRole role{EcqvRole::SUBSCRIBER}; ///< side
    std::uint32_t epoch{0}; ///< whose list of the other side the client has; 0 for none
    Bytes confirmation;     ///< sealed for the authority
};

/// Octets of a trailer or confirmation that are looked at; none of any form is as long.
constexpr std::size_t MAX_ECQV_CLAIM = 512;

/// @param claim claim
/// @return its octets
Bytes Encode(const EcqvLateClaim& claim);

/// @param octets from a client
/// @return the claim
std::optional<EcqvLateClaim> DecodeEcqvLateClaim(ByteView octets);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_TOPICS_H */
