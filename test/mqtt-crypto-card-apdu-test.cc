// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-card-terminal.h"

#include <deque>

namespace ns3::mqtt::test
{

namespace
{

/// The four cases of ISO/IEC 7816-4, and what is none of them.
class ApduTest : public TestCase
{
  public:
    ApduTest()
        : TestCase("APDUs of all cases are written and read, and nothing else is")
    {
    }

  private:
    void DoRun() override
    {
        Check("00a40400", {0, 0xa4, 4, 0}, "case 1");
        Check("0084000008", {0, 0x84, 0, 0, {}, 8}, "case 2");
        Check("0084000000", {0, 0x84, 0, 0, {}, 256}, "case 2, the most that can be asked for");
        Check("80200000 02 0102", {0x80, 0x20, 0, 0, {1, 2}}, "case 3");
        Check("80200000 02 0102 00", {0x80, 0x20, 0, 0, {1, 2}, 256}, "case 4");
        Check("80200102 01 ff 10", {0x80, 0x20, 1, 2, {0xff}, 16}, "case 4");
        const CommandApdu longest{0x90, 0x20, 0, 0, Bytes(255, 7), 256};
        const auto octets = Encode(longest);
        NS_TEST_EXPECT_MSG_EQ(octets.size(), 261, "the longest short APDU");
        NS_TEST_EXPECT_MSG_EQ(DecodeCommandApdu(octets).has_value(), true, "is read");
        for (const char* wrong : {"",
                                  "00",
                                  "00a404",
                                  "ffa40400",
                                  "80200000 0000",
                                  "80200000 000001 ff",
                                  "80200000 03 0102",
                                  "80200000 02 0102 00 00",
                                  "80200000 01"})
        {
            const auto decoded = DecodeCommandApdu(ParseOctets(wrong));
            // A single octet behind the header is Le.
            const bool isCase2 = std::string(wrong) == "80200000 01";
            NS_TEST_EXPECT_MSG_EQ(decoded.has_value(), isCase2, wrong);
        }
        CheckResponses();
    }

    /// @param hex octets of a command
    /// @param command the same
    /// @param what it is
    void Check(const char* hex, const CommandApdu& command, const char* what)
    {
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(command)), ToHex(ParseOctets(hex)), what);
        const auto decoded = DecodeCommandApdu(ParseOctets(hex));
        NS_TEST_ASSERT_MSG_EQ(decoded.has_value(), true, what);
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(decoded.value())), ToHex(ParseOctets(hex)), what);
        NS_TEST_EXPECT_MSG_EQ(decoded.value().expected, command.expected, what);
    }

    /// Responses.
    void CheckResponses()
    {
        const auto response = DecodeResponseApdu(ParseOctets("01026103"));
        NS_TEST_ASSERT_MSG_EQ(response.has_value(), true, "data and status");
        NS_TEST_EXPECT_MSG_EQ(response.value().status, 0x6103, "status");
        NS_TEST_EXPECT_MSG_EQ(response.value().data.size(), 2, "data");
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(response.value())), "01026103", "written");
        for (const char* wrong : {"", "90", "0000", "6000", "5000", "ffff"})
        {
            NS_TEST_EXPECT_MSG_EQ(DecodeResponseApdu(ParseOctets(wrong)).has_value(), false, wrong);
        }
        NS_TEST_EXPECT_MSG_EQ(DecodeResponseApdu(Bytes(259, 0x90)).has_value(), false, "too long");
        NS_TEST_EXPECT_MSG_EQ(DecodeResponseApdu(Bytes(258, 0x90)).has_value(),
                              true,
                              "the longest");
    }
};

/// Answers from a list, and remembers what it was sent.
class ScriptedCard : public ApduDevice
{
  public:
    Bytes Process(ByteView command) override
    {
        commands.push_back(ToHex(command));
        Bytes next = responses.empty() ? ParseOctets("6f00") : responses.front();
        if (!responses.empty())
        {
            responses.pop_front();
        }
        return next;
    }

    std::deque<Bytes> responses;       ///< to be given
    std::vector<std::string> commands; ///< that were sent
};

