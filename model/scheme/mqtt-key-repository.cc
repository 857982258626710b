// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-repository.h"

#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt
{

KeyRepository::KeyRepository(CardKeyPair issuer, std::int64_t lifetime, bool published)
    : m_issuer(std::move(issuer)),
      m_lifetime(lifetime),
      m_published(published)
{
}

void
KeyRepository::Register(const CardId& card, ByteView key)
{
    m_cards[card].key = key.ToBytes();
}

void
KeyRepository::Revoke(const CardId& card)
{
    const auto found = m_cards.find(card);
    if (found == m_cards.end())
    {
        return;
    }
    if (m_published)
    {
        m_cards.erase(found);
        return;
    }
    found->second.revoked = true;
    found->second.entry.clear();
    for (const ChannelId channel : m_channels)
    {
        m_host->SendOnChannel(channel, GetEntry(card, found->second));
    }
}

std::vector<Service>
KeyRepository::GetServices() const
{
    return {{SERVICE, PORT}};
}

void
KeyRepository::Start(AuthorityHost& host)
{
    m_host = &host;
}

void
KeyRepository::ChannelUp(ChannelId channel, const std::string& /* service */, AuthorityHost&)
{
    m_channels.insert(channel);
}

void
KeyRepository::ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host)
{
    CardId id{};
    if (message.size() != id.size())
    {
        m_channels.erase(channel);
        host.CloseChannel(channel);
        return;
    }
    host.EnterPhase(Phase::HANDSHAKE);
    std::copy(message.begin(), message.end(), id.begin());
    const auto found = m_cards.find(id);
    if (found == m_cards.end())
    {
        host.SendOnChannel(channel, GetUnknownCard());
    }
    else if (m_published)
    {
        host.SendOnChannel(channel, found->second.key);
    }
    else
    {
        host.SendOnChannel(channel, GetEntry(id, found->second));
    }
}

void
KeyRepository::ChannelDown(ChannelId channel, AuthorityHost& /* host */)
{
    m_channels.erase(channel);
}

const Bytes&
KeyRepository::GetEntry(const CardId& id, Card& card) const
{
    const std::int64_t now = CryptoScope::GetCurrent()->GetUnixTime();
    if (card.entry.empty() || card.expires - now < m_lifetime / 2)
    {
        card.expires = now + m_lifetime;
        const auto status = card.revoked ? RepositoryEntry::REVOKED : RepositoryEntry::VALID;
        card.entry = SignEntry({id, status, card.expires, card.key}, m_issuer);
    }
    return card.entry;
}

std::size_t
KeyRepository::GetStateSize() const
{
    std::size_t size = m_issuer.GetStateSize();
    for (const auto& [id, card] : m_cards)
    {
        size += id.size() + card.key.size() + card.entry.size();
    }
    return size;
}

} // namespace ns3::mqtt
