// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-probed-scheme.h"

#include "mqtt-setup-probed-agent.h"

namespace ns3::mqtt
{

ProbedScheme::ProbedScheme(Ptr<SecurityScheme> scheme,
                           std::string clientId,
                           std::shared_ptr<SetupProbe> probe)
    : m_scheme(scheme),
      m_clientId(std::move(clientId)),
      m_probe(std::move(probe))
{
}

ProbedScheme::~ProbedScheme() = default;

std::optional<Error>
ProbedScheme::DoProvision()
{
    m_scheme->SetKeyLog(m_keyLog);
    return m_scheme->Provision();
}

void
ProbedScheme::DoAuthorise(const std::string& clientId, const ClientRole& role)
{
    m_scheme->Authorise(clientId, role);
}

std::unique_ptr<ClientAgent>
ProbedScheme::DoCreateClientAgent(const std::string& clientId)
{
    auto agent = m_scheme->CreateClientAgent(clientId);
    if (clientId != m_clientId)
    {
        return agent;
    }
    return MakeProbedAgent(std::move(agent), m_probe);
}

Protection
ProbedScheme::GetProtection() const
{
    return m_scheme->GetProtection();
}

std::uint32_t
ProbedScheme::GetBrokerCount() const
{
    return m_scheme->GetBrokerCount();
}

std::unique_ptr<BrokerAgent>
ProbedScheme::DoCreateBrokerAgent(std::uint32_t broker)
{
    return m_scheme->CreateBrokerAgent(broker);
}

std::vector<std::string>
ProbedScheme::GetAuthorities() const
{
    return m_scheme->GetAuthorities();
}

std::unique_ptr<AuthorityAgent>
ProbedScheme::DoCreateAuthorityAgent(const std::string& name)
{
    return m_scheme->CreateAuthorityAgent(name);
}

std::vector<Unit>
ProbedScheme::GetUnits() const
{
    return m_scheme->GetUnits();
}

std::uint16_t
ProbedScheme::GetPort() const
{
    return m_scheme->GetPort();
}

} // namespace ns3::mqtt
