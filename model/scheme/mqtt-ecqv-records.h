// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_RECORDS_H
#define MQTT_ECQV_RECORDS_H

#include "ns3/mqtt-schnorr.h"

#include <array>
#include <vector>

/// @file
/// What the parties of the ECQV schemes know and tell each other of a group (the paper: "Flexible
/// and lightweight security for MQTT", sections 3 and 4). A group has publishers and subscribers;
/// each side has a pair of keys of its own: (d_P, Q_P) and (d_S, Q_S). Publishers hold d_S and
/// subscribers hold d_P: what is sealed for a side is opened by the other side's members.
///
/// Messages run from publishers to subscribers, queries from subscribers to publishers.

namespace ns3::mqtt
{

/// Identity of a device or of a group: ID_i, ID_G.
using EcqvId = std::array<std::uint8_t, 16>;

/// A side of a group.
enum class EcqvRole : std::uint8_t
{
    PUBLISHER = 1, ///< sends messages, reads queries
    SUBSCRIBER = 2 ///< reads messages, sends queries
};

/// @param role a side
/// @return the other one
constexpr EcqvRole
GetCounterpart(EcqvRole role)
{
    return role == EcqvRole::PUBLISHER ? EcqvRole::SUBSCRIBER : EcqvRole::PUBLISHER;
}

/// The levels of protection (section 3.2).
enum class EcqvOption
{
    AUTHENTICATED, ///< option 1: the sender's signature
    CONFIDENTIAL,  ///< option 2: sealed for the other side as well
    ANONYMOUS      ///< option 3: the sender is known to the other side alone
};

/// What the signatures of option 3 are over, as printed: its hash of a ciphertext that holds one of
/// the signatures cannot be computed.
enum class EcqvReading
{
    RA, ///< h1 = H(M, T, ID_G) and h2 = H(C, T, ID_G)
    RB, ///< both H(M, T, ID_G): the broker cannot verify
    RC  ///< both H(E(M, ID), T, ID_G), s1 encrypted apart
};

/// How group keys get to members.
enum class KeyTransport
{
    PAIRWISE, ///< under the key that each member shares with the authority: no arithmetic of points
    ECIES     ///< by ECIES to the member's public key, as the paper has it
};

/// What kind of ECQV scheme is run.
struct EcqvForm
{
    bool published{false};                             ///< as printed
    EcqvOption option{EcqvOption::CONFIDENTIAL};       ///< level of protection
    EcqvReading reading{EcqvReading::RA};              ///< as printed, option 3 only
    const EllipticCurve* curve{nullptr};               ///< never null in use
    PointEncoding encoding{PointEncoding::COMPRESSED}; ///< of points in packets
    KeyTransport transport{KeyTransport::PAIRWISE};    ///< sound form only; the published one has
                                                       ///< its own ways
    bool checksCertificate{true};                      ///< a device checks d G = Q
};

/// What anybody needs to compute the public key of a member: its implicit certificate.
struct EcqvMember
{
    EcqvId id{};            ///< ID_i
    EcPoint certificate;    ///< C_i
    EcPoint contribution;   ///< G_i
    std::int64_t expiry{0}; ///< Unix time in seconds; 0 as printed, which knows none
    EcPoint publicKey{};    ///< Q_i as the authority says; told along as printed only
};

/// What is public about a group in an epoch, signed by the authority. As printed there is neither
/// epoch nor signature, and a party gets only the key of the side it seals for.
struct EcqvStatement
{
    std::uint32_t epoch{0};     ///< counts the group's keys from 1; as printed told by nobody
    std::int64_t expiry{0};     ///< Unix time in seconds
    EcPoint authorityPoint;     ///< Q_CAg
    EcPoint publishersKey;      ///< Q_P
    EcPoint subscribersKey;     ///< Q_S
    Bytes publishersDigest;     ///< of the list of publishers (EcqvRoster::GetDigest())
    Bytes subscribersDigest;    ///< the same of the list of subscribers
    SchnorrSignature signature; ///< of the authority

    /// @param side of the group
    /// @return its public key
    const EcPoint& GetKey(EcqvRole side) const
    {
        return side == EcqvRole::PUBLISHER ? publishersKey : subscribersKey;
    }

    /// @param side of the group
    /// @return digest of its list
    const Bytes& GetDigest(EcqvRole side) const
    {
        return side == EcqvRole::PUBLISHER ? publishersDigest : subscribersDigest;
    }
};

/// How the list of one side changes.
struct EcqvRosterChange
{
    bool whole{false};             ///< what was on the list before is forgotten
    std::vector<EcqvMember> added; ///< in the order of joining
    std::vector<EcqvId> removed;   ///< comes before what is added
};

/// The keys of an epoch for one member of one side.
struct EcqvEpochKey
{
    EcqvStatement statement; ///< what is public
    Bytes sealed;            ///< private key of the *other* side, for this member alone
};

/// What a member of a side is told: on SUBACK, and by key updates. One for each side it is on.
struct EcqvUpdate
{
    std::vector<EcqvEpochKey> keys; ///< oldest first; as printed just one
    EcqvRosterChange change;        ///< of the list of the other side, up to the newest epoch
};

/// What a device was given by its maker and its owner.
struct EcqvCredentials
{
    EcqvId id{};          ///< ID_i
    EcqvId group{};       ///< ID_G
    EcPoint authorityKey; ///< Q_CA
    Secret enrolment;     ///< shared with the authority, to ask for certificates; not as printed
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_RECORDS_H */
