// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_GROUP_H
#define MQTT_ECQV_GROUP_H

#include "mqtt-ecqv-roster.h"

namespace ns3::mqtt
{

/// The keys of a group as the authority makes them:
///   d_P = sum over publishers (d + g) + d_CAg, Q_P = sum over publishers (Q + G) + Q_CAg,
/// and likewise d_S, Q_S. Joining and leaving cost a constant number of operations on points,
/// however large the group is.
///
/// As printed: d_CAg = H(ID_g, all IDs, d_CA), and who leaves is taken out of Q_P by Q_1 alone, so
/// that Q_P = d_P G holds no longer. And d_P - d_S is the same whatever d_CAg is: who was on both
/// sides, or two who share what they know, get one key from the other for good.
///
/// Sound: each side has a fresh random scalar of its own in every epoch instead of d_CAg, and the
/// statement's Q_CAg is the sum of both in points, so that Q_P + Q_S is the sum over all members of
/// (Q + G), plus Q_CAg.
class EcqvGroup
{
  public:
    /// A member as the authority knows it.
    struct Share
    {
        EcqvMember member; ///< certificate
        EcPoint publicKey; ///< Q_i
        EcScalar sum;      ///< d_i + g_i, confirmed
    };

    /// @param form form; outlives the group
    /// @param id ID_G
    /// @param authorityKey d_CA
    EcqvGroup(const EcqvForm& form, EcqvId id, const EcScalar& authorityKey);

    /// @return ID_G
    const EcqvId& GetId() const
    {
        return m_id;
    }

    /// @return Q_CA
    const EcPoint& GetAuthorityKey() const
    {
        return m_authorityPublicKey;
    }

    /// @param role side
    /// @param share who joins; not on that side yet
    void Add(EcqvRole role, Share share);

    /// @param role side
    /// @param id who leaves; nothing happens if it is not on that side
    void Remove(EcqvRole role, const EcqvId& id);

    /// Begins a new epoch with those who are members now: new d_CAg, signed statement.
    /// @param expiry Unix time in seconds
    /// @return the statement; as printed without signature and digests
    const EcqvStatement& Renew(std::int64_t expiry);

    /// @return whether somebody has joined or left since the last Renew()
    bool HasChanged() const;

    /// @return the present epoch's statement; of epoch 0 before the first Renew()
    const EcqvStatement& GetStatement() const
    {
        return m_statement;
    }

    /// @param side of the group
    /// @return how the last Renew() changed its list
    const EcqvRosterChange& GetChange(EcqvRole side) const
    {
        return GetSide(side).change;
    }

    /// @param side of the group
    /// @return its whole list in the present epoch
    EcqvRosterChange GetList(EcqvRole side) const
    {
        return GetSide(side).roster.GetChangeSince(0);
    }

    /// @param side of the group
    /// @return its private key in the present epoch
    const EcScalar& GetPrivateKey(EcqvRole side) const
    {
        return GetSide(side).privateKey;
    }

    /// @param role side
    /// @param id of a device
    /// @return the member, or null
    const Share* Find(EcqvRole role, const EcqvId& id) const;

    /// @param role side
    /// @param id of a device
    /// @return the member's first epoch on that side, which may be the next one; 0 if it is not on
    ///         it
    std::uint32_t GetFirstEpoch(EcqvRole role, const EcqvId& id) const;

    /// @param role side
    /// @return how many members it has
    std::size_t GetSize(EcqvRole role) const
    {
        return GetSide(role).members.size();
    }

    /// @param role side
    /// @return members in the order of joining
    std::vector<EcqvId> GetMembers(EcqvRole role) const;

    /// @return octets of keys and certificates
    std::size_t GetStateSize() const;

  private:
    /// Somebody on a side.
    struct Member
    {
        Share share;                 ///< what the authority knows
        std::uint32_t firstEpoch{0}; ///< on that side
    };

    /// A side of the group.
    struct Side
    {
        /// @param form curve and encoding
        /// @param authorityKey Q_CA
        Side(const EcqvForm& form, const EcPoint& authorityKey);

        std::map<std::uint64_t, Member> members; ///< in the order of joining
        std::map<EcqvId, std::uint64_t> places;  ///< in members
        EcScalar scalars;                        ///< sum of d + g
        EcPoint points;                          ///< sum of Q + G; as printed not when some left
        EcScalar privateKey;                     ///< of the present epoch
        EcqvRosterChange pending;                ///< since the last renewal
        EcqvRosterChange change;                 ///< by the last renewal
        EcqvRoster roster;                       ///< list in the present epoch
    };

    /// @param side of the group
    /// @return it
    Side& GetSide(EcqvRole side)
    {
        return side == EcqvRole::PUBLISHER ? m_publishers : m_subscribers;
    }

    /// @param side of the group
    /// @return it
    const Side& GetSide(EcqvRole side) const
    {
        return side == EcqvRole::PUBLISHER ? m_publishers : m_subscribers;
    }

    /// @return d_CAg as printed
    EcScalar HashMembers() const;

    /// @param side gets its keys of the epoch that begins
    /// @param scalar d_CAg
    /// @param point the same in points
    /// @return the side's public key
    EcPoint RenewSide(Side& side, const EcScalar& scalar, const EcPoint& point);

    const EcqvForm& m_form;       ///< form
    EcqvId m_id;                  ///< ID_G
    EcScalar m_authorityKey;      ///< d_CA
    EcPoint m_authorityPublicKey; ///< Q_CA
    Side m_publishers;            ///< a side
    Side m_subscribers;           ///< the other
    std::uint64_t m_lastPlace{0}; ///< of whoever joined last
    EcqvStatement m_statement;    ///< of the present epoch
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_GROUP_H */
