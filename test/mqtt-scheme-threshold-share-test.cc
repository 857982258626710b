// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-threshold-messages.h"

/// @file
/// SHARE as it is sent, and its topics.

namespace ns3::mqtt::test
{

namespace
{

/// SHARE as it is sent.
class ShareLayoutTest : public PrimitiveTest
{
  public:
    ShareLayoutTest()
        : PrimitiveTest("SHARE: layout, and everything that cannot be is refused")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        KeyShare share{0x01020304, 2, 3, {3, Secret(Bytes(16, 0xaa))}, {}, {}};
        share.check.fill(0xbb);
        share.mac.fill(0xcc);
        const std::string y(32, 'a');
        NS_TEST_EXPECT_MSG_EQ(ToHex(EncodeShare(share, false).Get()),
                              "01"
                              "01020304"
                              "02"
                              "03"
                              "03" +
                                  y,
                              "plain");
        NS_TEST_EXPECT_MSG_EQ(ToHex(EncodeShare(share, true).Get()),
                              "02"
                              "01020304"
                              "02"
                              "03"
                              "03" +
                                  y + std::string(32, 'b') + std::string(32, 'c'),
                              "authentic");
        for (const bool authentic : {false, true})
        {
            const Bytes octets = EncodeShare(share, authentic).Get().ToBytes();
            CheckRefusals(octets, authentic);
            const auto decoded = DecodeShare(octets, authentic);
            NS_TEST_ASSERT_MSG_EQ(decoded.has_value(), true, "round trip");
            NS_TEST_EXPECT_MSG_EQ(ToHex(EncodeShare(*decoded, authentic).Get()),
                                  ToHex(octets),
                                  "round trip");
        }
    }

    /// @param octets of a share
    /// @param authentic whether it has an authenticator
    void CheckRefusals(const Bytes& octets, bool authentic)
    {
        for (std::size_t size = 0; size < octets.size(); ++size)
        {
            NS_TEST_EXPECT_MSG_EQ(
                DecodeShare(ByteView(octets).SubView(0, size), authentic).has_value(),
                false,
                "cut to " << size);
        }
        Bytes longer = octets;
        longer.push_back(0);
        NS_TEST_EXPECT_MSG_EQ(DecodeShare(longer, authentic).has_value(), false, "too long");
        NS_TEST_EXPECT_MSG_EQ(DecodeShare(octets, !authentic).has_value(), false, "the other kind");
        const std::pair<std::size_t, int> wrong[] =
            {{0, 0}, {0, 3}, {5, 0}, {5, 4}, {6, 0}, {6, 1}, {7, 0}, {7, 4}};
        for (const auto& [place, value] : wrong)
        {
            Bytes changed = octets;
            changed[place] = value;
            NS_TEST_EXPECT_MSG_EQ(DecodeShare(changed, authentic).has_value(),
                                  false,
                                  "octet " << place << " as " << value);
        }
        Bytes nameless = octets;
        std::fill_n(nameless.begin() + 1, 4, 0);
        NS_TEST_EXPECT_MSG_EQ(DecodeShare(nameless, authentic).has_value(), false, "key id 0");
    }
};

/// Topics of shares.
class ShareTopicTest : public TestCase
{
  public:
    ShareTopicTest()
        : TestCase("topics of shares tell dealer and place, and no others are taken for them")
    {
    }

  private:
    void DoRun() override
    {
        const ShareTopics several(false);
        NS_TEST_EXPECT_MSG_EQ(several.GetTopic("alice", 2), "ks/alice", "several brokers");
        NS_TEST_EXPECT_MSG_EQ(several.GetDealer("ks/a/b").value(), "a/b", "with levels");
        NS_TEST_EXPECT_MSG_EQ(int{several.GetPlace("ks/2/alice")}, 0, "not told");
        const ShareTopics one(true);
        NS_TEST_EXPECT_MSG_EQ(one.GetTopic("alice", 255), "ks/255/alice", "one broker");
        NS_TEST_EXPECT_MSG_EQ(one.GetDealer("ks/7/alice").value(), "alice", "one broker");
        NS_TEST_EXPECT_MSG_EQ(int{one.GetPlace("ks/7/alice")}, 7, "told");
        for (const char* topic : {"ks", "ks/", "k/alice", "alice", ""})
        {
            NS_TEST_EXPECT_MSG_EQ(several.GetDealer(topic).has_value(), false, topic);
        }
        for (const char* topic :
             {"ks/alice", "ks/0/a", "ks/256/a", "ks/01/a", "ks/1", "ks/1/", "ks//a"})
        {
            NS_TEST_EXPECT_MSG_EQ(one.GetDealer(topic).has_value(), false, topic);
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeThresholdShareTests()
{
    return {new ShareLayoutTest, new ShareTopicTest};
}

} // namespace ns3::mqtt::test
