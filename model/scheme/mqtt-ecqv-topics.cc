// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-topics.h"

#include "ns3/mqtt-topic.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// Beginning of all topics on which only agents speak.
constexpr std::string_view AGENT_ROOT = "$ecqv/";

/// Octets before the confirmation of a late claim.
constexpr std::size_t CLAIM_HEADER_SIZE = 5;

} // namespace

const std::string ECQV_CLAIM_TOPIC = "$ecqv/claim";
const std::string ECQV_WILL_TOPIC = "$ecqv/will";

EcqvRole
EcqvTopics::GetSenderSide(std::string_view topic) const
{
    return Matches(m_queryFilter, topic) ? EcqvRole::SUBSCRIBER : EcqvRole::PUBLISHER;
}

bool
EcqvTopics::AreFor(const std::vector<Subscription>& subscriptions, EcqvRole side) const
{
    return std::any_of(subscriptions.begin(), subscriptions.end(), [&](const Subscription& wanted) {
        return side == EcqvRole::SUBSCRIBER ? !Covers(m_queryFilter, wanted.filter)
                                            : Overlap(m_queryFilter, wanted.filter);
    });
}

EcqvRole
EcqvTopics::GetClaimedSide(const std::vector<Subscription>& subscriptions) const
{
    return AreFor(subscriptions, EcqvRole::SUBSCRIBER) ? EcqvRole::SUBSCRIBER : EcqvRole::PUBLISHER;
}

bool
IsEcqvAgentTopic(std::string_view topic)
{
    return topic.substr(0, AGENT_ROOT.size()) == AGENT_ROOT;
}

const std::string&
GetEcqvUpdateTopic(EcqvRole side)
{
    static const std::string publisher = std::string(AGENT_ROOT) + "publisher";
    static const std::string subscriber = std::string(AGENT_ROOT) + "subscriber";
    return side == EcqvRole::PUBLISHER ? publisher : subscriber;
}

std::optional<EcqvRole>
ReadEcqvUpdateTopic(std::string_view topic)
{
    for (const EcqvRole side : {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER})
    {
        if (topic == GetEcqvUpdateTopic(side))
        {
            return side;
        }
    }
    return std::nullopt;
}

Bytes
Encode(const EcqvLateClaim& claim)
{
    Bytes octets(CLAIM_HEADER_SIZE + claim.confirmation.size());
    octets[0] = static_cast<std::uint8_t>(claim.role);
    boost::endian::store_big_u32(octets.data() + 1, claim.epoch);
    std::copy(claim.confirmation.begin(),
              claim.confirmation.end(),
              octets.begin() + CLAIM_HEADER_SIZE);
    return octets;
}

std::optional<EcqvLateClaim>
DecodeEcqvLateClaim(ByteView octets)
{
    if (octets.size() < CLAIM_HEADER_SIZE || octets.size() > MAX_ECQV_CLAIM ||
        (octets[0] != static_cast<std::uint8_t>(EcqvRole::PUBLISHER) &&
         octets[0] != static_cast<std::uint8_t>(EcqvRole::SUBSCRIBER)))
    {
        return std::nullopt;
    }
    return EcqvLateClaim{static_cast<EcqvRole>(octets[0]),
                         boost::endian::load_big_u32(octets.data() + 1),
                         octets.SubView(CLAIM_HEADER_SIZE).ToBytes()};
}

} // namespace ns3::mqtt
