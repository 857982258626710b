// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-group-key-ring.h"

#include "mqtt-key-text.h"

#include <boost/container/small_vector.hpp>
#include <boost/endian/conversion.hpp>
#include <cassert>

namespace ns3::mqtt
{

namespace
{

// Places in the header of a sealed payload: epoch 4, member 4, sequence number 8. The last two are
// the nonce of AES-GCM as they stand.
constexpr std::size_t MEMBER_OFFSET = 4;
constexpr std::size_t SEQUENCE_OFFSET = 8;
constexpr std::size_t HEADER_SIZE = 16;

/// @param header of a sealed payload
/// @return member and sequence number
ByteView
GetNonce(ByteView header)
{
    return header.SubView(MEMBER_OFFSET, AesGcm::NONCE_SIZE);
}

/// Header and topic one after the other, without an allocation for topics of a usual length.
class AssociatedData
{
  public:
    /// @param header HEADER_SIZE octets
    /// @param topic MQTT topic
    AssociatedData(ByteView header, std::string_view topic)
        : m_octets(HEADER_SIZE + topic.size(), boost::container::default_init)
    {
        std::copy_n(header.begin(), HEADER_SIZE, m_octets.begin());
        std::copy(topic.begin(), topic.end(), m_octets.begin() + HEADER_SIZE);
    }

    /// @return the octets
    ByteView Get() const
    {
        return {m_octets.data(), m_octets.size()};
    }

  private:
    boost::container::small_vector<std::uint8_t, 256> m_octets; ///< the octets
};

} // namespace

GroupKeyRing::GroupKeyRing(bool published, std::size_t maxKeys)
    : m_published(published),
      m_maxKeys(maxKeys)
{
    assert(maxKeys > 0);
}

void
GroupKeyRing::Add(const GroupKey& key, std::uint32_t member)
{
    // Of an epoch that is over the windows are gone: all that was sent in it could be replayed.
    if (key.epoch == 0 || boost::icl::contains(m_over, key.epoch))
    {
        return;
    }
    const auto [epoch, isNew] = m_epochs.try_emplace(key.epoch);
    if (!isNew)
    {
        return;
    }
    epoch->second.member = member;
    if (m_published)
    {
        epoch->second.passphrase = ToKeyText(key.key);
    }
    else
    {
        epoch->second.cipher.emplace(key.key.Get());
    }
    while (m_epochs.size() > m_maxKeys)
    {
        WipeOldest();
    }
}

void
GroupKeyRing::ForgetOld()
{
    while (m_epochs.size() > 1)
    {
        WipeOldest();
    }
}

void
GroupKeyRing::Clear()
{
    m_epochs.clear();
    m_over.clear();
}

std::uint32_t
GroupKeyRing::GetEpoch() const
{
    return m_epochs.empty() ? 0 : m_epochs.begin()->first;
}

Bytes
GroupKeyRing::Seal(std::string_view topic, ByteView payload)
{
    assert(!m_epochs.empty());
    auto& [number, epoch] = *m_epochs.begin();
    if (m_published)
    {
        return SealWithPassphrase(epoch.passphrase.Get(), payload);
    }
    Bytes sealed;
    sealed.reserve(HEADER_SIZE + payload.size() + AesGcm::TAG_SIZE);
    sealed.resize(HEADER_SIZE);
    boost::endian::store_big_u32(sealed.data(), number);
    boost::endian::store_big_u32(sealed.data() + MEMBER_OFFSET, epoch.member);
    boost::endian::store_big_u64(sealed.data() + SEQUENCE_OFFSET, ++m_sent);
    const AssociatedData associated(sealed, topic);
    epoch.cipher->Seal(GetNonce(associated.Get()), associated.Get(), payload, sealed);
    return sealed;
}

GroupKeyRing::Opened
GroupKeyRing::Open(std::string_view topic, ByteView payload)
{
    if (m_published)
    {
        return OpenPublished(payload);
    }
    if (payload.size() < HEADER_SIZE + AesGcm::TAG_SIZE)
    {
        return {Verdict::REJECTED, {}};
    }
    const std::uint32_t number = boost::endian::load_big_u32(payload.data());
    const auto found = m_epochs.find(number);
    if (found == m_epochs.end())
    {
        return {JudgeMissing(number), {}};
    }
    Epoch& epoch = found->second;
    const std::uint32_t member = boost::endian::load_big_u32(payload.data() + MEMBER_OFFSET);
    const std::uint64_t sequence = boost::endian::load_big_u64(payload.data() + SEQUENCE_OFFSET);
    if (!epoch.windows.IsFresh(member, sequence))
    {
        return {Verdict::REJECTED, {}};
    }
    const AssociatedData associated(payload, topic);
    auto opened =
        epoch.cipher->Open(GetNonce(payload), associated.Get(), payload.SubView(HEADER_SIZE));
    if (!opened)
    {
        return {Verdict::REJECTED, {}};
    }
    epoch.windows.Take(member, sequence);
    return {Verdict::OPENED, std::move(*opened)};
}

std::size_t
GroupKeyRing::GetStateSize() const
{
    std::size_t size = m_published ? 0 : sizeof(m_sent);
    for (const auto& [number, epoch] : m_epochs)
    {
        size += m_published ? epoch.passphrase.Get().size()
                            : sizeof(number) + sizeof(epoch.member) + AesGcm::KEY_SIZE +
                                  epoch.windows.GetStateSize();
    }
    return size;
}

GroupKeyRing::Opened
GroupKeyRing::OpenPublished(ByteView payload) const
{
    for (const auto& [number, epoch] : m_epochs)
    {
        if (auto opened = OpenWithPassphrase(epoch.passphrase.Get(), payload))
        {
            return {Verdict::OPENED, std::move(*opened)};
        }
    }
    return {Verdict::UNKNOWN_EPOCH, {}};
}

GroupKeyRing::Verdict
GroupKeyRing::JudgeMissing(std::uint32_t epoch) const
{
    const bool isOver = epoch == 0 || boost::icl::contains(m_over, epoch);
    return isOver ? Verdict::REJECTED : Verdict::UNKNOWN_EPOCH;
}

void
GroupKeyRing::WipeOldest()
{
    const auto oldest = std::prev(m_epochs.end());
    m_over.add(oldest->first);
    m_epochs.erase(oldest);
}

} // namespace ns3::mqtt
