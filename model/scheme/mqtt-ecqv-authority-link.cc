// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-authority-link.h"

#include "mqtt-ecqv-authority.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

namespace
{

/// Between the loss of the channel and the next attempt.
constexpr Duration RETRY_DELAY = std::chrono::seconds(1);

/// Longest wait for the channel to stand, and for something to come after a request: a peer that
/// stops in the middle of a handshake, or a record whose length was changed under way, would
/// otherwise hold all clients up for ever.
constexpr Duration ANSWER_TIMEOUT = std::chrono::seconds(30);

} // namespace

EcqvAuthorityLink::EcqvAuthorityLink(const EcqvForm& form,
                                     std::shared_ptr<const TlsContext> tls,
                                     std::string authorityName)
    : m_form(form),
      m_tls(std::move(tls)),
      m_authorityName(std::move(authorityName))
{
}

void
EcqvAuthorityLink::Open(BrokerHost& host)
{
    if (m_up && !m_awaiting)
    {
        return;
    }
    if (m_channel)
    {
        Break(host); // it has not come to stand in time, or has fallen silent
        return;
    }
    host.EnterPhase(Phase::ENROL);
    m_channel = host.OpenChannel(EcqvAuthority::SERVICE);
    host.SetAgentTimer(TIMER, ANSWER_TIMEOUT);
}

std::unique_ptr<StreamGuard>
EcqvAuthorityLink::CreateGuard() const
{
    if (!m_tls)
    {
        return nullptr;
    }
    TlsParty party;
    party.serverName = m_authorityName;
    return std::make_unique<TlsGuard>(m_tls, std::move(party));
}

void
EcqvAuthorityLink::ChannelDown(BrokerHost& host)
{
    m_channel.reset();
    m_up = false;
    m_awaiting = false;
    host.SetAgentTimer(TIMER, RETRY_DELAY);
}

void
EcqvAuthorityLink::Break(BrokerHost& host)
{
    host.CloseChannel(*m_channel);
    ChannelDown(host);
}

void
EcqvAuthorityLink::Send(const EcqvChannelMessage& message, BrokerHost& host)
{
    if (!m_up)
    {
        return;
    }
    host.SendOnChannel(*m_channel, EncodeChannelMessage(message, m_form));
    // Requests are answered at once; claims may have to wait for a renewal.
    if (std::holds_alternative<EcqvForward>(message) && !std::exchange(m_awaiting, true))
    {
        host.SetAgentTimer(TIMER, ANSWER_TIMEOUT);
    }
}

} // namespace ns3::mqtt
