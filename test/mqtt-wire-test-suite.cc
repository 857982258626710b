// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-wire-vectors.h"

#include "ns3/mqtt-codec.h"

/// @file
/// Control packets, one by one, against the layouts of OASIS MQTT 3.1.1, sections 2 and 3.

namespace ns3::mqtt
{

namespace
{

constexpr WireVector GOOD_PACKETS[] = {
    {"10 0c 0004 'MQTT' 04 02 0000 0000", "CONNECT '' clean"},
    {"10 0d 0004 'MQTT' 04 00 003c 0001 'c'", "CONNECT 'c' alive 60"},
    {"10 26 0004 'MQTT' 04 ee 000a 0004 'dev1' 0003 'w/t' 0003 'bye' 0003 'bob' 0005 'pa ss'",
     "CONNECT 'dev1' clean alive 10 will w/t=bye q1 retain user bob password pa ss"},
    {"10 13 0004 'MQTT' 04 14 ffff 0001 'c' 0001 'w' 0001 'x'",
     "CONNECT 'c' alive 65535 will w=x q2"},
    {"10 10 0004 'MQTT' 04 82 0000 0001 'c' 0001 'u'", "CONNECT 'c' clean user u"},
    {"10 07 0004 'MQTT' 05", "CONNECT '' clean level 5"},
    {"20 02 00 00", "CONNACK 0"},
    {"20 02 01 00", "CONNACK 0 present"},
    {"20 02 00 05", "CONNACK 5"},
    {"30 07 0003 'a/b' 'hi'", "PUBLISH a/b=hi"},
    {"31 05 0003 'a/b'", "PUBLISH a/b= retain"},
    {"32 09 0003 'a/b' 000a 'hi'", "PUBLISH a/b=hi q1 #10"},
    {"3d 09 0003 'a/b' ffff 'hi'", "PUBLISH a/b=hi q2 dup retain #65535"},
    {"30 06 0004 f09f9880", "PUBLISH \xf0\x9f\x98\x80="},
    {"40 02 0102", "PUBACK #258"},
    {"50 02 0001", "PUBREC #1"},
    {"62 02 0001", "PUBREL #1"},
    {"70 02 0001", "PUBCOMP #1"},
    {"82 0e 000a 0003 'a/b' 01 0003 'c/#' 02", "SUBSCRIBE #10 a/b q1 c/# q2"},
    {"90 06 000a 00 01 02 80", "SUBACK #10 0 1 2 128"},
    {"a2 0b 000a 0003 'a/b' 0002 '+/'", "UNSUBSCRIBE #10 a/b +/"},
    {"b0 02 000a", "UNSUBACK #10"},
    {"c0 00", "PINGREQ"},
    {"d0 00", "PINGRESP"},
    {"e0 00", "DISCONNECT"},
};

constexpr WireVector BAD_PACKETS[] = {
    {"00 00", "reserved packet type 0: not a packet type of MQTT 3.1.1"},
    {"f0 00", "reserved packet type 15: not a packet type of MQTT 3.1.1"},
    {"11 0c 0004 'MQTT' 04 02 0000 0000", "CONNECT: reserved flags of the fixed header are wrong"},
    {"10 0e 0006 'MQIsdp' 03 02 0000 0000", "CONNECT: protocol name is not MQTT"},
    {"10 06 0004 'MQTT'", "CONNECT: ends before the protocol level"},
    {"10 07 0004 'MQTT' 04", "CONNECT: ends before the connect flags"},
    {"10 09 0004 'MQTT' 04 02 00", "CONNECT: ends within the keep alive"},
    {"10 0c 0004 'MQTT' 04 03 0000 0000", "CONNECT: reserved connect flag is set"},
    {"10 0c 0004 'MQTT' 04 0a 0000 0000", "CONNECT: will QoS or will retain without the will flag"},
    {"10 0c 0004 'MQTT' 04 22 0000 0000", "CONNECT: will QoS or will retain without the will flag"},
    {"10 12 0004 'MQTT' 04 1e 0000 0000 0001 'w' 0001 'x'", "CONNECT: will QoS is 3"},
    {"10 12 0004 'MQTT' 04 06 0000 0000 0001 '+' 0001 'x'",
     "CONNECT: will topic is not a topic name"},
    {"10 0f 0004 'MQTT' 04 06 0000 0000 0001 'w'", "CONNECT: will message is cut short"},
    {"10 0f 0004 'MQTT' 04 42 0000 0000 0001 'p'", "CONNECT: password without a user name"},
    {"10 0c 0004 'MQTT' 04 82 0000 0000", "CONNECT: user name is cut short or not UTF-8"},
    {"10 0e 0004 'MQTT' 04 c2 0000 0000 0000", "CONNECT: password is cut short"},
    {"10 0d 0004 'MQTT' 04 02 0000 0002 'c'",
     "CONNECT: client identifier is cut short or not UTF-8"},
    {"10 0d 0004 'MQTT' 04 02 0000 0001 00",
     "CONNECT: client identifier is cut short or not UTF-8"},
    {"10 0d 0004 'MQTT' 04 02 0000 0000 00", "CONNECT: octets after the end"},
    {"20 02 02 00", "CONNACK: reserved acknowledge flag is set"},
    {"20 02 00 06", "CONNACK: return code is reserved"},
    {"20 02 01 01", "CONNACK: session present in a refusal"},
    {"20 03 00 00 00", "CONNACK: octets after the end"},
    {"36 07 0001 'a' 0001 'hi'", "PUBLISH: QoS is 3"},
    {"38 05 0001 'a' 'hi'", "PUBLISH: DUP with QoS 0"},
    {"30 02 0000", "PUBLISH: topic name is empty or has a wildcard"},
    {"30 03 0001 '+'", "PUBLISH: topic name is empty or has a wildcard"},
    {"30 05 0003 'a/#'", "PUBLISH: topic name is empty or has a wildcard"},
    {"30 04 0002 c0af", "PUBLISH: topic name is cut short or not UTF-8"},
    {"30 05 0003 eda080", "PUBLISH: topic name is cut short or not UTF-8"},
    {"30 05 0003 e08080", "PUBLISH: topic name is cut short or not UTF-8"},
    {"30 06 0004 f4908080", "PUBLISH: topic name is cut short or not UTF-8"},
    {"30 05 0003 e28241", "PUBLISH: topic name is cut short or not UTF-8"},
    {"30 04 0002 e282", "PUBLISH: topic name is cut short or not UTF-8"},
    {"30 04 0002 '1' 80", "PUBLISH: topic name is cut short or not UTF-8"},
    {"32 03 0001 'a'", "PUBLISH: ends within the packet identifier"},
    {"32 05 0001 'a' 0000", "PUBLISH: packet identifier is 0"},
    {"40 02 0000", "PUBACK: packet identifier is 0"},
    {"42 02 0001", "PUBACK: reserved flags of the fixed header are wrong"},
    {"40 01 00", "PUBACK: ends within the packet identifier"},
    {"60 02 0001", "PUBREL: reserved flags of the fixed header are wrong"},
    {"70 03 0001 00", "PUBCOMP: octets after the end"},
    {"80 06 0001 0001 'a' 00", "SUBSCRIBE: reserved flags of the fixed header are wrong"},
    {"82 02 0001", "SUBSCRIBE: no topic filter"},
    {"82 06 0000 0001 'a' 00", "SUBSCRIBE: packet identifier is 0"},
    {"82 05 0001 0001 'a'", "SUBSCRIBE: ends before the requested QoS"},
    {"82 06 0001 0001 'a' 03", "SUBSCRIBE: requested QoS is 3"},
    {"82 06 0001 0001 'a' 04", "SUBSCRIBE: reserved bits of the requested QoS are set"},
    {"82 05 0001 0000 00", "SUBSCRIBE: topic filter is empty or has a wildcard out of place"},
    {"82 07 0001 0002 'a+' 00", "SUBSCRIBE: topic filter is empty or has a wildcard out of place"},
    {"90 02 0001", "SUBACK: no return code"},
    {"90 03 0001 03", "SUBACK: return code is reserved"},
    {"a2 02 0001", "UNSUBSCRIBE: no topic filter"},
    {"a2 07 0001 0003 '#/a'", "UNSUBSCRIBE: topic filter is empty or has a wildcard out of place"},
    {"b0 02 0000", "UNSUBACK: packet identifier is 0"},
    {"c0 01 00", "PINGREQ: octets after the end"},
    {"d1 00", "PINGRESP: reserved flags of the fixed header are wrong"},
    {"e0 01 00", "DISCONNECT: octets after the end"},
};

constexpr WireVector TRAILED_PACKETS[] = {
    {"10 0e 0004 'MQTT' 04 02 0000 0000 abcd", "CONNECT '' clean trailer abcd"},
    {"10 11 0004 'MQTT' 04 82 0000 0001 'c' 0001 'u' 00", "CONNECT 'c' clean user u trailer 00"},
    {"20 03 01 00 ff", "CONNACK 0 present trailer ff"},
    {"82 0f 000a 0003 'a/b' 01 0003 'c/#' 82 ee", "SUBSCRIBE #10 a/b q1 c/# q2 trailer ee"},
    {"82 0b 000a 0001 'a' 80 0001 'b' 00 00", "SUBSCRIBE #10 a q0 trailer 0001620000"},
    {"90 05 000a 00 41 80", "SUBACK #10 0 1 trailer 80"},
    {"90 06 000a c0 010240", "SUBACK #10 128 trailer 010240"},
};

constexpr WireVector BAD_TRAILED_PACKETS[] = {
    {"82 06 0001 0001 'a' 80", "SUBSCRIBE: ends before the trailer it tells of"},
    {"82 07 0001 0001 'a' 83 00", "SUBSCRIBE: requested QoS is 3"},
    {"82 07 0001 0001 'a' c0 00", "SUBSCRIBE: reserved bits of the requested QoS are set"},
    {"90 03 0001 40", "SUBACK: ends before the trailer it tells of"},
    {"90 04 0001 43 00", "SUBACK: return code is reserved"},
    {"40 03 0001 00", "PUBACK: octets after the end"},
    {"b0 03 0001 00", "UNSUBACK: octets after the end"},
};

/// @param octets one packet
/// @param trailers whether it may have one
/// @return what it is; an error as well if the framer does not take it whole
Result<ControlPacket>
DecodeWhole(const Bytes& octets, Trailers trailers = Trailers::REFUSED)
{
    Framer framer;
    framer.Append(octets);
    const auto next = framer.Next();
    if (!next || !next.value() || next.value()->size != octets.size())
    {
        return Error{"not one whole packet"};
    }
    return Decode(*next.value(), trailers);
}

/// Octets to packets and back.
class CodecVectorTest : public TestCase
{
  public:
    CodecVectorTest()
        : TestCase(
              "octets of every packet type decode to their fields and encode to the same octets")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& vector : GOOD_PACKETS)
        {
            auto octets = ParseOctets(vector.hex);
            auto packet = DecodeWhole(octets);
            NS_TEST_ASSERT_MSG_EQ(packet.has_value(), true, vector.hex);
            NS_TEST_EXPECT_MSG_EQ(Describe(packet.value()), vector.text, vector.hex);
            auto again = Encode(packet.value());
            NS_TEST_EXPECT_MSG_EQ(again.size(), again.capacity(), "not one exact allocation");
            // Of another protocol level nothing but the level is known.
            auto isOther = std::string(vector.text).find("level") != std::string::npos;
            NS_TEST_EXPECT_MSG_EQ((isOther || ToHex(again) == ToHex(octets)), true, vector.hex);
        }
    }
};

