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

/// First level of topics that the handshake uses.
const std::string TOPIC_ROOT = "sc/";

/// Octets of T, and of a will's flags and length of topic.
constexpr std::size_t TIME_SIZE = 8;
constexpr std::size_t WILL_HEAD = 3;

/// Flags of a will.
constexpr std::uint8_t WILL_QOS = 0x03;
constexpr std::uint8_t WILL_RETAIN = 0x04;

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
WriteCardConnect(Connect& connect, const CardConnect& content, bool published)
{
    connect.clientId = ToClientId(content.card);
    if (published)
    {
        connect.userName = ToText(JoinParts({content.nonce, EncodeCardTime(content.time)}));
        connect.password = EncodeBase64(content.signature);
    }
    else
    {
        connect.userName = ToText(content.nonce);
        connect.password.reset();
    }
}

std::optional<CardConnect>
ReadCardConnect(const Connect& connect, bool published)
{
    const auto card = FromClientId(connect.clientId);
    const auto name = connect.userName ? DecodeBase64(ByteView(std::string_view(*connect.userName)))
                                       : std::nullopt;
    const std::size_t size = CARD_NONCE_SIZE + (published ? TIME_SIZE : 0);
    if (!card || !name || name->size() != size || connect.password.has_value() != published)
    {
        return std::nullopt;
    }
    CardConnect content;
    content.card = *card;
    content.nonce = ByteView(*name).SubView(0, CARD_NONCE_SIZE).ToBytes();
    if (published)
    {
        content.time = boost::endian::load_big_s64(name->data() + CARD_NONCE_SIZE);
        auto signature = DecodeBase64(*connect.password);
        if (!signature)
        {
            return std::nullopt;
        }
        content.signature = std::move(*signature);
    }
    return content;
}

Bytes
HashConnect(const Connect& connect)
{
    return Sha256({Encode(connect)});
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
