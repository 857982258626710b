// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-messages.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-topic.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

using boost::endian::load_big_s64;

/// First level of topics that the handshake uses.
const std::string TOPIC_ROOT = "sc/";

/// Octets of T, and of a will's flags and length of topic.
constexpr std::size_t TIME_SIZE = 8;
constexpr std::size_t WILL_HEAD = 3;

/// Flags of a will.
constexpr std::uint8_t WILL_QOS = 0x03;
constexpr std::uint8_t WILL_RETAIN = 0x04;

/// @param form how the handshake is run
/// @return whether there is a proof in CONNECT
bool
HasProof(CardForm form)
{
    return form.published || form.reading == CardReading::OR_2;
}

/// @param octets any
/// @return Base64
std::string
ToText(ByteView octets)
{
    return std::string(ByteView(EncodeBase64(octets)).ToText());
}

} // namespace

std::string
ToClientId(const CardId& card)
{
    return ToHex(GetView(card));
}

std::optional<CardId>
FromClientId(const std::string& clientId)
{
    CardId card{};
    const auto octets = FromHex(clientId);
    if (!octets || octets->size() != card.size() || ToHex(*octets) != clientId)
    {
        return std::nullopt;
    }
    std::copy(octets->begin(), octets->end(), card.begin());
    return card;
}

std::string
GetCardTopic(const CardId& card, CardStep step)
{
    static const char* const NAMES[] = {"/k", "/ok", "/c", "/r"};
    return TOPIC_ROOT + ToClientId(card) + NAMES[static_cast<int>(step)];
}

Publish
MakeCardMessage(const CardId& card, CardStep step, Bytes payload)
{
    Publish publish;
    publish.message =
        std::make_shared<const Message>(Message{GetCardTopic(card, step), std::move(payload)});
    return publish;
}

const Bytes*
GetCardMessage(const ControlPacket& packet, const CardId& card, CardStep step)
{
    const auto* publish = std::get_if<Publish>(&packet);
    return publish && publish->qos == Qos::AT_MOST_ONCE &&
                   publish->message->topic == GetCardTopic(card, step)
               ? &publish->message->payload
               : nullptr;
}

Bytes
EncodeCardTime(std::int64_t time)
{
    Bytes octets(TIME_SIZE);
    boost::endian::store_big_s64(octets.data(), time);
    return octets;
}

void
WriteCardConnect(Connect& connect, const CardConnect& content, CardForm form)
{
    connect.clientId = ToClientId(content.card);
    connect.password.reset();
    if (HasProof(form))
    {
        connect.password = EncodeBase64(content.proof);
    }
    if (form.published)
    {
        connect.userName = ToText(JoinParts({content.nonce, EncodeCardTime(content.time)}));
    }
    else
    {
        const std::uint8_t flags = content.hasWill ? 1 : 0;
        const bool isFirst = form.reading == CardReading::OR_2;
        connect.userName =
            ToText(JoinParts({ByteView(&flags, isFirst ? 1 : 0), content.nonce, content.point}));
    }
}

std::optional<CardConnect>
ReadCardConnect(const Connect& connect, CardForm form)
{
    const auto card = FromClientId(connect.clientId);
    auto name = connect.userName ? DecodeBase64(ByteView(std::string_view(*connect.userName)))
                                 : std::nullopt;
    auto proof = connect.password ? DecodeBase64(*connect.password) : std::nullopt;
    if (!card || !name || connect.password.has_value() != HasProof(form) ||
        proof.has_value() != HasProof(form))
    {
        return std::nullopt;
    }
    CardConnect content;
    content.card = *card;
    content.proof = proof ? std::move(*proof) : Bytes();
    const bool isLong = !form.published && form.reading == CardReading::OR_2;
    constexpr std::size_t longNonce = CARD_COUNTER_SIZE + CARD_NONCE_SIZE;
    const ByteView octets(*name);
    if (isLong && octets.size() == 1 + longNonce + CARD_POINT_SIZE && octets[0] <= 1)
    {
        content.hasWill = octets[0] == 1;
        content.nonce = octets.SubView(1, longNonce).ToBytes();
        content.point = octets.SubView(1 + longNonce).ToBytes();
    }
    else if (!isLong && octets.size() == CARD_NONCE_SIZE + (form.published ? TIME_SIZE : 0))
    {
        content.nonce = octets.SubView(0, CARD_NONCE_SIZE).ToBytes();
        content.time = form.published ? load_big_s64(octets.data() + CARD_NONCE_SIZE) : 0;
    }
    else
    {
        return std::nullopt;
    }
    return content;
}

Bytes
HashConnect(const Connect& connect)
{
    Connect covered = connect;
    covered.password.reset();
    return Sha256({Encode(covered)});
}

Bytes
EncodeCardWill(const std::optional<Will>& will)
{
    if (!will)
    {
        return {};
    }
    const Message& message = *will->message;
    Bytes head(WILL_HEAD);
    head[0] = static_cast<std::uint8_t>(will->qos) | (will->retain ? WILL_RETAIN : 0);
    boost::endian::store_big_u16(head.data() + 1, static_cast<std::uint16_t>(message.topic.size()));
    return JoinParts({head, ByteView(std::string_view(message.topic)), message.payload});
}

bool
DecodeCardWill(ByteView octets, std::optional<Will>& will)
{
    will.reset();
    if (octets.empty())
    {
        return true;
    }
    const std::uint8_t qos = octets[0] & WILL_QOS;
    if (octets.size() < WILL_HEAD || octets[0] > (WILL_QOS | WILL_RETAIN) || qos > 2)
    {
        return false;
    }
    const std::size_t size = boost::endian::load_big_u16(octets.data() + 1);
    const ByteView rest = octets.SubView(WILL_HEAD);
    if (rest.size() < size || !IsValidTopicName(rest.SubView(0, size).ToText()))
    {
        return false;
    }
    auto message = std::make_shared<const Message>(
        Message{std::string(rest.SubView(0, size).ToText()), rest.SubView(size).ToBytes()});
    will = Will{std::move(message), static_cast<Qos>(qos), (octets[0] & WILL_RETAIN) != 0};
    return true;
}

Bytes
EncodeCardOutcome(const Connack& connack)
{
    return {static_cast<std::uint8_t>(connack.sessionPresent),
            static_cast<std::uint8_t>(connack.code)};
}

std::optional<Connack>
DecodeCardOutcome(ByteView octets)
{
    if (octets.size() != 2 || octets[0] > 1 ||
        octets[1] > static_cast<std::uint8_t>(ConnectCode::NOT_AUTHORIZED))
    {
        return std::nullopt;
    }
    Connack connack;
    connack.sessionPresent = octets[0] == 1;
    connack.code = static_cast<ConnectCode>(octets[1]);
    return connack;
}

} // namespace ns3::mqtt
