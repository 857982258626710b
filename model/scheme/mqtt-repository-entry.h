// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_REPOSITORY_ENTRY_H
#define MQTT_REPOSITORY_ENTRY_H

#include "ns3/mqtt-card-keys.h"
#include "ns3/mqtt-card-protocol.h"

/// @file
/// What the repository of public keys says of a card. It is asked by the number of the card, 8
/// octets. As printed it answers with the bare key; sound, with an entry that the issuer has
/// signed; to a number that nobody has, always with one octet of zero.

namespace ns3::mqtt
{

/// What is known of a card.
struct RepositoryEntry
{
    /// Whether the card may be used.
    enum Status : std::uint8_t
    {
        VALID = 1,  ///< it may
        REVOKED = 2 ///< it no longer may
    };

    CardId card{};           ///< number of the card
    Status status{VALID};    ///< whether it may be used
    std::int64_t expires{0}; ///< seconds since 1970 from which on the entry is no longer good
    Bytes key;               ///< public key of the card
};

/// @return what the repository says of a number that no card has
const Bytes& GetUnknownCard();

/// @param entry what is known of a card
/// @param issuer signs it
/// @return status 1, number of the card 8, expiry 8, key, signature 64
Bytes SignEntry(const RepositoryEntry& entry, const CardKeyPair& issuer);

/// @param octets from whoever says to be the repository
/// @param issuer key of who signs entries, on P-256
/// @return the entry; or why it is none, such as another signature
Result<RepositoryEntry> VerifyEntry(ByteView octets, const CardPublicKey& issuer);

} // namespace ns3::mqtt

#endif /* MQTT_REPOSITORY_ENTRY_H */
