// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-broker-agent.h"

#include "mqtt-platform-messages.h"

#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt
{

CardBrokerAgent::CardBrokerAgent(CardBrokerOptions options)
    : m_options(std::move(options)),
      m_repository(*this, m_options.issuer)
{
}

void
CardBrokerAgent::Start(BrokerHost& host)
{
    m_repository.Start(host);
}

void
CardBrokerAgent::ChannelUp(ChannelId channel, const std::string& /* service */, BrokerHost& host)
{
    if (m_repository.Owns(channel))
    {
        m_repository.ChannelUp(host);
    }
}

void
CardBrokerAgent::ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host)
{
    if (m_repository.Owns(channel))
    {
        m_repository.ChannelMessage(message, host);
    }
}

void
CardBrokerAgent::ChannelDown(ChannelId channel, BrokerHost& host)
{
    if (m_repository.Owns(channel))
    {
        m_repository.ChannelDown(host);
    }
}

void
CardBrokerAgent::TimerExpired(std::uint32_t timer, BrokerHost& host)
{
    if (timer == ServiceChannel::TIMER)
    {
        m_repository.TimerExpired(host);
    }
    else if (timer == SWEEP_TIMER)
    {
        Sweep(host);
    }
}

void
CardBrokerAgent::IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host)
{
    const auto* connect = std::get_if<Connect>(&packet);
    Session* session = FindSession(from);
    if (connect && connect->protocolLevel != PROTOCOL_LEVEL)
    {
        host.PassPacket(from, packet); // nothing but the level is known; the core refuses it
    }
    else if (connect && !session)
    {
        TakeConnect(from, *connect, host);
    }
    else if (session && session->stage == Stage::OPEN)
    {
        TakeMessage(from, *session, packet, host);
    }
    else if (session && session->stage == Stage::CONFIRMATION)
    {
        TakeConfirmation(from, *session, packet, host);
    }
    else if (session && session->stage == Stage::ANSWER)
    {
        TakeAnswer(from, *session, packet, host);
    }
    else
    {
        host.Fail(from, std::string(GetName(GetType(packet))) + " before the card is known");
    }
}

void
CardBrokerAgent::TakeConnect(ConnectionId from, const Connect& connect, BrokerHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    auto content = ReadCardConnect(connect, m_options.form);
    if (!content)
    {
        const char* reason = "CONNECT is not that of a card";
        Refuse(from, ConnectCode::BAD_USER_NAME_OR_PASSWORD, reason, host);
        return;
    }
    if (m_options.form.published)
    {
        const std::int64_t now = CryptoScope::GetCurrent()->GetUnixTime();
        const std::int64_t window = m_options.timeWindow;
        if (content->time < now - window || content->time > now + window)
        {
            const char* reason = "CONNECT is too old or of the future";
            Refuse(from, ConnectCode::BAD_USER_NAME_OR_PASSWORD, reason, host);
            return;
        }
    }
    const CardId card = content->card;
    Session& session = m_sessions[from];
    session.since = host.GetNow();
    session.connect = connect;
    session.content = std::move(*content);
    if (!std::exchange(m_sweeping, true))
    {
        host.SetAgentTimer(SWEEP_TIMER, HANDSHAKE_LIMIT);
    }
    m_repository.Ask(card, host);
}

void
CardBrokerAgent::KeyFound(const CardId& card,
                          const std::optional<CardPublicKey>& key,
                          BrokerHost& host)
{
    const auto waiting = Select([&card](const Session& session) {
        return session.stage == Stage::LOOK_UP && session.content.card == card;
    });
    for (const ConnectionId connection : waiting)
    {
        Session* session = FindSession(connection);
        if (!session)
        {
            continue; // one that was before it in the list has taken it over
        }
        if (!key)
        {
            const char* reason = "the repository does not know the card";
            Refuse(connection, ConnectCode::NOT_AUTHORIZED, reason, host);
            continue;
        }
        session->key = key;
        m_options.form.published                      ? CheckConnect(connection, *session, host)
        : m_options.form.reading == CardReading::OR_2 ? TakeOffer(connection, *session, host)
                                                      : Challenge(connection, *session, host);
    }
}

