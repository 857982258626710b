// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-experiment.h"

#include "ns3/simulator.h"

/// @file
/// What is counted in a run, and what comes out of it.

namespace ns3::mqtt
{

Experiment::Snapshot
Experiment::TakeSnapshot() const
{
    Snapshot snapshot;
    for (const auto& broker : m_brokers)
    {
        snapshot.brokerBusy += broker->GetNode()->GetObject<Processor>()->GetBusyTime();
        snapshot.brokerRxBytes += broker->GetTraffic().GetRxBytes();
        snapshot.brokerTxBytes += broker->GetTraffic().GetTxBytes();
    }
    for (auto node = m_clientNodes.Begin(); node != m_clientNodes.End(); ++node)
    {
        snapshot.clientBusy += (*node)->GetObject<Processor>()->GetBusyTime();
    }
    snapshot.brokerHost = m_brokerMeter->GetTraffic();
    snapshot.publisherHost = m_publisherMeter->GetTraffic();
    return snapshot;
}

ExperimentResult
Experiment::Collect() const
{
    ExperimentResult result;
    result.form = m_scheme->GetFormName();
    result.published = m_oracle.GetPublished();
    result.expected = m_oracle.GetExpected();
    result.delivered = m_oracle.GetDelivered();
    result.latencies = m_oracle.GetLatencies();
    result.lastLatencies = m_oracle.GetLastLatencies();
    result.retransmissions = m_network->GetRetransmissions();
    result.drops = m_network->GetDrops();
    result.events = Simulator::GetEventCount();

    const double seconds = m_setup.duration.GetSeconds();
    const auto percent = [seconds](Time busy, const Node& node, std::size_t nodes) {
        return 100 * busy.GetSeconds() / seconds / nodes / node.GetObject<Processor>()->GetCores();
    };
    result.brokerCpuPercent = percent(m_after.brokerBusy - m_before.brokerBusy,
                                      *m_brokers.front()->GetNode(),
                                      m_brokers.size());
    result.clientCpuPercent = percent(m_after.clientBusy - m_before.clientBusy,
                                      *m_clientNodes.Get(0),
                                      m_clientNodes.GetN());
    result.brokerRxBytesPerSecond = (m_after.brokerRxBytes - m_before.brokerRxBytes) / seconds;
    result.brokerTxBytesPerSecond = (m_after.brokerTxBytes - m_before.brokerTxBytes) / seconds;
    result.brokerStateBytes = m_stateAfter;
    result.brokerHost = m_after.brokerHost - m_before.brokerHost;
    result.publisherHost = m_after.publisherHost - m_before.publisherHost;

    const double clients = m_members.size();
    for (std::size_t i = 0; i < m_members.size(); ++i)
    {
        const Member& member = m_members[i];
        result.setupTimes.push_back(member.client->GetSetupTime().GetNanoSeconds() * 1e-6F);
        result.setupTxBytes += member.setupTxBytes / clients;
        result.setupRxBytes += member.setupRxBytes / clients;
        result.setupRoundTrips += member.setupRoundTrips / clients;
        result.clientStateBytes += member.client->GetStateSize() / clients;
        if (i < m_setup.publishers)
        {
            const auto sent = member.client->GetTraffic().GetTxBytes() - member.txBytesAtStart;
            result.publisherTxBytesPerSecond += sent / seconds / m_setup.publishers;
        }
    }
    result.roles = CollectRoles();
    return result;
}

std::vector<RoleResult>
Experiment::CollectRoles() const
{
    std::vector<RoleResult> roles;
    std::vector<RoleResult> units;
    const auto add = [](std::vector<RoleResult>& to, const std::string& role, const Ledger& work) {
        auto found = std::find_if(to.begin(), to.end(), [&role](const RoleResult& result) {
            return result.role == role;
        });
        if (found == to.end())
        {
            found = to.insert(found, {role, 0, {}});
        }
        ++found->parties;
        found->ledger += work;
    };
    const auto addParty = [&roles, &units, &add](const std::string& role, const Party& party) {
        add(roles, role, *party.GetLedger());
        for (const auto& [unit, ledger] : party.GetUnitLedgers())
        {
            add(units, role + "/" + unit, *ledger);
        }
    };
    for (const auto& broker : m_brokers)
    {
        addParty("broker", *broker);
    }
    for (std::size_t i = 0; i < m_members.size(); ++i)
    {
        addParty(i < m_setup.publishers ? "publisher" : "subscriber", *m_members[i].client);
    }
    const auto names = m_scheme->GetAuthorities();
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        addParty(names[i], *m_authorities[i]);
    }
    roles.insert(roles.end(), units.begin(), units.end());
    return roles;
}

std::size_t
Experiment::GetBrokerState() const
{
    std::size_t size = 0;
    for (const auto& broker : m_brokers)
    {
        size += broker->GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
