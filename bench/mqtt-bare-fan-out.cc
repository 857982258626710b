// SPDX-License-Identifier: GPL-2.0-or-later

/// @file
/// Fan-out over bare TCP, the rival of the MQTT broker's bench: a publisher sends messages to a
/// server, which writes each to the connection of every subscriber. No MQTT, no crypto, only what
/// ns-3 itself costs. Prints one line of CSV; exits 1 unless every message reached everybody.

#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/mqtt-network.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <memory>
#include <sys/resource.h>

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 1883;

/// What the command line sets.
struct Options
{
    uint32_t subscribers{100};   ///< subscribers
    uint32_t messages{10};       ///< messages that the publisher sends
    uint32_t bytes{100};         ///< bytes of application data in a message
    Time interval{Seconds(1)};   ///< between messages
    std::string network{"lan"};  ///< kind of network
    std::string demux{"hashed"}; ///< how connections are found: stock or hashed
    bool header{false};          ///< print the names of the columns first
};

/// @return seconds of processor time that the program has taken, which other programs on the host
///     disturb less than they do the clock on the wall
double
GetHostSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

/// One run.
class FanOut
{
  public:
    /// @param options what to run
    explicit FanOut(const Options& options);

    /// @return whether all was delivered
    bool Run();

  private:
    /// @param socket connection just accepted
    /// @param from its peer
    void Accept(Ptr<Socket> socket, const Address& from);

    /// @param socket the publisher's connection, with something to read
    void FanMessagesOut(Ptr<Socket> socket);

    /// @param socket a subscriber's connection, with something to read
    void Count(Ptr<Socket> socket);

    /// Sends a message, and plans the next.
    void Publish();

    /// @param node client that is to connect
    void Connect(Ptr<Node> node);

    /// @param socket connection of the server whose repeated segments count
    void WatchRetransmissions(Ptr<Socket> socket);

    /// Prints the line.
    void Print() const;

    Options m_options;                      ///< what to run
    Ptr<mqtt::Network> m_network;           ///< network
    NodeContainer m_server;                 ///< the server
    NodeContainer m_clients;                ///< subscribers, then the publisher
    Ptr<Socket> m_listener;                 ///< of the server
    std::vector<Ptr<Socket>> m_subscribers; ///< the server's connections to subscribers
    std::vector<Ptr<Socket>> m_sockets;     ///< the clients' connections
    Address m_publisher;                    ///< IP address of the publisher
    uint32_t m_published{0};                ///< messages sent
    uint32_t m_partial{0};                  ///< bytes at the server of an unfinished message
    uint64_t m_received{0};                 ///< bytes that reached subscribers
    uint64_t m_retransmissions{0};          ///< segments the server sent again
    double m_built{0};                      ///< host time at the beginning
    double m_steady{0};                     ///< host time of the first publish
    double m_end{0};                        ///< host time of the last delivery
    uint64_t m_steadyEvents{0};             ///< events before the first publish
};

FanOut::FanOut(const Options& options)
    : m_options(options),
      m_built(GetHostSeconds())
{
    m_server.Create(1);
    m_clients.Create(options.subscribers + 1);
    m_network = mqtt::Network::CreateByName(options.network);
    m_network->SetAttribute("HashedTcp", BooleanValue(options.demux == "hashed"));
    m_network->Build(m_server, m_clients);
    m_network->AssignStreams(0);
    m_publisher = m_network->GetAddress(m_clients.Get(options.subscribers));

    m_listener = mqtt::CreateTcpSocket(m_server.Get(0));
    const Address own = m_network->GetAddress(m_server.Get(0));
    m_listener->Bind(mqtt::Network::MakeSocketAddress(own, PORT));
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&FanOut::Accept, this));
}

void
FanOut::Connect(Ptr<Node> node)
{
    Ptr<Socket> socket = mqtt::CreateTcpSocket(node);
    const Address server = m_network->GetAddress(m_server.Get(0));
    socket->SetRecvCallback(MakeCallback(&FanOut::Count, this));
    if (node != m_clients.Get(m_options.subscribers))
    {
        // ns-3 ignores a repeated SYN+ACK: should the last ACK of the handshake be lost, only data
        // from the client completes the connection. MQTT's clients speak first, too.
        socket->SetConnectCallback(
            Callback<void, Ptr<Socket>>([](Ptr<Socket> self) { self->Send(Create<Packet>(1)); }),
            MakeNullCallback<void, Ptr<Socket>>());
    }
    socket->Connect(mqtt::Network::MakeSocketAddress(server, PORT));
    m_sockets.push_back(socket);
}

void
FanOut::WatchRetransmissions(Ptr<Socket> socket)
{
    auto next = std::make_shared<SequenceNumber32>(0);
    Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpSocketBase>> watch(
        [this, next](Ptr<const Packet> packet, const TcpHeader& header, Ptr<const TcpSocketBase>) {
            if (packet->GetSize() == 0)
            {
                return;
            }
            m_retransmissions += header.GetSequenceNumber() < *next;
            *next = std::max(*next, header.GetSequenceNumber() + packet->GetSize());
        });
    socket->TraceConnectWithoutContext("Tx", watch);
}

