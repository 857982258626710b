// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-messages.h"

#include "ns3/mqtt-primitives.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// Of requests and answers.
constexpr std::uint8_t VERSION = 1;

/// Octets before the offer.
constexpr std::size_t REQUEST_SIZE = 33;

/// Octets before what is sealed.
constexpr std::size_t ANSWER_SIZE = 9;

constexpr std::string_view REQUEST_PREFIX = "kx/ask/"; ///< before the subscriber's number
constexpr std::string_view ANSWER_PREFIX = "kx/key/";  ///< before the subscriber's number

// What is bound to something says what for, so that nothing can be taken for something else.
constexpr std::string_view OFFER_LABEL = "mqtt-kx offer";
constexpr std::string_view SEAL_LABEL = "mqtt-kx seal";
constexpr std::string_view KEY_LABEL = "mqtt-kx key";
constexpr std::string_view CHECK_LABEL = "mqtt-kx check";

/// @param octets get it
/// @param number to be appended
void
Append(Bytes& octets, std::uint32_t number)
{
    octets.resize(octets.size() + sizeof(number));
    boost::endian::store_big_u32(&octets[octets.size() - sizeof(number)], number);
}

/// @param octets get it
/// @param field to be appended
void
Append(Bytes& octets, ByteView field)
{
    octets.insert(octets.end(), field.begin(), field.end());
}

/// @param octets at least four
/// @param offset of the number
/// @return the number
std::uint32_t
Read(ByteView octets, std::size_t offset)
{
    return boost::endian::load_big_u32(octets.data() + offset);
}

} // namespace

Bytes
Encode(const KeyRequest& request)
{
    Bytes octets{VERSION};
    octets.reserve(REQUEST_SIZE + request.offer.size());
    Append(octets, request.subscriber);
    Append(octets, ByteView(request.nonce.data(), request.nonce.size()));
    Append(octets, request.attempt);
    Append(octets, request.publisher);
    Append(octets, request.key);
    Append(octets, request.offer);
    return octets;
}

std::optional<KeyRequest>
DecodeKeyRequest(ByteView payload)
{
    if (payload.size() < REQUEST_SIZE || payload[0] != VERSION)
    {
        return std::nullopt;
    }
    KeyRequest request;
    request.subscriber = Read(payload, 1);
    std::copy_n(payload.data() + 5, request.nonce.size(), request.nonce.begin());
    request.attempt = Read(payload, 21);
    request.publisher = Read(payload, 25);
    request.key = Read(payload, 29);
    request.offer = payload.SubView(REQUEST_SIZE).ToBytes();
    return request.subscriber != 0 ? std::optional(std::move(request)) : std::nullopt;
}

Bytes
Encode(const KeyAnswer& answer)
{
    Bytes octets{VERSION};
    octets.reserve(ANSWER_SIZE + answer.sealed.size() + answer.signature.size());
    Append(octets, answer.publisher);
    Append(octets, answer.key);
    Append(octets, answer.sealed);
    Append(octets, answer.signature);
    return octets;
}

std::optional<KeyAnswer>
DecodeKeyAnswer(ByteView payload, std::size_t sealedSize, std::size_t signatureSize)
{
    if (payload.size() != ANSWER_SIZE + sealedSize + signatureSize || payload[0] != VERSION)
    {
        return std::nullopt;
    }
    KeyAnswer answer;
    answer.publisher = Read(payload, 1);
    answer.key = Read(payload, 5);
    answer.sealed = payload.SubView(ANSWER_SIZE, sealedSize).ToBytes();
    answer.signature = payload.SubView(ANSWER_SIZE + sealedSize).ToBytes();
    return answer.key != 0 ? std::optional(std::move(answer)) : std::nullopt;
}

Bytes
MakeOfferContext(const KeyRequest& request)
{
    Bytes context = ByteView(OFFER_LABEL).ToBytes();
    Append(context, request.subscriber);
    Append(context, ByteView(request.nonce.data(), request.nonce.size()));
    return context;
}

Bytes
MakeSealContext(const KeyRequest& request, std::uint32_t publisher, std::uint32_t key)
{
    Bytes context = ByteView(SEAL_LABEL).ToBytes();
    Append(context, publisher);
    Append(context, key);
    Append(context, request.subscriber);
    Append(context, ByteView(request.nonce.data(), request.nonce.size()));
    return context;
}

Bytes
MakeKeyStatement(std::uint32_t publisher, std::uint32_t key, ByteView dataKey)
{
    Bytes statement = ByteView(KEY_LABEL).ToBytes();
    Append(statement, publisher);
    Append(statement, key);
    Append(statement, HmacSha256(dataKey, {ByteView(CHECK_LABEL), statement}));
    return statement;
}

std::string
GetRequestTopic(std::uint32_t client)
{
    return std::string(REQUEST_PREFIX) + std::to_string(client);
}

std::string
GetAnswerTopic(std::uint32_t client)
{
    return std::string(ANSWER_PREFIX) + std::to_string(client);
}

bool
IsExchangeTopic(std::string_view topic)
{
    return topic.substr(0, EXCHANGE_PREFIX.size()) == EXCHANGE_PREFIX;
}

bool
IsRequestTopic(std::string_view topic)
{
    return topic.substr(0, REQUEST_PREFIX.size()) == REQUEST_PREFIX;
}

} // namespace ns3::mqtt
