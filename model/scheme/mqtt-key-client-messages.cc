// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-client-agent.h"

#include "ns3/mqtt-topic.h"

#include <boost/endian/conversion.hpp>

/// @file
/// What becomes of the application's messages and will.

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t MAX_TOPIC = 65535;               ///< octets of a topic
constexpr std::size_t MAX_CLEAR = 268'000'000;         ///< octets of topic and payload
constexpr std::size_t MAX_WILL = 65535;                ///< octets of a will as CONNECT can carry it
constexpr std::size_t WILL_NONCE = AesGcm::NONCE_SIZE; ///< octets before what is sealed of a will

/// @param publish from the application
/// @return its octets for peers
Bytes
Encode(const Publish& publish)
{
    return EncodeKeyPairMessage({KeyPairMessage::Kind::APPLICATION,
                                 publish.qos,
                                 publish.retain,
                                 publish.message->topic,
                                 publish.message->payload});
}

} // namespace

void
KeyServerClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    const Message& message = *publish.message;
    if (message.topic.size() > MAX_TOPIC ||
        message.topic.size() + message.payload.size() > MAX_CLEAR)
    {
        ++m_dropped;
    }
    else if (m_knowsPeers)
    {
        Distribute(publish, host);
    }
    else if (m_held.size() < MAX_HELD)
    {
        m_held.push_back(publish);
    }
    else
    {
        ++m_dropped;
    }
}

void
KeyServerClientAgent::Distribute(const Publish& publish, ClientHost& host)
{
    host.EnterPhase(Phase::MESSAGES);
    const Outgoing message{std::make_shared<const Bytes>(Encode(publish)), publish.qos};
    for (const auto& [id, peer] : m_peers)
    {
        if ((peer->flags & KeyPeerFlags::SEND) != 0)
        {
            SendTo(peer, message, host);
        }
    }
}

void
KeyServerClientAgent::SendTo(const PeerPtr& peer, const Outgoing& message, ClientHost& host)
{
    if (peer->up)
    {
        SealFor(peer, message, host);
        return;
    }
    if (peer->waiting.size() == MAX_WAITING)
    {
        peer->waiting.pop_front();
        ++m_dropped;
    }
    peer->waiting.push_back(message);
}

void
KeyServerClientAgent::SealFor(const PeerPtr& peer, const Outgoing& message, ClientHost& host)
{
    const auto sealed = std::make_shared<std::optional<Bytes>>();
    const auto seal = [cipher = peer->cipher, topic = peer->sendTopic, message, sealed]() {
        *sealed = cipher->Seal(topic, message.qos == Qos::AT_MOST_ONCE, *message.clear);
    };
    const auto send = [this, topic = peer->sendTopic, qos = message.qos, sealed, &host]() {
        m_tpm->CountHostWork();
        if (!*sealed)
        {
            ++m_dropped;
            return;
        }
        const auto message = std::make_shared<Message>(Message{topic, std::move(**sealed)});
        host.SendMessage({message, qos, false, false, 0});
    };
    if (m_messages != KeyMessageForm::HOST)
    {
        host.UseUnit(KEY_SERVER_UNIT, seal, send);
        return;
    }
    seal();
    send();
}

void
KeyServerClientAgent::IncomingMessage(const Publish& publish, ClientHost& host)
{
    const std::string& topic = publish.message->topic;
    const auto route = m_routes.find(topic);
    if (route == m_routes.end())
    {
        ++m_dropped;
    }
    else if (topic == route->second->willTopic)
    {
        OpenWill(route->second, publish, host);
    }
    else
    {
        OpenFrom(PeerPtr(route->second), publish, host);
    }
}

void
KeyServerClientAgent::OpenFrom(const PeerPtr& peer, const Publish& publish, ClientHost& host)
{
    const MessagePtr sealed = publish.message;
    std::vector<CipherPtr> ciphers;
    for (const auto& cipher : {peer->cipher, peer->next, peer->previous})
    {
        if (cipher && cipher->Recognises(sealed->payload))
        {
            ciphers.push_back(cipher);
        }
    }
    if (ciphers.empty())
    {
        // The keys may be under way.
        if (peer->state != Peer::State::UP && peer->early.size() < MAX_EARLY)
        {
            peer->early.push_back(publish);
        }
        else
        {
            ++m_dropped;
        }
        return;
    }
    host.EnterPhase(Phase::MESSAGES);
    const auto clear = std::make_shared<std::optional<Bytes>>();
    const auto open = [ciphers, sealed, clear]() {
        for (const auto& cipher : ciphers)
        {
            *clear = *clear ? *clear : cipher->Open(sealed->topic, sealed->payload);
        }
    };
    const auto take = [this, peer, clear, &host]() {
        m_tpm->CountHostWork();
        TakeMessage(peer, *clear, host);
    };
    if (m_messages != KeyMessageForm::HOST)
    {
        host.UseUnit(KEY_SERVER_UNIT, open, take);
        return;
    }
    open();
    take();
}

