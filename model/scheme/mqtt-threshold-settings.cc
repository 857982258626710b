// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-settings.h"

namespace ns3::mqtt
{

namespace
{

/// @param label what it is for
/// @param name whom it is for
/// @return both
Bytes
MakeInfo(const std::string& label, const std::string& name)
{
    return ByteView(label + name).ToBytes();
}

/// @param toSource direction
/// @param topic of the share
/// @return what goes with a sealed share
Bytes
MakeAssociated(bool toSource, std::string_view topic)
{
    Bytes associated;
    associated.reserve(1 + topic.size());
    associated.push_back(toSource ? 1 : 0);
    associated.insert(associated.end(), topic.begin(), topic.end());
    return associated;
}

} // namespace

Secret
DeriveDealerKey(ByteView groupKey, const std::string& dealer)
{
    return HkdfSha256(groupKey, {}, MakeInfo("mqtt threshold dealer ", dealer), GROUP_KEY_SIZE);
}

Secret
DeriveHopKey(ByteView sourceKey, const std::string& clientId)
{
    return HkdfSha256(sourceKey, {}, MakeInfo("mqtt threshold hop ", clientId), AesGcm::KEY_SIZE);
}

ShareHop::ShareHop(ByteView key)
    : m_cipher(key)
{
}

Bytes
ShareHop::Seal(bool toSource, std::string_view topic, ByteView share)
{
    const Bytes nonce = RandomBytes(AesGcm::NONCE_SIZE);
    Bytes sealed = nonce;
    m_cipher.Seal(nonce, MakeAssociated(toSource, topic), share, sealed);
    return sealed;
}

std::optional<Secret>
ShareHop::Open(bool toSource, std::string_view topic, ByteView sealed)
{
    if (sealed.size() < AesGcm::NONCE_SIZE + AesGcm::TAG_SIZE)
    {
        return std::nullopt;
    }
    auto opened = m_cipher.Open(sealed.SubView(0, AesGcm::NONCE_SIZE),
                                MakeAssociated(toSource, topic),
                                sealed.SubView(AesGcm::NONCE_SIZE));
    if (!opened)
    {
        return std::nullopt;
    }
    Secret share(*opened);
    OPENSSL_cleanse(opened->data(), opened->size());
    return share;
}

} // namespace ns3::mqtt
