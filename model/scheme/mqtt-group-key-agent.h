// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GROUP_KEY_AGENT_H
#define MQTT_GROUP_KEY_AGENT_H

#include "mqtt-challenge-response-agent.h"
#include "mqtt-group-key-ring.h"
#include "mqtt-message-buffer.h"
#include "mqtt-platform-messages.h"

namespace ns3::mqtt
{

/// A device of the MQTT group platform that shares a key with all members of its topic. The key of
/// each epoch comes from the broker under the key of the connection; messages are sealed under the
/// key of the group and pass the broker as they are.
///
/// A retained message is cleared by an empty payload, which therefore goes out unsealed and is
/// delivered to nobody. A retained message can be opened as long as its epoch's key is held.
class GroupKeyClientAgent : public ChallengeResponseClientAgent
{
  public:
    /// How long the device keeps what.
    struct Limits
    {
        Duration gracePeriod{0}; ///< old keys, from the arrival of a newer one
        Duration bufferTime{0};  ///< messages of epochs whose key has not come yet
        std::size_t keptKeys{1}; ///< keys at a time
    };

    /// Messages of unknown epochs that are kept at a time.
    static constexpr std::size_t MAX_BUFFERED = MessageBuffer::MAX_SIZE;

    /// Messages of QoS 0 that wait for the first key of a connection; the client core limits those
    /// of QoS 1 and 2.
    static constexpr std::size_t MAX_HELD = 1000;

    /// @param credentials of the device
    /// @param form how keys are agreed on
    /// @param limits how long the device keeps what
    GroupKeyClientAgent(DeviceCredentials credentials, KeyAgreementForm form, Limits limits);

    void LinkDown(ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingMessage(const Publish& publish, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;
    std::size_t GetStateSize() const override;

    bool IsReady() const override
    {
        return ChallengeResponseClientAgent::IsReady() && m_keyed;
    }

    /// @return epoch of the newest key; as printed, the number of keys that have come
    std::uint32_t GetGroupEpoch() const override
    {
        return m_ring.GetEpoch();
    }

    /// @return messages that wait for the key of their epoch
    std::size_t GetNBuffered() const
    {
        return m_buffered.GetSize();
    }

  protected:
    void OutgoingPublish(const Publish& publish, ClientHost& host) override;
    void IncomingPublish(const Publish& publish, ClientHost& host) override;

  private:
    /// @param publish from the broker, on the device's topic for group keys
    /// @return the group key; none if it is not authentic or older than one that came before
    std::optional<KeyUpdate> OpenUpdate(const Publish& publish);

    /// Takes a group key in, and does what waited for it.
    /// @param update from the broker
    /// @param host the client
    void TakeKey(const KeyUpdate& update, ClientHost& host);

    /// As printed epochs are not told, so the device counts the keys that come.
    /// @param key group key without epoch
    /// @return the same with the next epoch; none if it is the newest one again
    std::optional<GroupKey> CountKey(const GroupKey& key);

    /// Delivers a message or lets it wait for its key.
    /// @param publish sealed
    /// @param until when it is given up if it waits
    /// @param host the client
    void OpenMessage(const Publish& publish, Duration until, ClientHost& host);

    Limits m_limits;                   ///< how long the device keeps what
    std::string m_updateTopic;         ///< on which group keys come
    GroupKeyRing m_ring;               ///< group keys, which live on over connections
    GroupKeyRing m_lossyRing;          ///< seals messages of QoS 0 under a member number of its own
    Secret m_newest;                   ///< as printed: the key that came last
    std::int64_t m_lastUpdate{0};      ///< timestamp of the key that came last
    bool m_keyed{false};               ///< a key has come on this connection
    std::vector<ControlPacket> m_held; ///< wait for the first key of this connection, in order
    std::size_t m_nHeldAtMostOnce{0};  ///< those of them of QoS 0
    MessageBuffer m_buffered;          ///< of unknown epochs
};

} // namespace ns3::mqtt

#endif /* MQTT_GROUP_KEY_AGENT_H */
