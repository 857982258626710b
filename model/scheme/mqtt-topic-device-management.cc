// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-topic-device-management.h"

#include "mqtt-broker-daemon.h"
#include "mqtt-channel-contexts.h"

#include "ns3/abort.h"
#include "ns3/mqtt-primitives.h"
#include "ns3/mqtt-topic.h"

#include <limits>
#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

/// @return a new identity
PlatformId
MakeIdentity()
{
    const Bytes octets = RandomBytes(sizeof(PlatformId));
    PlatformId id{};
    std::copy(octets.begin(), octets.end(), id.begin());
    return id;
}

/// @return a new key
Secret
MakeKey()
{
    Bytes octets = RandomBytes(PLATFORM_KEY_SIZE);
    Secret key{ByteView(octets)};
    OPENSSL_cleanse(octets.data(), octets.size());
    return key;
}

} // namespace

TopicDeviceManagement::TopicDeviceManagement(std::shared_ptr<const TlsContext> tls,
                                             std::string daemonName,
                                             Duration renewalSpacing)
    : m_tls(std::move(tls)),
      m_daemonName(std::move(daemonName)),
      m_renewalSpacing(renewalSpacing)
{
    // Without these, anyone at all would be taken for the daemon.
    NS_ABORT_MSG_IF(m_daemonName.empty(), "TDMS: the daemon needs a name in its certificate");
    NS_ABORT_MSG_IF(m_tls->GetRole() != TlsRole::SERVER || !m_tls->GetSettings().mutual,
                    "TDMS: channels need the server's side of mutual TLS");
}

DeviceRecord
TopicDeviceManagement::RegisterDevice()
{
    BeginEnrolment();
    const DeviceRecord record{MakeIdentity(), MakeKey()};
    m_devices[record.id].record = record;
    Tell(record);
    return record;
}

TopicRecord
TopicDeviceManagement::CreateTopic(const std::string& filter, Duration renewalPeriod)
{
    NS_ABORT_MSG_IF(!IsValidTopicFilter(filter) || filter.size() > MAX_PLATFORM_FILTER,
                    "TDMS: '" << filter << "' is no topic filter of at most " << MAX_PLATFORM_FILTER
                              << " octets");
    NS_ABORT_MSG_IF(renewalPeriod < Duration(0), "TDMS: a renewal period is 0 or longer");
    BeginEnrolment();
    const TopicRecord record{MakeIdentity(), MakeKey(), filter, renewalPeriod};
    const auto number = static_cast<std::uint32_t>(m_topics.size());
    m_topics.push_back({record, 0, std::nullopt, false});
    m_topicNumbers[record.id] = number;
    Tell(record);
    StartPeriod(number);
    return record;
}

std::optional<DeviceCredentials>
TopicDeviceManagement::Authorise(const PlatformId& device, const PlatformId& topic)
{
    const auto known = m_devices.find(device);
    const auto number = m_topicNumbers.find(topic);
    if (known == m_devices.end() || number == m_topicNumbers.end())
    {
        return std::nullopt;
    }
    if (known->second.topics.insert(topic).second)
    {
        Tell(AccessGranted{device, topic});
    }
    return DeviceCredentials{known->second.record, m_topics[number->second].record};
}

void
TopicDeviceManagement::Revoke(const PlatformId& device, const PlatformId& topic)
{
    const auto known = m_devices.find(device);
    if (known != m_devices.end() && known->second.topics.erase(topic) > 0)
    {
        Tell(AccessWithdrawn{device, topic});
    }
}

void
TopicDeviceManagement::RemoveDevice(const PlatformId& device)
{
    if (m_devices.erase(device) > 0)
    {
        Tell(DeviceRemoved{device});
    }
}

void
TopicDeviceManagement::SetRenewalPeriod(const PlatformId& topic, Duration renewalPeriod)
{
    NS_ABORT_MSG_IF(renewalPeriod < Duration(0), "TDMS: a renewal period is 0 or longer");
    const auto number = m_topicNumbers.find(topic);
    if (number == m_topicNumbers.end())
    {
        return;
    }
    TopicRecord& record = m_topics[number->second].record;
    record.renewalPeriod = renewalPeriod;
    Tell(record);
    StartPeriod(number->second);
}

std::vector<Service>
TopicDeviceManagement::GetServices() const
{
    return {{BrokerDaemon::SERVICE, PORT}};
}

