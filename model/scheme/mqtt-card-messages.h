// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_MESSAGES_H
#define MQTT_CARD_MESSAGES_H

#include "ns3/mqtt-card-keys.h"
#include "ns3/mqtt-card-protocol.h"
#include "ns3/mqtt-control-packets.h"

/// @file
/// What clients with smart cards and the broker write into MQTT packets: user name and password of
/// CONNECT, and messages on topics that begin with "sc/CARD/", which are never routed.

namespace ns3::mqtt
{

/// @param card number of a card
/// @return 16 hexadecimal digits in lower case: the client identifier
std::string ToClientId(const CardId& card);

/// @param clientId MQTT client identifier
/// @return the card that it stands for, if it is written as ToClientId() does
std::optional<CardId> FromClientId(const std::string& clientId);

/// How the handshake is run; the same at both sides.
struct CardForm
{
    bool published{false};                  ///< as printed
    CardReading reading{CardReading::OR_1}; ///< who speaks first
};

/// What a message of the handshake is.
enum class CardStep
{
    KEYS,         ///< as printed, broker to card: encrypted keys, signature; "k"
    CONFIRMATION, ///< as printed, from who has not chosen the keys: HMAC; sound, broker to card:
                  ///< outcome; "ok"
    CHALLENGE,    ///< sound, broker to card: N_B, E_B, signature; "c"
    ANSWER        ///< sound, card to broker: E_D and signature, unless the card was first, sealed
                  ///< will; "r"
};

/// @param card number of the card
/// @param step of the handshake
/// @return topic
std::string GetCardTopic(const CardId& card, CardStep step);

/// @param card number of the card
/// @param step of the handshake
/// @param payload of the message
/// @return PUBLISH of QoS 0
Publish MakeCardMessage(const CardId& card, CardStep step, Bytes payload);

/// @param packet any
/// @param card number of the card
/// @param step of the handshake
/// @return payload; null if the packet is something else
const Bytes* GetCardMessage(const ControlPacket& packet, const CardId& card, CardStep step);

/// @param time seconds since 1970
/// @return T
Bytes EncodeCardTime(std::int64_t time);

/// What CONNECT says of a card.
struct CardConnect
{
    CardId card{};        ///< by the client identifier
    Bytes nonce;          ///< N_D; sound, if the card is first: counter, N_D
    std::int64_t time{0}; ///< as printed: T in seconds since 1970
    Bytes point;          ///< sound, if the card is first: E_D
    bool hasWill{false};  ///< sound, if the card is first: a will follows
    Bytes proof;          ///< by the card: a signature; as printed, if the card is first, behind
                          ///< encrypted keys; none if the card is to be challenged
};

/// Replaces client identifier, user name and password.
/// @param connect packet to be completed
/// @param content what it says
/// @param form user name as printed Base64(N_D, T), sound Base64(N_D), or, if the card is first,
///        Base64(has will 1, counter, N_D, E_D); password Base64(proof), or none
void WriteCardConnect(Connect& connect, const CardConnect& content, CardForm form);

/// @param connect from a client
/// @param form how the handshake is run
/// @return what it says, if it is written as WriteCardConnect() does
std::optional<CardConnect> ReadCardConnect(const Connect& connect, CardForm form);

/// @param connect as it is sent
/// @return SHA-256 of its octets without a password
Bytes HashConnect(const Connect& connect);

/// @param will last will, or none
/// @return what the card seals into its answer: flags in an octet, length of topic in two, topic,
///         payload; an empty text for none
Bytes EncodeCardWill(const std::optional<Will>& will);

/// @param octets opened by the broker
/// @param will gets the will, or none
/// @return whether the octets make sense
bool DecodeCardWill(ByteView octets, std::optional<Will>& will);

/// @param connack outcome
/// @return what the broker seals for the card: session present and return code, an octet each
Bytes EncodeCardOutcome(const Connack& connack);

/// @param octets opened by the card
/// @return the outcome, unless they make no sense
std::optional<Connack> DecodeCardOutcome(ByteView octets);

} // namespace ns3::mqtt

#endif /* MQTT_CARD_MESSAGES_H */
