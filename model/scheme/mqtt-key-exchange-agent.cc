// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-agent.h"

#include "mqtt-platform-messages.h"

namespace ns3::mqtt
{

namespace
{

constexpr std::uint32_t RENEWAL_TIMER = 1; ///< time for a new data key
constexpr std::uint32_t PUSH_TIMER = 2;    ///< the next subscriber's turn, after other work
constexpr std::uint32_t SWITCH_TIMER = 3;  ///< the new data key comes into use
constexpr std::uint32_t RETRY_TIMER = 4;   ///< keys are still missing
constexpr std::uint32_t BUFFER_TIMER = 5;  ///< ends the wait of messages for keys

/// From a message under an unknown key to the request for it: it may be on its way.
constexpr Duration PATIENCE = std::chrono::seconds(1);

/// Longest time to the next repetition of a request.
constexpr Duration MAX_RETRY_TIME = std::chrono::minutes(5);

/// Answers sent so shortly before a connection is lost may be lost with it.
constexpr Duration LOSS_WINDOW = std::chrono::seconds(10);

/// Octets of a payload in a CONNECT at most.
constexpr std::size_t MAX_WILL_PAYLOAD = 65535;

} // namespace

KeyExchangeClientAgent::KeyExchangeClientAgent(std::uint32_t number,
                                               std::shared_ptr<ExchangeDirectory> directory,
                                               std::shared_ptr<ExchangeParty> party,
                                               const Limits& limits)
    : m_number(number),
      m_directory(std::move(directory)),
      m_party(std::move(party)),
      m_limits(limits),
      m_buffered(BUFFER_TIMER),
      m_retry(limits.retryTime)
{
}

void
KeyExchangeClientAgent::Start(ClientHost& host)
{
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    m_directory->Begin();
    const ClientRole& role = m_directory->Find(m_number)->role;
    if (role.publishes)
    {
        m_publisher.emplace(m_number, m_directory, *m_party, m_limits.keptKeys);
        if (m_limits.renewalPeriod > Duration(0))
        {
            host.SetAgentTimer(RENEWAL_TIMER, m_limits.renewalPeriod);
        }
    }
    if (role.subscribes)
    {
        m_subscriber.emplace(m_number, m_directory, *m_party, m_limits.keptKeys);
        if (m_publisher)
        {
            m_subscriber->TakeOwn(m_publisher->GetNewestKey());
        }
    }
}

void
KeyExchangeClientAgent::LinkDown(ClientHost& host)
{
    m_joined = false;
    m_granted = false;
    if (m_publisher)
    {
        m_publisher->ForgetAnswers(host.GetNow() - LOSS_WINDOW);
    }
    ClientAgent::LinkDown(host);
}

void
KeyExchangeClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    const auto* connect = std::get_if<Connect>(&packet);
    if (connect && connect->will && m_publisher)
    {
        host.SendPacket(SealWill(*connect));
    }
    else
    {
        host.SendPacket(packet);
    }
}

Connect
KeyExchangeClientAgent::SealWill(const Connect& connect)
{
    Connect sealed = connect;
    const Message& clear = *connect.will->message;
    if (clear.payload.empty() && connect.will->retain)
    {
        return sealed; // only like this the broker clears what it retains
    }
    Bytes payload = m_publisher->Seal(clear.topic, clear.payload, SealKind::WILL);
    if (payload.size() > MAX_WILL_PAYLOAD)
    {
        ++m_nDropped;
        sealed.will.reset();
        return sealed;
    }
    sealed.will->message =
        std::make_shared<const Message>(Message{clear.topic, std::move(payload)});
    return sealed;
}

void
KeyExchangeClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    const auto* suback = std::get_if<Suback>(&packet);
    if (suback && suback->packetId == AGENT_PACKET_ID)
    {
        TakeSuback(*suback, host);
        return;
    }
    host.PassPacket(packet);
    const auto* connack = std::get_if<Connack>(&packet);
    if (connack && connack->code == ConnectCode::ACCEPTED)
    {
        JoinExchange(host);
    }
}

void
KeyExchangeClientAgent::JoinExchange(ClientHost& host)
{
    m_joined = true;
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    Subscribe subscribe{AGENT_PACKET_ID, {}, {}};
    if (m_publisher)
    {
        subscribe.subscriptions.push_back({REQUEST_FILTER, Qos::AT_LEAST_ONCE});
    }
    if (m_subscriber)
    {
        subscribe.subscriptions.push_back({GetAnswerTopic(m_number), Qos::AT_LEAST_ONCE});
    }
    if (subscribe.subscriptions.empty())
    {
        m_granted = true; // nothing to exchange
        return;
    }
    host.SendPacket(subscribe);
    if (m_subscriber)
    {
        // The broker takes packets in order, so the answer finds the subscription.
        const bool lost = std::exchange(m_asked, true) && !m_subscriber->HasAll();
        host.SendMessage(m_subscriber->AskAll(lost));
        AskAgain(host);
    }
}

void
KeyExchangeClientAgent::TakeSuback(const Suback& suback, ClientHost& host)
{
    if (std::count(suback.codes.begin(), suback.codes.end(), SUBACK_FAILURE) > 0)
    {
        host.Fail("the broker refuses the topics of the key exchange");
        return;
    }
    m_granted = true;
    host.AgentReady();
}

void
KeyExchangeClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    const Message& clear = *publish.message;
    if (publish.retain && clear.payload.empty())
    {
        host.SendMessage(publish); // only like this the broker clears what it retains
        return;
    }
    if (!m_publisher || IsExchangeTopic(clear.topic) || !IsCarriable(clear, MAX_CLEAR_PAYLOAD))
    {
        ++m_nDropped;
        return;
    }
    const auto kind = publish.qos == Qos::AT_MOST_ONCE ? SealKind::LOSSY : SealKind::ACKNOWLEDGED;
    host.SendMessage(
        ReplaceMessage(publish, clear.topic, m_publisher->Seal(clear.topic, clear.payload, kind)));
}

