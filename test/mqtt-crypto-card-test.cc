// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-card-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// The protocol as printed.
class PublishedCardTest : public CardTest
{
  public:
    PublishedCardTest()
        : CardTest("a card as printed: signature, keys by the broker, payloads, costs")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        for (const KeyType type : {KeyType::P256, KeyType::RSA_2048})
        {
            Check(type, true);
            Check(type, false);
        }
    }

    /// @param type of all keys
    /// @param exports session keys are given to the host
    void Check(KeyType type, bool exports)
    {
        Make(type, true, exports);
        const bool isRsa = type == KeyType::RSA_2048;
        const Bytes time(8, 7);
        const auto proof = m_reader->SignConnect(time);
        NS_TEST_ASSERT_MSG_EQ(proof.has_value(), true, "it signs");
        ExpectCounted(isRsa ? "apdu-round-trip 2, random 1, rsa-2048-sign 1"
                            : "apdu-round-trip 1, ecdsa-p256-sign 1, random 1",
                      "random",
                      16);
        const auto& nonce = proof.value().nonce;
        NS_TEST_EXPECT_MSG_EQ(m_pair->GetPublicKey().Verify(MakeConnectText(m_id, nonce, time),
                                                            proof.value().signature),
                              true,
                              "what it should");
        const CardTransport sent{{true, Secret(Bytes(16, 1)), Secret(Bytes(16, 2))},
                                 nonce,
                                 m_nonce};
        Bytes message = m_pair->GetPublicKey().Encrypt(Encode(sent).Get()).value();
        const Bytes signature = m_broker->Sign(MakeTransportText(m_id, nonce, message));
        message.insert(message.end(), signature.begin(), signature.end());
        m_meter.Clear();
        const auto confirmed = m_reader->OpenKeys(message);
        NS_TEST_ASSERT_MSG_EQ(confirmed.has_value(), true, "it takes the keys");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("apdu-round-trip"), (isRsa ? 3 : 1), "512 octets");
        const std::uint64_t keys = (exports ? 0 : 2) + (isRsa ? 0 : 1); // ECIES has one of its own
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("aes-key-set"), keys, "keys");
        NS_TEST_EXPECT_MSG_EQ(ToHex(confirmed.value().confirmation),
                              ToHex(ConfirmTransport(sent)),
                              "it confirms them");
        NS_TEST_EXPECT_MSG_EQ(confirmed.value().keys.has_value(), exports, "exported or not");
        NS_TEST_EXPECT_MSG_EQ(m_reader->OpenKeys(message).has_value(), false, "only once");
        const auto sealed = m_reader->Seal("a/b", ByteView("text"));
        NS_TEST_EXPECT_MSG_EQ(sealed.has_value(), !exports, "keys are in the card or are not");
        if (sealed)
        {
            CardCipher cipher(sent.keys, CardCipher::Side::BROKER);
            const auto opened = cipher.Open("a/b", sealed.value());
            NS_TEST_EXPECT_MSG_EQ((opened && ByteView(opened.value()).ToText() == "text"),
                                  true,
                                  "the broker can read it");
        }
        NS_TEST_EXPECT_MSG_EQ(m_reader->SignConnect(time).has_value(), true, "again");
        NS_TEST_EXPECT_MSG_EQ(m_reader->OpenKeys(message).has_value(), false, "of another N_D");
    }
};

