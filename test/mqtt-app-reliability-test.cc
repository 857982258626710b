// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/mqtt-message-oracle.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

namespace
{

/// Ten thousand messages over links that lose 5 % of the segments, while connections are cut on
/// both sides: an oracle that knows every message judges what arrives.
class LossyDeliveryTest : public TestCase
{
  public:
    /// @param scheme scheme's name
    /// @param qos quality of service
    /// @param messages number of messages
    LossyDeliveryTest(const std::string& scheme, Qos qos, std::uint32_t messages)
        : TestCase(std::to_string(messages) + " messages of QoS " +
                   std::to_string(static_cast<int>(qos)) +
                   " over links that lose 5 %, with reconnects, under " + scheme),
          m_scheme(scheme),
          m_qos(qos),
          m_messages(messages),
          m_oracle(1, 1)
    {
    }

  private:
    void DoRun() override
    {
        Config::SetDefault("ns3::mqtt::WanNetwork::Loss", DoubleValue(0.05));
        Config::SetDefault("ns3::mqtt::WanNetwork::Delay", TimeValue(MilliSeconds(2)));
        Config::SetDefault("ns3::mqtt::Broker::MaxQueued", UintegerValue(100'000));
        AppSystem system(m_scheme, 2, "wan");
        auto reader = system.AddClient(0, "reader", "a", m_qos);
        auto writer = system.AddClient(1, "writer");
        for (const auto& client : {reader, writer})
        {
            client->SetAttribute("CleanSession", BooleanValue(false));
            client->SetAttribute("ReconnectDelay", TimeValue(MilliSeconds(100)));
            client->SetAttribute("MaxQueued", UintegerValue(100'000));
        }
        reader->TraceConnectWithoutContext("Received",
                                           Callback<void, const std::string&, const Publish&>(
                                               [this](const std::string&, const Publish& publish) {
                                                   m_oracle.Receive(0, publish.message->payload);
                                               }));
        for (std::uint32_t i = 0; i < m_messages; ++i)
        {
            Simulator::Schedule(Seconds(3) + MilliSeconds(20) * i, [this, writer]() {
                writer->Publish("a", m_oracle.MakePayload(0, 32), m_qos);
            });
        }
        const Time end = Seconds(3) + MilliSeconds(20) * m_messages;
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(7);
        for (Time cut = Seconds(4); cut < end; cut += Seconds(random->GetValue(1, 5)))
        {
            const auto choice = random->GetInteger(0, 2);
            Simulator::Schedule(cut, [&system, choice, reader, writer]() {
                choice == 0   ? reader->DropConnection()
                : choice == 1 ? writer->DropConnection()
                              : system.GetBroker()->DropConnections();
            });
        }
        system.Run(end + Seconds(120));
        Config::Reset();
        Judge(system);
    }

    /// @param system what ran
    void Judge(const AppSystem& system)
    {
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetPublished(), m_messages, "all were published");
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetDelivered(), m_messages, "all arrived");
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetForeign(), 0, "as they were published");
        NS_TEST_ASSERT_MSG_EQ(m_oracle.GetDisordered(), 0, "in order");
        NS_TEST_ASSERT_MSG_GT(system.CountClosed("dropped"), m_messages / 200, "cuts happened");
        NS_TEST_ASSERT_MSG_GT(system.network->GetRetransmissions(),
                              m_messages / 100,
                              "losses happened");
        if (m_qos == Qos::EXACTLY_ONCE)
        {
            NS_TEST_ASSERT_MSG_EQ(m_oracle.GetDuplicates(), 0, "exactly once");
        }
        else
        {
            NS_TEST_ASSERT_MSG_GT(m_oracle.GetDuplicates(), 0, "cuts make duplicates of QoS 1");
        }
    }

    std::string m_scheme;     ///< scheme's name
    Qos m_qos;                ///< quality of service
    std::uint32_t m_messages; ///< number of messages
    MessageOracle m_oracle;   ///< judges messages
};

/// A client that cannot reach its broker tries again until it can.
class LateBrokerTest : public TestCase
{
  public:
    LateBrokerTest()
        : TestCase("a client tries again until the broker is there")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("plain");
        system.GetBroker()->SetStartTime(Seconds(200));
        auto client = system.AddClient(0, "early", "a");
        system.Run(Seconds(400));
        NS_TEST_ASSERT_MSG_EQ(client->IsReady(), true, "in the end");
        NS_TEST_ASSERT_MSG_EQ(system.CountClosed("not secured in time"), 6, "gave up before");
    }
};

} // namespace

std::vector<TestCase*>
MakeReliabilityTests()
{
    std::vector<TestCase*> tests;
    tests.push_back(new LossyDeliveryTest("plain", Qos::EXACTLY_ONCE, 10'000));
    tests.push_back(new LossyDeliveryTest("plain", Qos::AT_LEAST_ONCE, 10'000));
    tests.push_back(new LossyDeliveryTest("tls13", Qos::EXACTLY_ONCE, 1'000));
    for (const auto& scheme : SchemeName::GetAll())
    {
        if (scheme != "plain" && scheme.find("tls") != 0)
        {
            tests.push_back(new LossyDeliveryTest(scheme, Qos::EXACTLY_ONCE, 1'000));
        }
    }
    tests.push_back(new LossyDeliveryTest("group-key", Qos::AT_LEAST_ONCE, 3'000));
    tests.push_back(new LateBrokerTest);
    return tests;
}

} // namespace ns3::mqtt
