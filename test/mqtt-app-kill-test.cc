// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"
#include "mqtt-temporary-file.h"

#include "ns3/boolean.h"
#include "ns3/mqtt-message-oracle.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

namespace
{

/// Messages over a broker that is killed and started again, time after time.
class KilledBrokerTest : public TestCase
{
  public:
    /// @param scheme scheme's name
    /// @param qos quality of service
    /// @param messages number of messages
    /// @param kept whether the broker has a state file
    KilledBrokerTest(const std::string& scheme, Qos qos, std::uint32_t messages, bool kept = true)
        : TestCase("messages of QoS " + std::to_string(static_cast<int>(qos)) +
                   " over a broker that is killed, " + (kept ? "with" : "without") +
                   " a state file, under " + scheme),
          m_scheme(scheme),
          m_qos(qos),
          m_messages(messages),
          m_kept(kept),
          m_oracle(1, 1)
    {
    }

  private:
    void DoRun() override
    {
        const TemporaryFile file;
        AppSystem system(m_scheme);
        system.InstallProcessors("rpi-3b"); // so that a turn's effects are under way for a while
        auto reader = system.AddClient(0, "reader", "a", m_qos);
        auto writer = system.AddClient(1, "writer");
        for (const auto& client : {reader, writer})
        {
            client->SetAttribute("CleanSession", BooleanValue(false));
            client->SetAttribute("ReconnectDelay", TimeValue(MilliSeconds(100)));
            client->SetAttribute("MaxQueued", UintegerValue(100'000));
        }
        const auto broker = system.GetBroker();
        broker->SetAttribute("MaxQueued", UintegerValue(100'000));
        broker->SetAttribute("StateFile", StringValue(m_kept ? file.GetPath() : ""));
        reader->TraceConnectWithoutContext("Received",
                                           Callback<void, const std::string&, const Publish&>(
                                               [this](const std::string&, const Publish& publish) {
                                                   m_oracle.Receive(0, publish.message->payload);
                                               }));
        const Time start = Seconds(10);
        for (std::uint32_t i = 0; i < m_messages; ++i)
        {
            Simulator::Schedule(start + MilliSeconds(10) * i, [this, writer]() {
                writer->Publish("a", m_oracle.MakePayload(0, 32), m_qos);
            });
        }
        const Time end = start + MilliSeconds(10) * m_messages;
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(7);
        for (Time kill = start; kill < end; kill += Seconds(random->GetValue(1, 3)))
        {
            Simulator::Schedule(kill, &Broker::Kill, broker);
            Simulator::Schedule(kill + Seconds(random->GetValue(0, 0.5)), &Broker::Restart, broker);
        }
        system.Run(end + Seconds(60));
        Judge(system);
    }

    /// @param system what ran
    void Judge(const AppSystem& system)
    {
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetPublished(), m_messages, "all were published");
        NS_TEST_ASSERT_MSG_GT(system.CountClosed("killed"), m_messages / 200, "kills happened");
        if (!m_kept)
        {
            NS_TEST_ASSERT_MSG_LT(m_oracle.GetDelivered(), m_messages, "messages are lost");
            return;
        }
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetDelivered(), m_messages, "all arrived");
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetForeign(), 0, "as they were published");
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetDisordered(), 0, "in order");
        const bool once = m_qos == Qos::EXACTLY_ONCE;
        NS_TEST_ASSERT_MSG_EQ((m_oracle.GetDuplicates() == 0), once, "copies of QoS 1 alone");
    }

    std::string m_scheme;     ///< scheme's name
    Qos m_qos;                ///< quality of service
    std::uint32_t m_messages; ///< number of messages
    bool m_kept;              ///< whether the broker has a state file
    MessageOracle m_oracle;   ///< judges messages
};

/// A state file goes from one simulation to the next.
class TwoSimulationsTest : public TestCase
{
  public:
    TwoSimulationsTest()
        : TestCase("a message waits in the state file for a client of the next simulation")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool first : {true, false})
        {
            AppSystem system("plain");
            auto reader = system.AddClient(0, "reader", "a", Qos::AT_LEAST_ONCE);
            reader->SetAttribute("CleanSession", BooleanValue(false));
            auto writer = system.AddClient(1, "writer");
            system.GetBroker()->SetAttribute("StateFile", StringValue(m_file.GetPath()));
            if (first)
            {
                reader->SetStopTime(Seconds(5));
                Simulator::Schedule(Seconds(6), [writer]() {
                    writer->Publish("a", ByteView("kept").ToBytes(), Qos::AT_LEAST_ONCE);
                });
            }
            system.Run(Seconds(10));
            NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), (first ? 0 : 1), "messages that came");
        }
    }

    TemporaryFile m_file; ///< state file
};

} // namespace

std::vector<TestCase*>
MakeKillTests()
{
    std::vector<TestCase*> tests;
    for (const Qos qos : {Qos::AT_LEAST_ONCE, Qos::EXACTLY_ONCE})
    {
        tests.push_back(new KilledBrokerTest("plain", qos, 3'000));
        tests.push_back(new KilledBrokerTest("plain", qos, 3'000, false));
    }
    for (const auto& scheme : SchemeName::GetAll())
    {
        if (scheme != "plain")
        {
            tests.push_back(new KilledBrokerTest(scheme, Qos::EXACTLY_ONCE, 300));
        }
    }
    tests.push_back(new TwoSimulationsTest);
    return tests;
}

} // namespace ns3::mqtt
