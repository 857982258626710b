// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-client-agent.h"

#include "ns3/mqtt-hex.h"

namespace ns3::mqtt
{

namespace
{

/// @param options of a system
/// @return how its messages are protected
KeyMessageForm
GetMessageForm(const KeyServerOptions& options)
{
    if (options.published)
    {
        return KeyMessageForm::PUBLISHED;
    }
    return options.messagesByTpm ? KeyMessageForm::TPM : KeyMessageForm::HOST;
}

} // namespace

KeyServerClientAgent::KeyServerClientAgent(const KeyServerOptions& options,
                                           KeyNodeCredentials credentials,
                                           std::shared_ptr<Tpm> tpm,
                                           std::uint8_t roles)
    : m_options(options),
      m_messages(GetMessageForm(options)),
      m_tpm(tpm),
      m_end(options, std::move(credentials), std::move(tpm)),
      m_roles(roles)
{
    m_topics.Add(m_end.GetCredentials().topic, Qos::AT_MOST_ONCE);
}

std::vector<Unit>
KeyServerClientAgent::GetUnits() const
{
    return {{KEY_SERVER_UNIT, m_options.tpm}};
}

void
KeyServerClientAgent::Start(ClientHost& host)
{
    if (m_roles != (KeyRoles::PUBLISHES | KeyRoles::SUBSCRIBES))
    {
        return;
    }
    // Who both sends and receives hears itself: under keys that nobody else needs.
    const auto self = GetPeer(GetId());
    self->flags = KeyPeerFlags::SEND | KeyPeerFlags::RECEIVE;
    self->state = Peer::State::PREPARING;
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, self]() {
            const auto encrypt = m_tpm->CreateKey(Tpm::KeyKind::AES);
            const auto sign = m_tpm->CreateKey(Tpm::KeyKind::HMAC);
            const Bytes random = m_tpm->GetRandom(Tpm::IV_SIZE + KEY_TOPIC_RANDOM);
            const ByteView view(random);
            self->listenTopic = MakeKeyTopic(m_end.GetPrefix(), view.SubView(Tpm::IV_SIZE));
            self->cipher = std::make_shared<KeyPairCipher>(
                m_messages,
                m_tpm,
                KeyPairCipher::Identity{GetId(), GetId(), KeyPairSide::BOTH},
                std::pair(encrypt, sign),
                view.SubView(0, Tpm::IV_SIZE).ToBytes());
        },
        [this, self, &host]() {
            self->sendTopic = self->listenTopic;
            m_routes[self->listenTopic] = self;
            m_topics.Add(self->listenTopic, Qos::EXACTLY_ONCE);
            Subscribe(host);
        });
}

void
KeyServerClientAgent::LinkDown(ClientHost& /* host */)
{
    m_connected = false;
    m_registered = false;
    m_answers.clear();
    m_topics.LinkDown();
}

void
KeyServerClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (const auto* connect = std::get_if<Connect>(&packet))
    {
        Connect changed = *connect;
        changed.will = connect->will ? SealWill(*connect->will) : std::nullopt;
        host.SendPacket(changed);
    }
    else if (const auto* subscribe = std::get_if<mqtt::Subscribe>(&packet))
    {
        AnswerLater(m_filters.Subscribe(*subscribe), host);
    }
    else if (const auto* unsubscribe = std::get_if<Unsubscribe>(&packet))
    {
        AnswerLater(m_filters.Unsubscribe(*unsubscribe), host);
    }
    else
    {
        host.SendPacket(packet);
    }
}

void
KeyServerClientAgent::AnswerLater(ControlPacket packet, ClientHost& host)
{
    m_answers.push_back(std::move(packet));
    host.SetAgentTimer(ANSWER_TIMER, Duration(0));
}

void
KeyServerClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    const auto* suback = std::get_if<Suback>(&packet);
    const auto* connack = std::get_if<Connack>(&packet);
    if (publish && publish->message->topic == m_end.GetCredentials().topic)
    {
        TakeFrame(publish->message->payload, host);
    }
    else if (suback && suback->packetId == AGENT_PACKET_ID)
    {
        Granted(m_topics.TakeAnswer(*suback), host);
    }
    else if (connack && connack->code == ConnectCode::ACCEPTED)
    {
        Connected(*connack, host);
    }
    else
    {
        host.PassPacket(packet);
    }
}

void
KeyServerClientAgent::TimerExpired(std::uint32_t timer, ClientHost& host)
{
    switch (timer)
    {
    case ANSWER_TIMER:
        for (const auto& packet : std::exchange(m_answers, {}))
        {
            host.PassPacket(packet);
        }
        break;
    case TICK_TIMER:
        m_ticking = false;
        Retry(host);
        break;
    case PATIENCE_TIMER:
        m_patient = false;
        host.AgentReady();
        break;
    case GRACE_TIMER:
        for (const auto& [id, peer] : m_peers)
        {
            Wipe(std::exchange(peer->previous, nullptr), host);
        }
        break;
    case RENEWAL_TIMER:
        m_renewing = false;
        Renew(host);
        break;
    default:
        break;
    }
}

void
KeyServerClientAgent::Retry(ClientHost& host)
{
    const Duration now = host.GetNow();
    const auto isDue = [this, now](Duration asked, std::uint32_t tries) {
        return now - asked >= m_options.retryTime * (1U << std::min(tries - 1, 3U));
    };
    bool waits = false;
    if (m_connected && !m_registered)
    {
        waits = true;
        if (m_registerTries > 0 && isDue(m_registerAsked, m_registerTries))
        {
            Register(host);
        }
    }
    bool lost = false;
    for (const KeyNodeId id : m_asking)
    {
        const auto peer = FindPeer(id);
        const bool asked =
            peer && peer->tries > 0 &&
            (peer->state == Peer::State::REQUESTED || peer->state == Peer::State::KEYED);
        waits = true;
        lost = lost || (asked && isDue(peer->asked, peer->tries));
    }
    if (lost && m_registered)
    {
        // Registering anew tells whether the key server has started anew, and asks for keys again.
        m_registered = false;
        m_registerTries = 0;
        Register(host);
    }
    if (waits && !std::exchange(m_ticking, true))
    {
        host.SetAgentTimer(TICK_TIMER, TICK);
    }
}

bool
KeyServerClientAgent::IsReady() const
{
    if (!m_knowsPeers || !m_connected || !m_topics.IsComplete())
    {
        return false;
    }
    return !m_patient || std::all_of(m_peers.begin(), m_peers.end(), [](const auto& entry) {
        return entry.second->up;
    });
}

std::size_t
KeyServerClientAgent::GetNPairs() const
{
    return std::count_if(m_peers.begin(), m_peers.end(), [this](const auto& entry) {
        return entry.second->up && entry.first != GetId();
    });
}

std::size_t
KeyServerClientAgent::GetStateSize() const
{
    std::size_t size = m_tpm->GetStateSize();
    for (const auto& [id, peer] : m_peers)
    {
        size += peer->listenTopic.size() + peer->sendTopic.size() +
                (peer->cipher ? peer->cipher->GetStateSize() : 0) +
                (peer->previous ? peer->previous->GetStateSize() : 0);
    }
    return size;
}

} // namespace ns3::mqtt
