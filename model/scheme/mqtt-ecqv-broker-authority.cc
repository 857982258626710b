// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-broker-agent.h"

#include <boost/endian/conversion.hpp>

/// @file
/// What the broker's agent asks of the authority, and hears from it.

namespace ns3::mqtt
{

namespace
{

/// @param epoch number
/// @return trailer of CONNACK for who comes back
Bytes
EncodeEpoch(std::uint32_t epoch)
{
    Bytes octets(sizeof(epoch));
    boost::endian::store_big_u32(octets.data(), epoch);
    return octets;
}

} // namespace

void
EcqvBrokerAgent::Start(BrokerHost& host)
{
    m_link.Open(host);
}

std::unique_ptr<StreamGuard>
EcqvBrokerAgent::CreateChannelGuard(const std::string& /* service */, bool /* opened */)
{
    return m_link.CreateGuard();
}

void
EcqvBrokerAgent::ChannelUp(ChannelId channel, const std::string& /* service */, BrokerHost& host)
{
    if (!m_link.Owns(channel))
    {
        return;
    }
    m_link.Up();
    m_resumed = true;
    m_news = {};
    for (const EcqvId& id : std::exchange(m_departed, {}))
    {
        m_link.Send(EcqvDeparture{id}, host);
    }
    for (const auto& [token, question] : m_questions)
    {
        m_link.Send(question.message, host);
    }
}

void
EcqvBrokerAgent::ChannelDown(ChannelId channel, BrokerHost& host)
{
    if (m_link.Owns(channel))
    {
        m_link.Down(host);
        RefuseWaiting(host);
    }
}

void
EcqvBrokerAgent::RefuseWaiting(BrokerHost& host)
{
    // Claims are repeated when the channel is back; whoever connects had better try again.
    std::vector<ConnectionId> waiting;
    for (auto question = m_questions.begin(); question != m_questions.end();)
    {
        const bool isForward = std::holds_alternative<EcqvForward>(question->second.message);
        if (isForward)
        {
            waiting.push_back(*question->second.connection);
        }
        question = isForward ? m_questions.erase(question) : std::next(question);
    }
    for (const ConnectionId connection : waiting)
    {
        Connection* c = FindConnection(connection);
        if (c && !c->accepted)
        {
            Refuse(connection, ConnectCode::SERVER_UNAVAILABLE, "the authority has gone", host);
        }
    }
}

void
EcqvBrokerAgent::ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host)
{
    if (!m_link.Owns(channel))
    {
        return;
    }
    m_link.Heard();
    const auto decoded = DecodeChannelMessage(message, m_settings.form);
    const bool good =
        decoded && std::visit([&](const auto& said) { return Handle(said, host); }, *decoded);
    if (!good && m_link.Owns(channel))
    {
        m_link.Break(host);
        RefuseWaiting(host);
    }
}

std::uint64_t
EcqvBrokerAgent::Ask(Question question, BrokerHost& host)
{
    const std::uint64_t token = ++m_lastToken;
    std::visit(
        [token](auto& message) {
            using Message = std::decay_t<decltype(message)>;
            if constexpr (std::is_same_v<Message, EcqvForward> ||
                          std::is_same_v<Message, EcqvClaim>)
            {
                message.token = token;
            }
        },
        question.message);
    m_link.Send(question.message, host);
    m_questions.emplace(token, std::move(question));
    return token;
}

std::uint64_t
EcqvBrokerAgent::AskForSide(EcqvClaim claim,
                            std::optional<ConnectionId> connection,
                            std::uint32_t listEpoch,
                            BrokerHost& host)
{
    const std::pair key{claim.id, claim.role};
    const auto earlier = m_claims.find(key);
    if (earlier != m_claims.end())
    {
        m_questions.erase(earlier->second);
    }
    if (auto* member = m_members.Find(claim.id))
    {
        m_members.Forget(*member, claim.role, listEpoch);
    }
    const EcqvId id = claim.id;
    const std::uint64_t token = Ask({std::move(claim), id, connection}, host);
    m_claims[key] = token;
    return token;
}

std::optional<EcqvBrokerAgent::Question>
EcqvBrokerAgent::TakeQuestion(std::uint64_t token)
{
    auto node = m_questions.extract(token);
    if (!node)
    {
        return std::nullopt;
    }
    if (const auto* claim = std::get_if<EcqvClaim>(&node.mapped().message))
    {
        m_claims.erase({claim->id, claim->role});
    }
    return std::move(node.mapped());
}

bool
EcqvBrokerAgent::Handle(const EcqvForward&, BrokerHost&)
{
    return false;
}

