// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-link.h"

#include "mqtt-party.h"

#include "ns3/log.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttLink");

namespace
{

/// @param octets octets
/// @return a packet of them
Ptr<Packet>
MakePacket(const Bytes& octets)
{
    return Create<Packet>(octets.data(), octets.size());
}

} // namespace

Link::Link(Ptr<Socket> socket,
           std::unique_ptr<StreamGuard> guard,
           Party& party,
           LinkOwner& owner,
           std::uint64_t id)
    : m_socket(socket),
      m_guard(std::move(guard)),
      m_party(party),
      m_owner(&owner),
      m_id(id)
{
    NS_LOG_FUNCTION(this << socket << id);
}

Link::~Link()
{
    NS_LOG_FUNCTION(this);
    Detach();
}

void
Link::Open(Turn& turn)
{
    NS_LOG_FUNCTION(this);
    turn.SetPhase(m_phase);
    m_socket->SetRecvCallback(MakeCallback(&Link::HandleReceive, this));
    m_socket->SetSendCallback(MakeCallback(&Link::HandleRoom, this));
    m_socket->SetCloseCallbacks(MakeCallback(&Link::HandleClose, this),
                                MakeCallback(&Link::HandleClose, this));
    if (m_guard)
    {
        Act(m_guard->Start(), turn);
    }
    else
    {
        m_up = true;
        m_owner->LinkUp(*this, turn);
    }
    HandleReceive(m_socket); // what came before the callback was set
}

void
Link::HandleReceive(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    const auto self = shared_from_this(); // a turn may be the last to know of it
    while (IsReading())
    {
        const Ptr<Packet> packet = socket->Recv();
        if (!packet || packet->GetSize() == 0)
        {
            return; // nothing left, or the end of the stream
        }
        if (!m_owner)
        {
            continue; // closing: what still comes is of no interest, but must be read
        }
        Bytes octets(packet->GetSize());
        packet->CopyData(octets.data(), octets.size());
        m_party.SubmitTurn([self, octets = std::move(octets)](Turn& turn) {
            if (self->m_owner)
            {
                self->TakeIn(octets, turn);
            }
        });
    }
}

void
Link::SetReading(bool reading)
{
    NS_LOG_FUNCTION(this << reading);
    m_reading = reading;
    if (reading && m_socket)
    {
        HandleReceive(m_socket);
    }
}

void
Link::HandleClose(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this << socket);
    if (!m_owner)
    {
        m_self.reset();
        return;
    }
    const bool inOrder = socket->GetErrno() == Socket::ERROR_NOTERROR;
    m_party.SubmitTurn([self = shared_from_this(), inOrder](Turn& turn) {
        if (LinkOwner* owner = std::exchange(self->m_owner, nullptr))
        {
            turn.Then([self]() { self->Abandon(); });
            owner->LinkDown(*self, inOrder ? "connection closed by peer" : "connection lost", turn);
        }
    });
}

void
Link::HandleRoom(Ptr<Socket> /* socket */, std::uint32_t room)
{
    NS_LOG_FUNCTION(this << room);
    if (m_backlog.empty())
    {
        return;
    }
    const auto self = shared_from_this(); // the owner may give it up
    WriteBacklog();
    if (m_owner && m_backlog.empty())
    {
        m_owner->LinkDrained(*this);
    }
    if (m_socket)
    {
        HandleReceive(m_socket); // what waited while too much did
    }
}

void
Link::TakeIn(ByteView octets, Turn& turn)
{
    NS_LOG_FUNCTION(this << octets.size());
    turn.SetPhase(m_phase);
    if (m_guard)
    {
        Act(m_guard->Receive(octets), turn);
    }
    else
    {
        TakeInPlain(octets, turn);
    }
}

void
Link::Act(StreamGuard::Output output, Turn& turn)
{
    NS_LOG_FUNCTION(this << output.toPeer.size() << output.toApplication.size());
    if (!output.toPeer.empty())
    {
        Transmit(MakePacket(output.toPeer), turn);
    }
    if (output.established)
    {
        m_up = true;
        m_owner->LinkUp(*this, turn);
    }
    if (!output.toApplication.empty() && m_owner)
    {
        TakeInPlain(output.toApplication, turn);
    }
    if (output.error && m_owner)
    {
        m_owner->LinkBroken(*this, output.error->reason, turn);
    }
    else if (output.closed && m_owner)
    {
        LinkOwner* owner = m_owner;
        Close(turn);
        owner->LinkDown(*this, "stream closed by peer", turn);
    }
}

void
Link::SendPlain(const Bytes& octets, Ptr<const Packet> packet, Turn& turn)
{
    NS_LOG_FUNCTION(this << octets.size());
    if (!m_owner)
    {
        return;
    }
    if (m_guard)
    {
        Act(m_guard->Send(octets), turn);
    }
    else
    {
        Transmit(packet, turn);
    }
}

void
Link::Close(Turn& turn)
{
    NS_LOG_FUNCTION(this);
    if (!m_owner)
    {
        return;
    }
    if (m_guard)
    {
        const auto output = m_guard->Shutdown();
        if (!output.toPeer.empty())
        {
            Transmit(MakePacket(output.toPeer), turn);
        }
    }
    m_owner = nullptr;
    turn.Then([self = shared_from_this()]() {
        self->m_closing = true;
        self->m_self = self; // until the backlog is written
        self->WriteBacklog();
    });
}

void
Link::Abandon()
{
    NS_LOG_FUNCTION(this);
    if (const Ptr<Socket> socket = m_socket)
    {
        Detach();
        socket->Close();
    }
}

void
Link::Detach()
{
    NS_LOG_FUNCTION(this);
    m_owner = nullptr;
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, std::uint32_t>());
        m_socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                    MakeNullCallback<void, Ptr<Socket>>());
        m_socket = nullptr;
    }
    m_backlog.clear();
    m_self.reset();
}

std::size_t
Link::GetStateSize() const
{
    return m_backlogSize + (m_guard ? m_guard->GetStateSize() : 0);
}

void
Link::Transmit(Ptr<const Packet> packet, Turn& turn)
{
    turn.Then([self = shared_from_this(), packet]() { self->Write(packet); });
}

void
Link::Write(Ptr<const Packet> packet)
{
    NS_LOG_FUNCTION(this << packet->GetSize());
    if (!m_socket)
    {
        return;
    }
    if (m_backlog.empty() && m_socket->GetTxAvailable() >= packet->GetSize())
    {
        m_socket->Send(packet->Copy());
        return;
    }
    m_backlog.push_back(packet->Copy());
    m_backlogSize += packet->GetSize();
    WriteBacklog();
}

void
Link::WriteBacklog()
{
    NS_LOG_FUNCTION(this << m_backlogSize);
    while (m_socket && !m_backlog.empty())
    {
        Ptr<Packet> front = m_backlog.front();
        const std::uint32_t size = std::min(m_socket->GetTxAvailable(), front->GetSize());
        if (size == 0)
        {
            return;
        }
        m_backlogSize -= size;
        m_backlog.pop_front();
        if (size < front->GetSize())
        {
            m_backlog.push_front(front->CreateFragment(size, front->GetSize() - size));
            front = front->CreateFragment(0, size);
        }
        if (m_socket->Send(front) < 0)
        {
            m_backlog.clear(); // the connection is gone, and its close callback says so
            m_backlogSize = 0;
        }
    }
    if (m_closing)
    {
        const auto self = std::move(m_self); // outlives Abandon()
        Abandon();
    }
}

} // namespace ns3::mqtt
