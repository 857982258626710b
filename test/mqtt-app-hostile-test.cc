// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

namespace
{

/// A peer that opens a TCP connection to the broker and sends what it likes.
class HostileTest : public TestCase
{
  public:
    /// @param name what it does
    /// @param scheme scheme's name
    /// @param pieces what it sends, a piece every ten milliseconds
    /// @param reason why the broker closes the connection
    HostileTest(const std::string& name,
                const std::string& scheme,
                std::vector<Bytes> pieces,
                const std::string& reason)
        : TestCase("a peer that " + name + " is closed, others are not, under " + scheme),
          m_scheme(scheme),
          m_pieces(std::move(pieces)),
          m_reason(reason)
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system(m_scheme);
        system.GetBroker()->SetAttribute("MaxPacketSize", UintegerValue(1 << 20));
        auto honest = system.AddClient(0, "honest", "a");
        Simulator::Schedule(Seconds(1), [this, &system]() { Attack(system); });
        Simulator::Schedule(Seconds(50),
                            [honest]() { honest->Publish("a", ByteView("x").ToBytes()); });
        system.Run(Seconds(55));
        NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 1, "the honest client goes on");
        NS_TEST_ASSERT_MSG_EQ(system.GetBroker()->GetNConnections(), 1, "only the honest one");
        NS_TEST_ASSERT_MSG_EQ(system.closed.size(), 1, "one connection ended");
        NS_TEST_ASSERT_MSG_EQ(system.CountClosed(m_reason), 1, "not for " + system.closed[0]);
    }

    /// @param system system to be attacked
    void Attack(AppSystem& system)
    {
        const Address broker = system.network->GetAddress(system.servers.Get(0));
        m_socket = CreateTcpSocket(system.clientNodes.Get(1));
        m_socket->Bind();
        m_socket->Connect(Network::MakeSocketAddress(broker, system.scheme->GetPort()));
        Time when = MilliSeconds(10);
        for (const auto& piece : m_pieces)
        {
            Simulator::Schedule(when,
                                [this, piece]() { m_socket->Send(piece.data(), piece.size(), 0); });
            when += MilliSeconds(10);
        }
    }

    void DoTeardown() override
    {
        m_socket = nullptr;
    }

    std::string m_scheme;        ///< scheme's name
    std::vector<Bytes> m_pieces; ///< what the peer sends
    std::string m_reason;        ///< why it is closed
    Ptr<Socket> m_socket;        ///< the peer's
};

/// @param packets packets
/// @return their octets, one behind the other
Bytes
Join(const std::vector<ControlPacket>& packets)
{
    Bytes all;
    for (const auto& packet : packets)
    {
        const Bytes octets = Encode(packet);
        all.insert(all.end(), octets.begin(), octets.end());
    }
    return all;
}

/// Hundreds of packets in a segment, and a packet over many segments.
class PackingTest : public TestCase
{
  public:
    PackingTest()
        : TestCase("hundreds of packets in one segment, and one packet over many, are understood")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("plain");
        system.AddClient(0, "reader", "#");
        const Publish small{std::make_shared<Message>(Message{"a", {}}), {}, false, false, 0};
        const Publish large{std::make_shared<Message>(Message{"a", Bytes(3'000'000, 'x')}),
                            {},
                            false,
                            false,
                            0};
        Connect connect;
        connect.clientId = "raw";
        std::vector<ControlPacket> packets{connect};
        packets.insert(packets.end(), 270, small); // of 5 octets each
        Ptr<Socket> socket;
        Simulator::Schedule(Seconds(1), [&]() {
            const Address broker = system.network->GetAddress(system.servers.Get(0));
            socket = CreateTcpSocket(system.clientNodes.Get(1));
            socket->SetAttribute("SndBufSize", UintegerValue(4'000'000));
            socket->Bind();
            socket->Connect(Network::MakeSocketAddress(broker, 1883));
        });
        Simulator::Schedule(Seconds(2), [&]() {
            const Bytes first = Join(packets);
            socket->Send(first.data(), first.size(), 0);
            const Bytes second = Encode(large);
            socket->Send(second.data(), second.size(), 0);
        });
        system.Run(Seconds(20));
        NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 271, "all");
        NS_TEST_ASSERT_MSG_EQ(system.arrivals.back().text.size(), 3'000'000, "whole");
        socket = nullptr;
    }
};

