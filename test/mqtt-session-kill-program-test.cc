// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

#include <csignal>
#include <cstring>
#include <random>
#include <sstream>
#include <sys/wait.h>

/// @file
/// To clients, a broker that was killed shall be one that lost all its connections. Random programs
/// compare the two, effect by effect; and a real program is killed.

namespace ns3::mqtt
{

namespace
{

/// Clients, and a connection of each at most.
constexpr std::size_t N_CLIENTS = 4;

/// A broker and what its clients have still to answer.
class Twin
{
  public:
    /// @return the broker's scene
    BrokerScene& GetScene()
    {
        return m_scene;
    }

    /// Notes what clients have to answer to the effects since the last call.
    /// @return these effects without the packet identifiers to subscribers, which may differ
    std::string TakeEffects()
    {
        std::string effects;
        std::istringstream log(m_scene.Skip());
        for (std::string effect; std::getline(log >> std::ws, effect, ';');)
        {
            std::istringstream words(effect);
            Answer answer{0, 0, 0};
            std::string type;
            words >> answer.connection >> type;
            auto mark = effect.find('#');
            if (mark != std::string::npos)
            {
                answer.packetId = std::stoul(effect.substr(mark + 1));
            }
            auto qos = effect.find(" q1") != std::string::npos ? 1 : 2;
            answer.kind = type == "PUBLISH" && answer.packetId ? qos : type == "PUBREL" ? 3 : 0;
            if (answer.kind != 0)
            {
                m_answers.push_back(answer);
                effect.resize(mark);
            }
            effects += effect + "\n";
        }
        return effects;
    }

    /// @return number of answers that clients have not yet given
    std::size_t GetNAnswers() const
    {
        return m_answers.size();
    }

    /// Gives an answer.
    /// @param index which
    void Give(std::size_t index)
    {
        auto answer = m_answers[index];
        m_answers.erase(m_answers.begin() + index);
        auto id = answer.packetId;
        m_scene.Say(answer.connection,
                    answer.kind == 1   ? ControlPacket(Puback{id})
                    : answer.kind == 2 ? ControlPacket(Pubrec{id})
                                       : ControlPacket(Pubcomp{id}));
    }

    /// @param connection connection whose client answers no more
    void Forget(ConnectionId connection)
    {
        auto end = std::remove_if(m_answers.begin(), m_answers.end(), [=](const Answer& answer) {
            return answer.connection == connection;
        });
        m_answers.erase(end, m_answers.end());
    }

  private:
    /// What a client has to say.
    struct Answer
    {
        ConnectionId connection; ///< its connection
        std::uint16_t packetId;  ///< of the message
        int kind;                ///< 1 PUBACK, 2 PUBREC, 3 PUBCOMP
    };

    BrokerScene m_scene;           ///< broker
    std::vector<Answer> m_answers; ///< not yet given
};

/// Plays a random program with a broker that is killed and with one that loses all connections.
class KillProgramTest : public TestCase
{
  public:
    /// @param seed of the program
    explicit KillProgramTest(std::uint64_t seed)
        : TestCase("a killed broker goes on as one that lost all connections, program " +
                   std::to_string(seed)),
          m_random(seed)
    {
    }

