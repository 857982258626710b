// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-daemon.h"

#include "ns3/abort.h"
#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

namespace
{

/// Least time between two reports because of devices that are not known, as anybody can be one.
constexpr Duration REPORT_SPACING = std::chrono::seconds(60);

} // namespace

BrokerDaemon::BrokerDaemon(Listener& listener,
                           std::shared_ptr<const TlsContext> tls,
                           std::string managementName,
                           std::size_t maxRecords)
    : m_listener(listener),
      m_tls(std::move(tls)),
      m_managementName(std::move(managementName)),
      m_maxRecords(maxRecords),
      m_channel(SERVICE, Phase::ENROL)
{
    // Without a name, anyone with a certificate would be taken for the TDMS.
    NS_ABORT_MSG_IF(m_managementName.empty(), "daemon: the TDMS needs a name in its certificate");
    NS_ABORT_MSG_IF(m_tls->GetRole() != TlsRole::CLIENT,
                    "daemon: the channel to the TDMS needs the client's side of TLS");
}

void
BrokerDaemon::Start(BrokerHost& host)
{
    m_channel.Open(host);
}

std::unique_ptr<StreamGuard>
BrokerDaemon::CreateGuard() const
{
    TlsParty party;
    party.serverName = m_managementName;
    return std::make_unique<TlsGuard>(m_tls, std::move(party));
}

void
BrokerDaemon::ChannelUp(BrokerHost& host)
{
    m_channel.Up();
    m_channel.Await(host); // the report
    ++m_report;
    m_current = false;
}

void
BrokerDaemon::ChannelMessage(ByteView message, BrokerHost& host)
{
    if (m_channel.IsDown())
    {
        return;
    }
    const auto decoded = DecodeManagement(message);
    if (decoded)
    {
        host.EnterPhase(GetPhase(*decoded));
        if (std::visit([this, &host](const auto& said) { return Handle(said, host); }, *decoded))
        {
            return;
        }
    }
    m_channel.Break(host);
}

void
BrokerDaemon::ChannelDown(BrokerHost& host)
{
    m_channel.Down(host);
}

void
BrokerDaemon::TimerExpired(BrokerHost& host)
{
    m_channel.TimerExpired(host);
}

void
BrokerDaemon::RequestRenewal(const PlatformId& topic, BrokerHost& host)
{
    if (IsCurrent() && m_topics.count(topic))
    {
        host.EnterPhase(Phase::REKEY);
        AskForKey(topic, host);
    }
}

void
BrokerDaemon::AskAnew(BrokerHost& host)
{
    if (IsCurrent() && host.GetNow() >= m_reported + REPORT_SPACING)
    {
        m_channel.Break(host);
    }
}

std::optional<DeviceCredentials>
BrokerDaemon::FindCredentials(const PlatformId& device, const PlatformId& topic) const
{
    const auto known = m_devices.find(device);
    const auto group = m_topics.find(topic);
    if (known == m_devices.end() || group == m_topics.end() || !known->second.topics.count(topic))
    {
        return std::nullopt;
    }
    return DeviceCredentials{known->second.record, group->second.record};
}

std::size_t
BrokerDaemon::GetStateSize() const
{
    return (m_devices.size() + m_topics.size()) * PLATFORM_KEY_SIZE;
}

bool
BrokerDaemon::Handle(const DeviceRecord& message, BrokerHost&)
{
    if (!HasRoom(m_devices.count(message.id)))
    {
        return false;
    }
    Device& device = m_devices[message.id];
    device.record = message;
    device.report = m_report;
    return true;
}

bool
BrokerDaemon::Handle(const TopicRecord& message, BrokerHost&)
{
    if (!HasRoom(m_topics.count(message.id)))
    {
        return false;
    }
    Topic& topic = m_topics[message.id];
    topic.record = message;
    topic.report = m_report;
    return true;
}

