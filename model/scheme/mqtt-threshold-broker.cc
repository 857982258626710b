// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-broker.h"

#include "mqtt-platform-messages.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

const std::string SHARE_SESSION_SUFFIX = "/shares";

namespace
{

/// What the broker core keeps in the place of a share.
const Bytes MARK{1};

/// @param clientId of an application's connection or of a session for shares
/// @return the client's identifier
std::string
StripSuffix(const std::string& clientId)
{
    const std::size_t size = SHARE_SESSION_SUFFIX.size();
    const bool has = clientId.size() > size &&
                     clientId.compare(clientId.size() - size, size, SHARE_SESSION_SUFFIX) == 0;
    return has ? clientId.substr(0, clientId.size() - size) : clientId;
}

} // namespace

ThresholdBrokerAgent::ThresholdBrokerAgent(const ThresholdSettings& settings,
                                           std::uint8_t source,
                                           std::vector<Secret> sourceKeys,
                                           std::shared_ptr<const TlsContext> tls,
                                           ShareFaults faults)
    : m_settings(settings),
      m_topics(settings.reading == ThresholdReading::R2),
      m_source(source),
      m_sourceKeys(std::move(sourceKeys)),
      m_tls(std::move(tls)),
      m_faults(std::move(faults))
{
}

std::unique_ptr<StreamGuard>
ThresholdBrokerAgent::CreateGuard()
{
    return m_tls ? std::make_unique<TlsGuard>(m_tls) : nullptr;
}

void
ThresholdBrokerAgent::LinkDown(ConnectionId connection, BrokerHost& /* host */)
{
    m_peers.erase(connection);
}

ShareHop&
ThresholdBrokerAgent::GetHop(ConnectionId connection, std::uint8_t source)
{
    Peer& peer = m_peers[connection];
    const auto found = peer.hops.find(source);
    if (found != peer.hops.end())
    {
        return found->second;
    }
    const Secret& sourceKey = m_sourceKeys.at(m_source == 0 ? source - 1 : 0);
    const Secret key = DeriveHopKey(sourceKey.Get(), peer.clientId);
    return peer.hops.emplace(source, ShareHop(key.Get())).first->second;
}

std::uint8_t
ThresholdBrokerAgent::GetSource(const std::string& topic) const
{
    return m_source == 0 ? m_topics.GetPlace(topic) : m_source;
}

ShareFault
ThresholdBrokerAgent::GetFault(std::uint8_t source) const
{
    const auto found = m_faults.find(source);
    return found == m_faults.end() ? ShareFault() : found->second;
}

bool
ThresholdBrokerAgent::IsShare(const Publish& publish) const
{
    return m_settings.reading != ThresholdReading::R3 &&
           m_topics.GetDealer(publish.message->topic).has_value();
}

void
ThresholdBrokerAgent::IncomingPacket(ConnectionId from,
                                     const ControlPacket& packet,
                                     BrokerHost& host)
{
    if (const auto* connect = std::get_if<Connect>(&packet))
    {
        m_peers[from].clientId = StripSuffix(connect->clientId);
    }
    const auto* publish = std::get_if<Publish>(&packet);
    if (publish && IsShare(*publish))
    {
        IncomingShare(from, *publish, host);
    }
    else
    {
        host.PassPacket(from, packet);
    }
}

void
ThresholdBrokerAgent::IncomingShare(ConnectionId from, const Publish& publish, BrokerHost& host)
{
    const auto fault = GetFault(GetSource(publish.message->topic)).kind;
    if (fault == ShareFault::Kind::SILENT)
    {
        if (publish.qos == Qos::AT_LEAST_ONCE)
        {
            host.SendPacket(from, Puback{publish.packetId});
        }
        return;
    }
    const std::string& topic = publish.message->topic;
    const bool lies = fault == ShareFault::Kind::LIE;
    if (m_settings.hop != HopProtection::SEALED)
    {
        const Bytes payload = lies ? FalsifyShare(publish.message->payload).Get().ToBytes()
                                   : publish.message->payload;
        host.PassPacket(from, ReplaceMessage(publish, topic, payload));
    }
    else if (StoreShare(from, publish, lies))
    {
        host.PassPacket(from, ReplaceMessage(publish, topic, MARK));
    }
    else
    {
        host.Fail(from, "a share is not authentic, or not the client's own");
    }
}

bool
ThresholdBrokerAgent::StoreShare(ConnectionId from, const Publish& publish, bool lies)
{
    const auto& [topic, payload] = *publish.message;
    const std::uint8_t source = GetSource(topic);
    if (source > m_settings.rules.n || m_topics.GetDealer(topic) != m_peers[from].clientId)
    {
        return false;
    }
    const auto share = GetHop(from, source).Open(true, topic, payload);
    if (share)
    {
        m_shares[topic] = lies ? FalsifyShare(share->Get()) : *share;
    }
    return share.has_value();
}

void
ThresholdBrokerAgent::OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    if (!publish || !IsShare(*publish))
    {
        host.SendPacket(to, packet);
        return;
    }
    const ShareFault fault = GetFault(GetSource(publish->message->topic));
    if (fault.kind == ShareFault::Kind::LATE)
    {
        const auto work = [this, to, late = *publish, &host]() { SendShare(to, late, host); };
        host.SetAgentTimer(m_delayed.Add(work), fault.delay);
    }
    else
    {
        SendShare(to, *publish, host);
    }
}

void
ThresholdBrokerAgent::SendShare(ConnectionId to, const Publish& publish, BrokerHost& host)
{
    const std::string& topic = publish.message->topic;
    const auto share = m_shares.find(topic);
    if (m_settings.hop != HopProtection::SEALED)
    {
        host.SendPacket(to, publish);
    }
    else if (share != m_shares.end() && m_peers.count(to) > 0)
    {
        Bytes sealed = GetHop(to, GetSource(topic)).Seal(false, topic, share->second.Get());
        host.SendPacket(to, ReplaceMessage(publish, topic, std::move(sealed)));
    }
}

void
ThresholdBrokerAgent::TimerExpired(std::uint32_t timer, BrokerHost& /* host */)
{
    m_delayed.Run(timer);
}

std::size_t
ThresholdBrokerAgent::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& key : m_sourceKeys)
    {
        size += key.Get().size();
    }
    for (const auto& [topic, share] : m_shares)
    {
        size += share.Get().size();
    }
    for (const auto& [connection, peer] : m_peers)
    {
        size += peer.hops.size() * AesGcm::KEY_SIZE;
    }
    return size;
}

} // namespace ns3::mqtt
