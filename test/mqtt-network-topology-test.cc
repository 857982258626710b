// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-network-tests.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/mqtt-network.h"
#include "ns3/pcap-file.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace ns3::mqtt
{

namespace
{

/// Every kind of network carries 300 clients, in either family, and drops nothing.
class EndToEndTest : public TestCase
{
  public:
    /// @param name kind of network
    /// @param family "ipv4" or "ipv6"
    EndToEndTest(const std::string& name, const std::string& family)
        : TestCase(name + ", " + family + ": 300 clients"),
          m_name(name),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t n = 300;
        Config::SetDefault("ns3::mqtt::WanNetwork::Loss", DoubleValue(0));
        NodeContainer servers(2);
        NodeContainer clients(n);
        auto network = Network::CreateByName(m_name);
        network->SetAttribute("AddressFamily", StringValue(m_family));
        network->Build(servers, clients);
        network->AssignStreams(1);

        EchoService first(servers.Get(0), network->GetAddress(servers.Get(0)));
        EchoService second(servers.Get(1), network->GetAddress(servers.Get(1)));
        const Time ready = network->GetReadyTime();
        for (uint32_t i = 0; i < n; ++i)
        {
            EchoService& service = i % 3 == 0 ? second : first;
            service.AddClient(clients.Get(i), ready + MilliSeconds(i % 50), 200 + i);
        }
        // Servers reach each other as well.
        first.AddClient(servers.Get(1), ready, 3000);
        Simulator::Stop(ready + Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(first.GetComplete(), 201, "echoes of the first server");
        NS_TEST_EXPECT_MSG_EQ(second.GetComplete(), 100, "echoes of the second server");
        NS_TEST_EXPECT_MSG_EQ(network->GetDrops(), 0, "drops");
        NS_TEST_EXPECT_MSG_EQ(network->GetRetransmissions(), 0, "retransmissions");
        NS_TEST_EXPECT_MSG_EQ(Ipv6Address::IsMatchingType(network->GetAddress(clients.Get(0))),
                              (m_family == "ipv6"),
                              "family");
    }

    void DoTeardown() override
    {
        Config::Reset();
        Simulator::Destroy();
    }

    std::string m_name;   ///< kind of network
    std::string m_family; ///< "ipv4" or "ipv6"
};

/// Lost packets are sent again, and the same seed loses the same ones.
class LossTest : public TestCase
{
  public:
    LossTest()
        : TestCase("wan: losses are made good, and repeat with the seed")
    {
    }

  private:
    /// What a run ends with.
    struct Outcome
    {
        uint32_t complete;        ///< echoes
        uint64_t retransmissions; ///< segments sent again
        uint64_t drops;           ///< packets dropped
        uint64_t events;          ///< events of the simulator
    };

    /// @param run number of the random run
    /// @return what it ends with
    Outcome RunOnce(uint64_t run)
    {
        RngSeedManager::SetRun(run);
        NodeContainer servers(1);
        NodeContainer clients(70);
        auto network = Network::CreateByName("wan");
        network->Build(servers, clients);
        network->AssignStreams(100);
        EchoService echo(servers.Get(0), network->GetAddress(servers.Get(0)));
        for (uint32_t i = 0; i < clients.GetN(); ++i)
        {
            echo.AddClient(clients.Get(i), MilliSeconds(i), 20000);
        }
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        const Outcome outcome{echo.GetComplete(),
                              network->GetRetransmissions(),
                              network->GetDrops(),
                              Simulator::GetEventCount()};
        Simulator::Destroy();
        return outcome;
    }

    void DoRun() override
    {
        const Outcome one = RunOnce(1);
        const Outcome again = RunOnce(1);
        const Outcome other = RunOnce(2);
        RngSeedManager::SetRun(1);
        NS_TEST_EXPECT_MSG_EQ(one.complete, 70, "echoes");
        NS_TEST_EXPECT_MSG_GT(one.retransmissions, 20, "70 x 2 x 15 segments, of which 1% lost");
        NS_TEST_EXPECT_MSG_EQ(one.drops, 0, "losses are no drops");
        NS_TEST_EXPECT_MSG_EQ(one.events, again.events, "same seed, same run");
        NS_TEST_EXPECT_MSG_NE(one.events, other.events, "another seed, another run");
    }
};

/// A capture of the server on the LAN, read by ns-3 and, where it is installed, by tshark.
class PcapTest : public TestCase
{
  public:
    PcapTest()
        : TestCase("lan: a capture holds Ethernet frames")
    {
    }

  private:
    void DoRun() override
    {
        const std::string prefix = CreateTempDirFilename("lan");
        NodeContainer servers(1);
        NodeContainer clients(2);
        auto network = Network::CreateByName("lan");
        network->Build(servers, clients);
        network->EnablePcap(prefix, servers.Get(0));
        EchoService echo(servers.Get(0), network->GetAddress(servers.Get(0)));
        echo.AddClient(clients.Get(0), Seconds(1), 100);
        echo.AddClient(clients.Get(1), Seconds(1), 100);
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        const std::string file = prefix + "-" + std::to_string(servers.Get(0)->GetId()) + "-1.pcap";
        Simulator::Destroy();

        PcapFile pcap;
        pcap.Open(file, std::ios::in);
        NS_TEST_ASSERT_MSG_EQ(pcap.Fail(), false, "no capture " << file);
        constexpr uint32_t ethernet = 1;
        NS_TEST_EXPECT_MSG_EQ(pcap.GetDataLinkType(), ethernet, "link type");
        pcap.Close();
        if (std::system("tshark --version >/dev/null 2>&1") == 0)
        {
            const std::string filter = "-Y 'eth && ip && tcp.dstport == 1883 && tcp.len == 100'";
            const auto lines = CountLines("tshark -r '" + file + "' " + filter + " 2>/dev/null");
            NS_TEST_EXPECT_MSG_EQ(lines, 2, "tshark sees the message of each client");
        }
    }

    /// @param command command of the shell
    /// @return number of lines it prints
    std::size_t CountLines(const std::string& command)
    {
        FILE* pipe = popen(command.c_str(), "r");
        NS_ABORT_MSG_IF(!pipe, "cannot run " << command);
        std::size_t lines = 0;
        for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe))
        {
            lines += c == '\n';
        }
        pclose(pipe);
        return lines;
    }
};

/// The names that a user can choose from.
class NamesTest : public TestCase
{
  public:
    NamesTest()
        : TestCase("networks are found by name")
    {
    }

  private:
    void DoRun() override
    {
        const auto names = Network::GetNames();
        for (const std::string name : {"lan", "wan", "wifi"})
        {
            NS_TEST_EXPECT_MSG_EQ(std::count(names.begin(), names.end(), name), 1, name);
        }
        for (const auto& name : names)
        {
            NS_TEST_EXPECT_MSG_EQ(Network::CreateByName(name)->GetNetworkName(), name, "name");
        }
        NS_TEST_EXPECT_MSG_EQ(Network::CreateByName("moon"), nullptr, "no such network");
    }
};

} // namespace

std::vector<TestCase*>
MakeTopologyTests()
{
    std::vector<TestCase*> tests;
    tests.push_back(new NamesTest);
    for (const std::string name : {"lan", "wan", "wifi"})
    {
        tests.push_back(new EndToEndTest(name, "ipv4"));
        tests.push_back(new EndToEndTest(name, "ipv6"));
    }
    tests.push_back(new LossTest);
    tests.push_back(new PcapTest);
    return tests;
}

} // namespace ns3::mqtt