/// A peer that asks and does not listen.
class DeafPeerTest : public TestCase
{
  public:
    DeafPeerTest()
        : TestCase("a peer that sends and does not read takes no more memory than MaxBacklog, and "
                   "others go on")
    {
    }

  private:
    /// Octets of PINGREQ in a piece, and number of pieces: more than both sockets hold.
    static constexpr std::size_t PIECE = 1 << 16;
    static constexpr std::size_t N_PIECES = 32;

    void DoRun() override
    {
        AppSystem system("plain");
        system.GetBroker()->SetAttribute("MaxBacklog", UintegerValue(100'000));
        auto honest = system.AddClient(0, "honest", "a");
        Simulator::Schedule(Seconds(1), [&]() {
            const Address broker = system.network->GetAddress(system.servers.Get(0));
            m_socket = CreateTcpSocket(system.clientNodes.Get(1));
            m_socket->SetAttribute("RcvBufSize", UintegerValue(20'000));
            m_socket->SetAttribute("SndBufSize", UintegerValue(PIECE * N_PIECES));
            m_socket->Bind();
            m_socket->Connect(Network::MakeSocketAddress(broker, 1883));
        });
        Simulator::Schedule(Seconds(2), [this]() { Ask(); });
        std::size_t size = 0;
        Simulator::Schedule(Seconds(20), [&]() {
            size = system.GetBroker()->GetStateSize();
            honest->Publish("a", ByteView("x").ToBytes());
        });
        system.Run(Seconds(21));
        NS_TEST_EXPECT_MSG_GT(size, 100'000, "as much waits as may");
        NS_TEST_EXPECT_MSG_LT(size, 200'000, "and no more than what one segment asked for");
        NS_TEST_EXPECT_MSG_EQ(system.arrivals.size(), 1, "the honest client goes on");
    }

    /// Sends CONNECT and all PINGREQs.
    void Ask()
    {
        Connect connect;
        connect.clientId = "deaf";
        const Bytes first = Encode(connect);
        m_socket->Send(first.data(), first.size(), 0);
        const Bytes piece = Join(std::vector<ControlPacket>(PIECE / 2, Pingreq{}));
        for (std::size_t i = 0; i < N_PIECES; i++)
        {
            m_socket->Send(piece.data(), piece.size(), 0);
        }
    }

    void DoTeardown() override
    {
        m_socket = nullptr;
    }

    Ptr<Socket> m_socket; ///< the peer's
};

} // namespace

std::vector<TestCase*>
MakeHostileTests()
{
    Connect connect;
    connect.clientId = "raw";
    const Bytes hello = Join({connect});
    const ByteView http(
        "GET / HTTP/1.1\r\nHost: broker.example\r\nUser-Agent: a-web-browser/1.0\r\n"
        "Accept: text/html\r\n\r\n");
    const Bytes huge{0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 'a'}; // declares 256 MB
    return {
        new PackingTest,
        new DeafPeerTest,
        new HostileTest("sends no MQTT", "plain", {http.ToBytes()}, "PUBACK"), // what G stands for
        new HostileTest("says nothing", "plain", {}, "no CONNECT"),
        new HostileTest("says nothing", "tls13", {}, "no CONNECT"),
        new HostileTest("connects twice", "plain", {hello, hello}, "second CONNECT"),
        new HostileTest("declares too long a packet", "plain", {hello, huge}, "limit"),
        new HostileTest("never ends its length", "plain", {hello, Bytes(6, 0xff)}, "length"),
        new HostileTest("stops in the middle of CONNECT",
                        "plain",
                        {Bytes(hello.begin(), hello.end() - 1)},
                        "no CONNECT"),
        new HostileTest("sends noise", "tls12", {Bytes(100, 0x16)}, "TLS failed"),
        new HostileTest("stops in the middle of a record",
                        "tls13",
                        {{0x16, 3, 1, 0x40, 0, 1}},
                        "no CONNECT"),
    };
}

} // namespace ns3::mqtt
