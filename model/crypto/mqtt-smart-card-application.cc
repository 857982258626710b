// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-smart-card-tools.h"
#include "mqtt-smart-card.h"

#include <boost/endian/conversion.hpp>
#include <openssl/crypto.h>

/// @file
/// What the application of a smart card does on each instruction.

namespace ns3::mqtt
{

using namespace card_operations;

namespace
{

/// Octets of a topic's length.
constexpr std::size_t LENGTH_SIZE = 2;

/// Counts the decryption of the broker's keys.
/// @param type of the card's keys: RSA-OAEP, or ECIES
void
CountDecryption(KeyType type)
{
    if (type == KeyType::RSA_2048)
    {
        CountOperation(RSA_DECRYPT);
        return;
    }
    for (const Operation operation : {ECDH_START, ECDH, HKDF, HKDF, AES_KEY, AES_START})
    {
        CountOperation(operation);
    }
    CountOperation(AES_GCM, CARD_TRANSPORT_SIZE);
}

} // namespace

SmartCard::Outcome
SmartCard::Select(ByteView data, std::size_t /* expected */)
{
    if (data.ToText() != ByteView(CARD_APPLICATION.data(), CARD_APPLICATION.size()).ToText())
    {
        return {CARD_NOT_FOUND};
    }
    Reset();
    m_selected = true;
    return {};
}

SmartCard::Outcome
SmartCard::GetChallenge(ByteView data, std::size_t expected)
{
    if (!data.empty() || expected == 0)
    {
        return {CARD_WRONG_LENGTH};
    }
    CountOperation(RANDOM, expected);
    const Uncounted scope;
    return {CARD_OK, RandomBytes(expected)};
}

SmartCard::Outcome
SmartCard::GetNumber(ByteView data, std::size_t /* expected */)
{
    return data.empty() ? Outcome{CARD_OK, mqtt::GetView(m_card.id).ToBytes()}
                        : Outcome{CARD_WRONG_LENGTH};
}

void
SmartCard::DrawNonce()
{
    m_cipher.reset();
    m_chosen.reset();
    m_agreement.reset();
    CountOperation(RANDOM, CARD_NONCE_SIZE);
    const Uncounted scope;
    m_nonce = RandomBytes(CARD_NONCE_SIZE);
}

Bytes
SmartCard::Sign(ByteView text)
{
    CountOperation(m_card.key.GetType() == KeyType::RSA_2048 ? RSA_SIGN : ECDSA_SIGN, text.size());
    const Uncounted scope;
    return m_card.key.Sign(text);
}

bool
SmartCard::IsByBroker(ByteView text, ByteView signature)
{
    CountOperation(m_card.broker.GetType() == KeyType::RSA_2048 ? RSA_VERIFY : ECDSA_VERIFY,
                   text.size());
    const Uncounted scope;
    return m_card.broker.Verify(text, signature);
}

Secret
SmartCard::Install(const CardSessionKeys& keys)
{
    if (!m_card.exports)
    {
        m_cipher.emplace(keys, CardCipher::Side::CARD);
        return {};
    }
    Bytes octets = JoinParts({keys.first.Get(), keys.second.Get()});
    Secret exported(octets);
    OPENSSL_cleanse(octets.data(), octets.size());
    return exported;
}

void
SmartCard::CountInstallation() const
{
    for (int key = 0; key < 2 && !m_card.exports; ++key)
    {
        CountOperation(AES_KEY);
    }
}

SmartCard::Outcome
SmartCard::SignConnect(ByteView data, std::size_t /* expected */)
{
    if (data.size() != CARD_TIME_SIZE)
    {
        return {CARD_WRONG_LENGTH};
    }
    DrawNonce();
    return {CARD_OK, JoinParts({m_nonce, Sign(MakeConnectText(m_card.id, m_nonce, data))})};
}

SmartCard::Outcome
SmartCard::OpenKeys(ByteView data, std::size_t /* expected */)
{
    const KeyType own = m_card.key.GetType();
    const std::size_t sealed = CardPublicKey::GetEncryptedSize(own, CARD_TRANSPORT_SIZE);
    if (data.size() != sealed + CardPublicKey::GetSignatureSize(m_card.broker.GetType()))
    {
        return {CARD_WRONG_LENGTH};
    }
    if (m_nonce.empty())
    {
        return {CARD_CONDITIONS_NOT_SATISFIED};
    }
    const Bytes nonce = std::exchange(m_nonce, {});
    const ByteView transport = data.SubView(0, sealed);
    if (!IsByBroker(MakeTransportText(m_card.id, nonce, transport), data.SubView(sealed)))
    {
        return {CARD_SECURITY_NOT_SATISFIED};
    }
    CountDecryption(own);
    CountOperation(HMAC, 2 * CARD_NONCE_SIZE + 2);
    CountInstallation();
    const Uncounted scope;
    const auto opened = m_card.key.Decrypt(transport);
    const auto decoded = opened ? DecodeCardTransport(opened->Get()) : std::nullopt;
    if (!decoded || decoded->cardNonce != nonce)
    {
        return {CARD_SECURITY_NOT_SATISFIED};
    }
    const Bytes confirmation = ConfirmTransport(*decoded);
    const Secret exported = Install(decoded->keys);
    return {CARD_OK, JoinParts({confirmation, exported.Get()})};
}

SmartCard::Outcome
SmartCard::Begin(ByteView data, std::size_t /* expected */)
{
    if (!data.empty())
    {
        return {CARD_WRONG_LENGTH};
    }
    DrawNonce();
    return {CARD_OK, m_nonce};
}

SmartCard::Outcome
SmartCard::Answer(ByteView data, std::size_t /* expected */)
{
    constexpr std::size_t head = CARD_DIGEST_SIZE + CARD_NONCE_SIZE + CARD_POINT_SIZE;
    if (data.size() != head + CardPublicKey::GetSignatureSize(m_card.broker.GetType()))
    {
        return {CARD_WRONG_LENGTH};
    }
    if (m_nonce.empty())
    {
        return {CARD_CONDITIONS_NOT_SATISFIED};
    }
    CardAgreement agreement;
    agreement.card = m_card.id;
    agreement.connect = data.SubView(0, CARD_DIGEST_SIZE).ToBytes();
    agreement.cardNonce = std::exchange(m_nonce, {});
    agreement.brokerNonce = data.SubView(CARD_DIGEST_SIZE, CARD_NONCE_SIZE).ToBytes();
    agreement.brokerPoint = data.SubView(0, head).SubView(head - CARD_POINT_SIZE).ToBytes();
    if (!IsByBroker(MakeChallengeText(agreement), data.SubView(head)))
    {
        return {CARD_SECURITY_NOT_SATISFIED};
    }
    EcScalar secret;
    agreement.cardPoint = MakePoint(secret);
    const auto keys = Agree(secret, agreement);
    if (!keys)
    {
        return {CARD_WRONG_DATA};
    }
    CountInstallation();
    const Secret exported = Install(*keys);
    return {CARD_OK,
            JoinParts({agreement.cardPoint, Sign(MakeAnswerText(agreement)), exported.Get()})};
}

std::optional<CardSessionKeys>
SmartCard::Agree(const EcScalar& secret, const CardAgreement& agreement)
{
    for (const Operation operation : {ECDH_START, ECDH, HKDF, HKDF})
    {
        CountOperation(operation);
    }
    const Uncounted scope;
    const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
    const auto point = curve.Decode(agreement.brokerPoint, PointEncoding::UNCOMPRESSED);
    return point ? std::make_optional(DeriveCardKeys(curve.Agree(secret, *point).Get(), agreement))
                 : std::nullopt;
}

Bytes
SmartCard::MakePoint(EcScalar& secret)
{
    CountOperation(EC_KEYGEN);
    const Uncounted scope;
    const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
    secret = curve.MakeRandomScalar();
    return curve.Encode(curve.MultiplyBase(secret), PointEncoding::UNCOMPRESSED);
}

SmartCard::Outcome
SmartCard::Protect(bool seals, ByteView data)
{
    if (!m_cipher)
    {
        return {CARD_CONDITIONS_NOT_SATISFIED};
    }
    if (data.size() < LENGTH_SIZE)
    {
        return {CARD_WRONG_LENGTH};
    }
    const std::size_t topicSize = boost::endian::load_big_u16(data.data());
    data = data.SubView(LENGTH_SIZE);
    if (data.size() < topicSize)
    {
        return {CARD_WRONG_DATA};
    }
    const std::string_view topic = data.SubView(0, topicSize).ToText();
    const ByteView payload = data.SubView(topicSize);
    CountOperation(AES_START);
    CountOperation(m_card.published ? AES_CBC : AES_GCM, payload.size());
    if (m_card.published)
    {
        CountOperation(HMAC, payload.size());
    }
    const Uncounted scope;
    if (seals)
    {
        return {CARD_OK, m_cipher->Seal(topic, payload)};
    }
    auto opened = m_cipher->Open(topic, payload);
    return opened ? Outcome{CARD_OK, std::move(opened.value())}
                  : Outcome{CARD_SECURITY_NOT_SATISFIED};
}

SmartCard::Outcome
SmartCard::Seal(ByteView data, std::size_t /* expected */)
{
    return Protect(true, data);
}

SmartCard::Outcome
SmartCard::Open(ByteView data, std::size_t /* expected */)
{
    return Protect(false, data);
}

} // namespace ns3::mqtt
