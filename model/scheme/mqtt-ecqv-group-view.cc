// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-group-view.h"

#include "mqtt-ecqv-messages.h"

namespace ns3::mqtt
{

namespace
{

/// @param epoch may be changed
/// @param side of the group
/// @return place of its private key
std::optional<EcScalar>&
GetPrivateKeyOf(EcqvGroupView::Epoch& epoch, EcqvRole side)
{
    return side == EcqvRole::PUBLISHER ? epoch.publishersKey : epoch.subscribersKey;
}

/// @param statement may be changed
/// @param side of the group
/// @return place of its public key
EcPoint&
GetKeyOf(EcqvStatement& statement, EcqvRole side)
{
    return side == EcqvRole::PUBLISHER ? statement.publishersKey : statement.subscribersKey;
}

} // namespace

const Secret&
EcqvGroupView::Epoch::GetShared(const EllipticCurve& curve,
                                EcqvRole side,
                                const EcqvId& id,
                                const EcPoint& publicKey,
                                const EcScalar& secret,
                                const EcPoint& point) const
{
    Shared& entry = shared[{side, id}];
    if (entry.publicKey != publicKey)
    {
        entry = {publicKey, curve.Agree(secret, point)};
    }
    return entry.abscissa;
}

EcqvGroupView::EcqvGroupView(const EcqvForm& form,
                             EcqvId group,
                             EcPoint authorityKey,
                             std::size_t keptEpochs)
    : m_form(form),
      m_group(group),
      m_authorityKey(authorityKey),
      m_keptEpochs(std::max<std::size_t>(keptEpochs, 1)),
      m_publishers(form, authorityKey),
      m_subscribers(form, authorityKey)
{
}

std::optional<Error>
EcqvGroupView::TakeEpoch(const EcqvStatement& statement,
                         const std::array<EcqvRosterChange, 2>& changes,
                         std::int64_t now)
{
    if (m_form.published)
    {
        return TakePublished(statement, changes);
    }
    if (statement.epoch <= GetNewestNumber())
    {
        return Error{"group statement: of an epoch that is over"};
    }
    if (now >= statement.expiry)
    {
        return Error{"group statement: expired"};
    }
    if (auto problem = CheckStatement(statement))
    {
        return problem;
    }
    EcqvRoster publishers = m_publishers;
    EcqvRoster subscribers = m_subscribers;
    publishers.Apply(changes[0], statement.epoch);
    subscribers.Apply(changes[1], statement.epoch);
    if (publishers.GetDigest() != statement.publishersDigest ||
        subscribers.GetDigest() != statement.subscribersDigest)
    {
        return Error{"group statement: of other lists of members"};
    }
    m_publishers = std::move(publishers);
    m_subscribers = std::move(subscribers);
    Insert(statement);
    Trim();
    return std::nullopt;
}

std::optional<Error>
EcqvGroupView::TakeUpdate(const EcqvUpdate& update,
                          EcqvRole role,
                          std::vector<EcScalar> keys,
                          std::int64_t now)
{
    if (update.keys.empty() || update.keys.size() != keys.size())
    {
        return Error{"key update: without keys"};
    }
    const EcqvRole side = GetCounterpart(role);
    const EcqvStatement& last = update.keys.back().statement;
    if (m_form.published)
    {
        TakePublished(update, role, keys.back());
        return std::nullopt;
    }
    if (last.epoch < GetNewestNumber())
    {
        return Error{"key update: of an epoch that is over"};
    }
    if (now >= last.expiry)
    {
        return Error{"key update: expired"};
    }
    // Epochs beyond those that are remembered are not worth a look.
    const std::size_t first = keys.size() - std::min(keys.size(), m_keptEpochs);
    if (auto problem = CheckKeys(update.keys, first, side, keys))
    {
        return problem;
    }
    EcqvRoster& roster = GetRoster(side);
    if (roster.GetEpoch() < last.epoch)
    {
        EcqvRoster changed = roster;
        changed.Apply(update.change, last.epoch);
        if (changed.GetDigest() != last.GetDigest(side))
        {
            return Error{"key update: of another list of members"};
        }
        roster = std::move(changed);
    }
    for (std::size_t i = first; i < keys.size(); ++i)
    {
        GetPrivateKeyOf(Insert(update.keys[i].statement), side) = std::move(keys[i]);
    }
    Trim();
    return std::nullopt;
}

EcqvGroupView::Epoch&
EcqvGroupView::BeginPublished(std::uint32_t number)
{
    const std::uint32_t newest = GetNewestNumber();
    Epoch next = m_epochs.empty() ? Epoch() : m_epochs.front().second;
    next.shared.clear();
    m_epochs.emplace_front(number > newest ? number : newest + 1, std::move(next));
    return m_epochs.front().second;
}

std::optional<Error>
EcqvGroupView::TakePublished(const EcqvStatement& statement,
                             const std::array<EcqvRosterChange, 2>& changes)
{
    const auto fit = [](const EcqvRoster& roster, const EcqvRosterChange& change) {
        return std::all_of(change.added.begin(), change.added.end(), [&](const auto& member) {
            return !member.publicKey || roster.FitsCertificate(member);
        });
    };
    if (!fit(m_publishers, changes[0]) || !fit(m_subscribers, changes[1]))
    {
        return Error{"list of members: a public key that does not fit its certificate"};
    }
    BeginPublished(statement.epoch).statement = statement;
    m_publishers.Apply(changes[0], GetNewestNumber());
    m_subscribers.Apply(changes[1], GetNewestNumber());
    Trim();
    return std::nullopt;
}

void
EcqvGroupView::TakePublished(const EcqvUpdate& update, EcqvRole role, const EcScalar& key)
{
    const EcqvRole side = GetCounterpart(role);
    const EcPoint& publicKey = update.keys.back().statement.GetKey(role);
    const Epoch* newest = GetNewest();
    // The same may come again.
    if (!newest || newest->statement.GetKey(role) != publicKey ||
        newest->GetPrivateKey(side) != key)
    {
        Epoch& next = BeginPublished(0);
        next.statement.epoch = GetNewestNumber();
        GetKeyOf(next.statement, role) = publicKey;
        GetPrivateKeyOf(next, side) = key;
    }
    GetRoster(side).Apply(update.change, GetNewestNumber());
    Trim();
}

std::optional<Error>
EcqvGroupView::CheckStatement(const EcqvStatement& statement) const
{
    if (!VerifyStatement(statement, m_group, m_authorityKey, m_form))
    {
        return Error{"group statement: not signed by the authority"};
    }
    return std::nullopt;
}

std::optional<Error>
EcqvGroupView::CheckKeys(const std::vector<EcqvEpochKey>& entries,
                         std::size_t first,
                         EcqvRole side,
                         const std::vector<EcScalar>& keys) const
{
    for (std::size_t i = first; i < keys.size(); ++i)
    {
        if (i > first && entries[i].statement.epoch <= entries[i - 1].statement.epoch)
        {
            return Error{"key update: epochs out of order"};
        }
        if (auto problem = CheckKey(entries[i], side, keys[i]))
        {
            return problem;
        }
    }
    return std::nullopt;
}

std::optional<Error>
EcqvGroupView::CheckKey(const EcqvEpochKey& entry, EcqvRole side, const EcScalar& key) const
{
    const Epoch* known = Find(entry.statement.epoch);
    if (known)
    {
        if (EncodeUnsigned(known->statement, m_form) != EncodeUnsigned(entry.statement, m_form))
        {
            return Error{"key update: another statement of the same epoch"};
        }
        if (known->GetPrivateKey(side) == key)
        {
            return std::nullopt;
        }
    }
    else if (auto problem = CheckStatement(entry.statement))
    {
        return problem;
    }
    if (!IsKeyPair(*m_form.curve, key, entry.statement.GetKey(side)))
    {
        return Error{"key update: the private key does not fit the public one"};
    }
    return std::nullopt;
}

EcqvGroupView::Epoch&
EcqvGroupView::Insert(const EcqvStatement& statement)
{
    const auto place =
        std::find_if(m_epochs.begin(), m_epochs.end(), [&statement](const auto& epoch) {
            return epoch.first <= statement.epoch;
        });
    if (place != m_epochs.end() && place->first == statement.epoch)
    {
        return place->second;
    }
    Epoch epoch;
    epoch.statement = statement;
    return m_epochs.emplace(place, statement.epoch, std::move(epoch))->second;
}

void
EcqvGroupView::Trim()
{
    while (m_epochs.size() > m_keptEpochs)
    {
        m_epochs.pop_back();
    }
    m_publishers.ForgetDeparted(m_epochs.back().first);
    m_subscribers.ForgetDeparted(m_epochs.back().first);
}

const EcqvGroupView::Epoch*
EcqvGroupView::Find(std::uint32_t epoch) const
{
    const auto found = std::find_if(m_epochs.begin(), m_epochs.end(), [epoch](const auto& entry) {
        return entry.first == epoch;
    });
    return found == m_epochs.end() ? nullptr : &found->second;
}

const EcqvGroupView::Epoch*
EcqvGroupView::GetNewest() const
{
    return m_epochs.empty() ? nullptr : &m_epochs.front().second;
}

std::uint32_t
EcqvGroupView::GetNewestNumber() const
{
    return m_epochs.empty() ? 0 : m_epochs.front().first;
}

EcqvRoster&
EcqvGroupView::GetRoster(EcqvRole side)
{
    return side == EcqvRole::PUBLISHER ? m_publishers : m_subscribers;
}

void
EcqvGroupView::ForgetOld()
{
    if (!m_epochs.empty())
    {
        m_epochs.resize(1);
        Trim();
    }
}

std::size_t
EcqvGroupView::GetStateSize() const
{
    const std::size_t point = EllipticCurve::GetPointSize(PointEncoding::COMPRESSED);
    const auto measure = [point](const EcPoint& key) { return key ? point : 0; };
    std::size_t size = m_publishers.GetStateSize() + m_subscribers.GetStateSize();
    for (const auto& [number, epoch] : m_epochs)
    {
        const EcqvStatement& statement = epoch.statement;
        size += sizeof(number) + sizeof(statement.expiry) + measure(statement.authorityPoint) +
                measure(statement.publishersKey) + measure(statement.subscribersKey);
        for (const EcqvRole side : {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER})
        {
            size += statement.GetDigest(side).size();
            size += epoch.GetPrivateKey(side) ? EcScalar::SIZE : 0;
        }
        size += epoch.shared.size() * (sizeof(EcqvId) + EcScalar::SIZE);
    }
    return size;
}

} // namespace ns3::mqtt
