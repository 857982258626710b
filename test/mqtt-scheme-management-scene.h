// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_MANAGEMENT_SCENE_H
#define MQTT_SCHEME_MANAGEMENT_SCENE_H

#include "mqtt-scheme-broker.h"
#include "mqtt-scheme-management-tls.h"

#include "ns3/mqtt-broker-daemon.h"
#include "ns3/mqtt-management-messages.h"
#include "ns3/mqtt-topic-device-management.h"
#include "ns3/test.h"

/// @file
/// The topic and device management system and a broker's daemon, with real TLS between them.

namespace ns3::mqtt::test
{

/// A broker's agent that is nothing but the daemon, and writes down what it hears.
class DaemonAgent : public BrokerAgent, private BrokerDaemon::Listener
{
  public:
    /// @param tls the daemon's side
    /// @param managementName that it insists on
    /// @param maxRecords that it takes in
    DaemonAgent(std::shared_ptr<const TlsContext> tls,
                const std::string& managementName,
                std::size_t maxRecords);

    void Start(BrokerHost& host) override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelUp(ChannelId channel, const std::string& service, BrokerHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host) override;
    void ChannelDown(ChannelId channel, BrokerHost& host) override;
    void TimerExpired(std::uint32_t timer, BrokerHost& host) override;

    /// @param topic whose group keys were heard
    /// @return their epochs, "1 2 3"
    std::string GetEpochs(const PlatformId& topic) const;

    BrokerDaemon daemon;                                   ///< under test
    std::set<PlatformId> active;                           ///< topics with an active device
    std::vector<std::pair<PlatformId, GroupKey>> keys;     ///< heard
    std::vector<std::pair<PlatformId, PlatformId>> rights; ///< heard to be revoked
    std::size_t nSynchronised{0};                          ///< times that it was heard
    ChannelId channel{0};                                  ///< the last that came up

  private:
    void Synchronised(BrokerHost& host) override;
    bool HasActiveDevice(const PlatformId& topic) const override;
    void GroupKeyRenewed(const PlatformId& topic, const GroupKey& key, BrokerHost& host) override;
    void AccessRevoked(const PlatformId& device,
                       const PlatformId& topic,
                       BrokerHost& host) override;
};

/// What the two sides are like.
struct ManagementPlan
{
    Shows tdms{Shows::RIGHT};                         ///< what the TDMS shows
    Shows daemon{Shows::RIGHT};                       ///< what the daemon shows
    std::size_t maxRecords{1000};                     ///< that the daemon takes in
    Duration renewalSpacing{std::chrono::seconds(1)}; ///< between renewals on request
};

/// Both parties on a wire, not yet started.
class ManagementScene
{
  public:
    /// @param plan what they are like
    explicit ManagementScene(const ManagementPlan& plan = {});

    /// Starts the TDMS, then the broker, and works until all is quiet.
    void Start();

    /// @param shows what it shows
    /// @return another broker, not yet started
    std::unique_ptr<SchemeBroker> MakeBroker(Shows shows);

    /// @param topics created
    /// @return a new device that may use the topics
    DeviceRecord AddDevice(const std::vector<TopicRecord>& topics);

    /// @param renewalPeriod between two group keys
    /// @return a new topic
    TopicRecord AddTopic(Duration renewalPeriod = Duration(0));

    /// @param topic to be renewed at the daemon's request
    void Request(const TopicRecord& topic);

    /// @param device registered
    /// @param topic created
    /// @return whether the daemon knows the right keys of both and the right to use the topic
    bool Knows(const DeviceRecord& device, const TopicRecord& topic) const;

    /// Notes what is wrong, unless nothing is.
    /// @param right whether it is as it should be
    /// @param what should be
    void Check(bool right, const std::string& what);

    /// Notes a failure unless just these epochs of a topic were heard.
    /// @param topic which
    /// @param epochs "1 2 3"
    void ExpectEpochs(const TopicRecord& topic, const std::string& epochs);

    SchemeWire wire;                      ///< between them
    SchemeAuthority authority;            ///< the TDMS as a party
    TopicDeviceManagement& tdms;          ///< the TDMS
    std::string failures;                 ///< what was wrong
    ManagementPlan plan;                  ///< what they are like
    std::unique_ptr<SchemeBroker> broker; ///< the daemon as a party
    DaemonAgent& agent;                   ///< the daemon
};

/// @param fill every octet of it
/// @return an identity
PlatformId MakePlatformId(std::uint8_t fill);

/// @param fill every octet of it
/// @return a key
Secret MakePlatformKey(std::uint8_t fill);

/// @return one message of every kind
std::vector<ManagementMessage> MakeManagementMessages();

/// @param message any
/// @return as octets
Bytes PutManagement(const ManagementMessage& message);

/// Plays something.
class ManagementTest : public TestCase
{
  public:
    /// What happens.
    using Play = void (*)(ManagementScene&);

    /// @param name what is shown
    /// @param play what happens
    /// @param plan what the parties are like
    ManagementTest(const std::string& name, Play play, const ManagementPlan& plan = {});

  private:
    void DoRun() override;

    Play m_play;           ///< what happens
    ManagementPlan m_plan; ///< what the parties are like
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_MANAGEMENT_SCENE_H */
