// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GROUP_PLATFORM_SCHEME_H
#define MQTT_GROUP_PLATFORM_SCHEME_H

#include "mqtt-security-scheme.h"
#include "mqtt-session-keys.h"
#include "mqtt-topic-device-management.h"

namespace ns3::mqtt
{

/// The MQTT group platform (Chien, Lin and Chiang, "Efficient MQTT Platform Facilitating Secure
/// Group Communication"): devices and the broker agree on a key by challenge and response before
/// each connection; messages are sealed from hop to hop under such keys, or from end to end under a
/// key of the group. All clients are authorised for one topic of the platform.
class GroupPlatformScheme : public SecurityScheme
{
  public:
    /// The topic and device management, as an authority.
    static constexpr const char* MANAGEMENT = "tdms";

    /// @return the object TypeId
    static TypeId GetTypeId();

    GroupPlatformScheme();
    ~GroupPlatformScheme() override;

    Protection GetProtection() const override;
    std::vector<std::string> GetAuthorities() const override;

    /// @return the topic and device management; lives as long as the authority's agent does
    TopicDeviceManagement& GetManagement() const
    {
        return *m_management;
    }

    /// @return the topic that all clients are authorised for
    const TopicRecord& GetTopic() const
    {
        return m_topic;
    }

    /// @param clientId MQTT identifier of a client that has an agent
    /// @return what its device was given
    const DeviceCredentials& GetCredentials(const std::string& clientId) const
    {
        return m_credentials.at(clientId);
    }

    /// @return how keys are agreed on
    KeyAgreementForm GetKeyAgreementForm() const
    {
        return {GetForm() == PUBLISHED, m_forwardSecrecy};
    }

  private:
    std::optional<Error> DoProvision() override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker) override;
    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name) override;

    bool m_groupKeys;           ///< from end to end
    bool m_forwardSecrecy;      ///< key agreement with X25519
    std::string m_topicFilter;  ///< MQTT topics that belong to the topic
    Time m_renewalPeriod;       ///< between two group keys
    Time m_renewalSpacing;      ///< between two renewals by joins and leaves
    Time m_gracePeriod;         ///< how long old group keys are kept
    Time m_bufferTime;          ///< how long messages wait for their key
    std::uint32_t m_keptEpochs; ///< group keys kept at a time

    std::shared_ptr<const TlsContext> m_daemonContext;        ///< of the broker's daemon
    std::unique_ptr<TopicDeviceManagement> m_managementAgent; ///< until the authority has it
    TopicDeviceManagement* m_management{nullptr};             ///< the same for good
    TopicRecord m_topic;                                      ///< of all clients
    std::map<std::string, DeviceCredentials> m_credentials;   ///< by client
};

} // namespace ns3::mqtt

#endif /* MQTT_GROUP_PLATFORM_SCHEME_H */
