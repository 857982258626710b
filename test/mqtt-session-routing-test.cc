// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

/// @file
/// Subscriptions and retained messages at the broker (OASIS MQTT 3.1.1, sections 3.3.1.3, 3.8,
/// 3.10 and 4.7), and what a fan-out costs.

namespace ns3::mqtt
{

namespace
{

constexpr auto QOS0 = Qos::AT_MOST_ONCE;
constexpr auto QOS1 = Qos::AT_LEAST_ONCE;
constexpr auto QOS2 = Qos::EXACTLY_ONCE;

/// Publisher p on connection 1, subscriber s on connection 2.
void
SetUp(BrokerScene& s)
{
    s.Join(1, "p");
    s.Join(2, "s");
}

/// The publisher has a message of QoS 0 retained.
void
Retain(BrokerScene& s, const std::string& text)
{
    s.Publish(1, text, QOS0, 0, true);
}

constexpr Behaviour<BrokerScene> BEHAVIOURS[] = {
    {"SUBACK grants what was asked for, in order",
     [](BrokerScene& s) {
         SetUp(s);
         s.Say(2, Subscribe{5, {{"a", QOS2}, {"b/#", QOS0}, {"+", QOS1}}});
         s.Expect("2 SUBACK #5 2 0 1");
     }},
    {"a retained message goes to a new subscription with the retain flag, after SUBACK",
     [](BrokerScene& s) {
         SetUp(s);
         Retain(s, "t=x");
         s.Say(2, Subscribe{5, {{"t", QOS1}}});
         s.Expect("2 SUBACK #5 1; 2 PUBLISH t=x retain");
     }},
    {"a message to be retained reaches present subscribers without the retain flag",
     [](BrokerScene& s) {
         SetUp(s);
         s.Subscribe(2, "t", QOS1);
         Retain(s, "t=x");
         s.Expect("2 PUBLISH t=x");
     }},
    {"a retained message is replaced by the next one and deleted by an empty one",
     [](BrokerScene& s) {
         SetUp(s);
         Retain(s, "t=x");
         Retain(s, "t=y");
         s.Say(2, Subscribe{5, {{"t", QOS1}}});
         s.Expect("2 SUBACK #5 1; 2 PUBLISH t=y retain");
         Retain(s, "t=");
         s.Expect("2 PUBLISH t=");
         s.Say(2, Subscribe{6, {{"t", QOS1}}});
         s.Expect("2 SUBACK #6 1");
         s.ExpectEqual(s.GetCore().GetRouter().GetRetainedSize(), 0, "octets retained");
     }},
    {"a message without the retain flag leaves the retained one alone",
     [](BrokerScene& s) {
         SetUp(s);
         Retain(s, "t=x");
         s.Publish(1, "t=y");
         s.Say(2, Subscribe{5, {{"t", QOS1}}});
         s.Expect("2 SUBACK #5 1; 2 PUBLISH t=x retain");
     }},
    {"a retained message is sent with the lesser QoS",
     [](BrokerScene& s) {
         SetUp(s);
         s.Publish(1, "t=x", QOS2, 1, true);
         s.Skip();
         s.Say(2, Subscribe{5, {{"t", QOS1}}});
         s.Expect("2 SUBACK #5 1; 2 PUBLISH t=x q1 retain #1");
     }},
    {"all retained messages that a filter matches are sent, in order of their topics",
     [](BrokerScene& s) {
         SetUp(s);
         for (const auto* text : {"b/x=3", "a/y/z=2", "$a/x=5", "a=0", "a/x=1", "c=4"})
         {
             Retain(s, text);
         }
         s.Say(2, Subscribe{5, {{"+/x", QOS0}}});
         s.Expect("2 SUBACK #5 0; 2 PUBLISH a/x=1 retain; 2 PUBLISH b/x=3 retain");
         s.Say(2, Subscribe{6, {{"a/#", QOS0}}});
         s.Expect("2 SUBACK #6 0; 2 PUBLISH a=0 retain; 2 PUBLISH a/x=1 retain; "
                  "2 PUBLISH a/y/z=2 retain");
         s.Say(2, Subscribe{7, {{"#", QOS0}}});
         s.Expect("2 SUBACK #7 0; 2 PUBLISH a=0 retain; 2 PUBLISH a/x=1 retain; "
                  "2 PUBLISH a/y/z=2 retain; 2 PUBLISH b/x=3 retain; 2 PUBLISH c=4 retain");
         s.Say(2, Subscribe{8, {{"$a/+", QOS0}}});
         s.Expect("2 SUBACK #8 0; 2 PUBLISH $a/x=5 retain");
     }},
    {"a repeated subscription replaces the QoS and sends retained messages again",
     [](BrokerScene& s) {
         SetUp(s);
         Retain(s, "t=x");
         s.Subscribe(2, "t", QOS2);
         s.Say(2, Subscribe{5, {{"t", QOS0}}});
         s.Expect("2 SUBACK #5 0; 2 PUBLISH t=x retain");
         s.Publish(1, "t=y", QOS2, 1);
         s.Expect("2 PUBLISH t=y; 1 PUBREC #1");
     }},
    {"UNSUBSCRIBE ends a subscription and is always answered",
     [](BrokerScene& s) {
         SetUp(s);
         s.Subscribe(2, "t", QOS0);
         s.Subscribe(2, "t/#", QOS0);
         s.Say(2, Unsubscribe{6, {"t/#", "never"}});
         s.Publish(1, "t/u=x");
         s.Publish(1, "t=x");
         s.Say(2, Unsubscribe{7, {"t"}});
         s.Publish(1, "t=x");
         s.Expect("2 UNSUBACK #6; 2 PUBLISH t=x; 2 UNSUBACK #7");
     }},
    {"overlapping subscriptions give one copy with the greatest QoS",
     [](BrokerScene& s) {
         SetUp(s);
         s.Say(2, Subscribe{5, {{"a/#", QOS0}, {"a/+", QOS2}, {"a/b", QOS1}, {"#", QOS0}}});
         s.Skip();
         s.Publish(1, "a/b=x", QOS2, 1);
         s.Expect("2 PUBLISH a/b=x q2 #1; 1 PUBREC #1");
     }},
    {"leading wildcards do not match topics that begin with $",
     [](BrokerScene& s) {
         SetUp(s);
         s.Say(2, Subscribe{5, {{"#", QOS0}, {"+/x", QOS0}}});
         s.Join(3, "z");
         s.Subscribe(3, "$S/#", QOS0);
         s.Skip();
         s.Publish(1, "$S/x=1");
         s.Expect("3 PUBLISH $S/x=1");
     }},
    {"a fan-out follows the order in which the sessions were made",
     [](BrokerScene& s) {
         s.Join(5, "z");
         s.Join(4, "y");
         s.Join(3, "x");
         s.Subscribe(3, "t", QOS0);
         s.Subscribe(4, "+", QOS0);
         s.Subscribe(5, "t", QOS0);
         s.Publish(5, "t=1");
         s.Expect("5 PUBLISH t=1; 4 PUBLISH t=1; 3 PUBLISH t=1");
     }},
    {"all subscribers get the very message that came",
     [](BrokerScene& s) {
         SetUp(s);
         s.Subscribe(1, "t", QOS2);
         s.Subscribe(2, "t", QOS2);
         auto message = MakeMessage("t=x");
         s.Say(1, Publish{message, QOS1, false, false, 1});
         s.Skip();
         s.ExpectEqual(s.GetLastMessage() == message, true, "the same message");
     }},
    {"a fan-out looks at matches and not at sessions",
     [](BrokerScene& s) {
         for (ConnectionId i = 1; i <= 5000; i++)
         {
             auto name = std::to_string(i);
             s.Join(i, name);
             s.Subscribe(i, "dev/" + name + "/in", QOS0);
         }
         auto before = s.GetNSent();
         s.Publish(1, "dev/77/in=x");
         s.Expect("77 PUBLISH dev/77/in=x");
         s.ExpectEqual(s.GetNSent() - before, 1, "packets");
         s.ExpectEqual(s.GetCore().GetRouter().GetNVisited(), 4, "nodes, the root included");
     }},
    {"topics of 65,536 levels do no harm",
     [](BrokerScene& s) {
         SetUp(s);
         std::string deep(65'535, '/');
         s.Subscribe(2, deep, QOS0);
         s.Subscribe(2, "#", QOS0);
         Retain(s, deep + "=x");
         s.Skip();
         s.Subscribe(2, "/#", QOS0);
         s.Say(2, Unsubscribe{3, {deep}});
         s.Expect("2 UNSUBACK #3");
     }},
    {"limits on subscriptions and retained messages are kept",
     [](BrokerScene& s) {
         BrokerLimits limits;
         limits.maxSubscriptions = 1;
         limits.maxRetained = 1;
         s.Start(limits);
         SetUp(s);
         s.Say(2, Subscribe{5, {{"a", QOS0}, {"b", QOS0}, {"a", QOS1}}});
         s.Expect("2 SUBACK #5 0 128 1");
         Retain(s, "t=x");
         Retain(s, "a=y");
         s.Expect("p lost a=y: too many retained messages; routed all the same; 2 PUBLISH a=y");
         s.ExpectEqual(s.GetCore().GetRouter().GetNRetained(), 1, "retained messages");
     }},
    {"a filter that a client may not read is refused in SUBACK",
     [](BrokerScene& s) {
         s.Start({}, "deny client s subscribe secret/#; allow any both #");
         SetUp(s);
         Retain(s, "secret/x=1");
         s.Say(2, Subscribe{5, {{"secret/x", QOS0}, {"#", QOS0}, {"open", QOS0}}});
         s.Expect("2 SUBACK #5 128 128 0");
         s.Publish(1, "secret/x=2");
         s.Expect("");
     }},
    {"a message that a client may not publish is acknowledged and dropped",
     [](BrokerScene& s) {
         s.Start({}, "deny client p publish t; allow any both #");
         SetUp(s);
         s.Subscribe(2, "#", QOS0);
         s.Publish(1, "t=x", QOS1, 4, true);
         s.Publish(1, "t=y", QOS2, 5);
         s.Publish(1, "u=z");
         s.Expect("p lost t=x: the client may not publish there; 1 PUBACK #4; "
                  "p lost t=y: the client may not publish there; 1 PUBREC #5; 2 PUBLISH u=z");
         s.ExpectEqual(s.GetCore().GetRouter().GetNRetained(), 0, "retained messages");
     }},
};

} // namespace

std::vector<TestCase*>
MakeBrokerRoutingTests()
{
    return MakeBehaviourTests(BEHAVIOURS);
}

} // namespace ns3::mqtt
