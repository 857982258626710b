// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_MESSAGES_H
#define MQTT_ECQV_MESSAGES_H

#include "mqtt-ecqv-records.h"

#include <optional>
#include <variant>

/// @file
/// What the parties of the ECQV schemes say, in octets. Points are written as the form's encoding
/// says, numbers with the most significant octet first. Every reader takes octets from a peer: it
/// gives nothing if anything is missing, left over or not on the curve.
///
/// The form decides on what is said: as printed exactly the fields of the paper's Tables 1 to 4.

namespace ns3::mqtt
{

/// Trailer of CONNECT: a device asks for a certificate. As printed R and G; in the sound form
/// [1][R][G][T 8][MAC 16].
struct EcqvRequest
{
    EcPoint request;      ///< R_i
    EcPoint contribution; ///< G_i
    std::int64_t time{0}; ///< T in nanoseconds, greater with every request; not as printed
    Bytes proof;          ///< MAC under the enrolment secret; not as printed
};

/// Trailer of CONNECT: a device that has a certificate comes back: [2][T 8][MAC 16]. As printed
/// there is no such trailer: who comes back says nothing.
struct EcqvReturn
{
    std::int64_t time{0}; ///< T in nanoseconds, greater with every return
    Bytes proof;          ///< MAC under the pairwise key
};

/// Trailer of CONNACK that answers a request: C, a and in the sound form the expiry time of 8
/// octets.
struct EcqvAnswer
{
    EcPoint certificate;    ///< C_i
    EcScalar auxiliary;     ///< a_i
    std::int64_t expiry{0}; ///< Unix time in seconds; 0 as printed
};

/// @param request request
/// @param form form
/// @return trailer of a CONNECT
Bytes Encode(const EcqvRequest& request, const EcqvForm& form);

/// @param comeback return, sound form
/// @param form form
/// @return trailer of a CONNECT
Bytes Encode(const EcqvReturn& comeback, const EcqvForm& form);

/// @param answer answer
/// @param form form
/// @return trailer of a CONNACK
Bytes Encode(const EcqvAnswer& answer, const EcqvForm& form);

/// @param octets trailer of a CONNECT
/// @param form form
/// @return what it says
std::optional<std::variant<EcqvRequest, EcqvReturn>> DecodeConnectTrailer(ByteView octets,
                                                                          const EcqvForm& form);

/// @param octets trailer of a CONNACK
/// @param form form
/// @return what it says
std::optional<EcqvAnswer> DecodeAnswer(ByteView octets, const EcqvForm& form);

/// What a member is told, on SUBACK and as payload of key updates. As printed: the sealed private
/// key, the public key of the member's own side, and the other side's whole list of (ID, C, G, Q),
/// with nothing between them; the length of the sealed key follows from whether it goes on SUBACK.
/// Sound: [n 1]{statement, [length 2] sealed}, [whole 1][n 2]{removed}[n 2]{added}, of keys the
/// newest that n can count.
/// @param update what to say; as printed with one key and the public keys of members
/// @param role side of the member it is for
/// @param form form
/// @return octets
Bytes EncodeUpdate(const EcqvUpdate& update, EcqvRole role, const EcqvForm& form);

/// @param octets from a peer
/// @param role side of the member it is for
/// @param sealedSize octets of the sealed key, as printed only
/// @param form form
/// @return what it says; as printed the statement holds nothing but the key of the role
std::optional<EcqvUpdate> DecodeUpdate(ByteView octets,
                                       EcqvRole role,
                                       std::size_t sealedSize,
                                       const EcqvForm& form);

/// @param statement statement, sound form
/// @param form form
/// @return all of it but the signature, for the signature and as associated data
Bytes EncodeUnsigned(const EcqvStatement& statement, const EcqvForm& form);

/// @param statement statement, sound form; gets its signature
/// @param group ID_G
/// @param key d_CA
/// @param publicKey Q_CA
/// @param form form
void SignStatement(EcqvStatement& statement,
                   const EcqvId& group,
                   const EcScalar& key,
                   const EcPoint& publicKey,
                   const EcqvForm& form);

/// @param statement statement, sound form
/// @param group ID_G
/// @param authorityKey Q_CA
/// @param form form
/// @return whether the authority has signed it
bool VerifyStatement(const EcqvStatement& statement,
                     const EcqvId& group,
                     const EcPoint& authorityKey,
                     const EcqvForm& form);

// Messages between broker and authority, over a channel.

/// Broker to authority: a device has sent the trailer of a CONNECT.
struct EcqvForward
{
    std::uint64_t token{0}; ///< for the answer
    EcqvId id{};            ///< from the client identifier
    Bytes trailer;          ///< as it came
};

/// Broker to authority: a device wants to be on a side, or has lost the keys it should have.
struct EcqvClaim
{
    std::uint64_t token{0};              ///< for the answer
    EcqvId id{};                         ///< of the device
    EcqvRole role{EcqvRole::SUBSCRIBER}; ///< side
    Bytes confirmation;                  ///< trailer of the SUBSCRIBE, sealed for the authority
};

/// Broker to authority: a device has left the group.
struct EcqvDeparture
{
    EcqvId id{}; ///< of the device
};

/// Authority to broker: what goes on CONNACK (empty for one that came back).
struct EcqvIssued
{
    std::uint64_t token{0}; ///< of the request
    Bytes trailer;          ///< for the client
};

/// Authority to broker: a request or a claim is refused.
struct EcqvRefusal
{
    std::uint64_t token{0}; ///< of the request
    std::string reason;     ///< in words
};

/// Authority to broker: a list changes with the next EcqvNewEpoch. May come in parts.
struct EcqvRosterNews
{
    EcqvRole side{EcqvRole::PUBLISHER}; ///< whose list
    EcqvRosterChange change;            ///< part of the change
};

/// Authority to broker: a new epoch begins, with the lists as told before.
struct EcqvNewEpoch
{
    EcqvStatement statement; ///< what is public
};

/// Authority to broker: private keys of an epoch for members of a side. May come in parts.
struct EcqvKeys
{
    /// The key of one member.
    struct Entry
    {
        EcqvId id{};  ///< whom it is for; all zero (as printed only): for the whole side
        Bytes sealed; ///< private key of the other side
    };

