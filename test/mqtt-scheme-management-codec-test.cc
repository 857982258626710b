// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-management-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-hex.h"

namespace ns3::mqtt::test
{

namespace
{

/// Messages on the wire, exactly.
class ManagementCodecTest : public TestCase
{
  public:
    ManagementCodecTest()
        : TestCase("management: messages")
    {
    }

  private:
    void DoRun() override;

    /// Every length but the right one is refused.
    /// @param octets of a message
    void CheckLengths(const Bytes& octets);

    /// What garbage decodes to is encoded to the same garbage.
    void CheckGarbage();
};

void
ManagementCodecTest::DoRun()
{
    const auto repeat = [](const std::string& text) {
        std::string repeated;
        for (int i = 0; i < 16; ++i)
        {
            repeated += text;
        }
        return repeated;
    };
    const std::vector<std::string> wanted{
        "01" + repeat("01") + repeat("02"),
        "02" + repeat("03") + repeat("04") + "0000000df8475800" + "612f23",
        "03" + repeat("01") + repeat("03"),
        "04" + repeat("01") + repeat("03"),
        "05" + repeat("01"),
        "06",
        "07" + repeat("03"),
        "08" + repeat("03"),
        "09" + repeat("03") + "00000102" + repeat("05"),
    };
    const auto messages = MakeManagementMessages();
    for (std::size_t i = 0; i < messages.size(); ++i)
    {
        const Bytes octets = PutManagement(messages[i]);
        NS_TEST_EXPECT_MSG_EQ(ToHex(octets), wanted[i], "layout of kind " << i + 1);
        const auto decoded = DecodeManagement(octets);
        NS_TEST_ASSERT_MSG_EQ(decoded.has_value(), true, "kind " << i + 1 << " can be read");
        NS_TEST_EXPECT_MSG_EQ(decoded->index(), i, "kind");
        NS_TEST_EXPECT_MSG_EQ(ToHex(PutManagement(*decoded)),
                              wanted[i],
                              "kind " << i + 1 << " again");
        const bool isRenewal = i >= 6;
        NS_TEST_EXPECT_MSG_EQ((GetPhase(messages[i]) == Phase::REKEY), isRenewal, "phase");
        CheckLengths(octets);
    }
    const TopicRecord longest{{}, MakePlatformKey(0), std::string(MAX_PLATFORM_FILTER, 'a'), {}};
    NS_TEST_EXPECT_MSG_EQ(PutManagement(longest).size(), MAX_CHANNEL_MESSAGE, "longest filter");
    NS_TEST_EXPECT_MSG_EQ(DecodeManagement(PutManagement(longest)).has_value(),
                          true,
                          "longest filter");
    CheckGarbage();
}

void
ManagementCodecTest::CheckLengths(const Bytes& octets)
{
    // A filter takes all that is left, so only one without any octet is too short.
    const bool isTopic = octets[0] == 2;
    for (std::size_t size = 0; size < octets.size() - (isTopic ? 2 : 0); ++size)
    {
        const auto decoded = DecodeManagement(ByteView(octets).SubView(0, size));
        NS_TEST_EXPECT_MSG_EQ(decoded.has_value(), false, size << " octets of " << ToHex(octets));
    }
    Bytes more = octets;
    more.push_back(0);
    NS_TEST_EXPECT_MSG_EQ(DecodeManagement(more).has_value(), false, ToHex(more));
}

void
ManagementCodecTest::CheckGarbage()
{
    SeededRandom random(SeededRandom::Seed{6});
    std::size_t nDecoded{0};
    for (int i = 0; i < 20000; ++i)
    {
        std::uint8_t numbers[2];
        random.Fill(numbers, sizeof(numbers));
        Bytes garbage(numbers[0] % 64);
        random.Fill(garbage.data(), garbage.size());
        if (!garbage.empty())
        {
            garbage[0] = numbers[1] % 12;
        }
        if (const auto decoded = DecodeManagement(garbage))
        {
            ++nDecoded;
            NS_TEST_EXPECT_MSG_EQ(ToHex(PutManagement(*decoded)),
                                  ToHex(garbage),
                                  "garbage that is a message");
        }
    }
    NS_TEST_EXPECT_MSG_GT(nDecoded, 10, "some garbage is a message");
}

} // namespace

std::vector<TestCase*>
MakeManagementCodecTests()
{
    return {new ManagementCodecTest};
}

} // namespace ns3::mqtt::test
