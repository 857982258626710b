// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-platform-messages.h"

#include "ns3/mqtt-hex.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

using boost::endian::load_big_s64;
using boost::endian::load_big_u32;
using boost::endian::store_big_s64;
using boost::endian::store_big_u32;

/// First level of topics on which devices get group keys.
const std::string UPDATE_ROOT = "updategroup";

/// Octets of GetDeviceSuffix(): two identities in digits, each behind a slash.
constexpr std::size_t SUFFIX_SIZE = 2 * (1 + 2 * PLATFORM_ID_SIZE);

/// Octets of any text in a packet.
constexpr std::size_t MAX_TEXT_SIZE = 65535;

constexpr std::size_t TIMESTAMP_SIZE = 8; ///< octets
constexpr std::size_t NUMBERS_SIZE = 8;   ///< octets of epoch and member number

/// @param published as printed
/// @return octets before the key
std::size_t
GetHeaderSize(bool published)
{
    return TIMESTAMP_SIZE + (published ? 0 : NUMBERS_SIZE);
}

} // namespace

bool
IsCarriable(const Message& message, std::size_t maxPayload)
{
    return message.payload.size() <= maxPayload &&
           message.topic.size() <= MAX_TEXT_SIZE - SUFFIX_SIZE;
}

std::string
GetDeviceSuffix(const SessionIdentity& identity)
{
    return "/" + ToHex(GetView(identity.topic)) + "/" + ToHex(GetView(identity.device));
}

std::string
GetUpdateTopic(const SessionIdentity& identity)
{
    return UPDATE_ROOT + GetDeviceSuffix(identity);
}

bool
IsUpdateTopic(std::string_view topic)
{
    return topic.substr(0, topic.find('/')) == UPDATE_ROOT;
}

Publish
ReplaceMessage(const Publish& publish, std::string topic, Bytes payload)
{
    Publish replaced = publish;
    replaced.message =
        std::make_shared<const Message>(Message{std::move(topic), std::move(payload)});
    return replaced;
}

Secret
Encode(const KeyUpdate& update, bool published)
{
    std::array<std::uint8_t, TIMESTAMP_SIZE + NUMBERS_SIZE + PLATFORM_KEY_SIZE> octets{};
    store_big_s64(octets.data(), update.timestamp);
    if (!published)
    {
        store_big_u32(octets.data() + TIMESTAMP_SIZE, update.key.epoch);
        store_big_u32(octets.data() + TIMESTAMP_SIZE + 4, update.member);
    }
    const std::size_t header = GetHeaderSize(published);
    const ByteView key = update.key.key.Get().SubView(0, PLATFORM_KEY_SIZE);
    std::copy(key.begin(), key.end(), octets.begin() + header);
    const Secret encoded(ByteView(octets.data(), header + key.size()));
    OPENSSL_cleanse(octets.data(), octets.size());
    return encoded;
}

std::optional<KeyUpdate>
DecodeKeyUpdate(ByteView octets, bool published)
{
    const std::size_t header = GetHeaderSize(published);
    if (octets.size() != header + PLATFORM_KEY_SIZE)
    {
        return std::nullopt;
    }
    KeyUpdate update;
    update.timestamp = load_big_s64(octets.data());
    if (!published)
    {
        update.key.epoch = load_big_u32(octets.data() + TIMESTAMP_SIZE);
        update.member = load_big_u32(octets.data() + TIMESTAMP_SIZE + 4);
    }
    if (!published && update.key.epoch == 0)
    {
        return std::nullopt;
    }
    update.key.key = Secret(octets.SubView(header));
    return update;
}

} // namespace ns3::mqtt
