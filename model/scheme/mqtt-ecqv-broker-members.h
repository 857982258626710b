// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_BROKER_MEMBERS_H
#define MQTT_ECQV_BROKER_MEMBERS_H

#include "mqtt-ecqv-group-view.h"
#include "mqtt-ecqv-messages.h"

#include "ns3/mqtt-connection-id.h"

namespace ns3::mqtt
{

/// Both sides of a group, in the order in which pairs hold what belongs to them.
constexpr std::array<EcqvRole, 2> ECQV_ROLES = {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER};

/// @param role side
/// @return its place in pairs
constexpr std::size_t
GetEcqvIndex(EcqvRole role)
{
    return role == EcqvRole::PUBLISHER ? 0 : 1;
}

/// What a broker knows of the devices that have a certificate: on which side they are, and which
/// keys each of them has not acknowledged yet.
class EcqvBrokerMembers
{
  public:
    /// A device on a side of the group.
    struct Side
    {
        bool granted{false};                 ///< the authority has taken it in
        std::map<std::uint32_t, Bytes> keys; ///< sealed for it and not acknowledged, by epoch
        std::uint32_t listEpoch{0};          ///< whose list of the other side it has; 0 for none
        std::uint32_t keyEpoch{0};           ///< of the newest key that it has
        Bytes confirmation;                  ///< with which it was claimed last
    };

    /// An update that is under way.
    struct Outstanding
    {
        EcqvRole role{EcqvRole::SUBSCRIBER}; ///< side that it is for
        std::uint32_t keyEpoch{0};           ///< of its newest key
        std::uint32_t listEpoch{0};          ///< of its list
    };

    /// A device.
    struct Member
    {
        std::optional<ConnectionId> connection; ///< the device's, accepted
        bool kept{false};                       ///< its MQTT session outlives connections
        Duration absentSince{0};                ///< without a connection: when it was lost
        std::array<Side, 2> sides;              ///< by side
        std::optional<Outstanding> outstanding; ///< update that is under way

        /// @param role side
        /// @return where the device stands with it
        Side& GetSide(EcqvRole role)
        {
            return sides[GetEcqvIndex(role)];
        }
    };

    /// An update and what it brings.
    struct Update
    {
        Bytes octets;            ///< for the device
        Outstanding outstanding; ///< until it is acknowledged
    };

    /// @param form form; outlives the object
    /// @param view what the broker knows of the group; outlives the object
    /// @param keptEpochs keys that are kept for a device
    EcqvBrokerMembers(const EcqvForm& form, EcqvGroupView& view, std::size_t keptEpochs);

    /// @param id of a device
    /// @return the device, or null
    Member* Find(const EcqvId& id);

    /// @param id of a device that has a certificate
    /// @return the device, known before or found on the lists
    Member& Recall(const EcqvId& id);

    /// @param id of a device that has got a new certificate, and is on no side with it
    /// @return the device
    Member& Renew(const EcqvId& id);

    /// @param id of a device that is no longer a member
    void Remove(const EcqvId& id);

    /// @param statement of the epoch that begins
    void NoteEpoch(const EcqvStatement& statement);

    /// @param keys from the authority
    /// @return who has got any
    std::vector<EcqvId> NoteKeys(const EcqvKeys& keys);

    /// @param member a device
    /// @param role side that it is on
    /// @return all that it has not acknowledged, unless that is nothing, or keys of the newest
    ///         epoch are yet to come
    std::optional<Update> MakeUpdate(Member& member, EcqvRole role);

    /// @param member a device
    /// @param delivered what it has got
    static void Acknowledge(Member& member, const Outstanding& delivered);

    /// A device asks for keys: what was sent to it before has not come, or did not fit.
    /// @param member a device
    /// @param role side that it claims
    /// @param listEpoch whose list of the other side it has
    void Forget(Member& member, EcqvRole role, std::uint32_t listEpoch) const;

    /// @param member a device
    /// @param role side that it is on
    /// @return whether it will never have keys of the newest epoch unless they are asked for
    bool LacksKeys(Member& member, EcqvRole role) const;

    /// @return all devices, by identity
    std::map<EcqvId, Member>& GetAll()
    {
        return m_members;
    }

    /// @return octets of keys
    std::size_t GetStateSize() const;

  private:
    /// @param since epoch
    /// @param side of the group
    /// @return how its list has changed since
    EcqvRosterChange& GetChange(std::uint32_t since, EcqvRole side);

    /// A change of a list that was looked for.
    struct CachedChange
    {
        std::uint32_t since{0};  ///< epoch of the list before
        std::uint32_t until{0};  ///< epoch of the list; 0 for none
        EcqvRosterChange change; ///< between the two
    };

    const EcqvForm& m_form;                              ///< form
    EcqvGroupView& m_view;                               ///< of the group
    std::size_t m_keptEpochs;                            ///< keys kept for a device
    std::map<EcqvId, Member> m_members;                  ///< by identity
    std::map<std::uint32_t, EcqvStatement> m_statements; ///< of the last epochs
    std::array<CachedChange, 2> m_changes;               ///< most members miss the same
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_BROKER_MEMBERS_H */
