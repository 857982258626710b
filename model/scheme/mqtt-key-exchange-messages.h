// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_MESSAGES_H
#define MQTT_KEY_EXCHANGE_MESSAGES_H

#include "ns3/mqtt-bytes.h"

#include <array>
#include <optional>

/// @file
/// What the clients of the key exchange say to each other through the broker, and what they bind
/// keys to. Fields stand one behind the other, numbers are big-endian.

namespace ns3::mqtt
{

/// Octets of a data key.
constexpr std::size_t EXCHANGE_KEY_SIZE = 16;

/// A subscriber's random number, by which it tells answers to itself from old ones.
using ExchangeNonce = std::array<std::uint8_t, 16>;

/// A subscriber asks for data keys. Version 1 octet, subscriber 4, nonce 16, attempt 4, publisher
/// 4, key 4, then the offer.
struct KeyRequest
{
    std::uint32_t subscriber{0}; ///< number of the client that asks
    ExchangeNonce nonce{};       ///< same in all requests of a subscriber from its start on
    std::uint32_t attempt{0};    ///< counts its requests; one that is repeated is answered once
    std::uint32_t publisher{0};  ///< number of the client that is asked; 0 for all
    std::uint32_t key{0};        ///< the key that is missing; 0 for the newest
    Bytes offer;                 ///< public keys, as ExchangeParty::Offer() gives them
};

/// A publisher gives a data key. Version 1 octet, publisher 4, key 4, then what is sealed and the
/// signature, whose lengths follow from the kind of exchange.
struct KeyAnswer
{
    std::uint32_t publisher{0}; ///< number of the client whose key it is
    std::uint32_t key{0};       ///< counts its keys from 1
    Bytes sealed;               ///< the data key
    Bytes signature;            ///< of MakeKeyStatement(); empty without authentication
};

/// @param request any
/// @return payload
Bytes Encode(const KeyRequest& request);

/// @param payload from the broker
/// @return the request, unless it is cut short, of another version or of client 0
std::optional<KeyRequest> DecodeKeyRequest(ByteView payload);

/// @param answer any
/// @return payload
Bytes Encode(const KeyAnswer& answer);

/// @param payload from the broker
/// @param sealedSize octets of what is sealed
/// @param signatureSize octets of the signature
/// @return the answer, unless its length is wrong, it is of another version or there is no such key
std::optional<KeyAnswer> DecodeKeyAnswer(ByteView payload,
                                         std::size_t sealedSize,
                                         std::size_t signatureSize);

/// @param request of which only subscriber and nonce matter, so that one offer serves all requests
/// @return what the offer is bound to, where it is signed
Bytes MakeOfferContext(const KeyRequest& request);

/// @param request that is answered
/// @param publisher who answers
/// @param key its number
/// @return what a sealed data key is bound to
Bytes MakeSealContext(const KeyRequest& request, std::uint32_t publisher, std::uint32_t key);

/// What a publisher signs, once for all subscribers: that the key is its own. The key enters by a
/// check value that tells nothing about it.
/// @param publisher whose key it is
/// @param key its number
/// @param dataKey the key
/// @return statement
Bytes MakeKeyStatement(std::uint32_t publisher, std::uint32_t key, ByteView dataKey);

/// Under which the key exchange has its topics.
constexpr std::string_view EXCHANGE_PREFIX = "kx/";

/// Filter of all requests.
constexpr const char* REQUEST_FILTER = "kx/ask/+";

/// @param client number of a subscriber
/// @return topic of its requests
std::string GetRequestTopic(std::uint32_t client);

/// @param client number of a subscriber
/// @return topic of the answers to it
std::string GetAnswerTopic(std::uint32_t client);

/// @param topic MQTT topic
/// @return whether it belongs to the key exchange
bool IsExchangeTopic(std::string_view topic);

/// @param topic MQTT topic
/// @return whether it is one of requests
bool IsRequestTopic(std::string_view topic);

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_MESSAGES_H */