void
KeyServerClientAgent::TakeMessage(const PeerPtr& peer,
                                  const std::optional<Bytes>& clear,
                                  ClientHost& host)
{
    auto message = clear ? DecodeKeyPairMessage(*clear) : std::nullopt;
    if (!message)
    {
        ++m_dropped;
    }
    else if (message->kind == KeyPairMessage::Kind::WILL)
    {
        LearnWill(peer, *message, host);
    }
    else
    {
        Deliver(std::move(*message), host);
    }
}

void
KeyServerClientAgent::Deliver(KeyPairMessage message, ClientHost& host)
{
    const auto wanted = m_filters.Match(message.topic);
    if (!wanted)
    {
        return;
    }
    const Qos qos = std::min(message.qos, *wanted);
    auto clear =
        std::make_shared<Message>(Message{std::move(message.topic), std::move(message.payload)});
    host.DeliverMessage({std::move(clear), qos, false, false, 0});
}

std::optional<Will>
KeyServerClientAgent::SealWill(const Will& will)
{
    if (!m_willKey)
    {
        m_willSecret = Secret(RandomBytes(AesGcm::KEY_SIZE));
        m_willKey.emplace(m_willSecret.Get());
        m_willTopic = MakeKeyTopic(m_end.GetPrefix(), RandomBytes(KEY_TOPIC_RANDOM));
    }
    const Bytes clear = EncodeKeyPairMessage({KeyPairMessage::Kind::APPLICATION,
                                              will.qos,
                                              will.retain,
                                              will.message->topic,
                                              will.message->payload});
    if (clear.size() + WILL_NONCE + AesGcm::TAG_SIZE > MAX_WILL)
    {
        ++m_dropped;
        return std::nullopt;
    }
    Bytes sealed(WILL_NONCE);
    boost::endian::store_big_u64(sealed.data() + WILL_NONCE - sizeof(std::uint64_t),
                                 ++m_willNumber);
    const Bytes nonce = sealed;
    m_willKey->Seal(nonce, ByteView(std::string_view(m_willTopic)), clear, sealed);
    return Will{std::make_shared<Message>(Message{m_willTopic, std::move(sealed)}),
                will.qos,
                false};
}

void
KeyServerClientAgent::TellWill(const PeerPtr& peer, ClientHost& host)
{
    if (!m_willKey)
    {
        return;
    }
    const KeyPairMessage message{KeyPairMessage::Kind::WILL,
                                 Qos::AT_LEAST_ONCE,
                                 false,
                                 m_willTopic,
                                 m_willSecret.Get().ToBytes()};
    SealFor(peer,
            {std::make_shared<const Bytes>(EncodeKeyPairMessage(message)), message.qos},
            host);
}

void
KeyServerClientAgent::LearnWill(const PeerPtr& peer,
                                const KeyPairMessage& message,
                                ClientHost& host)
{
    const ByteView topic(std::string_view(message.topic));
    if (!ReadKeyTopic(topic) || message.payload.size() != AesGcm::KEY_SIZE ||
        message.topic == peer->listenTopic || m_routes.count(message.topic) > 0)
    {
        ++m_dropped;
        return;
    }
    if (!peer->willTopic.empty())
    {
        m_routes.erase(peer->willTopic);
        m_topics.Remove(peer->willTopic);
    }
    peer->willTopic = message.topic;
    peer->willKey.emplace(message.payload);
    m_routes[peer->willTopic] = peer;
    m_topics.Add(peer->willTopic, Qos::EXACTLY_ONCE);
    Subscribe(host);
}

void
KeyServerClientAgent::OpenWill(const PeerPtr& peer, const Publish& publish, ClientHost& host)
{
    const ByteView sealed(publish.message->payload);
    if (sealed.size() < WILL_NONCE)
    {
        ++m_dropped;
        return;
    }
    const ByteView nonce = sealed.SubView(0, WILL_NONCE);
    const auto number =
        boost::endian::load_big_u64(nonce.data() + WILL_NONCE - sizeof(std::uint64_t));
    const auto clear = peer->willKey->Open(nonce,
                                           ByteView(std::string_view(peer->willTopic)),
                                           sealed.SubView(WILL_NONCE));
    auto message = clear && number > peer->willNumber ? DecodeKeyPairMessage(*clear) : std::nullopt;
    if (!message)
    {
        ++m_dropped;
        return;
    }
    peer->willNumber = number;
    Deliver(std::move(*message), host);
}

} // namespace ns3::mqtt