/// The sound protocol.
class SoundCardTest : public CardTest
{
  public:
    SoundCardTest()
        : CardTest("a sound card: answers challenges of its broker only, payloads, costs")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        Check(KeyType::P256, true);
        Check(KeyType::P256, false);
        Check(KeyType::RSA_2048, false);
        CheckHostile();
    }

    /// @param agreement gets the broker's part
    /// @param secret of the broker
    /// @return N_B, E_B, signature
    Bytes Challenge(CardAgreement& agreement, const EcScalar& secret)
    {
        const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
        agreement.card = m_id;
        agreement.connect = m_digest;
        agreement.brokerNonce = m_nonce;
        agreement.brokerPoint =
            curve.Encode(curve.MultiplyBase(secret), PointEncoding::UNCOMPRESSED);
        return JoinParts({agreement.brokerNonce,
                          agreement.brokerPoint,
                          m_broker->Sign(MakeChallengeText(agreement))});
    }

    /// @param type of all keys
    /// @param exports session keys are given to the host
    void Check(KeyType type, bool exports)
    {
        Make(type, false, exports);
        const std::size_t size = CardPublicKey::GetSignatureSize(type);
        const auto& curve = EllipticCurve::Get(EllipticCurve::P256);
        const EcScalar secret = curve.MakeRandomScalar();
        CardAgreement agreement;
        agreement.cardNonce = m_reader->Begin().value();
        const Bytes challenge = Challenge(agreement, secret);
        m_meter.Clear();
        const auto answer = m_reader->Answer(m_digest, challenge, size);
        NS_TEST_ASSERT_MSG_EQ(answer.has_value(), true, "it answers");
        if (type == KeyType::P256 && exports)
        {
            ExpectCounted("apdu-round-trip 1, ec-keygen-p256 1, ecdh-p256 1, ecdh-start 1, "
                          "ecdsa-p256-sign 1, "
                          "ecdsa-p256-verify 1, hkdf-sha256 2",
                          "apdu-round-trip",
                          (5 + 177 + 1) + 4 + (161 + 2) + 4);
        }
        const ByteView octets(answer.value().answer);
        agreement.cardPoint = octets.SubView(0, CARD_POINT_SIZE).ToBytes();
        NS_TEST_EXPECT_MSG_EQ(m_pair->GetPublicKey().Verify(MakeAnswerText(agreement),
                                                            octets.SubView(CARD_POINT_SIZE)),
                              true,
                              "it signs all of it");
        const auto point = curve.Decode(agreement.cardPoint, PointEncoding::UNCOMPRESSED);
        NS_TEST_ASSERT_MSG_EQ(point.has_value(), true, "E_D is a point");
        const auto keys = DeriveCardKeys(curve.Agree(secret, *point).Get(), agreement);
        NS_TEST_EXPECT_MSG_EQ(answer.value().keys.has_value(), exports, "exported or not");
        CardCipher broker(keys, CardCipher::Side::BROKER);
        if (exports)
        {
            CardCipher host(*answer.value().keys, CardCipher::Side::CARD);
            NS_TEST_EXPECT_MSG_EQ(broker.Open("t", host.Seal("t", {})).has_value(), true, "agreed");
            return;
        }
        for (const std::size_t length : {0, 1, 250, 1000, 5000})
        {
            const Bytes text(length, 'x');
            const auto sealed = m_reader->Seal("t", text);
            NS_TEST_ASSERT_MSG_EQ(sealed.has_value(), true, "sealed in the card");
            const auto opened = broker.Open("t", sealed.value());
            NS_TEST_EXPECT_MSG_EQ((opened && opened.value() == text), true, length);
            const auto back = m_reader->Open("t", broker.Seal("t", text));
            NS_TEST_EXPECT_MSG_EQ((back && back.value() == text), true, length);
        }
        NS_TEST_EXPECT_MSG_EQ(m_reader->Open("u", broker.Seal("t", {})).has_value(),
                              false,
                              "topic");
        m_card->Reset();
        NS_TEST_EXPECT_MSG_EQ(m_reader->Seal("t", {}).has_value(), false, "a reset ends it");
    }

    /// A broker that is none.
    void CheckHostile()
    {
        Make(KeyType::P256, false, true);
        const EcScalar secret = EllipticCurve::Get(EllipticCurve::P256).MakeRandomScalar();
        CardAgreement agreement;
        agreement.cardNonce = m_reader->Begin().value();
        const Bytes challenge = Challenge(agreement, secret);
        for (std::size_t i = 0; i < challenge.size(); i += 7)
        {
            NS_TEST_EXPECT_MSG_EQ(m_reader->Begin().has_value(), true, "again");
            Bytes changed = challenge;
            changed[i] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(m_reader->Answer(m_digest, changed, 64).has_value(), false, i);
        }
        NS_TEST_EXPECT_MSG_EQ(m_reader->Begin().has_value(), true, "again");
        NS_TEST_EXPECT_MSG_EQ(m_reader->Answer(m_digest, challenge, 64).has_value(),
                              false,
                              "the challenge of an older N_D");
        NS_TEST_EXPECT_MSG_EQ(m_reader->Answer(m_digest, challenge, 64).has_value(),
                              false,
                              "one attempt for each N_D");
        agreement.cardNonce = m_reader->Begin().value();
        agreement.brokerPoint = Bytes(CARD_POINT_SIZE, 4); // signed by the broker, but no point
        agreement.brokerNonce = m_nonce;
        const Bytes none = JoinParts(
            {m_nonce, agreement.brokerPoint, m_broker->Sign(MakeChallengeText(agreement))});
        NS_TEST_EXPECT_MSG_EQ(m_reader->Answer(m_digest, none, 64).has_value(), false, "no point");
    }
};

