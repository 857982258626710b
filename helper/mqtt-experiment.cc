// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-experiment.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <filesystem>
#include <fstream>

namespace ns3::mqtt
{

namespace
{

/// How long after the last client's start a run waits for all to be ready.
const Time SETUP_LIMIT = Seconds(600);

/// How long the authorities of a scheme run before the first client starts.
const Time HEAD_START = MilliSeconds(500);

/// How long after the steady part a run waits for messages under way.
const Time DRAIN_LIMIT = Seconds(60);

/// Random stream of the companion. Those of a run begin with 1; how many they are depends on the
/// scheme, and what a companion does should not.
constexpr std::int64_t COMPANION_STREAM = 0;

/// What every subscriber asks for.
const std::string FILTER = "plant/line/+";

/// @param publisher from 0
/// @return the topic it publishes on
std::string
GetTopic(std::size_t publisher)
{
    return "plant/line/" + std::to_string(publisher);
}

} // namespace

Experiment::Experiment(ExperimentSetup setup, ExperimentCompanion* companion)
    : m_setup(std::move(setup)),
      m_companion(companion),
      m_oracle(m_setup.publishers, m_setup.subscribers)
{
}

const std::string&
Experiment::GetFilter()
{
    return FILTER;
}

Experiment::~Experiment()
{
    Simulator::Destroy();
}

Result<ExperimentResult>
Experiment::Run()
{
    RngSeedManager::SetRun(m_setup.rngRun);
    if (auto error = Build())
    {
        return *error;
    }
    if (m_setup.whenBuilt)
    {
        m_setup.whenBuilt();
    }
    Simulator::Run();
    if (m_steadyStart.IsNegative())
    {
        return Error{std::to_string(m_ready) + " of " + std::to_string(m_members.size()) +
                     " clients became ready in " +
                     std::to_string(static_cast<int>(SETUP_LIMIT.GetSeconds())) +
                     " simulated seconds" +
                     (m_lastTrouble.empty() ? "" : "; last trouble: " + m_lastTrouble)};
    }
    if (!m_steadyOver)
    {
        m_after = TakeSnapshot(); // a companion has ended the run
    }
    return Collect();
}

std::optional<Error>
Experiment::Build()
{
    auto scheme = SchemeName::Create(m_setup.scheme);
    if (scheme && m_companion)
    {
        scheme = m_companion->TakeScheme(scheme.value());
    }
    if (!scheme)
    {
        return scheme.error();
    }
    m_scheme = scheme.value();
    NodeContainer servers(m_scheme->GetBrokerCount() + m_scheme->GetAuthorities().size());
    m_clientNodes.Create(m_setup.sharedPlacement
                             ? 1
                             : m_setup.publishers + m_setup.subscribers +
                                   (m_companion ? m_companion->GetNNodes() : 0));
    if (auto error = SystemHelper::InstallProcessors(servers, m_setup.brokerDevice, m_setup.costs))
    {
        return error;
    }
    if (auto error =
            SystemHelper::InstallProcessors(m_clientNodes, m_setup.clientDevice, m_setup.costs))
    {
        return error;
    }
    m_network = Network::CreateByName(m_setup.network);
    m_network->Build(servers, m_clientNodes);
    std::int64_t stream = m_network->AssignStreams(1) + 1;
    m_jitter = CreateObject<UniformRandomVariable>();
    m_jitter->SetStream(stream++);
    if (!m_setup.keyLogFile.empty())
    {
        auto file = std::make_shared<std::ofstream>(m_setup.keyLogFile);
        m_scheme->SetKeyLog([file](const std::string& line) { *file << line << std::endl; });
    }
    auto system = SystemHelper::Create(m_scheme, m_network, stream);
    if (!system)
    {
        return system.error();
    }
    InstallServers(system.value(), servers);
    InstallClients(system.value(), m_clientNodes);
    if (m_companion)
    {
        InstallCompanion(system.value());
    }
    if (!m_setup.captureFolder.empty())
    {
        std::filesystem::create_directories(m_setup.captureFolder);
        m_network->EnablePcap(m_setup.captureFolder + "/broker", servers.Get(0));
    }
    return {};
}

void
Experiment::InstallServers(SystemHelper& system, const NodeContainer& servers)
{
    const std::uint32_t nBrokers = m_scheme->GetBrokerCount();
    for (std::uint32_t i = 0; i < nBrokers; ++i)
    {
        m_brokers.push_back(system.InstallBroker(servers.Get(i)));
    }
    const auto names = m_scheme->GetAuthorities();
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        m_authorities.push_back(system.InstallAuthority(servers.Get(nBrokers + i), names[i]));
    }
    m_brokerMeter.emplace(servers.Get(0));
    m_publisherMeter.emplace(m_clientNodes.Get(0));
}

