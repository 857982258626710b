// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-roster.h"

#include "mqtt-ecqv-fields.h"

#include "ns3/mqtt-primitives.h"

#include <set>

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t LEAST_HISTORY = 256;   ///< departures that are remembered in any case
constexpr std::size_t HISTORY_PER_ENTRY = 4; ///< departures remembered for each entry
constexpr std::size_t IDS_PER_ENTRY = 5;     ///< identities that take the room of an entry

/// @param a a certificate
/// @param b another of the same device
/// @return whether they are the same
bool
IsSame(const EcqvMember& a, const EcqvMember& b)
{
    return a.expiry == b.expiry && a.certificate == b.certificate &&
           a.contribution == b.contribution && a.publicKey == b.publicKey;
}

} // namespace

EcqvBinding
GetBinding(const EcqvForm& form, const EcqvMember& member)
{
    EcqvBinding binding;
    binding.before.assign(member.id.begin(), member.id.end());
    binding.after = form.curve->Encode(member.contribution, PointEncoding::COMPRESSED);
    if (!form.published)
    {
        const Bytes expiry = EncodeNumber(member.expiry);
        binding.after.insert(binding.after.end(), expiry.begin(), expiry.end());
    }
    return binding;
}

EcqvRoster::EcqvRoster(const EcqvForm& form, EcPoint authorityKey)
    : m_form(&form),
      m_authorityKey(std::move(authorityKey))
{
}

void
EcqvRoster::Apply(const EcqvRosterChange& change, std::uint32_t epoch)
{
    if (change.whole)
    {
        Replace(change.added, epoch);
    }
    else
    {
        Remove(change.removed, epoch);
        for (const EcqvMember& member : change.added)
        {
            Append(std::make_shared<Entry>(Entry{member, epoch, std::nullopt}));
        }
    }
    m_epoch = epoch;
    TrimHistory();
}

void
EcqvRoster::Remove(const std::vector<EcqvId>& removed, std::uint32_t epoch)
{
    std::set<const Entry*> leaving;
    for (const EcqvId& id : removed)
    {
        const auto found = m_index.find(id);
        if (found != m_index.end())
        {
            leaving.insert(found->second.get());
            Note(std::move(found->second), epoch);
            m_index.erase(found);
        }
    }
    const auto isLeaving = [&leaving](const auto& entry) { return leaving.count(entry.get()) > 0; };
    const auto first = std::find_if(m_present.begin(), m_present.end(), isLeaving);
    const auto kept = static_cast<std::size_t>(first - m_present.begin());
    m_links.resize(std::min(m_links.size(), kept));
    m_present.erase(std::remove_if(first, m_present.end(), isLeaving), m_present.end());
}

void
EcqvRoster::Replace(const std::vector<EcqvMember>& members, std::uint32_t epoch)
{
    auto before = std::move(m_index);
    m_index.clear();
    m_present.clear();
    m_links.clear();
    for (const EcqvMember& member : members)
    {
        // Whose certificate is the same keeps the public key that is known already.
        const auto found = before.find(member.id);
        if (found != before.end() && IsSame(found->second->member, member))
        {
            Append(std::move(found->second));
            before.erase(found);
        }
        else
        {
            Append(std::make_shared<Entry>(Entry{member, epoch, std::nullopt}));
        }
    }
    for (auto& [id, entry] : before)
    {
        Note(std::move(entry), epoch);
    }
    m_knownSince = epoch;
}

void
EcqvRoster::Append(std::shared_ptr<Entry> entry)
{
    if (m_index.emplace(entry->member.id, entry).second)
    {
        m_present.push_back(std::move(entry));
    }
}

void
EcqvRoster::Note(std::shared_ptr<Entry> entry, std::uint32_t epoch)
{
    const EcqvId id = entry->member.id;
    const std::uint32_t joined = entry->joined;
    m_departed.push_back({id, joined, epoch, std::move(entry)});
}

void
EcqvRoster::TrimHistory()
{
    const std::size_t most = std::max(LEAST_HISTORY, HISTORY_PER_ENTRY * m_present.size());
    while (m_departed.size() > most)
    {
        m_knownSince = std::max(m_knownSince, m_departed.front().left);
        m_departed.pop_front();
    }
}

