// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-wire-vectors.h"

namespace ns3::mqtt
{

namespace
{

/// Octets as hexadecimal digits, and back.
class HexTest : public TestCase
{
  public:
    HexTest()
        : TestCase("octets as hexadecimal digits")
    {
    }

  private:
    void DoRun() override
    {
        Bytes all(256);
        std::string digits;
        for (std::size_t i = 0; i < all.size(); ++i)
        {
            all[i] = static_cast<std::uint8_t>(i);
            digits += {"0123456789abcdef"[i / 16], "0123456789abcdef"[i % 16]};
        }
        NS_TEST_EXPECT_MSG_EQ(ToHex(all), digits, "every octet");
        NS_TEST_EXPECT_MSG_EQ((FromHex(digits) == all), true, "and back");
        NS_TEST_EXPECT_MSG_EQ((FromHex("AbCdEF") == Bytes{0xab, 0xcd, 0xef}), true, "either case");
        NS_TEST_EXPECT_MSG_EQ(ToHex(Bytes()), "", "nothing");
        NS_TEST_EXPECT_MSG_EQ((FromHex("") == Bytes()), true, "nothing, and back");
        for (const std::string bad : {"0", "012", "0g", " 00", "00 ", "0x00", "-1", "00\n"})
        {
            NS_TEST_EXPECT_MSG_EQ(FromHex(bad).has_value(), false, "taken: " << bad);
        }
        NS_TEST_EXPECT_MSG_EQ(FromHex({"0\0", 2}).has_value(), false, "taken: a zero octet");
    }
};

} // namespace

std::vector<TestCase*>
MakeHexTests()
{
    return {new HexTest};
}

} // namespace ns3::mqtt
