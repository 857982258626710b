// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-network-tests.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/mqtt-network.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::mqtt
{

EchoService::EchoService(Ptr<Node> server, const Address& host)
    : m_host(host),
      m_listener(CreateTcpSocket(server))
{
    m_listener->Bind(Network::MakeSocketAddress(host, PORT));
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&EchoService::Accept, this));
}

void
EchoService::AddClient(Ptr<Node> client, Time start, uint32_t bytes, uint16_t localPort)
{
    Simulator::ScheduleWithContext(client->GetId(),
                                   start,
                                   &EchoService::Connect,
                                   this,
                                   client,
                                   bytes,
                                   localPort);
}

void
EchoService::KeepOpen()
{
    m_keepOpen = true;
}

uint32_t
EchoService::GetComplete() const
{
    return std::count_if(m_clients.begin(), m_clients.end(), [](const auto& client) {
        return client.second.sent == client.second.received;
    });
}

const std::vector<Ptr<Socket>>&
EchoService::GetAccepted() const
{
    return m_accepted;
}

void
EchoService::Connect(Ptr<Node> node, uint32_t bytes, uint16_t localPort)
{
    Ptr<Socket> socket = CreateTcpSocket(node);
    if (localPort != 0)
    {
        socket->Bind(Ipv6Address::IsMatchingType(m_host)
                         ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), localPort))
                         : Address(InetSocketAddress(Ipv4Address::GetAny(), localPort)));
    }
    socket->SetRecvCallback(MakeCallback(&EchoService::Count, this));
    socket->Connect(Network::MakeSocketAddress(m_host, PORT));
    m_clients[socket] = {bytes, 0};
    socket->Send(Create<Packet>(bytes));
}

void
EchoService::Accept(Ptr<Socket> socket, const Address&)
{
    m_accepted.push_back(socket);
    socket->SetRecvCallback(MakeCallback(&EchoService::Reflect, this));
    socket->SetCloseCallbacks(Callback<void, Ptr<Socket>>([](Ptr<Socket> self) { self->Close(); }),
                              MakeNullCallback<void, Ptr<Socket>>());
}

void
EchoService::Reflect(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        socket->Send(packet);
    }
}

void
EchoService::Count(Ptr<Socket> socket)
{
    Client& client = m_clients.at(socket);
    while (Ptr<Packet> packet = socket->Recv())
    {
        client.received += packet->GetSize();
    }
    if (client.received >= client.sent && !m_keepOpen)
    {
        socket->Close();
    }
}

/// Tests of the networks, from the switch up.
class NetworkTestSuite : public TestSuite
{
  public:
    NetworkTestSuite()
        : TestSuite("mqtt-network", TestSuite::Type::UNIT)
    {
        for (const auto make : {MakeSwitchTests, MakeDemultiplexerTests, MakeTopologyTests})
        {
            for (TestCase* test : make())
            {
                AddTestCase(test);
            }
        }
    }
};

/// Registers the suite.
static NetworkTestSuite g_networkTestSuite;

} // namespace ns3::mqtt
