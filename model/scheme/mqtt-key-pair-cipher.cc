// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-pair-cipher.h"

#include "ns3/mqtt-topic.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t ID_SIZE = 4;                          ///< octets of a key id
constexpr std::size_t HEADER_SIZE = ID_SIZE + 8;            ///< octets of key id and sequence
constexpr std::uint8_t QOS_BITS = 3;                        ///< of the flags
constexpr std::uint8_t RETAIN_BIT = 4;                      ///< of the flags
constexpr std::uint8_t WILL_BIT = 8;                        ///< of the flags
constexpr std::string_view FROM_FIRST = "first to second";  ///< label of a direction
constexpr std::string_view FROM_SECOND = "second to first"; ///< label of a direction

} // namespace

Bytes
EncodeKeyPairMessage(const KeyPairMessage& message)
{
    const auto flags = static_cast<std::uint8_t>(
        static_cast<unsigned>(message.qos) | (message.retain ? RETAIN_BIT : 0) |
        (message.kind == KeyPairMessage::Kind::WILL ? WILL_BIT : 0));
    const std::size_t length = message.topic.size();
    Bytes octets{flags,
                 static_cast<std::uint8_t>(length >> 8),
                 static_cast<std::uint8_t>(length & 0xff)};
    octets.reserve(octets.size() + length + message.payload.size());
    octets.insert(octets.end(), message.topic.begin(), message.topic.end());
    octets.insert(octets.end(), message.payload.begin(), message.payload.end());
    return octets;
}

std::optional<KeyPairMessage>
DecodeKeyPairMessage(ByteView octets)
{
    constexpr std::size_t head = 3;
    const unsigned known = QOS_BITS | RETAIN_BIT | WILL_BIT;
    if (octets.size() < head || (octets[0] & ~known) != 0 || (octets[0] & QOS_BITS) == QOS_BITS)
    {
        return std::nullopt;
    }
    const std::size_t length = (std::size_t{octets[1]} << 8) | octets[2];
    if (octets.size() - head < length)
    {
        return std::nullopt;
    }
    KeyPairMessage message;
    message.kind = (octets[0] & WILL_BIT) != 0 ? KeyPairMessage::Kind::WILL
                                               : KeyPairMessage::Kind::APPLICATION;
    message.qos = static_cast<Qos>(octets[0] & QOS_BITS);
    message.retain = (octets[0] & RETAIN_BIT) != 0;
    message.topic = std::string(octets.SubView(head, length).ToText());
    message.payload = octets.SubView(head + length).ToBytes();
    return IsValidTopicName(message.topic) ? std::optional(std::move(message)) : std::nullopt;
}

KeyPairCipher::KeyPairCipher(KeyMessageForm form,
                             std::shared_ptr<Tpm> tpm,
                             Identity identity,
                             const std::pair<Tpm::Handle, Tpm::Handle>& keys,
                             Bytes iv)
    : m_form(form),
      m_tpm(std::move(tpm)),
      m_iv(std::move(iv))
{
    if (m_form == KeyMessageForm::PUBLISHED)
    {
        m_out.encrypt = m_in.encrypt = keys.first;
        m_out.sign = m_in.sign = keys.second;
        m_cipherKey = m_tpm->DeriveCipherKey(keys.first, m_iv);
        return;
    }
    const bool isFirst = identity.side != KeyPairSide::SECOND;
    const bool hearsFirst = identity.side != KeyPairSide::FIRST;
    m_out = Derive(isFirst ? FROM_FIRST : FROM_SECOND, identity, keys);
    m_in = Derive(hearsFirst ? FROM_FIRST : FROM_SECOND, identity, keys);
    m_tpm->Flush(keys.first);
    m_tpm->Flush(keys.second);
}

KeyPairCipher::~KeyPairCipher() = default;

KeyPairCipher::Direction
KeyPairCipher::Derive(std::string_view label,
                      const Identity& identity,
                      const std::pair<Tpm::Handle, Tpm::Handle>& keys)
{
    Bytes context(label.begin(), label.end());
    for (const KeyNodeId id : {identity.first, identity.second})
    {
        const Bytes octets = WriteKeyNodeId(id);
        context.insert(context.end(), octets.begin(), octets.end());
    }
    Direction direction;
    const auto derived = m_tpm->DeriveForHost(keys.second, {context, m_iv});
    if (!derived)
    {
        return direction;
    }
    const ByteView octets = derived->Get();
    direction.id = octets.SubView(AesGcm::KEY_SIZE, ID_SIZE).ToBytes();
    if (m_form == KeyMessageForm::HOST)
    {
        direction.gcm.emplace(octets.SubView(0, AesGcm::KEY_SIZE));
    }
    else
    {
        const ByteView separator(std::string_view("keys"));
        direction.encrypt = m_tpm->Derive(keys.first, {separator, context, m_iv});
        direction.sign = m_tpm->Derive(keys.second, {separator, context, m_iv});
    }
    return direction;
}

void
KeyPairCipher::Flush()
{
    for (const Direction* direction : {&m_out, &m_in})
    {
        m_tpm->Flush(direction->encrypt);
        m_tpm->Flush(direction->sign);
    }
}