void
Experiment::InstallClients(SystemHelper& system, const NodeContainer& clients)
{
    m_members.resize(m_setup.publishers + m_setup.subscribers);
    Time start = GetFirstStart();
    for (std::size_t i = 0; i < m_members.size(); ++i)
    {
        const bool publishes = i < m_setup.publishers;
        const std::size_t number = publishes ? i : i - m_setup.publishers;
        auto client = system.InstallClient(clients.Get(m_setup.sharedPlacement ? 0 : i),
                                           (publishes ? "publisher-" : "subscriber-") +
                                               std::to_string(number),
                                           {publishes, !publishes});
        start += Seconds(m_jitter->GetValue(0, 2 * m_setup.startSpacing.GetSeconds()));
        client->SetStartTime(start);
        client->TraceConnectWithoutContext(
            "Ready",
            Callback<void, const std::string&, Time>(
                [this, i](const std::string&, Time) { ClientReady(i); }));
        client->TraceConnectWithoutContext(
            "LinkClosed",
            Callback<void, const std::string&, const std::string&>(
                [this](const std::string& who, const std::string& why) {
                    m_lastTrouble = who + ": " + why;
                }));
        if (!publishes)
        {
            client->AddSubscription({FILTER, m_setup.qos});
            client->TraceConnectWithoutContext(
                "Received",
                Callback<void, const std::string&, const Publish&>(
                    [this, number](const std::string&, const Publish& publish) {
                        Received(number, publish);
                    }));
        }
        m_members[i].client = client;
    }
    m_setupLimit = Simulator::Schedule(start + SETUP_LIMIT, []() { Simulator::Stop(); });
}

Time
Experiment::GetFirstStart() const
{
    return m_network->GetReadyTime() + (m_authorities.empty() ? MilliSeconds(1) : HEAD_START);
}

void
Experiment::InstallCompanion(SystemHelper& system)
{
    ExperimentParties parties{m_scheme, m_brokers, m_authorities, {}};
    for (const Member& member : m_members)
    {
        parties.clients.push_back(member.client);
    }
    NodeContainer nodes;
    for (std::size_t i = m_setup.sharedPlacement ? 0 : m_members.size(); i < m_clientNodes.GetN();
         ++i)
    {
        nodes.Add(m_clientNodes.Get(i));
    }
    m_companion->Install(parties, system, nodes, GetFirstStart(), COMPANION_STREAM);
}

void
Experiment::ClientReady(std::size_t index)
{
    Member& member = m_members[index];
    const TrafficMeter& traffic = member.client->GetTraffic();
    member.setupTxBytes = traffic.GetTxBytes();
    member.setupRxBytes = traffic.GetRxBytes();
    member.setupRoundTrips = traffic.GetRoundTrips();
    ++m_ready;
    TellProgress();
    if (m_ready == m_members.size())
    {
        // What is under way of the set-up itself comes to rest before the steady part begins.
        Simulator::Schedule(MilliSeconds(500), &Experiment::BeginSteady, this);
    }
}

void
Experiment::BeginSteady()
{
    if (m_setup.whenReady)
    {
        m_setup.whenReady();
    }
    m_setupLimit.Cancel();
    m_steadyStart = Simulator::Now();
    m_before = TakeSnapshot();
    for (std::size_t i = 0; i < m_setup.publishers; ++i)
    {
        m_members[i].txBytesAtStart = m_members[i].client->GetTraffic().GetTxBytes();
        Simulator::Schedule(Seconds(m_jitter->GetValue(0, m_setup.interval.GetSeconds())),
                            &Experiment::PublishNext,
                            this,
                            i);
    }
    if (m_companion)
    {
        m_companion->SteadyBegins();
    }
    Simulator::Schedule(m_setup.duration, &Experiment::EndSteady, this);
    Simulator::Stop(m_setup.duration + DRAIN_LIMIT);
}

void
Experiment::EndSteady()
{
    m_steadyOver = true;
    m_after = TakeSnapshot();
    m_stateAfter = GetBrokerState();
    if (m_companion)
    {
        m_companion->SteadyEnded();
    }
    if (m_oracle.GetDelivered() == m_oracle.GetExpected())
    {
        Simulator::Stop();
    }
}

void
Experiment::PublishNext(std::size_t index)
{
    Member& member = m_members[index];
    member.client->Publish(GetTopic(index),
                           m_oracle.MakePayload(index, m_setup.payload),
                           m_setup.qos);
    ++member.published;
    const Time end = m_steadyStart + m_setup.duration;
    if (Simulator::Now() + m_setup.interval < end)
    {
        Simulator::Schedule(m_setup.interval, &Experiment::PublishNext, this, index);
    }
    TellProgress();
}

void
Experiment::Received(std::uint32_t subscriber, const Publish& publish)
{
    m_oracle.Receive(subscriber, publish.message->payload);
    if (m_steadyOver && m_oracle.GetDelivered() == m_oracle.GetExpected())
    {
        Simulator::Stop();
    }
}

void
Experiment::TellProgress()
{
    if (!m_setup.progress)
    {
        return;
    }
    // To the host, getting a client ready is about as much work as forty deliveries.
    const double messages = m_setup.duration.GetSeconds() / m_setup.interval.GetSeconds();
    const double setupShare = 40 / (40 + messages);
    const double ready = static_cast<double>(m_ready) / m_members.size();
    const Time steady = m_steadyStart.IsNegative() ? Time(0) : Simulator::Now() - m_steadyStart;
    const double published = std::min(1.0, steady.GetSeconds() / m_setup.duration.GetSeconds());
    m_setup.progress(setupShare * ready + (1 - setupShare) * published);
}

} // namespace ns3::mqtt
