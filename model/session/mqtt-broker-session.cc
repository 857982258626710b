// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-session.h"

#include "mqtt-session-store.h"

namespace ns3::mqtt
{

BrokerSession::BrokerSession(std::string clientId,
                             std::uint64_t order,
                             bool clean,
                             const BrokerLimits& limits,
                             SessionStore* store)
    : m_clientId(std::move(clientId)),
      m_order(order),
      m_clean(clean),
      m_store(clean ? nullptr : store),
      m_sender(limits, m_store ? this : nullptr),
      m_receiver(m_store ? this : nullptr)
{
}

bool
BrokerSession::Restore(const StoredSession& stored)
{
    for (auto packetId : stored.received)
    {
        m_receiver.Restore(packetId);
    }
    return std::all_of(stored.deliveries.begin(),
                       stored.deliveries.end(),
                       [this](const StoredDelivery& delivery) {
                           return m_sender.Restore(delivery.publish, delivery.state);
                       });
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

void
BrokerSession::DeliveryAdded(const Publish& publish, DeliveryState state)
{
    m_store->AddDelivery(m_order, publish, state);
}

void
BrokerSession::DeliveryChanged(std::uint16_t packetId, DeliveryState state)
{
    m_store->ChangeDelivery(m_order, packetId, state);
}

void
BrokerSession::DeliveryEnded(std::uint16_t packetId)
{
    m_store->RemoveDelivery(m_order, packetId);
}

void
BrokerSession::ReceivedAdded(std::uint16_t packetId)
{
    m_store->AddReceived(m_order, packetId);
}

void
BrokerSession::ReceivedEnded(std::uint16_t packetId)
{
    m_store->RemoveReceived(m_order, packetId);
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
