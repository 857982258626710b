// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-broker-agent.h"

#include <boost/endian/conversion.hpp>

/// @file
/// How the broker answers a card that speaks first (reading OR-2).

namespace ns3::mqtt
{

std::optional<Bytes>
CardBrokerAgent::OpenChosen(Session& session) const
{
    const CardConnect& content = session.content;
    const std::size_t size =
        CardPublicKey::GetEncryptedSize(m_options.key.GetType(), CARD_FIRST_TRANSPORT_SIZE);
    if (content.proof.size() <= size)
    {
        return std::nullopt;
    }
    const ByteView transport = ByteView(content.proof).SubView(0, size);
    const auto opened = m_options.key.Decrypt(transport);
    session.sent = opened ? DecodeCardTransport(opened->Get()) : std::nullopt;
    if (!session.sent || session.sent->cardNonce != content.nonce)
    {
        return std::nullopt;
    }
    return MakeConnectText(content.card, content.nonce, EncodeCardTime(content.time), transport);
}

void
CardBrokerAgent::ConfirmChosen(ConnectionId to, Session& session, BrokerHost& host)
{
    const auto chosen = std::exchange(session.sent, std::nullopt);
    session.cipher.emplace(chosen->keys, CardCipher::Side::BROKER);
    session.stage = Stage::OPEN;
    host.SendPacket(
        to,
        MakeCardMessage(session.content.card, CardStep::CONFIRMATION, ConfirmTransport(*chosen)));
}

void
CardBrokerAgent::TakeOffer(ConnectionId from, Session& session, BrokerHost& host)
{
    const CardConnect& content = session.content;
    CardAgreement offer;
    offer.card = content.card;
    offer.connect = HashConnect(session.connect);
    offer.cardNonce = content.nonce;
    offer.cardPoint = content.point;
    const std::uint64_t counter = boost::endian::load_big_u64(content.nonce.data());
    const auto last = m_counters.find(content.card);
    const bool isFresh = last == m_counters.end() || counter > last->second;
    if (!isFresh || !session.key->Verify(MakeFirstText(offer), content.proof))
    {
        const char* reason = "CONNECT is not signed by the card, or was taken before";
        Refuse(from, ConnectCode::BAD_USER_NAME_OR_PASSWORD, reason, host);
        return;
    }
    m_counters[content.card] = counter;
    DrawPart(session);
    session.agreement.cardPoint = content.point;
    SendPart(from, session, MakeReplyText(session.agreement), host);
    if (!Agree(session))
    {
        host.Fail(from, "CONNECT holds no point");
    }
    else if (content.hasWill)
    {
        session.stage = Stage::ANSWER;
    }
    else
    {
        session.connect.will.reset(); // it would not be sealed
        Admit(from, session, host);
    }
}

} // namespace ns3::mqtt
