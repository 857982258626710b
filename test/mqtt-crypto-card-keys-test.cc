// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-card-keys.h"
#include "ns3/mqtt-card-protocol.h"

namespace ns3::mqtt::test
{

namespace
{

/// Keys of both kinds.
class CardKeysTest : public PrimitiveTest
{
  public:
    CardKeysTest()
        : PrimitiveTest("keys of cards sign, verify, encrypt, and are read strictly")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        for (const KeyType type : {KeyType::P256, KeyType::RSA_2048})
        {
            CheckKind(type);
        }
    }

    /// @param type of the keys
    void CheckKind(KeyType type)
    {
        const bool isRsa = type == KeyType::RSA_2048;
        const auto pair = CardKeyPair::Generate(type, 1);
        const auto other = CardKeyPair::Generate(type, 2);
        const ByteView encoded = pair.GetPublicKey().Encode();
        NS_TEST_EXPECT_MSG_EQ(encoded.size(), (isRsa ? 294 : 91), "octets of a public key");
        const auto key = CardPublicKey::Decode(encoded);
        NS_TEST_ASSERT_MSG_EQ(key.has_value(), true, "it is read");
        NS_TEST_EXPECT_MSG_EQ((key->GetType() == type), true, "its kind");
        m_meter.Clear();

        const Bytes message = ByteView("message").ToBytes();
        Bytes signature = pair.Sign(message);
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount(isRsa ? "rsa-2048-private" : "ecdsa-p256-sign"),
                              1,
                              m_meter.GetList());
        NS_TEST_EXPECT_MSG_EQ(signature.size(), CardPublicKey::GetSignatureSize(type), "octets");
        NS_TEST_EXPECT_MSG_EQ(key->Verify(message, signature), true, "it holds");
        NS_TEST_EXPECT_MSG_EQ(key->Verify(ByteView("massage"), signature), false, "other text");
        NS_TEST_EXPECT_MSG_EQ(other.GetPublicKey().Verify(message, signature), false, "other key");
        NS_TEST_EXPECT_MSG_EQ(key->Verify(message, {}), false, "none");
        NS_TEST_EXPECT_MSG_EQ(key->Verify(message, Bytes(signature.size())), false, "zeros");
        signature[3] ^= 1;
        NS_TEST_EXPECT_MSG_EQ(key->Verify(message, signature), false, "changed");

        auto sealed = key->Encrypt(message);
        NS_TEST_ASSERT_MSG_EQ(sealed.has_value(), true, "encrypted");
        NS_TEST_EXPECT_MSG_EQ(sealed->size(),
                              CardPublicKey::GetEncryptedSize(type, message.size()),
                              "octets");
        const auto opened = pair.Decrypt(*sealed);
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "decrypted");
        NS_TEST_EXPECT_MSG_EQ(opened->Get().ToText(), "message", "the same");
        NS_TEST_EXPECT_MSG_EQ(other.Decrypt(*sealed).has_value(), false, "other key");
        NS_TEST_EXPECT_MSG_EQ(pair.Decrypt({}).has_value(), false, "none");
        sealed->back() ^= 1;
        NS_TEST_EXPECT_MSG_EQ(pair.Decrypt(*sealed).has_value(), false, "changed");
        CheckHostile(encoded.ToBytes());
    }

    /// @param encoded octets of a key
    void CheckHostile(const Bytes& encoded)
    {
        for (std::size_t size = 0; size < encoded.size(); ++size)
        {
            const auto key = CardPublicKey::Decode(ByteView(encoded).SubView(0, size));
            NS_TEST_EXPECT_MSG_EQ(key.has_value(), false, size << " octets");
        }
        for (std::size_t i = 0; i < 26; ++i) // the head: algorithm, lengths, form of the point
        {
            Bytes changed = encoded;
            changed[i] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(CardPublicKey::Decode(changed).has_value(), false, "octet " << i);
        }
        Bytes off = encoded;
        off.back() ^= 1; // no longer on the curve, or no longer the exponent
        NS_TEST_EXPECT_MSG_EQ(CardPublicKey::Decode(off).has_value(), false, "the end");
        NS_TEST_EXPECT_MSG_EQ(CardPublicKey::Decode(Bytes(91, 0)).has_value(), false, "zeros");
    }
};

