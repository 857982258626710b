// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-gateway.h"

#include "ns3/log.h"
#include "ns3/mqtt-work.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttGateway");

NS_OBJECT_ENSURE_REGISTERED(Gateway);

namespace
{

/// Octets that may wait for either side before the other is held back.
constexpr std::size_t MAX_BACKLOG = 1 << 16;

/// Charges what handling the packets in a stream costs.
/// @param framer of the stream, as far as it was
/// @param octets next of the stream
/// @param operation what is done with each packet
/// @param turn is charged
void
ChargePackets(Framer& framer, ByteView octets, const Operation& operation, Turn& turn)
{
    framer.Append(octets);
    for (auto next = framer.Next(); next && next.value(); next = framer.Next())
    {
        turn.Count(operation, next.value()->size);
    }
}

} // namespace

/// The simulated connection of a pair.
class GatewayLink : public Link
{
  public:
    /// @param socket connected
    /// @param guard protection of the byte stream, or null
    /// @param gateway owner
    /// @param id pair
    GatewayLink(Ptr<Socket> socket,
                std::unique_ptr<StreamGuard> guard,
                Gateway& gateway,
                std::uint64_t id)
        : Link(socket, std::move(guard), gateway, gateway, id),
          m_gateway(gateway)
    {
    }

    /// @param octets for the peer
    /// @param turn the turn this happens in
    void Send(const Bytes& octets, Turn& turn)
    {
        SendPlain(octets, Create<Packet>(octets.data(), octets.size()), turn);
    }

  private:
    void TakeInPlain(ByteView octets, Turn& turn) override
    {
        m_gateway.LinkReceived(GetId(), octets, turn);
    }

    Gateway& m_gateway; ///< owner
};

TypeId
Gateway::GetTypeId()
{
    static TypeId tid = TypeId("ns3::mqtt::Gateway")
                            .SetParent<Party>()
                            .SetGroupName("Mqtt")
                            .AddConstructor<Gateway>();
    return tid;
}

Gateway::Gateway()
    : m_createGuard([]() { return nullptr; })
{
    NS_LOG_FUNCTION(this);
}

Gateway::~Gateway()
{
    NS_LOG_FUNCTION(this);
}

void
Gateway::SetGuard(GuardFactory createGuard)
{
    NS_LOG_FUNCTION(this);
    m_createGuard = std::move(createGuard);
}

void
Gateway::ListenFor(const Address& local,
                   const boost::asio::ip::tcp::endpoint& remote,
                   SocketFactory createSocket)
{
    NS_LOG_FUNCTION(this << local);
    m_local = local;
    m_remote = remote;
    m_createSocket = std::move(createSocket);
}

void
Gateway::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [id, pair] : m_pairs)
    {
        if (pair.link)
        {
            pair.link->Detach();
        }
        else if (pair.connecting)
        {
            Forget(pair.connecting);
        }
    }
    m_pairs.clear();
    m_listener = nullptr;
    Party::DoDispose();
}

void
Gateway::StartApplication()
{
    NS_LOG_FUNCTION(this);
    Party::StartApplication();
    if (!m_createSocket)
    {
        return;
    }
    m_listener = ListenOn(m_local, [this](Ptr<Socket> socket) {
        SubmitTurn([this, socket](Turn& turn) {
            turn.Count(work::CONNECT, 0);
            const std::uint64_t id = ++m_last;
            const auto real = m_createSocket();
            m_pairs[id].real = real;
            real->Connect(m_remote, MakeHandlers(id));
            OpenLink(socket, id, turn);
        });
    });
}

void
Gateway::Join(const std::shared_ptr<RealSocket>& real, const Address& remote)
{
    NS_LOG_FUNCTION(this << remote);
    const std::uint64_t id = ++m_last;
    m_pairs[id].real = real;
    real->Open(MakeHandlers(id));
    SubmitTurn([this, id, remote](Turn& turn) {
        turn.Count(work::CONNECT, 0);
        turn.Then([this, id, remote]() {
            Pair* pair = Find(id);
            if (!pair)
            {
                return;
            }
            pair->connecting = ConnectTo(
                remote,
                [this, id](Ptr<Socket> socket) {
                    SubmitTurn([this, id, socket](Turn& next) { OpenLink(socket, id, next); });
                },
                [this, id](Ptr<Socket>) { SubmitTurn([this, id](Turn& next) { End(id, next); }); });
        });
    });
}

