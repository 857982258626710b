// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-network-tests.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/global-value.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/mqtt-network.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"

namespace ns3::mqtt
{

namespace
{

/// A server and some hosts on a LAN.
class DemultiplexerTestCase : public TestCase
{
  public:
    /// @param family "ipv4" or "ipv6"
    /// @param what what is tested
    DemultiplexerTestCase(const std::string& family, const std::string& what)
        : TestCase(family + ": " + what),
          m_family(family)
    {
    }

  protected:
    /// @param hosts number of hosts
    /// @param hashed whether connections are found by hash
    void MakeNetwork(uint32_t hosts, bool hashed = true)
    {
        m_server.Create(1);
        m_hosts.Create(hosts);
        m_network = Network::CreateByName("lan");
        m_network->SetAttribute("AddressFamily", StringValue(m_family));
        m_network->SetAttribute("HashedTcp", BooleanValue(hashed));
        m_network->Build(m_server, m_hosts);
    }

    /// @return the server's demultiplexer
    Ptr<TcpDemultiplexer> GetDemultiplexer() const
    {
        return m_server.Get(0)->GetObject<TcpDemultiplexer>();
    }

    void DoTeardown() override
    {
        Simulator::Destroy();
    }

    std::string m_family;   ///< "ipv4" or "ipv6"
    NodeContainer m_server; ///< the server
    NodeContainer m_hosts;  ///< hosts of clients
    Ptr<Network> m_network; ///< the LAN
};

/// Connections of several hosts and many of one, each with its own number of bytes: a segment in
/// the wrong socket would change two numbers.
class ManyConnectionsTest : public DemultiplexerTestCase
{
  public:
    /// @param family "ipv4" or "ipv6"
    /// @param hashed whether connections are found by hash
    ManyConnectionsTest(const std::string& family, bool hashed)
        : DemultiplexerTestCase(family, hashed ? "many connections, hashed" : "stock connections"),
          m_hashed(hashed)
    {
    }

  private:
    void DoRun() override
    {
        MakeNetwork(11, m_hashed);
        EchoService echo(m_server.Get(0), m_network->GetAddress(m_server.Get(0)));
        echo.KeepOpen();
        for (uint32_t i = 0; i < 100; ++i)
        {
            Ptr<Node> host = m_hosts.Get(i < 50 ? i % 10 : 10);
            echo.AddClient(host, MilliSeconds(i), 1000 + 37 * i);
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(echo.GetComplete(), 100, "echoes");
        NS_TEST_EXPECT_MSG_EQ(m_network->GetDrops(), 0, "drops");
        NS_TEST_ASSERT_MSG_EQ(bool(GetDemultiplexer()), m_hashed, "demultiplexer");
        if (m_hashed)
        {
            NS_TEST_EXPECT_MSG_EQ(GetDemultiplexer()->GetNSockets(), 101, "at the server");
            const auto host = m_hosts.Get(10)->GetObject<TcpDemultiplexer>();
            NS_TEST_EXPECT_MSG_EQ(host->GetNSockets(), 50, "at the host of many clients");
        }
    }

    bool m_hashed; ///< whether connections are found by hash
};

/// Connections from one port of the client, one after the other. The server's application holds on
/// to its closed sockets, whose stale entries must not catch segments of the next connection.
class ReopenTest : public DemultiplexerTestCase
{
  public:
    /// @param family "ipv4" or "ipv6"
    explicit ReopenTest(const std::string& family)
        : DemultiplexerTestCase(family, "close and open again on the same ports")
    {
    }

  private:
    void DoRun() override
    {
        Config::SetDefault("ns3::TcpSocketBase::MaxSegLifetime", DoubleValue(0.1));
        MakeNetwork(1);
        {
            EchoService echo(m_server.Get(0), m_network->GetAddress(m_server.Get(0)));
            for (int i = 0; i < 3; ++i)
            {
                echo.AddClient(m_hosts.Get(0), Seconds(5 * i), 100 + i, 40000);
            }
            Simulator::Stop(Seconds(20));
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(echo.GetComplete(), 3, "echoes");
            NS_TEST_EXPECT_MSG_EQ(echo.GetAccepted().size(), 3, "connections");
            NS_TEST_EXPECT_MSG_EQ(GetDemultiplexer()->GetNSockets(), 2, "listener and one pair");
        }
        NS_TEST_EXPECT_MSG_EQ(GetDemultiplexer()->GetNSockets(), 1, "the listener is left");
        Config::Reset();
    }
};

/// A port that nobody listens on still answers with RST.
class RefusalTest : public DemultiplexerTestCase
{
  public:
    /// @param family "ipv4" or "ipv6"
    explicit RefusalTest(const std::string& family)
        : DemultiplexerTestCase(family, "RST from a port that nobody listens on")
    {
    }

