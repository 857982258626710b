// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-epoch-keys.h"

namespace ns3::mqtt
{

EcqvEpochKeys::EcqvEpochKeys(const EcqvForm& form,
                             const EcqvGroup& group,
                             const EcqvRegistry& registry,
                             std::size_t keptEpochs)
    : m_form(form),
      m_group(group),
      m_registry(registry),
      // As printed a renewal is sealed under the key before it.
      m_keptEpochs(std::max<std::size_t>(keptEpochs, form.published ? 2 : 1))
{
}

void
EcqvEpochKeys::Take()
{
    const EcqvStatement& statement = m_group.GetStatement();
    m_epochs.push_front({statement.epoch,
                         m_form.published ? Bytes() : EncodeUnsigned(statement, m_form),
                         m_group.GetPrivateKey(EcqvRole::PUBLISHER),
                         m_group.GetPrivateKey(EcqvRole::SUBSCRIBER)});
    if (m_epochs.size() > m_keptEpochs)
    {
        m_epochs.pop_back();
    }
}

Bytes
EcqvEpochKeys::Seal(EcqvRole role, const EcqvId& id, const Epoch& epoch, bool isClaimed) const
{
    const EcScalar& key = epoch.GetKeyFor(role);
    const bool isPairwise = m_form.published
                                ? isClaimed && m_form.encoding == PointEncoding::HEXADECIMAL
                                : m_form.transport == KeyTransport::PAIRWISE;
    if (isPairwise)
    {
        return m_registry.FindPairwise(id)->SealGroupKey(key, epoch.associated);
    }
    return SealGroupKeyTo(m_form, key, m_group.Find(role, id)->publicKey, epoch.associated);
}

std::vector<EcqvKeys>
EcqvEpochKeys::SealForAll(EcqvRole role) const
{
    const Epoch& newest = m_epochs.front();
    const bool isBroadcast = m_form.published && role == EcqvRole::SUBSCRIBER;
    bool isBroadcastDone{false};
    std::vector<EcqvKeys> parts;
    for (const EcqvId& id : m_group.GetMembers(role))
    {
        const bool isNew = m_group.GetFirstEpoch(role, id) == newest.number;
        const bool isForSide = isBroadcast && !isNew;
        if (isForSide && std::exchange(isBroadcastDone, true))
        {
            continue;
        }
        if (parts.empty() || parts.back().entries.size() == MAX_ECQV_ENTRIES)
        {
            parts.push_back({role, newest.number, {}});
        }
        parts.back().entries.push_back(
            isForSide ? EcqvKeys::Entry{{},
                                        SealRenewal(m_form,
                                                    newest.GetKeyFor(role),
                                                    m_epochs[1].GetKeyFor(role))}
                      : EcqvKeys::Entry{id, Seal(role, id, newest, isNew)});
    }
    return parts;
}

std::vector<EcqvKeys>
EcqvEpochKeys::SealFor(EcqvRole role, const EcqvId& id) const
{
    const std::uint32_t newest = m_epochs.front().number;
    const std::uint32_t first = m_form.published ? newest : m_group.GetFirstEpoch(role, id);
    std::vector<EcqvKeys> parts;
    for (auto epoch = m_epochs.rbegin(); epoch != m_epochs.rend(); ++epoch)
    {
        if (epoch->number >= first)
        {
            parts.push_back({role, epoch->number, {{id, Seal(role, id, *epoch, true)}}});
        }
    }
    return parts;
}

std::size_t
EcqvEpochKeys::GetStateSize() const
{
    return m_epochs.size() * (sizeof(Epoch::number) + 2 * EcScalar::SIZE);
}

} // namespace ns3::mqtt
