// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-card-test.h"
#include "mqtt-memory-scan.h"

namespace ns3::mqtt::test
{

namespace
{

/// What is left of secrets in memory.
class CardSecretTest : public CardTest
{
  public:
    CardSecretTest()
        : CardTest("a card leaves no key in memory: its own, nor those of sessions")
    {
    }

  private:
    void DoRun() override
    {
        CheckOwnKey();
        const CryptoScope scope(m_meter, m_random, NOW);
        CheckSession(true);
        CheckSession(false);
    }

    /// Random octets from a list, so that a private key is known, and where the list is kept, it is
    /// written the other way round from OpenSSL's.
    void CheckOwnKey()
    {
        std::unique_ptr<SmartCard> card;
        std::optional<WantedSecret> wanted;
        {
            Bytes octets(EcScalar::SIZE);
            for (std::size_t i = 0; i < octets.size(); ++i)
            {
                octets[i] = static_cast<std::uint8_t>(0x31 + 5 * i);
            }
            Bytes reversed(octets.rbegin(), octets.rend());
            wanted.emplace(reversed);
            OPENSSL_cleanse(reversed.data(), reversed.size());
            RepeatedRandom random(octets);
            NullMeter nobody;
            const CryptoScope scope(nobody, random, NOW);
            auto own = CardKeyPair::Generate(KeyType::P256, 1);
            m_public = own.GetPublicKey();
            card =
                std::make_unique<SmartCard>(CardPersonalisation{m_id, std::move(own), *m_public});
        }
        NS_TEST_EXPECT_MSG_EQ((wanted->CountInMemory() > 0), true, "the card has it");
        card.reset();
        NS_TEST_EXPECT_MSG_EQ(wanted->CountInMemory(), 0, "it is gone with the card");
        const CryptoScope scope(m_meter, m_random, NOW);
        NS_TEST_EXPECT_MSG_EQ(m_public->Verify({}, Bytes(64)), false, "its public key is not");
    }

    /// @param exports session keys are given to the host
    void CheckSession(bool exports)
    {
        Make(KeyType::P256, false, exports);
        std::optional<WantedSecret> wanted;
        std::optional<CardCipher> host;
        {
            const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
            const EcScalar secret = curve.MakeRandomScalar();
            CardAgreement agreement;
            agreement.card = m_id;
            agreement.connect = m_digest;
            agreement.cardNonce = m_reader->Begin().value();
            agreement.brokerNonce = m_nonce;
            agreement.brokerPoint =
                curve.Encode(curve.MultiplyBase(secret), PointEncoding::UNCOMPRESSED);
            const Bytes challenge = JoinParts(
                {m_nonce, agreement.brokerPoint, m_broker->Sign(MakeChallengeText(agreement))});
            const auto answer = m_reader->Answer(m_digest, challenge, 64);
            NS_TEST_ASSERT_MSG_EQ(answer.has_value(), true, "it answers");
            agreement.cardPoint = ByteView(answer.value().answer).SubView(0, 65).ToBytes();
            const auto point = curve.Decode(agreement.cardPoint, PointEncoding::UNCOMPRESSED);
            const auto keys = DeriveCardKeys(curve.Agree(secret, *point).Get(), agreement);
            wanted.emplace(keys.first.Get());
            if (exports)
            {
                host.emplace(*answer.value().keys, CardCipher::Side::CARD);
            }
        }
        const Bytes sealed = host ? host->Seal("t", {}) : m_reader->Seal("t", {}).value();
        NS_TEST_EXPECT_MSG_EQ(sealed.size(), SequencedCipher::OVERHEAD, "keys are in use");
        NS_TEST_EXPECT_MSG_EQ((wanted->CountInMemory() > 0), true, "host or card has them");
        if (exports)
        {
            host.reset();
            NS_TEST_EXPECT_MSG_EQ(wanted->CountInMemory(), 0, "the card has not, and no buffer");
        }
        m_card->Reset();
        NS_TEST_EXPECT_MSG_EQ(wanted->CountInMemory(), 0, "gone with the session");
    }

    std::optional<CardPublicKey> m_public; ///< outlives its card
};

} // namespace

std::vector<TestCase*>
MakeCardSecretTests()
{
    return {new CardSecretTest};
}

} // namespace ns3::mqtt::test
