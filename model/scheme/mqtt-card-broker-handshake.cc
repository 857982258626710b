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
    const Bytes text = MakeConnectText(content.card, content.nonce, EncodeCardTime(content.time));
    if (!session.key->Verify(text, content.signature))
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
    session.sent = CardTransport{
        {true, Secret(RandomBytes(CARD_KEY_SIZE)), Secret(RandomBytes(CARD_KEY_SIZE))},
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
CardBrokerAgent::Challenge(ConnectionId to, Session& session, BrokerHost& host)
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
    const Bytes signature = m_options.key.Sign(MakeChallengeText(agreement));
    session.stage = Stage::ANSWER;
    // MQTT wants this before anything else; what the core says goes with the confirmation.
    host.SendPacket(to, Connack{});
    host.SendPacket(
        to,
        MakeCardMessage(agreement.card,
                        CardStep::CHALLENGE,
                        JoinParts({agreement.brokerNonce, agreement.brokerPoint, signature})));
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
    session.stage = Stage::OPEN;
    const Connect connect = session.connect; // the session may go while the core takes it
    host.PassPacket(from, connect);
}

std::optional<Error>
CardBrokerAgent::Verify(Session& session, ByteView answer)
{
    const std::size_t signatureSize = CardPublicKey::GetSignatureSize(session.key->GetType());
    const std::size_t head = CARD_POINT_SIZE + signatureSize;
    if (answer.size() < head)
    {
        return Error{"the card's answer is too short"};
    }
    CardAgreement& agreement = session.agreement;
    agreement.cardPoint = answer.SubView(0, CARD_POINT_SIZE).ToBytes();
    if (!session.key->Verify(MakeAnswerText(agreement),
                             answer.SubView(CARD_POINT_SIZE, signatureSize)))
    {
        return Error{"the card's answer is not signed by the card"};
    }
    const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
    const auto point = curve.Decode(agreement.cardPoint, PointEncoding::UNCOMPRESSED);
    if (!point)
    {
        return Error{"the card's answer holds no point"};
    }
    const Secret shared = curve.Agree(session.secret, *point);
    session.secret = EcScalar();
    session.cipher.emplace(DeriveCardKeys(shared.Get(), agreement), CardCipher::Side::BROKER);
    const auto opened =
        session.cipher->Open(GetCardTopic(agreement.card, CardStep::ANSWER), answer.SubView(head));
    if (!opened || !DecodeCardWill(opened.value(), session.connect.will))
    {
        return Error{"the card's answer is not sealed under the keys"};
    }
    return std::nullopt;
}

} // namespace ns3::mqtt
