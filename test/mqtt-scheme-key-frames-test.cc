// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-text.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-key-frame-channel.h"
#include "ns3/mqtt-primitives.h"
#include "ns3/mqtt-seeded-random.h"

/// @file
/// The frames of the key server, octet by octet, and against peers that get them wrong.

namespace ns3::mqtt::test
{

namespace
{

/// All types.
const KeyFrameType TYPES[] = {KeyFrameType::KEY_REQUEST,
                              KeyFrameType::KEY_ANSWER,
                              KeyFrameType::ADVERT_REQUEST,
                              KeyFrameType::ADVERT_ANSWER,
                              KeyFrameType::CONFIRM_REQUEST,
                              KeyFrameType::CONFIRM_ANSWER,
                              KeyFrameType::REGISTER_REQUEST,
                              KeyFrameType::REGISTER_ANSWER,
                              KeyFrameType::REGISTER_CONFIRM,
                              KeyFrameType::PEERS,
                              KeyFrameType::ENROL_REQUEST,
                              KeyFrameType::ENROL_ANSWER};

/// Both ends of a channel, each with a chip of its own.
struct Ends
{
    /// @param published as printed
    explicit Ends(bool published)
        : scope(nobody, random, 0),
          format(published),
          nodeChip(std::make_shared<Tpm>("chip")),
          serverChip(std::make_shared<Tpm>("chip")),
          node(nodeChip, {nodeChip->Load(key), nodeChip->Load(sign)}, format, 0),
          server(serverChip, {serverChip->Load(key), serverChip->Load(sign)}, format, 1)
    {
        node.Synchronise(std::uint64_t{1} << 32);
    }

    /// @param type of the frame
    /// @param chip of the sender
    /// @return fields that it can have
    std::vector<Tpm::Part> MakeFields(KeyFrameType type, Tpm& chip) const
    {
        std::vector<Tpm::Part> fields;
        const auto layout = format.GetLayout(type, GetSize(type));
        for (std::size_t i = 0; i < KeyFrameFormat::CountFields(type); ++i)
        {
            const std::size_t part = (*layout)[i];
            fields.push_back(part == Tpm::A_KEY ? Tpm::Part(chip.Load(Bytes(16, 0x33)))
                                                : Tpm::Part(Bytes(part, 'f')));
        }
        return fields;
    }

    /// @param type of a frame
    /// @return octets of E{...} without a list
    std::size_t GetSize(KeyFrameType type) const
    {
        for (std::size_t size = 0; size < 200; ++size)
        {
            if (format.GetLayout(type, size))
            {
                return size;
            }
        }
        return 0;
    }

    /// @param type of the frame
    /// @param from sender
    /// @param chip of the sender
    /// @return such a frame
    Bytes Make(KeyFrameType type, KeyFrameChannel& from, Tpm& chip) const
    {
        KeyFrame frame;
        frame.type = type;
        frame.first = 0x01020304;
        frame.second = 0x05060708;
        return *from.Seal(frame, MakeFields(type, chip), Bytes(16, 'n'));
    }

    const Bytes key = Bytes(16, 1);  ///< encrypts
    const Bytes sign = Bytes(16, 2); ///< authenticates
    NullMeter nobody;                ///< hears of nothing
    SeededRandom random{{}};         ///< of both
    CryptoScope scope;               ///< of both
    KeyFrameFormat format;           ///< as printed or not
    std::shared_ptr<Tpm> nodeChip;   ///< of the node
    std::shared_ptr<Tpm> serverChip; ///< of the key server
    KeyFrameChannel node;            ///< the node's end
    KeyFrameChannel server;          ///< the key server's end
};

/// The layout of section III.B of the paper, with the lengths of our reading.
class FrameLayoutTest : public TestCase
{
  public:
    FrameLayoutTest()
        : TestCase("key server frames: as long as the fields that they are made of")
    {
    }

