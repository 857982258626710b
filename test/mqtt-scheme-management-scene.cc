// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-management-scene.h"

namespace ns3::mqtt::test
{

DaemonAgent::DaemonAgent(std::shared_ptr<const TlsContext> tls,
                         const std::string& managementName,
                         std::size_t maxRecords)
    : daemon(*this, std::move(tls), managementName, maxRecords)
{
}

void
DaemonAgent::Start(BrokerHost& host)
{
    daemon.Start(host);
}

std::unique_ptr<StreamGuard>
DaemonAgent::CreateChannelGuard(const std::string& service, bool opened)
{
    return opened && service == BrokerDaemon::SERVICE ? daemon.CreateGuard() : nullptr;
}

void
DaemonAgent::ChannelUp(ChannelId id, const std::string& /* service */, BrokerHost& host)
{
    if (daemon.Owns(id))
    {
        channel = id;
        daemon.ChannelUp(host);
    }
}

void
DaemonAgent::ChannelMessage(ChannelId id, ByteView message, BrokerHost& host)
{
    if (daemon.Owns(id))
    {
        daemon.ChannelMessage(message, host);
    }
}

void
DaemonAgent::ChannelDown(ChannelId id, BrokerHost& host)
{
    if (daemon.Owns(id))
    {
        daemon.ChannelDown(host);
    }
}

void
DaemonAgent::TimerExpired(std::uint32_t timer, BrokerHost& host)
{
    if (timer == ServiceChannel::TIMER)
    {
        daemon.TimerExpired(host);
    }
}

std::string
DaemonAgent::GetEpochs(const PlatformId& topic) const
{
    std::string epochs;
    for (const auto& [id, key] : keys)
    {
        if (id == topic)
        {
            epochs += (epochs.empty() ? "" : " ") + std::to_string(key.epoch);
        }
    }
    return epochs;
}

void
DaemonAgent::Synchronised(BrokerHost& /* host */)
{
    ++nSynchronised;
}

bool
DaemonAgent::HasActiveDevice(const PlatformId& topic) const
{
    return active.count(topic) > 0;
}

void
DaemonAgent::GroupKeyRenewed(const PlatformId& topic, const GroupKey& key, BrokerHost& /* host */)
{
    keys.emplace_back(topic, key);
}

void
DaemonAgent::AccessRevoked(const PlatformId& device,
                           const PlatformId& topic,
                           BrokerHost& /* host */)
{
    rights.emplace_back(device, topic);
}

ManagementScene::ManagementScene(const ManagementPlan& thePlan)
    : authority(wire,
                "tdms",
                std::make_unique<TopicDeviceManagement>(MakeManagementTls(thePlan.tdms),
                                                        DAEMON_NAME,
                                                        thePlan.renewalSpacing)),
      tdms(authority.GetAgent<TopicDeviceManagement>()),
      plan(thePlan),
      broker(MakeBroker(plan.daemon)),
      agent(broker->GetAgent<DaemonAgent>())
{
}

void
ManagementScene::Start()
{
    wire.Do([this]() {
        authority.Start();
        broker->Start();
    });
}

std::unique_ptr<SchemeBroker>
ManagementScene::MakeBroker(Shows shows)
{
    return std::make_unique<SchemeBroker>(
        wire,
        std::make_unique<DaemonAgent>(MakeDaemonTls(shows), TDMS_NAME, plan.maxRecords));
}

DeviceRecord
ManagementScene::AddDevice(const std::vector<TopicRecord>& topics)
{
    DeviceRecord device;
    wire.Do([&]() {
        device = tdms.RegisterDevice();
        for (const auto& topic : topics)
        {
            Check(tdms.Authorise(device.id, topic.id).has_value(), "the device can be authorised");
        }
    });
    return device;
}

TopicRecord
ManagementScene::AddTopic(Duration renewalPeriod)
{
    TopicRecord topic;
    wire.Do([&]() { topic = tdms.CreateTopic("room/+", renewalPeriod); });
    return topic;
}

void
ManagementScene::Request(const TopicRecord& topic)
{
    wire.Do([&]() { agent.daemon.RequestRenewal(topic.id, *broker); });
}

bool
ManagementScene::Knows(const DeviceRecord& device, const TopicRecord& topic) const
{
    const auto found = agent.daemon.FindCredentials(device.id, topic.id);
    return found && found->device.id == device.id && found->topic.id == topic.id &&
           found->device.key.Get().ToText() == device.key.Get().ToText() &&
           found->topic.key.Get().ToText() == topic.key.Get().ToText() &&
           found->topic.filter == topic.filter && found->topic.renewalPeriod == topic.renewalPeriod;
}

void
ManagementScene::Check(bool right, const std::string& what)
{
    if (!right)
    {
        failures += "wrong: " + what + "\n";
    }
}

void
ManagementScene::ExpectEpochs(const TopicRecord& topic, const std::string& epochs)
{
    const std::string heard = agent.GetEpochs(topic.id);
    Check(heard == epochs,
          "at " + std::to_string(wire.GetNow() / std::chrono::milliseconds(1)) + " ms epochs '" +
              epochs + "', not '" + heard + "'");
}

PlatformId
MakePlatformId(std::uint8_t fill)
{
    PlatformId id;
    id.fill(fill);
    return id;
}

Secret
MakePlatformKey(std::uint8_t fill)
{
    return Secret(ByteView(Bytes(PLATFORM_KEY_SIZE, fill)));
}

std::vector<ManagementMessage>
MakeManagementMessages()
{
    return {DeviceRecord{MakePlatformId(1), MakePlatformKey(2)},
            TopicRecord{MakePlatformId(3), MakePlatformKey(4), "a/#", std::chrono::seconds(60)},
            AccessGranted{MakePlatformId(1), MakePlatformId(3)},
            AccessWithdrawn{MakePlatformId(1), MakePlatformId(3)},
            DeviceRemoved{MakePlatformId(1)},
            ReportComplete{},
            RenewalDue{MakePlatformId(3)},
            RenewalWanted{MakePlatformId(3)},
            KeyRenewed{MakePlatformId(3), {258, MakePlatformKey(5)}}};
}

Bytes
PutManagement(const ManagementMessage& message)
{
    return EncodeManagement(message).Get().ToBytes();
}

ManagementTest::ManagementTest(const std::string& name, Play play, const ManagementPlan& plan)
    : TestCase("management: " + name),
      m_play(play),
      m_plan(plan)
{
}

void
ManagementTest::DoRun()
{
    ManagementScene scene(m_plan);
    m_play(scene);
    NS_TEST_EXPECT_MSG_EQ(scene.failures, "", GetName());
}

} // namespace ns3::mqtt::test