/// Octets that break a rule.
class BadPacketTest : public TestCase
{
  public:
    BadPacketTest()
        : TestCase("a packet that breaks a rule is refused with the rule's name")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& vector : BAD_PACKETS)
        {
            auto octets = ParseOctets(vector.hex);
            auto packet = DecodeWhole(octets);
            NS_TEST_ASSERT_MSG_EQ(packet.has_error(), true, vector.hex);
            NS_TEST_EXPECT_MSG_EQ(packet.error().reason, vector.text, vector.hex);
        }
    }
};

/// Trailers of security schemes.
class TrailerTest : public TestCase
{
  public:
    TrailerTest()
        : TestCase("trailers are taken where they are wanted, and break a rule elsewhere")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& vector : TRAILED_PACKETS)
        {
            const auto octets = ParseOctets(vector.hex);
            NS_TEST_EXPECT_MSG_EQ(DecodeWhole(octets).has_error(), true, vector.hex);
            const auto packet = DecodeWhole(octets, Trailers::TAKEN);
            NS_TEST_ASSERT_MSG_EQ(packet.has_value(), true, vector.hex);
            NS_TEST_EXPECT_MSG_EQ(Describe(packet.value()), vector.text, vector.hex);
            NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(packet.value())), ToHex(octets), vector.hex);
        }
        for (const auto& vector : BAD_TRAILED_PACKETS)
        {
            const auto packet = DecodeWhole(ParseOctets(vector.hex), Trailers::TAKEN);
            NS_TEST_ASSERT_MSG_EQ(packet.has_error(), true, vector.hex);
            NS_TEST_EXPECT_MSG_EQ(packet.error().reason, vector.text, vector.hex);
        }
        for (const auto& vector : GOOD_PACKETS)
        {
            const auto packet = DecodeWhole(ParseOctets(vector.hex), Trailers::TAKEN);
            NS_TEST_ASSERT_MSG_EQ(packet.has_value(), true, vector.hex);
            NS_TEST_EXPECT_MSG_EQ(Describe(packet.value()), vector.text, vector.hex);
        }
    }
};

/// The suite of the wire layer.
class WireTestSuite : public TestSuite
{
  public:
    WireTestSuite()
        : TestSuite("mqtt-wire", TestSuite::Type::UNIT)
    {
        AddTestCase(new CodecVectorTest);
        AddTestCase(new BadPacketTest);
        AddTestCase(new TrailerTest);
        for (const auto& make : {MakeWireFuzzTests, MakeTopicTests, MakeHexTests})
        {
            for (auto* test : make())
            {
                AddTestCase(test);
            }
        }
    }
};

const WireTestSuite g_wireTestSuite; ///< registers itself

} // namespace

std::vector<WireVector>
GetWireVectors()
{
    std::vector<WireVector> vectors{std::begin(GOOD_PACKETS), std::end(GOOD_PACKETS)};
    vectors.insert(vectors.end(), std::begin(TRAILED_PACKETS), std::end(TRAILED_PACKETS));
    return vectors;
}

} // namespace ns3::mqtt