void
FanOut::Accept(Ptr<Socket> socket, const Address& from)
{
    WatchRetransmissions(socket);
    const uint16_t port = InetSocketAddress::IsMatchingType(from)
                              ? InetSocketAddress::ConvertFrom(from).GetPort()
                              : Inet6SocketAddress::ConvertFrom(from).GetPort();
    if (from == mqtt::Network::MakeSocketAddress(m_publisher, port))
    {
        socket->SetRecvCallback(MakeCallback(&FanOut::FanMessagesOut, this));
        return;
    }
    m_subscribers.push_back(socket);
}

void
FanOut::FanMessagesOut(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        m_partial += packet->GetSize();
    }
    for (; m_partial >= m_options.bytes; m_partial -= m_options.bytes)
    {
        for (const auto& subscriber : m_subscribers)
        {
            subscriber->Send(Create<Packet>(m_options.bytes));
        }
    }
}

void
FanOut::Count(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        m_received += packet->GetSize();
    }
    const uint64_t message = uint64_t(m_options.bytes) * m_options.subscribers;
    if (m_received == message * m_options.messages)
    {
        m_end = GetHostSeconds();
        Simulator::Stop();
    }
}

void
FanOut::Publish()
{
    if (m_published++ == 0)
    {
        NS_ABORT_MSG_IF(m_subscribers.size() != m_options.subscribers,
                        "only " << m_subscribers.size() << " subscribers have connected");
        m_steady = GetHostSeconds();
        m_steadyEvents = Simulator::GetEventCount();
    }
    m_sockets.back()->Send(Create<Packet>(m_options.bytes));
    if (m_published < m_options.messages)
    {
        Simulator::Schedule(m_options.interval, &FanOut::Publish, this);
    }
}

bool
FanOut::Run()
{
    const Time spacing = MicroSeconds(500);
    const Time start = m_network->GetReadyTime();
    for (uint32_t i = 0; i < m_clients.GetN(); ++i)
    {
        Ptr<Node> node = m_clients.Get(i);
        Simulator::ScheduleWithContext(node->GetId(),
                                       start + spacing * i,
                                       &FanOut::Connect,
                                       this,
                                       node);
    }
    // Long enough for the loss of a few segments of the handshake.
    const Time steady = start + spacing * m_clients.GetN() + Seconds(20);
    Simulator::ScheduleWithContext(m_clients.Get(m_options.subscribers)->GetId(),
                                   steady,
                                   &FanOut::Publish,
                                   this);
    Simulator::Stop(steady + m_options.interval * m_options.messages + Seconds(120));
    Simulator::Run();
    Print();
    const bool complete = m_end > 0;
    Simulator::Destroy();
    return complete;
}

void
FanOut::Print() const
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const uint64_t deliveries = m_received / m_options.bytes;
    const double steady = (m_end > 0 ? m_end : GetHostSeconds()) - m_steady;
    if (m_options.header)
    {
        std::cout << "network,demux,subscribers,messages,bytes,deliveries,setup_s,steady_s,"
                     "us_per_delivery,steady_events,peak_rss_kb,drops,retransmissions\n";
    }
    std::cout << m_options.network << ',' << m_options.demux << ',' << m_options.subscribers << ','
              << m_options.messages << ',' << m_options.bytes << ',' << deliveries << ','
              << m_steady - m_built << ',' << steady << ',' << 1e6 * steady / deliveries << ','
              << Simulator::GetEventCount() - m_steadyEvents << ',' << usage.ru_maxrss << ','
              << m_network->GetDrops() << ',' << m_retransmissions << std::endl;
}

} // namespace

int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    Options options;
    CommandLine command(__FILE__);
    command.AddValue("subscribers", "Number of subscribers", options.subscribers);
    command.AddValue("messages", "Messages that the publisher sends", options.messages);
    command.AddValue("bytes", "Bytes of application data in a message", options.bytes);
    command.AddValue("interval", "Time between messages", options.interval);
    command.AddValue("network", "Kind of network", options.network);
    command.AddValue("demux", "How connections are found: stock or hashed", options.demux);
    command.AddValue("header", "Print the names of the columns first", options.header);
    command.Parse(argc, argv);
    if (options.demux != "stock" && options.demux != "hashed")
    {
        std::cerr << "--demux is '" << options.demux << "', but must be stock or hashed\n";
        return 1;
    }
    const auto names = mqtt::Network::GetNames();
    if (std::find(names.begin(), names.end(), options.network) == names.end())
    {
        std::cerr << "--network is '" << options.network << "', but must be one of:";
        for (const auto& name : names)
        {
            std::cerr << ' ' << name;
        }
        std::cerr << '\n';
        return 1;
    }
    FanOut run(options);
    return run.Run() ? 0 : 1;
}
