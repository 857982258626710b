// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-churn-run.h"

#include "ns3/mqtt-work.h"
#include "ns3/simulator.h"

#include <limits>

namespace ns3::mqtt
{

namespace
{

/// What the quiet member asks for, and nobody publishes.
const std::string QUIET_FILTER = "plant/quiet";

/// @param time a time
/// @return it in milliseconds
double
ToMs(Time time)
{
    return time.GetNanoSeconds() * 1e-6;
}

/// @param a traffic
/// @param b more of it
/// @return both
HostTraffic
operator+(const HostTraffic& a, const HostTraffic& b)
{
    return {a.rxPackets + b.rxPackets,
            a.rxBytes + b.rxBytes,
            a.txPackets + b.txPackets,
            a.txBytes + b.txBytes};
}

/// @param traffic both ways
/// @return packets
double
CountPackets(const HostTraffic& traffic)
{
    return traffic.rxPackets + traffic.txPackets;
}

/// @param traffic both ways
/// @return octets
double
CountBytes(const HostTraffic& traffic)
{
    return traffic.rxBytes + traffic.txBytes;
}

} // namespace

ChurnRun::ChurnRun(const ExperimentSetup& experiment, const ChurnSetup& churn)
    : m_churn(churn),
      m_duration(experiment.duration),
      m_qos(experiment.qos),
      m_sharedNode(experiment.sharedPlacement),
      m_log(experiment.publishers + experiment.subscribers + 1)
{
}

ChurnRun::~ChurnRun() = default;

std::uint32_t
ChurnRun::GetNNodes() const
{
    return 2; // the quiet member's, and the one where visitors come and go
}

void
ChurnRun::Install(const ExperimentParties& parties,
                  SystemHelper& system,
                  const NodeContainer& nodes,
                  Time start,
                  std::int64_t stream)
{
    m_parties = parties;
    for (std::size_t i = 0; i < parties.clients.size(); ++i)
    {
        Watch(parties.clients[i], i);
    }
    m_quiet = system.InstallClient(nodes.Get(0), "quiet");
    m_quiet->SetStartTime(start);
    m_quiet->SetKeepAlive(0);
    m_quiet->AddSubscription({QUIET_FILTER, m_qos});
    Watch(m_quiet, parties.clients.size());
    m_quietMeter = std::make_unique<HostMeter>(nodes.Get(0));
    for (const auto& authority : parties.authorities)
    {
        m_serverMeters.push_back(std::make_unique<HostMeter>(authority->GetNode()));
    }
    const Time calm = std::min(m_churn.calmBefore, m_duration / 4);
    m_visitors =
        std::make_unique<ChurnVisitors>(PlanVisits(m_churn.rate, m_duration - calm, stream), m_log);
    std::vector<Subscription> subscriptions;
    if (!m_churn.visitorsPublish)
    {
        subscriptions.push_back({Experiment::GetFilter(), m_qos});
    }
    m_visitors->Install(system, nodes.Get(nodes.GetN() - 1), subscriptions);
}

void
ChurnRun::Watch(Ptr<Client> client, std::size_t member)
{
    client->TraceConnectWithoutContext("KeyRenewed",
                                       Callback<void, const std::string&, std::uint32_t>(
                                           [this, member](const std::string&, std::uint32_t epoch) {
                                               KeyRenewed(member, epoch);
                                           }));
}

void
ChurnRun::KeyRenewed(std::size_t member, std::uint32_t epoch)
{
    m_log.KeyReceived(member, epoch, Simulator::Now());
    if (member + 1 == m_log.GetNMembers() && m_begun)
    {
        const double ms = Measure(*m_quiet).ms;
        m_quietWorstMs = std::max(m_quietWorstMs, ms - m_quietMs);
        m_quietMs = ms;
    }
}

void
ChurnRun::SteadyBegins()
{
    m_begun = true;
    m_log.Begin(m_parties.scheme->GetFormName() == std::string("published")); // tells no epochs
    m_before = TakeAccount();
    m_quietMs = m_before.quiet.ms;
    m_visitors->Begin();
}

void
ChurnRun::SteadyEnded()
{
    m_after = TakeAccount();
}

ChurnRun::Work
ChurnRun::Measure(const Party& party)
{
    Work work;
    for (const LedgerEntry& entry : party.GetLedger()->GetEntries())
    {
        const bool isRenewal = entry.phase == Phase::REKEY;
        const bool isSent = isRenewal && entry.operation == work::SEND;
        work.ms += entry.chargedNs * 1e-6;
        work.rekeyMs += isRenewal ? entry.chargedNs * 1e-6 : 0;
        work.messages += isSent ? entry.count : 0;
        work.bytes += isSent ? entry.bytes : 0;
    }
    return work;
}

void
ChurnRun::Add(Work& total, const Work& part)
{
    total.rekeyMs += part.rekeyMs;
    total.ms += part.ms;
    total.messages += part.messages;
    total.bytes += part.bytes;
}

ChurnRun::Account
ChurnRun::TakeAccount() const
{
    Account account;
    for (const auto& authority : m_parties.authorities)
    {
        Add(account.authorities, Measure(*authority));
    }
    for (const auto& meter : m_serverMeters)
    {
        account.authorities.traffic = account.authorities.traffic + meter->GetTraffic();
    }
    for (const auto& broker : m_parties.brokers)
    {
        Add(account.broker, Measure(*broker));
    }
    for (const auto& client : m_parties.clients)
    {
        Add(account.clients, Measure(*client));
    }
    account.quiet = Measure(*m_quiet);
    account.quiet.traffic = m_quietMeter->GetTraffic();
    return account;
}

RenewalCost
ChurnRun::MakeCost(std::size_t renewals) const
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    const auto share = [renewals, none](double after, double before) {
        return renewals == 0 ? none : (after - before) / renewals;
    };
    const HostTraffic quiet = m_after.quiet.traffic - m_before.quiet.traffic;
    const HostTraffic servers = m_after.authorities.traffic - m_before.authorities.traffic;
    RenewalCost cost;
    for (const auto part :
         {&Account::authorities, &Account::broker, &Account::clients, &Account::quiet})
    {
        cost.messages += share((m_after.*part).messages, (m_before.*part).messages);
        cost.bytes += share((m_after.*part).bytes, (m_before.*part).bytes);
    }
    cost.memberPackets = m_sharedNode ? none : share(CountPackets(quiet), 0);
    cost.memberBytes = m_sharedNode ? none : share(CountBytes(quiet), 0);
    cost.authorityPackets = share(CountPackets(servers), 0);
    cost.authorityBytes = share(CountBytes(servers), 0);
    cost.authorityMs = share(m_after.authorities.ms, m_before.authorities.ms);
    cost.authorityRekeyMs = share(m_after.authorities.rekeyMs, m_before.authorities.rekeyMs);
    cost.brokerMs = share(m_after.broker.rekeyMs, m_before.broker.rekeyMs);
    cost.memberMs = share(m_after.quiet.ms, m_before.quiet.ms);
    cost.memberWorstMs = renewals == 0 ? none : m_quietWorstMs;
    return cost;
}

ChurnResult
ChurnRun::Collect() const
{
    ChurnResult result;
    const auto renewals = m_log.ListRenewals();
    result.members = m_log.GetNMembers();
    result.joins = m_visitors->GetNJoins();
    result.leaves = m_visitors->GetNLeaves();
    result.unfinished = m_visitors->GetNUnfinished();
    result.joinTimes = m_visitors->GetSetupTimes();
    result.renewals = renewals.size();
    for (const Renewal& renewal : renewals)
    {
        if (renewal.members < m_log.GetNMembers())
        {
            ++result.incomplete;
            continue;
        }
        result.spreads.push_back(ToMs(renewal.last - renewal.first));
        if (const auto cause = renewal.GetCause())
        {
            result.delays.push_back(ToMs(renewal.last - *cause));
        }
        for (const Time& leave : renewal.leaves)
        {
            result.leaveDelays.push_back(ToMs(renewal.last - leave));
        }
    }
    result.unnoticed = result.leaves - result.leaveDelays.size();
    result.cost = MakeCost(renewals.size());
    return result;
}

} // namespace ns3::mqtt
