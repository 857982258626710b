// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-agreement-service.h"

namespace ns3::mqtt
{

KeyAgreementService::KeyAgreementService(BrokerDaemon& daemon, KeyAgreementForm form, Ended ended)
    : m_daemon(daemon),
      m_form(form),
      m_ended(std::move(ended))
{
}

void
KeyAgreementService::ChannelUp(ChannelId channel, BrokerHost& host)
{
    if (m_agreements.size() >= MAX_SESSIONS)
    {
        host.CloseChannel(channel);
        return;
    }
    m_agreements[channel].since = host.GetNow();
    PlanSweep(host);
}

void
KeyAgreementService::ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host)
{
    const auto found = m_agreements.find(channel);
    if (found == m_agreements.end())
    {
        return;
    }
    host.EnterPhase(Phase::HANDSHAKE);
    if (!found->second.responder)
    {
        TakeRequest(channel, found->second, message, host);
        return;
    }
    TakeResponse(found->second, message, host.GetNow());
    PlanSweep(host);
    End(channel, host);
}

void
KeyAgreementService::End(ChannelId channel, BrokerHost& host)
{
    const auto ended = m_agreements.extract(channel);
    if (!ended)
    {
        return;
    }
    host.CloseChannel(channel);
    if (ended.mapped().responder)
    {
        const auto& identity = *ended.mapped().identity;
        m_awaited.erase(m_awaited.find(ToKey(identity)));
        m_ended(identity, host);
    }
}

void
KeyAgreementService::EndIf(const std::function<bool(const Agreement&)>& condition, BrokerHost& host)
{
    std::vector<ChannelId> channels;
    for (const auto& [channel, agreement] : m_agreements)
    {
        if (condition(agreement))
        {
            channels.push_back(channel);
        }
    }
    for (const ChannelId channel : channels)
    {
        End(channel, host);
    }
}

void
KeyAgreementService::TakeRequest(ChannelId channel,
                                 Agreement& agreement,
                                 ByteView message,
                                 BrokerHost& host)
{
    const auto identity = KeyAgreementResponder::ReadIdentity(message, m_form);
    if (agreement.identity || !identity)
    {
        End(channel, host); // a second message 1, or none at all
        return;
    }
    agreement.identity = identity.value();
    agreement.first = message.ToBytes();
    if (m_daemon.IsSynchronised())
    {
        Challenge(channel, agreement, host);
    }
}

void
KeyAgreementService::Challenge(ChannelId channel, Agreement& agreement, BrokerHost& host)
{
    auto credentials =
        m_daemon.FindCredentials(agreement.identity->device, agreement.identity->topic);
    if (!credentials)
    {
        End(channel, host); // whoever asks learns nothing of who is known
        m_daemon.AskAnew(host);
        return;
    }
    KeyAgreementResponder responder(std::move(*credentials), m_form);
    const auto challenge = responder.Challenge(agreement.first);
    if (!challenge)
    {
        End(channel, host);
        return;
    }
    agreement.responder = std::move(responder);
    m_awaited.insert(ToKey(*agreement.identity));
    host.SendOnChannel(channel, challenge.value());
}

void
KeyAgreementService::TakeResponse(Agreement& agreement, ByteView message, Duration now)
{
    const Key key = ToKey(*agreement.identity);
    const bool hasRoom = m_verified.size() < MAX_SESSIONS || m_verified.count(key) > 0;
    if (!agreement.responder->Verify(message) && hasRoom)
    {
        m_verified[key] = {agreement.responder->GetKeys(), now + SESSION_LIFETIME};
        ++m_nVerified;
    }
}

void
KeyAgreementService::Synchronised(BrokerHost& host)
{
    std::vector<ChannelId> waiting;
    for (const auto& [channel, agreement] : m_agreements)
    {
        if (agreement.identity && !agreement.responder)
        {
            waiting.push_back(channel);
        }
    }
    for (const ChannelId channel : waiting)
    {
        host.EnterPhase(Phase::HANDSHAKE);
        Challenge(channel, m_agreements.at(channel), host);
    }
}

void
KeyAgreementService::Revoke(const SessionIdentity& identity, BrokerHost& host)
{
    const Key key = ToKey(identity);
    m_verified.erase(key);
    EndIf([&key](const Agreement& a) { return a.identity && ToKey(*a.identity) == key; }, host);
}

bool
KeyAgreementService::IsResponseAwaited(const SessionIdentity& identity) const
{
    return m_awaited.count(ToKey(identity)) > 0;
}

std::optional<SessionKeys>
KeyAgreementService::TakeKeys(const SessionIdentity& identity, const Connect& connect, Duration now)
{
    const auto found = m_verified.find(ToKey(identity));
    if (found == m_verified.end() || (!m_form.published && found->second.expires <= now) ||
        !IsProven(connect, found->second.keys, m_form))
    {
        return std::nullopt;
    }
    SessionKeys keys = found->second.keys;
    if (!m_form.published)
    {
        m_verified.erase(found);
    }
    return keys;
}

void
KeyAgreementService::PlanSweep(BrokerHost& host)
{
    if (!m_sweeping)
    {
        m_sweeping = true;
        host.SetAgentTimer(SWEEP_TIMER, SESSION_LIFETIME);
    }
}

void
KeyAgreementService::Sweep(BrokerHost& host)
{
    m_sweeping = false;
    const Duration now = host.GetNow();
    EndIf([now](const Agreement& a) { return a.since + SESSION_LIFETIME <= now; }, host);
    for (auto next = m_verified.begin(); next != m_verified.end() && !m_form.published;)
    {
        next = next->second.expires <= now ? m_verified.erase(next) : std::next(next);
    }
    if (!m_agreements.empty() || (!m_form.published && !m_verified.empty()))
    {
        PlanSweep(host);
    }
}

std::size_t
KeyAgreementService::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [key, verified] : m_verified)
    {
        const SessionKeys& keys = verified.keys;
        size += key.first.size() + key.second.size();
        for (const Secret* secret : {&keys.published, &keys.proof, &keys.toBroker, &keys.toDevice})
        {
            size += secret->Get().size();
        }
    }
    return size;
}

} // namespace ns3::mqtt
