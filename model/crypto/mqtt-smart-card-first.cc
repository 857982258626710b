// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-smart-card-tools.h"
#include "mqtt-smart-card.h"

#include <boost/endian/conversion.hpp>

/// @file
/// What the application of a smart card does that speaks first (reading OR-2).

namespace ns3::mqtt
{

using namespace card_operations;

SmartCard::Outcome
SmartCard::ChooseKeys(ByteView data, std::size_t /* expected */)
{
    if (data.size() != CARD_TIME_SIZE)
    {
        return {CARD_WRONG_LENGTH};
    }
    DrawNonce();
    CountOperation(RANDOM, 2 * CARD_KEY_SIZE);
    if (m_card.broker.GetType() == KeyType::RSA_2048)
    {
        CountOperation(RSA_ENCRYPT);
    }
    else
    {
        for (const Operation operation :
             {EC_KEYGEN, ECDH_START, ECDH, HKDF, HKDF, AES_KEY, AES_START})
        {
            CountOperation(operation);
        }
        CountOperation(AES_GCM, CARD_FIRST_TRANSPORT_SIZE);
    }
    std::optional<Bytes> transport;
    {
        const Uncounted scope;
        m_chosen = CardTransport{{true, DrawCardKey(), DrawCardKey()}, m_nonce, {}};
        transport = m_card.broker.Encrypt(Encode(*m_chosen).Get());
    }
    if (!transport)
    {
        return {CARD_FAILED};
    }
    const Bytes text = MakeConnectText(m_card.id, m_nonce, data, *transport);
    return {CARD_OK, JoinParts({m_nonce, *transport, Sign(text)})};
}

SmartCard::Outcome
SmartCard::Confirm(ByteView data, std::size_t /* expected */)
{
    if (data.size() != CARD_DIGEST_SIZE)
    {
        return {CARD_WRONG_LENGTH};
    }
    if (!m_chosen)
    {
        return {CARD_CONDITIONS_NOT_SATISFIED};
    }
    const auto chosen = std::exchange(m_chosen, std::nullopt);
    CountOperation(HMAC, CARD_NONCE_SIZE + 2);
    {
        const Uncounted scope;
        if (!AreEqual(data, ConfirmTransport(*chosen)))
        {
            return {CARD_SECURITY_NOT_SATISFIED};
        }
    }
    CountInstallation();
    return {CARD_OK, Install(chosen->keys).Get().ToBytes()};
}

SmartCard::Outcome
SmartCard::Offer(ByteView data, std::size_t /* expected */)
{
    if (!data.empty())
    {
        return {CARD_WRONG_LENGTH};
    }
    DrawNonce();
    Bytes counter(CARD_COUNTER_SIZE);
    boost::endian::store_big_u64(counter.data(), ++m_counter);
    CardAgreement agreement;
    agreement.card = m_card.id;
    agreement.cardNonce = JoinParts({counter, std::exchange(m_nonce, {})});
    agreement.cardPoint = MakePoint(m_secret);
    m_agreement = std::move(agreement);
    return {CARD_OK, JoinParts({m_agreement->cardNonce, m_agreement->cardPoint})};
}

SmartCard::Outcome
SmartCard::SignOffer(ByteView data, std::size_t /* expected */)
{
    if (data.size() != CARD_DIGEST_SIZE)
    {
        return {CARD_WRONG_LENGTH};
    }
    if (!m_agreement || !m_agreement->connect.empty())
    {
        return {CARD_CONDITIONS_NOT_SATISFIED}; // an offer goes with one CONNECT
    }
    m_agreement->connect = data.ToBytes();
    return {CARD_OK, Sign(MakeFirstText(*m_agreement))};
}

SmartCard::Outcome
SmartCard::Finish(ByteView data, std::size_t /* expected */)
{
    constexpr std::size_t head = CARD_NONCE_SIZE + CARD_POINT_SIZE;
    if (data.size() != head + CardPublicKey::GetSignatureSize(m_card.broker.GetType()))
    {
        return {CARD_WRONG_LENGTH};
    }
    if (!m_agreement || m_agreement->connect.empty())
    {
        return {CARD_CONDITIONS_NOT_SATISFIED};
    }
    CardAgreement agreement = *std::exchange(m_agreement, std::nullopt);
    const EcScalar secret = std::exchange(m_secret, EcScalar());
    agreement.brokerNonce = data.SubView(0, CARD_NONCE_SIZE).ToBytes();
    agreement.brokerPoint = data.SubView(CARD_NONCE_SIZE, CARD_POINT_SIZE).ToBytes();
    if (!IsByBroker(MakeReplyText(agreement), data.SubView(head)))
    {
        return {CARD_SECURITY_NOT_SATISFIED};
    }
    const auto keys = Agree(secret, agreement);
    if (!keys)
    {
        return {CARD_WRONG_DATA};
    }
    CountInstallation();
    return {CARD_OK, Install(*keys).Get().ToBytes()};
}

} // namespace ns3::mqtt
