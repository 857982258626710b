// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_DAEMON_H
#define MQTT_BROKER_DAEMON_H

#include "mqtt-management-messages.h"
#include "mqtt-scheme-agent.h"
#include "mqtt-service-channel.h"

#include "ns3/mqtt-tls-context.h"

#include <map>
#include <optional>

namespace ns3::mqtt
{

/// The daemon beside the broker: keeps what the topic and device management system (TDMS) says of
/// devices and topics, through a channel under mutual TLS, and asks it for group keys. Part of the
/// broker's agent, which passes its calls on.
class BrokerDaemon
{
  public:
    /// What the daemon tells the broker's agent.
    class Listener
    {
      public:
        virtual ~Listener() = default;

        /// Everything the TDMS had to say is known; devices can be answered from now on.
        /// @param host the broker
        virtual void Synchronised(BrokerHost& host) = 0;

        /// The TDMS asks whether a group key is wanted (step 9 of the paper's Figure 2).
        /// @param topic whose timer has expired
        /// @return whether any device is active for it
        virtual bool HasActiveDevice(const PlatformId& topic) const = 0;

        /// @param topic that has a new group key (step 10)
        /// @param key of the epoch that begins
        /// @param host the broker
        virtual void GroupKeyRenewed(const PlatformId& topic,
                                     const GroupKey& key,
                                     BrokerHost& host) = 0;

        /// @param device that may no longer use a topic
        /// @param topic which
        /// @param host the broker
        virtual void AccessRevoked(const PlatformId& device,
                                   const PlatformId& topic,
                                   BrokerHost& host) = 0;
    };

    /// @param listener hears of changes; must outlive the daemon
    /// @param tls for the channel to the TDMS; shows the daemon's certificate
    /// @param managementName that the certificate of the TDMS must hold; not empty
    /// @param maxRecords devices, topics and authorisations together that the TDMS may report
    BrokerDaemon(Listener& listener,
                 std::shared_ptr<const TlsContext> tls,
                 std::string managementName,
                 std::size_t maxRecords = 1'000'000);

    /// Opens the channel to the TDMS.
    /// @param host the broker
    void Start(BrokerHost& host);

    /// @return guard of the channel to the TDMS
    std::unique_ptr<StreamGuard> CreateGuard() const;

    /// @param channel any of the broker's channels
    /// @return whether it is the one to the TDMS; the following calls are for it only
    bool Owns(ChannelId channel) const
    {
        return m_channel.Owns(channel);
    }

    /// @param host the broker
    void ChannelUp(BrokerHost& host);

    /// @param message from the TDMS
    /// @param host the broker
    void ChannelMessage(ByteView message, BrokerHost& host);

    /// @param host the broker
    void ChannelDown(BrokerHost& host);

    /// @param spacing time that the TDMS lets pass between two renewals of a group key
    void SetRenewalSpacing(Duration spacing)
    {
        m_renewalSpacing = spacing;
    }

    /// ServiceChannel::TIMER has expired.
    /// @param host the broker
    void TimerExpired(BrokerHost& host);

    /// Asks the TDMS for a new group key now, because a device has joined or left. Without a
    /// channel nothing is asked: when it is back, keys are asked for wherever a device is active.
    /// @param topic whose group has changed
    /// @param host the broker
    void RequestRenewal(const PlatformId& topic, BrokerHost& host);

    /// Has the TDMS say everything again, unless it did so lately: a device is not known that
    /// should be, if what it was announced by got lost.
    /// @param host the broker
    void AskAnew(BrokerHost& host);

    /// @return whether the TDMS has said everything once
    bool IsSynchronised() const
    {
        return m_synchronised;
    }

    /// @param device ID_device
    /// @param topic ID_topic
    /// @return keys of both, if the device is registered and authorised for the topic
    std::optional<DeviceCredentials> FindCredentials(const PlatformId& device,
                                                     const PlatformId& topic) const;

    /// @return octets of keys
    std::size_t GetStateSize() const;

    /// Service of the TDMS that the daemon connects to.
    static constexpr const char* SERVICE = "tdms";

  private:
    /// What the TDMS has said of a device.
    struct Device
    {
        DeviceRecord record;                        ///< identity and key
        std::uint64_t report{0};                    ///< that last spoke of it
        std::map<PlatformId, std::uint64_t> topics; ///< that it may use, with the report saying so
    };

    /// What the TDMS has said of a topic.
    struct Topic
    {
        TopicRecord record;      ///< identity, key and policy
        std::uint64_t report{0}; ///< that last spoke of it
        std::uint32_t epoch{0};  ///< of the last group key; 0 before the first
    };

    /// A device and a topic.
    using Right = std::pair<PlatformId, PlatformId>;

    /// @name Messages
    /// @param message from the TDMS
    /// @param host the broker
    /// @return whether the TDMS may say so
    /// @{
    bool Handle(const DeviceRecord& message, BrokerHost& host);
    bool Handle(const TopicRecord& message, BrokerHost& host);
    bool Handle(const AccessGranted& message, BrokerHost& host);
    bool Handle(const AccessWithdrawn& message, BrokerHost& host);
    bool Handle(const DeviceRemoved& message, BrokerHost& host);
    bool Handle(const ReportComplete& message, BrokerHost& host);
    bool Handle(const RenewalDue& message, BrokerHost& host);
    bool Handle(const RenewalWanted& message, BrokerHost& host);
    bool Handle(const KeyRenewed& message, BrokerHost& host);
    /// @}

    /// Forgets what the report just ended did not speak of.
    /// @return rights that are no more
    std::vector<Right> ForgetUnreported();

    /// @param rights that are no more
    /// @param host the broker
    void TellRevoked(const std::vector<Right>& rights, BrokerHost& host);

    /// Sends RenewalWanted.
    /// @param topic whose key
    /// @param host the broker
    void AskForKey(const PlatformId& topic, BrokerHost& host);

    /// @return whether what is known is what the TDMS knows
    bool IsCurrent() const
    {
        return m_channel.IsUp() && m_current;
    }

    /// @param isKnown whether there is a record of it
    /// @return whether the TDMS may say something of it
    bool HasRoom(bool isKnown) const
    {
        return isKnown || m_devices.size() + m_topics.size() + m_rights < m_maxRecords;
    }

    Listener& m_listener;                    ///< hears of changes
    std::shared_ptr<const TlsContext> m_tls; ///< for the channel
    std::string m_managementName;            ///< in the certificate of the TDMS
    std::size_t m_maxRecords;                ///< devices, topics and rights at most
    std::map<PlatformId, Device> m_devices;  ///< registered
    std::map<PlatformId, Topic> m_topics;    ///< created
    std::size_t m_rights{0};                 ///< authorisations in all devices
    std::uint64_t m_report{0};               ///< counts the channels that came up
    ServiceChannel m_channel;                ///< to the TDMS
    bool m_current{false};                   ///< the report of the last channel is complete
    Duration m_reported{0};                  ///< when it was
    Duration m_renewalSpacing{0};            ///< that the TDMS lets pass between two renewals
    bool m_synchronised{false};              ///< the TDMS has said everything once
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_DAEMON_H */
