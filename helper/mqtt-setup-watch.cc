// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-watch.h"

#include "mqtt-setup-probed-scheme.h"

#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

/// How long after the others are ready the newcomer starts: what their set-up has set going is over
/// then, however slow the devices.
const Time REST = Seconds(10);

/// How long a newcomer that is to connect again stays connected.
const Time STAY = Seconds(1);

/// How exactly the moment is found at which a newcomer is ready again.
const Time RESOLUTION = MicroSeconds(10);

/// How long the network is listened to after the newcomer is ready.
const Time TAIL = MilliSeconds(500);

/// How long a newcomer may take.
const Time LIMIT = Seconds(300);

/// @param role of the party
/// @param after its account at the end
/// @param before its account at the beginning
/// @return what it did meanwhile
SetupParty
MakeParty(const std::string& role, const Ledger& after, const Ledger& before)
{
    SetupParty party;
    party.role = role;
    party.work = Subtract(Summarise(after), Summarise(before));
    for (std::size_t i = 0; i < PHASE_COUNT; ++i)
    {
        const auto phase = static_cast<Phase>(i);
        const Traffic& all = after.GetTraffic(phase);
        const Traffic& past = before.GetTraffic(phase);
        party.traffic[i] = {all.packetsSent - past.packetsSent,
                            all.packetsReceived - past.packetsReceived,
                            all.bytesSent - past.bytesSent,
                            all.bytesReceived - past.bytesReceived};
        const std::int64_t ns = after.GetTotal(phase).chargedNs - before.GetTotal(phase).chargedNs;
        party.workMs[i] = ns * 1e-6;
    }
    return party;
}

} // namespace

SetupWatch::SetupWatch(const ExperimentSetup& setup, SetupVariant variant)
    : NewcomerWatch(setup, variant.attributes, REST, STAY + LIMIT),
      m_variant(std::move(variant)),
      m_probe(std::make_shared<SetupProbe>())
{
}

SetupWatch::~SetupWatch()
{
    m_probe->SetConnectionWanted({}); // agents may keep the probe longer
}

Result<SetupResult>
SetupWatch::Run()
{
    if (const auto error = Watch())
    {
        return *error;
    }
    return *m_result;
}

Result<Ptr<SecurityScheme>>
SetupWatch::TakeScheme(Ptr<SecurityScheme> scheme)
{
    const auto taken = NewcomerWatch::TakeScheme(scheme);
    if (!taken)
    {
        return taken.error();
    }
    return Ptr<SecurityScheme>(CreateObject<ProbedScheme>(taken.value(), GetName(), m_probe));
}

void
SetupWatch::Install(const ExperimentParties& parties,
                    SystemHelper& system,
                    const NodeContainer& nodes,
                    Time start,
                    std::int64_t stream)
{
    NewcomerWatch::Install(parties, system, nodes, start, stream);
    m_roles = {"client", "broker"};
    for (const auto& name : parties.scheme->GetAuthorities())
    {
        m_roles.push_back(name);
    }
    m_meter.emplace(GetNode());
    m_probe->SetLedger(GetNewcomer()->GetLedger());
    m_probe->SetConnectionWanted([this] { ConnectionWanted(); });
}

void
SetupWatch::ConnectionWanted()
{
    if (++m_connections > m_variant.connection)
    {
        return; // it was lost on the way; what that costs is part of the set-up
    }
    m_wanted = Simulator::Now();
    if (m_connections > 1)
    {
        m_probe->Forget(); // what the earlier ones came to
    }
    m_before = TakeSnapshot();
    Simulator::Schedule(RESOLUTION, &SetupWatch::AwaitReady, this);
}

void
SetupWatch::AwaitReady()
{
    // The phase changes when all work of the turn that made the client ready is done.
    if (!GetNewcomer()->IsReady() || GetNewcomer()->GetLedger()->GetPhase() != Phase::MESSAGES)
    {
        Simulator::Schedule(RESOLUTION, &SetupWatch::AwaitReady, this);
        return;
    }
    if (m_connections < m_variant.connection)
    {
        // In order, and with time for the network to become quiet before it comes again.
        Simulator::Schedule(STAY, [this] {
            GetNewcomer()->Perform([](ClientHost& host) { host.Fail("comes again later"); });
        });
        return;
    }
    m_ready = Simulator::Now();
    Simulator::Schedule(TAIL, [this] {
        m_result = Collect();
        Finish();
    });
}

SetupWatch::Snapshot
SetupWatch::TakeSnapshot() const
{
    Snapshot snapshot;
    snapshot.host = m_meter->GetTraffic();
    const TrafficMeter& traffic = GetNewcomer()->GetTraffic();
    snapshot.payloadSent = traffic.GetTxBytes();
    snapshot.payloadReceived = traffic.GetRxBytes();
    snapshot.ledgers = {*GetNewcomer()->GetLedger(), *GetParties().brokers.front()->GetLedger()};
    for (const auto& authority : GetParties().authorities)
    {
        snapshot.ledgers.push_back(*authority->GetLedger());
    }
    return snapshot;
}

SetupResult
SetupWatch::Collect() const
{
    const Snapshot after = TakeSnapshot();
    SetupResult result;
    result.form = GetFormName();
    const Time taken =
        m_variant.connection == 1 ? GetNewcomer()->GetSetupTime() : m_ready - m_wanted;
    result.setupMs = taken.GetNanoSeconds() * 1e-6;
    result.payloadSent = after.payloadSent - m_before.payloadSent;
    result.payloadReceived = after.payloadReceived - m_before.payloadReceived;
    result.host = after.host - m_before.host;
    result.items = m_probe->GetItems();
    result.records = m_probe->GetNRecords();
    result.recordOctets = m_probe->GetRecordOctets();
    result.certificateOctets = m_probe->GetCertificateOctets();
    result.steps = m_probe->GetSteps();
    result.events = Simulator::GetEventCount();
    for (std::size_t i = 0; i < m_roles.size(); ++i)
    {
        result.parties.push_back(MakeParty(m_roles[i], after.ledgers[i], m_before.ledgers[i]));
    }
    return result;
}

} // namespace ns3::mqtt
