// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

/// @file
/// Handshakes, redelivery and queues at the broker (OASIS MQTT 3.1.1, sections 4.3, 4.4 and 4.6).

namespace ns3::mqtt
{

namespace
{

constexpr auto QOS0 = Qos::AT_MOST_ONCE;
constexpr auto QOS1 = Qos::AT_LEAST_ONCE;
constexpr auto QOS2 = Qos::EXACTLY_ONCE;

/// Publisher p on connection 1, subscriber s to "t" with a kept session on connection 2.
void
SetUp(BrokerScene& s,
      Qos qos,
      std::uint16_t maxInflight = 20,
      std::size_t maxQueued = 1000,
      std::size_t maxQueuedSize = 1000)
{
    BrokerLimits limits;
    limits.maxInflight = maxInflight;
    limits.maxQueued = maxQueued;
    limits.maxQueuedSize = maxQueuedSize;
    s.Start(limits);
    s.Join(1, "p");
    s.Join(2, "s", false);
    s.Subscribe(2, "t", qos);
}

constexpr Behaviour<BrokerScene> BEHAVIOURS[] = {
    {"QoS 0 is routed and not answered",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=x");
         s.Expect("2 PUBLISH t=x");
     }},
    {"QoS 1 is routed and answered with PUBACK",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=x", QOS1, 7);
         s.Expect("2 PUBLISH t=x q1 #1; 1 PUBACK #7");
         s.Say(2, Puback{1});
         s.Expect("");
     }},
    {"QoS 2 goes through four packets on either side",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=x", QOS2, 7);
         s.Say(1, Pubrel{7});
         s.Expect("2 PUBLISH t=x q2 #1; 1 PUBREC #7; 1 PUBCOMP #7");
         s.Say(2, Pubrec{1});
         s.Expect("2 PUBREL #1");
         s.Say(2, Pubcomp{1});
         s.ExpectEqual(s.GetCore().GetStateSize(), 4, "octets of two names, a filter and a QoS");
     }},
    {"a message is delivered with the lesser QoS of publisher and subscriber",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         s.Publish(1, "t=x", QOS2, 7);
         s.Publish(1, "t=y");
         s.Expect("2 PUBLISH t=x q1 #1; 1 PUBREC #7; 2 PUBLISH t=y");
     }},
    {"a repeated PUBLISH of QoS 2 is answered and not routed again until PUBREL",
     [](BrokerScene& s) {
         SetUp(s, QOS0);
         s.Publish(1, "t=x", QOS2, 7);
         s.Publish(1, "t=x", QOS2, 7);
         s.Expect("2 PUBLISH t=x; 1 PUBREC #7; 1 PUBREC #7");
         s.Say(1, Pubrel{7});
         s.Publish(1, "t=y", QOS2, 7);
         s.Expect("1 PUBCOMP #7; 2 PUBLISH t=y; 1 PUBREC #7");
     }},
    {"the dedupe of QoS 2 survives a lost connection",
     [](BrokerScene& s) {
         SetUp(s, QOS0);
         s.Publish(2, "t=x", QOS2, 7);
         s.Expect("2 PUBLISH t=x; 2 PUBREC #7");
         s.Lose(2);
         s.ComeBack(3);
         s.Say(3, Publish{MakeMessage("t=x"), QOS2, true, false, 7});
         s.Say(3, Pubrel{7});
         s.Expect("3 CONNACK 0 present; 3 PUBREC #7; 3 PUBCOMP #7");
     }},
    {"answers to unknown identifiers do no harm",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         s.Say(2, Puback{9});
         s.Say(2, Pubcomp{9});
         s.Expect("");
         s.Say(2, Pubrec{9});
         s.Expect("2 PUBREL #9");
         s.Say(2, Pubrel{9});
         s.Expect("2 PUBCOMP #9");
     }},
    {"an answer of the wrong kind does not end a delivery",
     [](BrokerScene& s) {
         SetUp(s, QOS2, 1);
         s.Publish(1, "t=x", QOS2, 7);
         s.Publish(1, "t=y", QOS2, 8);
         s.Skip();
         s.Say(2, Puback{1});
         s.Say(2, Pubcomp{1});
         s.Expect("");
     }},
    {"what was not acknowledged is sent again with DUP in the original order",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=a", QOS1, 1);
         s.Publish(1, "t=b", QOS2, 2);
         s.Publish(1, "t=c", QOS1, 3);
         s.Publish(1, "t=d", QOS1, 4);
         s.Say(2, Puback{3});
         s.Skip();
         s.Lose(2);
         s.ComeBack(3);
         s.Expect("3 CONNACK 0 present; 3 PUBLISH t=a q1 dup #1; 3 PUBLISH t=b q2 dup #2; "
                  "3 PUBLISH t=d q1 dup #4");
     }},
    {"PUBREL is sent again in the order of PUBREC",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=a", QOS2, 1);
         s.Publish(1, "t=b", QOS2, 2);
         s.Publish(1, "t=c", QOS2, 3);
         s.Say(2, Pubrec{2});
         s.Say(2, Pubrec{1});
         s.Skip();
         s.Lose(2);
         s.ComeBack(3);
         s.Expect("3 CONNACK 0 present; 3 PUBREL #2; 3 PUBREL #1; 3 PUBLISH t=c q2 dup #3");
     }},
    {"PUBREC that comes twice is answered twice",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=a", QOS2, 1);
         s.Skip();
         s.Say(2, Pubrec{1});
         s.Say(2, Pubrec{1});
         s.Expect("2 PUBREL #1; 2 PUBREL #1");
     }},
    {"messages beyond the window wait for an acknowledgement",
     [](BrokerScene& s) {
         SetUp(s, QOS2, 2);
         s.Publish(1, "t=a", QOS1, 1);
         s.Publish(1, "t=b", QOS2, 2);
         s.Publish(1, "t=c", QOS1, 3);
         s.Publish(1, "t=d", QOS1, 4);
         s.Publish(1, "t=e");
         s.Expect(
             "2 PUBLISH t=a q1 #1; 1 PUBACK #1; 2 PUBLISH t=b q2 #2; 1 PUBREC #2; 1 PUBACK #3; "
             "1 PUBACK #4; 2 PUBLISH t=e");
         s.Say(2, Puback{1});
         s.Expect("2 PUBLISH t=c q1 #3");
         s.Say(2, Pubrec{2});
         s.Publish(1, "t=f", QOS1, 6);
         s.Expect("2 PUBREL #2; 1 PUBACK #6");
         s.Say(2, Pubcomp{2});
         s.Expect("2 PUBLISH t=d q1 #4");
     }},
    {"messages for a client that is away wait, without DUP; those of QoS 0 do not",
     [](BrokerScene& s) {
         SetUp(s, QOS2, 2);
         s.Lose(2);
         s.Publish(1, "t=a");
         s.Publish(1, "t=b", QOS1, 1);
         s.Publish(1, "t=c", QOS1, 2);
         s.Publish(1, "t=d", QOS1, 3);
         s.Skip();
         s.ComeBack(3);
         s.Expect("3 CONNACK 0 present; 3 PUBLISH t=b q1 #1; 3 PUBLISH t=c q1 #2");
     }},
    {"the newest message is dropped where too many wait",
     [](BrokerScene& s) {
         SetUp(s, QOS1, 1, 1);
         s.Publish(1, "t=a", QOS1, 1);
         s.Publish(1, "t=b", QOS1, 2);
         s.Publish(1, "t=c", QOS1, 3);
         s.Expect("2 PUBLISH t=a q1 #1; 1 PUBACK #1; 1 PUBACK #2; "
                  "s lost t=c: too many messages wait for the client; 1 PUBACK #3");
         s.Lose(2);
         s.ComeBack(3);
         s.Say(3, Puback{1});
         s.Expect("3 CONNACK 0 present; 3 PUBLISH t=a q1 dup #1; 3 PUBLISH t=b q1 #2");
     }},
    {"octets that wait are limited too, and there is room again when they have left",
     [](BrokerScene& s) {
         SetUp(s, QOS1, 1, 1000, 5);
         s.Publish(1, "t=a", QOS1, 1);
         s.Publish(1, "t=bcde", QOS1, 2);
         s.Publish(1, "t=f", QOS1, 3);
         s.Expect("2 PUBLISH t=a q1 #1; 1 PUBACK #1; 1 PUBACK #2; "
                  "s lost t=f: too many messages wait for the client; 1 PUBACK #3");
         s.Say(2, Puback{1});
         s.Publish(1, "t=ghij", QOS1, 4);
         s.Expect("2 PUBLISH t=bcde q1 #2; 1 PUBACK #4");
     }},
    {"what waits for a session goes with it",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         s.Lose(2);
         s.Publish(1, "t=a", QOS1, 1);
         s.Join(3, "s", true);
         s.Lose(3);
         s.ComeBack(4);
         s.Expect("4 CONNACK 0");
     }},
    {"every session numbers its packets itself",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         s.Publish(1, "t=a", QOS1, 1);
         s.Join(3, "z");
         s.Subscribe(3, "t", QOS1);
         s.Publish(1, "t=b", QOS1, 2);
         s.Expect("2 PUBLISH t=b q1 #2; 3 PUBLISH t=b q1 #1; 1 PUBACK #2");
     }},
};

