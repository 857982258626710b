// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-payload-ciphers.h"

#include <array>
#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// Octets of a sequence number.
constexpr std::size_t SEQUENCE_SIZE = sizeof(std::uint64_t);

/// What AesGcm needs beside the key and the text.
struct Surroundings
{
    /// @param label what the keys are used for
    /// @param sequence SEQUENCE_SIZE octets
    /// @param topic MQTT topic
    Surroundings(std::string_view label, ByteView sequence, std::string_view topic)
    {
        std::copy(sequence.begin(), sequence.end(), nonce.end() - SEQUENCE_SIZE);
        associated.reserve(label.size() + SEQUENCE_SIZE + topic.size());
        for (const ByteView part : {ByteView(label), sequence, ByteView(topic)})
        {
            associated.insert(associated.end(), part.begin(), part.end());
        }
    }

    /// @return the nonce
    ByteView GetNonce() const
    {
        return {nonce.data(), nonce.size()};
    }

    std::array<std::uint8_t, AesGcm::NONCE_SIZE> nonce{}; ///< zero, sequence number
    Bytes associated;                                     ///< label, sequence number, topic
};

} // namespace

SequencedCipher::SequencedCipher(ByteView sealing, ByteView opening, std::string_view label)
    : m_sealing(sealing),
      m_opening(opening),
      m_label(label)
{
}

Bytes
SequencedCipher::Seal(std::string_view topic, ByteView payload)
{
    Bytes sealed;
    sealed.reserve(OVERHEAD + payload.size());
    sealed.resize(SEQUENCE_SIZE);
    boost::endian::store_big_u64(sealed.data(), ++m_sent);
    const Surroundings surroundings(m_label, sealed, topic);
    m_sealing.Seal(surroundings.GetNonce(), surroundings.associated, payload, sealed);
    return sealed;
}

Result<Bytes>
SequencedCipher::Open(std::string_view topic, ByteView payload)
{
    if (payload.size() < OVERHEAD)
    {
        return Error{"sealed payload: too short"};
    }
    const std::uint64_t sequence = boost::endian::load_big_u64(payload.data());
    if (sequence <= m_received)
    {
        return Error{"sealed payload: replayed or out of order"};
    }
    const Surroundings surroundings(m_label, payload.SubView(0, SEQUENCE_SIZE), topic);
    auto opened = m_opening.Open(surroundings.GetNonce(),
                                 surroundings.associated,
                                 payload.SubView(SEQUENCE_SIZE));
    if (!opened)
    {
        return Error{"sealed payload: not sealed under the keys of this session for this topic"};
    }
    m_received = sequence;
    return std::move(*opened);
}

EncryptThenMac::EncryptThenMac(ByteView encryption, ByteView authentication)
    : m_encryption(encryption),
      m_authentication(authentication)
{
}

Bytes
EncryptThenMac::Seal(ByteView payload) const
{
    Bytes sealed = RandomBytes(IV_SIZE);
    const Bytes ciphertext = SealAesCbc(m_encryption.Get(), sealed, payload);
    sealed.reserve(IV_SIZE + ciphertext.size() + TAG_SIZE);
    sealed.insert(sealed.end(), ciphertext.begin(), ciphertext.end());
    const Bytes tag = HmacSha256(m_authentication.Get(), {sealed});
    sealed.insert(sealed.end(), tag.begin(), tag.end());
    return sealed;
}

Result<Bytes>
EncryptThenMac::Open(ByteView payload) const
{
    if (payload.size() < IV_SIZE + TAG_SIZE)
    {
        return Error{"sealed payload: too short"};
    }
    const ByteView covered = payload.SubView(0, payload.size() - TAG_SIZE);
    if (!AreEqual(HmacSha256(m_authentication.Get(), {covered}), payload.SubView(covered.size())))
    {
        return Error{"sealed payload: not sealed under the keys of this session"};
    }
    auto opened =
        OpenAesCbc(m_encryption.Get(), covered.SubView(0, IV_SIZE), covered.SubView(IV_SIZE));
    if (!opened)
    {
        return Error{"sealed payload: no whole blocks, or wrong padding"};
    }
    return std::move(*opened);
}

} // namespace ns3::mqtt
