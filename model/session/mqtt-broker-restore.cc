// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-core.h"
#include "mqtt-session-store.h"

/// @file
/// What a broker takes up from the one before it, and keeps for the one after it.

namespace ns3::mqtt
{

Result<void>
BrokerCore::Restore(SessionStore& store, BrokerOutput& out)
{
    auto loaded = store.Load();
    if (!loaded)
    {
        return loaded.error();
    }
    m_store = &store;
    const auto& state = loaded.value();
    for (const auto& session : state.sessions)
    {
        if (auto fault = RestoreSession(session))
        {
            return *fault;
        }
    }
    for (const auto& publish : state.retained)
    {
        // There may be room for less than before.
        if (!m_router.Retain(publish))
        {
            store.RemoveRetained(publish.message->topic);
            out.Dropped("", *publish.message, "too many retained messages");
        }
    }
    for (const auto& [who, will] : state.wills)
    {
        store.RemoveWill(who.clientId);
        PublishFor(who, {will.message, will.qos, false, will.retain, 0}, out);
    }
    return store.Commit();
}

std::optional<Error>
BrokerCore::RestoreSession(const StoredSession& stored)
{
    const auto& clientId = stored.clientId;
    auto made = std::make_unique<BrokerSession>(clientId, stored.key, false, m_limits, m_store);
    if (stored.key < m_nextOrder || m_sessions.count(clientId) > 0 || !made->Restore(stored))
    {
        return Error{"the kept session of '" + clientId + "' contradicts itself or another one"};
    }
    m_nextOrder = stored.key + 1;
    auto& session = *m_sessions.emplace(clientId, std::move(made)).first->second;
    for (const auto& subscription : stored.subscriptions)
    {
        m_router.Subscribe(session, subscription);
    }
    return std::nullopt;
}

void
BrokerCore::Retain(const AccessPolicy::Identity& who, const Publish& publish, BrokerOutput& out)
{
    auto kept = m_router.Retain(publish);
    if (!kept)
    {
        out.Dropped(who.clientId,
                    *publish.message,
                    "too many retained messages; routed all the same");
    }
    if (m_store && kept && !publish.message->payload.empty())
    {
        m_store->PutRetained(publish);
    }
    else if (m_store)
    {
        m_store->RemoveRetained(publish.message->topic);
    }
}

std::optional<Will>
BrokerCore::TakeWill(Connection& connection)
{
    if (m_store && connection.will)
    {
        m_store->RemoveWill(connection.who.clientId);
    }
    return std::exchange(connection.will, std::nullopt);
}

} // namespace ns3::mqtt
