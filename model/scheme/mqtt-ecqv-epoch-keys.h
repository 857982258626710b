// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_EPOCH_KEYS_H
#define MQTT_ECQV_EPOCH_KEYS_H

#include "mqtt-ecqv-registry.h"

#include <deque>

namespace ns3::mqtt
{

/// The private keys of a group in the epochs that an authority remembers, and how they are sealed
/// for members.
///
/// As printed, a renewed d_S goes to each publisher by ECIES, and a renewed d_P to all subscribers
/// under the d_P before it. Who has just claimed a side gets its key by ECIES too, but in the
/// hexadecimal encoding under the key shared with the authority: the paper's table has no room for
/// more.
class EcqvEpochKeys
{
  public:
    /// @param form form; outlives the object
    /// @param group group; outlives the object
    /// @param registry the group's members; outlives the object
    /// @param keptEpochs epochs remembered at a time
    EcqvEpochKeys(const EcqvForm& form,
                  const EcqvGroup& group,
                  const EcqvRegistry& registry,
                  std::size_t keptEpochs);

    /// Remembers the group's keys, which have just been renewed.
    void Take();

    /// @param role side
    /// @return newest keys for all members of the side, in parts that fit channels
    std::vector<EcqvKeys> SealForAll(EcqvRole role) const;

    /// @param role side
    /// @param id of a member
    /// @return keys of remembered epochs in which it has been a member, the oldest first; as
    /// printed
    ///         of the newest
    std::vector<EcqvKeys> SealFor(EcqvRole role, const EcqvId& id) const;

    /// @return octets of keys
    std::size_t GetStateSize() const;

  private:
    /// The keys of an epoch.
    struct Epoch
    {
        std::uint32_t number{0}; ///< of the epoch
        Bytes associated;        ///< the statement; not as printed
        EcScalar publishersKey;  ///< d_P
        EcScalar subscribersKey; ///< d_S

        /// @param role side of a member
        /// @return private key that it holds
        const EcScalar& GetKeyFor(EcqvRole role) const
        {
            return role == EcqvRole::PUBLISHER ? subscribersKey : publishersKey;
        }
    };

    /// @param role side
    /// @param id of a member
    /// @param epoch remembered
    /// @param isClaimed whether the member has just claimed the side
    /// @return its key, sealed
    Bytes Seal(EcqvRole role, const EcqvId& id, const Epoch& epoch, bool isClaimed) const;

    const EcqvForm& m_form;         ///< form
    const EcqvGroup& m_group;       ///< group
    const EcqvRegistry& m_registry; ///< its members
    std::size_t m_keptEpochs;       ///< remembered at a time
    std::deque<Epoch> m_epochs;     ///< the newest first
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_EPOCH_KEYS_H */
