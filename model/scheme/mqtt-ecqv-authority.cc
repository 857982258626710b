// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-authority.h"

#include "mqtt-channel-contexts.h"

#include "ns3/abort.h"
#include "ns3/mqtt-primitives.h"

#include <limits>

namespace ns3::mqtt
{

namespace
{

constexpr EcqvRole SIDES[] = {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER}; ///< of a group

/// Nanoseconds in a second.
constexpr std::int64_t SECOND = 1'000'000'000;

/// What the identity of the only group is made from.
const std::string GROUP_NAME = "group of all clients";

} // namespace

EcqvId
MakeEcqvId(const std::string& clientId)
{
    const Bytes digest = Sha256({ByteView(clientId)});
    EcqvId id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

EcqvAuthority::EcqvAuthority(Settings settings)
    : EcqvAuthority(settings, settings.form.curve->MakeRandomScalar())
{
    // Without these, anyone at all would be taken for the broker.
    NS_ABORT_MSG_IF(m_settings.tls && (m_settings.brokerName.empty() ||
                                       m_settings.tls->GetRole() != TlsRole::SERVER ||
                                       !m_settings.tls->GetSettings().mutual),
                    "certificate authority: channels need the server's side of mutual TLS, and the "
                    "broker needs a name");
}

EcqvAuthority::EcqvAuthority(Settings settings, const EcScalar& authorityKey)
    : m_settings(std::move(settings)),
      m_group(m_settings.form, MakeEcqvId(GROUP_NAME), authorityKey),
      m_registry(m_settings.form,
                 {m_group.GetId(),
                  authorityKey,
                  m_group.GetAuthorityKey(),
                  m_settings.certificateLifetime}),
      m_keys(m_settings.form, m_group, m_registry, m_settings.keptEpochs)
{
}

EcqvCredentials
EcqvAuthority::Register(const std::string& clientId)
{
    return m_registry.Register(MakeEcqvId(clientId));
}

void
EcqvAuthority::Revoke(const std::string& clientId, AuthorityHost& host)
{
    host.EnterPhase(Phase::REKEY);
    const EcqvId id = MakeEcqvId(clientId);
    m_registry.Ban(id);
    Remove(id, "revoked");
    ScheduleRenewal();
}

std::vector<Service>
EcqvAuthority::GetServices() const
{
    return {{SERVICE, PORT}};
}

void
EcqvAuthority::Start(AuthorityHost& host)
{
    m_host = &host;
}

std::unique_ptr<StreamGuard>
EcqvAuthority::CreateChannelGuard(const std::string&, bool)
{
    return m_settings.tls ? MakeChannelServerGuard(m_settings.tls, m_settings.brokerName) : nullptr;
}

void
EcqvAuthority::ChannelUp(ChannelId channel, const std::string&, AuthorityHost& host)
{
    if (m_broker)
    {
        // The broker has come back before its old channel was seen to fail.
        host.CloseChannel(*m_broker);
    }
    m_broker = channel;
    m_claims.clear(); // whoever waits for them asks again
    host.EnterPhase(Phase::REKEY);
    if (m_due || m_group.HasChanged())
    {
        Renew(true);
    }
    else if (m_group.GetStatement().epoch > 0)
    {
        for (const EcqvRole side : SIDES)
        {
            TellChange(side, m_group.GetList(side));
        }
        Tell(EcqvNewEpoch{m_group.GetStatement()});
    }
}

void
EcqvAuthority::ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host)
{
    if (m_broker != channel)
    {
        return;
    }
    const auto decoded = DecodeChannelMessage(message, m_settings.form);
    if (const auto* forward = decoded ? std::get_if<EcqvForward>(&*decoded) : nullptr)
    {
        Serve(*forward);
    }
    else if (const auto* claim = decoded ? std::get_if<EcqvClaim>(&*decoded) : nullptr)
    {
        Serve(*claim);
    }
    else if (const auto* departure = decoded ? std::get_if<EcqvDeparture>(&*decoded) : nullptr)
    {
        Serve(*departure);
    }
    else
    {
        m_broker.reset();
        host.CloseChannel(channel);
    }
}

void
EcqvAuthority::ChannelDown(ChannelId channel, AuthorityHost&)
{
    if (m_broker == channel)
    {
        m_broker.reset();
    }
}

void
EcqvAuthority::TimerExpired(std::uint32_t timer, AuthorityHost& host)
{
    host.EnterPhase(Phase::REKEY);
    if (timer == WAITING_TIMER)
    {
        m_waitingUntil.reset();
        ScheduleRenewal();
    }
    else if (timer == PERIOD_TIMER)
    {
        m_due = true;
        if (m_broker && m_group.GetSize(SIDES[0]) + m_group.GetSize(SIDES[1]) > 0)
        {
            Renew(false);
        }
    }
}

void
EcqvAuthority::Serve(const EcqvForward& forward)
{
    m_host->EnterPhase(Phase::ENROL);
    const EcqvForm& form = m_settings.form;
    const auto trailer = DecodeConnectTrailer(forward.trailer, form);
    if (!trailer)
    {
        Refuse(forward.token, "no request");
        return;
    }
    if (const auto* comeback = std::get_if<EcqvReturn>(&*trailer))
    {
        if (const auto problem = m_registry.CheckReturn(forward.id, *comeback, GetTime()))
        {
            Refuse(forward.token, problem->reason);
            return;
        }
        Tell(EcqvIssued{forward.token, {}});
        return;
    }
    const auto answer = m_registry.Issue(forward.id, std::get<EcqvRequest>(*trailer), GetTime());
    if (!answer)
    {
        Refuse(forward.token, answer.error().reason);
        return;
    }
    Remove(forward.id, "another certificate was asked for");
    Tell(EcqvIssued{forward.token, Encode(answer.value(), form)});
    // The device is about to claim its sides again: both can share a renewal.
    ScheduleRenewal(m_settings.renewalSpacing);
}

void
EcqvAuthority::Serve(const EcqvClaim& claim)
{
    m_host->EnterPhase(Phase::KEY_DISTRIBUTION);
    auto share = m_registry.Confirm(claim.id, claim.role, claim.confirmation, GetTime());
    if (!share)
    {
        Refuse(claim.token, share.error().reason);
        return;
    }
    const Membership membership{claim.id, claim.role};
    const std::uint32_t firstEpoch = m_group.GetFirstEpoch(claim.role, claim.id);
    if (firstEpoch > 0 && firstEpoch <= m_group.GetStatement().epoch)
    {
        for (const EcqvKeys& part : m_keys.SealFor(claim.role, claim.id))
        {
            Tell(part);
        }
        Tell(EcqvGranted{claim.token});
        return;
    }
    if (firstEpoch == 0 && m_group.GetSize(claim.role) >= MAX_ECQV_MEMBERS)
    {
        Refuse(claim.token, "too many members");
        return;
    }
    m_group.Add(claim.role, std::move(share.value()));
    m_claims[membership] = claim.token;
    ScheduleRenewal();
}

void
EcqvAuthority::Serve(const EcqvDeparture& departure)
{
    m_host->EnterPhase(Phase::REKEY);
    m_registry.Forget(departure.id);
    Remove(departure.id, "gone");
    ScheduleRenewal();
}

void
EcqvAuthority::Tell(const EcqvChannelMessage& message)
{
    if (m_broker)
    {
        m_host->SendOnChannel(*m_broker, EncodeChannelMessage(message, m_settings.form));
    }
}

void
EcqvAuthority::Refuse(std::uint64_t token, const std::string& reason)
{
    Tell(EcqvRefusal{token, reason});
}

void
EcqvAuthority::Remove(const EcqvId& id, const std::string& reason)
{
    for (const EcqvRole side : SIDES)
    {
        m_group.Remove(side, id);
        const auto claim = m_claims.find({id, side});
        if (claim != m_claims.end())
        {
            Refuse(claim->second, reason);
            m_claims.erase(claim);
        }
    }
}

void
EcqvAuthority::RemoveExpired()
{
    const std::int64_t now = GetTime() / SECOND;
    for (const EcqvRole side : SIDES)
    {
        for (const EcqvId& id : m_group.GetMembers(side))
        {
            const EcqvGroup::Share* share = m_group.Find(side, id);
            if (share && now >= share->member.expiry)
            {
                m_registry.Forget(id);
                Remove(id, "certificate has expired");
            }
        }
    }
}

void
EcqvAuthority::ScheduleRenewal(Duration delay)
{
    if (!m_broker || !m_group.HasChanged())
    {
        return;
    }
    const Duration now = m_host->GetNow();
    const Duration then =
        std::max(now + delay, m_renewedAt ? *m_renewedAt + m_settings.renewalSpacing : now);
    if (then == now)
    {
        Renew(false);
    }
    else if (!m_waitingUntil || then < *m_waitingUntil)
    {
        m_waitingUntil = then;
        m_host->SetAgentTimer(WAITING_TIMER, then - now);
    }
}

void
EcqvAuthority::Renew(bool whole)
{
    if (m_group.GetStatement().epoch == std::numeric_limits<std::uint32_t>::max())
    {
        return; // epochs never count from the beginning again
    }
    m_host->EnterPhase(Phase::REKEY);
    const Duration period = m_settings.renewalPeriod;
    std::int64_t expiry = std::numeric_limits<std::int64_t>::max();
    if (!m_settings.form.published)
    {
        RemoveExpired();
        if (period > Duration(0))
        {
            expiry = (GetTime() + 2 * period.count()) / SECOND + 1;
            m_host->SetAgentTimer(PERIOD_TIMER, period);
        }
    }
    m_group.Renew(expiry);
    m_keys.Take();
    m_renewedAt = m_host->GetNow();
    m_due = false;
    for (const EcqvRole side : SIDES)
    {
        TellChange(side, whole ? m_group.GetList(side) : m_group.GetChange(side));
    }
    Tell(EcqvNewEpoch{m_group.GetStatement()});
    for (const EcqvRole side : SIDES)
    {
        for (const EcqvKeys& part : m_keys.SealForAll(side))
        {
            Tell(part);
        }
    }
    m_host->EnterPhase(Phase::KEY_DISTRIBUTION);
    for (const auto& [membership, token] : std::exchange(m_claims, {}))
    {
        Tell(EcqvGranted{token});
    }
}

void
EcqvAuthority::TellChange(EcqvRole side, const EcqvRosterChange& change)
{
    std::size_t nRemoved{0};
    std::size_t nAdded{0};
    bool isFirst = change.whole;
    while (isFirst || nRemoved < change.removed.size() || nAdded < change.added.size())
    {
        EcqvRosterNews news;
        news.side = side;
        news.change.whole = std::exchange(isFirst, false);
        while (nRemoved < change.removed.size() && news.change.removed.size() < MAX_ECQV_ENTRIES)
        {
            news.change.removed.push_back(change.removed[nRemoved++]);
        }
        while (nAdded < change.added.size() && news.change.added.size() < MAX_ECQV_ENTRIES)
        {
            news.change.added.push_back(change.added[nAdded++]);
        }
        Tell(news);
    }
}

std::int64_t
EcqvAuthority::GetTime() const
{
    return m_settings.startTime * SECOND + m_host->GetNow().count();
}

std::size_t
EcqvAuthority::GetStateSize() const
{
    return m_registry.GetStateSize() + m_group.GetStateSize() + m_keys.GetStateSize();
}

} // namespace ns3::mqtt
