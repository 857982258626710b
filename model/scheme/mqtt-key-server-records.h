// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SERVER_RECORDS_H
#define MQTT_KEY_SERVER_RECORDS_H

#include "mqtt-key-server-frames.h"

#include <map>

/// @file
/// What the parties of a key server know of nodes.

namespace ns3::mqtt
{

/// What a node may do with messages, as bits.
struct KeyRoles
{
    static constexpr std::uint8_t PUBLISHES = 1;  ///< it sends messages
    static constexpr std::uint8_t SUBSCRIBES = 2; ///< it receives messages
};

/// What a node learns of a peer, as bits; no bit says that the peer is gone.
struct KeyPeerFlags
{
    static constexpr std::uint8_t SEND = 1;    ///< messages go to it
    static constexpr std::uint8_t RECEIVE = 2; ///< messages come from it
    static constexpr std::uint8_t ASK = 4;     ///< the node asks for the keys of the pair
};

/// The two keys that a node and the key server share, inside a TPM.
struct KeyPairHandles
{
    Tpm::Handle encrypt{Tpm::NO_KEY}; ///< encrypts
    Tpm::Handle sign{Tpm::NO_KEY};    ///< authenticates
};

/// What a node, or the centre, is given out of band.
struct KeyNodeCredentials
{
    KeyNodeId id{0};          ///< its number
    KeyPairHandles keys;      ///< shared with the key server, in the node's own TPM
    Bytes iv;                 ///< as printed: IV of the first frame
    std::string topic;        ///< TOPIC2, to which it subscribes
    std::string requestTopic; ///< TOPIC0 of the key server
};

/// A node as the centre and the key server know it.
struct KeyNodeRecord
{
    KeyNodeId id{0};       ///< its number
    std::uint8_t roles{0}; ///< KeyRoles; none when it is to be forgotten
    std::string topic;     ///< TOPIC2
    KeyPairHandles keys;   ///< shared by node and key server, in the TPM of who holds the record
    Bytes iv;              ///< as printed: IV of the first frame
};

/// Octets of a record in a frame: ID 4, roles 1, TOPIC2 32, key 16, IV 16, signing key 16.
constexpr std::size_t KEY_ENROLMENT_SIZE = 85;

/// @return the parts of a record
const Tpm::Layout& GetEnrolmentLayout();

/// @param record record
/// @return its parts
std::vector<Tpm::Part> SplitEnrolment(const KeyNodeRecord& record);

/// @param parts of a frame
/// @param at the first part of a record
/// @return the record; none if it cannot be
std::optional<KeyNodeRecord> JoinEnrolment(const std::vector<Tpm::Part>& parts, std::size_t at);

/// @param own roles of a node
/// @param ownId its number
/// @param other roles of another
/// @param otherId its number
/// @return KeyPeerFlags of the other, as the node learns them. Where messages go one way the
///         publisher asks for keys, else the node with the smaller number.
std::uint8_t GetPeerFlags(std::uint8_t own, KeyNodeId ownId, std::uint8_t other, KeyNodeId otherId);

/// What is on a party's disk, sealed by its TPM; stays when the party starts anew.
using KeyDisk = std::map<std::string, Bytes>;

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SERVER_RECORDS_H */
