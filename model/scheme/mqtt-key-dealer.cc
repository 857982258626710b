// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-dealer.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// @return a new data key
Secret
MakeKey()
{
    Bytes octets = RandomBytes(DATA_KEY_SIZE);
    Secret key(octets);
    OPENSSL_cleanse(octets.data(), octets.size());
    return key;
}

/// @return where a dealer's key ids begin as printed
std::uint32_t
MakeFirstKeyId()
{
    return boost::endian::load_big_u32(RandomBytes(4).data()) >> 1;
}

} // namespace

KeyDealer::KeyDealer(const ThresholdSettings& settings, std::string dealer, Secret dealerKey)
    : m_settings(settings),
      m_dealer(std::move(dealer)),
      m_dealerKey(std::move(dealerKey))
{
}

KeyDealer::Dealt
KeyDealer::Deal(std::int64_t unixTime)
{
    if (m_settings.published)
    {
        m_keyId = (m_keyId == 0 ? MakeFirstKeyId() : m_keyId) + 1;
    }
    else
    {
        m_keyId = std::max(m_keyId + 1, static_cast<std::uint32_t>(unixTime));
    }
    Dealt dealt{m_keyId, MakeKey(), {}};
    const auto& [trust, k, n, lifetime] = m_settings.rules;
    const bool authentic = m_settings.HasAuthenticators();
    KeyShare share{m_keyId, k, n, {}, {}, {}};
    if (authentic)
    {
        share.check = CheckKey(dealt.key.Get(), m_dealer, m_keyId);
    }
    dealt.shares.reserve(n);
    for (auto& point : SplitSecret(dealt.key.Get(), k, n))
    {
        share.point = std::move(point);
        if (authentic)
        {
            share.mac = AuthenticateShare(m_dealerKey.Get(), m_dealer, share);
        }
        dealt.shares.push_back(EncodeShare(share, authentic));
    }
    return dealt;
}

} // namespace ns3::mqtt
