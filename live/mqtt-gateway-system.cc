// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-gateway-system.h"

#include "ns3/global-value.h"
#include "ns3/mqtt-plain-scheme.h"
#include "ns3/mqtt-tls-scheme.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

using boost::asio::ip::tcp;

namespace
{

/// First random stream of the parties that stand for real ones.
constexpr std::int64_t GATEWAY_STREAM = 1'000'000;

/// How often the simulator, which ends when nothing is planned, has something planned.
const Time HEARTBEAT = Seconds(1);

/// Plans the next beat.
void
Beat()
{
    Simulator::Schedule(HEARTBEAT, &Beat);
}

} // namespace

std::vector<std::string>
GatewaySystem::GetSchemes()
{
    // A gateway's guard is all that it can lend a client that knows nothing of schemes.
    auto names = SchemeName::GetAll();
    const auto last = std::remove_if(names.begin(), names.end(), [](const std::string& name) {
        const auto scheme = SchemeName::Create(name).value();
        return !DynamicCast<PlainScheme>(scheme) && !DynamicCast<TlsScheme>(scheme);
    });
    names.erase(last, names.end());
    return names;
}

void
GatewaySystem::BeginRealTime()
{
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
}

GatewaySystem::GatewaySystem(const Settings& settings)
    : m_settings(settings),
      m_acceptor(m_thread.GetContext(),
                 [this](tcp::socket socket) {
                     const auto real = std::make_shared<RealSocket>(m_thread, std::move(socket));
                     SocketThread::PassToSimulation(0, [this, real]() { Welcome(real); });
                 }),
      m_signals(m_thread.GetContext(), SIGINT, SIGTERM)
{
}

GatewaySystem::~GatewaySystem()
{
    m_thread.Stop();
    Simulator::Destroy();
}

Result<std::unique_ptr<GatewaySystem>>
GatewaySystem::Create(const Settings& settings)
{
    std::unique_ptr<GatewaySystem> system(new GatewaySystem(settings));
    if (auto error = system->Build())
    {
        return *error;
    }
    return system;
}

std::optional<Error>
GatewaySystem::Build()
{
    m_servers.Create(1);
    m_clients.Create(m_settings.publishers + m_settings.subscribers);
    m_places.Create(m_settings.places);
    const NodeContainer clients(m_clients, m_places);
    m_network = Network::CreateByName(m_settings.network);
    m_network->Build(m_servers, clients);
    if (auto error =
            SystemHelper::InstallProcessors(m_servers, m_settings.brokerDevice, m_settings.costs))
    {
        return error;
    }
    if (auto error =
            SystemHelper::InstallProcessors(clients, m_settings.clientDevice, m_settings.costs))
    {
        return error;
    }
    m_scheme = SchemeName::Create(m_settings.scheme).value();
    auto system = SystemHelper::Create(m_scheme, m_network);
    if (!system)
    {
        return system.error();
    }
    m_system = std::make_unique<SystemHelper>(std::move(system.value()));
    m_broker =
        Network::MakeSocketAddress(m_network->GetAddress(m_servers.Get(0)), m_scheme->GetPort());
    InstallBroker();
    InstallClients();
    InstallGateways();
    if (m_settings.places > 0)
    {
        if (const auto local = m_acceptor.Listen(m_settings.local); !local)
        {
            return local.error();
        }
    }
    return std::nullopt;
}

void
GatewaySystem::InstallBroker()
{
    if (!m_settings.broker)
    {
        m_system->InstallBroker(m_servers.Get(0));
        return;
    }
    m_brokerAgent = m_scheme->CreateBrokerAgent();
    auto gateway = CreateObject<Gateway>();
    gateway->AssignStreams(GATEWAY_STREAM);
    gateway->SetGuard([agent = m_brokerAgent]() { return agent->CreateGuard(); });
    gateway->ListenFor(m_broker, *m_settings.broker, [this]() {
        return std::make_shared<RealSocket>(m_thread, tcp::socket(m_thread.GetContext()));
    });
    m_servers.Get(0)->AddApplication(gateway);
}

void
GatewaySystem::InstallClients()
{
    for (std::uint32_t i = 0; i < m_clients.GetN(); i++)
    {
        const bool publishes = i < m_settings.publishers;
        const std::string name = publishes
                                     ? "publisher-" + std::to_string(i)
                                     : "subscriber-" + std::to_string(i - m_settings.publishers);
        const auto client =
            m_system->InstallClient(m_clients.Get(i), name, {publishes, !publishes});
        client->SetRemote(m_broker);
        client->SetStartTime(m_network->GetReadyTime());
        if (publishes)
        {
            Simulator::Schedule(m_network->GetReadyTime() + m_settings.interval,
                                [this, client]() { PublishNext(client, 1); });
        }
        else
        {
            client->AddSubscription({m_settings.filter, static_cast<Qos>(m_settings.qos)});
            client->TraceConnectWithoutContext("Received",
                                               MakeCallback(&GatewaySystem::Heard, this));
        }
    }
}

void
GatewaySystem::InstallGateways()
{
    for (std::uint32_t i = 0; i < m_places.GetN(); i++)
    {
        const std::string name = "real-" + std::to_string(i);
        m_scheme->Authorise(name, {});
        m_agents.push_back(m_scheme->CreateClientAgent(name));
        auto gateway = CreateObject<Gateway>();
        gateway->AssignStreams(GATEWAY_STREAM + 1 + i);
        gateway->SetGuard([agent = m_agents.back()]() { return agent->CreateGuard(); });
        m_places.Get(i)->AddApplication(gateway);
        m_gateways.push_back(gateway);
    }
}

void
GatewaySystem::Welcome(const std::shared_ptr<RealSocket>& real)
{
    const auto free = std::find_if(m_gateways.begin(), m_gateways.end(), [](Ptr<Gateway> gateway) {
        return gateway->GetNConnections() == 0;
    });
    if (free == m_gateways.end())
    {
        m_settings.log("a real client is refused: all places are taken");
        return; // the socket goes with its last owner
    }
    m_settings.log("a real client is at place " + std::to_string(free - m_gateways.begin()));
    (*free)->Join(real, m_broker);
}

void
GatewaySystem::PublishNext(Ptr<Client> client, std::uint64_t number)
{
    const std::string text = client->GetClientId() + " message " + std::to_string(number);
    client->Publish("simulation/" + client->GetClientId(),
                    ByteView(text).ToBytes(),
                    static_cast<Qos>(m_settings.qos));
    Simulator::Schedule(m_settings.interval,
                        [this, client, number]() { PublishNext(client, number + 1); });
}

void
GatewaySystem::Heard(const std::string& clientId, const Publish& publish)
{
    m_settings.log(clientId + " hears " + publish.message->topic + ": " +
                   std::string(ByteView(publish.message->payload).ToText()));
}

void
GatewaySystem::Run(Time duration)
{
    m_signals.async_wait([](boost::system::error_code error, int) {
        if (!error)
        {
            SocketThread::PassToSimulation(0, []() { Simulator::Stop(); });
        }
    });
    m_acceptor.Start();
    Beat();
    if (duration.IsStrictlyPositive())
    {
        Simulator::Stop(duration);
    }
    // The thread begins in the simulation, since until then nothing may be passed to it.
    Simulator::ScheduleNow([this]() { m_thread.Start(); });
    Simulator::Run();
    m_thread.Stop();
}

} // namespace ns3::mqtt
