// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-world.h"

#include "ns3/mqtt-sqlite-store.h"

namespace ns3::mqtt
{

namespace
{

/// @param clientId client identifier
/// @return options with a kept session
ClientOptions
MakeOptions(const std::string& clientId)
{
    ClientOptions options;
    options.clientId = clientId;
    options.cleanSession = false;
    return options;
}

/// @return limits that drop nothing
BrokerLimits
MakeLimits()
{
    BrokerLimits limits;
    limits.maxQueued = 60'000;
    return limits;
}

} // namespace

void
Pipe::Put(const ControlPacket& packet)
{
    auto more = Encode(packet);
    octets.insert(octets.end(), more.begin(), more.end());
}

bool
Pipe::Deliver(std::size_t size, const std::function<void(const ControlPacket&)>& take)
{
    Bytes arrived(octets.begin(), octets.begin() + size);
    octets.erase(octets.begin(), octets.begin() + size);
    framer.Append(arrived);
    for (auto frame = framer.Next(); frame; frame = framer.Next())
    {
        if (!frame.value())
        {
            return true;
        }
        auto packet = Decode(*frame.value());
        if (!packet)
        {
            return false;
        }
        take(packet.value());
    }
    return false;
}

Peer::Peer(const std::string& clientId)
    : m_core(MakeOptions(clientId))
{
}

void
Peer::Open(ConnectionId connection)
{
    m_connection = connection;
    m_wire = std::make_shared<Wire>();
    m_core.TransportOpened({}, *this);
}

void
Peer::Lose()
{
    m_connection.reset();
    m_wire.reset();
    m_core.TransportClosed({}, *this);
}

void
Peer::PublishNumber(std::size_t number, Qos qos)
{
    m_nRefused +=
        !m_core.Publish(MakeMessage("t=" + std::to_string(number)), qos, false, {}, *this);
}

void
Peer::Send(const ControlPacket& packet)
{
    m_wire->up.Put(packet);
}

void
Peer::Close(const std::string& reason)
{
    m_closed = reason;
}

void
Peer::SetTimer(Duration)
{
}

void
Peer::Connected(bool sessionPresent)
{
    if (m_wanted && (!sessionPresent || !m_asked))
    {
        m_asked = m_core.Subscribe({{"t", *m_wanted}}, {}, *this).has_value();
    }
}

void
Peer::Refused(ConnectCode)
{
}

void
Peer::Deliver(const Publish& publish)
{
    m_numbers.push_back(std::stoul(std::string(ByteView(publish.message->payload).ToText())));
}

void
Peer::Subscribed(std::uint16_t, const std::vector<std::uint8_t>&)
{
    m_subscribed = true;
}

void
Peer::Unsubscribed(std::uint16_t)
{
}

void
Peer::Completed(std::uint16_t)
{
}

void
Peer::Dropped(const Message&, const std::string& reason)
{
    m_closed = reason;
}

World::World(std::uint64_t seed)
    : m_random(seed)
{
    StartBroker();
}

void
World::SetFate(std::function<Fate(std::size_t)> fate, bool kept)
{
    m_fate = std::move(fate);
    m_kept = kept;
    StartBroker();
}

void
World::Run(std::size_t n, Qos qos)
{
    m_subscriber.SubscribeTo(qos);
    std::size_t published = 0;
    for (std::size_t step = 0; step < 1000 * n && !IsDone(n); step++)
    {
        auto& peer = m_random() % 2 ? m_publisher : m_subscriber;
        Move(peer);
        auto ready = m_subscriber.m_subscribed && m_publisher.GetCore().GetNPending() < 50;
        if (published < n && ready)
        {
            m_publisher.PublishNumber(published++, qos);
        }
    }
}

World::Arrival
World::GetArrival() const
{
    Arrival arrival;
    for (auto number : m_subscriber.m_numbers)
    {
        arrival.disorder = arrival.disorder || number > arrival.next;
        (number == arrival.next ? arrival.next : arrival.again)++;
    }
    return arrival;
}

std::string
World::GetTrouble() const
{
    return m_trouble + m_publisher.m_closed + m_subscriber.m_closed +
           (m_publisher.m_nRefused ? "refused to publish" : "");
}

void
World::StartBroker()
{
    m_broker = std::make_unique<BrokerCore>(MakeLimits(), m_policy);
    if (m_kept)
    {
        m_store.reset();
        auto opened = SqliteStore::Open(m_file.GetPath(), SqliteStore::Sync::OFF);
        if (!opened)
        {
            m_trouble += opened.error().reason + "; ";
            return;
        }
        m_store = std::move(opened.value());
        auto restored = m_broker->Restore(*m_store, *this);
        m_trouble += restored ? "" : restored.error().reason + "; ";
    }
}

void
World::EndTurn()
{
    auto fate = m_fate ? m_fate(m_nTurns) : Fate::LIVE;
    m_nTurns++;
    if (fate != Fate::DIE_EARLY && m_store)
    {
        auto kept = m_store->Commit();
        m_trouble += kept ? "" : kept.error().reason + "; ";
    }
    auto turn = std::exchange(m_turn, {});
    if (fate != Fate::LIVE)
    {
        m_nDeaths++;
        for (auto& [connection, peer] : std::exchange(m_peers, {}))
        {
            peer->Lose();
        }
        StartBroker();
        return;
    }
    for (const auto& [to, packet] : turn)
    {
        auto peer = m_peers.find(to);
        if (peer != m_peers.end())
        {
            peer->second->m_wire->down.Put(packet);
        }
    }
}

bool
World::IsDone(std::size_t n)
{
    const auto& numbers = m_subscriber.m_numbers;
    return !numbers.empty() && numbers.back() == n - 1 && m_publisher.GetCore().GetNPending() == 0;
}

void
World::Move(Peer& peer)
{
    if (!peer.m_connection)
    {
        m_peers[m_nextConnection] = &peer;
        m_broker->Opened(m_nextConnection, {}, *this);
        peer.Open(m_nextConnection++);
    }
    else if (m_random() % 40 == 0)
    {
        Break(peer);
    }
    else
    {
        Transfer(peer);
    }
}

void
World::Transfer(Peer& peer)
{
    auto connection = *peer.m_connection;
    auto wire = peer.m_wire;
    auto upSize = PickSize(wire->up);
    auto downSize = PickSize(wire->down);
    auto whole = wire->up.Deliver(upSize, [&](const ControlPacket& packet) {
        m_broker->Received(connection, packet, {}, *this);
    });
    EndTurn();
    if (peer.m_wire == wire)
    {
        whole = whole && wire->down.Deliver(downSize, [&](const ControlPacket& packet) {
            peer.GetCore().Received(packet, {}, peer);
        });
    }
    m_trouble += whole ? "" : "octets that are no packet; ";
}

std::size_t
World::PickSize(const Pipe& pipe)
{
    return m_random() % (std::min<std::size_t>(pipe.octets.size(), 60) + 1);
}

void
World::Break(Peer& peer)
{
    m_nBreaks++;
    Transfer(peer);
    if (!peer.m_connection)
    {
        return; // the broker died meanwhile
    }
    auto connection = *peer.m_connection;
    m_peers.erase(connection);
    peer.Lose();
    if (m_random() % 2)
    {
        m_broker->Closed(connection, {}, *this);
        EndTurn();
    }
}

void
World::Send(ConnectionId to, const ControlPacket& packet)
{
    m_turn.emplace_back(to, packet);
}

void
World::Close(ConnectionId connection, const std::string& reason)
{
    // Only what the broker did not hear of may be closed, by the client that is back.
    m_trouble += m_peers.count(connection) ? reason + "; " : "";
}

void
World::SetTimer(ConnectionId, Duration)
{
}

void
World::Dropped(const std::string&, const Message&, const std::string& reason)
{
    m_trouble += reason + "; ";
}

} // namespace ns3::mqtt
