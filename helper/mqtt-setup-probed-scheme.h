// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_PROBED_SCHEME_H
#define MQTT_SETUP_PROBED_SCHEME_H

#include "mqtt-setup-probe.h"

#include "ns3/mqtt-security-scheme.h"

namespace ns3::mqtt
{

/// A scheme with a probe at one of its clients. Everything else is as the scheme makes it; the
/// client notices nothing either.
class ProbedScheme : public SecurityScheme
{
  public:
    /// @param scheme does the work
    /// @param clientId identifier of the client with the probe
    /// @param probe hears of that client
    ProbedScheme(Ptr<SecurityScheme> scheme,
                 std::string clientId,
                 std::shared_ptr<SetupProbe> probe);
    ~ProbedScheme() override;

    Protection GetProtection() const override;
    std::uint32_t GetBrokerCount() const override;
    std::vector<std::string> GetAuthorities() const override;
    std::vector<Unit> GetUnits() const override;
    std::uint16_t GetPort() const override;

  private:
    std::optional<Error> DoProvision() override;
    void DoAuthorise(const std::string& clientId, const ClientRole& role) override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker) override;
    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name) override;

    Ptr<SecurityScheme> m_scheme;        ///< does the work
    std::string m_clientId;              ///< who has the probe
    std::shared_ptr<SetupProbe> m_probe; ///< hears of that client
};

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_PROBED_SCHEME_H */
