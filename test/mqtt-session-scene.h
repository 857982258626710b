// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_SCENE_H
#define MQTT_SESSION_SCENE_H

#include "mqtt-packet-text.h"
#include "mqtt-temporary-file.h"

#include "ns3/mqtt-broker-core.h"
#include "ns3/mqtt-client-core.h"
#include "ns3/mqtt-session-store.h"
#include "ns3/test.h"

#include <map>

/// @file
/// A core in memory with a clock: a test says what happens and, as text, what shall come of it.

namespace ns3::mqtt
{

/// What tests of both cores share: a log of effects, and what was wrong in it.
class Scene
{
  public:
    /// Compares the effects since the last call with what they should be.
    /// @param effects in the notation of the scene, "; " between them
    void Expect(const std::string& effects);

    /// Notes a failure unless two things are equal.
    /// @param value what is
    /// @param wanted what should be
    /// @param what in words
    void ExpectEqual(std::size_t value, std::size_t wanted, const std::string& what);

    /// Passes over the effects since the last call.
    /// @return what they were
    std::string Skip();

    /// @return what was wrong, one line each
    const std::string& GetFailures() const
    {
        return m_failures;
    }

  protected:
    /// @param effect to be noted
    void Log(const std::string& effect);

    /// Notes a packet that a core sends, and whether its octets decode to the same.
    /// @param prefix words before it
    /// @param packet packet
    void LogSent(const std::string& prefix, const ControlPacket& packet);

    Duration m_now{0};  ///< present time
    bool m_mute{false}; ///< whether effects do not come

  private:
    std::string m_log;      ///< effects since the last look
    std::string m_failures; ///< what was wrong
};

/// A broker core. Effects: "1 PUBLISH a=x" is sent on connection 1, "1 closed: why", and
/// "c lost a=x: why" for a message dropped for client c.
class BrokerScene : public Scene, private BrokerOutput
{
  public:
    BrokerScene();

    /// Starts over.
    /// @param limits limits of the broker
    /// @param rules access rules
    void Start(const BrokerLimits& limits, const std::string& rules = "");

    /// Starts over with sessions kept in a file.
    /// @param limits limits of the broker
    /// @param rules access rules
    void Keep(const BrokerLimits& limits, const std::string& rules = "");

    /// @param limits of the broker that comes after the next kill
    void SetLimits(const BrokerLimits& limits)
    {
        m_limits = limits;
    }

    /// Kills the broker between two turns and leaves the file alone.
    void Stop();

    /// Kills the broker between two turns and starts it again, without what is not in the file.
    void Kill();

    /// Kills the broker with the next turn, which is not kept and whose effects do not come.
    void KillInNextTurn()
    {
        m_mute = true;
    }

    /// @return the file that sessions are kept in
    TemporaryFile& GetFile()
    {
        return m_file;
    }

    /// @param connection accepted connection
    void Open(ConnectionId connection);

    /// @param connection connection
    /// @param packet what the client sends
    void Say(ConnectionId connection, const ControlPacket& packet);

    /// Opens a connection and sends CONNECT.
    /// @param connection connection
    /// @param packet CONNECT
    void Connect(ConnectionId connection, const mqtt::Connect& packet);

    /// Connects and passes over the effects.
    /// @param connection connection
    /// @param clientId client identifier
    /// @param clean whether the session is clean
    void Join(ConnectionId connection, const std::string& clientId, bool clean = true);

    /// A client comes back to its kept session; the effects are still to be looked at.
    /// @param connection connection
    /// @param clientId client identifier
    void ComeBack(ConnectionId connection, const std::string& clientId = "s");

    /// Subscribes and passes over the effects.
    /// @param connection connection
    /// @param filter topic filter
    /// @param qos greatest QoS
    void Subscribe(ConnectionId connection, const std::string& filter, Qos qos);

    /// @param connection connection
    /// @param text topic=payload
    /// @param qos quality of service
    /// @param packetId packet identifier
    /// @param retain retain flag
    void Publish(ConnectionId connection,
                 const std::string& text,
                 Qos qos = Qos::AT_MOST_ONCE,
                 std::uint16_t packetId = 0,
                 bool retain = false);

    /// @param connection connection that is lost
    void Lose(ConnectionId connection);

    /// @param connection connection on which something malformed comes
    void Garble(ConnectionId connection);

    /// Lets time pass and timers expire.
    /// @param span how long
    void Wait(Duration span);

    /// @return the core
    BrokerCore& GetCore()
    {
        return *m_core;
    }

    /// @return packets sent so far
    std::size_t GetNSent() const
    {
        return m_nSent;
    }

    /// @return the message sent last
    const MessagePtr& GetLastMessage() const
    {
        return m_lastMessage;
    }

  private:
    void Send(ConnectionId to, const ControlPacket& packet) override;
    void Close(ConnectionId connection, const std::string& reason) override;
    void SetTimer(ConnectionId connection, Duration delay) override;
    void Dropped(const std::string& clientId,
                 const Message& message,
                 const std::string& reason) override;

    /// Makes the core, and has it take up what is in the file.
    void StartKept();

    /// Ends a turn: what is to be kept is, or the broker dies instead.
    void EndTurn();