  private:
    void DoRun() override
    {
        MakeNetwork(1);
        uint32_t resets = 0;
        Ptr<Socket> socket = CreateTcpSocket(m_hosts.Get(0));
        // Seen on the segment, for ns-3's client takes no notice of RST+ACK before it is connected.
        Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpSocketBase>> watch(
            [&](Ptr<const Packet>, const TcpHeader& header, Ptr<const TcpSocketBase>) {
                resets += (header.GetFlags() & TcpHeader::RST) != 0;
            });
        socket->TraceConnectWithoutContext("Rx", watch);
        const Address server = m_network->GetAddress(m_server.Get(0));
        Simulator::Schedule(MilliSeconds(1),
                            [&] { socket->Connect(Network::MakeSocketAddress(server, 4711)); });
        Simulator::Stop(MilliSeconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(resets, 1, "a SYN, and no answer");
    }
};

/// Segments that must not reach a socket: damaged or cut short.
class BadSegmentTest : public DemultiplexerTestCase
{
  public:
    BadSegmentTest()
        : DemultiplexerTestCase("ipv4", "damaged and short segments")
    {
    }

  private:
    void DoRun() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        MakeNetwork(1);
        EchoService echo(m_server.Get(0), m_network->GetAddress(m_server.Get(0)));
        echo.KeepOpen();
        echo.AddClient(m_hosts.Get(0), Seconds(1), 5000, 40000);
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(echo.GetComplete(), 1, "echo with checksums");
        NS_TEST_EXPECT_MSG_EQ(Deliver(true), IpL4Protocol::RX_OK, "whole segment");
        NS_TEST_EXPECT_MSG_EQ(Deliver(false), IpL4Protocol::RX_CSUM_FAILED, "damaged segment");
        NS_TEST_EXPECT_MSG_EQ(DeliverShort(), IpL4Protocol::RX_CSUM_FAILED, "short segment");
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    /// @return IPv4 header of a segment from the host to the server
    Ipv4Header MakeIpHeader() const
    {
        Ipv4Header header;
        header.SetSource(Ipv4Address::ConvertFrom(m_network->GetAddress(m_hosts.Get(0))));
        header.SetDestination(Ipv4Address::ConvertFrom(m_network->GetAddress(m_server.Get(0))));
        return header;
    }

    /// Hands a segment of the open connection to the server.
    /// @param intact whether its checksum is right
    /// @return what became of it
    IpL4Protocol::RxStatus Deliver(bool intact)
    {
        const Ipv4Header ip = MakeIpHeader();
        TcpHeader tcp;
        tcp.SetSourcePort(40000);
        tcp.SetDestinationPort(EchoService::PORT);
        tcp.SetFlags(TcpHeader::ACK);
        tcp.EnableChecksums();
        tcp.InitializeChecksum(Address(ip.GetSource()),
                               Address(ip.GetDestination()),
                               TcpL4Protocol::PROT_NUMBER);
        auto segment = Create<Packet>();
        segment->AddHeader(tcp);
        if (!intact)
        {
            uint8_t bytes[20];
            segment->CopyData(bytes, sizeof(bytes));
            bytes[15] ^= 1;
            segment = Create<Packet>(bytes, sizeof(bytes));
        }
        return GetDemultiplexer()->Receive(segment, ip, GetInterface());
    }

    /// @return what becomes of a segment that ends within its TCP header
    IpL4Protocol::RxStatus DeliverShort()
    {
        return GetDemultiplexer()->Receive(Create<Packet>(19), MakeIpHeader(), GetInterface());
    }

    /// @return the server's interface on the LAN
    Ptr<Ipv4Interface> GetInterface() const
    {
        return m_server.Get(0)->GetObject<Ipv4L3Protocol>()->GetInterface(1);
    }
};

/// A slow client that loses data: repeated segments are counted, and nothing is lost in the end.
class RetransmissionTest : public DemultiplexerTestCase
{
  public:
    RetransmissionTest()
        : DemultiplexerTestCase("ipv4", "retransmissions are counted")
    {
    }

  private:
    void DoRun() override
    {
        MakeNetwork(1);
        EchoService echo(m_server.Get(0), m_network->GetAddress(m_server.Get(0)));
        echo.AddClient(m_hosts.Get(0), Seconds(1), 20000);
        auto device = DynamicCast<SwitchedDevice>(m_hosts.Get(0)->GetDevice(1));
        uint32_t frames = 0;
        // The queue of the host is short when the data leaves, so that a few frames are dropped.
        device->GetQueue()->SetMaxSize(QueueSize("4p"));
        device->TraceConnectWithoutContext(
            "MacTxDrop",
            Callback<void, Ptr<const Packet>>([&frames](Ptr<const Packet>) { ++frames; }));
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(echo.GetComplete(), 1, "echo");
        NS_TEST_EXPECT_MSG_GT(frames, 0, "the test drops no frames");
        NS_TEST_EXPECT_MSG_EQ(m_network->GetDrops(), frames, "drops of the network");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(m_network->GetRetransmissions(), frames, "retransmissions");
    }
};

} // namespace

std::vector<TestCase*>
MakeDemultiplexerTests()
{
    std::vector<TestCase*> tests;
    for (const std::string family : {"ipv4", "ipv6"})
    {
        tests.push_back(new ManyConnectionsTest(family, true));
        tests.push_back(new ManyConnectionsTest(family, false));
        tests.push_back(new ReopenTest(family));
        tests.push_back(new RefusalTest(family));
    }
    tests.push_back(new BadSegmentTest);
    tests.push_back(new RetransmissionTest);
    return tests;
}

} // namespace ns3::mqtt