bool
EcqvBrokerAgent::Handle(const EcqvClaim&, BrokerHost&)
{
    return false;
}

bool
EcqvBrokerAgent::Handle(const EcqvDeparture&, BrokerHost&)
{
    return false;
}

bool
EcqvBrokerAgent::Handle(const EcqvIssued& message, BrokerHost& host)
{
    const auto question = TakeQuestion(message.token);
    if (!question)
    {
        return true;
    }
    host.EnterPhase(Phase::ENROL);
    const bool isNew = !message.trailer.empty();
    if (isNew)
    {
        m_members.Renew(question->id);
    }
    Connection* c = FindConnection(*question->connection);
    if (!c || c->token != message.token)
    {
        auto* member = m_members.Find(question->id);
        if (isNew && member && !member->connection)
        {
            GoneAway(question->id, *member, false, host);
        }
        return true;
    }
    auto connect = std::get<Connect>(*std::exchange(c->held, std::nullopt));
    c->token.reset();
    Admit(*question->connection,
          std::move(connect),
          isNew ? message.trailer : EncodeEpoch(m_view.GetNewestNumber()),
          host);
    return true;
}

bool
EcqvBrokerAgent::Handle(const EcqvRefusal& message, BrokerHost& host)
{
    const auto question = TakeQuestion(message.token);
    if (!question)
    {
        return true;
    }
    const auto* member = m_members.Find(question->id);
    const auto connection = question->connection ? question->connection
                            : member             ? member->connection
                                                 : std::nullopt;
    Connection* c = connection ? FindConnection(*connection) : nullptr;
    if (c && std::holds_alternative<EcqvClaim>(question->message))
    {
        host.Fail(*connection, "the authority refuses a claim: " + message.reason);
    }
    else if (c && c->token == message.token)
    {
        Refuse(*connection, ConnectCode::NOT_AUTHORIZED, message.reason, host);
    }
    return true;
}

bool
EcqvBrokerAgent::Handle(const EcqvRosterNews& message, BrokerHost& /* host */)
{
    EcqvRosterChange& news = m_news[GetEcqvIndex(message.side)];
    if (message.change.whole)
    {
        news = {};
    }
    news.whole |= message.change.whole;
    const auto append = [](auto& all, const auto& more) {
        all.insert(all.end(), more.begin(), more.end());
    };
    append(news.removed, message.change.removed);
    append(news.added, message.change.added);
    return true;
}

bool
EcqvBrokerAgent::Handle(const EcqvNewEpoch& message, BrokerHost& host)
{
    host.EnterPhase(Phase::REKEY);
    const auto changes = std::exchange(m_news, {});
    const bool resumed = std::exchange(m_resumed, false);
    if (message.statement.epoch != m_view.GetNewestNumber())
    {
        if (m_view.TakeEpoch(message.statement, changes, GetUnixTime(host)))
        {
            return false;
        }
        m_members.NoteEpoch(message.statement);
        host.SetAgentTimer(GRACE_TIMER, m_settings.gracePeriod);
        ExpelRemoved(changes, host);
    }
    if (resumed)
    {
        ClaimAgain(host);
    }
    return true;
}

bool
EcqvBrokerAgent::Handle(const EcqvKeys& message, BrokerHost& host)
{
    for (const EcqvId& id : m_members.NoteKeys(message))
    {
        SendUpdate(*m_members.Find(id), host);
    }
    return true;
}

bool
EcqvBrokerAgent::Handle(const EcqvGranted& message, BrokerHost& host)
{
    auto question = TakeQuestion(message.token);
    auto* member = question ? m_members.Find(question->id) : nullptr;
    auto* claim = question ? std::get_if<EcqvClaim>(&question->message) : nullptr;
    if (!member || !claim)
    {
        return true;
    }
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    auto& side = member->GetSide(claim->role);
    side.granted = true;
    side.confirmation = std::move(claim->confirmation);
    Connection* c = question->connection ? FindConnection(*question->connection) : nullptr;
    if (!c || c->token != message.token)
    {
        SendUpdate(*member, host);
        return true;
    }
    Bytes trailer;
    if (auto update = m_members.MakeUpdate(*member, claim->role))
    {
        // If it is lost, the device has no keys when it is back and claims the side again.
        EcqvBrokerMembers::Acknowledge(*member, update->outstanding);
        trailer = std::move(update->octets);
    }
    c->token.reset();
    auto subscribe = std::get<Subscribe>(*std::exchange(c->held, std::nullopt));
    PassSubscribe(*question->connection, std::move(subscribe), std::move(trailer), host);
    return true;
}

} // namespace ns3::mqtt
