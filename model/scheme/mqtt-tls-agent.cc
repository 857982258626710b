// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tls-agent.h"

namespace ns3::mqtt
{

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
TlsClientAgent::OutgoingMessage(const Publish& publish, ClientHost& host)
{
    if (m_habits.reconnectPerMessage)
    {
        host.Reconnect();
    }
    host.SendMessage(publish);
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
