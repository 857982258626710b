// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-group-platform-scheme.h"

#include "mqtt-channel-contexts.h"
#include "mqtt-group-key-agent.h"
#include "mqtt-group-key-broker.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-topic.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(GroupPlatformScheme);

namespace
{

/// What the certificate of the topic and device management says.
const std::string MANAGEMENT_NAME = "tdms.example";

/// What the certificate of the broker's daemon says.
const std::string DAEMON_NAME = "daemon.example";

const SchemeName g_names[] = {
    {"challenge-response",
     "Challenge-response",
     GroupPlatformScheme::GetTypeId(),
     {{"GroupKeys", "false"}},
     SchemeName::Published()},
    {"group-key",
     "Group key",
     GroupPlatformScheme::GetTypeId(),
     {{"GroupKeys", "true"}},
     SchemeName::Published()},
};

} // namespace

TypeId
GroupPlatformScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::GroupPlatformScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<GroupPlatformScheme>()
            .AddAttribute("GroupKeys",
                          "Messages are sealed from end to end under a key of the group, rather "
                          "than from hop to hop; the scheme's name sets it.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&GroupPlatformScheme::m_groupKeys),
                          MakeBooleanChecker())
            .AddAttribute("ForwardSecrecy",
                          "Key agreement with ephemeral X25519 keys; never in the published form.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&GroupPlatformScheme::m_forwardSecrecy),
                          MakeBooleanChecker())
            .AddAttribute("TopicFilter",
                          "Topic filter of the MQTT topics that the devices may use.",
                          StringValue("#"),
                          MakeStringAccessor(&GroupPlatformScheme::m_topicFilter),
                          MakeStringChecker())
            .AddAttribute("RenewalPeriod",
                          "Time between two group keys, as long as a device is active; 0 for no "
                          "renewal by time.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&GroupPlatformScheme::m_renewalPeriod),
                          MakeSpanChecker())
            .AddAttribute("RenewalSpacing",
                          "Least time between two renewals of the group key that joining and "
                          "leaving devices cause.",
                          TimeValue(MilliSeconds(250)),
                          MakeTimeAccessor(&GroupPlatformScheme::m_renewalSpacing),
                          MakeSpanChecker())
            .AddAttribute("GracePeriod",
                          "How long a device keeps old group keys after a newer one has come.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&GroupPlatformScheme::m_gracePeriod),
                          MakeSpanChecker())
            .AddAttribute("BufferTime",
                          "How long a device keeps messages whose group key has not come yet.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&GroupPlatformScheme::m_bufferTime),
                          MakeSpanChecker())
            .AddAttribute("KeptEpochs",
                          "Group keys that the broker keeps for devices that return, and that a "
                          "device keeps at a time.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&GroupPlatformScheme::m_keptEpochs),
                          MakeUintegerChecker<std::uint32_t>(1, 10'000));
    return tid;
}

GroupPlatformScheme::GroupPlatformScheme() = default;

GroupPlatformScheme::~GroupPlatformScheme() = default;

Protection
GroupPlatformScheme::GetProtection() const
{
    Protection protection;
    protection.hidesFromNetwork = true;
    protection.refusesStrangers = true;
    protection.withholdsPast = m_groupKeys && GetForm() == SOUND;
    protection.detectsChanges = GetForm() == SOUND;
    protection.refusesReplays = GetForm() == SOUND;
    return protection;
}

std::optional<Error>
GroupPlatformScheme::DoProvision()
{
    if (!IsValidTopicFilter(m_topicFilter) || m_topicFilter.size() > MAX_PLATFORM_FILTER)
    {
        return Error{"ns3::mqtt::GroupPlatformScheme: TopicFilter '" + m_topicFilter +
                     "' is no topic filter of at most " + std::to_string(MAX_PLATFORM_FILTER) +
                     " octets"};
    }
    auto contexts = MakeChannelContexts(MANAGEMENT_NAME, DAEMON_NAME, GetRandom(), m_keyLog);
    if (!contexts)
    {
        return Error{"ns3::mqtt::GroupPlatformScheme: " + contexts.error().reason};
    }
    m_daemonContext = std::move(contexts.value().client);
    m_managementAgent = std::make_unique<TopicDeviceManagement>(std::move(contexts.value().server),
                                                                DAEMON_NAME,
                                                                ToDuration(m_renewalSpacing));
    m_management = m_managementAgent.get();
    m_topic = m_management->CreateTopic(m_topicFilter,
                                        m_groupKeys ? ToDuration(m_renewalPeriod) : Duration(0));
    return {};
}

std::unique_ptr<ClientAgent>
GroupPlatformScheme::DoCreateClientAgent(const std::string& clientId)
{
    auto& credentials = m_credentials[clientId];
    if (credentials.topic.id != m_topic.id)
    {
        const DeviceRecord device = m_management->RegisterDevice();
        credentials = m_management->Authorise(device.id, m_topic.id).value();
    }
    if (!m_groupKeys)
    {
        return std::make_unique<ChallengeResponseClientAgent>(credentials, GetKeyAgreementForm());
    }
    GroupKeyClientAgent::Limits limits;
    limits.gracePeriod = ToDuration(m_gracePeriod);
    limits.bufferTime = ToDuration(m_bufferTime);
    limits.keptKeys = m_keptEpochs;
    return std::make_unique<GroupKeyClientAgent>(credentials, GetKeyAgreementForm(), limits);
}

std::unique_ptr<BrokerAgent>
GroupPlatformScheme::DoCreateBrokerAgent(std::uint32_t /* broker */)
{
    if (!m_groupKeys)
    {
        return std::make_unique<ChallengeResponseBrokerAgent>(m_daemonContext,
                                                              MANAGEMENT_NAME,
                                                              GetKeyAgreementForm());
    }
    return std::make_unique<GroupKeyBrokerAgent>(m_daemonContext,
                                                 MANAGEMENT_NAME,
                                                 GetKeyAgreementForm(),
                                                 m_keptEpochs,
                                                 ToDuration(m_renewalSpacing));
}

std::vector<std::string>
GroupPlatformScheme::GetAuthorities() const
{
    return {MANAGEMENT};
}

std::unique_ptr<AuthorityAgent>
GroupPlatformScheme::DoCreateAuthorityAgent(const std::string& /* name */)
{
    return std::move(m_managementAgent);
}

} // namespace ns3::mqtt
