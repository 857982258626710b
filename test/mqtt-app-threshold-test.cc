// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/ipv4.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

/// @file
/// Threshold shares with brokers that are down, in a whole system.

namespace ns3::mqtt
{

namespace
{

/// A publisher and two subscribers, and brokers that go down.
class ThresholdSystem
{
  public:
    /// @param scheme name
    /// @param k shares needed
    /// @param n shares dealt
    /// @param attributes further ones
    ThresholdSystem(const std::string& scheme,
                    unsigned k,
                    unsigned n,
                    std::map<std::string, std::string> attributes = {})
        : system(MakeScheme(scheme, k, n, attributes), 3),
          publisher(system.AddClient(0, "publisher", "", Qos::AT_MOST_ONCE, {true, false}))
    {
        for (std::uint32_t i = 1; i <= 2; ++i)
        {
            const auto subscriber = system.AddClient(i,
                                                     "subscriber-" + std::to_string(i),
                                                     "a/+",
                                                     Qos::AT_LEAST_ONCE,
                                                     {false, true});
            subscriber->TraceConnectWithoutContext(
                "KeyRenewed",
                Callback<void, const std::string&, std::uint32_t>(
                    [this](const std::string&, std::uint32_t) { ++nKeys; }));
        }
    }

    /// @param when simulated time
    /// @param text payload
    void Publish(Time when, const std::string& text)
    {
        Simulator::Schedule(when, [this, text]() {
            publisher->Publish("a/b", ByteView(text).ToBytes(), Qos::AT_LEAST_ONCE);
        });
    }

    /// @return "1=x 2=x": who got what
    std::string GetArrivals() const
    {
        std::string list;
        for (const auto& text : system.GetTexts("subscriber-1"))
        {
            list += "1=" + text + " ";
        }
        for (const auto& text : system.GetTexts("subscriber-2"))
        {
            list += "2=" + text + " ";
        }
        return list;
    }

    AppSystem system;      ///< nodes, network, applications
    Ptr<Client> publisher; ///< the only one
    unsigned nKeys{0};     ///< taken by both subscribers

  private:
    /// @param name of the scheme
    /// @param k shares needed
    /// @param n shares dealt
    /// @param attributes further ones
    /// @return the scheme
    static Ptr<SecurityScheme> MakeScheme(const std::string& name,
                                          unsigned k,
                                          unsigned n,
                                          std::map<std::string, std::string> attributes)
    {
        const auto scheme = SchemeName::Create(name).value();
        attributes["K"] = std::to_string(k);
        attributes["N"] = std::to_string(n);
        for (const auto& [attribute, value] : attributes)
        {
            scheme->SetAttribute(attribute, StringValue(value));
        }
        return scheme;
    }
};

/// Brokers that are down from the start, for all k and n.
class BrokersDownTest : public TestCase
{
  public:
    /// @param scheme name
    explicit BrokersDownTest(const std::string& scheme)
        : TestCase(scheme +
                   ": n - k brokers down do no harm, n - k + 1 leave no key, for all k <= n "
                   "<= 7"),
          m_scheme(scheme)
    {
    }

  private:
    void DoRun() override
    {
        for (unsigned n = 1; n <= 7; ++n)
        {
            for (unsigned k = 1; k <= n; ++k)
            {
                for (const bool first : {true, false})
                {
                    Play(k, n, n - k, first);
                    Play(k, n, n - k + 1, first);
                }
            }
        }
    }

    /// @param k shares needed
    /// @param n shares dealt
    /// @param nDown brokers that are down
    /// @param first whether these are the first ones, or the last
    void Play(unsigned k, unsigned n, unsigned nDown, bool first)
    {
        ThresholdSystem play(m_scheme, k, n);
        for (unsigned i = 0; i < nDown; ++i)
        {
            play.system.GetBroker(first ? i : n - 1 - i)->SetStartTime(Hours(1));
        }
        play.Publish(Seconds(10), "x");
        play.system.Run(Seconds(20));
        const bool enough = n - nDown >= k;
        const std::string what = std::to_string(k) + " of " + std::to_string(n) + ", " +
                                 std::to_string(nDown) + (first ? " first" : " last") + " down";
        NS_TEST_EXPECT_MSG_EQ(play.GetArrivals(), (enough ? "1=x 2=x " : ""), what);
        NS_TEST_EXPECT_MSG_EQ(play.nKeys, (enough ? 2 : 0), what);
        NS_TEST_EXPECT_MSG_EQ(play.system.ready.count("subscriber-1"), (enough ? 1 : 0), what);
        NS_TEST_EXPECT_MSG_EQ(play.system.ready.count("publisher"), (enough ? 1 : 0), what);
    }

