// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CRYPTO_CARD_TEST_H
#define MQTT_CRYPTO_CARD_TEST_H

#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-card-reader.h"

/// @file
/// What the tests of smart cards share.

namespace ns3::mqtt::test
{

/// A card, and the broker that it knows.
class CardTest : public PrimitiveTest
{
  public:
    /// @param name what is shown
    explicit CardTest(const std::string& name)
        : PrimitiveTest(name)
    {
    }

  protected:
    /// @param type of all keys
    /// @param published protocol as printed
    /// @param exports session keys are given to the host
    /// @param reading who speaks first
    void Make(KeyType type, bool published, bool exports, CardReading reading = CardReading::OR_1)
    {
        m_broker.emplace(CardKeyPair::Generate(type, 0));
        m_pair.emplace(CardKeyPair::Generate(type, 1));
        m_card = std::make_unique<SmartCard>(CardPersonalisation{m_id,
                                                                 *m_pair,
                                                                 m_broker->GetPublicKey(),
                                                                 published,
                                                                 reading,
                                                                 exports});
        m_reader.emplace(*m_card, CardProtocol::T1);
        NS_TEST_EXPECT_MSG_EQ(m_reader->Activate().has_value(), false, "it has the application");
        m_meter.Clear();
    }

    /// Sends octets to the card.
    /// @param hex command
    /// @return response
    std::string Say(const std::string& hex)
    {
        return ToHex(m_card->Process(ParseOctets(hex)));
    }

    const CardId m_id{1, 2, 3, 4, 5, 6, 7, 8};         ///< of the card
    std::optional<CardKeyPair> m_broker;               ///< of the broker
    std::optional<CardKeyPair> m_pair;                 ///< of the card
    std::unique_ptr<SmartCard> m_card;                 ///< the card
    std::optional<CardReader> m_reader;                ///< where it is
    const Bytes m_digest = Bytes(CARD_DIGEST_SIZE, 9); ///< of a CONNECT
    const Bytes m_nonce = Bytes(CARD_NONCE_SIZE, 8);   ///< N_B
};

} // namespace ns3::mqtt::test

#endif /* MQTT_CRYPTO_CARD_TEST_H */
