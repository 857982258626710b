// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

/// @param party a client or broker
/// @param phase a phase
/// @return processor time it was charged
Time
GetCharged(const Party& party, Phase phase)
{
    return NanoSeconds(party.GetLedger()->GetTotal(phase).chargedNs);
}

/// What a handshake is charged is what it takes.
class SetupTimeTest : public TestCase
{
  public:
    SetupTimeTest()
        : TestCase("a set-up takes the charged time of both sides, and the network's")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string scheme : {"plain", "tls12", "tls13", "tls13-mutual"})
        {
            AppSystem free(scheme, 1);
            free.AddClient(0, "client", "a");
            free.Run(Seconds(5));
            AppSystem system(scheme, 1);
            system.InstallProcessors("rpi-3b");
            auto client = system.AddClient(0, "client", "a");
            system.Run(Seconds(5));
            const Time charged = GetCharged(*client, Phase::HANDSHAKE) +
                                 GetCharged(*system.GetBroker(), Phase::HANDSHAKE);
            const Time network = free.ready["client"];
            const Time setup = system.ready["client"];
            // Both sides work at the same time now and then, so the sum is an upper bound.
            NS_TEST_ASSERT_MSG_LT_OR_EQ(setup, charged + network, scheme + ": no time is invented");
            NS_TEST_ASSERT_MSG_GT(setup, GetCharged(*client, Phase::HANDSHAKE), scheme);
            NS_TEST_ASSERT_MSG_GT(setup, charged * 0.8, scheme + ": no time is lost");
            NS_TEST_ASSERT_MSG_LT(network, MilliSeconds(5), scheme + ": without processors");
        }
    }
};

/// Clients of one node wait for its processor.
class SharedProcessorTest : public TestCase
{
  public:
    SharedProcessorTest()
        : TestCase("clients on one node share its processor")
    {
    }

  private:
    void DoRun() override
    {
        std::map<bool, Time> longest;
        for (const bool shared : {false, true})
        {
            AppSystem system("tls13", 8);
            system.InstallProcessors("nrf52840"); // one core
            for (std::uint32_t i = 0; i < 8; ++i)
            {
                auto client = system.AddClient(shared ? 0 : i, "client" + std::to_string(i), "a");
                client->SetStartTime(Seconds(i));
            }
            // They start one by one, and all lose their connection at the same moment.
            Simulator::Schedule(Seconds(20), &Broker::DropConnections, system.GetBroker());
            auto writer = system.AddClient(0, "writer");
            writer->SetStartTime(Seconds(10));
            Simulator::Schedule(Seconds(40),
                                [writer]() { writer->Publish("a", ByteView("x").ToBytes()); });
            system.Run(Seconds(50));
            NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 8, "all hear");
            longest[shared] = system.arrivals.back().when - Seconds(40);
        }
        NS_TEST_ASSERT_MSG_GT(longest[true], longest[false], "the last waits for the others");
    }
};

/// A fan-out leaves the broker one by one, as its processor goes through it.
class FanOutTimeTest : public TestCase
{
  public:
    FanOutTimeTest()
        : TestCase("a fan-out takes the broker's time for each subscriber")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("plain", 21);
        SystemHelper::InstallProcessor(system.servers.Get(0),
                                       DeviceProfile::Load("rpi-3b").value());
        for (std::uint32_t i = 0; i < 20; ++i)
        {
            system.AddClient(i, "reader" + std::to_string(i), "a");
        }
        auto writer = system.AddClient(20, "writer");
        Simulator::Schedule(Seconds(2),
                            [writer]() { writer->Publish("a", ByteView("x").ToBytes()); });
        system.Run(Seconds(3));
        NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 20, "all hear");
        const auto& ledger = *system.GetBroker()->GetLedger();
        const Time work = NanoSeconds(ledger.GetTotal(Phase::MESSAGES).chargedNs);
        const Time spread = system.arrivals.back().when - system.arrivals.front().when;
        NS_TEST_ASSERT_MSG_GT(spread, work * 0.85, "the last leaves when the work is done");
        NS_TEST_ASSERT_MSG_LT_OR_EQ(spread, work, "and not later");
    }
};

} // namespace

std::vector<TestCase*>
MakeTimeTests()
{
    std::vector<TestCase*> tests;
    tests.push_back(new SetupTimeTest);
    tests.push_back(new SharedProcessorTest);
    tests.push_back(new FanOutTimeTest);
    return tests;
}

} // namespace ns3::mqtt