void
CardBrokerAgent::CardRevoked(const CardId& card, BrokerHost& host)
{
    const auto concerned = Select([&card](const Session& session) {
        return session.stage != Stage::LOOK_UP && session.content.card == card;
    });
    for (const ConnectionId connection : concerned)
    {
        host.Fail(connection, "the card may no longer be used");
    }
}

void
CardBrokerAgent::TakeMessage(ConnectionId from,
                             Session& session,
                             const ControlPacket& packet,
                             BrokerHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    if (!publish)
    {
        host.PassPacket(from, packet);
        return;
    }
    const Message& sealed = *publish->message;
    auto opened = session.cipher->Open(sealed.topic, sealed.payload);
    if (!opened)
    {
        host.Fail(from, "PUBLISH: " + opened.error().reason);
        return;
    }
    host.PassPacket(from, ReplaceMessage(*publish, sealed.topic, std::move(opened.value())));
}

void
CardBrokerAgent::OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host)
{
    Session* session = FindSession(to);
    const auto* connack = std::get_if<Connack>(&packet);
    const auto* publish = std::get_if<Publish>(&packet);
    if (!session)
    {
        host.SendPacket(to, packet);
    }
    else if (connack && m_options.form.published)
    {
        host.SendPacket(to, packet);
        if (connack->code == ConnectCode::ACCEPTED)
        {
            m_options.form.reading == CardReading::OR_2 ? ConfirmChosen(to, *session, host)
                                                        : SendKeys(to, *session, host);
        }
    }
    else if (session->stage != Stage::OPEN)
    {
        session->held.push_back(packet);
    }
    else if (connack)
    {
        const CardId& card = session->content.card;
        const std::string topic = GetCardTopic(card, CardStep::CONFIRMATION);
        Bytes sealed = session->cipher->Seal(topic, EncodeCardOutcome(*connack));
        host.SendPacket(to, MakeCardMessage(card, CardStep::CONFIRMATION, std::move(sealed)));
    }
    else if (publish)
    {
        const Message& clear = *publish->message;
        Bytes sealed = session->cipher->Seal(clear.topic, clear.payload);
        host.SendPacket(to, ReplaceMessage(*publish, clear.topic, std::move(sealed)));
    }
    else
    {
        host.SendPacket(to, packet);
    }
}

void
CardBrokerAgent::LinkDown(ConnectionId connection, BrokerHost& /* host */)
{
    m_sessions.erase(connection);
}

void
CardBrokerAgent::Refuse(ConnectionId connection,
                        ConnectCode code,
                        const std::string& reason,
                        BrokerHost& host)
{
    host.SendPacket(connection, Connack{false, code, {}});
    host.Fail(connection, reason);
}

void
CardBrokerAgent::Sweep(BrokerHost& host)
{
    m_sweeping = false;
    const Duration now = host.GetNow();
    const auto late = Select([now](const Session& session) {
        return session.stage != Stage::OPEN && session.since + HANDSHAKE_LIMIT <= now;
    });
    for (const ConnectionId connection : late)
    {
        host.Fail(connection, "the handshake takes too long");
    }
    const auto begun = Select([](const Session& session) { return session.stage != Stage::OPEN; });
    if (!begun.empty() && !std::exchange(m_sweeping, true))
    {
        host.SetAgentTimer(SWEEP_TIMER, HANDSHAKE_LIMIT);
    }
}

CardBrokerAgent::Session*
CardBrokerAgent::FindSession(ConnectionId connection)
{
    const auto found = m_sessions.find(connection);
    return found == m_sessions.end() ? nullptr : &found->second;
}

template <class Condition>
std::vector<ConnectionId>
CardBrokerAgent::Select(Condition condition) const
{
    std::vector<ConnectionId> selected;
    for (const auto& [connection, session] : m_sessions)
    {
        if (condition(session))
        {
            selected.push_back(connection);
        }
    }
    return selected;
}

std::size_t
CardBrokerAgent::GetStateSize() const
{
    std::size_t size = m_options.key.GetStateSize() + m_repository.GetStateSize();
    for (const auto& [connection, session] : m_sessions)
    {
        size += session.content.card.size() + (session.key ? session.key->Encode().size() : 0) +
                (session.cipher ? session.cipher->GetStateSize() : 0);
    }
    return size;
}

} // namespace ns3::mqtt
