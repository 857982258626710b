// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-broker.h"

#include "mqtt-packet-text.h"

namespace ns3::mqtt::test
{

SchemeBroker::SchemeBroker(SchemeWire& wire,
                           std::unique_ptr<BrokerAgent> agent,
                           std::uint32_t number)
    : SchemeParty(wire,
                  number == 0 ? "broker" : "broker-" + std::to_string(number),
                  std::move(agent)),
      m_service(GetBrokerStreamService(number)),
      m_core({}, m_policy)
{
}

void
SchemeBroker::Start()
{
    GetWire().Listen(m_service, [this](StreamId stream) {
        const ConnectionId id = ++m_lastConnection;
        MqttEnd::Owner& owner = *this;
        const auto end = std::make_shared<MqttEnd>(GetWire(), false, owner, id);
        end->SetStream(stream);
        m_ends[id] = end;
        m_core.Opened(id, GetNow(), *this);
        return end;
    });
    StartAgent();
}

void
SchemeBroker::SendPacket(ConnectionId to, const ControlPacket& packet)
{
    const auto found = m_ends.find(to);
    if (found != m_ends.end())
    {
        found->second->Send(packet);
    }
}

void
SchemeBroker::PassPacket(ConnectionId from, const ControlPacket& packet)
{
    passed.push_back(Describe(packet));
    m_core.Received(from, packet, GetNow(), *this);
}

void
SchemeBroker::Fail(ConnectionId connection, const std::string& reason)
{
    m_core.Malformed(connection, reason, GetNow(), *this);
}

std::unique_ptr<StreamGuard>
SchemeBroker::MakeMqttGuard()
{
    return GetAgent().CreateGuard();
}

Trailers
SchemeBroker::GetMqttTrailers() const
{
    return GetAgent().GetTrailers();
}

void
SchemeBroker::MqttUp(ConnectionId connection)
{
    GetAgent().LinkUp(connection, *this);
}

void
SchemeBroker::MqttReceived(ConnectionId connection, const ControlPacket& packet)
{
    GetAgent().IncomingPacket(connection, packet, *this);
}

void
SchemeBroker::MqttBroken(ConnectionId connection, const std::string& reason)
{
    Fail(connection, reason);
}

void
SchemeBroker::MqttDown(ConnectionId connection, const std::string& reason)
{
    m_core.Closed(connection, GetNow(), *this);
    Forget(connection, reason);
}

void
SchemeBroker::Send(ConnectionId to, const ControlPacket& packet)
{
    GetAgent().OutgoingPacket(to, packet, *this);
}

void
SchemeBroker::Close(ConnectionId connection, const std::string& reason)
{
    const auto found = m_ends.find(connection);
    if (found != m_ends.end())
    {
        const auto end = found->second;
        end->Close();
        Forget(connection, reason);
    }
}

void
SchemeBroker::SetTimer(ConnectionId connection, Duration delay)
{
    GetWire().SetTimer(this, connection, delay, [this, connection]() {
        m_core.TimerExpired(connection, GetNow(), *this);
    });
}

void
SchemeBroker::Dropped(const std::string& /* clientId */,
                      const Message& /* message */,
                      const std::string& /* reason */)
{
}

void
SchemeBroker::Forget(ConnectionId connection, const std::string& reason)
{
    GetAgent().LinkDown(connection, *this); // may look at its guard once more
    GetWire().CancelTimer(this, connection);
    m_ends.erase(connection);
    closed[connection] = reason;
}

} // namespace ns3::mqtt::test
