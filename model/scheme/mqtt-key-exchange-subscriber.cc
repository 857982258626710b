// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-subscriber.h"

#include "mqtt-key-exchange-publisher.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

ExchangeSubscriber::ExchangeSubscriber(std::uint32_t number,
                                       std::shared_ptr<const ExchangeDirectory> directory,
                                       ExchangeParty& party,
                                       std::size_t keptKeys)
    : m_number(number),
      m_directory(std::move(directory)),
      m_party(party),
      m_keptKeys(keptKeys)
{
    m_request.subscriber = number;
    const Bytes nonce = RandomBytes(m_request.nonce.size());
    std::copy(nonce.begin(), nonce.end(), m_request.nonce.begin());
    m_request.offer = m_party.Offer(MakeOfferContext(m_request));
    m_awaited = m_directory->GetAwaited();
    m_awaited.erase(number);
}

Publish
ExchangeSubscriber::MakeRequest(const KeyRequest& request, bool kept) const
{
    const auto message =
        std::make_shared<const Message>(Message{GetRequestTopic(m_number), Encode(request)});
    return {message, Qos::AT_LEAST_ONCE, false, kept, 0};
}

Publish
ExchangeSubscriber::AskAll(bool repeated)
{
    if (repeated || m_request.attempt == 0)
    {
        m_request.attempt = ++m_attempts;
    }
    return MakeRequest(m_request, true);
}

std::vector<Publish>
ExchangeSubscriber::AskMissing()
{
    std::vector<Publish> requests;
    KeyRequest request = m_request;
    for (const auto& [publisher, key] : m_missing)
    {
        request.attempt = ++m_attempts;
        request.publisher = publisher;
        request.key = key;
        requests.push_back(MakeRequest(request, false));
    }
    return requests;
}

bool
ExchangeSubscriber::TakeAnswer(ByteView payload)
{
    const auto answer =
        DecodeKeyAnswer(payload, m_party.GetSealedSize(), m_party.GetSignatureSize());
    const ExchangeMember* publisher = answer ? m_directory->Find(answer->publisher) : nullptr;
    if (!publisher || !publisher->role.publishes || answer->publisher == m_number ||
        m_held.count({answer->publisher, answer->key}) > 0)
    {
        return false;
    }
    const auto key =
        m_party.Open(answer->sealed, MakeSealContext(m_request, answer->publisher, answer->key));
    if (!key || key->Get().size() != EXCHANGE_KEY_SIZE)
    {
        return false;
    }
    if (m_party.GetSignatureSize() > 0 &&
        !m_party.Verify(publisher->publicKey,
                        MakeKeyStatement(answer->publisher, answer->key, key->Get()),
                        answer->signature))
    {
        return false;
    }
    TakeKey(answer->publisher, {answer->key, *key});
    return true;
}

void
ExchangeSubscriber::TakeOwn(const GroupKey& key)
{
    TakeKey(m_number, key);
}

void
ExchangeSubscriber::TakeKey(std::uint32_t publisher, const GroupKey& key)
{
    m_rings.try_emplace(publisher, false, m_keptKeys).first->second.Add(key, 0);
    m_held.emplace(publisher, key.epoch);
    m_missing.erase({publisher, key.epoch});
    m_awaited.erase(publisher);
    m_epoch = std::max(m_epoch, key.epoch);
}

GroupKeyRing::Opened
ExchangeSubscriber::Open(const std::string& topic, ByteView payload)
{
    if (payload.size() < AesGcm::NONCE_SIZE + sizeof(std::uint32_t) + AesGcm::TAG_SIZE)
    {
        return {};
    }
    const std::uint32_t key = boost::endian::load_big_u32(payload.data());
    const std::uint32_t publisher =
        GetDataPublisher(boost::endian::load_big_u32(payload.data() + sizeof(key)));
    const ExchangeMember* member = m_directory->Find(publisher);
    if (!member || !member->role.publishes || key == 0)
    {
        return {};
    }
    const auto ring = m_rings.find(publisher);
    GroupKeyRing::Opened opened{GroupKeyRing::Verdict::UNKNOWN_EPOCH, {}};
    if (ring != m_rings.end())
    {
        opened = ring->second.Open(topic, payload);
    }
    if (opened.verdict == GroupKeyRing::Verdict::UNKNOWN_EPOCH && m_missing.size() < MAX_MISSING)
    {
        m_missing.emplace(publisher, key);
    }
    return opened;
}

std::size_t
ExchangeSubscriber::GetStateSize() const
{
    std::size_t size = sizeof(ExchangeNonce);
    for (const auto& [publisher, ring] : m_rings)
    {
        size += sizeof(publisher) + ring.GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