/// What payloads are sealed by.
class CardCipherTest : public PrimitiveTest
{
  public:
    CardCipherTest()
        : PrimitiveTest("payloads of cards: layout, changes, replays")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        CheckPublished();
        CheckSound();
    }

    /// Opens with OpenSSL's primitives what was sealed.
    void CheckPublished()
    {
        const CardSessionKeys keys{true, Secret(Bytes(16, 1)), Secret(Bytes(16, 2))};
        CardCipher card(keys, CardCipher::Side::CARD);
        CardCipher broker(keys, CardCipher::Side::BROKER);
        m_meter.Clear();
        const Bytes sealed = card.Seal("a", ByteView("text"));
        ExpectCounted("aes-128-cbc 1, hmac-sha256 1, random 1", "hmac-sha256", 32);
        NS_TEST_ASSERT_MSG_EQ(sealed.size(), 16 + 16 + 32, "IV, a block, HMAC");
        const ByteView view(sealed);
        NS_TEST_EXPECT_MSG_EQ(ToHex(HmacSha256(Bytes(16, 2), {view.SubView(0, 32)})),
                              ToHex(view.SubView(32)),
                              "over IV and ciphertext");
        const auto plain = OpenAesCbc(Bytes(16, 1), view.SubView(0, 16), view.SubView(16, 16));
        NS_TEST_EXPECT_MSG_EQ((plain && ByteView(*plain).ToText() == "text"), true, "AES-128-CBC");
        const auto opened = broker.Open("other topic", sealed);
        NS_TEST_EXPECT_MSG_EQ(opened.has_value(), true, "the topic does not matter");
        NS_TEST_EXPECT_MSG_EQ(card.Open("a", sealed).has_value(), true, "nor the direction");
        CheckChanges(broker, sealed);
    }

    /// Directions, topics and order count.
    void CheckSound()
    {
        const CardSessionKeys keys{false, Secret(Bytes(16, 1)), Secret(Bytes(16, 2))};
        CardCipher card(keys, CardCipher::Side::CARD);
        CardCipher broker(keys, CardCipher::Side::BROKER);
        const Bytes first = card.Seal("a", ByteView("text"));
        const Bytes second = card.Seal("a", ByteView("text"));
        NS_TEST_EXPECT_MSG_EQ(first.size(), 8 + 4 + 16, "number, ciphertext, tag");
        NS_TEST_EXPECT_MSG_EQ(broker.Open("b", first).has_value(), false, "other topic");
        NS_TEST_EXPECT_MSG_EQ(card.Open("a", first).has_value(), false, "reflected");
        CheckChanges(broker, first);
        NS_TEST_EXPECT_MSG_EQ(broker.Open("a", second).has_value(), true, "in order");
        NS_TEST_EXPECT_MSG_EQ(broker.Open("a", second).has_value(), false, "replayed");
        NS_TEST_EXPECT_MSG_EQ(broker.Open("a", first).has_value(), false, "out of order");
        const Bytes back = broker.Seal("a", {});
        const auto opened = card.Open("a", back);
        NS_TEST_EXPECT_MSG_EQ((opened && opened.value().empty()), true, "an empty payload");
    }

    /// @param cipher that would open it
    /// @param sealed payload
    void CheckChanges(CardCipher& cipher, const Bytes& sealed)
    {
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            Bytes changed = sealed;
            changed[i] ^= 0x80;
            NS_TEST_EXPECT_MSG_EQ(cipher.Open("a", changed).has_value(), false, "octet " << i);
            const auto part = ByteView(sealed).SubView(0, i);
            NS_TEST_EXPECT_MSG_EQ(cipher.Open("a", part).has_value(), false, "cut at " << i);
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeCardKeyTests()
{
    return {new CardKeysTest, new CardCipherTest};
}

} // namespace ns3::mqtt::test
