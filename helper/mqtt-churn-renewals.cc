// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-churn-renewals.h"

#include <algorithm>
#include <set>

namespace ns3::mqtt
{

std::optional<Time>
Renewal::GetCause() const
{
    std::optional<Time> cause;
    for (const auto* times : {&joins, &leaves})
    {
        for (const Time& time : *times)
        {
            cause = std::min(cause.value_or(time), time);
        }
    }
    return cause;
}

RenewalLog::RenewalLog(std::size_t members)
    : m_keys(members),
      m_newest(members)
{
}

void
RenewalLog::Begin(bool areCounted)
{
    m_areCounted = areCounted;
    m_bases = m_newest;
    m_base = *std::max_element(m_newest.begin(), m_newest.end());
}

void
RenewalLog::KeyReceived(std::size_t member, std::uint32_t epoch, Time now)
{
    if (epoch <= m_newest.at(member))
    {
        return;
    }
    m_newest[member] = epoch;
    if (m_bases.empty())
    {
        return;
    }
    const std::uint32_t base = m_areCounted ? m_bases[member] : m_base;
    if (epoch > base)
    {
        m_keys[member].push_back({epoch - base, now});
    }
}

RenewalLog::Visit*
RenewalLog::Find(std::size_t visitor)
{
    const auto found =
        std::find_if(m_visits.begin(), m_visits.end(), [visitor](const Visit& visit) {
            return visit.visitor == visitor;
        });
    return found == m_visits.end() ? nullptr : &*found;
}

void
RenewalLog::Joins(std::size_t visitor, Time now)
{
    m_visits.push_back({visitor, now, std::nullopt, std::nullopt});
}

void
RenewalLog::VisitorHasKey(std::size_t visitor, std::uint32_t epoch)
{
    if (Visit* visit = Find(visitor))
    {
        visit->epoch = visit->epoch.value_or(epoch);
    }
}

void
RenewalLog::Leaves(std::size_t visitor, Time now)
{
    if (Visit* visit = Find(visitor))
    {
        visit->leave = now;
    }
}

void
RenewalLog::Cancel(std::size_t visitor)
{
    if (const Visit* visit = Find(visitor))
    {
        m_visits.erase(m_visits.begin() + (visit - m_visits.data()));
    }
}

Renewal
RenewalLog::Summarise(std::uint32_t number) const
{
    Renewal renewal;
    renewal.number = number;
    for (const auto& keys : m_keys)
    {
        const auto isEarlier = [](const Key& key, std::uint32_t wanted) {
            return key.number < wanted;
        };
        const auto key = std::lower_bound(keys.begin(), keys.end(), number, isEarlier);
        if (key == keys.end())
        {
            continue;
        }
        renewal.first = renewal.members == 0 ? key->when : std::min(renewal.first, key->when);
        renewal.last = std::max(renewal.last, key->when);
        ++renewal.members;
    }
    return renewal;
}

bool
RenewalLog::IsForJoin(const Visit& visit, const Renewal& renewal, Time before) const
{
    return m_areCounted ? visit.join >= before && visit.join < renewal.first
                        : visit.epoch == m_base + renewal.number;
}

std::vector<Renewal>
RenewalLog::ListRenewals() const
{
    std::set<std::uint32_t> numbers;
    for (const auto& keys : m_keys)
    {
        for (const Key& key : keys)
        {
            numbers.insert(key.number);
        }
    }
    std::vector<Renewal> renewals;
    Time before;
    for (const std::uint32_t number : numbers)
    {
        Renewal renewal = Summarise(number);
        for (const Visit& visit : m_visits)
        {
            if (IsForJoin(visit, renewal, before))
            {
                renewal.joins.push_back(visit.join);
            }
            if (visit.leave && *visit.leave >= before && *visit.leave < renewal.first)
            {
                renewal.leaves.push_back(*visit.leave);
            }
        }
        before = renewal.first;
        renewals.push_back(std::move(renewal));
    }
    return renewals;
}

} // namespace ns3::mqtt
