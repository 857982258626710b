// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-system-helper.h"

#include "ns3/mqtt-crypto-scope.h"

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
      m_stream(firstStream)
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
    return SystemHelper(scheme, network, firstStream + 1);
}

Ptr<Processor>
SystemHelper::InstallProcessor(Ptr<Node> node, std::shared_ptr<const DeviceProfile> profile)
{
    auto processor = CreateObject<Processor>();
    processor->SetProfile(std::move(profile), "cpu");
    node->AggregateObject(processor);
    return processor;
}

Ptr<Broker>
SystemHelper::InstallBroker(Ptr<Node> node)
{
    m_broker = Network::MakeSocketAddress(m_network->GetAddress(node), m_scheme->GetPort());
    auto broker = CreateObject<Broker>();
    broker->SetLocal(m_broker);
    broker->SetAgent(m_scheme->CreateBrokerAgent());
    m_stream += broker->AssignStreams(m_stream);
    node->AddApplication(broker);
    return broker;
}

Ptr<Client>
SystemHelper::InstallClient(Ptr<Node> node, const std::string& clientId)
{
    auto client = CreateObject<Client>();
    client->SetClientId(clientId);
    client->SetRemote(m_broker);
    client->SetAgent(m_scheme->CreateClientAgent(clientId));
    m_stream += client->AssignStreams(m_stream);
    node->AddApplication(client);
    return client;
}

} // namespace ns3::mqtt