  private:
    void DoRun() override
    {
        BrokerLimits limits;
        limits.maxInflight = 3;
        limits.maxQueued = 6;
        limits.maxSubscriptions = 3;
        limits.maxRetained = 3;
        m_mortal.GetScene().Keep(limits);
        m_immortal.GetScene().Start(limits);
        for (unsigned step = 0; step < 3'000; step++)
        {
            auto what = Play();
            auto effects = m_mortal.TakeEffects();
            auto wanted = m_immortal.TakeEffects();
            NS_TEST_EXPECT_MSG_EQ(effects, wanted, "step " << step << ": " << what);
            if (effects != wanted)
            {
                return; // what the clients have to say is no longer the same
            }
            NS_TEST_ASSERT_MSG_EQ(m_mortal.GetScene().GetCore().GetStateSize(),
                                  m_immortal.GetScene().GetCore().GetStateSize(),
                                  "octets of state in step " << step << ": " << what);
            m_nEffects += !effects.empty();
        }
        NS_TEST_EXPECT_MSG_GT(m_nKills, 30, "kills");
        NS_TEST_EXPECT_MSG_GT(m_nEffects, 1'000, "steps with effects");
    }

    /// @param n limit
    /// @return number less than that
    std::size_t Pick(std::size_t n)
    {
        return m_random() % n;
    }

    /// Lets both brokers hear something.
    /// @param hear called with each
    template <class Hear>
    void Both(Hear hear)
    {
        hear(m_mortal);
        hear(m_immortal);
    }

    /// @return what happened, in words
    std::string Play()
    {
        auto chance = Pick(100);
        if (chance < 2)
        {
            Kill(chance == 0);
            return "kill";
        }
        auto client = Pick(N_CLIENTS);
        if (!m_connections[client] || chance < 5)
        {
            return Connect(client);
        }
        if (chance < 45 && m_mortal.GetNAnswers() > 0)
        {
            auto index = Pick(m_mortal.GetNAnswers());
            Both([=](Twin& twin) { twin.Give(index); });
            return "answer";
        }
        auto packet = MakePacket();
        auto connection = m_connections[client];
        Both([&](Twin& twin) { twin.GetScene().Say(connection, packet); });
        if (std::holds_alternative<Disconnect>(packet))
        {
            Lost(client);
        }
        return Describe(packet);
    }

    /// @param client whose connection is gone
    void Lost(std::size_t client)
    {
        auto connection = std::exchange(m_connections[client], 0);
        Both([=](Twin& twin) { twin.Forget(connection); });
    }

    /// Connects a client, which may take over its own connection.
    /// @param client which
    /// @return what happened, in words
    std::string Connect(std::size_t client)
    {
        mqtt::Connect packet;
        packet.clientId = std::string(1, static_cast<char>('a' + client));
        packet.cleanSession = Pick(5) == 0;
        if (client == 1 && Pick(2) == 0) // the order of several wills at a kill is nobody's concern
        {
            packet.will = Will{MakeMessage("t/1=will"), MakeQos(), Pick(2) == 0};
        }
        Lost(client);
        m_connections[client] = ++m_lastConnection;
        Both([&](Twin& twin) { twin.GetScene().Connect(m_lastConnection, packet); });
        return Describe(packet);
    }

    /// Kills one broker and cuts all connections of the other.
    /// @param inTurn whether the killed one dies in a turn, of which nothing remains
    void Kill(bool inTurn)
    {
        m_nKills++;
        auto& mortal = m_mortal.GetScene();
        if (inTurn && m_connections[0])
        {
            mortal.KillInNextTurn();
            mortal.Say(m_connections[0], MakePacket());
        }
        else
        {
            mortal.Kill();
        }
        // A will reaches nobody in this moment, so the connection with one goes last.
        for (std::size_t client : {0, 2, 3, 1})
        {
            if (m_connections[client])
            {
                m_immortal.GetScene().Lose(m_connections[client]);
                Lost(client);
            }
        }
    }

    /// @return any
    Qos MakeQos()
    {
        return static_cast<Qos>(Pick(3));
    }

    /// @return a packet of a client
    ControlPacket MakePacket()
    {
        static const char* const FILTERS[] = {"t/1", "t/2", "t/3", "t/+", "#"};
        auto packetId = static_cast<std::uint16_t>(1 + Pick(6));
        auto chance = Pick(100);
        if (chance < 12)
        {
            return Subscribe{packetId, {{FILTERS[Pick(5)], MakeQos()}}};
        }
        if (chance < 18)
        {
            return Unsubscribe{packetId, {FILTERS[Pick(5)]}};
        }
        if (chance < 30)
        {
            return Pubrel{packetId};
        }
        if (chance < 32)
        {
            return Disconnect{};
        }
        auto qos = MakeQos();
        auto empty = Pick(8) == 0;
        auto text = "t/" + std::to_string(1 + Pick(5)) + "=" +
                    (empty ? "" : std::to_string(m_lastPayload++));
        return Publish{MakeMessage(text),
                       qos,
                       false,
                       Pick(4) == 0,
                       qos == Qos::AT_MOST_ONCE ? std::uint16_t{0} : packetId};
    }

    std::mt19937_64 m_random;                ///< the program
    Twin m_mortal;                           ///< is killed
    Twin m_immortal;                         ///< loses all connections instead
    ConnectionId m_connections[N_CLIENTS]{}; ///< of the clients, or 0
    ConnectionId m_lastConnection{0};        ///< the newest
    std::size_t m_lastPayload{0};            ///< tells messages apart
    std::size_t m_nKills{0};                 ///< kills so far
    std::size_t m_nEffects{0};               ///< steps with effects
};

/// A program that is killed as the system kills programs.
class KilledProgramTest : public TestCase
{
  public:
    KilledProgramTest()
        : TestCase("a program killed by the system leaves every message that it acknowledged")
    {
    }

  private:
    static constexpr std::size_t SIZE = 2'000; ///< octets of a payload

    void DoRun() override
    {
        for (unsigned round = 0; round < 5; round++)
        {
            BrokerScene scene;
            scene.Keep({});
            scene.Join(1, "s", false);
            scene.Subscribe(1, "t", Qos::AT_LEAST_ONCE);
            auto before = scene.GetCore().GetStateSize();
            scene.Stop();
            int ends[2];
            NS_TEST_ASSERT_MSG_EQ(pipe(ends), 0, "a pipe");
            auto child = fork();
            if (child == 0)
            {
                Acknowledge(scene, ends[1]);
            }
            close(ends[1]);
            std::size_t nAcknowledged = 0;
            char octet;
            while (nAcknowledged < 30 + 50 * round && read(ends[0], &octet, 1) == 1)
            {
                nAcknowledged++;
            }
            kill(child, SIGKILL);
            while (read(ends[0], &octet, 1) == 1)
            {
                nAcknowledged++;
            }
            close(ends[0]);
            waitpid(child, nullptr, 0);
            scene.Kill();
            NS_TEST_EXPECT_MSG_EQ(scene.Skip(), "", "the file is whole");
            auto size = SIZE + std::strlen("t") + sizeof(std::uint16_t);
            auto nKept = (scene.GetCore().GetStateSize() - before) / size;
            NS_TEST_EXPECT_MSG_GT(nAcknowledged, 29, "the program worked");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(nKept, nAcknowledged, "messages kept");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(nKept, nAcknowledged + 1, "messages made up");
        }
    }

    /// Takes messages until it is killed.
    /// @param scene broker
    /// @param end gets an octet for each message that was acknowledged
    [[noreturn]] static void Acknowledge(BrokerScene& scene, int end)
    {
        scene.Kill();
        scene.Join(2, "p");
        for (std::uint16_t id = 1;; id++)
        {
            scene.Publish(2, "t=" + std::string(SIZE, 'x'), Qos::AT_LEAST_ONCE, 1 + id % 1000);
            if (scene.Skip().find("PUBACK") != std::string::npos && write(end, "a", 1) != 1)
            {
                _exit(1);
            }
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeKillProgramTests()
{
    std::vector<TestCase*> tests;
    for (std::uint64_t seed = 1; seed <= 5; seed++)
    {
        tests.push_back(new KillProgramTest(seed));
    }
    tests.push_back(new KilledProgramTest);
    return tests;
}

} // namespace ns3::mqtt
