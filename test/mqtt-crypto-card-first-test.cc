// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-card-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// Cards that speak first.
class FirstCardTest : public CardTest
{
  public:
    FirstCardTest()
        : CardTest("a card that speaks first: keys or offer, the broker's word, costs")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        for (const KeyType type : {KeyType::P256, KeyType::RSA_2048})
        {
            for (const bool exports : {true, false})
            {
                CheckPublished(type, exports);
                CheckSound(type, exports);
            }
        }
    }

    /// @param keys as exported
    /// @param broker seals and opens for the broker
    /// @param exports session keys are given to the host
    void CheckKeys(const CardReader::ExportedKeys& keys, CardCipher broker, bool exports)
    {
        NS_TEST_EXPECT_MSG_EQ(keys.has_value(), exports, "exported or not");
        const auto sealed = m_reader->Seal("t", ByteView("text"));
        NS_TEST_EXPECT_MSG_EQ(sealed.has_value(), !exports, "in the card or not");
        const Bytes payload =
            exports ? CardCipher(*keys, CardCipher::Side::CARD).Seal("t", ByteView("text"))
                    : sealed.value();
        const auto opened = broker.Open("t", payload);
        NS_TEST_EXPECT_MSG_EQ((opened && ByteView(opened.value()).ToText() == "text"),
                              true,
                              "they agree");
    }

    /// @param type of all keys
    /// @param exports session keys are given to the host
    void CheckPublished(KeyType type, bool exports)
    {
        Make(type, true, exports, CardReading::OR_2);
        const bool isRsa = type == KeyType::RSA_2048;
        const Bytes time(8, 7);
        const auto proof = m_reader->ChooseKeys(time);
        NS_TEST_ASSERT_MSG_EQ(proof.has_value(), true, "it chooses");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("rsa-2048-oaep-encrypt"), (isRsa ? 1 : 0), "OAEP");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("apdu-round-trip"), (isRsa ? 3 : 1), "528 octets");
        const auto& [nonce, octets] = proof.value();
        const std::size_t size = CardPublicKey::GetEncryptedSize(type, CARD_FIRST_TRANSPORT_SIZE);
        const ByteView transport = ByteView(octets).SubView(0, size);
        NS_TEST_EXPECT_MSG_EQ(
            m_pair->GetPublicKey().Verify(MakeConnectText(m_id, nonce, time, transport),
                                          ByteView(octets).SubView(size)),
            true,
            "it signs all of it");
        const auto opened = m_broker->Decrypt(transport);
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "for the broker");
        const auto chosen = DecodeCardTransport(opened->Get());
        NS_TEST_ASSERT_MSG_EQ(chosen.has_value(), true, "K_e, K_m, N_D");
        const auto keys = m_reader->Confirm(ConfirmTransport(*chosen));
        NS_TEST_ASSERT_MSG_EQ(keys.has_value(), true, "confirmed");
        CheckKeys(keys.value(), CardCipher(chosen->keys, CardCipher::Side::BROKER), exports);
        NS_TEST_EXPECT_MSG_EQ(m_reader->ChooseKeys(time).has_value(), true, "again");
        NS_TEST_EXPECT_MSG_EQ(m_reader->Confirm(ConfirmTransport(*chosen)).has_value(),
                              false,
                              "the keys are others");
    }

    /// @param type of all keys
    /// @param exports session keys are given to the host
    void CheckSound(KeyType type, bool exports)
    {
        Make(type, false, exports, CardReading::OR_2);
        const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
        const auto first = m_reader->Offer();
        m_card->Reset();
        NS_TEST_EXPECT_MSG_EQ(m_reader->SignOffer(m_digest).has_value(), false, "a reset ends it");
        NS_TEST_EXPECT_MSG_EQ(m_reader->Activate().has_value(), false, "activated");
        const auto offer = m_reader->Offer();
        NS_TEST_ASSERT_MSG_EQ((first && offer), true, "it offers");
        NS_TEST_EXPECT_MSG_EQ((first.value().nonce < offer.value().nonce), true, "counted on");
        const auto signature = m_reader->SignOffer(m_digest);
        NS_TEST_ASSERT_MSG_EQ(signature.has_value(), true, "it signs");
        NS_TEST_EXPECT_MSG_EQ(m_reader->SignOffer(m_digest).has_value(), false, "once");
        CardAgreement agreement;
        agreement.card = m_id;
        agreement.connect = m_digest;
        agreement.cardNonce = offer.value().nonce;
        agreement.cardPoint = offer.value().point;
        NS_TEST_EXPECT_MSG_EQ(
            m_pair->GetPublicKey().Verify(MakeFirstText(agreement), signature.value()),
            true,
            "it signs all of it");
        const EcScalar secret = curve.MakeRandomScalar();
        agreement.brokerNonce = m_nonce;
        agreement.brokerPoint =
            curve.Encode(curve.MultiplyBase(secret), PointEncoding::UNCOMPRESSED);
        const Bytes reply =
            JoinParts({m_nonce, agreement.brokerPoint, m_broker->Sign(MakeReplyText(agreement))});
        const auto keys = m_reader->Finish(reply);
        NS_TEST_ASSERT_MSG_EQ(keys.has_value(), true, "agreed");
        const auto point = curve.Decode(agreement.cardPoint, PointEncoding::UNCOMPRESSED);
        const auto derived = DeriveCardKeys(curve.Agree(secret, *point).Get(), agreement);
        CheckKeys(keys.value(), CardCipher(derived, CardCipher::Side::BROKER), exports);
        NS_TEST_EXPECT_MSG_EQ(m_reader->Finish(reply).has_value(), false, "once");
        NS_TEST_EXPECT_MSG_EQ((m_reader->Offer() && m_reader->SignOffer(m_digest)), true, "again");
        NS_TEST_EXPECT_MSG_EQ(m_reader->Finish(reply).has_value(), false, "of another offer");
    }
};

} // namespace

std::vector<TestCase*>
MakeFirstCardTests()
{
    return {new FirstCardTest};
}

} // namespace ns3::mqtt::test