  private:
    void DoRun() override
    {
        // Type, ID1, ID2 where there is one, counter, IV and E{...} or nonce, HMAC.
        const std::size_t printed[] = {1 + 4 + 16 + (4 + 32) + 32,
                                       1 + 8 + 16 + (16 + 16 + 16) + 32,
                                       1 + 8 + 16 + (16 + 16 + 16 + 32) + 32,
                                       1 + 4 + 16 + 32 + 32,
                                       1 + 8 + 16 + 32 + 32,
                                       1 + 8 + 32,
                                       1 + 4 + 16 + 32 + 32,
                                       1 + 4 + 16 + 32 + 32,
                                       1 + 4 + 32,
                                       1 + 4 + 16 + 32,
                                       1 + 4 + 16 + 32,
                                       1 + 4 + 32};
        for (const bool published : {true, false})
        {
            Ends ends(published);
            for (std::size_t i = 0; i < KEY_FRAME_TYPES; ++i)
            {
                const Bytes frame = ends.Make(TYPES[i], ends.node, *ends.nodeChip);
                const std::size_t nonce = TYPES[i] == KeyFrameType::PEERS ? 0 : 16;
                const std::size_t more = published ? 0 : 8 + nonce;
                NS_TEST_EXPECT_MSG_EQ(frame.size(), printed[i] + more, mqtt::GetName(TYPES[i]));
                NS_TEST_EXPECT_MSG_EQ(+frame[0], i + 1, "type");
                const bool hasSecond = KeyFrameFormat::HasSecond(TYPES[i]);
                const std::string ids = hasSecond ? "0102030405060708" : "01020304";
                NS_TEST_EXPECT_MSG_EQ(ToHex(ByteView(frame).SubView(1, ids.size() / 2)),
                                      ids,
                                      "IDs");
                const std::size_t head = 1 + ids.size() / 2;
                if (!published)
                {
                    NS_TEST_EXPECT_MSG_EQ(ToHex(ByteView(frame).SubView(head, 4)),
                                          "00000001",
                                          "starts of the key server");
                }
                const Bytes tag =
                    HmacSha256(ends.sign, {ByteView(frame).SubView(0, frame.size() - 32)});
                NS_TEST_EXPECT_MSG_EQ((ByteView(frame).SubView(frame.size() - 32).ToBytes() == tag),
                                      true,
                                      "HMAC over all before it");
            }
        }
    }
};

/// Frames come out as they went in, and each once.
class FrameChannelTest : public TestCase
{
  public:
    FrameChannelTest()
        : TestCase("key server frames: open at the other end, once in the sound form")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool published : {true, false})
        {
            Ends ends(published);
            for (const KeyFrameType type : TYPES)
            {
                const Bytes frame = ends.Make(type, ends.node, *ends.nodeChip);
                const auto opened = ends.server.Open(frame);
                NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, mqtt::GetName(type) << " opens");
                NS_TEST_EXPECT_MSG_EQ(opened->frame.first, 0x01020304, "ID1");
                NS_TEST_EXPECT_MSG_EQ(opened->parts.size(), KeyFrameFormat::CountFields(type), "n");
                const bool hasNonce = !published && KeyFrameFormat::HasNonce(type);
                NS_TEST_EXPECT_MSG_EQ((opened->nonce == Bytes(hasNonce ? 16 : 0, 'n')),
                                      true,
                                      "nonce");
                for (const auto& part : opened->parts)
                {
                    const auto* octets = std::get_if<Bytes>(&part);
                    NS_TEST_EXPECT_MSG_EQ((!octets || *octets == Bytes(octets->size(), 'f')),
                                          true,
                                          "fields");
                    const auto* key = std::get_if<Tpm::Handle>(&part);
                    NS_TEST_EXPECT_MSG_EQ((!key || *ends.serverChip->Hmac(*key, {frame}) ==
                                                       HmacSha256(Bytes(16, 0x33), {frame})),
                                          true,
                                          "keys");
                }
                const bool again = ends.server.Open(frame).has_value();
                const bool harmless = type == KeyFrameType::REGISTER_REQUEST;
                NS_TEST_EXPECT_MSG_EQ(again,
                                      published || harmless,
                                      mqtt::GetName(type) << " replayed");
            }
            NS_TEST_EXPECT_MSG_EQ(
                ends.Make(KeyFrameType::PEERS, ends.server, *ends.serverChip).size(),
                published ? 53 : 61,
                "the other way");
        }
    }
};

