// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-client-agent.h"

#include "mqtt-platform-messages.h"

#include "ns3/mqtt-crypto-scope.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of a payload that a card takes, whatever the topic.
constexpr std::size_t MAX_CARD_PAYLOAD = SmartCard::MAX_DATA - 65535 - 1024;

/// Octets of a will's payload that its length in two octets can tell.
constexpr std::size_t MAX_WILL_PAYLOAD = 65535;

} // namespace

CardClientAgent::CardClientAgent(CardClientOptions options)
    : m_options(std::move(options)),
      m_attempt(std::make_shared<std::uint64_t>(0))
{
}

std::vector<Unit>
CardClientAgent::GetUnits() const
{
    return {{UNIT, m_options.device}};
}

void
CardClientAgent::ConnectionWanted(ClientHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    ++*m_attempt;
    const std::int64_t now = CryptoScope::GetCurrent()->GetUnixTime();
    const auto prepare = [id = m_options.card->GetId(), form = m_options.form, now](
                             CardReader& reader) { return Prepare(reader, form, id, now); };
    UseCard<Result<CardConnect>>(host, prepare, [this, &host](Result<CardConnect> prepared) {
        host.EnterPhase(Phase::HANDSHAKE);
        if (!prepared)
        {
            host.Fail(prepared.error().reason);
            return;
        }
        m_prepared = std::move(prepared.value());
        host.Connect();
    });
}

Result<CardConnect>
CardClientAgent::Prepare(CardReader& reader, CardForm form, const CardId& id, std::int64_t time)
{
    CardConnect content;
    content.card = id;
    content.time = time;
    if (const auto error = reader.Activate())
    {
        return *error;
    }
    const bool isFirst = form.reading == CardReading::OR_2;
    if (form.published)
    {
        const Bytes octets = EncodeCardTime(time);
        auto proof = isFirst ? reader.ChooseKeys(octets) : reader.SignConnect(octets);
        if (!proof)
        {
            return proof.error();
        }
        content.nonce = std::move(proof.value().nonce);
        content.proof = std::move(proof.value().signature);
    }
    else if (isFirst)
    {
        auto offer = reader.Offer();
        if (!offer)
        {
            return offer.error();
        }
        content.nonce = std::move(offer.value().nonce);
        content.point = std::move(offer.value().point);
    }
    else
    {
        auto nonce = reader.Begin();
        if (!nonce)
        {
            return nonce.error();
        }
        content.nonce = std::move(nonce.value());
    }
    return content;
}

void
CardClientAgent::LinkDown(ClientHost& /* host */)
{
    ++*m_attempt;
    m_options.card->Reset();
    m_prepared.reset();
    m_connect.clear();
    m_will.reset();
    m_connack.reset();
    m_answered = false;
    m_open = false;
    m_cipher.reset();
    m_outgoing = {};
    m_incoming = {};
}

void
CardClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    if (!IsCarriable(*publish.message, m_options.keysInCard ? MAX_CARD_PAYLOAD : MAX_CLEAR_PAYLOAD))
    {
        ++m_dropped;
        return;
    }
    host.SendMessage(publish);
}

void
CardClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (const auto* connect = std::get_if<Connect>(&packet))
    {
        SendConnect(*connect, host);
    }
    else if (std::holds_alternative<Disconnect>(packet))
    {
        host.SendPacket(packet); // the connection ends here: nothing waits for the card any more
    }
    else if (m_open)
    {
        m_outgoing.waiting.push_back(packet);
        Proceed(m_outgoing, host);
    }
}

void
CardClientAgent::SendConnect(Connect connect, ClientHost& host)
{
    if (!m_prepared)
    {
        return; // the connection is on its way down
    }
    CardConnect content = *std::exchange(m_prepared, std::nullopt);
    if (!m_options.form.published)
    {
        m_will = std::exchange(connect.will, std::nullopt);
        if (m_will && !IsCarriable(*m_will->message, MAX_WILL_PAYLOAD))
        {
            m_will.reset();
            ++m_dropped;
        }
    }
    content.hasWill = m_will.has_value();
    WriteCardConnect(connect, content, m_options.form);
    if (!m_options.form.published)
    {
        m_connect = HashConnect(connect);
    }
    if (m_options.form.published || m_options.form.reading == CardReading::OR_1)
    {
        host.SendPacket(connect);
    }
    else
    {
        SendSigned(std::move(connect), host);
    }
}

