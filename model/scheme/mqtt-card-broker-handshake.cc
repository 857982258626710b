// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-broker-agent.h"

/// @file
/// How the broker and a smart card prove themselves to each other and agree on keys.

namespace ns3::mqtt
{

void
CardBrokerAgent::CheckConnect(ConnectionId from, Session& session, BrokerHost& host)
{
    const CardConnect& content = session.content;
    const bool isFirst = m_options.form.reading == CardReading::OR_2;
    const auto text =
        isFirst ? OpenChosen(session)
                : MakeConnectText(content.card, content.nonce, EncodeCardTime(content.time));
    const std::size_t size = CardPublicKey::GetSignatureSize(session.key->GetType());
    const ByteView proof(content.proof);
    const ByteView signature =
        isFirst && proof.size() >= size ? proof.SubView(proof.size() - size) : proof;
    if (!text || !session.key->Verify(*text, signature))
    {
        const char* reason = "CONNECT is not signed by the card";
        Refuse(from, ConnectCode::BAD_USER_NAME_OR_PASSWORD, reason, host);
        return;
    }
    session.stage = Stage::CONFIRMATION;
    const Connect connect = session.connect; // the session may go while the core takes it
    host.PassPacket(from, connect);
}

void
CardBrokerAgent::SendKeys(ConnectionId to, Session& session, BrokerHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    const CardConnect& content = session.content;
    session.sent = CardTransport{{true, DrawCardKey(), DrawCardKey()},
                                 content.nonce,
                                 RandomBytes(CARD_NONCE_SIZE)};
    const auto sealed = session.key->Encrypt(Encode(*session.sent).Get());
    if (!sealed)
    {
        host.Fail(to, "the card's key is of no use");
        return;
    }
    const Bytes signature =
        m_options.key.Sign(MakeTransportText(content.card, content.nonce, *sealed));
    host.SendPacket(to,
                    MakeCardMessage(content.card, CardStep::KEYS, JoinParts({*sealed, signature})));
}

void
CardBrokerAgent::TakeConfirmation(ConnectionId from,
                                  Session& session,
                                  const ControlPacket& packet,
                                  BrokerHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    const Bytes* message = GetCardMessage(packet, session.content.card, CardStep::CONFIRMATION);
    if (!message || !session.sent || !AreEqual(*message, ConfirmTransport(*session.sent)))
    {
        host.Fail(from, "the card does not confirm the keys");
        return;
    }
    session.cipher.emplace(session.sent->keys, CardCipher::Side::BROKER);
    session.sent.reset();
    session.stage = Stage::OPEN;
    for (const ControlPacket& held : std::exchange(session.held, {}))
    {
        OutgoingPacket(from, held, host);
    }
}

void
CardBrokerAgent::DrawPart(Session& session)
{
    const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
    session.secret = curve.MakeRandomScalar();
    CardAgreement& agreement = session.agreement;
    agreement.card = session.content.card;
    agreement.connect = HashConnect(session.connect);
    agreement.cardNonce = session.content.nonce;
    agreement.brokerNonce = RandomBytes(CARD_NONCE_SIZE);
    agreement.brokerPoint =
        curve.Encode(curve.MultiplyBase(session.secret), PointEncoding::UNCOMPRESSED);
}

void
CardBrokerAgent::SendPart(ConnectionId to, const Session& session, ByteView text, BrokerHost& host)
{
    const CardAgreement& agreement = session.agreement;
    const Bytes signature = m_options.key.Sign(text);
    // MQTT wants this before anything else; what the core says goes with the confirmation.
    host.SendPacket(to, Connack{});
    host.SendPacket(
        to,
        MakeCardMessage(agreement.card,
                        CardStep::CHALLENGE,
                        JoinParts({agreement.brokerNonce, agreement.brokerPoint, signature})));
}

void
CardBrokerAgent::Challenge(ConnectionId to, Session& session, BrokerHost& host)
{
    DrawPart(session);
    session.stage = Stage::ANSWER;
    SendPart(to, session, MakeChallengeText(session.agreement), host);
}

bool
CardBrokerAgent::Agree(Session& session)
{
    const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
    const auto point = curve.Decode(session.agreement.cardPoint, PointEncoding::UNCOMPRESSED);
    if (!point)
    {
        return false;
    }
    const Secret shared = curve.Agree(std::exchange(session.secret, EcScalar()), *point);
    session.cipher.emplace(DeriveCardKeys(shared.Get(), session.agreement),
                           CardCipher::Side::BROKER);
    return true;
}

void
CardBrokerAgent::Admit(ConnectionId from, Session& session, BrokerHost& host)
{
    session.stage = Stage::OPEN;
    const Connect connect = session.connect; // the session may go while the core takes it
    host.PassPacket(from, connect);
}

void
CardBrokerAgent::TakeAnswer(ConnectionId from,
                            Session& session,
                            const ControlPacket& packet,
                            BrokerHost& host)
{
    host.EnterPhase(Phase::HANDSHAKE);
    const Bytes* answer = GetCardMessage(packet, session.content.card, CardStep::ANSWER);
    const auto error = answer ? Verify(session, *answer)
                              : Error{std::string(GetName(GetType(packet))) + " before the proof"};
    if (error)
    {
        host.Fail(from, error->reason);
        return;
    }
    Admit(from, session, host);
}

std::optional<Error>
CardBrokerAgent::Verify(Session& session, ByteView answer)
{
    CardAgreement& agreement = session.agreement;
    std::size_t head = 0;
    if (!session.cipher) // else the card was first, and this is its will
    {
        const std::size_t size = CardPublicKey::GetSignatureSize(session.key->GetType());
        head = CARD_POINT_SIZE + size;
        if (answer.size() < head)
        {
            return Error{"the card's answer is too short"};
        }
        agreement.cardPoint = answer.SubView(0, CARD_POINT_SIZE).ToBytes();
        if (!session.key->Verify(MakeAnswerText(agreement), answer.SubView(CARD_POINT_SIZE, size)))
        {
            return Error{"the card's answer is not signed by the card"};
        }
        if (!Agree(session))
        {
            return Error{"the card's answer holds no point"};
        }
    }
    const auto opened =
        session.cipher->Open(GetCardTopic(agreement.card, CardStep::ANSWER), answer.SubView(head));
    if (!opened || !DecodeCardWill(opened.value(), session.connect.will))
    {
        return Error{"the card's answer is not sealed under the keys"};
    }
    return std::nullopt;
}

} // namespace ns3::mqtt
