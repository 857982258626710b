// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-node-end.h"

namespace ns3::mqtt
{

KeyNodeEnd::KeyNodeEnd(const KeyServerOptions& options,
                       KeyNodeCredentials credentials,
                       std::shared_ptr<Tpm> tpm)
    : m_published(options.published),
      m_credentials(std::move(credentials)),
      m_tpm(std::move(tpm)),
      m_channel(m_tpm, m_credentials.keys, KeyFrameFormat(m_published), 0)
{
    if (m_published)
    {
        m_channel.SetNextIv(m_credentials.iv);
    }
}

std::optional<Bytes>
KeyNodeEnd::MakeRequest()
{
    m_nonce = m_published ? Bytes{} : m_tpm->GetRandom(KEY_NONCE_SIZE);
    KeyFrame frame;
    frame.type = KeyFrameType::REGISTER_REQUEST;
    frame.first = m_credentials.id;
    const std::string_view topic = m_credentials.topic;
    return m_channel.Seal(frame, {ByteView(topic).ToBytes()}, m_nonce);
}

std::optional<Bytes>
KeyNodeEnd::TakeAnswer(const KeyFrameChannel::Opened& opened)
{
    const auto topic = ReadKeyTopic(opened.Get(0));
    if (!topic || opened.nonce != m_nonce)
    {
        return std::nullopt;
    }
    m_serverTopic = *topic;
    m_channel.Synchronise(opened.frame.counter);
    return opened.parts.size() > 1 ? opened.Get(1) : Bytes{};
}

std::optional<Bytes>
KeyNodeEnd::MakeConfirmation()
{
    KeyFrame frame;
    frame.type = KeyFrameType::REGISTER_CONFIRM;
    frame.first = m_credentials.id;
    return m_channel.Seal(frame, {}, m_nonce);
}

} // namespace ns3::mqtt
