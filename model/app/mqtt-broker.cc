// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker.h"

#include "mqtt-work.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/mqtt-sqlite-store.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttBroker");

NS_OBJECT_ENSURE_REGISTERED(Broker);

TypeId
Broker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::Broker")
            .SetParent<Party>()
            .SetGroupName("Mqtt")
            .AddConstructor<Broker>()
            .AddAttribute("MaxPacketSize",
                          "Longest control packet that is taken, in octets; a longer one closes "
                          "the connection.",
                          UintegerValue(MAX_REMAINING_LENGTH + 5),
                          MakeUintegerAccessor(&Broker::m_maxPacketSize),
                          MakeUintegerChecker<std::uint32_t>(2, MAX_REMAINING_LENGTH + 5))
            .AddAttribute("MaxBacklog",
                          "Octets that may wait for a client that reads slowly; beyond them "
                          "messages of QoS 0 to it are dropped, and nothing more is read from it.",
                          UintegerValue(16 << 20),
                          MakeUintegerAccessor(&Broker::m_maxBacklog),
                          MakeUintegerChecker<std::uint32_t>())
            .AddAttribute("MaxQueued",
                          "Messages of QoS 1 and 2 kept for one session beyond those in flight; "
                          "further ones are dropped.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Broker::m_maxQueued),
                          MakeUintegerChecker<std::uint32_t>())
            .AddAttribute("MaxQueuedSize",
                          "Octets of topics and payloads of messages kept for one session beyond "
                          "those in flight; further ones are dropped.",
                          UintegerValue(1 << 30),
                          MakeUintegerAccessor(&Broker::m_maxQueuedSize),
                          MakeUintegerChecker<std::uint64_t>())
            .AddAttribute("MaxInflight",
                          "Messages of QoS 1 and 2 sent to one client and not yet acknowledged.",
                          UintegerValue(20),
                          MakeUintegerAccessor(&Broker::m_maxInflight),
                          MakeUintegerChecker<std::uint16_t>(1))
            .AddAttribute("MaxConnections",
                          "Connections at a time; further ones are refused.",
                          UintegerValue(1'000'000),
                          MakeUintegerAccessor(&Broker::m_maxConnections),
                          MakeUintegerChecker<std::uint32_t>(1))
            .AddAttribute("ConnectTimeout",
                          "Longest time from a connection to its CONNECT packet.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Broker::m_connectTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("StateFile",
                          "File that keeps sessions, messages of QoS 1 and 2, retained messages "
                          "and wills, so that they outlive Kill() and the simulation; what an "
                          "earlier one left there is taken up. If empty, nothing is kept.",
                          StringValue(""),
                          MakeStringAccessor(&Broker::m_stateFile),
                          MakeStringChecker())
            .AddTraceSource("ConnectionClosed",
                            "A connection ended, with the reason.",
                            MakeTraceSourceAccessor(&Broker::m_connectionClosed),
                            "ns3::mqtt::Broker::ConnectionClosedCallback")
            .AddTraceSource("Dropped",
                            "A message was given up, with the client and the reason.",
                            MakeTraceSourceAccessor(&Broker::m_droppedTrace),
                            "ns3::mqtt::Broker::DroppedCallback");
    return tid;
}

Broker::Broker()
    : m_policy(std::make_shared<AccessPolicy>())
{
    NS_LOG_FUNCTION(this);
}

Broker::~Broker()
{
    NS_LOG_FUNCTION(this);
}

void
Broker::SetLocal(const Address& local)
{
    NS_LOG_FUNCTION(this << local);
    m_local = local;
}

void
Broker::SetAccessPolicy(std::shared_ptr<const AccessPolicy> policy)
{
    NS_LOG_FUNCTION(this);
    m_policy = std::move(policy);
}

std::size_t
Broker::GetStateSize() const
{
    std::size_t size = AgentParty::GetStateSize() + (m_core ? m_core->GetStateSize() : 0);
    for (const auto& [id, connection] : m_connections)
    {
        size += connection.link ? connection.link->GetStateSize() : 0;
    }
    return size;
}

void
Broker::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [id, connection] : m_connections)
    {
        connection.timer.Cancel();
        connection.link->Detach();
    }
    m_connections.clear();
    m_listener = nullptr;
    AgentParty::DoDispose();
}

