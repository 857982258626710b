// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GROUP_KEY_BROKER_H
#define MQTT_GROUP_KEY_BROKER_H

#include "mqtt-challenge-response-broker.h"
#include "mqtt-group-key-ring.h"

#include <deque>

namespace ns3::mqtt
{

/// The broker's side of GroupKeyClientAgent: hands group keys to members and forwards what they
/// publish as it is. A device is a member of its topic from the CONNACK that accepts it on; with a
/// kept session also while it is away, until it ends that session or loses its rights.
///
/// As printed, whoever joins gets the present key, and keys only change with the topic's timer.
/// Sound, they also change when a device joins or leaves, who joins gets no older key, and who
/// returns gets those of the epochs since it joined, as far as they are kept.
///
/// A will comes under the key of the connection, lies at the broker in clear, and is sealed under
/// the present group key whenever it is delivered, by the broker as member 0.
class GroupKeyBrokerAgent : public ChallengeResponseBrokerAgent
{
  public:
    /// @param tls for the daemon's channel to the topic and device management
    /// @param managementName that the certificate of the management must hold
    /// @param form how keys are agreed on
    /// @param keptEpochs keys of a topic that are kept for members who return
    /// @param renewalSpacing time that the management lets pass between two renewals of a key
    GroupKeyBrokerAgent(std::shared_ptr<const TlsContext> tls,
                        std::string managementName,
                        KeyAgreementForm form,
                        std::size_t keptEpochs,
                        Duration renewalSpacing);

    std::size_t GetStateSize() const override;

    /// @return wills that could not be delivered, since the topic had no group key yet
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

    /// @param topic any
    /// @return devices that are members of it
    std::size_t GetNMembers(const PlatformId& topic) const;

  protected:
    bool MayPublish(const Session& session, const Message& message) const override;
    void IncomingPublish(ConnectionId from,
                         Session& session,
                         const ControlPacket& packet,
                         BrokerHost& host) override;
    void OutgoingPublish(ConnectionId to,
                         Session& session,
                         const ControlPacket& packet,
                         BrokerHost& host) override;
    void WillOpened(const Session& session, const MessagePtr& will) override;
    void SessionBegun(ConnectionId connection, Session& session, BrokerHost& host) override;
    void SessionEnded(ConnectionId connection, const Session& session, BrokerHost& host) override;
    bool HasActiveDevice(const PlatformId& topic) const override;
    void GroupKeyRenewed(const PlatformId& topic, const GroupKey& key, BrokerHost& host) override;
    void AccessRevoked(const PlatformId& device,
                       const PlatformId& topic,
                       BrokerHost& host) override;

  private:
    /// A member's connection.
    struct Place
    {
        std::uint32_t number{0}; ///< as which it seals, with the next one for QoS 0; new for each
                                 ///< connection, so that a device that forgot its counters uses
                                 ///< no nonce again
        bool keyed{false};       ///< it has been sent a key
    };

    /// A device that belongs to a topic.
    struct Member
    {
        std::uint32_t since{0};               ///< epoch of the first key it may have
        std::map<ConnectionId, Place> places; ///< its connections
        std::set<std::string> kept;           ///< client identifiers of its kept sessions
    };

    /// A topic.
    struct Group
    {
        /// @param published as printed
        explicit Group(bool published)
            : ring(published, 1)
        {
        }

        std::map<PlatformId, Member> members; ///< by ID_device
        std::deque<GroupKey> keys;            ///< of the last epochs
        GroupKeyRing ring;                    ///< for what the broker itself seals
        std::uint32_t nextNumber{1};          ///< the next member number
        bool renewalDue{false};               ///< a key was asked for and has not come
    };

    /// A will that lies at the broker in clear.
    struct ClearWill
    {
        std::weak_ptr<const Message> clear; ///< as long as the broker core has it
        PlatformId topic{};                 ///< whose group key it is sealed under
        std::uint32_t epoch{0};             ///< under which it was sealed last
        MessagePtr sealed;                  ///< the same in that epoch, null before
    };

    /// @param topic ID_topic
    /// @return its group, which is made if need be
    Group& GetGroup(const PlatformId& topic);

    /// Asks for a new group key.
    /// @param topic ID_topic
    /// @param group of the topic
    /// @param host the broker
    void Renew(const PlatformId& topic, Group& group, BrokerHost& host);

    /// Removes a member.
    /// @param topic ID_topic
    /// @param device ID_device
    /// @param host the broker
    void Leave(const PlatformId& topic, const PlatformId& device, BrokerHost& host);

    /// Sends a group key.
    /// @param to connection of a member
    /// @param place of the connection
    /// @param key group key
    /// @param host the broker
    void SendKey(ConnectionId to, Place& place, const GroupKey& key, BrokerHost& host);

    /// @param will present entry
    /// @return the will under the present group key; null if there is none
    MessagePtr SealWill(ClearWill& will);

    /// Forgets wills that the broker core no longer has.
    void PruneWills();

    std::size_t m_keptEpochs;                    ///< keys of a topic that are kept
    std::map<PlatformId, Group> m_groups;        ///< by ID_topic
    std::map<const Message*, ClearWill> m_wills; ///< by the message in clear
    std::size_t m_pruneAt{16};                   ///< number of wills at which to prune
    std::uint64_t m_dropped{0};                  ///< wills that could not be delivered
};

} // namespace ns3::mqtt

#endif /* MQTT_GROUP_KEY_BROKER_H */
