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
    snapshot.brokerBusy = m_broker->GetNode()->GetObject<Processor>()->GetBusyTime();
    for (auto node = m_clientNodes.Begin(); node != m_clientNodes.End(); ++node)
    {
        snapshot.clientBusy += (*node)->GetObject<Processor>()->GetBusyTime();
    }
    snapshot.brokerRxBytes = m_broker->GetTraffic().GetRxBytes();
    snapshot.brokerTxBytes = m_broker->GetTraffic().GetTxBytes();
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
    result.brokerCpuPercent =
        percent(m_after.brokerBusy - m_before.brokerBusy, *m_broker->GetNode(), 1);
    result.clientCpuPercent = percent(m_after.clientBusy - m_before.clientBusy,
                                      *m_clientNodes.Get(0),
                                      m_clientNodes.GetN());
    result.brokerRxBytesPerSecond = (m_after.brokerRxBytes - m_before.brokerRxBytes) / seconds;
    result.brokerTxBytesPerSecond = (m_after.brokerTxBytes - m_before.brokerTxBytes) / seconds;
    result.brokerStateBytes = m_stateAfter;
    result.brokerHost = m_after.brokerHost - m_before.brokerHost;
    result.publisherHost = m_after.publisherHost - m_before.publisherHost;

    result.roles = {{"broker", 1, *m_broker->GetLedger()},
                    {"publisher", m_setup.publishers, {}},
                    {"subscriber", m_setup.subscribers, {}}};
    const auto names = m_scheme->GetAuthorities();
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        result.roles.push_back({names[i], 1, *m_authorities[i]->GetLedger()});
    }
    const double clients = m_members.size();
    for (std::size_t i = 0; i < m_members.size(); ++i)
    {
        const Member& member = m_members[i];
        const bool publishes = i < m_setup.publishers;
        result.setupTimes.push_back(member.client->GetSetupTime().GetNanoSeconds() * 1e-6F);
        result.setupTxBytes += member.setupTxBytes / clients;
        result.setupRxBytes += member.setupRxBytes / clients;
        result.setupRoundTrips += member.setupRoundTrips / clients;
        result.clientStateBytes += member.client->GetStateSize() / clients;
        result.roles[publishes ? 1 : 2].ledger += *member.client->GetLedger();
        if (publishes)
        {
            const auto sent = member.client->GetTraffic().GetTxBytes() - member.txBytesAtStart;
            result.publisherTxBytesPerSecond += sent / seconds / m_setup.publishers;
        }
    }
    return result;
}

} // namespace ns3::mqtt
