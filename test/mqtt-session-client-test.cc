// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

/// @file
/// The client core (OASIS MQTT 3.1.1, sections 3 and 4).

namespace ns3::mqtt
{

namespace
{

using namespace std::chrono_literals;

constexpr auto QOS0 = Qos::AT_MOST_ONCE;
constexpr auto QOS1 = Qos::AT_LEAST_ONCE;
constexpr auto QOS2 = Qos::EXACTLY_ONCE;

/// @param clean whether the session is clean
/// @param keepAlive in seconds
/// @return options of client c
ClientOptions
MakeOptions(bool clean, std::uint16_t keepAlive = 0)
{
    ClientOptions options;
    options.clientId = "c";
    options.cleanSession = clean;
    options.keepAlive = keepAlive;
    options.responseTimeout = 5s;
    return options;
}

/// A client with a kept session is connected.
void
JoinKept(ClientScene& s)
{
    s.Start(MakeOptions(false));
    s.Join();
    s.Skip();
}

constexpr Behaviour<ClientScene> BEHAVIOURS[] = {
    {"CONNECT says what the options say",
     [](ClientScene& s) {
         auto options = MakeOptions(true, 7);
         options.userName = "u";
         options.password = ParseOctets("'pw'");
         options.will = Will{MakeMessage("w=gone"), QOS1, true};
         s.Start(options);
         s.Open();
         s.Expect("CONNECT 'c' clean alive 7 will w=gone q1 retain user u password pw");
         s.ExpectEqual(s.GetCore().IsConnected(), false, "connected");
         s.Hear(Connack{});
         s.Expect("connected");
         s.ExpectEqual(s.GetCore().IsConnected(), true, "connected");
     }},
    {"a refusal is reported and ends the connection",
     [](ClientScene& s) {
         s.Open();
         s.Skip();
         s.Hear(Connack{false, ConnectCode::NOT_AUTHORIZED});
         s.Expect("refused 5; closed: refused with code 5");
     }},
    {"a broker that does not answer CONNECT is left",
     [](ClientScene& s) {
         s.Start(MakeOptions(true));
         s.Open();
         s.Skip();
         s.Wait(4'999ms);
         s.Expect("");
         s.Wait(1ms);
         s.Expect("closed: no CONNACK in time");
     }},
    {"a first packet other than CONNACK ends the connection",
     [](ClientScene& s) {
         s.Open();
         s.Skip();
         s.HearPublish("t=x", QOS0, 0);
         s.Expect("closed: first packet is not CONNACK but PUBLISH");
         s.Hear(Connack{});
         s.Expect("");
     }},
    {"packets that only a client sends, and a second CONNACK, end the connection",
     [](ClientScene& s) {
         const ControlPacket packets[] = {Connect{},
                                          Subscribe{1, {{"t", QOS0}}},
                                          Unsubscribe{1, {"t"}},
                                          Pingreq{},
                                          Disconnect{}};
         for (const auto& packet : packets)
         {
             s.Join();
             s.Skip();
             s.Hear(packet);
             s.Expect(std::string("closed: broker sent ") + GetName(GetType(packet)));
         }
         s.Join();
         s.Hear(Connack{});
         s.Expect("connected; closed: second CONNACK");
     }},
    {"a session that is present against the client's wish ends the connection",
     [](ClientScene& s) {
         s.Join(true);
         s.Expect("closed: session present though a clean one was asked for");
     }},
    {"something malformed ends the connection",
     [](ClientScene& s) {
         s.Join();
         s.Garble();
         s.Garble();
         s.Expect("connected; closed: garbled");
     }},
    {"messages are published with each QoS",
     [](ClientScene& s) {
         s.Join();
         s.Skip();
         s.Publish("t=a", QOS0);
         s.Publish("t=b", QOS1);
         s.Publish("t=c", QOS2);
         s.Expect("PUBLISH t=a; PUBLISH t=b q1 #1; PUBLISH t=c q2 #2");
         s.Hear(Puback{1});
         s.Hear(Pubrec{2});
         s.Hear(Pubcomp{2});
         s.Expect("done #1; PUBREL #2; done #2");
         s.ExpectEqual(s.GetCore().GetNPending(), 0, "messages left");
     }},
    {"messages are received with each QoS, those of QoS 2 once",
     [](ClientScene& s) {
         s.Join();
         s.Skip();
         s.HearPublish("t=a", QOS0, 0);
         s.HearPublish("t=b", QOS1, 1);
         s.HearPublish("t=c", QOS2, 2);
         s.HearPublish("t=c", QOS2, 2, true);
         s.Hear(Pubrel{2});
         s.HearPublish("t=d", QOS2, 2);
         s.Expect("got t=a; got t=b; PUBACK #1; got t=c; PUBREC #2; PUBREC #2; PUBCOMP #2; "
                  "got t=d; PUBREC #2");
     }},
    {"a message is not acknowledged after the application has disconnected because of it",
     [](ClientScene& s) {
         s.Join();
         s.DisconnectOnMessage();
         s.Skip();
         s.HearPublish("t=a", QOS1, 1);
         s.Expect("got t=a; DISCONNECT; closed: disconnected by the application");
     }},
    {"the window is kept and the rest waits, up to a limit",
     [](ClientScene& s) {
         auto options = MakeOptions(true);
         options.maxInflight = 1;
         options.maxQueued = 1;
         s.Start(options);
         s.Join();
         s.Skip();
         s.Publish("t=a", QOS1);
         s.Publish("t=b", QOS1);
         s.Publish("t=c", QOS1);
         s.Expect("PUBLISH t=a q1 #1; error: too many messages wait, at most 1");
         s.Hear(Puback{1});
         s.Expect("PUBLISH t=b q1 #2; done #1");
     }},
    {"without a connection messages of QoS 1 and 2 wait for one",
     [](ClientScene& s) {
         s.Publish("t=a", QOS1);
         s.Publish("t=b", QOS0);
         s.Subscribe({"t"});
         s.Expect("error: not connected, and messages of QoS 0 do not wait; error: not connected");
         s.Open();
         s.Publish("t=c", QOS2);
         s.Expect("CONNECT 'c' clean");
         s.Hear(Connack{});
         s.Expect("PUBLISH t=a q1 #1; PUBLISH t=c q2 #2; connected");
     }},
    {"a present session goes on where it was, with DUP, in order",
     [](ClientScene& s) {
         JoinKept(s);
         s.Publish("t=a", QOS1);
         s.Publish("t=b", QOS2);
         s.Publish("t=c", QOS2);
         s.Hear(Pubrec{3});
         s.Hear(Pubrec{2});
         s.HearPublish("u=x", QOS2, 9);
         s.Skip();
         s.Lose();
         s.Publish("t=d", QOS1);
         s.Join(true);
         s.Expect("PUBREL #3; PUBREL #2; PUBLISH t=a q1 dup #1; PUBLISH t=d q1 #4; "
                  "connected present");
         s.HearPublish("u=x", QOS2, 9, true);
         s.Expect("PUBREC #9");
     }},
    {"a session that the broker lost is dropped; what was never sent is kept",
     [](ClientScene& s) {
         JoinKept(s);
         s.Publish("t=a", QOS1);
         s.Publish("t=b", QOS2);
         s.Hear(Pubrec{2});
         s.HearPublish("u=x", QOS2, 9);
         s.Subscribe({"v"});
         s.Skip();
         s.Lose();
         s.Publish("t=d", QOS1);
         s.Join(false);
         s.Expect("lost t=a: in flight when the session was lost; PUBLISH t=d q1 #4; connected");
         s.HearPublish("u=x", QOS2, 9, true);
         s.Expect("got u=x; PUBREC #9");
         s.ExpectEqual(s.GetCore().GetNPending(), 1, "messages left");
     }},
    {"subscriptions are asked for and answered",
     [](ClientScene& s) {
         s.Join();
         s.Skip();
         s.Subscribe({"a", "b/#"});
         s.Unsubscribe({"a"});
         s.Expect("SUBSCRIBE #1 a q1 b/# q1; UNSUBSCRIBE #2 a");
         s.Hear(Suback{1, {1, 0x80}});
         s.Hear(Unsuback{2});
         s.Expect("subscribed #1 1 128; unsubscribed #2");
         s.Hear(Suback{1, {1, 1}});
         s.Hear(Unsuback{2});
         s.Hear(Suback{7, {1}});
     }},
    {"a SUBACK of the wrong length ends the connection",
     [](ClientScene& s) {
         s.Join();
         s.Skip();
         s.Subscribe({"a", "b"});
         s.Skip();
         s.Hear(Suback{1, {0}});
         s.Expect("closed: SUBACK: 1 return codes for 2 topic filters");
     }},
    {"an unanswered SUBSCRIBE is repeated in a session that is present",
     [](ClientScene& s) {
         JoinKept(s);
         s.Subscribe({"a"});
         s.Unsubscribe({"b"});
         s.Skip();
         s.Lose();
         s.Join(true);
         s.Expect("SUBSCRIBE #1 a q1; UNSUBSCRIBE #2 b; connected present");
     }},
    {"topics that are not valid are refused",
     [](ClientScene& s) {
         s.Join();
         s.Skip();
         s.Publish("a/+=x", QOS0);
         s.Publish("=x", QOS1);
         s.Subscribe({"a", "#/b"});
         s.Unsubscribe({});
         s.Subscribe({});
         s.Expect("error: 'a/+' is not a topic name; error: '' is not a topic name; "
                  "error: '#/b' is not a topic filter; error: no topic filter to unsubscribe from; "
                  "error: no topic filter to subscribe to");
     }},
    {"PINGREQ is sent when nothing else was for the keep alive",
     [](ClientScene& s) {
         s.Start(MakeOptions(true, 10));
         s.Open();
         s.Wait(2s);
         s.Hear(Connack{});
         s.Skip();
         s.Wait(7'999ms);
         s.Expect("");
         s.Wait(1ms);
         s.Expect("PINGREQ");
         s.Hear(Pingresp{});
         s.Wait(9s);
         s.Publish("t=x", QOS0);
         s.Wait(9s);
         s.Expect("PUBLISH t=x");
         s.Wait(1s);
         s.Expect("PINGREQ");
     }},
    {"a broker that does not answer PINGREQ is left",
     [](ClientScene& s) {
         s.Start(MakeOptions(true, 10));
         s.Join();
         s.Wait(10s);
         s.Expect("connected; PINGREQ");
         s.Wait(4s);
         s.Publish("t=x", QOS0);
         s.Skip();
         s.Wait(1s);
         s.Expect("closed: no PINGRESP in time");
     }},
    {"with a short keep alive PINGREQ is repeated while the answer is awaited",
     [](ClientScene& s) {
         s.Start(MakeOptions(true, 2));
         s.Join();
         s.Skip();
         s.Wait(7s);
         s.Expect("PINGREQ; PINGREQ; PINGREQ; closed: no PINGRESP in time");
     }},
    {"without keep alive the client is silent",
     [](ClientScene& s) {
         s.Join();
         s.Skip();
         s.Wait(100h);
         s.ExpectEqual(s.GetCore().IsConnected(), true, "connected");
     }},
    {"DISCONNECT ends the connection in order",
     [](ClientScene& s) {
         s.Disconnect();
         s.Expect("");
         s.Join();
         s.Disconnect();
         s.Expect("connected; DISCONNECT; closed: disconnected by the application");
         s.HearPublish("t=x", QOS1, 1);
         s.Lose();
     }},
};

} // namespace

std::vector<TestCase*>
MakeClientTests()
{
    return MakeBehaviourTests(BEHAVIOURS);
}

} // namespace ns3::mqtt
