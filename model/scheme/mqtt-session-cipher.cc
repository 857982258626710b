// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-cipher.h"

#include "mqtt-key-text.h"

namespace ns3::mqtt
{

namespace
{

/// Keeps payloads apart from other uses of the keys.
constexpr std::string_view PAYLOAD_LABEL = "mqtt-platform payload";

} // namespace

SessionCipher::SessionCipher(const SessionKeys& keys, KeyAgreementForm form, Side side)
    : m_published(form.published)
{
    if (m_published)
    {
        m_passphrase = ToKeyText(keys.published);
        return;
    }
    const bool isDevice = side == Side::DEVICE;
    m_sound.emplace((isDevice ? keys.toBroker : keys.toDevice).Get(),
                    (isDevice ? keys.toDevice : keys.toBroker).Get(),
                    PAYLOAD_LABEL);
}

Bytes
SessionCipher::Seal(std::string_view topic, ByteView payload)
{
    return m_published ? SealWithPassphrase(m_passphrase.Get(), payload)
                       : m_sound->Seal(topic, payload);
}

Result<Bytes>
SessionCipher::Open(std::string_view topic, ByteView payload)
{
    if (!m_published)
    {
        return m_sound->Open(topic, payload);
    }
    auto opened = OpenWithPassphrase(m_passphrase.Get(), payload);
    if (!opened)
    {
        return Error{"sealed payload: not sealed under the key of this session"};
    }
    return std::move(*opened);
}

std::size_t
SessionCipher::GetStateSize() const
{
    return m_published ? m_passphrase.Get().size() : m_sound->GetStateSize();
}

} // namespace ns3::mqtt
