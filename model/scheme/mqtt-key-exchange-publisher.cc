// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-publisher.h"

namespace ns3::mqtt
{

ExchangePublisher::ExchangePublisher(std::uint32_t number,
                                     std::shared_ptr<const ExchangeDirectory> directory,
                                     ExchangeParty& party,
                                     std::size_t keptKeys)
    : m_number(number),
      m_directory(std::move(directory)),
      m_party(party),
      m_keptKeys(keptKeys)
{
    MakeKey();
    Switch();
}

void
ExchangePublisher::MakeKey()
{
    const std::uint32_t number = m_keys.empty() ? 1 : GetNewest() + 1;
    m_party.Renew();
    Bytes octets = RandomBytes(EXCHANGE_KEY_SIZE);
    Key key{Secret(octets), {}};
    OPENSSL_cleanse(octets.data(), octets.size());
    if (m_party.GetSignatureSize() > 0)
    {
        key.signature = m_party.Sign(MakeKeyStatement(m_number, number, key.key.Get()));
    }
    m_keys.emplace(number, std::move(key));
    while (m_keys.size() > m_keptKeys)
    {
        m_keys.erase(m_keys.begin());
    }
}

void
ExchangePublisher::Switch()
{
    m_current = GetNewest();
    for (std::size_t kind = 0; kind < m_rings.size(); ++kind)
    {
        m_rings[kind].Add(GetNewestKey(), GetDataMember(m_number, static_cast<SealKind>(kind)));
    }
}

std::vector<Publish>
ExchangePublisher::Answer(const KeyRequest& request, Duration now)
{
    const ExchangeMember* member = m_directory->Find(request.subscriber);
    if ((request.publisher != 0 && request.publisher != m_number) || !member ||
        request.subscriber == m_number || !member->role.subscribes)
    {
        return {};
    }
    const auto known = m_subscribers.find(request.subscriber);
    const bool isNew = known == m_subscribers.end();
    if (!isNew && known->second.request.nonce == request.nonce &&
        request.attempt <= known->second.attempt)
    {
        return {};
    }
    std::vector<std::uint32_t> wanted;
    if (request.key == 0)
    {
        // The newest is not yet in use for a moment, and the one in use soon no longer.
        wanted =
            m_current == GetNewest() ? std::vector{m_current} : std::vector{m_current, GetNewest()};
    }
    else if (!isNew && request.key >= known->second.firstKey && m_keys.count(request.key) > 0)
    {
        wanted = {request.key}; // not what was before it came
    }
    std::vector<Publish> answers;
    for (const std::uint32_t key : wanted)
    {
        if (auto answer = MakeAnswer(request, key))
        {
            answers.push_back(std::move(*answer));
        }
    }
    if (!answers.empty())
    {
        Subscriber& subscriber = m_subscribers[request.subscriber];
        subscriber.firstKey = isNew ? m_current : subscriber.firstKey;
        subscriber.request = request;
        subscriber.attempt = request.attempt;
        subscriber.answered = now;
    }
    return answers;
}

std::optional<Publish>
ExchangePublisher::MakeAnswer(const KeyRequest& request, std::uint32_t number) const
{
    const Key& key = m_keys.at(number);
    auto sealed = m_party.Seal(request.offer,
                               m_directory->Find(request.subscriber)->fingerprint,
                               MakeOfferContext(request),
                               MakeSealContext(request, m_number, number),
                               key.key.Get());
    if (!sealed)
    {
        return std::nullopt;
    }
    const KeyAnswer answer{m_number, number, std::move(*sealed), key.signature};
    const auto message = std::make_shared<const Message>(
        Message{GetAnswerTopic(request.subscriber), Encode(answer)});
    return Publish{message, Qos::AT_LEAST_ONCE, false, false, 0};
}

void
ExchangePublisher::ForgetAnswers(Duration since)
{
    for (auto& [number, subscriber] : m_subscribers)
    {
        if (subscriber.answered >= since)
        {
            subscriber.attempt = 0;
        }
    }
}

bool
ExchangePublisher::Renew()
{
    if (!m_queue.empty())
    {
        return false;
    }
    MakeKey();
    for (const auto& [number, subscriber] : m_subscribers)
    {
        m_queue.push_back(number);
    }
    return true;
}

std::optional<Publish>
ExchangePublisher::PushNext()
{
    while (!m_queue.empty())
    {
        const auto& request = m_subscribers.at(m_queue.front()).request;
        m_queue.pop_front();
        if (auto answer = MakeAnswer(request, GetNewest()))
        {
            return answer;
        }
    }
    return std::nullopt;
}

Bytes
ExchangePublisher::Seal(const std::string& topic, ByteView payload, SealKind kind)
{
    return m_rings[static_cast<std::size_t>(kind)].Seal(topic, payload);
}

std::size_t
ExchangePublisher::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [number, key] : m_keys)
    {
        size += sizeof(number) + key.key.Get().size() + key.signature.size();
    }
    for (const auto& [number, subscriber] : m_subscribers)
    {
        size += sizeof(number) + sizeof(ExchangeNonce) + 2 * sizeof(std::uint32_t) +
                subscriber.request.offer.size();
    }
    for (const auto& ring : m_rings)
    {
        size += ring.GetStateSize();
    }
    return size;
}

} // namespace ns3::mqtt