/// What goes over the line to a card.
class TerminalTest : public PrimitiveTest
{
  public:
    TerminalTest()
        : PrimitiveTest("data are chained, answers fetched, octets counted, under T=0 and T=1")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        CheckT1();
        CheckT0();
        CheckHostile();
        CheckLine();
    }

    /// Case 4 in one exchange, and what is longer.
    void CheckT1()
    {
        ScriptedCard card;
        CardTerminal terminal(card, CardProtocol::T1);
        card.responses = {ParseOctets("aabb9000")};
        auto answer = terminal.Exchange({0x80, 0x20, 0, 0, {}, 256}, Bytes{1, 2});
        NS_TEST_EXPECT_MSG_EQ(card.commands.back(), "8020000002010200", "case 4");
        NS_TEST_EXPECT_MSG_EQ(ToHex(answer.data.Get()), "aabb", "answer");
        ExpectCounted("apdu-round-trip 1", "apdu-round-trip", 8 + 4 + 4 + 4);
        card.commands.clear();
        Bytes part(256, 3);
        part.insert(part.end(), {0x61, 0x10});
        Bytes last(16, 4);
        last.insert(last.end(), {0x90, 0});
        card.responses = {ParseOctets("9000"), ParseOctets("9000"), part, last};
        answer = terminal.Exchange({0x80, 0x21, 0, 0, {}, 256}, Bytes(600, 5));
        NS_TEST_EXPECT_MSG_EQ(card.commands.size(), 4, "two, the last, GET RESPONSE");
        NS_TEST_EXPECT_MSG_EQ(card.commands[0].substr(0, 10), "90210000ff", "chained");
        NS_TEST_EXPECT_MSG_EQ(card.commands[1].substr(0, 10), "90210000ff", "chained");
        NS_TEST_EXPECT_MSG_EQ(card.commands[2].substr(0, 10), "802100005a", "90 octets");
        NS_TEST_EXPECT_MSG_EQ(card.commands[2].substr(190), "00", "an answer is wanted");
        NS_TEST_EXPECT_MSG_EQ(card.commands[3], "00c0000010", "GET RESPONSE");
        NS_TEST_EXPECT_MSG_EQ(answer.data.Get().size(), 272, "all of the answer");
        NS_TEST_EXPECT_MSG_EQ(answer.IsOk(), true, "done");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetCount("apdu-round-trip"), 4, "four exchanges");
        m_meter.Clear();
    }

    /// Case 4 takes two exchanges.
    void CheckT0()
    {
        ScriptedCard card;
        CardTerminal terminal(card, CardProtocol::T0);
        card.responses = {ParseOctets("6102"), ParseOctets("aabb9000")};
        const auto answer = terminal.Exchange({0x80, 0x20, 0, 0, {}, 256}, Bytes{1, 2});
        NS_TEST_EXPECT_MSG_EQ(card.commands[0], "80200000020102", "case 3");
        NS_TEST_EXPECT_MSG_EQ(card.commands[1], "00c0000002", "GET RESPONSE");
        NS_TEST_EXPECT_MSG_EQ(ToHex(answer.data.Get()), "aabb", "answer");
        // Header, procedure octet, data, status; header, procedure octet, data, status.
        ExpectCounted("apdu-round-trip 2", "apdu-round-trip", 5 + 1 + 2 + 2 + 5 + 1 + 2 + 2);
        card.responses = {ParseOctets("6c08"), ParseOctets("00000000000000009000")};
        const auto number = terminal.Exchange({0, 0xca, 1, 0, {}, 256});
        NS_TEST_EXPECT_MSG_EQ(card.commands[3], "00ca010008", "asked again with the right length");
        NS_TEST_EXPECT_MSG_EQ(number.data.Get().size(), 8, "the number");
        m_meter.Clear();
    }

    /// A card that breaks rules.
    void CheckHostile()
    {
        ScriptedCard card;
        CardTerminal terminal(card, CardProtocol::T1);
        const CommandApdu header{0x80, 0x20, 0, 0, {}, 256};
        for (const char* wrong : {"", "90", "1234", "6a80"})
        {
            card.responses = {ParseOctets(wrong)};
            NS_TEST_EXPECT_MSG_EQ(terminal.Exchange(header).IsOk(), false, wrong);
        }
        card.responses = {ParseOctets("01029000")};
        NS_TEST_EXPECT_MSG_EQ(terminal.Exchange({0x80, 0x20, 0, 0, {}, 1}).IsOk(),
                              false,
                              "more than was asked for");
        card.responses = {ParseOctets("6110"), ParseOctets("9000")};
        NS_TEST_EXPECT_MSG_EQ(terminal.Exchange(header).IsOk(), false, "less than was promised");
        card.commands.clear();
        Bytes more(256, 1);
        more.insert(more.end(), {0x61, 0});
        card.responses.assign(10'000, more);
        NS_TEST_EXPECT_MSG_EQ(terminal.Exchange(header).IsOk(), false, "it talks for ever");
        NS_TEST_EXPECT_MSG_EQ(card.commands.size(),
                              CardTerminal::MAX_ANSWER / 256 + 1,
                              "and is cut short");
        card.responses.clear();
        NS_TEST_EXPECT_MSG_EQ(terminal.Exchange(header, Bytes(1000, 1)).status, 0x6f00, "no chain");
        m_meter.Clear();
    }

    /// Octets on the line.
    void CheckLine()
    {
        const auto t0 = [](std::size_t command, std::size_t response) {
            return CardTerminal::GetLineSize(CardProtocol::T0, command, response);
        };
        const auto t1 = [](std::size_t command, std::size_t response) {
            return CardTerminal::GetLineSize(CardProtocol::T1, command, response);
        };
        NS_TEST_EXPECT_MSG_EQ(t0(4, 2), 7, "case 1 has a P3");
        NS_TEST_EXPECT_MSG_EQ(t0(5, 10), 16, "case 2");
        NS_TEST_EXPECT_MSG_EQ(t0(15, 2), 18, "case 3");
        NS_TEST_EXPECT_MSG_EQ(t1(4, 2), 14, "a block each way");
        NS_TEST_EXPECT_MSG_EQ(t1(254, 254), 516, "full blocks");
        NS_TEST_EXPECT_MSG_EQ(t1(261, 258), 261 + 258 + 2 * (4 + 4 + 4), "chains of blocks");
    }
};

} // namespace

std::vector<TestCase*>
MakeCardApduTests()
{
    return {new ApduTest, new TerminalTest};
}

} // namespace ns3::mqtt::test
