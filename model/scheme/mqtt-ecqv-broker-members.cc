// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-broker-members.h"

namespace ns3::mqtt
{

EcqvBrokerMembers::EcqvBrokerMembers(const EcqvForm& form,
                                     EcqvGroupView& view,
                                     std::size_t keptEpochs)
    : m_form(form),
      m_view(view),
      m_keptEpochs(keptEpochs)
{
}

EcqvBrokerMembers::Member*
EcqvBrokerMembers::Find(const EcqvId& id)
{
    const auto found = m_members.find(id);
    return found == m_members.end() ? nullptr : &found->second;
}

EcqvBrokerMembers::Member&
EcqvBrokerMembers::Recall(const EcqvId& id)
{
    const auto [entry, isNew] = m_members.try_emplace(id);
    if (isNew)
    {
        for (const EcqvRole role : ECQV_ROLES)
        {
            entry->second.GetSide(role).granted = m_view.GetRoster(role).Has(id);
        }
    }
    return entry->second;
}

EcqvBrokerMembers::Member&
EcqvBrokerMembers::Renew(const EcqvId& id)
{
    Member& member = m_members[id];
    member.sides = {};
    member.outstanding.reset();
    return member;
}

void
EcqvBrokerMembers::Remove(const EcqvId& id)
{
    m_members.erase(id);
}

void
EcqvBrokerMembers::NoteEpoch(const EcqvStatement& statement)
{
    m_statements[statement.epoch] = statement;
    while (m_statements.size() > m_keptEpochs)
    {
        m_statements.erase(m_statements.begin());
    }
}

std::vector<EcqvId>
EcqvBrokerMembers::NoteKeys(const EcqvKeys& keys)
{
    std::vector<EcqvId> touched;
    const auto note = [&](const EcqvId& id, Member& member, const Bytes& sealed, bool replaces) {
        auto& kept = member.GetSide(keys.role).keys;
        if (kept.count(keys.epoch) && !replaces)
        {
            return;
        }
        kept[keys.epoch] = sealed;
        if (kept.size() > m_keptEpochs)
        {
            kept.erase(kept.begin());
        }
        touched.push_back(id);
    };
    for (const auto& entry : keys.entries)
    {
        if (m_form.published && entry.id == EcqvId{})
        {
            for (auto& [id, member] : m_members)
            {
                if (member.GetSide(keys.role).granted)
                {
                    note(id, member, entry.sealed, false);
                }
            }
        }
        else if (Member* member = Find(entry.id))
        {
            note(entry.id, *member, entry.sealed, true);
        }
    }
    return touched;
}

EcqvRosterChange&
EcqvBrokerMembers::GetChange(std::uint32_t since, EcqvRole side)
{
    CachedChange& cached = m_changes[GetEcqvIndex(side)];
    const std::uint32_t newest = m_view.GetNewestNumber();
    if (cached.until != newest || cached.since != since)
    {
        cached = {since, newest, m_view.GetRoster(side).GetChangeSince(since)};
    }
    return cached.change;
}

std::optional<EcqvBrokerMembers::Update>
EcqvBrokerMembers::MakeUpdate(Member& member, EcqvRole role)
{
    const Side& side = member.GetSide(role);
    const std::uint32_t newest = m_view.GetNewestNumber();
    if (side.keys.empty() || (!m_form.published && side.keys.rbegin()->first != newest))
    {
        return std::nullopt; // the list goes with the newest key
    }
    EcqvUpdate update;
    for (const auto& [epoch, sealed] : side.keys)
    {
        const auto statement = m_statements.find(epoch);
        if (statement != m_statements.end())
        {
            update.keys.push_back({statement->second, sealed});
        }
        if (m_form.published && !update.keys.empty())
        {
            break; // one at a time
        }
    }
    if (update.keys.empty())
    {
        return std::nullopt;
    }
    const Outstanding outstanding{role, update.keys.back().statement.epoch, newest};
    // As printed the whole list goes along each time. Lent, since the copies would cost much.
    auto& change = GetChange(m_form.published ? 0 : side.listEpoch, GetCounterpart(role));
    std::swap(update.change, change);
    Update made{EncodeUpdate(update, role, m_form), outstanding};
    std::swap(update.change, change);
    return made;
}

void
EcqvBrokerMembers::Acknowledge(Member& member, const Outstanding& delivered)
{
    Side& side = member.GetSide(delivered.role);
    side.keys.erase(side.keys.begin(), side.keys.upper_bound(delivered.keyEpoch));
    side.keyEpoch = std::max(side.keyEpoch, delivered.keyEpoch);
    side.listEpoch = delivered.listEpoch;
}

void
EcqvBrokerMembers::Forget(Member& member, EcqvRole role, std::uint32_t listEpoch) const
{
    Side& side = member.GetSide(role);
    side.listEpoch = std::min(listEpoch, m_view.GetNewestNumber());
    if (member.outstanding && member.outstanding->role == role)
    {
        member.outstanding.reset();
    }
    if (m_form.published)
    {
        side.keys.clear(); // each is sealed under the one before
    }
}

bool
EcqvBrokerMembers::LacksKeys(Member& member, EcqvRole role) const
{
    const Side& side = member.GetSide(role);
    const std::uint32_t coming = side.keys.empty() ? side.keyEpoch : side.keys.rbegin()->first;
    return side.granted && coming < m_view.GetNewestNumber();
}

std::size_t
EcqvBrokerMembers::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [id, member] : m_members)
    {
        size += sizeof(id);
        for (const Side& side : member.sides)
        {
            size += side.confirmation.size();
            for (const auto& [epoch, sealed] : side.keys)
            {
                size += sizeof(epoch) + sealed.size();
            }
        }
    }
    return size;
}

} // namespace ns3::mqtt