bool
BrokerDaemon::Handle(const AccessGranted& message, BrokerHost&)
{
    const auto device = m_devices.find(message.device);
    if (device == m_devices.end() || !m_topics.count(message.topic) ||
        !HasRoom(device->second.topics.count(message.topic)))
    {
        return false;
    }
    m_rights += device->second.topics.insert_or_assign(message.topic, m_report).second;
    return true;
}

bool
BrokerDaemon::Handle(const AccessWithdrawn& message, BrokerHost& host)
{
    const auto device = m_devices.find(message.device);
    if (device == m_devices.end() || device->second.topics.erase(message.topic) == 0)
    {
        return false;
    }
    --m_rights;
    TellRevoked({{message.device, message.topic}}, host);
    return true;
}

bool
BrokerDaemon::Handle(const DeviceRemoved& message, BrokerHost& host)
{
    const auto device = m_devices.find(message.device);
    if (device == m_devices.end())
    {
        return false;
    }
    std::vector<Right> lost;
    for (const auto& [topic, report] : device->second.topics)
    {
        lost.emplace_back(message.device, topic);
    }
    m_rights -= lost.size();
    m_devices.erase(device);
    TellRevoked(lost, host);
    return true;
}

bool
BrokerDaemon::Handle(const ReportComplete&, BrokerHost& host)
{
    if (m_current)
    {
        return false;
    }
    const auto lost = ForgetUnreported();
    m_synchronised = true;
    TellRevoked(lost, host);
    m_listener.Synchronised(host);
    m_current = true;
    m_channel.Heard();
    m_reported = host.GetNow();
    // What was asked for up to here, and keys made while there was no channel, were lost.
    for (const auto& [id, topic] : m_topics)
    {
        if (m_listener.HasActiveDevice(id))
        {
            AskForKey(id, host);
        }
    }
    return true;
}

bool
BrokerDaemon::Handle(const RenewalDue& message, BrokerHost& host)
{
    if (!m_topics.count(message.topic))
    {
        return false;
    }
    if (m_listener.HasActiveDevice(message.topic))
    {
        AskForKey(message.topic, host);
    }
    return true;
}

bool
BrokerDaemon::Handle(const RenewalWanted&, BrokerHost&)
{
    return false;
}

bool
BrokerDaemon::Handle(const KeyRenewed& message, BrokerHost& host)
{
    const auto topic = m_topics.find(message.topic);
    if (topic == m_topics.end() || message.key.epoch <= topic->second.epoch)
    {
        return false;
    }
    topic->second.epoch = message.key.epoch;
    if (m_current) // before, the end of the report is what is waited for
    {
        m_channel.Heard();
    }
    m_listener.GroupKeyRenewed(message.topic, message.key, host);
    return true;
}

std::vector<BrokerDaemon::Right>
BrokerDaemon::ForgetUnreported()
{
    std::vector<Right> lost;
    for (auto device = m_devices.begin(); device != m_devices.end();)
    {
        const bool isGone = device->second.report != m_report;
        auto& topics = device->second.topics;
        for (auto topic = topics.begin(); topic != topics.end();)
        {
            const bool isLost = isGone || topic->second != m_report;
            if (isLost)
            {
                lost.emplace_back(device->first, topic->first);
            }
            topic = isLost ? topics.erase(topic) : std::next(topic);
        }
        device = isGone ? m_devices.erase(device) : std::next(device);
    }
    m_rights -= lost.size();
    for (auto topic = m_topics.begin(); topic != m_topics.end();)
    {
        topic = topic->second.report != m_report ? m_topics.erase(topic) : std::next(topic);
    }
    return lost;
}

void
BrokerDaemon::TellRevoked(const std::vector<Right>& rights, BrokerHost& host)
{
    for (const auto& [device, topic] : rights)
    {
        m_listener.AccessRevoked(device, topic, host);
    }
}

void
BrokerDaemon::AskForKey(const PlatformId& topic, BrokerHost& host)
{
    m_channel.Send(EncodeManagement(RenewalWanted{topic}).Get(), host);
    m_channel.Await(host, m_renewalSpacing);
}

} // namespace ns3::mqtt
