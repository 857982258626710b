// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

/// @file
/// What outlives a broker that is killed (OASIS MQTT 3.1.1, section 4.1), one kind of state each.

namespace ns3::mqtt
{

namespace
{

constexpr auto QOS0 = Qos::AT_MOST_ONCE;
constexpr auto QOS1 = Qos::AT_LEAST_ONCE;
constexpr auto QOS2 = Qos::EXACTLY_ONCE;

/// Publisher p with a kept session on connection 1, subscriber s to "t" with one on connection 2.
void
SetUp(BrokerScene& s, Qos qos, std::uint16_t maxInflight = 20)
{
    BrokerLimits limits;
    limits.maxInflight = maxInflight;
    s.Keep(limits);
    s.Join(1, "p", false);
    s.Join(2, "s", false);
    s.Subscribe(2, "t", qos);
}

/// Connects a client with a will.
void
JoinWithWill(BrokerScene& s, ConnectionId connection, const std::string& will, bool retain = false)
{
    Connect packet;
    packet.clientId = "w";
    packet.userName = "u";
    packet.will = Will{MakeMessage(will), QOS1, retain};
    s.Connect(connection, packet);
    s.Skip();
}

constexpr Behaviour<BrokerScene> BEHAVIOURS[] = {
    {"a session and its subscriptions outlive the broker",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         s.Subscribe(2, "a/+", QOS0);
         s.Subscribe(2, "gone/#", QOS2);
         s.Say(2, Unsubscribe{3, {"gone/#", "never"}});
         s.Skip();
         s.Kill();
         s.ExpectEqual(s.GetCore().GetNSessions(), 2, "sessions");
         s.ExpectEqual(s.GetCore().GetNConnections(), 0, "connections");
         s.ComeBack(3);
         s.Join(4, "p2");
         s.Publish(4, "t=x", QOS2, 1);
         s.Publish(4, "a/b=y", QOS2, 2);
         s.Publish(4, "gone/b=z", QOS2, 3);
         s.Expect("3 PUBLISH t=x q1 #1; 4 PUBREC #1; 3 PUBLISH a/b=y; 4 PUBREC #2; 4 PUBREC #3");
     }},
    {"a subscription has the QoS it was given last",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Subscribe(2, "t", QOS0);
         s.Kill();
         s.ComeBack(3);
         s.Publish(3, "t=x", QOS1, 1);
         s.Expect("3 CONNACK 0 present; 3 PUBLISH t=x; 3 PUBACK #1");
     }},
    {"a clean session does not, nor does one that a clean one replaced",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         s.Join(3, "c");
         s.Subscribe(3, "t", QOS1);
         s.Publish(3, "t=x", QOS1, 1);
         s.Join(4, "s");
         s.Kill();
         s.ExpectEqual(s.GetCore().GetNSessions(), 1, "that of the publisher");
         s.ComeBack(5);
         s.ComeBack(6, "c");
         s.Expect("5 CONNACK 0; 6 CONNACK 0");
     }},
    {"a fan-out keeps the order of sessions, new ones behind",
     [](BrokerScene& s) {
         s.Keep({});
         const char* names[] = {"z", "a", "m"};
         for (ConnectionId n = 1; n <= 3; n++)
         {
             s.Join(n, names[n - 1], false);
             s.Subscribe(n, "t", QOS0);
         }
         s.Kill();
         s.Join(9, "b", false);
         s.Subscribe(9, "t", QOS0);
         s.Kill();
         s.Join(1, "b", false);
         s.Join(2, "a", false);
         s.Join(3, "m", false);
         s.Join(4, "z", false);
         s.Publish(1, "t=x");
         s.Expect("4 PUBLISH t=x; 2 PUBLISH t=x; 3 PUBLISH t=x; 1 PUBLISH t=x");
     }},
    {"what was in flight comes again with DUP, what waited without, in the original order",
     [](BrokerScene& s) {
         SetUp(s, QOS2, 3);
         s.Publish(1, "t=a", QOS1, 1);
         s.Publish(1, "t=b", QOS2, 2);
         s.Publish(1, "t=c", QOS1, 3);
         s.Publish(1, "t=d", QOS2, 4);
         s.Publish(1, "t=e", QOS1, 5);
         s.Say(2, Puback{1});
         s.Skip();
         s.Kill();
         s.ComeBack(3);
         s.Expect("3 CONNACK 0 present; 3 PUBLISH t=b q2 dup #2; 3 PUBLISH t=c q1 dup #3; "
                  "3 PUBLISH t=d q2 dup #4");
         s.Say(3, Puback{3});
         s.Expect("3 PUBLISH t=e q1 #5");
     }},
    {"released messages get PUBREL again, in the order of PUBREC",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         for (std::uint16_t n = 1; n <= 4; n++)
         {
             s.Publish(1, "t=" + std::to_string(n), QOS2, n);
         }
         s.Say(2, Pubrec{3});
         s.Say(2, Pubrec{1});
         s.Say(2, Pubrec{2});
         s.Say(2, Pubcomp{1});
         s.Skip();
         s.Kill();
         s.ComeBack(3);
         s.Expect("3 CONNACK 0 present; 3 PUBREL #3; 3 PUBREL #2; 3 PUBLISH t=4 q2 dup #4");
         s.Say(3, Pubcomp{3});
         s.Say(3, Pubcomp{2});
         s.Say(3, Pubrec{4});
         s.Say(3, Pubcomp{4});
         s.Kill();
         s.ComeBack(4);
         s.Expect("3 PUBREL #4; 4 CONNACK 0 present");
     }},
    {"a packet identifier in use is not given away again",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=a", QOS1, 1);
         s.Publish(1, "t=b", QOS2, 2);
         s.Say(2, Pubrec{2});
         s.Skip();
         s.Kill();
         s.ComeBack(3);
         s.Skip();
         s.Publish(3, "t=c", QOS1, 3);
         s.Expect("3 PUBLISH t=c q1 #3; 3 PUBACK #3");
     }},
    {"a message of QoS 2 is not passed on twice, though the broker died before its PUBREL",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Publish(1, "t=a", QOS2, 7);
         s.Publish(1, "t=b", QOS2, 8);
         s.Say(1, Pubrel{8});
         s.Skip();
         s.Kill();
         s.ComeBack(3, "p");
         s.Say(3, Publish{MakeMessage("t=a"), QOS2, true, false, 7});
         s.Say(3, Publish{MakeMessage("t=c"), QOS2, false, false, 8});
         s.Expect("3 CONNACK 0 present; 3 PUBREC #7; 3 PUBREC #8");
         s.ComeBack(4);
         s.Expect("4 CONNACK 0 present; 4 PUBLISH t=a q2 dup #1; 4 PUBLISH t=b q2 dup #2; "
                  "4 PUBLISH t=c q2 #3");
     }},
    {"a turn that was not kept never was",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.KillInNextTurn();
         s.Publish(1, "t=a", QOS2, 7);
         s.Expect("");
         s.ComeBack(3);
         s.ComeBack(4, "p");
         s.Say(4, Publish{MakeMessage("t=a"), QOS2, true, false, 7});
         s.Expect("3 CONNACK 0 present; 4 CONNACK 0 present; 3 PUBLISH t=a q2 #1; 4 PUBREC #7");
     }},
    {"retained messages outlive the broker, those of QoS 0 and of clean sessions too",
     [](BrokerScene& s) {
         s.Keep({});
         s.Join(1, "p");
         s.Publish(1, "r/a=old", QOS0, 0, true);
         s.Publish(1, "r/a=new", QOS2, 1, true);
         s.Publish(1, "r/b=x", QOS0, 0, true);
         s.Publish(1, "r/c=y", QOS1, 2, true);
         s.Publish(1, "r/c=", QOS0, 0, true);
         s.Publish(1, "r/d=", QOS0, 0, true);
         s.Skip();
         s.Kill();
         s.ExpectEqual(s.GetCore().GetRouter().GetNRetained(), 2, "retained messages");
         s.Join(2, "s", false);
         s.Say(2, Subscribe{1, {{"r/#", QOS2}}});
         s.Expect("2 SUBACK #1 2; 2 PUBLISH r/a=new q2 retain #1; 2 PUBLISH r/b=x retain");
         s.Kill();
         s.ComeBack(3);
         s.Expect("3 CONNACK 0 present; 3 PUBLISH r/a=new q2 dup retain #1");
     }},
    {"a delivery of a retained message outlives its replacement",
     [](BrokerScene& s) {
         s.Keep({});
         s.Join(1, "s", false);
         s.Publish(1, "r=old", QOS1, 1, true);
         s.Subscribe(1, "r", QOS1);
         s.Publish(1, "r=new", QOS0, 0, true);
         s.Skip();
         s.Kill();
         s.ComeBack(2);
         s.Expect("2 CONNACK 0 present; 2 PUBLISH r=old q1 dup retain #1");
     }},
    {"a broker with less room than the one before drops retained messages",
     [](BrokerScene& s) {
         BrokerLimits limits;
         s.Keep(limits);
         s.Join(1, "p");
         s.Publish(1, "a=1", QOS0, 0, true);
         s.Publish(1, "b=2", QOS0, 0, true);
         limits.maxRetained = 1;
         s.SetLimits(limits);
         s.Kill();
         s.Expect(" lost b=2: too many retained messages");
         s.Kill();
         s.ExpectEqual(s.GetCore().GetRouter().GetNRetained(), 1, "and they stay away");
     }},
    {"the wills of those who were connected are published once by the next broker",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         JoinWithWill(s, 3, "t=first");
         JoinWithWill(s, 4, "t=gone", true);
         s.Expect("");
         s.Say(2, Puback{1});
         s.Kill();
         s.Kill();
         s.ComeBack(5);
         s.Expect("5 CONNACK 0 present; 5 PUBLISH t=gone q1 #1");
         s.ExpectEqual(s.GetCore().GetRouter().GetNRetained(), 1, "the retained will");
     }},
    {"a will is not published again after DISCONNECT, nor one that was published",
     [](BrokerScene& s) {
         SetUp(s, QOS1);
         JoinWithWill(s, 3, "t=no");
         s.Say(3, Disconnect{});
         JoinWithWill(s, 4, "t=once");
         s.Lose(4);
         s.Skip();
         s.Kill();
         s.ComeBack(5);
         s.Expect("5 CONNACK 0 present; 5 PUBLISH t=once q1 dup #1");
     }},
    {"a will of before has to keep to the rules of now",
     [](BrokerScene& s) {
         s.Keep({}, "allow user u publish t");
         JoinWithWill(s, 1, "t=yes");
         s.Kill();
         JoinWithWill(s, 1, "v=no");
         s.Kill();
         s.Expect("w lost v=no: the client may not publish there");
     }},
    {"a message for many sessions is there until the last has it",
     [](BrokerScene& s) {
         SetUp(s, QOS2);
         s.Join(3, "s3", false);
         s.Subscribe(3, "t", QOS2);
         s.Publish(1, "t=a", QOS2, 1);
         s.Say(2, Pubrec{1});
         s.Skip();
         s.Kill();
         s.ComeBack(4, "s3");
         s.Say(4, Pubrec{1});
         s.Expect("4 CONNACK 0 present; 4 PUBLISH t=a q2 dup #1; 4 PUBREL #1");
     }},
};

} // namespace

std::vector<TestCase*>
MakeBrokerKillTests()
{
    return MakeBehaviourTests(BEHAVIOURS);
}

} // namespace ns3::mqtt