void
KeyExchangeClientAgent::IncomingMessage(const Publish& publish, ClientHost& host)
{
    const Message& message = *publish.message;
    if (IsRequestTopic(message.topic))
    {
        TakeRequest(message.payload, host);
    }
    else if (IsExchangeTopic(message.topic))
    {
        TakeAnswer(message.payload, host);
    }
    else if (message.payload.empty())
    {
        ++m_nDropped; // nothing but a retained message being cleared
    }
    else
    {
        OpenMessage(publish, host.GetNow() + m_limits.bufferTime, host);
    }
}

void
KeyExchangeClientAgent::TakeRequest(ByteView payload, ClientHost& host)
{
    const auto request = DecodeKeyRequest(payload);
    if (!m_publisher || !request)
    {
        ++m_nDropped;
        return;
    }
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    for (const Publish& answer : m_publisher->Answer(*request, host.GetNow()))
    {
        host.SendMessage(answer);
    }
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::KEY_DISTRIBUTION);
}

void
KeyExchangeClientAgent::TakeAnswer(ByteView payload, ClientHost& host)
{
    const bool wasReady = IsReady();
    host.EnterPhase(wasReady ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
    const bool isNew = m_subscriber && m_subscriber->TakeAnswer(payload);
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::KEY_DISTRIBUTION);
    if (!isNew)
    {
        ++m_nDropped;
        return;
    }
    m_retry = m_limits.retryTime;
    host.AgentReady();
    for (const auto& [publish, until] : m_buffered.TakeAll())
    {
        OpenMessage(publish, until, host);
    }
}

void
KeyExchangeClientAgent::OpenMessage(const Publish& publish, Duration until, ClientHost& host)
{
    if (!m_subscriber)
    {
        ++m_nDropped;
        return;
    }
    const Message& sealed = *publish.message;
    auto opened = m_subscriber->Open(sealed.topic, sealed.payload);
    if (opened.verdict == GroupKeyRing::Verdict::OPENED)
    {
        host.DeliverMessage(ReplaceMessage(publish, sealed.topic, std::move(opened.payload)));
        return;
    }
    if (opened.verdict == GroupKeyRing::Verdict::REJECTED || !m_buffered.Add(publish, until, host))
    {
        ++m_nDropped;
        return;
    }
    if (!std::exchange(m_retrying, true))
    {
        host.SetAgentTimer(RETRY_TIMER, PATIENCE);
    }
}

void
KeyExchangeClientAgent::AskAgain(ClientHost& host)
{
    for (const Publish& request : m_subscriber->AskMissing())
    {
        host.SendMessage(request);
    }
    m_retrying = m_subscriber->IsMissing() || !m_subscriber->HasAll();
    if (m_retrying)
    {
        host.SetAgentTimer(RETRY_TIMER, m_retry);
        m_retry = std::min(2 * m_retry, MAX_RETRY_TIME);
    }
}

void
KeyExchangeClientAgent::Renew(ClientHost& host)
{
    host.SetAgentTimer(RENEWAL_TIMER, m_limits.renewalPeriod);
    host.EnterPhase(Phase::REKEY);
    if (m_publisher->Renew())
    {
        if (m_subscriber)
        {
            m_subscriber->TakeOwn(m_publisher->GetNewestKey());
        }
        host.SetAgentTimer(PUSH_TIMER, Duration(0));
    }
    host.EnterPhase(Phase::MESSAGES);
}

void
KeyExchangeClientAgent::PushNext(ClientHost& host)
{
    host.EnterPhase(Phase::REKEY);
    if (const auto answer = m_publisher->PushNext())
    {
        host.SendMessage(*answer);
        host.SetAgentTimer(PUSH_TIMER, Duration(0));
    }
    else
    {
        host.SetAgentTimer(SWITCH_TIMER, m_limits.switchDelay);
    }
    host.EnterPhase(Phase::MESSAGES);
}

void
KeyExchangeClientAgent::TimerExpired(std::uint32_t timer, ClientHost& host)
{
    switch (timer)
    {
    case RENEWAL_TIMER:
        Renew(host);
        break;
    case PUSH_TIMER:
        PushNext(host);
        break;
    case SWITCH_TIMER:
        m_publisher->Switch();
        host.AgentReady();
        break;
    case RETRY_TIMER:
        m_retrying = false;
        if (m_joined && !m_subscriber->HasAll())
        {
            host.SendMessage(m_subscriber->AskAll(true));
        }
        if (m_joined) // else it is asked for with the next connection
        {
            AskAgain(host);
        }
        break;
    case BUFFER_TIMER:
        m_nDropped += m_buffered.DropOverdue(host);
        if (m_buffered.GetSize() == 0)
        {
            m_subscriber->ForgetMissing();
        }
        break;
    default:
        break;
    }
}

std::uint32_t
KeyExchangeClientAgent::GetGroupEpoch() const
{
    if (m_subscriber)
    {
        return m_subscriber->GetEpoch();
    }
    return m_publisher ? m_publisher->GetCurrent() : 0;
}

bool
KeyExchangeClientAgent::IsReady() const
{
    return m_granted && (!m_subscriber || m_subscriber->HasAll());
}

std::size_t
KeyExchangeClientAgent::GetStateSize() const
{
    return m_party->GetStateSize() + (m_publisher ? m_publisher->GetStateSize() : 0) +
           (m_subscriber ? m_subscriber->GetStateSize() : 0);
}

} // namespace ns3::mqtt
