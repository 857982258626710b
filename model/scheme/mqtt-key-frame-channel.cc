// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-frame-channel.h"

namespace ns3::mqtt
{

namespace
{

/// Bits of a counter below the number of the key server's starts.
constexpr unsigned BOOT_SHIFT = 32;

/// Bits of a node's counter below the number of its own starts.
constexpr unsigned NODE_BOOT_SHIFT = 20;

} // namespace

KeyFrameChannel::KeyFrameChannel(std::shared_ptr<Tpm> tpm,
                                 KeyPairHandles keys,
                                 KeyFrameFormat format,
                                 std::uint32_t boots)
    : m_tpm(std::move(tpm)),
      m_keys(keys),
      m_format(format),
      m_sent(std::uint64_t{boots} << BOOT_SHIFT),
      m_received(m_sent)
{
}

std::optional<Bytes>
KeyFrameChannel::Seal(KeyFrame frame,
                      std::vector<Tpm::Part> fields,
                      ByteView nonce,
                      const std::vector<Tpm::Part>& list)
{
    frame.counter = ++m_sent;
    const bool hasNonce = !m_format.IsPublished() && KeyFrameFormat::HasNonce(frame.type);
    Bytes sealed;
    if (KeyFrameFormat::IsSealed(frame.type))
    {
        frame.iv = m_nextIv.empty() ? m_tpm->GetRandom(Tpm::IV_SIZE) : std::exchange(m_nextIv, {});
        if (hasNonce)
        {
            fields.emplace_back(nonce.ToBytes());
        }
        fields.insert(fields.end(), list.begin(), list.end());
        auto wrapped = m_tpm->Wrap(m_keys.encrypt, frame.iv, fields);
        if (!wrapped)
        {
            return std::nullopt;
        }
        sealed = std::move(*wrapped);
    }
    else if (hasNonce)
    {
        frame.nonce = nonce.ToBytes();
    }
    Bytes octets = m_format.Encode(frame, sealed);
    const auto tag = m_tpm->Hmac(m_keys.sign, {octets});
    if (!tag)
    {
        return std::nullopt;
    }
    octets.insert(octets.end(), tag->begin(), tag->end());
    return octets;
}

std::optional<KeyFrameChannel::Opened>
KeyFrameChannel::Open(const Bytes& octets)
{
    const auto view = m_format.Decode(octets);
    if (!view || !m_tpm->Verify(m_keys.sign, {view->authenticated}, view->tag) ||
        !TakeCounter(*view))
    {
        return std::nullopt;
    }
    Opened opened{view->frame, {}, view->frame.nonce};
    if (!KeyFrameFormat::IsSealed(opened.frame.type))
    {
        return opened;
    }
    const auto layout = m_format.GetLayout(opened.frame.type, view->sealed.size());
    auto parts = m_tpm->Unwrap(m_keys.encrypt, opened.frame.iv, view->sealed, *layout);
    if (!parts)
    {
        return std::nullopt;
    }
    opened.parts = std::move(*parts);
    if (!m_format.IsPublished() && KeyFrameFormat::HasNonce(opened.frame.type))
    {
        const auto nonce = opened.parts.begin() + m_format.CountFields(opened.frame.type);
        opened.nonce = std::move(std::get<Bytes>(*nonce));
        opened.parts.erase(nonce);
    }
    return opened;
}

bool
KeyFrameChannel::TakeCounter(const KeyFrameView& view)
{
    // Who registers does not know yet what the key server expects; a replay gains nothing, since
    // the answer is of use only to who has just asked.
    if (m_format.IsPublished() || view.frame.type == KeyFrameType::REGISTER_REQUEST)
    {
        return true;
    }
    if (view.frame.counter <= m_received)
    {
        return false;
    }
    m_received = view.frame.counter;
    return true;
}

void
KeyFrameChannel::Synchronise(std::uint64_t counter)
{
    const std::uint64_t own = std::uint64_t{m_tpm->GetBoots()} << NODE_BOOT_SHIFT;
    m_sent = std::max(m_sent, (counter >> BOOT_SHIFT << BOOT_SHIFT) + own);
}

} // namespace ns3::mqtt
