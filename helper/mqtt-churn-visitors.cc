// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-churn-visitors.h"

#include "ns3/simulator.h"

namespace ns3::mqtt
{

std::vector<Visit>
PlanVisits(double rate, Time duration, std::int64_t stream)
{
    std::vector<Visit> visits;
    const auto wait = CreateObject<ExponentialRandomVariable>();
    wait->SetStream(stream);
    Time now;
    for (bool joins = true; rate > 0; joins = !joins)
    {
        now += Seconds(wait->GetValue(1 / rate, 0));
        if (now > duration)
        {
            break;
        }
        if (joins)
        {
            visits.push_back({now, std::nullopt});
        }
        else
        {
            visits.back().leave = now;
        }
    }
    return visits;
}

ChurnVisitors::ChurnVisitors(std::vector<Visit> visits, RenewalLog& log)
    : m_visits(std::move(visits)),
      m_log(log)
{
}

void
ChurnVisitors::Install(SystemHelper& system,
                       Ptr<Node> node,
                       const std::vector<Subscription>& subscriptions)
{
    m_node = node;
    for (std::size_t i = 0; i < m_visits.size(); ++i)
    {
        const auto client = system.PrepareClient("visitor-" + std::to_string(i));
        for (const auto& subscription : subscriptions)
        {
            client->AddSubscription(subscription);
        }
        client->TraceConnectWithoutContext("KeyRenewed",
                                           Callback<void, const std::string&, std::uint32_t>(
                                               [this, i](const std::string&, std::uint32_t epoch) {
                                                   m_log.VisitorHasKey(i, epoch);
                                               }));
        m_clients.push_back(client);
    }
}

void
ChurnVisitors::Begin()
{
    for (std::size_t i = 0; i < m_visits.size(); ++i)
    {
        Simulator::Schedule(m_visits[i].join, &ChurnVisitors::Join, this, i);
        if (m_visits[i].leave)
        {
            // Before the client itself stops, which is planned later.
            Simulator::Schedule(*m_visits[i].leave, &ChurnVisitors::Leave, this, i);
        }
    }
}

void
ChurnVisitors::Join(std::size_t visitor)
{
    const Visit& visit = m_visits[visitor];
    if (visit.leave)
    {
        m_clients[visitor]->SetStopTime(*visit.leave - visit.join);
    }
    m_node->AddApplication(m_clients[visitor]);
    m_log.Joins(visitor, Simulator::Now());
    ++m_joins;
}

void
ChurnVisitors::Leave(std::size_t visitor)
{
    if (m_clients[visitor]->IsReady())
    {
        m_log.Leaves(visitor, Simulator::Now());
        ++m_leaves;
    }
    else
    {
        m_log.Cancel(visitor);
        ++m_unfinished;
    }
}

std::vector<float>
ChurnVisitors::GetSetupTimes() const
{
    std::vector<float> times;
    for (const auto& client : m_clients)
    {
        if (!client->GetSetupTime().IsNegative())
        {
            times.push_back(client->GetSetupTime().GetNanoSeconds() * 1e-6F);
        }
    }
    return times;
}

} // namespace ns3::mqtt
