// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-sharing-run.h"

#include "ns3/mqtt-work.h"
#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

/// When an application starts that never does.
const Time NEVER = Hours(24 * 365);

/// How long a run goes on after the last has the key, for all to become ready.
const Time SETTLING = Seconds(10);

/// @param party any
/// @return its processor time so far, in milliseconds
double
GetWorkMs(const Party& party)
{
    double ms = 0;
    for (const LedgerEntry& entry : party.GetLedger()->GetEntries())
    {
        ms += entry.chargedNs * 1e-6;
    }
    return ms;
}

/// @param party any
/// @param result gets the messages that it sent so far
void
AddMessages(const Party& party, KeySharingResult& result)
{
    for (const LedgerEntry& entry : party.GetLedger()->GetEntries())
    {
        if (entry.operation == work::SEND)
        {
            result.messages += entry.count;
            result.octets += entry.bytes;
        }
    }
}

} // namespace

KeySharingRun::KeySharingRun(const ExperimentSetup& experiment,
                             KeySharingCase detail,
                             const KeySharingTimes& times)
    : m_nPublishers(experiment.publishers),
      m_detail(std::move(detail)),
      m_times(times),
      m_holds(experiment.subscribers, false)
{
}

Result<Ptr<SecurityScheme>>
KeySharingRun::TakeScheme(Ptr<SecurityScheme> scheme)
{
    SetShares(scheme, m_detail.shares);
    return scheme;
}

std::uint32_t
KeySharingRun::GetNNodes() const
{
    return 0;
}

void
KeySharingRun::Install(const ExperimentParties& parties,
                       SystemHelper& /* system */,
                       const NodeContainer& /* nodes */,
                       Time start,
                       std::int64_t stream)
{
    m_parties = parties;
    // The last ones, so that a scheme's first broker is the last to go.
    const std::size_t nUp = parties.brokers.size() -
                            std::min<std::size_t>(m_detail.brokersDown, parties.brokers.size());
    for (std::size_t i = nUp; i < parties.brokers.size(); ++i)
    {
        parties.brokers[i]->SetStartTime(NEVER);
    }
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    m_start = start + m_times.lead;
    for (std::size_t i = 0; i < parties.clients.size(); ++i)
    {
        const auto& client = parties.clients[i];
        if (i < m_nPublishers)
        {
            client->SetStartTime(m_start);
            continue;
        }
        client->SetStartTime(start + Seconds(random->GetValue(0, m_times.spread.GetSeconds())));
        client->TraceConnectWithoutContext(
            "KeyRenewed",
            Callback<void, const std::string&, std::uint32_t>(
                [this, i](const std::string&, std::uint32_t) { KeyReceived(i - m_nPublishers); }));
    }
    Simulator::Schedule(m_start + m_times.limit, [this] {
        if (m_result.delays.size() < m_holds.size())
        {
            TakeAccount();
            Simulator::Stop();
        }
    });
}

void
KeySharingRun::KeyReceived(std::size_t subscriber)
{
    if (m_holds[subscriber])
    {
        return; // a renewal
    }
    m_holds[subscriber] = true;
    m_result.delays.push_back(
        static_cast<float>((Simulator::Now() - m_start).GetNanoSeconds() * 1e-6));
    if (m_result.delays.size() == m_holds.size())
    {
        TakeAccount();
        Simulator::Schedule(SETTLING, [this] {
            if (!m_steady)
            {
                Simulator::Stop();
            }
        });
    }
}

void
KeySharingRun::TakeAccount()
{
    if (std::exchange(m_accounted, true))
    {
        return;
    }
    const double nSubscribers = m_holds.size();
    for (std::size_t i = 0; i < m_parties.clients.size(); ++i)
    {
        const Client& client = *m_parties.clients[i];
        AddMessages(client, m_result);
        (i < m_nPublishers ? m_result.publisherMs : m_result.subscriberMs) +=
            GetWorkMs(client) / (i < m_nPublishers ? m_nPublishers : nSubscribers);
    }
    for (const auto& broker : m_parties.brokers)
    {
        AddMessages(*broker, m_result);
    }
    for (const auto& authority : m_parties.authorities)
    {
        AddMessages(*authority, m_result);
    }
}

void
KeySharingRun::SteadyBegins()
{
    m_steady = true;
}

void
KeySharingRun::SteadyEnded()
{
}

const KeySharingResult&
KeySharingRun::Collect()
{
    TakeAccount();
    return m_result;
}

} // namespace ns3::mqtt
