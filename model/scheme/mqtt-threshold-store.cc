// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-store.h"

#include "ns3/mqtt-tls-guard.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// Octets before the name.
constexpr std::size_t PREAMBLE_SIZE = 3;

/// Octets of the longest share that is kept, as it comes.
constexpr std::size_t MAX_SHARE_SIZE = 256;

/// Dealers whose shares are kept at a time.
constexpr std::size_t MAX_DEALERS = 65'536;

} // namespace

Bytes
Encode(const StoreMessage& message)
{
    Bytes octets;
    octets.reserve(PREAMBLE_SIZE + message.name.size() + message.share.size());
    octets.resize(PREAMBLE_SIZE);
    octets[0] = static_cast<std::uint8_t>(message.kind);
    boost::endian::store_big_u16(&octets[1], static_cast<std::uint16_t>(message.name.size()));
    octets.insert(octets.end(), message.name.begin(), message.name.end());
    octets.insert(octets.end(), message.share.begin(), message.share.end());
    return octets;
}

std::optional<StoreMessage>
DecodeStoreMessage(ByteView octets)
{
    if (octets.size() < PREAMBLE_SIZE || octets[0] < 1 || octets[0] > 3)
    {
        return std::nullopt;
    }
    const std::size_t nameSize = boost::endian::load_big_u16(octets.data() + 1);
    const ByteView rest = octets.SubView(PREAMBLE_SIZE);
    const auto kind = static_cast<StoreMessage::Kind>(octets[0]);
    if (nameSize == 0 || rest.size() < nameSize ||
        (rest.size() == nameSize) != (kind == StoreMessage::Kind::WATCH))
    {
        return std::nullopt;
    }
    return StoreMessage{kind,
                        std::string(rest.SubView(0, nameSize).ToText()),
                        rest.SubView(nameSize).ToBytes()};
}

std::string
GetStoreName(std::uint8_t x)
{
    return "key-store-" + std::to_string(x);
}

ThresholdStoreAgent::ThresholdStoreAgent(const ThresholdSettings& settings,
                                         std::uint8_t x,
                                         Secret sourceKey,
                                         std::shared_ptr<const TlsContext> tls,
                                         ShareFault fault)
    : m_settings(settings),
      m_x(x),
      m_sourceKey(std::move(sourceKey)),
      m_tls(std::move(tls)),
      m_fault(fault)
{
}

std::vector<Service>
ThresholdStoreAgent::GetServices() const
{
    return {{GetStoreName(m_x), static_cast<std::uint16_t>(FIRST_PORT + m_x - 1)}};
}

std::unique_ptr<StreamGuard>
ThresholdStoreAgent::CreateChannelGuard(const std::string& /* service */, bool /* opened */)
{
    return m_tls ? std::make_unique<TlsGuard>(m_tls) : nullptr;
}

void
ThresholdStoreAgent::ChannelMessage(ChannelId channel, ByteView octets, AuthorityHost& host)
{
    const auto message = DecodeStoreMessage(octets);
    if (message && message->kind == StoreMessage::Kind::WATCH)
    {
        Watcher& watcher = m_watchers[channel];
        watcher.clientId = message->name;
        watcher.hop.reset();
        for (const auto& [dealer, share] : m_shares)
        {
            Give(channel, dealer, host);
        }
        return;
    }
    const bool puts = message && message->kind == StoreMessage::Kind::PUT;
    const auto share = puts ? OpenShare(*message) : std::nullopt;
    if (!share)
    {
        m_watchers.erase(channel);
        host.CloseChannel(channel);
        return;
    }
    const bool lies = m_fault.kind == ShareFault::Kind::LIE;
    m_shares[message->name] = lies ? FalsifyShare(share->Get()) : *share;
    for (const auto& [watching, watcher] : m_watchers)
    {
        Give(watching, message->name, host);
    }
}

std::optional<Secret>
ThresholdStoreAgent::OpenShare(const StoreMessage& message) const
{
    const bool fits = message.share.size() <= MAX_SHARE_SIZE &&
                      (m_shares.size() < MAX_DEALERS || m_shares.count(message.name) > 0);
    if (!fits)
    {
        return std::nullopt;
    }
    if (m_settings.hop != HopProtection::SEALED)
    {
        return Secret(message.share);
    }
    ShareHop hop(DeriveHopKey(m_sourceKey.Get(), message.name).Get());
    return hop.Open(true, message.name, message.share);
}

void
ThresholdStoreAgent::Give(ChannelId channel, const std::string& dealer, AuthorityHost& host)
{
    if (m_fault.kind == ShareFault::Kind::NONE || m_fault.kind == ShareFault::Kind::LIE)
    {
        SendShare(channel, dealer, host);
    }
    else if (m_fault.kind == ShareFault::Kind::LATE)
    {
        host.SetAgentTimer(
            m_delayed.Add([this, channel, dealer, &host]() { SendShare(channel, dealer, host); }),
            m_fault.delay);
    }
}

void
ThresholdStoreAgent::SendShare(ChannelId channel, const std::string& dealer, AuthorityHost& host)
{
    const auto watcher = m_watchers.find(channel);
    if (watcher == m_watchers.end())
    {
        return;
    }
    const Secret& share = m_shares.at(dealer);
    Bytes octets;
    if (m_settings.hop == HopProtection::SEALED)
    {
        auto& [clientId, hop] = watcher->second;
        if (!hop)
        {
            hop.emplace(DeriveHopKey(m_sourceKey.Get(), clientId).Get());
        }
        octets = hop->Seal(false, dealer, share.Get());
    }
    else
    {
        octets = share.Get().ToBytes();
    }
    host.SendOnChannel(channel, Encode(StoreMessage{StoreMessage::Kind::SHARE, dealer, octets}));
}

void
ThresholdStoreAgent::ChannelDown(ChannelId channel, AuthorityHost& /* host */)
{
    m_watchers.erase(channel);
}

void
ThresholdStoreAgent::TimerExpired(std::uint32_t timer, AuthorityHost& /* host */)
{
    m_delayed.Run(timer);
}

std::size_t
ThresholdStoreAgent::GetStateSize() const
{
    std::size_t size = m_sourceKey.Get().size();
    for (const auto& [dealer, share] : m_shares)
    {
        size += share.Get().size();
    }
    return size;
}

} // namespace ns3::mqtt
