// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_THRESHOLD_SCHEME_H
#define MQTT_THRESHOLD_SCHEME_H

#include "mqtt-security-scheme.h"
#include "mqtt-share-faults.h"
#include "mqtt-threshold-settings.h"

namespace ns3::mqtt
{

/// Key sharing by (k, n)-threshold secret sharing (Noguchi, Nakagawa, Yoshida and Gallegos Ramonet,
/// "A Secure Secret Key-Sharing System for Resource-Constrained IoT Devices using MQTT"): a
/// publisher deals the key of its messages in n shares over n brokers; any k of them give it to a
/// subscriber.
class ThresholdScheme : public SecurityScheme
{
  public:
    /// Where the shares of a key lie; as ThresholdReading.
    enum Reading
    {
        R1, ///< with n brokers
        R2, ///< with one broker
        R3  ///< with n key stores
    };

    /// What protects a share on its way; as HopProtection.
    enum Hop
    {
        NONE,   ///< nothing
        SEALED, ///< a seal on each share
        TLS     ///< TLS 1.3
    };

    /// Which way messages go; as DataRoute.
    enum Route
    {
        FIRST,      ///< through the first broker
        ROUND_ROBIN ///< through one after the other
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    ThresholdScheme();
    ~ThresholdScheme() override;

    Protection GetProtection() const override;
    std::uint32_t GetBrokerCount() const override;
    std::vector<std::string> GetAuthorities() const override;

    /// @return what all parties go by, once it is provisioned
    const ThresholdSettings& GetSettings() const
    {
        return m_settings;
    }

    /// @param clientId client identifier
    /// @return what the client is given
    ThresholdCredentials MakeCredentials(const std::string& clientId) const;

  private:
    /// @param type of the class
    /// @return the same with the attributes that are times
    static TypeId AddTimes(TypeId type);

    std::optional<Error> DoProvision() override;
    void DoAuthorise(const std::string& clientId, const ClientRole& role) override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker) override;
    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name) override;

    /// @return what is wrong with the attributes, if anything is
    std::optional<Error> CheckAttributes() const;

    /// Puts the attributes together.
    void MakeSettings();

    /// @return why there are no certificates and contexts of TLS, if so
    std::optional<Error> MakeTlsContexts();

    /// @param source from 1
    /// @return context of the broker or key store; null without TLS
    std::shared_ptr<const TlsContext> GetTlsContext(std::size_t source) const;

    // attributes
    Reading m_reading;       ///< where shares lie
    std::uint32_t m_k;       ///< shares needed
    std::uint32_t m_n;       ///< shares dealt
    Hop m_hop;               ///< of shares, in the sound form
    bool m_authentication;   ///< dealer's authenticator and check value, in the sound form
    Route m_dataRoute;       ///< of messages
    Time m_keyPeriod;        ///< between two keys
    Time m_gracePeriod;      ///< how long old keys are kept
    Time m_bufferTime;       ///< how long messages wait for their key
    Time m_settleDelay;      ///< how long a majority is waited for
    Time m_failoverDelay;    ///< how long the first broker is waited for
    std::string m_faultText; ///< of sources

    ThresholdSettings m_settings;                              ///< attributes together
    ShareFaults m_faults;                                      ///< of sources
    Secret m_groupKey;                                         ///< of all subscribers
    std::vector<Secret> m_sourceKeys;                          ///< by source
    std::vector<std::shared_ptr<const TlsContext>> m_contexts; ///< by broker or key store
    std::shared_ptr<const TlsContext> m_brokerContext;         ///< of the broker, in reading R3
    std::map<std::string, ClientRole> m_roles;                 ///< of clients that were authorised
    std::shared_ptr<std::set<std::string>> m_publishers;       ///< those that only publish
};

} // namespace ns3::mqtt

#endif /* MQTT_THRESHOLD_SCHEME_H */