/// Packet identifiers.
class PacketIdTest : public TestCase
{
  public:
    PacketIdTest()
        : TestCase("packet identifiers go round from 1 to 65,534 and pass over those in use")
    {
    }

  private:
    void DoRun() override
    {
        PacketIds ids;
        NS_TEST_EXPECT_MSG_EQ(ids.Take(), 1, "the first one");
        NS_TEST_EXPECT_MSG_EQ(ids.Take(), 2, "the second one");
        for (unsigned id = 3; id <= 65'534; id++)
        {
            NS_TEST_EXPECT_MSG_EQ(ids.Take(), id, "one after the other");
            ids.Release(id);
        }
        ids.Release(2);
        NS_TEST_EXPECT_MSG_EQ(ids.Take(), 2, "0 and one in use are passed over");
        for (unsigned n = 2; n < 65'534; n++)
        {
            NS_TEST_EXPECT_MSG_NE(ids.Take(), 0, "there are some left");
        }
        NS_TEST_EXPECT_MSG_EQ(ids.Take(), 0, "none left");
        ids.Release(500);
        NS_TEST_EXPECT_MSG_EQ(ids.Take(), 500, "the only one");
    }
};

} // namespace

std::vector<TestCase*>
MakeBrokerDeliveryTests()
{
    auto tests = MakeBehaviourTests(BEHAVIOURS);
    tests.push_back(new PacketIdTest);
    return tests;
}

} // namespace ns3::mqtt