/// Frames that somebody changed, cut or made up.
class FrameHostileTest : public TestCase
{
  public:
    FrameHostileTest()
        : TestCase("key server frames: whatever is changed, cut off or added is refused")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool published : {true, false})
        {
            Ends ends(published);
            for (const KeyFrameType type : TYPES)
            {
                const Bytes frame = ends.Make(type, ends.node, *ends.nodeChip);
                const std::size_t keys = ends.serverChip->GetNKeys();
                for (std::size_t i = 0; i < frame.size(); ++i)
                {
                    Bytes changed = frame;
                    changed[i] ^= 0x40;
                    NS_TEST_EXPECT_MSG_EQ(ends.server.Open(changed).has_value(), false, i);
                    changed = frame;
                    changed.resize(i);
                    NS_TEST_EXPECT_MSG_EQ(ends.server.Open(changed).has_value(), false, i);
                }
                Bytes longer = frame;
                longer.push_back(0);
                NS_TEST_EXPECT_MSG_EQ(ends.server.Open(longer).has_value(), false, "longer");
                NS_TEST_EXPECT_MSG_EQ(ends.server.Open(Bytes(70000, 1)).has_value(), false, "long");
                NS_TEST_EXPECT_MSG_EQ(ends.serverChip->GetNKeys(), keys, "no key got in");
            }
            for (unsigned first = 0; first < 256; ++first)
            {
                for (const std::size_t size : {0, 1, 5, 37, 53, 89, 113, 4096})
                {
                    Bytes junk(size, 0xa5);
                    std::fill(junk.begin(), junk.begin() + (size > 0), std::uint8_t(first));
                    NS_TEST_EXPECT_MSG_EQ(ends.server.Open(junk).has_value(), false, first);
                }
            }
        }
        CheckRecords();
    }

    /// Records and topics inside of authentic frames.
    void CheckRecords()
    {
        const std::string good = "01234567/0123456789abcdef0123456";
        NS_TEST_EXPECT_MSG_EQ(ReadKeyTopic(ByteView(std::string_view(good))).has_value(), true, "");
        for (const std::string& bad : {std::string("#"),
                                       std::string(),
                                       good + "0",
                                       "+" + good.substr(1),
                                       good.substr(0, 31) + "#",
                                       good.substr(0, 31) + std::string(1, '\0'),
                                       std::string(32, '/')})
        {
            NS_TEST_EXPECT_MSG_EQ(ReadKeyTopic(ByteView(std::string_view(bad))).has_value(),
                                  false,
                                  bad);
        }
        KeyNodeRecord record{7, 3, good, {1, 2}, Bytes(16, 9)};
        auto parts = SplitEnrolment(record);
        NS_TEST_EXPECT_MSG_EQ(JoinEnrolment(parts, 0).has_value(), true, "a record");
        parts[1] = Bytes{4};
        NS_TEST_EXPECT_MSG_EQ(JoinEnrolment(parts, 0).has_value(), false, "unknown role");
        record.id = CENTER_NODE;
        NS_TEST_EXPECT_MSG_EQ(JoinEnrolment(SplitEnrolment(record), 0).has_value(), false, "AC");
        record.id = 7;
        record.topic = "#";
        NS_TEST_EXPECT_MSG_EQ(JoinEnrolment(SplitEnrolment(record), 0).has_value(), false, "topic");
    }
};

/// A key server that has started anew.
class FrameRestartTest : public TestCase
{
  public:
    FrameRestartTest()
        : TestCase("key server frames: none from before a restart of the key server counts")
    {
    }

  private:
    void DoRun() override
    {
        Ends ends(false);
        const Bytes old = ends.Make(KeyFrameType::KEY_REQUEST, ends.node, *ends.nodeChip);
        const Bytes answer = ends.Make(KeyFrameType::PEERS, ends.server, *ends.serverChip);
        KeyFrameChannel reborn(ends.serverChip, ends.server.GetKeys(), ends.format, 2);
        NS_TEST_EXPECT_MSG_EQ(reborn.Open(old).has_value(), false, "a frame it never took");
        const Bytes request = ends.Make(KeyFrameType::REGISTER_REQUEST, ends.node, *ends.nodeChip);
        NS_TEST_EXPECT_MSG_EQ(reborn.Open(request).has_value(), true, "who registers");
        const Bytes first = ends.Make(KeyFrameType::REGISTER_ANSWER, reborn, *ends.serverChip);
        const auto opened = ends.node.Open(first);
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "the answer");
        NS_TEST_EXPECT_MSG_EQ(ends.node.Open(answer).has_value(), false, "what it said before");
        ends.node.Synchronise(opened->frame.counter);
        const Bytes fresh = ends.Make(KeyFrameType::KEY_REQUEST, ends.node, *ends.nodeChip);
        NS_TEST_EXPECT_MSG_EQ(reborn.Open(fresh).has_value(), true, "goes on");
    }
};

} // namespace

std::vector<TestCase*>
MakeKeyFrameTests()
{
    return {new FrameLayoutTest, new FrameChannelTest, new FrameHostileTest, new FrameRestartTest};
}

} // namespace ns3::mqtt::test
