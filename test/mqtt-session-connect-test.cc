// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

/// @file
/// Connections, sessions and wills at the broker (OASIS MQTT 3.1.1, sections 3.1, 3.2, 4.1).

namespace ns3::mqtt
{

namespace
{

using namespace std::chrono_literals;

/// @param clientId client identifier
/// @param clean whether the session is clean
/// @param keepAlive in seconds
/// @return a CONNECT with the will "w=gone"
Connect
WithWill(const std::string& clientId, bool clean = true, std::uint16_t keepAlive = 0)
{
    Connect packet;
    packet.clientId = clientId;
    packet.cleanSession = clean;
    packet.keepAlive = keepAlive;
    packet.will = Will{MakeMessage("w=gone"), Qos::AT_MOST_ONCE, false};
    return packet;
}

/// @param clientId client identifier
/// @param clean whether the session is clean
/// @return a CONNECT
Connect
Plain(const std::string& clientId, bool clean = true)
{
    auto packet = WithWill(clientId, clean);
    packet.will.reset();
    return packet;
}

/// Client w on connection 9 hears of wills.
void
Watch(BrokerScene& s)
{
    s.Join(9, "w");
    s.Subscribe(9, "w", Qos::AT_MOST_ONCE);
}

constexpr Behaviour<BrokerScene> BEHAVIOURS[] = {
    {"a client is accepted",
     [](BrokerScene& s) {
         s.Connect(1, Plain("a"));
         s.Expect("1 CONNACK 0");
         s.ExpectEqual(s.GetCore().GetNSessions(), 1, "sessions");
     }},
    {"a first packet other than CONNECT closes the connection",
     [](BrokerScene& s) {
         s.Open(1);
         s.Say(1, Pingreq{});
         s.Expect("1 closed: first packet is not CONNECT but PINGREQ");
         s.Say(1, Pingreq{});
         s.Lose(1);
         s.ExpectEqual(s.GetCore().GetNConnections(), 0, "connections");
     }},
    {"a second CONNECT closes the connection and publishes the will",
     [](BrokerScene& s) {
         Watch(s);
         s.Connect(1, WithWill("a"));
         s.Skip();
         s.Say(1, Plain("a"));
         s.Expect("1 closed: second CONNECT; 9 PUBLISH w=gone");
     }},
    {"another protocol level is refused with code 1",
     [](BrokerScene& s) {
         auto packet = Plain("a");
         packet.protocolLevel = 5;
         s.Connect(1, packet);
         s.Expect("1 CONNACK 1; 1 closed: CONNECT: unacceptable protocol level");
     }},
    {"an empty client identifier needs a clean session",
     [](BrokerScene& s) {
         s.Connect(1, Plain("", false));
         s.Expect("1 CONNACK 2; 1 closed: CONNECT: client identifier rejected");
         s.ExpectEqual(s.GetCore().GetNSessions(), 0, "sessions");
     }},
    {"clients without an identifier get different ones, which nobody uses",
     [](BrokerScene& s) {
         s.Connect(1, Plain("auto-0"));
         s.Connect(2, Plain(""));
         s.Connect(3, Plain(""));
         s.Expect("1 CONNACK 0; 2 CONNACK 0; 3 CONNACK 0");
         s.ExpectEqual(s.GetCore().GetNSessions(), 3, "sessions");
     }},
    {"a wrong password is refused with code 4 and ends nobody's session",
     [](BrokerScene& s) {
         s.Start({}, "user u secret");
         auto packet = Plain("a");
         packet.userName = "u";
         packet.password = ParseOctets("'secret'");
         s.Connect(1, packet);
         s.Expect("1 CONNACK 0");
         packet.password = ParseOctets("'guess'");
         s.Connect(2, packet);
         s.Expect("2 CONNACK 4; 2 closed: CONNECT: bad user name or password");
         s.Say(1, Pingreq{});
         s.Expect("1 PINGRESP");
     }},
    {"a full broker refuses with code 3, but a client may take its own place",
     [](BrokerScene& s) {
         BrokerLimits limits;
         limits.maxConnections = 1;
         s.Start(limits);
         s.Join(1, "a");
         s.Connect(2, Plain("b"));
         s.Expect("2 CONNACK 3; 2 closed: CONNECT: too many clients");
         s.Connect(3, Plain("a"));
         s.Expect("1 closed: client identifier taken over by another connection; 3 CONNACK 0");
         s.Lose(3);
         s.Connect(4, Plain("b"));
         s.Expect("4 CONNACK 0");
     }},
    {"a connection without CONNECT is closed in time",
     [](BrokerScene& s) {
         s.Open(1);
         s.Wait(29s);
         s.Expect("");
         s.Wait(1s);
         s.Expect("1 closed: no CONNECT in time");
     }},
    {"a client silent for 1.5 times the keep alive is closed; any packet counts",
     [](BrokerScene& s) {
         Watch(s);
         s.Connect(1, WithWill("a", true, 10));
         s.Wait(14s);
         s.Say(1, Pingreq{});
         s.Wait(14s);
         s.Publish(1, "x=");
         s.Skip();
         s.Wait(14'999ms);
         s.Expect("");
         s.Wait(1ms);
         s.Expect("1 closed: silent for 1.5 times the keep alive; 9 PUBLISH w=gone");
     }},
    {"without keep alive a client may be silent",
     [](BrokerScene& s) {
         s.Join(1, "a");
         s.Wait(100h);
         s.Say(1, Pingreq{});
         s.Expect("1 PINGRESP");
     }},
    {"the will is published when the connection is lost",
     [](BrokerScene& s) {
         Watch(s);
         s.Connect(1, WithWill("a"));
         s.Skip();
         s.Lose(1);
         s.Expect("9 PUBLISH w=gone");
     }},
    {"the will is published when something malformed comes",
     [](BrokerScene& s) {
         Watch(s);
         s.Connect(1, WithWill("a"));
         s.Skip();
         s.Garble(1);
         s.Expect("1 closed: garbled; 9 PUBLISH w=gone");
     }},
    {"the will is not published after DISCONNECT",
     [](BrokerScene& s) {
         Watch(s);
         s.Connect(1, WithWill("a"));
         s.Skip();
         s.Say(1, Disconnect{});
         s.Lose(1);
         s.Expect("1 closed: DISCONNECT");
     }},
    {"the will of a client that was refused is not published",
     [](BrokerScene& s) {
         Watch(s);
         auto packet = WithWill("a");
         packet.protocolLevel = 3;
         s.Connect(1, packet);
         s.Expect("1 CONNACK 1; 1 closed: CONNECT: unacceptable protocol level");
     }},
    {"a will keeps its QoS and may be retained",
     [](BrokerScene& s) {
         Watch(s);
         s.Subscribe(9, "w", Qos::EXACTLY_ONCE);
         auto packet = WithWill("a");
         packet.will->qos = Qos::AT_LEAST_ONCE;
         packet.will->retain = true;
         s.Connect(1, packet);
         s.Skip();
         s.Lose(1);
         s.Expect("9 PUBLISH w=gone q1 #1");
         s.ExpectEqual(s.GetCore().GetRouter().GetNRetained(), 1, "retained messages");
     }},
    {"a will that its client may not publish is dropped",
     [](BrokerScene& s) {
         s.Start({}, "deny client a publish w; allow any both #");
         Watch(s);
         s.Connect(1, WithWill("a"));
         s.Skip();
         s.Lose(1);
         s.Expect("a lost w=gone: the client may not publish there");
     }},
    {"another connection takes a client identifier over and publishes the will",
     [](BrokerScene& s) {
         Watch(s);
         s.Connect(1, WithWill("a", false));
         s.Skip();
         s.Connect(2, Plain("a", false));
         s.Expect("1 closed: client identifier taken over by another connection; "
                  "9 PUBLISH w=gone; 2 CONNACK 0 present");
         s.Lose(1);
         s.Say(2, Pingreq{});
         s.Expect("2 PINGRESP");
     }},
    {"a kept session is present until a clean one takes its place",
     [](BrokerScene& s) {
         s.Connect(1, Plain("a", false));
         s.Lose(1);
         s.Connect(2, Plain("a", false));
         s.Say(2, Disconnect{});
         s.Connect(3, Plain("a", true));
         s.Lose(3);
         s.Connect(4, Plain("a", false));
         s.Expect("1 CONNACK 0; 2 CONNACK 0 present; 2 closed: DISCONNECT; 3 CONNACK 0; "
                  "4 CONNACK 0");
     }},
    {"a clean session goes with its connection, subscriptions included",
     [](BrokerScene& s) {
         s.Join(1, "a");
         s.Subscribe(1, "t", Qos::AT_LEAST_ONCE);
         s.Lose(1);
         s.ExpectEqual(s.GetCore().GetNSessions(), 0, "sessions");
         s.ExpectEqual(s.GetCore().GetStateSize(), 0, "octets of state");
         s.Join(2, "b");
         s.Publish(2, "t=x");
         s.ExpectEqual(s.GetCore().GetRouter().GetNVisited(), 1, "nodes left beside the root");
     }},
    {"packets that only a broker sends close the connection",
     [](BrokerScene& s) {
         const ControlPacket packets[] = {Connack{}, Suback{1, {0}}, Unsuback{1}, Pingresp{}};
         for (const auto& packet : packets)
         {
             s.Join(1, "a");
             s.Say(1, packet);
             s.Expect(std::string("1 closed: client sent ") + GetName(GetType(packet)));
         }
     }},
    {"PINGREQ is answered",
     [](BrokerScene& s) {
         s.Join(1, "a");
         s.Say(1, Pingreq{});
         s.Expect("1 PINGRESP");
     }},
};

} // namespace

std::vector<TestCase*>
MakeBrokerConnectTests()
{
    return MakeBehaviourTests(BEHAVIOURS);
}

} // namespace ns3::mqtt
