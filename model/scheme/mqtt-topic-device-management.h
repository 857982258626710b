// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TOPIC_DEVICE_MANAGEMENT_H
#define MQTT_TOPIC_DEVICE_MANAGEMENT_H

#include "mqtt-management-messages.h"
#include "mqtt-scheme-agent.h"

#include "ns3/mqtt-tls-context.h"

#include <map>
#include <optional>
#include <set>

namespace ns3::mqtt
{

/// The topic and device management system (TDMS) of the MQTT group platform: registers devices and
/// topics, authorises devices for topics, holds the policy of each topic, and makes group keys. It
/// tells the daemon beside the broker through a channel under mutual TLS (steps 1 to 4 and 8 to 10
/// of the paper's Figure 2). Functions that change records may be called before the system starts,
/// and later in turns of the TDMS; the daemon then hears at once.
class TopicDeviceManagement : public AuthorityAgent
{
  public:
    /// @param tls for channels of daemons; shows the certificate of the TDMS and asks for one
    /// @param daemonName that the certificate of a daemon must hold; not empty
    /// @param renewalSpacing least time between two renewals of a topic that daemons ask for; what
    ///        happens meanwhile shares one
    TopicDeviceManagement(std::shared_ptr<const TlsContext> tls,
                          std::string daemonName,
                          Duration renewalSpacing);

    /// Registers a device: gives it an identity and a key (steps 1 and 2).
    /// @return the device
    DeviceRecord RegisterDevice();

    /// @param filter MQTT topics that belong to the topic; valid, at most MAX_PLATFORM_FILTER
    /// octets
    /// @param renewalPeriod between two group keys; 0 for none by time
    /// @return the topic
    TopicRecord CreateTopic(const std::string& filter, Duration renewalPeriod);

    /// Lets a device use a topic.
    /// @param device registered
    /// @param topic created
    /// @return what the device needs; none if either is unknown
    std::optional<DeviceCredentials> Authorise(const PlatformId& device, const PlatformId& topic);

    /// Takes the right to use a topic from a device.
    /// @param device any
    /// @param topic any
    void Revoke(const PlatformId& device, const PlatformId& topic);

    /// Removes a device with all its rights.
    /// @param device any
    void RemoveDevice(const PlatformId& device);

    /// @param topic created
    /// @param renewalPeriod between two group keys from now on; 0 for none by time
    void SetRenewalPeriod(const PlatformId& topic, Duration renewalPeriod);

    std::vector<Service> GetServices() const override;
    void Start(AuthorityHost& host) override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelUp(ChannelId channel, const std::string& service, AuthorityHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host) override;
    void ChannelDown(ChannelId channel, AuthorityHost& host) override;
    void TimerExpired(std::uint32_t timer, AuthorityHost& host) override;
    std::size_t GetStateSize() const override;

    /// TCP port of the service BrokerDaemon::SERVICE.
    static constexpr std::uint16_t PORT = 8884;

  private:
    /// What is known of a device.
    struct Device
    {
        DeviceRecord record;         ///< identity and key
        std::set<PlatformId> topics; ///< that it may use
    };

    /// What is known of a topic. Its group key is not: it belongs to the members.
    struct Topic
    {
        TopicRecord record;                ///< identity, key and policy
        std::uint32_t epoch{0};            ///< of the last group key; 0 before the first
        std::optional<Duration> renewedAt; ///< when the last group key was made
        bool waiting{false};               ///< a renewal was asked for and waits for its timer
    };

    /// @param message for the daemon, if there is one
    void Tell(ManagementMessage message);

    /// Begins work that is not asked for by a message.
    void BeginEnrolment();

    /// Has the period of a topic run from now on, if it has one.
    /// @param number of the topic
    void StartPeriod(std::uint32_t number);

    /// Serves the daemon's wish for a new group key, now or when the spacing allows.
    /// @param number of the topic
    void ServeRenewal(std::uint32_t number);

    /// Makes a group key and gives it to the daemon.
    /// @param topic whose
    void Renew(Topic& topic);

    /// Topics have two timers: their number for the period, and with this bit for a renewal that
    /// waits.
    static constexpr std::uint32_t WAITING_BIT = 0x80000000;

    std::shared_ptr<const TlsContext> m_tls;            ///< for channels of daemons
    std::string m_daemonName;                           ///< in the certificate of a daemon
    Duration m_renewalSpacing;                          ///< between renewals on request
    std::map<PlatformId, Device> m_devices;             ///< registered
    std::vector<Topic> m_topics;                        ///< created, by number
    std::map<PlatformId, std::uint32_t> m_topicNumbers; ///< places in m_topics
    AuthorityHost* m_host{nullptr};                     ///< the party, once it has started
    std::optional<ChannelId> m_daemon;                  ///< channel of the present daemon
};

} // namespace ns3::mqtt

#endif /* MQTT_TOPIC_DEVICE_MANAGEMENT_H */
