// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-key-exchange-messages.h"

/// @file
/// What the clients of the key exchange say in octets.

namespace ns3::mqtt::test
{

namespace
{

/// @param octets something
/// @param index of an octet
/// @return the same with a bit of that octet flipped
Bytes
Flip(ByteView octets, std::size_t index)
{
    Bytes changed = octets.ToBytes();
    changed[index] ^= 1;
    return changed;
}

/// Requests and answers.
class ExchangeMessageTest : public PrimitiveTest
{
  public:
    ExchangeMessageTest()
        : PrimitiveTest("key exchange: requests and answers of any length; what keys are bound to")
    {
    }

  private:
    void DoRun() override
    {
        KeyRequest request{7, {}, 8, 9, 10, Bytes(20, 3)};
        request.nonce.fill(1);
        const Bytes octets = Encode(request);
        NS_TEST_EXPECT_MSG_EQ(ToHex(octets),
                              "0100000007" + ToHex(Bytes(16, 1)) + "0000000800000009" + "0000000a" +
                                  ToHex(Bytes(20, 3)),
                              "layout of a request");
        const auto read = DecodeKeyRequest(octets);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(*read)), ToHex(octets), "as written");
        for (std::size_t size = 0; size < 33; ++size)
        {
            NS_TEST_EXPECT_MSG_EQ(DecodeKeyRequest(ByteView(octets).SubView(0, size)).has_value(),
                                  false,
                                  size);
        }
        NS_TEST_EXPECT_MSG_EQ(DecodeKeyRequest(Flip(octets, 0)).has_value(), false, "version");
        request.subscriber = 0;
        NS_TEST_EXPECT_MSG_EQ(DecodeKeyRequest(Encode(request)).has_value(), false, "nobody");

        const Bytes answer = Encode(KeyAnswer{5, 6, Bytes(4, 7), Bytes(2, 8)});
        NS_TEST_EXPECT_MSG_EQ(ToHex(answer), "010000000500000006070707070808", "layout");
        const auto known = DecodeKeyAnswer(answer, 4, 2);
        NS_TEST_ASSERT_MSG_EQ(known.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(*known)), ToHex(answer), "as written");
        for (std::size_t size = 0; size <= 20; ++size)
        {
            Bytes other = answer;
            other.resize(size);
            NS_TEST_EXPECT_MSG_EQ(DecodeKeyAnswer(other, 4, 2).has_value(),
                                  (size == answer.size()),
                                  size);
        }
        NS_TEST_EXPECT_MSG_EQ(DecodeKeyAnswer(Flip(answer, 0), 4, 2).has_value(), false, "version");
        const Bytes none = Encode(KeyAnswer{5, 0, Bytes(4, 7), Bytes(2, 8)});
        NS_TEST_EXPECT_MSG_EQ(DecodeKeyAnswer(none, 4, 2).has_value(), false, "key 0");
        CheckContexts();
    }

    /// Whatever differs makes another context.
    void CheckContexts()
    {
        CryptoScope scope(m_meter, m_random, NOW);
        const KeyRequest request{7, {}, 8, 9, 10, {}};
        KeyRequest other = request;
        other.nonce[15] = 1;
        const Bytes context = MakeSealContext(request, 1, 2);
        NS_TEST_EXPECT_MSG_EQ((context == MakeSealContext(other, 1, 2)), false, "nonce");
        NS_TEST_EXPECT_MSG_EQ((context == MakeSealContext(request, 2, 1)), false, "publisher");
        NS_TEST_EXPECT_MSG_EQ((context == MakeSealContext(request, 1, 3)), false, "key");
        other = request;
        other.subscriber = 8;
        NS_TEST_EXPECT_MSG_EQ((context == MakeSealContext(other, 1, 2)), false, "subscriber");
        NS_TEST_EXPECT_MSG_EQ((MakeOfferContext(request) == MakeOfferContext(other)),
                              false,
                              "subscriber");
        const Bytes key(EXCHANGE_KEY_SIZE, 5);
        const Bytes statement = MakeKeyStatement(1, 2, key);
        NS_TEST_EXPECT_MSG_EQ((statement == MakeKeyStatement(2, 2, key)), false, "publisher");
        NS_TEST_EXPECT_MSG_EQ((statement == MakeKeyStatement(1, 3, key)), false, "key number");
        NS_TEST_EXPECT_MSG_EQ((statement == MakeKeyStatement(1, 2, Flip(key, 0))), false, "key");
        const std::string text(ByteView(statement).ToText());
        NS_TEST_EXPECT_MSG_EQ(text.find(ByteView(key).ToText()), std::string::npos, "key in clear");
    }
};

} // namespace

std::vector<TestCase*>
MakeExchangeMessageTests()
{
    return {new ExchangeMessageTest};
}

} // namespace ns3::mqtt::test