    std::string m_scheme; ///< name
};

/// Brokers that crash later, the one that has carried the messages among them, and come back.
class CrashTest : public TestCase
{
  public:
    /// @param scheme name
    explicit CrashTest(const std::string& scheme)
        : TestCase(scheme + ": messages go round a broker that crashes, and keys are renewed"),
          m_scheme(scheme)
    {
    }

  private:
    void DoRun() override
    {
        ThresholdSystem play(m_scheme, 2, 3, {{"KeyPeriod", "20s"}});
        play.system.GetBroker(0)->SetStopTime(Seconds(10));
        play.Publish(Seconds(5), "before");
        play.Publish(Seconds(18), "after");
        play.Publish(Seconds(35), "renewed");
        play.system.Run(Seconds(45));
        NS_TEST_EXPECT_MSG_EQ(play.GetArrivals(),
                              "1=before 1=after 1=renewed 2=before 2=after 2=renewed ",
                              "all messages");
        NS_TEST_EXPECT_MSG_EQ(play.nKeys, 6, "three keys each");
    }

    std::string m_scheme; ///< name
};

/// Brokers whose network goes away without a word, before or after all are ready.
class CutTest : public TestCase
{
  public:
    /// @param scheme name
    explicit CutTest(const std::string& scheme)
        : TestCase(scheme + ": a first broker that is cut off is found out and gone round"),
          m_scheme(scheme)
    {
    }

  private:
    void DoRun() override
    {
        Play(Seconds(0));
        Play(Seconds(10));
    }

    /// @param when the first broker is cut off
    void Play(Time when)
    {
        ThresholdSystem play(m_scheme, 2, 3);
        const auto ip = play.system.GetBroker(0)->GetNode()->GetObject<Ipv4>();
        Simulator::Schedule(when, [ip]() { ip->SetDown(1); });
        play.Publish(Seconds(150), "x"); // silence must have been noticed
        play.system.Run(Seconds(200));
        NS_TEST_EXPECT_MSG_EQ(play.GetArrivals(), "1=x 2=x ", "cut off at " << when.GetSeconds());
        NS_TEST_EXPECT_MSG_EQ(play.nKeys, 2, "one key each");
    }

    std::string m_scheme; ///< name
};

/// Every reading, and messages through one broker after the other.
class WaysTest : public TestCase
{
  public:
    /// @param scheme name
    /// @param attribute of the scheme
    /// @param value of the attribute
    WaysTest(const std::string& scheme, const std::string& attribute, const std::string& value)
        : TestCase(scheme + ": a whole system with " + attribute + " " + value),
          m_scheme(scheme),
          m_attribute(attribute),
          m_value(value)
    {
    }

  private:
    void DoRun() override
    {
        ThresholdSystem play(m_scheme, 2, 3, {{m_attribute, m_value}});
        play.Publish(Seconds(5), "x");
        play.Publish(Seconds(6), "y");
        play.Publish(Seconds(7), "z");
        play.system.Run(Seconds(10));
        NS_TEST_EXPECT_MSG_EQ(play.GetArrivals(), "1=x 1=y 1=z 2=x 2=y 2=z ", "all messages");
        NS_TEST_EXPECT_MSG_EQ(play.nKeys, 2, "one key each");
        const auto ready = play.system.ready;
        NS_TEST_ASSERT_MSG_EQ(ready.count("subscriber-1"), 1, "it was ready");
        NS_TEST_EXPECT_MSG_LT(ready.at("subscriber-1"), MilliSeconds(200), "at once");
    }

    std::string m_scheme;    ///< name
    std::string m_attribute; ///< of the scheme
    std::string m_value;     ///< of the attribute
};

} // namespace

std::vector<TestCase*>
MakeThresholdSystemTests()
{
    std::vector<TestCase*> tests;
    for (const char* scheme : {"threshold", "threshold:published"})
    {
        tests.push_back(new BrokersDownTest(scheme));
        tests.push_back(new CrashTest(scheme));
        tests.push_back(new CutTest(scheme));
        tests.push_back(new WaysTest(scheme, "Reading", "R2"));
        tests.push_back(new WaysTest(scheme, "Reading", "R3"));
        tests.push_back(new WaysTest(scheme, "DataRoute", "round-robin"));
    }
    tests.push_back(new WaysTest("threshold", "HopProtection", "tls"));
    tests.push_back(new WaysTest("threshold", "HopProtection", "none"));
    tests.push_back(new WaysTest("threshold", "Authentication", "false"));
    return tests;
}

} // namespace ns3::mqtt
