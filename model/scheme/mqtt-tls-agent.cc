// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tls-agent.h"

#include <utility>

namespace ns3::mqtt
{

namespace
{

/// Timer: the message is sent, so its connection can go.
constexpr std::uint32_t LEAVE = 0;

} // namespace

TlsClientAgent::TlsClientAgent(std::shared_ptr<const TlsContext> context,
                               TlsParty party,
                               Habits habits)
    : m_context(std::move(context)),
      m_party(std::move(party)),
      m_habits(habits)
{
}

std::unique_ptr<StreamGuard>
TlsClientAgent::CreateGuard()
{
    if (m_habits.fullHandshakeAfter > 0 && m_resumptions >= m_habits.fullHandshakeAfter)
    {
        m_party.session.reset();
    }
    auto guard = std::make_unique<TlsGuard>(m_context, m_party);
    m_guard = guard.get();
    return guard;
}

void
TlsClientAgent::LinkDown(ClientHost& /* host */)
{
    m_withheld = false;
    if (!m_guard)
    {
        return;
    }
    m_resumptions = m_guard->IsResumed() ? m_resumptions + 1 : 0;
    // In TLS 1.3 a session comes after the handshake, so it is taken when the connection ends. One
    // that led to no connection is not tried again.
    const auto session = m_guard->GetSession();
    if (!m_guard->IsEstablished())
    {
        m_party.session.reset();
    }
    else if (m_habits.resume && session)
    {
        m_party.session = session;
    }
    m_guard = nullptr;
}

void
TlsClientAgent::ConnectionWanted(ClientHost& host)
{
    // Who publishes connects for a message; until the first one, and as a reader, at once.
    m_withheld = m_publishes && m_undone == 0;
    if (!m_withheld)
    {
        host.Connect();
    }
}

void
TlsClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    if (m_habits.reconnectPerMessage)
    {
        ++m_undone;
        if (!std::exchange(m_publishes, true))
        {
            host.Reconnect(); // the first connection was for no message
        }
        else if (std::exchange(m_withheld, false))
        {
            host.Connect();
        }
    }
    host.SendMessage(publish);
}

void
TlsClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    host.SendPacket(packet);
    const auto* publish = std::get_if<Publish>(&packet);
    if (publish && publish->qos == Qos::AT_MOST_ONCE)
    {
        MessageDone(host);
    }
}

void
TlsClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    host.PassPacket(packet);
    if (std::holds_alternative<Puback>(packet) || std::holds_alternative<Pubcomp>(packet))
    {
        MessageDone(host);
    }
}

void
TlsClientAgent::MessageDone(ClientHost& host)
{
    if (m_undone > 0 && --m_undone == 0)
    {
        host.SetAgentTimer(LEAVE, Duration(0)); // not before the core has done with the packet
    }
}

void
TlsClientAgent::TimerExpired(std::uint32_t /* timer */, ClientHost& host)
{
    if (m_undone == 0)
    {
        host.Reconnect(); // the new connection waits for the next message
    }
}

std::size_t
TlsClientAgent::GetStateSize() const
{
    return m_party.preSharedKey ? m_party.preSharedKey->key.Get().size() : 0;
}

TlsBrokerAgent::TlsBrokerAgent(std::shared_ptr<const TlsContext> context)
    : m_context(std::move(context))
{
}

std::unique_ptr<StreamGuard>
TlsBrokerAgent::CreateGuard()
{
    return std::make_unique<TlsGuard>(m_context);
}

} // namespace ns3::mqtt
