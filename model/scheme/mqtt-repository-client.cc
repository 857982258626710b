// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-repository-client.h"

#include "mqtt-key-repository.h"

#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt
{

RepositoryClient::RepositoryClient(Listener& listener, std::optional<CardPublicKey> issuer)
    : m_listener(listener),
      m_issuer(std::move(issuer)),
      m_channel(KeyRepository::SERVICE, Phase::ENROL)
{
}

void
RepositoryClient::Start(BrokerHost& host)
{
    m_channel.Open(host);
}

void
RepositoryClient::Ask(const CardId& card, BrokerHost& host)
{
    const auto known = m_known.find(card);
    if (known != m_known.end() && known->second.expires > CryptoScope::GetCurrent()->GetUnixTime())
    {
        m_listener.KeyFound(card, known->second.key, host);
        return;
    }
    if (std::find(m_asked.begin(), m_asked.end(), card) != m_asked.end())
    {
        return;
    }
    m_asked.push_back(card);
    if (m_channel.IsUp())
    {
        m_channel.Send(GetView(card), host);
        m_channel.Await(host);
    }
}

void
RepositoryClient::ChannelUp(BrokerHost& host)
{
    m_channel.Up();
    for (const CardId& card : m_asked)
    {
        m_channel.Send(GetView(card), host);
        m_channel.Await(host);
    }
}

void
RepositoryClient::ChannelMessage(ByteView message, BrokerHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    if (!(m_issuer ? TakeEntry(message, host) : TakeKey(message, host)))
    {
        m_channel.Break(host);
    }
}

bool
RepositoryClient::TakeKey(ByteView message, BrokerHost& host)
{
    const bool isUnknown = message.ToText() == ByteView(GetUnknownCard()).ToText();
    const auto key = CardPublicKey::Decode(message);
    if (m_asked.empty() || (!key && !isUnknown))
    {
        return false;
    }
    Resolve(key, host);
    return true;
}

bool
RepositoryClient::TakeEntry(ByteView message, BrokerHost& host)
{
    if (message.ToText() == ByteView(GetUnknownCard()).ToText())
    {
        if (m_asked.empty())
        {
            return false;
        }
        Resolve(std::nullopt, host);
        return true;
    }
    const auto entry = VerifyEntry(message, *m_issuer);
    if (!entry || entry.value().expires <= CryptoScope::GetCurrent()->GetUnixTime())
    {
        return false;
    }
    const CardId card = entry.value().card;
    const bool isAnswer = !m_asked.empty() && m_asked.front() == card;
    if (entry.value().status == RepositoryEntry::REVOKED)
    {
        m_known.erase(card);
        m_listener.CardRevoked(card, host);
        if (isAnswer)
        {
            Resolve(std::nullopt, host);
        }
        return true;
    }
    const auto key = CardPublicKey::Decode(entry.value().key);
    if (!isAnswer || !key)
    {
        return false;
    }
    m_known.insert_or_assign(card, Known{*key, entry.value().expires});
    Resolve(key, host);
    return true;
}

void
RepositoryClient::Resolve(const std::optional<CardPublicKey>& key, BrokerHost& host)
{
    const CardId card = m_asked.front();
    m_asked.pop_front();
    m_channel.Heard();
    if (!m_asked.empty())
    {
        m_channel.Await(host); // the next answer has as long again
    }
    m_listener.KeyFound(card, key, host);
}

std::size_t
RepositoryClient::GetStateSize() const
{
    std::size_t size = m_issuer ? m_issuer->Encode().size() : 0;
    for (const auto& [card, known] : m_known)
    {
        size += card.size() + known.key.Encode().size() + sizeof(known.expires);
    }
    return size;
}

} // namespace ns3::mqtt
