// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-world.h"

/// @file
/// Client cores and a broker core over a transport that breaks at random, with a broker that dies:
/// what was published must arrive as its QoS promises.

namespace ns3::mqtt
{

namespace
{

/// Numbers from 0 on, through all that.
class OracleTest : public TestCase
{
  public:
    /// @param qos quality of service
    /// @param name what is promised
    /// @param seed of fate
    OracleTest(Qos qos, const std::string& name, std::uint64_t seed = 4711)
        : TestCase(name),
          m_qos(qos),
          m_seed(seed)
    {
    }

  private:
    void DoRun() override
    {
        const std::size_t n = 10'000;
        World world(m_seed);
        world.Run(n, m_qos);
        auto arrival = world.GetArrival();
        NS_TEST_EXPECT_MSG_EQ(world.GetTrouble(), "", "beside the transport");
        NS_TEST_EXPECT_MSG_GT(world.GetNBreaks(), 100, "the transport was too good");
        NS_TEST_EXPECT_MSG_EQ(arrival.disorder, false, "a number came before its predecessor");
        NS_TEST_EXPECT_MSG_EQ(arrival.next, n, "numbers that came");
        auto once = m_qos == Qos::EXACTLY_ONCE;
        NS_TEST_EXPECT_MSG_EQ((arrival.again == 0), once, "came again: " << arrival.again);
    }

    Qos m_qos;            ///< quality of service
    std::uint64_t m_seed; ///< of fate
};

/// The same with a broker that dies at random, before or after a turn is kept.
class MortalBrokerTest : public TestCase
{
  public:
    /// @param qos quality of service
    /// @param kept whether sessions are kept in a file
    /// @param name what is promised
    MortalBrokerTest(Qos qos, bool kept, const std::string& name)
        : TestCase(name),
          m_qos(qos),
          m_kept(kept)
    {
    }

  private:
    void DoRun() override
    {
        const std::size_t n = 2'000;
        World world(815);
        std::mt19937_64 random(42);
        world.SetFate(
            [&random](std::size_t) {
                auto chance = random() % 50;
                return chance == 0 ? Fate::DIE_EARLY : chance == 1 ? Fate::DIE_LATE : Fate::LIVE;
            },
            m_kept);
        world.Run(n, m_qos);
        auto arrival = world.GetArrival();
        NS_TEST_EXPECT_MSG_GT(world.GetNDeaths(), 50, "deaths of the broker");
        if (!m_kept)
        {
            NS_TEST_EXPECT_MSG_EQ(arrival.disorder, true, "messages were lost");
            return;
        }
        NS_TEST_EXPECT_MSG_EQ(world.GetTrouble(), "", "beside that");
        NS_TEST_EXPECT_MSG_EQ(arrival.disorder, false, "a number came before its predecessor");
        NS_TEST_EXPECT_MSG_EQ(arrival.next, n, "numbers that came");
        auto once = m_qos == Qos::EXACTLY_ONCE;
        NS_TEST_EXPECT_MSG_EQ((arrival.again == 0), once, "came again: " << arrival.again);
    }

    Qos m_qos;   ///< quality of service
    bool m_kept; ///< whether sessions are kept in a file
};

/// A short exchange, with a broker that dies once: at the end of every turn, in one run each.
class DeathInEveryTurnTest : public TestCase
{
  public:
    /// @param qos quality of service
    explicit DeathInEveryTurnTest(Qos qos)
        : TestCase("three messages of QoS " + std::to_string(static_cast<int>(qos)) +
                   " arrive in whichever turn the broker dies"),
          m_qos(qos)
    {
    }

  private:
    void DoRun() override
    {
        std::size_t nTurns = 1;
        for (std::size_t turn = 0; turn < nTurns; turn++)
        {
            nTurns = std::max(Run(turn, Fate::DIE_EARLY), Run(turn, Fate::DIE_LATE));
        }
        NS_TEST_EXPECT_MSG_GT(nTurns, 20, "turns");
    }

    /// @param turn at whose end the broker dies
    /// @param death how
    /// @return number of turns that there were
    std::size_t Run(std::size_t turn, Fate death)
    {
        const std::size_t n = 3;
        World world(7);
        world.SetFate([&](std::size_t now) { return now == turn ? death : Fate::LIVE; });
        world.Run(n, m_qos);
        auto arrival = world.GetArrival();
        NS_TEST_EXPECT_MSG_EQ(world.GetTrouble(), "", "turn " << turn);
        NS_TEST_EXPECT_MSG_EQ(arrival.next, n, "numbers that came, turn " << turn);
        NS_TEST_EXPECT_MSG_EQ(arrival.disorder, false, "order, turn " << turn);
        NS_TEST_EXPECT_MSG_EQ((m_qos == Qos::AT_LEAST_ONCE || arrival.again == 0),
                              true,
                              "once, turn " << turn);
        return world.GetNTurns();
    }

    Qos m_qos; ///< quality of service
};

} // namespace

std::vector<TestCase*>
MakeOracleTests()
{
    return {new OracleTest(Qos::EXACTLY_ONCE,
                           "10,000 messages of QoS 2 arrive exactly once and in order"),
            new OracleTest(Qos::AT_LEAST_ONCE,
                           "10,000 messages of QoS 1 arrive at least once, first copies in order"),
            new MortalBrokerTest(Qos::EXACTLY_ONCE,
                                 true,
                                 "messages of QoS 2 arrive exactly once though brokers die"),
            new MortalBrokerTest(Qos::AT_LEAST_ONCE,
                                 true,
                                 "messages of QoS 1 arrive at least once though brokers die"),
            new MortalBrokerTest(Qos::EXACTLY_ONCE,
                                 false,
                                 "messages of QoS 2 are lost where brokers die and keep nothing"),
            new DeathInEveryTurnTest(Qos::EXACTLY_ONCE),
            new DeathInEveryTurnTest(Qos::AT_LEAST_ONCE)};
}

} // namespace ns3::mqtt