/// Whatever a host sends.
class HostileHostTest : public CardTest
{
  public:
    HostileHostTest()
        : CardTest("a card refuses what it does not know, by status, and stays whole")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        Make(KeyType::P256, false, false);
        NS_TEST_EXPECT_MSG_EQ(Say("00ca010000"), "01020304050607089000", "its number");
        NS_TEST_EXPECT_MSG_EQ(Say("0084000004").size(), 12, "random octets");
        NS_TEST_EXPECT_MSG_EQ(Say("00840000"), "6700", "no octets wanted");
        NS_TEST_EXPECT_MSG_EQ(Say("00840001 04"), "6a86", "P2");
        NS_TEST_EXPECT_MSG_EQ(Say("80990000"), "6d00", "INS");
        NS_TEST_EXPECT_MSG_EQ(Say("40300000"), "6e00", "CLA");
        NS_TEST_EXPECT_MSG_EQ(Say("8020000008 0102030405060708 00"), "6d00", "as printed");
        NS_TEST_EXPECT_MSG_EQ(Say("8031000001 00"), "6700", "too short");
        NS_TEST_EXPECT_MSG_EQ(Say("8040000003 000161"), "6985", "no session");
        NS_TEST_EXPECT_MSG_EQ(Say("00c0000010"), "6985", "nothing to be fetched");
        NS_TEST_EXPECT_MSG_EQ(Say("00a4040002 f000"), "6a82", "no such application");
        NS_TEST_EXPECT_MSG_EQ(Say(""), "6700", "nothing");
        NS_TEST_EXPECT_MSG_EQ(Say("80300000 0000"), "6700", "extended");
        CheckChains();
        m_card->Reset();
        NS_TEST_EXPECT_MSG_EQ(Say("8030000000"), "6985", "before it is selected");
        Fuzz();
    }

    /// Chains that are broken off or never end.
    void CheckChains()
    {
        NS_TEST_EXPECT_MSG_EQ(Say("9031000002 0102"), "9000", "the first of a chain");
        NS_TEST_EXPECT_MSG_EQ(Say("8030000000").substr(32), "9000", "another command in between");
        NS_TEST_EXPECT_MSG_EQ(Say("9031000002 0102 00"), "6700", "an answer within a chain");
        const std::string part = "90400000ff" + std::string(510, '1');
        std::string status;
        for (std::size_t i = 0; i <= SmartCard::MAX_DATA / 255 && status != "6700"; ++i)
        {
            status = Say(part);
        }
        NS_TEST_EXPECT_MSG_EQ(status, "6700", "a chain without an end");
        NS_TEST_EXPECT_MSG_EQ(Say("8040000000"), "6985", "is forgotten");
    }

    /// Random commands, half of them with a header that the card knows.
    void Fuzz()
    {
        for (int i = 0; i < 20'000; ++i)
        {
            const Bytes dice = RandomBytes(2);
            Bytes command = RandomBytes(dice[0] % 40);
            if (dice[1] % 2 && command.size() > 5)
            {
                const std::uint8_t known[] =
                    {0x20, 0x32, 0x33, 0x34, 0x30, 0x31, 0x40, 0x41, 0x84, 0xa4, 0xc0};
                command[0] = dice[1] & 0x10 ? 0x90 : command[1] % 2 ? 0x80 : 0;
                command[1] = known[command[1] % sizeof(known)];
                command[2] = command[3] = 0;
                command[4] = static_cast<std::uint8_t>(command.size() - 5);
            }
            const auto response = DecodeResponseApdu(m_card->Process(command));
            NS_TEST_ASSERT_MSG_EQ(response.has_value(), true, "it always answers");
        }
        NS_TEST_EXPECT_MSG_EQ(m_reader->Activate().has_value(), false, "and is as good as before");
        NS_TEST_EXPECT_MSG_EQ(m_reader->Begin().has_value(), true, "and is as good as before");
    }
};

} // namespace

std::vector<TestCase*>
MakeCardTests()
{
    return {new PublishedCardTest, new SoundCardTest, new HostileHostTest};
}

} // namespace ns3::mqtt::test