std::optional<Bytes>
KeyPairCipher::Seal(std::string_view topic, bool lossy, ByteView clear)
{
    if (m_form == KeyMessageForm::PUBLISHED)
    {
        return SealByTpm(topic, {}, clear);
    }
    if (m_out.id.empty())
    {
        return std::nullopt;
    }
    Bytes sealed = m_out.id;
    sealed.resize(HEADER_SIZE);
    sealed.reserve(HEADER_SIZE + clear.size() + AesGcm::TAG_SIZE);
    boost::endian::store_big_u64(sealed.data() + ID_SIZE, 2 * ++m_sent[lossy] + lossy);
    if (m_form == KeyMessageForm::TPM)
    {
        return SealByTpm(topic, sealed, clear);
    }
    const Bytes header = sealed; // is the nonce, too
    m_out.gcm->Seal(header, ByteView(topic), clear, sealed);
    return sealed;
}

std::optional<Bytes>
KeyPairCipher::SealByTpm(std::string_view topic, const Bytes& header, ByteView clear)
{
    const bool published = m_form == KeyMessageForm::PUBLISHED;
    const Bytes iv = published ? m_iv : m_tpm->GetRandom(Tpm::IV_SIZE);
    const auto encrypted =
        published ? RunPublished(true, clear) : m_tpm->Encrypt(m_out.encrypt, iv, clear);
    if (!encrypted)
    {
        return std::nullopt;
    }
    Bytes sealed = header;
    sealed.insert(sealed.end(), iv.begin(), iv.end());
    sealed.insert(sealed.end(), encrypted->begin(), encrypted->end());
    const auto tag = m_tpm->Hmac(m_out.sign, {ByteView(published ? "" : topic), sealed});
    if (!tag)
    {
        return std::nullopt;
    }
    sealed.insert(sealed.end(), tag->begin(), tag->end());
    return sealed;
}

std::optional<Bytes>
KeyPairCipher::RunPublished(bool encrypts, ByteView octets)
{
    if (!m_cipherKey)
    {
        return encrypts ? m_tpm->Encrypt(m_out.encrypt, m_iv, octets)
                        : m_tpm->Decrypt(m_in.encrypt, m_iv, octets);
    }
    return m_tpm->EncryptOnHost(*m_cipherKey, m_iv, encrypts, octets);
}

bool
KeyPairCipher::Recognises(ByteView sealed) const
{
    return m_form == KeyMessageForm::PUBLISHED ||
           (!m_in.id.empty() && sealed.size() >= HEADER_SIZE &&
            std::equal(m_in.id.begin(), m_in.id.end(), sealed.begin()));
}

std::optional<Bytes>
KeyPairCipher::Open(std::string_view topic, ByteView sealed)
{
    if (m_form == KeyMessageForm::PUBLISHED)
    {
        return OpenByTpm(topic, sealed, 0);
    }
    if (!Recognises(sealed))
    {
        return std::nullopt;
    }
    const std::uint64_t number = boost::endian::load_big_u64(sealed.data() + ID_SIZE);
    const std::uint32_t lossy = number & 1;
    if (!m_windows.IsFresh(lossy, number / 2))
    {
        return std::nullopt;
    }
    const ByteView header = sealed.SubView(0, HEADER_SIZE);
    auto clear = m_form == KeyMessageForm::TPM
                     ? OpenByTpm(topic, sealed, HEADER_SIZE)
                     : m_in.gcm->Open(header, ByteView(topic), sealed.SubView(HEADER_SIZE));
    if (clear)
    {
        m_windows.Take(lossy, number / 2);
    }
    return clear;
}

std::optional<Bytes>
KeyPairCipher::OpenByTpm(std::string_view topic, ByteView sealed, std::size_t head)
{
    const bool published = m_form == KeyMessageForm::PUBLISHED;
    if (sealed.size() < head + Tpm::IV_SIZE + Tpm::HMAC_SIZE)
    {
        return std::nullopt;
    }
    const ByteView body = sealed.SubView(0, sealed.size() - Tpm::HMAC_SIZE);
    const ByteView iv = body.SubView(head, Tpm::IV_SIZE);
    const ByteView encrypted = body.SubView(head + Tpm::IV_SIZE);
    if (!m_tpm->Verify(m_in.sign,
                       {ByteView(published ? "" : topic), body},
                       sealed.SubView(body.size())))
    {
        return std::nullopt;
    }
    if (!published)
    {
        return m_tpm->Decrypt(m_in.encrypt, iv, encrypted);
    }
    return iv.ToBytes() == m_iv ? RunPublished(false, encrypted) : std::nullopt;
}

std::size_t
KeyPairCipher::GetStateSize() const
{
    const std::size_t host = m_form == KeyMessageForm::HOST ? 2 * AesGcm::KEY_SIZE : 0;
    return host + (m_cipherKey ? Tpm::KEY_SIZE : 0) + m_iv.size() + sizeof(m_sent) +
           m_windows.GetStateSize();
}

} // namespace ns3::mqtt