void
Broker::StartApplication()
{
    NS_LOG_FUNCTION(this);
    StartCore();
    AgentParty::StartApplication();
    m_listener = ListenOn(m_local, [this](Ptr<Socket> socket) { HandleAccept(socket); });
}

void
Broker::StartCore()
{
    NS_LOG_FUNCTION(this);
    BrokerLimits limits;
    limits.maxQueued = m_maxQueued;
    limits.maxQueuedSize = m_maxQueuedSize;
    limits.maxInflight = m_maxInflight;
    limits.maxConnections = m_maxConnections;
    limits.connectTimeout = ToDuration(m_connectTimeout);
    m_core = std::make_unique<BrokerCore>(limits, *m_policy);
    if (!m_stateFile.empty())
    {
        // A simulated crash spares the machine, so nothing need wait for its disk.
        auto opened = SqliteStore::Open(m_stateFile, SqliteStore::Sync::NORMAL);
        NS_ABORT_MSG_IF(!opened, "a broker cannot start: " << opened.error().reason);
        m_store = std::move(opened.value());
        const auto restored = m_core->Restore(*m_store, *this);
        NS_ABORT_MSG_IF(!restored, "a broker cannot start: " << restored.error().reason);
    }
}

void
Broker::TurnDone()
{
    if (m_store)
    {
        const auto kept = m_store->Commit();
        NS_ABORT_MSG_IF(!kept, "a broker cannot go on: " << kept.error().reason);
    }
}

void
Broker::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_listener->Close();
    DropConnections();
    AgentParty::StopApplication();
}

std::vector<ConnectionId>
Broker::ListConnections() const
{
    std::vector<ConnectionId> all;
    for (const auto& [id, connection] : m_connections)
    {
        all.push_back(id);
    }
    std::sort(all.begin(), all.end());
    return all;
}

void
Broker::DropConnections()
{
    NS_LOG_FUNCTION(this);
    SubmitTurn([this](Turn& turn) {
        for (const ConnectionId id : ListConnections())
        {
            const auto link = m_connections.at(id).link;
            link->Abandon();
            LinkDown(*link, "dropped", turn);
        }
    });
}

void
Broker::Kill()
{
    NS_LOG_FUNCTION(this);
    Simulator::ScheduleNow(&Broker::KillNow, this); // whoever asks may be inside of a turn
}

void
Broker::KillNow()
{
    NS_LOG_FUNCTION(this);
    if (!m_core)
    {
        return;
    }
    ++m_nKilled;
    m_core.reset();
    m_store.reset();
    const auto all = ListConnections();
    for (const ConnectionId id : all)
    {
        m_connections[id].timer.Cancel();
        m_connections[id].link->Abandon();
    }
    m_connections.clear();
    SubmitTurn([this, all](Turn& /* turn */) {
        for (const ConnectionId id : all)
        {
            m_agent->LinkDown(id, *this);
            m_connectionClosed(id, "killed");
        }
    });
}

void
Broker::Restart()
{
    NS_LOG_FUNCTION(this);
    Simulator::ScheduleNow([this]() {
        if (m_listener && !m_core)
        {
            StartCore();
        }
    });
}

void
Broker::HandleAccept(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    // The listening socket stays, since connections that linger keep the port from a new one.
    SubmitTurn([this, socket, nKilled = m_nKilled](Turn& turn) {
        if (!m_core || nKilled != m_nKilled)
        {
            socket->Close();
            return;
        }
        turn.SetPhase(Phase::HANDSHAKE);
        turn.Count(work::CONNECT, 0);
        const ConnectionId id = ++m_lastConnection;
        PacketLinkOwner& owner = *this;
        const auto link = std::make_shared<PacketLink>(socket,
                                                       m_agent->CreateGuard(),
                                                       *this,
                                                       owner,
                                                       m_maxPacketSize,
                                                       m_agent->GetTrailers(),
                                                       id);
        link->SetMaxBacklog(m_maxBacklog);
        m_connections[id].link = link;
        m_core->Opened(id, GetNow(), *this); // its time for CONNECT includes the guard's handshake
        link->Open(turn);
    });
}

} // namespace ns3::mqtt