    AccessRules m_rules;                       ///< access rules
    BrokerLimits m_limits;                     ///< limits of the broker
    TemporaryFile m_file;                      ///< state file
    std::unique_ptr<SessionStore> m_store;     ///< where sessions are kept, or null
    std::unique_ptr<BrokerCore> m_core;        ///< core
    std::map<ConnectionId, Duration> m_timers; ///< when they expire
    std::size_t m_nSent{0};                    ///< packets sent
    MessagePtr m_lastMessage;                  ///< message sent last
};

/// A client core. Effects: a packet sent as Describe() has it, "closed: why", "connected",
/// "connected present", "refused 5", "got a=x", "subscribed #1 0", "unsubscribed #1", "done #1",
/// "lost a=x: why", and "error: why" where a call was refused.
class ClientScene : public Scene, private ClientOutput
{
  public:
    ClientScene();

    /// Starts over.
    /// @param options options of the client
    void Start(const ClientOptions& options);

    /// Opens a transport connection and passes over the effects of CONNECT and CONNACK.
    /// @param sessionPresent whether the broker has the session
    void Join(bool sessionPresent = false);

    /// A transport connection is there.
    void Open();

    /// The transport connection is lost.
    void Lose();

    /// @param packet what the broker sends
    void Hear(const ControlPacket& packet);

    /// @param text topic=payload, sent by the broker
    /// @param qos quality of service
    /// @param packetId packet identifier
    /// @param dup whether it was sent before
    void HearPublish(const std::string& text, Qos qos, std::uint16_t packetId, bool dup = false);

    /// @param text topic=payload
    /// @param qos quality of service
    void Publish(const std::string& text, Qos qos);

    /// @param filters topic filters, QoS 1
    void Subscribe(const std::vector<std::string>& filters);

    /// @param filters topic filters
    void Unsubscribe(const std::vector<std::string>& filters);

    /// The application ends the connection.
    void Disconnect();

    /// The application ends the connection as soon as it gets a message.
    void DisconnectOnMessage()
    {
        m_disconnectOnMessage = true;
    }

    /// Something malformed comes.
    void Garble();

    /// Lets time pass and the timer expire.
    /// @param span how long
    void Wait(Duration span);

    /// @return the core
    ClientCore& GetCore()
    {
        return *m_core;
    }

  private:
    void Send(const ControlPacket& packet) override;
    void Close(const std::string& reason) override;
    void SetTimer(Duration delay) override;
    void Connected(bool sessionPresent) override;
    void Refused(ConnectCode code) override;
    void Deliver(const mqtt::Publish& publish) override;
    void Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes) override;
    void Unsubscribed(std::uint16_t packetId) override;
    void Completed(std::uint16_t packetId) override;
    void Dropped(const Message& message, const std::string& reason) override;

    /// @param result of a call, noted if it is an error
    void LogResult(const Result<std::uint16_t>& result);

    std::unique_ptr<ClientCore> m_core; ///< core
    std::optional<Duration> m_timer;    ///< when it expires
    bool m_disconnectOnMessage{false};  ///< whether a message ends the connection
};

/// @param text topic=payload
/// @return the message
MessagePtr MakeMessage(const std::string& text);

/// Something that a core does, and how to see it.
/// @tparam SceneType scene to be played in
template <class SceneType>
struct Behaviour
{
    const char* name;         ///< what the core does
    void (*play)(SceneType&); ///< makes it happen and says what shall come of it
};

/// Plays one behaviour.
/// @tparam SceneType scene to be played in
template <class SceneType>
class BehaviourTest : public TestCase
{
  public:
    /// @param behaviour what to play
    explicit BehaviourTest(const Behaviour<SceneType>& behaviour)
        : TestCase(behaviour.name),
          m_play(behaviour.play)
    {
    }

  private:
    void DoRun() override
    {
        SceneType scene;
        m_play(scene);
        scene.Expect("");
        NS_TEST_EXPECT_MSG_EQ(scene.GetFailures(), "", GetName());
    }

    void (*m_play)(SceneType&); ///< what to play
};

/// @tparam SceneType scene
/// @tparam N number of behaviours
/// @param behaviours table of behaviours
/// @return a test for each
template <class SceneType, std::size_t N>
std::vector<TestCase*>
MakeBehaviourTests(const Behaviour<SceneType> (&behaviours)[N])
{
    std::vector<TestCase*> tests;
    for (const auto& behaviour : behaviours)
    {
        tests.push_back(new BehaviourTest<SceneType>(behaviour));
    }
    return tests;
}

std::vector<TestCase*> MakeBrokerConnectTests();  ///< @return connections, sessions and wills
std::vector<TestCase*> MakeBrokerDeliveryTests(); ///< @return handshakes and queues
std::vector<TestCase*> MakeBrokerRoutingTests();  ///< @return subscriptions and retained messages
std::vector<TestCase*> MakeAccessTests();         ///< @return access rules
std::vector<TestCase*> MakeClientTests();         ///< @return client core
std::vector<TestCase*> MakeBrokerKillTests();     ///< @return what outlives a broker
std::vector<TestCase*> MakeKillProgramTests();    ///< @return the same for random programs
std::vector<TestCase*> MakeStateFileTests();      ///< @return state files and what is wrong in them
std::vector<TestCase*> MakeOracleTests();         ///< @return both cores over a bad transport

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_SCENE_H */
