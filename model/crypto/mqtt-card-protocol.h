// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_PROTOCOL_H
#define MQTT_CARD_PROTOCOL_H

#include "mqtt-payload-ciphers.h"

#include <array>

/// @file
/// What a smart card and the broker sign, derive and seal under. The card builds all of it itself,
/// so that its key signs nothing that a host makes up.

namespace ns3::mqtt
{

/// Who speaks first. The paper's abstract allows either.
enum class CardReading
{
    OR_1, ///< the broker: it chooses the keys as printed, and challenges the card
    OR_2  ///< the card: it chooses the keys as printed, and its part of the keys is in CONNECT
};

/// Number of a card.
using CardId = std::array<std::uint8_t, 8>;

/// Octets of N_D and N_B.
constexpr std::size_t CARD_NONCE_SIZE = 16;

/// Octets of the ephemeral points E_D and E_B, uncompressed as cards want them.
constexpr std::size_t CARD_POINT_SIZE = 65;

/// Octets of a digest, of an authentication tag, and of the digest of a CONNECT.
constexpr std::size_t CARD_DIGEST_SIZE = 32;

/// Octets of each key of a session.
constexpr std::size_t CARD_KEY_SIZE = 16;

/// @param id number of a card
/// @return its octets
inline ByteView
GetView(const CardId& id)
{
    return {id.data(), id.size()};
}

/// @param parts octets
/// @return one after another
Bytes JoinParts(std::initializer_list<ByteView> parts);

/// The keys of a session between a card and the broker.
struct CardSessionKeys
{
    bool published{false}; ///< as printed: K_e and K_m; sound: to the broker and to the card
    Secret first;          ///< K_e, or of AES-128-GCM towards the broker; CARD_KEY_SIZE octets
    Secret second;         ///< K_m, or of AES-128-GCM towards the card; CARD_KEY_SIZE octets
};

/// @return a new key of a session, CARD_KEY_SIZE random octets of the current party
Secret DrawCardKey();

/// Seals and opens payloads between a card and the broker: as printed EncryptThenMac, sound
/// SequencedCipher.
class CardCipher
{
  public:
    /// Who uses it.
    enum class Side
    {
        CARD,  ///< seals for the broker
        BROKER ///< seals for the card
    };

    /// @param keys of the session
    /// @param side who uses it
    CardCipher(const CardSessionKeys& keys, Side side);

    /// @param topic MQTT topic that the payload goes with
    /// @param payload in clear
    /// @return sealed payload
    Bytes Seal(std::string_view topic, ByteView payload);

    /// @param topic MQTT topic that the payload came with
    /// @param payload sealed
    /// @return in clear, or why not
    Result<Bytes> Open(std::string_view topic, ByteView payload);

    /// @return octets of keys and counters
    std::size_t GetStateSize() const;

  private:
    std::optional<EncryptThenMac> m_published; ///< as printed
    std::optional<SequencedCipher> m_sound;    ///< not as printed
};

/// @name As printed
/// @{

/// @param card number of the card
/// @param nonce N_D
/// @param time T, 8 octets
/// @return what the card signs in CONNECT: "D", card, N_D, T
Bytes MakeConnectText(const CardId& card, ByteView nonce, ByteView time);

/// @param card number of the card
/// @param nonce N_D
/// @param transport encrypted keys
/// @return what the broker signs: "B", card, N_D, encrypted keys
Bytes MakeTransportText(const CardId& card, ByteView nonce, ByteView transport);

/// What the broker encrypts for the card, or a card that speaks first for the broker.
struct CardTransport
{
    CardSessionKeys keys; ///< K_e and K_m
    Bytes cardNonce;      ///< N_D
    Bytes brokerNonce;    ///< N_B; empty if the card speaks first
};

/// Octets of a CardTransport.
constexpr std::size_t CARD_TRANSPORT_SIZE = 2 * CARD_KEY_SIZE + 2 * CARD_NONCE_SIZE;

/// @param transport K_e, K_m, N_D, N_B
/// @return their octets
Secret Encode(const CardTransport& transport);

/// @param octets opened by the card
/// @return what is in them, unless the length is wrong
std::optional<CardTransport> DecodeCardTransport(ByteView octets);

/// @param transport K_m, N_D, N_B
/// @return HMAC(K_m, "ok", N_B, N_D), by which the other side confirms the keys
Bytes ConfirmTransport(const CardTransport& transport);

/// @param card number of the card
/// @param nonce N_D
/// @param time T, 8 octets
/// @param transport encrypted keys
/// @return what the card signs in CONNECT when it speaks first: "D", card, N_D, T, encrypted keys
Bytes MakeConnectText(const CardId& card, ByteView nonce, ByteView time, ByteView transport);

/// Octets of K_e, K_m and N_D, which the card encrypts for the broker when it speaks first.
constexpr std::size_t CARD_FIRST_TRANSPORT_SIZE = 2 * CARD_KEY_SIZE + CARD_NONCE_SIZE;

/// @}
/// @name Sound
/// @{

/// Octets of the counter of a card that speaks first; it is part of its nonce then.
constexpr std::size_t CARD_COUNTER_SIZE = 8;

/// What both sides know of an agreement on keys.
struct CardAgreement
{
    CardId card{};     ///< number of the card
    Bytes connect;     ///< SHA-256 of the CONNECT, CARD_DIGEST_SIZE octets
    Bytes cardNonce;   ///< N_D, CARD_NONCE_SIZE octets; behind the counter if the card is first
    Bytes brokerNonce; ///< N_B, CARD_NONCE_SIZE octets
    Bytes brokerPoint; ///< E_B, CARD_POINT_SIZE octets
    Bytes cardPoint;   ///< E_D, CARD_POINT_SIZE octets; empty as long as it is not known
};

/// @param agreement all of the card's part
/// @return what a card signs that speaks first
Bytes MakeFirstText(const CardAgreement& agreement);

/// @param agreement all of it
/// @return what the broker signs for a card that has spoken first
Bytes MakeReplyText(const CardAgreement& agreement);

/// @param agreement all but E_D
/// @return what the broker signs
Bytes MakeChallengeText(const CardAgreement& agreement);

/// @param agreement all of it
/// @return what the card signs
Bytes MakeAnswerText(const CardAgreement& agreement);

/// @param shared secret of the ephemeral keys
/// @param agreement all of it
/// @return keys of the session
CardSessionKeys DeriveCardKeys(ByteView shared, const CardAgreement& agreement);

/// @}

} // namespace ns3::mqtt

#endif /* MQTT_CARD_PROTOCOL_H */
