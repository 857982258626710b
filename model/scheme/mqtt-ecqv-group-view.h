// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_GROUP_VIEW_H
#define MQTT_ECQV_GROUP_VIEW_H

#include "mqtt-ecqv-roster.h"

namespace ns3::mqtt
{

/// What a party, be it a client or the broker, knows of a group: statements and private keys of the
/// epochs it remembers, and the lists of the sides. It takes in only what the authority vouches
/// for; as printed, whatever comes.
class EcqvGroupView
{
  public:
    /// An epoch.
    struct Epoch
    {
        EcqvStatement statement;                ///< what is public; as printed in parts
        std::optional<EcScalar> publishersKey;  ///< d_P, held by subscribers
        std::optional<EcScalar> subscribersKey; ///< d_S, held by publishers

        /// @param side of the group
        /// @return its private key, if it is held
        const std::optional<EcScalar>& GetPrivateKey(EcqvRole side) const
        {
            return side == EcqvRole::PUBLISHER ? publishersKey : subscribersKey;
        }

        /// The secret that a member of a side shares with the other side, d_i Q_P = d_P Q_i, which
        /// stays the same through an epoch: computed once.
        /// @param curve curve
        /// @param side of the member
        /// @param id ID_i
        /// @param publicKey Q_i
        /// @param secret d_i at the member itself, d_P at the other side
        /// @param point Q_P at the member itself, Q_i at the other side
        /// @return its abscissa
        const Secret& GetShared(const EllipticCurve& curve,
                                EcqvRole side,
                                const EcqvId& id,
                                const EcPoint& publicKey,
                                const EcScalar& secret,
                                const EcPoint& point) const;

        /// What a member shares with the other side.
        struct Shared
        {
            EcPoint publicKey; ///< Q_i
            Secret abscissa;   ///< of d_i Q_P
        };

        mutable std::map<std::pair<EcqvRole, EcqvId>, Shared> shared; ///< what is computed already
    };

    /// @param form form; outlives the view
    /// @param group ID_G
    /// @param authorityKey Q_CA
    /// @param keptEpochs epochs remembered at a time, at least 1
    EcqvGroupView(const EcqvForm& form, EcqvId group, EcPoint authorityKey, std::size_t keptEpochs);

    /// Takes in what an epoch is like, without private keys: the broker's way.
    /// @param statement from the authority
    /// @param changes of the lists of publishers and of subscribers
    /// @param now Unix time in seconds
    /// @return what is wrong with it, and then nothing was taken in
    std::optional<Error> TakeEpoch(const EcqvStatement& statement,
                                   const std::array<EcqvRosterChange, 2>& changes,
                                   std::int64_t now);

    /// Takes in what a member is told.
    /// @param update from the broker
    /// @param role side of the member
    /// @param keys private keys of the other side, opened, one for each entry of update.keys; as
    ///        printed the epoch is the next one. What is known already may come again
    /// @param now Unix time in seconds
    /// @return what is wrong with it, and then nothing was taken in: a signature, a private key
    ///         that does not fit, a list that does not fit
    std::optional<Error> TakeUpdate(const EcqvUpdate& update,
                                    EcqvRole role,
                                    std::vector<EcScalar> keys,
                                    std::int64_t now);

    /// @param epoch number
    /// @return what is remembered of it, or null
    const Epoch* Find(std::uint32_t epoch) const;

    /// @return the newest epoch, or null
    const Epoch* GetNewest() const;

    /// @return the newest epoch's number, 0 without one
    std::uint32_t GetNewestNumber() const;

    /// @return epochs that are remembered, the newest first
    const std::deque<std::pair<std::uint32_t, Epoch>>& GetEpochs() const
    {
        return m_epochs;
    }

    /// @param side of the group
    /// @return its list
    EcqvRoster& GetRoster(EcqvRole side);

    /// Forgets all epochs but the newest, and who has left in them.
    void ForgetOld();

    /// @return octets of keys and certificates
    std::size_t GetStateSize() const;

    /// @return form
    const EcqvForm& GetForm() const
    {
        return m_form;
    }

    /// @return ID_G
    const EcqvId& GetGroup() const
    {
        return m_group;
    }

  private:
    using Epochs = std::deque<std::pair<std::uint32_t, Epoch>>; ///< by number

    /// The next epoch as printed: what is not told stays as it was.
    /// @param number told, or 0
    /// @return the newest epoch from now on
    Epoch& BeginPublished(std::uint32_t number);

    /// As printed the broker checks the members' public keys (section 4.2.2, step 5).
    /// @param statement from the authority
    /// @param changes of the lists
    /// @return what is wrong with them
    std::optional<Error> TakePublished(const EcqvStatement& statement,
                                       const std::array<EcqvRosterChange, 2>& changes);

    /// As printed members take in whatever comes.
    /// @param update from the broker
    /// @param role side of the member
    /// @param key private key of the other side
    void TakePublished(const EcqvUpdate& update, EcqvRole role, const EcScalar& key);

    /// @param statement from the authority, or from somebody else
    /// @return what is wrong with it
    std::optional<Error> CheckStatement(const EcqvStatement& statement) const;

    /// @param entries statements and sealed keys, oldest first
    /// @param first of them that counts
    /// @param side whose private keys they are
    /// @param keys the same, opened
    /// @return what is wrong with them
    std::optional<Error> CheckKeys(const std::vector<EcqvEpochKey>& entries,
                                   std::size_t first,
                                   EcqvRole side,
                                   const std::vector<EcScalar>& keys) const;

    /// @param entry statement and sealed key
    /// @param side whose private key it is
    /// @param key the same, opened
    /// @return what is wrong with it
    std::optional<Error> CheckKey(const EcqvEpochKey& entry,
                                  EcqvRole side,
                                  const EcScalar& key) const;

    /// @param statement good
    /// @return its epoch, made if it is not remembered yet
    Epoch& Insert(const EcqvStatement& statement);

    /// Forgets what is too old.
    void Trim();

    const EcqvForm& m_form;   ///< form
    EcqvId m_group;           ///< ID_G
    EcPoint m_authorityKey;   ///< Q_CA
    std::size_t m_keptEpochs; ///< epochs remembered at a time
    Epochs m_epochs;          ///< the newest first
    EcqvRoster m_publishers;  ///< list of publishers
    EcqvRoster m_subscribers; ///< list of subscribers
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_GROUP_VIEW_H */
