// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-system-helper.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-unit-abilities.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

namespace
{

/// Hears of work that costs nothing: what was done before the simulation begins.
class FreeMeter : public Meter
{
  public:
    void Count(Operation /* operation */, std::uint64_t /* bytes */) override
    {
    }
};

} // namespace

SystemHelper::SystemHelper(Ptr<SecurityScheme> scheme,
                           Ptr<Network> network,
                           std::int64_t firstStream)
    : m_scheme(scheme),
      m_network(network),
      m_stream(firstStream),
      m_directory(std::make_shared<Directory>())
{
}

Result<SystemHelper>
SystemHelper::Create(Ptr<SecurityScheme> scheme, Ptr<Network> network, std::int64_t firstStream)
{
    FreeMeter meter;
    RandomStream random;
    random.SetStream(firstStream);
    const CryptoScope scope(meter, random, SIMULATION_EPOCH);
    if (const auto error = scheme->Provision())
    {
        return *error;
    }
    SystemHelper helper(scheme, network, firstStream + 1);
    if (const auto error = helper.LoadUnits())
    {
        return *error;
    }
    return helper;
}

std::optional<Error>
SystemHelper::LoadUnits()
{
    for (const Unit& unit : m_scheme->GetUnits())
    {
        const auto profile = DeviceProfile::Load(unit.device);
        if (!profile)
        {
            return profile.error();
        }
        if (!profile.value()->HasUnit(unit.name))
        {
            return Error{"device profile '" + unit.device + "' has no costs of a " + unit.name};
        }
        for (const auto& [operation, cost] : profile.value()->GetTable(unit.name))
        {
            if (!cost.available)
            {
                UnitAbilities::Exclude(unit.device, operation);
            }
        }
        m_units[unit.device] = profile.value();
    }
    return {};
}

Ptr<Processor>
SystemHelper::InstallProcessor(Ptr<Node> node, std::shared_ptr<const DeviceProfile> profile)
{
    auto processor = CreateObject<Processor>();
    processor->SetProfile(std::move(profile), "cpu");
    node->AggregateObject(processor);
    return processor;
}

std::optional<Error>
SystemHelper::InstallProcessors(const NodeContainer& nodes,
                                const std::string& device,
                                const std::string& costs)
{
    const auto profile = DeviceProfile::Load(device);
    if (!profile)
    {
        return profile.error();
    }
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        InstallProcessor(*node, profile.value())->SetAttribute("CostMode", StringValue(costs));
    }
    return {};
}

template <class PartyType, class Agent>
void
SystemHelper::Equip(Ptr<PartyType> party, std::unique_ptr<Agent> agent)
{
    for (const Unit& unit : agent->GetUnits())
    {
        party->AddUnit(unit.name, m_units.at(unit.device));
    }
    party->SetAgent(std::move(agent));
    party->SetDirectory(m_directory);
    m_stream += party->AssignStreams(m_stream);
}

template <class PartyType, class Agent>
void
SystemHelper::Install(Ptr<PartyType> party, std::unique_ptr<Agent> agent, Ptr<Node> node)
{
    for (const auto& service : agent->GetServices())
    {
        (*m_directory)[service.name] =
            Network::MakeSocketAddress(m_network->GetAddress(node), service.port);
    }
    Equip(party, std::move(agent));
    node->AddApplication(party);
}

Ptr<Broker>
SystemHelper::InstallBroker(Ptr<Node> node)
{
    const Address address =
        Network::MakeSocketAddress(m_network->GetAddress(node), m_scheme->GetPort());
    if (m_nBrokers == 0)
    {
        m_broker = address;
    }
    (*m_directory)[GetBrokerService(m_nBrokers)] = address;
    auto broker = CreateObject<Broker>();
    broker->SetLocal(address);
    Install(broker, m_scheme->CreateBrokerAgent(m_nBrokers), node);
    ++m_nBrokers;
    return broker;
}

Ptr<Authority>
SystemHelper::InstallAuthority(Ptr<Node> node, const std::string& name)
{
    auto authority = CreateObject<Authority>();
    Install(authority, m_scheme->CreateAuthorityAgent(name), node);
    return authority;
}

Ptr<Client>
SystemHelper::MakeClient(const std::string& clientId) const
{
    auto client = CreateObject<Client>();
    client->SetClientId(clientId);
    client->SetRemote(m_broker);
    return client;
}

Ptr<Client>
SystemHelper::InstallClient(Ptr<Node> node, const std::string& clientId, const ClientRole& role)
{
    m_scheme->Authorise(clientId, role);
    const auto client = MakeClient(clientId);
    Install(client, m_scheme->CreateClientAgent(clientId), node);
    return client;
}

Ptr<Client>
SystemHelper::PrepareClient(const std::string& clientId, const ClientRole& role)
{
    m_scheme->Authorise(clientId, role);
    const auto client = MakeClient(clientId);
    Equip(client, m_scheme->CreateClientAgent(clientId));
    return client;
}

} // namespace ns3::mqtt
