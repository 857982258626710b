// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-data-keys.h"

#include <boost/endian/conversion.hpp>
#include <cassert>

namespace ns3::mqtt
{

namespace
{

// Places in the header of DATA. As printed the nonce is random.
constexpr std::size_t NONCE_OFFSET = 4;
constexpr std::size_t TAG_OFFSET = 4;
constexpr std::size_t STREAM_OFFSET = 8;
constexpr std::size_t SEQUENCE_OFFSET = 10;
constexpr std::size_t HEADER_SIZE = 16;

/// @param dealer client identifier
/// @return what stands for it in a nonce. Should two be the same, both keys are tried.
std::uint32_t
MakeTag(const std::string& dealer)
{
    return boost::endian::load_big_u32(Sha256({ByteView(dealer)}).data());
}

/// @param dealer client identifier
/// @param keyId of the key
/// @param key data key
/// @param published as printed
/// @return AES under the key that messages are sealed with
AesGcm
MakeCipher(const std::string& dealer, std::uint32_t keyId, ByteView key, bool published)
{
    if (published)
    {
        return AesGcm(key);
    }
    Bytes info = ByteView("mqtt threshold data ").ToBytes();
    info.resize(info.size() + 4);
    boost::endian::store_big_u32(info.data() + info.size() - 4, keyId);
    info.insert(info.end(), dealer.begin(), dealer.end());
    return AesGcm(HkdfSha256(key, {}, info, AesGcm::KEY_SIZE).Get());
}

/// @param header of DATA
/// @param topic MQTT topic
/// @param published as printed
/// @return what is authenticated beside the payload
Bytes
MakeAssociated(ByteView header, std::string_view topic, bool published)
{
    if (published)
    {
        return {};
    }
    Bytes associated;
    associated.reserve(HEADER_SIZE + topic.size());
    associated.assign(header.begin(), header.begin() + HEADER_SIZE);
    associated.insert(associated.end(), topic.begin(), topic.end());
    return associated;
}

} // namespace

DataSealer::DataSealer(std::string dealer, bool published)
    : m_dealer(std::move(dealer)),
      m_published(published)
{
}

void
DataSealer::SetKey(std::uint32_t keyId, ByteView key)
{
    m_tag = m_published ? 0 : MakeTag(m_dealer);
    m_keyId = keyId;
    m_cipher = MakeCipher(m_dealer, keyId, key, m_published);
}

Bytes
DataSealer::Seal(std::string_view topic, ByteView payload, std::uint8_t route, DataKind kind)
{
    assert(m_cipher);
    Bytes data(HEADER_SIZE);
    data.reserve(HEADER_SIZE + payload.size() + AesGcm::TAG_SIZE);
    boost::endian::store_big_u32(data.data(), m_keyId);
    if (m_published)
    {
        const Bytes nonce = RandomBytes(AesGcm::NONCE_SIZE);
        std::copy(nonce.begin(), nonce.end(), data.begin() + NONCE_OFFSET);
    }
    else
    {
        const auto stream = static_cast<std::uint16_t>(route << 8 | static_cast<unsigned>(kind));
        boost::endian::store_big_u32(data.data() + TAG_OFFSET, m_tag);
        boost::endian::store_big_u16(data.data() + STREAM_OFFSET, stream);
        boost::endian::store_big_u48(data.data() + SEQUENCE_OFFSET, ++m_sent[stream]);
    }
    const Bytes header = data;
    m_cipher->Seal(ByteView(header).SubView(NONCE_OFFSET),
                   MakeAssociated(header, topic, m_published),
                   payload,
                   data);
    return data;
}

std::size_t
DataSealer::GetStateSize() const
{
    const std::size_t counter = sizeof(std::uint16_t) + sizeof(std::uint64_t);
    return m_cipher ? sizeof(m_keyId) + AesGcm::KEY_SIZE + m_sent.size() * counter : 0;
}

DataKeyRing::KeyName
DataKeyRing::GetName(const std::string& dealer, std::uint32_t keyId) const
{
    return {keyId, m_published ? 0 : MakeTag(dealer)};
}

void
DataKeyRing::Add(const std::string& dealer, std::uint32_t keyId, ByteView key)
{
    auto& keyIds = m_dealers[dealer];
    const auto same = std::find(keyIds.begin(), keyIds.end(), keyId);
    if (same != keyIds.end())
    {
        keyIds.erase(same);
        Wipe(dealer, keyId);
    }
    while (keyIds.size() >= MAX_KEYS)
    {
        Wipe(dealer, keyIds.back());
        keyIds.pop_back();
    }
    keyIds.push_front(keyId);
    const KeyName name = GetName(dealer, keyId);
    m_keys.emplace(name, Entry{dealer, MakeCipher(dealer, keyId, key, m_published), {}});
    if (!m_published)
    {
        m_newest[name.second] = keyId;
    }
}

void
DataKeyRing::ForgetOld()
{
    for (auto& [dealer, keyIds] : m_dealers)
    {
        while (keyIds.size() > 1)
        {
            Wipe(dealer, keyIds.back());
            keyIds.pop_back();
        }
    }
}

std::uint32_t
DataKeyRing::GetKeyId(const std::string& dealer) const
{
    const auto found = m_dealers.find(dealer);
    return found == m_dealers.end() ? 0 : found->second.front();
}

DataKeyRing::Opened
DataKeyRing::Open(std::string_view topic, ByteView payload)
{
    if (payload.size() < HEADER_SIZE + AesGcm::TAG_SIZE)
    {
        return {Verdict::REJECTED, {}};
    }
    const std::uint32_t tag = boost::endian::load_big_u32(payload.data() + TAG_OFFSET);
    const std::uint16_t stream = boost::endian::load_big_u16(payload.data() + STREAM_OFFSET);
    const std::uint64_t sequence = boost::endian::load_big_u48(payload.data() + SEQUENCE_OFFSET);
    const KeyName name{boost::endian::load_big_u32(payload.data()), m_published ? 0 : tag};
    const auto [begin, end] = m_keys.equal_range(name);
    if (begin == end)
    {
        return {JudgeMissing(name), {}};
    }
    const Bytes associated = MakeAssociated(payload, topic, m_published);
    for (auto entry = begin; entry != end; ++entry)
    {
        auto& [dealer, cipher, windows] = entry->second;
        if (!m_published && !windows.IsFresh(stream, sequence))
        {
            continue;
        }
        auto opened = cipher.Open(payload.SubView(NONCE_OFFSET, AesGcm::NONCE_SIZE),
                                  associated,
                                  payload.SubView(HEADER_SIZE));
        if (opened && !m_published)
        {
            windows.Take(stream, sequence);
        }
        if (opened)
        {
            return {Verdict::OPENED, std::move(*opened)};
        }
    }
    return {Verdict::REJECTED, {}};
}

DataKeyRing::Verdict
DataKeyRing::JudgeMissing(const KeyName& name) const
{
    const auto newest = m_newest.find(name.second);
    const bool isOver = newest != m_newest.end() && name.first < newest->second;
    return isOver ? Verdict::REJECTED : Verdict::UNKNOWN_KEY;
}

void
DataKeyRing::Wipe(const std::string& dealer, std::uint32_t keyId)
{
    const auto [begin, end] = m_keys.equal_range(GetName(dealer, keyId));
    const auto found = std::find_if(begin, end, [&dealer](const auto& entry) {
        return entry.second.dealer == dealer;
    });
    if (found != end)
    {
        m_keys.erase(found);
    }
}

std::size_t
DataKeyRing::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [name, entry] : m_keys)
    {
        size += sizeof(std::uint32_t) + AesGcm::KEY_SIZE + entry.windows.GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
