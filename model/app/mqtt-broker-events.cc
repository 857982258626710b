// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker.h"
#include "mqtt-work.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

/// @file
/// What links, the scheme's agent and the broker core ask of a broker.

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttBrokerEvents");

void
Broker::LinkUp(Link& link, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << link.GetId());
    m_agent->LinkUp(link.GetId(), *this);
}

void
Broker::PacketReceived(PacketLink& link, const ControlPacket& packet, Turn& turn)
{
    NS_LOG_FUNCTION(this << link.GetId() << GetName(GetType(packet)));
    if (std::holds_alternative<Publish>(packet))
    {
        link.SetPhase(Phase::MESSAGES);
        turn.SetPhase(Phase::MESSAGES);
    }
    m_agent->IncomingPacket(link.GetId(), packet, *this);
}

void
Broker::LinkBroken(Link& link, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << link.GetId() << reason);
    Fail(link.GetId(), reason);
}

void
Broker::LinkDown(Link& link, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << link.GetId() << reason);
    const ConnectionId id = link.GetId();
    m_core->Closed(id, GetNow(), *this);
    Forget(id, reason);
}

void
Broker::Forget(ConnectionId id, const std::string& reason)
{
    NS_LOG_FUNCTION(this << id << reason);
    m_agent->LinkDown(id, *this); // may look at its guard once more
    m_connections[id].timer.Cancel();
    m_connections.erase(id);
    m_connectionClosed(id, reason);
}

void
Broker::SendPacket(ConnectionId to, const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << to << GetName(GetType(packet)));
    const auto found = m_connections.find(to);
    if (found == m_connections.end())
    {
        return;
    }
    Connection& connection = found->second;
    const auto* publish = std::get_if<Publish>(&packet);
    if (publish && publish->qos == Qos::AT_MOST_ONCE &&
        connection.link->GetBacklog() > m_maxBacklog)
    {
        m_droppedTrace("", *publish->message, "client reads too slowly");
        return;
    }
    connection.link->Send(packet, m_encoder, GetTurn());
    if (std::holds_alternative<Suback>(packet))
    {
        connection.link->SetPhase(Phase::MESSAGES);
    }
}

void
Broker::PassPacket(ConnectionId from, const ControlPacket& packet)
{
    NS_LOG_FUNCTION(this << from << GetName(GetType(packet)));
    if (m_core)
    {
        m_core->Received(from, packet, GetNow(), *this);
    }
}

void
Broker::Fail(ConnectionId id, const std::string& reason)
{
    NS_LOG_FUNCTION(this << id << reason);
    if (m_core)
    {
        m_core->Malformed(id, reason, GetNow(), *this);
    }
}

void
Broker::Send(ConnectionId to, const ControlPacket& packet)
{
    if (std::holds_alternative<Publish>(packet))
    {
        GetTurn().Count(work::ROUTE, 0);
    }
    m_agent->OutgoingPacket(to, packet, *this);
}

void
Broker::Close(ConnectionId id, const std::string& reason)
{
    NS_LOG_FUNCTION(this << id << reason);
    const auto found = m_connections.find(id);
    if (found != m_connections.end())
    {
        const auto link = found->second.link;
        link->Close(GetTurn());
        Forget(id, reason);
    }
}

void
Broker::SetTimer(ConnectionId id, Duration delay)
{
    NS_LOG_FUNCTION(this << id << delay.count());
    const auto found = m_connections.find(id);
    if (found != m_connections.end())
    {
        found->second.timer.Cancel();
        found->second.timer = Simulator::Schedule(ToTime(delay), [this, id]() {
            SubmitTurn([this, id](Turn& turn) {
                turn.SetPhase(Phase::MESSAGES);
                if (m_core)
                {
                    m_core->TimerExpired(id, GetNow(), *this);
                }
            });
        });
    }
}

void
Broker::Dropped(const std::string& clientId, const Message& message, const std::string& reason)
{
    NS_LOG_FUNCTION(this << clientId << message.topic << reason);
    m_droppedTrace(clientId, message, reason);
}

} // namespace ns3::mqtt