void
CardClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (!m_answered && !m_incoming.busy)
    {
        Shake(packet, host);
        return;
    }
    // While the card works on the handshake, what comes behind may be sealed under its keys.
    m_incoming.waiting.push_back(packet);
    Proceed(m_incoming, host);
}

void
CardClientAgent::Shake(const ControlPacket& packet, ClientHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    const CardId& card = m_options.card->GetId();
    const auto* connack = std::get_if<Connack>(&packet);
    const bool isFirst = m_options.form.reading == CardReading::OR_2;
    const auto step = !m_options.form.published ? CardStep::CHALLENGE
                      : isFirst                 ? CardStep::CONFIRMATION
                                                : CardStep::KEYS;
    const Bytes* message = GetCardMessage(packet, card, step);
    if (connack && connack->code != ConnectCode::ACCEPTED)
    {
        host.PassPacket(packet);
    }
    else if (connack && !m_connack)
    {
        m_connack = *connack;
    }
    else if (message && m_connack)
    {
        m_incoming.busy = true; // the card works on the handshake
        isFirst                    ? TakeReply(*message, host)
        : m_options.form.published ? TakeKeys(*message, host)
                                   : Answer(*message, host);
    }
    else
    {
        host.Fail("the broker does not keep to the handshake");
    }
}

void
CardClientAgent::TakeKeys(const Bytes& message, ClientHost& host)
{
    using Confirmation = Result<CardReader::KeyConfirmation>;
    const auto open = [message](CardReader& reader) { return reader.OpenKeys(message); };
    UseCard<Confirmation>(host, open, [this, &host](Confirmation confirmation) {
        host.EnterPhase(Phase::HANDSHAKE);
        if (!confirmation)
        {
            host.Fail(confirmation.error().reason);
            return;
        }
        Agreed(confirmation.value().keys);
        host.SendPacket(MakeCardMessage(m_options.card->GetId(),
                                        CardStep::CONFIRMATION,
                                        std::move(confirmation.value().confirmation)));
        Open(*std::exchange(m_connack, std::nullopt), host);
        Proceed(m_incoming, host);
    });
}

void
CardClientAgent::Answer(const Bytes& challenge, ClientHost& host)
{
    /// What the card gives.
    struct Answered
    {
        CardReader::ChallengeAnswer answer; ///< answer and, if they are exported, keys
        Bytes will;                         ///< sealed; by the card, if keys stay there
    };

    const std::string topic = GetCardTopic(m_options.card->GetId(), CardStep::ANSWER);
    const auto answer = [challenge,
                         topic,
                         connect = m_connect,
                         will = EncodeCardWill(m_will),
                         size = CardPublicKey::GetSignatureSize(m_options.type)](
                            CardReader& reader) -> Result<Answered> {
        auto answered = reader.Answer(connect, challenge, size);
        if (!answered)
        {
            return answered.error();
        }
        if (answered.value().keys)
        {
            return Answered{std::move(answered.value()), will};
        }
        auto sealed = reader.Seal(topic, will);
        return sealed ? Result<Answered>(
                            Answered{std::move(answered.value()), std::move(sealed.value())})
                      : sealed.error();
    };
    UseCard<Result<Answered>>(host, answer, [this, topic, &host](Result<Answered> answered) {
        host.EnterPhase(Phase::HANDSHAKE);
        if (!answered)
        {
            host.Fail(answered.error().reason);
            return;
        }
        auto& [proof, will] = answered.value();
        Agreed(proof.keys);
        will = m_cipher ? m_cipher->Seal(topic, will) : std::move(will);
        host.SendPacket(MakeCardMessage(m_options.card->GetId(),
                                        CardStep::ANSWER,
                                        JoinParts({proof.answer, will})));
        Proceed(m_incoming, host);
    });
}

void
CardClientAgent::Agreed(const std::optional<CardSessionKeys>& keys)
{
    if (keys)
    {
        m_cipher.emplace(*keys, CardCipher::Side::CARD);
    }
    m_answered = true;
    m_incoming.busy = false;
}

void
CardClientAgent::Open(const Connack& connack, ClientHost& host)
{
    m_open = connack.code == ConnectCode::ACCEPTED;
    host.PassPacket(connack);
}

std::size_t
CardClientAgent::GetStateSize() const
{
    return m_options.card->GetStateSize() + (m_cipher ? m_cipher->GetStateSize() : 0);
}

} // namespace ns3::mqtt