    EcqvRole role{EcqvRole::PUBLISHER}; ///< side of the members
    std::uint32_t epoch{0};             ///< of the keys
    std::vector<Entry> entries;         ///< members and their keys
};

/// Authority to broker: a claim is granted; what belongs to it has been told before.
struct EcqvGranted
{
    std::uint64_t token{0}; ///< of the claim
};

/// Any message between broker and authority: an octet that tells which, then the fields in their
/// order, lists and sealed keys behind their numbers of two octets, trailers and reasons at the
/// end. As printed, members are (ID, C, G, Q) and statements (epoch, Q_CAg, Q_P, Q_S).
using EcqvChannelMessage = std::variant<EcqvForward,
                                        EcqvClaim,
                                        EcqvDeparture,
                                        EcqvIssued,
                                        EcqvRefusal,
                                        EcqvRosterNews,
                                        EcqvNewEpoch,
                                        EcqvKeys,
                                        EcqvGranted>;

/// @param message message that fits a channel
/// @param form form
/// @return octets, the first of which tells the alternative
Bytes EncodeChannelMessage(const EcqvChannelMessage& message, const EcqvForm& form);

/// @param octets message of a channel
/// @param form form
/// @return what it says
std::optional<EcqvChannelMessage> DecodeChannelMessage(ByteView octets, const EcqvForm& form);

/// Members that fit one EcqvRosterNews or EcqvKeys of any form.
constexpr std::size_t MAX_ECQV_ENTRIES = 200;

/// Members of a side whose list fits any message to a member.
constexpr std::size_t MAX_ECQV_MEMBERS = 65535;

/// Octets of EcqvRequest::proof and EcqvReturn::proof.
constexpr std::size_t ECQV_PROOF_SIZE = 16;

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_MESSAGES_H */
