// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-session.h"

namespace ns3::mqtt
{

BrokerSession::BrokerSession(std::string clientId,
                             std::uint64_t order,
                             bool clean,
                             const BrokerLimits& limits)
    : m_clientId(std::move(clientId)),
      m_order(order),
      m_clean(clean),
      m_sender(limits.maxInflight, limits.maxQueued)
{
}

void
BrokerSession::Attach(ConnectionId connection, BrokerOutput& out)
{
    m_connection = connection;
    ConnectionSink sink(out, connection);
    m_sender.Resume(sink);
}

void
BrokerSession::Detach()
{
    m_connection.reset();
}

void
BrokerSession::SendReliably(const Publish& publish, BrokerOutput& out)
{
    ConnectionSink sink(out, m_connection.value_or(0));
    if (m_sender.Offer(publish, m_connection ? &sink : nullptr) == 0)
    {
        out.Dropped(m_clientId, *publish.message, "too many messages wait for the client");
    }
}

std::size_t
BrokerSession::GetStateSize() const
{
    auto size = m_clientId.size() + m_sender.GetStateSize() + m_receiver.GetStateSize();
    for (const auto& filter : m_filters)
    {
        size += filter.size() + sizeof(Qos);
    }
    return size;
}

} // namespace ns3::mqtt