Gateway::Pair*
Gateway::Find(std::uint64_t id)
{
    const auto found = m_pairs.find(id);
    return found == m_pairs.end() ? nullptr : &found->second;
}

void
Gateway::HoldBack(Pair& pair, bool hold)
{
    if (pair.link)
    {
        pair.link->SetReading(!hold);
    }
}

RealSocket::Handlers
Gateway::MakeHandlers(std::uint64_t id)
{
    RealSocket::Handlers handlers;
    handlers.node = GetNode()->GetId();
    handlers.connected = [this, id]() {
        if (Pair* pair = Find(id))
        {
            pair->realStands = true;
            HoldBack(*pair, false);
        }
    };
    handlers.received = [this, id](const Bytes& octets) {
        SubmitTurn([this, id, octets](Turn& turn) { SendOnLink(id, octets, turn); });
    };
    handlers.drained = [this, id]() {
        if (Pair* pair = Find(id))
        {
            HoldBack(*pair, false);
        }
    };
    handlers.closed = [this, id](const std::string& reason) {
        NS_LOG_INFO("pair " << id << ": real " << reason);
        SubmitTurn([this, id](Turn& turn) { End(id, turn); });
    };
    return handlers;
}

void
Gateway::OpenLink(Ptr<Socket> socket, std::uint64_t id, Turn& turn)
{
    NS_LOG_FUNCTION(this << socket << id);
    Pair* pair = Find(id);
    if (!pair)
    {
        socket->Close(); // the real connection has ended meanwhile
        return;
    }
    pair->connecting = nullptr;
    pair->link = std::make_shared<GatewayLink>(socket, m_createGuard(), *this, id);
    HoldBack(*pair, !pair->realStands);
    pair->link->Open(turn);
}

void
Gateway::LinkUp(Link& link, Turn& turn)
{
    NS_LOG_FUNCTION(this << link.GetId());
    const auto early = std::exchange(m_pairs.at(link.GetId()).early, {});
    if (!early.empty())
    {
        SendOnLink(link.GetId(), early, turn);
    }
}

void
Gateway::SendOnLink(std::uint64_t id, const Bytes& octets, Turn& turn)
{
    NS_LOG_FUNCTION(this << id << octets.size());
    Pair* pair = Find(id);
    if (!pair)
    {
        return;
    }
    if (!pair->link || !pair->link->IsUp())
    {
        pair->early.insert(pair->early.end(), octets.begin(), octets.end());
        return; // and nothing more is read until then
    }
    ChargePackets(pair->fromReal, octets, work::SEND, turn);
    pair->link->Send(octets, turn);
    if (pair->link->GetBacklog() <= MAX_BACKLOG)
    {
        pair->real->Resume();
    }
}

void
Gateway::LinkDrained(Link& link)
{
    NS_LOG_FUNCTION(this << link.GetId());
    m_pairs.at(link.GetId()).real->Resume();
}

void
Gateway::LinkReceived(std::uint64_t id, ByteView octets, Turn& turn)
{
    NS_LOG_FUNCTION(this << id << octets.size());
    Pair& pair = m_pairs.at(id);
    ChargePackets(pair.fromLink, octets, work::RECEIVE, turn);
    turn.Then([this, id, real = pair.real, copy = octets.ToBytes()]() {
        real->Send(copy);
        Pair* present = Find(id);
        if (present && real->GetBacklog() > MAX_BACKLOG)
        {
            HoldBack(*present, true);
        }
    });
}

void
Gateway::LinkBroken(Link& link, const std::string& reason, Turn& turn)
{
    NS_LOG_FUNCTION(this << link.GetId() << reason);
    End(link.GetId(), turn);
}

void
Gateway::LinkDown(Link& link, const std::string& reason, Turn& turn)
{
    NS_LOG_FUNCTION(this << link.GetId() << reason);
    End(link.GetId(), turn);
}

void
Gateway::End(std::uint64_t id, Turn& turn)
{
    NS_LOG_FUNCTION(this << id);
    auto node = m_pairs.extract(id);
    if (!node)
    {
        return;
    }
    Pair& pair = node.mapped();
    if (pair.link)
    {
        pair.link->Close(turn);
    }
    else if (pair.connecting)
    {
        GiveUp(pair.connecting);
    }
    turn.Then([real = pair.real]() { real->Close(); }); // after what was received is sent on
}

} // namespace ns3::mqtt
