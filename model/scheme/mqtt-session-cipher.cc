// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-cipher.h"

#include "mqtt-key-text.h"

#include <array>
#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// Octets of a sequence number.
constexpr std::size_t SEQUENCE_SIZE = sizeof(std::uint64_t);

/// Keeps payloads apart from other uses of the keys.
constexpr std::string_view PAYLOAD_LABEL = "mqtt-platform payload";

/// What AesGcm needs beside the key and the text.
struct Surroundings
{
    /// @param sequence SEQUENCE_SIZE octets
    /// @param topic MQTT topic
    Surroundings(ByteView sequence, std::string_view topic)
    {
        std::copy(sequence.begin(), sequence.end(), nonce.end() - SEQUENCE_SIZE);
        associated.reserve(PAYLOAD_LABEL.size() + SEQUENCE_SIZE + topic.size());
        for (const ByteView part : {ByteView(PAYLOAD_LABEL), sequence, ByteView(topic)})
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

SessionCipher::SessionCipher(const SessionKeys& keys, KeyAgreementForm form, Side side)
    : m_published(form.published)
{
    if (m_published)
    {
        m_passphrase = ToKeyText(keys.published);
        return;
    }
    const bool isDevice = side == Side::DEVICE;
    m_sealing.emplace((isDevice ? keys.toBroker : keys.toDevice).Get());
    m_opening.emplace((isDevice ? keys.toDevice : keys.toBroker).Get());
}

Bytes
SessionCipher::Seal(std::string_view topic, ByteView payload)
{
    if (m_published)
    {
        return SealWithPassphrase(m_passphrase.Get(), payload);
    }
    Bytes sealed;
    sealed.reserve(SEQUENCE_SIZE + payload.size() + AesGcm::TAG_SIZE);
    sealed.resize(SEQUENCE_SIZE);
    boost::endian::store_big_u64(sealed.data(), ++m_sent);
    const Surroundings surroundings(sealed, topic);
    m_sealing->Seal(surroundings.GetNonce(), surroundings.associated, payload, sealed);
    return sealed;
}

Result<Bytes>
SessionCipher::Open(std::string_view topic, ByteView payload)
{
    if (!m_published)
    {
        return OpenSound(topic, payload);
    }
    auto opened = OpenWithPassphrase(m_passphrase.Get(), payload);
    if (!opened)
    {
        return Error{"sealed payload: not sealed under the key of this session"};
    }
    return std::move(*opened);
}

Result<Bytes>
SessionCipher::OpenSound(std::string_view topic, ByteView payload)
{
    if (payload.size() < SEQUENCE_SIZE + AesGcm::TAG_SIZE)
    {
        return Error{"sealed payload: too short"};
    }
    const std::uint64_t sequence = boost::endian::load_big_u64(payload.data());
    if (sequence <= m_received)
    {
        return Error{"sealed payload: replayed or out of order"};
    }
    const Surroundings surroundings(payload.SubView(0, SEQUENCE_SIZE), topic);
    auto opened = m_opening->Open(surroundings.GetNonce(),
                                  surroundings.associated,
                                  payload.SubView(SEQUENCE_SIZE));
    if (!opened)
    {
        return Error{"sealed payload: not sealed under the keys of this session for this topic"};
    }
    m_received = sequence;
    return std::move(*opened);
}

std::size_t
SessionCipher::GetStateSize() const
{
    return m_published ? m_passphrase.Get().size()
                       : 2 * AesGcm::KEY_SIZE + sizeof(m_sent) + sizeof(m_received);
}

} // namespace ns3::mqtt