void
TopicDeviceManagement::Start(AuthorityHost& host)
{
    m_host = &host;
    for (std::uint32_t number = 0; number < m_topics.size(); ++number)
    {
        StartPeriod(number);
    }
}

std::unique_ptr<StreamGuard>
TopicDeviceManagement::CreateChannelGuard(const std::string&, bool)
{
    return MakeChannelServerGuard(m_tls, m_daemonName);
}

void
TopicDeviceManagement::ChannelUp(ChannelId channel, const std::string&, AuthorityHost& host)
{
    if (m_daemon)
    {
        // The daemon has come back before its old channel was seen to fail.
        host.CloseChannel(*m_daemon);
    }
    m_daemon = channel;
    for (const Topic& topic : m_topics)
    {
        Tell(topic.record);
    }
    for (const auto& [id, device] : m_devices)
    {
        Tell(device.record);
        for (const PlatformId& topic : device.topics)
        {
            Tell(AccessGranted{id, topic});
        }
    }
    Tell(ReportComplete{});
}

void
TopicDeviceManagement::ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host)
{
    if (m_daemon != channel)
    {
        return;
    }
    const auto decoded = DecodeManagement(message);
    const auto* wanted = decoded ? std::get_if<RenewalWanted>(&*decoded) : nullptr;
    const auto number = wanted ? m_topicNumbers.find(wanted->topic) : m_topicNumbers.end();
    if (number == m_topicNumbers.end())
    {
        m_daemon.reset();
        host.CloseChannel(channel);
        return;
    }
    host.EnterPhase(GetPhase(*decoded));
    ServeRenewal(number->second);
}

void
TopicDeviceManagement::ChannelDown(ChannelId channel, AuthorityHost&)
{
    if (m_daemon == channel)
    {
        m_daemon.reset();
    }
}

void
TopicDeviceManagement::TimerExpired(std::uint32_t timer, AuthorityHost&)
{
    const std::uint32_t number = timer & ~WAITING_BIT;
    if (number >= m_topics.size())
    {
        return;
    }
    Topic& topic = m_topics[number];
    if ((timer & WAITING_BIT) != 0)
    {
        if (topic.waiting && m_daemon)
        {
            Renew(topic);
        }
        topic.waiting = false;
    }
    else if (topic.record.renewalPeriod > Duration(0)) // a timer cannot be stopped, only replaced
    {
        Tell(RenewalDue{topic.record.id});
        StartPeriod(number);
    }
}

std::size_t
TopicDeviceManagement::GetStateSize() const
{
    return (m_devices.size() + m_topics.size()) * PLATFORM_KEY_SIZE;
}

void
TopicDeviceManagement::Tell(ManagementMessage message)
{
    if (m_daemon)
    {
        m_host->EnterPhase(GetPhase(message));
        m_host->SendOnChannel(*m_daemon, EncodeManagement(std::move(message)).Get());
    }
}

void
TopicDeviceManagement::BeginEnrolment()
{
    if (m_host)
    {
        m_host->EnterPhase(Phase::ENROL);
    }
}

void
TopicDeviceManagement::StartPeriod(std::uint32_t number)
{
    const Duration period = m_topics[number].record.renewalPeriod;
    if (m_host && period > Duration(0))
    {
        m_host->SetAgentTimer(number, period);
    }
}

void
TopicDeviceManagement::ServeRenewal(std::uint32_t number)
{
    Topic& topic = m_topics[number];
    if (topic.waiting)
    {
        return;
    }
    const Duration now = m_host->GetNow();
    if (topic.renewedAt && now - *topic.renewedAt < m_renewalSpacing)
    {
        topic.waiting = true;
        m_host->SetAgentTimer(number | WAITING_BIT, *topic.renewedAt + m_renewalSpacing - now);
        return;
    }
    Renew(topic);
}

void
TopicDeviceManagement::Renew(Topic& topic)
{
    if (topic.epoch == std::numeric_limits<std::uint32_t>::max())
    {
        return; // epochs never count from the beginning again
    }
    m_host->EnterPhase(Phase::REKEY);
    topic.renewedAt = m_host->GetNow();
    Tell(KeyRenewed{topic.record.id, {++topic.epoch, MakeKey()}});
}

} // namespace ns3::mqtt
