// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-agent.h"

#include "ns3/mqtt-crypto-scope.h"

/// @file
/// How a client deals its own keys and joins those of others.

namespace ns3::mqtt
{

namespace
{

/// Dealers whose shares are gathered at a time.
constexpr std::size_t MAX_DEALERS = 65'536;

} // namespace

void
ThresholdClientAgent::Deal(ClientHost& host)
{
    host.EnterPhase(m_sealer.GetKeyId() == 0 ? Phase::KEY_DISTRIBUTION : Phase::REKEY);
    const auto dealt = m_dealer.Deal(CryptoScope::GetCurrent()->GetUnixTime());
    for (std::size_t i = 0; i < dealt.shares.size(); ++i)
    {
        m_routes->Send(static_cast<std::uint8_t>(i + 1), dealt.shares[i].Get(), host);
    }
    m_sealer.SetKey(dealt.keyId, dealt.key.Get());
    if (m_settings.keyPeriod > Duration(0))
    {
        host.SetAgentTimer(RENEWAL, m_settings.keyPeriod);
    }
    if (m_hasWill && m_connected)
    {
        host.Reconnect(); // subscribers will not keep the key of the will that the broker has
    }
    TakeKey(m_credentials.clientId, dealt.keyId, dealt.key, host);
}

void
ThresholdClientAgent::RoutesChanged(ClientHost& host)
{
    m_reached = m_reached || m_routes->GetNReached() >= m_settings.rules.k;
    host.AgentReady();
}

ShareCollector&
ThresholdClientAgent::GetCollector(const std::string& dealer)
{
    const auto found = m_collectors.find(dealer);
    if (found != m_collectors.end())
    {
        return found->second;
    }
    Secret key = m_settings.HasAuthenticators()
                     ? DeriveDealerKey(m_credentials.groupKey.Get(), dealer)
                     : Secret();
    return m_collectors.emplace(dealer, ShareCollector(m_settings.rules, dealer, std::move(key)))
        .first->second;
}

void
ThresholdClientAgent::ShareArrived(std::uint8_t source,
                                   const std::string& dealer,
                                   ByteView octets,
                                   ClientHost& host)
{
    if (!m_credentials.subscribes || dealer == m_credentials.clientId)
    {
        return; // its own, which it has
    }
    host.EnterPhase(m_missing.empty() && m_reached ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
    auto share = DecodeShare(octets, m_settings.HasAuthenticators());
    if (share && (m_collectors.size() < MAX_DEALERS || m_collectors.count(dealer) > 0))
    {
        const auto now = CryptoScope::GetCurrent()->GetUnixTime();
        Conclude(dealer, GetCollector(dealer).Add(std::move(*share), source, now), host);
    }
    else
    {
        ++m_dropped;
    }
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::HANDSHAKE);
}

void
ThresholdClientAgent::Conclude(const std::string& dealer,
                               const ShareCollector::Outcome& outcome,
                               ClientHost& host)
{
    switch (outcome.verdict)
    {
    case ShareCollector::Verdict::JOINED:
        TakeKey(dealer, outcome.keyId, outcome.key, host);
        break;
    case ShareCollector::Verdict::REFUSED:
    case ShareCollector::Verdict::CONFLICT:
        ++m_dropped;
        break;
    case ShareCollector::Verdict::WAITING:
    case ShareCollector::Verdict::STALE:
        break;
    }
    if (GetCollector(dealer).IsUndecided() && !std::exchange(m_settling, true))
    {
        host.SetAgentTimer(SETTLE, m_settings.settleDelay);
    }
}

void
ThresholdClientAgent::SettleAll(ClientHost& host)
{
    host.EnterPhase(m_missing.empty() && m_reached ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
    for (auto& [dealer, collector] : m_collectors)
    {
        Conclude(dealer, collector.Settle(), host); // the timer counts as running meanwhile
    }
    m_settling = false;
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::HANDSHAKE);
}

void
ThresholdClientAgent::TakeKey(const std::string& dealer,
                              std::uint32_t keyId,
                              const Secret& key,
                              ClientHost& host)
{
    if (m_credentials.subscribes)
    {
        m_ring.Add(dealer, keyId, key.Get());
        host.SetAgentTimer(GRACE, m_settings.gracePeriod);
    }
    ++m_nKeys;
    m_missing.erase(dealer);
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::HANDSHAKE);
    host.AgentReady();
    for (const auto& [publish, until] : m_buffered.TakeAll())
    {
        OpenMessage(publish, until, host);
    }
}

} // namespace ns3::mqtt
