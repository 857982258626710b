// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-messages.h"

#include "ns3/mqtt-primitive-tools.h"

#include <boost/endian/conversion.hpp>
#include <charconv>

namespace ns3::mqtt
{

namespace
{

// Version of a share without and with check value and authenticator.
constexpr std::uint8_t PLAIN_VERSION = 1;
constexpr std::uint8_t AUTHENTIC_VERSION = 2;

// Places in SHARE.
constexpr std::size_t KEY_ID_OFFSET = 1;
constexpr std::size_t Y_OFFSET = 8;
constexpr std::size_t CHECK_OFFSET = PLAIN_SHARE_SIZE;
constexpr std::size_t MAC_OFFSET = CHECK_OFFSET + KEY_CHECK_SIZE;

/// First level of topics of shares.
const std::string PREFIX = "ks/";

/// What authenticators and check values are made for.
const std::string SHARE_LABEL = "mqtt threshold share";
const std::string CHECK_LABEL = "mqtt threshold check";

/// A share as it is sent.
using ShareOctets = WipedArray<AUTHENTIC_SHARE_SIZE>;

/// @param share any
/// @param octets gets it, authenticator included
void
Write(const KeyShare& share, ShareOctets& octets)
{
    octets[0] = AUTHENTIC_VERSION;
    boost::endian::store_big_u32(octets.data() + KEY_ID_OFFSET, share.keyId);
    octets[5] = share.k;
    octets[6] = share.n;
    octets[7] = share.point.x;
    std::copy_n(share.point.y.Get().begin(), DATA_KEY_SIZE, octets.begin() + Y_OFFSET);
    std::copy(share.check.begin(), share.check.end(), octets.begin() + CHECK_OFFSET);
    std::copy(share.mac.begin(), share.mac.end(), octets.begin() + MAC_OFFSET);
}

/// @param number 32 bits
/// @return its octets
std::array<std::uint8_t, 4>
ToOctets(std::uint32_t number)
{
    std::array<std::uint8_t, 4> octets;
    boost::endian::store_big_u32(octets.data(), number);
    return octets;
}

/// @param tag of 32 octets
/// @return its first half
std::array<std::uint8_t, 16>
Truncate(ByteView tag)
{
    std::array<std::uint8_t, 16> half;
    std::copy_n(tag.begin(), half.size(), half.begin());
    return half;
}

} // namespace

Secret
EncodeShare(const KeyShare& share, bool authentic)
{
    ShareOctets octets;
    Write(share, octets);
    octets[0] = authentic ? AUTHENTIC_VERSION : PLAIN_VERSION;
    return Secret({octets.data(), authentic ? AUTHENTIC_SHARE_SIZE : PLAIN_SHARE_SIZE});
}

std::optional<KeyShare>
DecodeShare(ByteView octets, bool authentic)
{
    if (octets.size() != (authentic ? AUTHENTIC_SHARE_SIZE : PLAIN_SHARE_SIZE) ||
        octets[0] != (authentic ? AUTHENTIC_VERSION : PLAIN_VERSION))
    {
        return std::nullopt;
    }
    KeyShare share;
    share.keyId = boost::endian::load_big_u32(octets.data() + KEY_ID_OFFSET);
    share.k = octets[5];
    share.n = octets[6];
    share.point = {octets[7], Secret(octets.SubView(Y_OFFSET, DATA_KEY_SIZE))};
    if (share.keyId == 0 || share.k == 0 || share.k > share.n || share.point.x == 0 ||
        share.point.x > share.n)
    {
        return std::nullopt;
    }
    if (authentic)
    {
        std::copy_n(octets.begin() + CHECK_OFFSET, KEY_CHECK_SIZE, share.check.begin());
        std::copy_n(octets.begin() + MAC_OFFSET, AUTHENTICATOR_SIZE, share.mac.begin());
    }
    return share;
}

std::array<std::uint8_t, AUTHENTICATOR_SIZE>
AuthenticateShare(ByteView key, const std::string& dealer, const KeyShare& share)
{
    // What follows the label has a fixed size, so the dealer needs no length.
    ShareOctets octets;
    Write(share, octets);
    return Truncate(
        HmacSha256(key,
                   {ByteView(SHARE_LABEL), ByteView(octets.data(), MAC_OFFSET), ByteView(dealer)}));
}

std::array<std::uint8_t, KEY_CHECK_SIZE>
CheckKey(ByteView key, const std::string& dealer, std::uint32_t keyId)
{
    const auto id = ToOctets(keyId);
    return Truncate(
        HmacSha256(key, {ByteView(CHECK_LABEL), {id.data(), id.size()}, ByteView(dealer)}));
}

std::string
ShareTopics::GetTopic(const std::string& dealer, std::uint8_t x) const
{
    return PREFIX + (m_oneBroker ? std::to_string(x) + "/" : "") + dealer;
}

std::string
ShareTopics::GetFilter() const
{
    return PREFIX + "#"; // dealers may have levels in their names
}

std::optional<std::string>
ShareTopics::GetDealer(const std::string& topic) const
{
    if (topic.compare(0, PREFIX.size(), PREFIX) != 0)
    {
        return std::nullopt;
    }
    const std::size_t start = m_oneBroker ? topic.find('/', PREFIX.size()) : PREFIX.size() - 1;
    if (start == std::string::npos || start + 1 == topic.size() ||
        (m_oneBroker && GetPlace(topic) == 0))
    {
        return std::nullopt;
    }
    return topic.substr(start + 1);
}

std::uint8_t
ShareTopics::GetPlace(const std::string& topic) const
{
    if (!m_oneBroker || topic.size() <= PREFIX.size())
    {
        return 0;
    }
    std::uint8_t x = 0;
    const char* begin = topic.data() + PREFIX.size();
    const auto [end, error] = std::from_chars(begin, topic.data() + topic.size(), x);
    const bool whole = error == std::errc() && end != topic.data() + topic.size() && *end == '/';
    return whole && *begin != '0' ? x : 0;
}

} // namespace ns3::mqtt
