// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"

#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

AppSystem::AppSystem(const std::string& schemeName,
                     std::uint32_t clients,
                     const std::string& networkName,
                     const std::map<std::string, std::string>& attributes)
    : AppSystem(SchemeName::Create(schemeName).value(), clients, networkName)
{
    for (const auto& [name, value] : attributes)
    {
        scheme->SetAttribute(name, StringValue(value));
    }
}

AppSystem::AppSystem(Ptr<SecurityScheme> securityScheme,
                     std::uint32_t clients,
                     const std::string& networkName)
    : servers(securityScheme->GetBrokerCount() + securityScheme->GetAuthorities().size()),
      clientNodes(clients),
      network(Network::CreateByName(networkName)),
      scheme(securityScheme)
{
    Network::SetTcpDefaults();
    network->Build(servers, clientNodes);
    network->AssignStreams(1);
}

AppSystem::~AppSystem()
{
    Simulator::Destroy();
}

void
AppSystem::InstallProcessors(const std::string& profile)
{
    const auto device = DeviceProfile::Load(profile).value();
    const NodeContainer nodes(servers, clientNodes);
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        SystemHelper::InstallProcessor(*node, device);
    }
}

Ptr<Broker>
AppSystem::GetBroker(std::uint32_t number)
{
    if (m_brokers.empty())
    {
        m_helper = std::make_unique<SystemHelper>(SystemHelper::Create(scheme, network).value());
        for (std::uint32_t i = 0; i < scheme->GetBrokerCount(); ++i)
        {
            m_brokers.push_back(m_helper->InstallBroker(servers.Get(i)));
            Watch(m_brokers.back());
        }
        for (const auto& name : scheme->GetAuthorities())
        {
            authorities.push_back(
                m_helper->InstallAuthority(servers.Get(m_brokers.size() + authorities.size()),
                                           name));
        }
    }
    return m_brokers.at(number);
}

void
AppSystem::Watch(Ptr<Broker> broker)
{
    broker->TraceConnectWithoutContext(
        "ConnectionClosed",
        Callback<void, ConnectionId, const std::string&>(
            [this](ConnectionId, const std::string& reason) { closed.push_back(reason); }));
    broker->TraceConnectWithoutContext(
        "Dropped",
        Callback<void, const std::string&, const Message&, const std::string&>(
            [this](const std::string&, const Message&, const std::string& reason) {
                dropped.push_back(reason);
            }));
}

Ptr<Client>
AppSystem::AddClient(std::uint32_t index,
                     const std::string& clientId,
                     const std::string& filter,
                     Qos qos,
                     const ClientRole& role)
{
    GetBroker();
    auto client = m_helper->InstallClient(clientNodes.Get(index), clientId, role);
    client->SetStartTime(network->GetReadyTime() + MilliSeconds(1 + index));
    if (!filter.empty())
    {
        client->AddSubscription({filter, qos});
    }
    client->TraceConnectWithoutContext(
        "Received",
        Callback<void, const std::string&, const Publish&>(
            [this](const std::string& who, const Publish& publish) {
                arrivals.push_back({who,
                                    publish.message->topic,
                                    std::string(ByteView(publish.message->payload).ToText()),
                                    publish.retain,
                                    Simulator::Now()});
            }));
    client->TraceConnectWithoutContext(
        "Ready",
        Callback<void, const std::string&, Time>(
            [this](const std::string& who, Time after) { ready[who] = after; }));
    client->TraceConnectWithoutContext(
        "LinkClosed",
        Callback<void, const std::string&, const std::string&>(
            [this](const std::string&, const std::string& reason) { closed.push_back(reason); }));
    client->TraceConnectWithoutContext(
        "Refused",
        Callback<void, const std::string&, ConnectCode>(
            [this](const std::string& who, ConnectCode code) { refused[who] = code; }));
    return client;
}

void
AppSystem::Run(Time until)
{
    Simulator::Stop(until);
    Simulator::Run();
}

std::vector<std::string>
AppSystem::GetTexts(const std::string& client) const
{
    std::vector<std::string> texts;
    for (const auto& arrival : arrivals)
    {
        if (client.empty() || arrival.client == client)
        {
            texts.push_back(arrival.text);
        }
    }
    return texts;
}

std::size_t
AppSystem::CountClosed(const std::string& text) const
{
    return std::count_if(closed.begin(), closed.end(), [&text](const std::string& reason) {
        return reason.find(text) != std::string::npos;
    });
}

} // namespace ns3::mqtt
