// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_STORE_H
#define MQTT_SESSION_STORE_H

#include "mqtt-access-policy.h"
#include "mqtt-delivery.h"

/// @file
/// What a broker core tells of the state that outlives it (OASIS MQTT 3.1.1, section 4.1), and what
/// it takes up again.

namespace ns3::mqtt
{

/// Names a kept session: BrokerSession::GetOrder().
using SessionKey = std::uint64_t;

/// A message on its way to a client, or what is left of it.
struct StoredDelivery
{
    Publish publish;     ///< with its packet identifier; without a message once it was released
    DeliveryState state; ///< how far it is
};

/// A session with cleanSession 0.
struct StoredSession
{
    SessionKey key{0};                       ///< name, and place in the order of sessions
    std::string clientId;                    ///< client identifier
    std::vector<Subscription> subscriptions; ///< filters and QoS
    std::vector<StoredDelivery> deliveries;  ///< those of one state in their order
    std::vector<std::uint16_t> received;     ///< of QoS 2, not yet released
};

/// A will whose client was connected.
struct StoredWill
{
    AccessPolicy::Identity who; ///< client
    Will will;                  ///< what to publish for it
};

/// All that a broker left behind.
struct StoredState
{
    std::vector<StoredSession> sessions; ///< in the order in which they were made
    std::vector<Publish> retained;       ///< retained messages
    std::vector<StoredWill> wills;       ///< of those who were connected
};

/// Keeps what outlives a broker. The core tells of every change as it happens; whoever drives it
/// calls Commit() at the end of a turn, before what the turn wants sent leaves. So nothing is
/// acknowledged, and nothing delivered, that is not kept.
///
/// Clean sessions are never told of, nor messages of QoS 0 unless they are retained; wills are
/// those of all clients.
class SessionStore
{
  public:
    virtual ~SessionStore() = default;

    /// @return what was kept, checked as the input of a peer is; or what is wrong with it
    virtual Result<StoredState> Load() = 0;

    /// Makes the changes since the last call last, all or none. Costs nothing if there are none.
    ///
    /// After an error the store takes nothing more and says the same again: memory knows what the
    /// disk does not. Whoever drives the core then lets nothing leave, ends all connections and
    /// stops; a broker that starts from the store later goes on from the last turn that was kept,
    /// which is all that clients have seen.
    /// @return why they are not kept
    virtual Result<void> Commit() = 0;

    /// @param session new session @param clientId its client, which has no other
    virtual void AddSession(SessionKey session, const std::string& clientId) = 0;

    /// @param session session that ends, with all that belongs to it
    virtual void RemoveSession(SessionKey session) = 0;

    /// @param session subscriber @param subscription new, or in place of that to the same filter
    virtual void PutSubscription(SessionKey session, const Subscription& subscription) = 0;

    /// @param session subscriber @param filter topic filter; there need be no subscription to it
    virtual void RemoveSubscription(SessionKey session, const std::string& filter) = 0;

    /// @param session session @param publish message of QoS 1 or 2, behind all others of the state;
    ///        one with the retain flag is retained as well
    /// @param state WAITING or SENT
    virtual void AddDelivery(SessionKey session, const Publish& publish, DeliveryState state) = 0;

    /// @param session session @param packetId message @param state SENT, or RELEASED: then it goes
    ///        behind all others of that state
    virtual void ChangeDelivery(SessionKey session,
                                std::uint16_t packetId,
                                DeliveryState state) = 0;

    /// @param session session @param packetId message whose delivery ended
    virtual void RemoveDelivery(SessionKey session, std::uint16_t packetId) = 0;

    /// @param session session @param packetId of a message of QoS 2 that came
    virtual void AddReceived(SessionKey session, std::uint16_t packetId) = 0;

    /// @param session session @param packetId released
    virtual void RemoveReceived(SessionKey session, std::uint16_t packetId) = 0;

    /// @param publish message that is retained, in place of the one with the same topic
    virtual void PutRetained(const Publish& publish) = 0;

    /// @param topic topic name; there need be no message
    virtual void RemoveRetained(const std::string& topic) = 0;

    /// @param who connected client @param will its will
    virtual void PutWill(const AccessPolicy::Identity& who, const Will& will) = 0;

    /// @param clientId client whose will was published or is not to be
    virtual void RemoveWill(const std::string& clientId) = 0;
};

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_STORE_H */
