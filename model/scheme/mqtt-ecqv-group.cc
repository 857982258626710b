// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-group.h"

#include "mqtt-ecqv-fields.h"
#include "mqtt-ecqv-messages.h"

#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

EcqvGroup::Side::Side(const EcqvForm& form, const EcPoint& authorityKey)
    : points(form.curve->GetInfinity()),
      roster(form, authorityKey)
{
}

EcqvGroup::EcqvGroup(const EcqvForm& form, EcqvId id, const EcScalar& authorityKey)
    : m_form(form),
      m_id(id),
      m_authorityKey(authorityKey),
      m_authorityPublicKey(form.curve->MultiplyBase(authorityKey)),
      m_publishers(form, m_authorityPublicKey),
      m_subscribers(form, m_authorityPublicKey)
{
}

void
EcqvGroup::Add(EcqvRole role, Share share)
{
    Side& side = GetSide(role);
    const EllipticCurve& curve = *m_form.curve;
    if (!side.places.emplace(share.member.id, m_lastPlace + 1).second)
    {
        return;
    }
    side.scalars = curve.Add(side.scalars, share.sum);
    side.points = curve.Add(side.points, curve.Add(share.publicKey, share.member.contribution));
    if (m_form.published)
    {
        share.member.publicKey = share.publicKey;
    }
    side.pending.added.push_back(share.member);
    side.members.emplace(++m_lastPlace, Member{std::move(share), m_statement.epoch + 1});
}

void
EcqvGroup::Remove(EcqvRole role, const EcqvId& id)
{
    Side& side = GetSide(role);
    const auto place = side.places.find(id);
    if (place == side.places.end())
    {
        return;
    }
    const auto member = side.members.find(place->second);
    const Share& share = member->second.share;
    const EllipticCurve& curve = *m_form.curve;
    side.scalars = curve.Subtract(side.scalars, share.sum);
    // As printed (section 4.4) G_1 stays in, which no private key knows of.
    const EcPoint leaving =
        m_form.published ? share.publicKey : curve.Add(share.publicKey, share.member.contribution);
    side.points = curve.Subtract(side.points, leaving);
    auto& added = side.pending.added;
    if (member->second.firstEpoch > m_statement.epoch)
    {
        const auto isLeaving = [&id](const EcqvMember& joining) { return joining.id == id; };
        added.erase(std::remove_if(added.begin(), added.end(), isLeaving), added.end());
    }
    else
    {
        side.pending.removed.push_back(id);
    }
    side.members.erase(member);
    side.places.erase(place);
}

EcScalar
EcqvGroup::HashMembers() const
{
    Bytes ids;
    for (const Side* side : {&m_publishers, &m_subscribers})
    {
        for (const auto& [place, member] : side->members)
        {
            AppendParts(ids, {GetView(member.share.member.id)});
        }
    }
    Bytes digest = Sha256({GetView(m_id), ids, m_authorityKey.Encode().Get()});
    EcScalar scalar = m_form.curve->Reduce(digest);
    OPENSSL_cleanse(digest.data(), digest.size());
    return scalar;
}

EcPoint
EcqvGroup::RenewSide(Side& side, const EcScalar& scalar, const EcPoint& point)
{
    side.privateKey = m_form.curve->Add(side.scalars, scalar);
    side.change = std::exchange(side.pending, {});
    side.roster.Apply(side.change, m_statement.epoch);
    side.roster.ForgetDeparted(m_statement.epoch);
    return m_form.curve->Add(side.points, point);
}

const EcqvStatement&
EcqvGroup::Renew(std::int64_t expiry)
{
    const EllipticCurve& curve = *m_form.curve;
    ++m_statement.epoch;
    if (m_form.published)
    {
        const EcScalar scalar = HashMembers();
        m_statement.authorityPoint = curve.MultiplyBase(scalar);
        m_statement.publishersKey = RenewSide(m_publishers, scalar, m_statement.authorityPoint);
        m_statement.subscribersKey = RenewSide(m_subscribers, scalar, m_statement.authorityPoint);
        return m_statement;
    }
    const EcScalar scalars[] = {curve.MakeRandomScalar(), curve.MakeRandomScalar()};
    const EcPoint points[] = {curve.MultiplyBase(scalars[0]), curve.MultiplyBase(scalars[1])};
    m_statement.expiry = expiry;
    m_statement.authorityPoint = curve.Add(points[0], points[1]);
    m_statement.publishersKey = RenewSide(m_publishers, scalars[0], points[0]);
    m_statement.subscribersKey = RenewSide(m_subscribers, scalars[1], points[1]);
    m_statement.publishersDigest = m_publishers.roster.GetDigest();
    m_statement.subscribersDigest = m_subscribers.roster.GetDigest();
    SignStatement(m_statement, m_id, m_authorityKey, m_authorityPublicKey, m_form);
    return m_statement;
}

bool
EcqvGroup::HasChanged() const
{
    const auto isChanged = [](const Side& side) {
        return !side.pending.added.empty() || !side.pending.removed.empty();
    };
    return isChanged(m_publishers) || isChanged(m_subscribers);
}

const EcqvGroup::Share*
EcqvGroup::Find(EcqvRole role, const EcqvId& id) const
{
    const Side& side = GetSide(role);
    const auto place = side.places.find(id);
    return place == side.places.end() ? nullptr : &side.members.at(place->second).share;
}

std::uint32_t
EcqvGroup::GetFirstEpoch(EcqvRole role, const EcqvId& id) const
{
    const Side& side = GetSide(role);
    const auto place = side.places.find(id);
    return place == side.places.end() ? 0 : side.members.at(place->second).firstEpoch;
}

std::vector<EcqvId>
EcqvGroup::GetMembers(EcqvRole role) const
{
    std::vector<EcqvId> ids;
    for (const auto& [place, member] : GetSide(role).members)
    {
        ids.push_back(member.share.member.id);
    }
    return ids;
}

std::size_t
EcqvGroup::GetStateSize() const
{
    const std::size_t point = EllipticCurve::GetPointSize(PointEncoding::COMPRESSED);
    std::size_t size = EcScalar::SIZE + 4 * point;
    for (const Side* side : {&m_publishers, &m_subscribers})
    {
        // The certificates are on the list already.
        size += side->roster.GetStateSize() + side->members.size() * (point + EcScalar::SIZE) +
                2 * EcScalar::SIZE + point;
    }
    return size;
}

} // namespace ns3::mqtt