EcqvRosterChange
EcqvRoster::GetChangeSince(std::uint32_t epoch) const
{
    EcqvRosterChange change;
    auto first = m_present.end();
    while (first != m_present.begin() && (*std::prev(first))->joined > epoch)
    {
        --first;
    }
    for (auto departed = m_departed.rbegin();
         departed != m_departed.rend() && departed->left > epoch;
         ++departed)
    {
        if (departed->joined <= epoch)
        {
            change.removed.push_back(departed->id);
        }
    }
    const std::size_t kept = static_cast<std::size_t>(first - m_present.begin());
    if (epoch == 0 || epoch < m_knownSince || change.removed.size() / IDS_PER_ENTRY > kept)
    {
        change.whole = true;
        change.removed.clear();
        first = m_present.begin();
    }
    std::transform(first, m_present.end(), std::back_inserter(change.added), [](const auto& entry) {
        return entry->member;
    });
    return change;
}

Bytes
EcqvRoster::GetDigest() const
{
    const EllipticCurve& curve = *m_form->curve;
    Link last = m_links.empty() ? Link{} : m_links.back();
    for (std::size_t i = m_links.size(); i < m_present.size(); ++i)
    {
        const EcqvMember& member = m_present[i]->member;
        const Bytes next = Sha256({GetView(last),
                                   GetView(member.id),
                                   curve.Encode(member.certificate, PointEncoding::COMPRESSED),
                                   curve.Encode(member.contribution, PointEncoding::COMPRESSED),
                                   EncodeNumber(member.expiry)});
        std::copy(next.begin(), next.end(), last.begin());
        m_links.push_back(last);
    }
    return {last.begin(), last.end()};
}

EcqvRoster::Entry*
EcqvRoster::FindEntry(const EcqvId& id, std::uint32_t epoch) const
{
    // Nobody knows who of the first list known was not there before.
    const std::uint32_t known = std::max(epoch, m_knownSince);
    const auto found = m_index.find(id);
    if (found != m_index.end() && found->second->joined <= known)
    {
        return found->second.get();
    }
    for (auto departed = m_departed.rbegin();
         departed != m_departed.rend() && departed->left > epoch;
         ++departed)
    {
        if (departed->entry && departed->joined <= known && departed->id == id)
        {
            return departed->entry.get();
        }
    }
    return nullptr;
}

const EcPoint*
EcqvRoster::GetPublicKey(const EcqvId& id, std::uint32_t epoch, std::int64_t now)
{
    Entry* entry = FindEntry(id, epoch);
    if (!entry || (!m_form->published && now >= entry->member.expiry))
    {
        return nullptr;
    }
    if (entry->member.publicKey)
    {
        return &entry->member.publicKey;
    }
    if (!entry->publicKey)
    {
        entry->publicKey = ComputePublicKey(entry->member);
    }
    return &*entry->publicKey;
}

void
EcqvRoster::ForgetDeparted(std::uint32_t epoch)
{
    for (auto departed = m_departed.begin();
         departed != m_departed.end() && departed->left <= epoch;
         ++departed)
    {
        departed->entry.reset();
    }
}

bool
EcqvRoster::FitsCertificate(const EcqvMember& member) const
{
    const auto known = m_index.find(member.id);
    return (known != m_index.end() && IsSame(known->second->member, member)) ||
           member.publicKey == ComputePublicKey(member);
}

EcPoint
EcqvRoster::ComputePublicKey(const EcqvMember& member) const
{
    return GetEcqvPublicKey(*m_form->curve,
                            member.certificate,
                            GetBinding(*m_form, member),
                            m_authorityKey);
}

bool
EcqvRoster::Has(const EcqvId& id) const
{
    return m_index.count(id) > 0;
}

std::size_t
EcqvRoster::GetSize() const
{
    return m_present.size();
}

std::size_t
EcqvRoster::GetStateSize() const
{
    const std::size_t point = EllipticCurve::GetPointSize(PointEncoding::COMPRESSED);
    const auto measure = [point](const Entry& entry) {
        const bool hasKey = entry.publicKey || entry.member.publicKey;
        return sizeof(EcqvId) + (hasKey ? 3 : 2) * point + sizeof(entry.member.expiry);
    };
    std::size_t size = m_links.size() * sizeof(Link);
    for (const auto& entry : m_present)
    {
        size += measure(*entry);
    }
    for (const Departed& departed : m_departed)
    {
        size += sizeof(EcqvId) + (departed.entry ? measure(*departed.entry) : 0);
    }
    return size;
}

} // namespace ns3::mqtt
