// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_SESSION_H
#define MQTT_BROKER_SESSION_H

#include "mqtt-broker-output.h"

#include <set>

namespace ns3::mqtt
{

class SessionStore;
struct StoredSession;

/// What a broker keeps for one client, connected or not (section 4.1).
class BrokerSession : private DeliveryObserver
{
  public:
    /// @param clientId client identifier
    /// @param order greater than that of every session before; a fan-out follows it
    /// @param clean whether the session ends with its connection
    /// @param limits limits of the broker
    /// @param store where all but clean sessions are kept; null for nowhere
    BrokerSession(std::string clientId,
                  std::uint64_t order,
                  bool clean,
                  const BrokerLimits& limits,
                  SessionStore* store = nullptr);

    /// Takes up messages from before.
    /// @param stored session as it was
    /// @return false if two messages have the same packet identifier
    bool Restore(const StoredSession& stored);

    /// @return client identifier
    const std::string& GetClientId() const
    {
        return m_clientId;
    }

    /// @return position among all sessions, in order of their creation
    std::uint64_t GetOrder() const
    {
        return m_order;
    }

    /// @return whether the session ends with its connection
    bool IsClean() const
    {
        return m_clean;
    }

    /// @return where the session is kept; null if it is not
    SessionStore* GetStore() const
    {
        return m_store;
    }

    /// @return the client's connection, if it has one
    const std::optional<ConnectionId>& GetConnection() const
    {
        return m_connection;
    }

    /// The client is there; what it has not acknowledged is sent again.
    /// @param connection its connection
    /// @param out carries out what is to be done
    void Attach(ConnectionId connection, BrokerOutput& out);

    /// The client is gone.
    void Detach();

    /// Sends a message of QoS 0, if the client is there.
    /// @param packet a PUBLISH
    /// @param out carries out what is to be done
    void SendAtMostOnce(const ControlPacket& packet, BrokerOutput& out) const
    {
        if (m_connection)
        {
            out.Send(*m_connection, packet);
        }
    }

    /// Sends a message of QoS 1 or 2 or keeps it until that is possible; the newest one is dropped
    /// where too many are kept.
    /// @param publish message of QoS 1 or 2
    /// @param out carries out what is to be done
    void SendReliably(const Publish& publish, BrokerOutput& out);

    /// @return messages on their way to the client
    DeliverySender& GetSender()
    {
        return m_sender;
    }

    /// @return messages on their way from the client
    DeliveryReceiver& GetReceiver()
    {
        return m_receiver;
    }

    /// @return topic filters subscribed to, kept by BrokerRouter
    std::set<std::string>& GetFilters()
    {
        return m_filters;
    }

    /// @return octets of identifier, filters, QoS and messages; a message kept for many sessions
    ///         counts for each, though memory holds it once
    std::size_t GetStateSize() const;

  private:
    // what the handshakes say
    void DeliveryAdded(const Publish& publish, DeliveryState state) override;
    void DeliveryChanged(std::uint16_t packetId, DeliveryState state) override;
    void DeliveryEnded(std::uint16_t packetId) override;
    void ReceivedAdded(std::uint16_t packetId) override;
    void ReceivedEnded(std::uint16_t packetId) override;

    std::string m_clientId;                   ///< client identifier
    std::uint64_t m_order;                    ///< position among all sessions
    bool m_clean;                             ///< whether it ends with its connection
    SessionStore* m_store;                    ///< where it is kept, or null
    std::optional<ConnectionId> m_connection; ///< connection, if there is one
    DeliverySender m_sender;                  ///< messages to the client
    DeliveryReceiver m_receiver;              ///< messages from the client
    std::set<std::string> m_filters;          ///< topic filters subscribed to
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_SESSION_H */
