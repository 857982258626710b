// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-bare-tcp.h"

#include "ns3/boolean.h"
#include "ns3/mqtt-experiment.h"
#include "ns3/mqtt-tcp-demultiplexer.h"
#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

constexpr std::uint16_t PORT = 1883;

} // namespace

BareTcp::BareTcp(std::uint32_t clients, const std::string& demux)
    : m_network(Network::CreateByName(ExperimentSetup().network))
{
    m_server.Create(1);
    m_clients.Create(clients);
    m_network->SetAttribute("HashedTcp", BooleanValue(demux == "hashed"));
    m_network->Build(m_server, m_clients);
    m_network->AssignStreams(1);

    m_listener = CreateTcpSocket(m_server.Get(0));
    m_listener->Bind(Network::MakeSocketAddress(m_network->GetAddress(m_server.Get(0)), PORT));
    m_listener->Listen();
    m_listener->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>(
            [this](Ptr<Socket> socket, const Address&) { Accepted(socket); }));
}

BareTcp::~BareTcp()
{
    Simulator::Destroy();
}

Time
BareTcp::ScheduleConnections()
{
    const Time spacing = ExperimentSetup().startSpacing;
    Time start = m_network->GetReadyTime();
    for (std::uint32_t client = 0; client < GetNClients(); ++client, start += spacing)
    {
        Simulator::ScheduleWithContext(m_clients.Get(client)->GetId(),
                                       start,
                                       &BareTcp::Connect,
                                       this,
                                       client);
    }
    return start;
}

void
BareTcp::Connect(std::uint32_t client)
{
    const auto socket = CreateTcpSocket(m_clients.Get(client));
    socket->SetConnectCallback(
        Callback<void, Ptr<Socket>>([this, client](Ptr<Socket> self) { Connected(client, self); }),
        MakeNullCallback<void, Ptr<Socket>>());
    socket->Bind();
    socket->Connect(Network::MakeSocketAddress(m_network->GetAddress(m_server.Get(0)), PORT));
    m_sockets.push_back(socket);
}

std::uint32_t
BareTcp::ReadAll(Ptr<Socket> socket, Bytes* octets)
{
    std::uint32_t size = 0;
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break; // end of the stream
        }
        if (octets)
        {
            octets->resize(size + packet->GetSize());
            packet->CopyData(octets->data() + size, packet->GetSize());
        }
        size += packet->GetSize();
    }
    return size;
}

} // namespace ns3::mqtt
