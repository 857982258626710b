// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-protocol.h"

namespace ns3::mqtt
{

namespace
{

/// Keep what the keys are used for apart.
constexpr std::string_view CHALLENGE_LABEL = "mqtt-card challenge";
constexpr std::string_view ANSWER_LABEL = "mqtt-card answer";
constexpr std::string_view FIRST_LABEL = "mqtt-card first";
constexpr std::string_view REPLY_LABEL = "mqtt-card reply";
constexpr std::string_view KEY_LABEL = "mqtt-card keys";
constexpr std::string_view PAYLOAD_LABEL = "mqtt-card payload";

/// @param label who signs, or what for
/// @param agreement as far as it is known; all fields have fixed lengths
/// @return octets of it
Bytes
MakeText(std::string_view label, const CardAgreement& agreement)
{
    return JoinParts({ByteView(label),
                      GetView(agreement.card),
                      agreement.connect,
                      agreement.cardNonce,
                      agreement.brokerNonce,
                      agreement.brokerPoint,
                      agreement.cardPoint});
}

} // namespace

Bytes
JoinParts(std::initializer_list<ByteView> parts)
{
    std::size_t size = 0;
    for (const ByteView part : parts)
    {
        size += part.size();
    }
    Bytes joined;
    joined.reserve(size); // never moves, so that no secret stays behind
    for (const ByteView part : parts)
    {
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

Secret
DrawCardKey()
{
    Bytes octets = RandomBytes(CARD_KEY_SIZE);
    Secret key(octets);
    OPENSSL_cleanse(octets.data(), octets.size());
    return key;
}

CardCipher::CardCipher(const CardSessionKeys& keys, Side side)
{
    if (keys.published)
    {
        m_published.emplace(keys.first.Get(), keys.second.Get());
        return;
    }
    const bool isCard = side == Side::CARD;
    m_sound.emplace((isCard ? keys.first : keys.second).Get(),
                    (isCard ? keys.second : keys.first).Get(),
                    PAYLOAD_LABEL);
}

Bytes
CardCipher::Seal(std::string_view topic, ByteView payload)
{
    return m_sound ? m_sound->Seal(topic, payload) : m_published->Seal(payload);
}

Result<Bytes>
CardCipher::Open(std::string_view topic, ByteView payload)
{
    return m_sound ? m_sound->Open(topic, payload) : m_published->Open(payload);
}

std::size_t
CardCipher::GetStateSize() const
{
    return m_sound ? m_sound->GetStateSize() : m_published->GetStateSize();
}

Bytes
MakeConnectText(const CardId& card, ByteView nonce, ByteView time)
{
    return JoinParts({ByteView(std::string_view("D")), GetView(card), nonce, time});
}

Bytes
MakeConnectText(const CardId& card, ByteView nonce, ByteView time, ByteView transport)
{
    return JoinParts({MakeConnectText(card, nonce, time), transport});
}

Bytes
MakeTransportText(const CardId& card, ByteView nonce, ByteView transport)
{
    return JoinParts({ByteView(std::string_view("B")), GetView(card), nonce, transport});
}

Secret
Encode(const CardTransport& transport)
{
    Bytes octets = JoinParts({transport.keys.first.Get(),
                              transport.keys.second.Get(),
                              transport.cardNonce,
                              transport.brokerNonce});
    Secret encoded(octets);
    OPENSSL_cleanse(octets.data(), octets.size());
    return encoded;
}

std::optional<CardTransport>
DecodeCardTransport(ByteView octets)
{
    if (octets.size() != CARD_TRANSPORT_SIZE && octets.size() != CARD_FIRST_TRANSPORT_SIZE)
    {
        return std::nullopt;
    }
    const ByteView nonces = octets.SubView(2 * CARD_KEY_SIZE);
    return CardTransport{{true,
                          Secret(octets.SubView(0, CARD_KEY_SIZE)),
                          Secret(octets.SubView(CARD_KEY_SIZE, CARD_KEY_SIZE))},
                         nonces.SubView(0, CARD_NONCE_SIZE).ToBytes(),
                         nonces.SubView(CARD_NONCE_SIZE).ToBytes()};
}

Bytes
ConfirmTransport(const CardTransport& transport)
{
    return HmacSha256(
        transport.keys.second.Get(),
        {ByteView(std::string_view("ok")), transport.brokerNonce, transport.cardNonce});
}

Bytes
MakeFirstText(const CardAgreement& agreement)
{
    return MakeText(FIRST_LABEL, agreement);
}

Bytes
MakeReplyText(const CardAgreement& agreement)
{
    return MakeText(REPLY_LABEL, agreement);
}

Bytes
MakeChallengeText(const CardAgreement& agreement)
{
    return MakeText(CHALLENGE_LABEL, agreement);
}

Bytes
MakeAnswerText(const CardAgreement& agreement)
{
    return MakeText(ANSWER_LABEL, agreement);
}

CardSessionKeys
DeriveCardKeys(ByteView shared, const CardAgreement& agreement)
{
    const Bytes salt = JoinParts({agreement.cardNonce, agreement.brokerNonce});
    const Secret keys = HkdfSha256(shared, salt, MakeText(KEY_LABEL, agreement), 2 * CARD_KEY_SIZE);
    return {false,
            Secret(keys.Get().SubView(0, CARD_KEY_SIZE)),
            Secret(keys.Get().SubView(CARD_KEY_SIZE))};
}

} // namespace ns3::mqtt
