// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_PAIRWISE_H
#define MQTT_ECQV_PAIRWISE_H

#include "mqtt-ecqv-records.h"

#include <optional>

namespace ns3::mqtt
{

struct EcqvRequest;

/// What a device and the authority seal for each other under the key that follows from d_i Q_CA =
/// d_CA Q_i.
///
/// As printed: AES-256-CBC without authentication under H(abscissa of d_i Q_CA) with an initial
/// vector of zeros; the confirmation takes 48 octets, a group key on SUBACK 32 (no padding, so that
/// the paper's table holds).
///
/// Sound: HKDF with identity, certificate and contribution gives a key for each direction and one
/// for MACs; AES-128-GCM with a random nonce that goes along: nonce, ciphertext, tag.
class EcqvPairwise
{
  public:
    /// @param form form; outlives the object
    /// @param member certificate of the device
    /// @param shared abscissa of d_i Q_CA
    EcqvPairwise(const EcqvForm& form, const EcqvMember& member, const Secret& shared);

    /// @param sum d_i + g_i
    /// @param group ID_G
    /// @param role side that the device wants to be on
    /// @return confirmation, the trailer of SUBSCRIBE
    Bytes SealConfirmation(const EcScalar& sum, const EcqvId& group, EcqvRole role) const;

    /// @param sealed from a peer
    /// @param group ID_G
    /// @param role side
    /// @return d_i + g_i, unless anything was changed (as printed: unless it is no scalar)
    std::optional<EcScalar> OpenConfirmation(ByteView sealed,
                                             const EcqvId& group,
                                             EcqvRole role) const;

    /// @param key private key of a side
    /// @param associated the statement that it belongs to; not as printed
    /// @return sealed for the device
    Bytes SealGroupKey(const EcScalar& key, ByteView associated) const;

    /// @param sealed from a peer
    /// @param associated the statement
    /// @return private key of a side
    std::optional<EcScalar> OpenGroupKey(ByteView sealed, ByteView associated) const;

    /// @param id ID_i
    /// @param time T
    /// @return proof of EcqvReturn, 16 octets; sound form only
    Bytes ProveReturn(const EcqvId& id, std::int64_t time) const;

    /// @return octets of keys
    std::size_t GetStateSize() const;

  private:
    const EcqvForm& m_form; ///< form
    Secret m_toAuthority;   ///< key of that direction
    Secret m_toDevice;      ///< key of that direction
    Secret m_proof;         ///< key of MACs
};

/// How a private group key is sealed where EcqvPairwise is not used: as printed by the paper's
/// ECIES (R, then AES-256-CBC under H(abscissa of r Q), 48 octets) to a member's public key; in the
/// sound form with KeyTransport::ECIES by SealEcies().
/// @param form form
/// @param key private key of a side
/// @param recipient Q_i
/// @param associated the statement; not as printed
/// @return octets
Bytes SealGroupKeyTo(const EcqvForm& form,
                     const EcScalar& key,
                     const EcPoint& recipient,
                     ByteView associated);

/// @param form form
/// @param recipientKey d_i
/// @param sealed from a peer
/// @param associated the statement; not as printed
/// @param recipient Q_i, if it is at hand, which saves the sound form a multiplication
/// @return private key of a side
std::optional<EcScalar> OpenGroupKeyWith(const EcqvForm& form,
                                         const EcScalar& recipientKey,
                                         ByteView sealed,
                                         ByteView associated,
                                         const EcPoint& recipient = {});

/// As printed a renewed d_P is broadcast to all subscribers under the d_P before it: AES-256-CBC
/// under H(d_P), 48 octets.
/// @param form form
/// @param key new private key
/// @param before old private key
/// @return octets
Bytes SealRenewal(const EcqvForm& form, const EcScalar& key, const EcScalar& before);

/// @param form form
/// @param sealed from a peer
/// @param before old private key
/// @return new private key
std::optional<EcScalar> OpenRenewal(const EcqvForm& form, ByteView sealed, const EcScalar& before);

/// @param enrolment secret of the device
/// @param id ID_i
/// @param request request
/// @param form form
/// @return proof of EcqvRequest, 16 octets; sound form only
Bytes ProveRequest(const Secret& enrolment,
                   const EcqvId& id,
                   const EcqvRequest& request,
                   const EcqvForm& form);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_PAIRWISE_H */
