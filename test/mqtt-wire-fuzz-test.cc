// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-framing.h"
#include "mqtt-wire-vectors.h"

#include "ns3/mqtt-codec.h"

#include <random>

/// @file
/// Packets and streams as a hostile or unlucky peer sends them.

namespace ns3::mqtt
{

namespace
{

/// Every octet of every vector, with every other value, and every shorter body.
class CorruptionTest : public TestCase
{
  public:
    CorruptionTest()
        : TestCase("whatever octet is changed or missing, what decodes encodes to the same octets")
    {
    }

  private:
    /// @param octets a stream
    void Check(const Bytes& octets)
    {
        Framer framer;
        framer.Append(octets);
        auto next = framer.Next();
        if (!next || !next.value())
        {
            return;
        }
        for (const auto trailers : {Trailers::REFUSED, Trailers::TAKEN})
        {
            const auto packet = Decode(*next.value(), trailers);
            const auto* connect = packet ? std::get_if<Connect>(&packet.value()) : nullptr;
            if (packet && (!connect || connect->protocolLevel == PROTOCOL_LEVEL))
            {
                Bytes used(octets.begin(), octets.begin() + next.value()->size);
                NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(packet.value())),
                                      ToHex(used),
                                      "changed on the way");
            }
        }
    }

    void DoRun() override
    {
        for (const auto& vector : GetWireVectors())
        {
            auto octets = ParseOctets(vector.hex);
            for (std::size_t i = 0; i < octets.size(); i++)
            {
                for (unsigned change = 1; change < 256; change++)
                {
                    auto changed = octets;
                    changed[i] ^= change;
                    Check(changed);
                }
                Framer framer;
                framer.Append(ByteView(octets).SubView(0, i));
                auto next = framer.Next();
                NS_TEST_EXPECT_MSG_EQ((next && !next.value()), true, "a part passed for a packet");
            }
            for (std::size_t size = 2; size < octets.size(); size++)
            {
                Bytes cut(octets.begin(), octets.begin() + size);
                cut[1] = size - 2;
                Check(cut);
            }
        }
    }
};

/// Streams in pieces.
class ChunkingTest : public TestCase
{
  public:
    ChunkingTest()
        : TestCase("a stream is the same packets and the same error however it is cut")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937_64 random(20241);
        auto vectors = GetWireVectors();
        for (int round = 0; round < 2000; round++)
        {
            Bytes stream;
            for (auto n = random() % 20; n > 0; n--)
            {
                auto octets = ParseOctets(vectors[random() % vectors.size()].hex);
                stream.insert(stream.end(), octets.begin(), octets.end());
            }
            for (auto n = random() % 3; n > 0 && !stream.empty(); n--)
            {
                stream[random() % stream.size()] = random();
            }
            const auto limit = MAX_REMAINING_LENGTH + 5;
            auto whole = Framing::InPieces(stream, limit, [&stream] { return stream.size(); });
            auto pieces = Framing::InPieces(stream, limit, [&random]() -> std::size_t {
                return 1 + random() % (random() % 4 ? 7 : 300);
            });
            NS_TEST_EXPECT_MSG_EQ((whole.packets == pieces.packets), true, ToHex(stream));
            NS_TEST_EXPECT_MSG_EQ(whole.error, pieces.error, ToHex(stream));
        }
    }
};

/// Lengths that a header may declare.
class LengthTest : public TestCase
{
  public:
    LengthTest()
        : TestCase("the remaining length has its shortest form, four octets at most, and a limit")
    {
    }

  private:
    /// @param hex a stream
    /// @return why it is broken
    static std::string GetError(std::string_view hex)
    {
        Framer framer(1000);
        auto octets = ParseOctets(hex);
        framer.Append(octets);
        auto next = framer.Next();
        auto again = framer.Next();
        return next || again ? "" : next.error().reason;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(GetError("30 80808080"),
                              "remaining length takes more than four octets",
                              "five octets");
        NS_TEST_EXPECT_MSG_EQ(GetError("30 8000"),
                              "remaining length is not in its shortest form",
                              "zero in two octets");
        NS_TEST_EXPECT_MSG_EQ(GetError("30 e607"),
                              "packet of 1001 octets is over the limit of 1000",
                              "over the limit");
        NS_TEST_EXPECT_MSG_EQ(GetError("30 e507"), "", "at the limit");
        Framer framer;
        auto octets = ParseOctets("30 ffffff7f 00");
        framer.Append(octets);
        auto next = framer.Next();
        NS_TEST_EXPECT_MSG_EQ((next && !next.value()), true, "the greatest length of all");
        NS_TEST_EXPECT_MSG_EQ(framer.GetBufferedSize(),
                              6,
                              "holds what came, not what was declared");
    }
};

/// Long packets.
class LongPacketTest : public TestCase
{
  public:
    LongPacketTest()
        : TestCase("a long packet arrives in pieces; a whole one is not copied")
    {
    }

  private:
    void DoRun() override
    {
        auto message = std::make_shared<const Message>(Message{"long", Bytes(1 << 20, 'x')});
        auto octets = Encode(Publish{message, Qos::AT_LEAST_ONCE, false, false, 9});
        const std::size_t piece = 1400;
        Framer framer;
        std::size_t packets = 0;
        for (std::size_t at = 0; at < octets.size(); at += piece)
        {
            framer.Append(ByteView(octets).SubView(at, piece));
            auto next = framer.Next();
            NS_TEST_ASSERT_MSG_EQ(next.has_value(), true, "broken stream");
            if (!next.value())
            {
                NS_TEST_EXPECT_MSG_EQ(framer.GetBufferedSize(), at + piece, "holds what came");
                continue;
            }
            packets++;
            auto packet = Decode(*next.value());
            NS_TEST_ASSERT_MSG_EQ(packet.has_value(), true, "broken packet");
            NS_TEST_EXPECT_MSG_EQ(
                (std::get<Publish>(packet.value()).message->payload == message->payload),
                true,
                "other payload");
        }
        NS_TEST_EXPECT_MSG_EQ(packets, 1, "packets");
        NS_TEST_EXPECT_MSG_EQ(framer.GetBufferedSize(), 0, "nothing is left");

        framer.Append(octets);
        auto whole = framer.Next();
        NS_TEST_ASSERT_MSG_EQ((whole && whole.value()), true, "whole packet");
        NS_TEST_EXPECT_MSG_EQ((whole.value()->body.end() == octets.data() + octets.size()),
                              true,
                              "the body lies where it came");
    }
};

} // namespace

std::vector<TestCase*>
MakeWireFuzzTests()
{
    return {new CorruptionTest, new ChunkingTest, new LengthTest, new LongPacketTest};
}

} // namespace ns3::mqtt
