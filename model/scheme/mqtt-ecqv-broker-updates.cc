// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-broker-agent.h"

/// @file
/// What the broker's agent does about members: brings them keys, and lets them go.

namespace ns3::mqtt
{

void
EcqvBrokerAgent::ExpelRemoved(const std::array<EcqvRosterChange, 2>& changes, BrokerHost& host)
{
    std::set<EcqvId> gone;
    const auto look = [&](const EcqvId& id, EcqvBrokerMembers::Member& member, EcqvRole role) {
        // Who asked for a new certificate is on a list with the old one, which was not granted now.
        if (member.GetSide(role).granted && !m_view.GetRoster(role).Has(id))
        {
            gone.insert(id);
        }
    };
    for (const EcqvRole role : ECQV_ROLES)
    {
        const EcqvRosterChange& change = changes[GetEcqvIndex(role)];
        for (const EcqvId& id : change.removed)
        {
            if (auto* member = m_members.Find(id))
            {
                look(id, *member, role);
            }
        }
        if (change.whole)
        {
            for (auto& [id, member] : m_members.GetAll())
            {
                look(id, member, role);
            }
        }
    }
    for (const EcqvId& id : gone)
    {
        const auto connection = m_members.Find(id)->connection;
        m_members.Remove(id);
        if (connection)
        {
            host.Fail(*connection, "the device is a member no longer");
        }
    }
}

void
EcqvBrokerAgent::ClaimAgain(BrokerHost& host)
{
    for (auto& [id, member] : m_members.GetAll())
    {
        for (const EcqvRole role : ECQV_ROLES)
        {
            const auto& side = member.GetSide(role);
            if (m_members.LacksKeys(member, role) && !side.confirmation.empty() &&
                !m_claims.count({id, role}))
            {
                AskForSide({0, id, role, side.confirmation}, std::nullopt, side.listEpoch, host);
            }
        }
    }
}

void
EcqvBrokerAgent::TakeLateClaim(ConnectionId from,
                               Connection& c,
                               const Publish& publish,
                               BrokerHost& host)
{
    auto claim = DecodeEcqvLateClaim(publish.message->payload);
    auto* member = m_members.Find(c.id);
    if (!claim || publish.qos != Qos::AT_MOST_ONCE || !member)
    {
        host.Fail(from, "no claim on the topic of claims");
        return;
    }
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    const auto& side = member->GetSide(claim->role);
    const bool hasKeys = !m_settings.form.published && side.granted && !side.keys.empty() &&
                         !m_members.LacksKeys(*member, claim->role);
    if (hasKeys)
    {
        // They may be under way, but whoever asks has waited for a while.
        m_members.Forget(*member, claim->role, claim->epoch);
        SendUpdate(*member, host);
    }
    else if (m_claims.count({c.id, claim->role}) == 0)
    {
        AskForSide({0, c.id, claim->role, std::move(claim->confirmation)},
                   std::nullopt,
                   claim->epoch,
                   host);
    }
    host.EnterPhase(Phase::MESSAGES);
}

void
EcqvBrokerAgent::SendUpdate(EcqvBrokerMembers::Member& member, BrokerHost& host)
{
    if (!member.connection || member.outstanding)
    {
        return;
    }
    for (const EcqvRole role : ECQV_ROLES)
    {
        const auto& side = member.GetSide(role);
        auto update = side.granted ? m_members.MakeUpdate(member, role) : std::nullopt;
        if (update)
        {
            host.EnterPhase(side.keyEpoch > 0 ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
            auto message = std::make_shared<const Message>(
                Message{GetEcqvUpdateTopic(role), std::move(update->octets)});
            host.SendPacket(
                *member.connection,
                Publish{std::move(message), Qos::AT_LEAST_ONCE, false, false, AGENT_PACKET_ID});
            member.outstanding = update->outstanding;
            ++m_nUpdates;
            return;
        }
    }
}

void
EcqvBrokerAgent::GoneAway(const EcqvId& id,
                          EcqvBrokerMembers::Member& member,
                          bool leaves,
                          BrokerHost& host)
{
    member.connection.reset();
    member.outstanding.reset();
    member.absentSince = host.GetNow();
    if (member.kept)
    {
        return;
    }
    if (leaves)
    {
        Depart(id, host);
    }
    else
    {
        ExpectReturn(id, member, host);
    }
}

void
EcqvBrokerAgent::ExpectReturn(const EcqvId& id,
                              const EcqvBrokerMembers::Member& member,
                              BrokerHost& host)
{
    if (m_absent.empty())
    {
        host.SetAgentTimer(LEAVE_TIMER, m_settings.leaveDelay);
    }
    m_absent.emplace_back(member.absentSince + m_settings.leaveDelay, id);
}

void
EcqvBrokerAgent::Depart(const EcqvId& id, BrokerHost& host)
{
    host.EnterPhase(Phase::REKEY);
    m_members.Remove(id);
    if (m_link.IsUp())
    {
        m_link.Send(EcqvDeparture{id}, host);
    }
    else
    {
        m_departed.push_back(id);
    }
}

void
EcqvBrokerAgent::DropAbsent(BrokerHost& host)
{
    const Duration now = host.GetNow();
    while (!m_absent.empty() && m_absent.front().first <= now)
    {
        const auto [due, id] = m_absent.front();
        m_absent.pop_front();
        const auto* member = m_members.Find(id);
        if (!member || member->connection || member->kept ||
            member->absentSince + m_settings.leaveDelay != due)
        {
            continue;
        }
        Depart(id, host);
    }
    if (!m_absent.empty())
    {
        host.SetAgentTimer(LEAVE_TIMER, m_absent.front().first - now);
    }
}

void
EcqvBrokerAgent::TimerExpired(std::uint32_t timer, BrokerHost& host)
{
    if (timer == GRACE_TIMER)
    {
        m_view.ForgetOld();
    }
    else if (timer == LEAVE_TIMER)
    {
        DropAbsent(host);
    }
    else if (timer == EcqvAuthorityLink::TIMER)
    {
        m_link.TimerExpired(host);
        if (m_link.IsDown())
        {
            RefuseWaiting(host); // it never stood, or gave no answer
        }
    }
}

} // namespace ns3::mqtt
