// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_CORE_H
#define MQTT_BROKER_CORE_H

#include "mqtt-access-policy.h"
#include "mqtt-broker-output.h"
#include "mqtt-broker-router.h"

#include <unordered_map>

namespace ns3::mqtt
{

/// The broker of MQTT 3.1.1 as a state machine without input or output of its own: whoever drives
/// it says what happened and when, and carries out what it wants done.
class BrokerCore
{
  public:
    /// @param limits limits
    /// @param policy who may do what; must outlive the core
    BrokerCore(BrokerLimits limits, const AccessPolicy& policy);
    BrokerCore(const BrokerCore&) = delete;
    BrokerCore& operator=(const BrokerCore&) = delete;

    /// Takes up what a broker before left in a store, publishes the wills of those who were
    /// connected to it, and keeps there from now on what outlives this one. At most once, before
    /// all else.
    /// @param store store; must outlive the core
    /// @param out carries out what is to be done
    /// @return what is wrong with the store; the core is of no use then
    Result<void> Restore(SessionStore& store, BrokerOutput& out);

    /// A transport connection was accepted.
    /// @param connection a name that was not used before
    /// @param now present time
    /// @param out carries out what is to be done
    void Opened(ConnectionId connection, Duration now, BrokerOutput& out);

    /// @param connection where it came from; one that the core has closed is passed over
    /// @param packet a packet that Decode() gave
    /// @param now present time
    /// @param out carries out what is to be done
    void Received(ConnectionId connection,
                  const ControlPacket& packet,
                  Duration now,
                  BrokerOutput& out);

    /// What came is no MQTT.
    /// @param connection where it came from
    /// @param reason in words
    /// @param now present time
    /// @param out carries out what is to be done
    void Malformed(ConnectionId connection,
                   const std::string& reason,
                   Duration now,
                   BrokerOutput& out);

    /// The transport connection was lost or ended by the client.
    /// @param connection connection
    /// @param now present time
    /// @param out carries out what is to be done
    void Closed(ConnectionId connection, Duration now, BrokerOutput& out);

    /// @param connection whose timer, set by BrokerOutput::SetTimer(), expired
    /// @param now present time
    /// @param out carries out what is to be done
    void TimerExpired(ConnectionId connection, Duration now, BrokerOutput& out);

    /// @return number of transport connections
    std::size_t GetNConnections() const
    {
        return m_connections.size();
    }

    /// @return number of sessions, those without a connection included
    std::size_t GetNSessions() const
    {
        return m_sessions.size();
    }

    /// @return subscriptions and retained messages, to be looked at
    const BrokerRouter& GetRouter() const
    {
        return m_router;
    }

    /// @return octets of the state of all sessions and of the retained messages, as the
    ///         specification defines it; not what this program needs of memory for it
    std::size_t GetStateSize() const;

  private:
    /// A transport connection.
    struct Connection
    {
        ConnectionId id;                 ///< name
        BrokerSession* session{nullptr}; ///< the client's, null before CONNECT
        AccessPolicy::Identity who;      ///< the client
        std::optional<Will> will;        ///< to be published when it vanishes
        Duration lastHeard{0};           ///< when the last packet came
        Duration allowedSilence{0};      ///< 1.5 times the keep alive; 0 is off
    };

    /// @param stored session of a broker before, the next one in order
    /// @return what is wrong with it, or nothing
    std::optional<Error> RestoreSession(const StoredSession& stored);

    /// Handles CONNECT (section 3.1.4).
    /// @param connection connection
    /// @param packet packet
    /// @param out carries out what is to be done
    void Accept(Connection& connection, const Connect& packet, BrokerOutput& out);

    /// @param connection connection, its client named
    /// @param packet packet
    /// @return whether the client may connect, or why not
    ConnectCode Check(const Connection& connection, const Connect& packet) const;

    /// Ends whatever holds a client identifier and makes or finds the session.
    /// @param connection connection, its client named
    /// @param cleanSession as in CONNECT
    /// @param out carries out what is to be done
    /// @return whether the session was there before
    bool OpenSession(Connection& connection, bool cleanSession, BrokerOutput& out);

    /// Handles packets that only a broker may send, and the answers to a PUBLISH.
    /// @tparam Packet packet type
    /// @param connection connection with a session
    /// @param packet packet
    /// @param out carries out what is to be done
    template <class Packet>
    void Handle(Connection& connection, const Packet& packet, BrokerOutput& out);

    /// Handles one type of packet. @param c connection with a session @param p packet
    /// @param out carries out what is to be done
    void Handle(Connection& c, const Connect& p, BrokerOutput& out);
    /// @copydoc Handle(Connection&,const Connect&,BrokerOutput&)
    void Handle(Connection& c, const Publish& p, BrokerOutput& out);
    /// @copydoc Handle(Connection&,const Connect&,BrokerOutput&)
    void Handle(Connection& c, const Pubrel& p, BrokerOutput& out);
    /// @copydoc Handle(Connection&,const Connect&,BrokerOutput&)
    void Handle(Connection& c, const Subscribe& p, BrokerOutput& out);
    /// @copydoc Handle(Connection&,const Connect&,BrokerOutput&)
    void Handle(Connection& c, const Unsubscribe& p, BrokerOutput& out);
    /// @copydoc Handle(Connection&,const Connect&,BrokerOutput&)
    void Handle(Connection& c, const Pingreq& p, BrokerOutput& out);
    /// @copydoc Handle(Connection&,const Connect&,BrokerOutput&)
    void Handle(Connection& c, const Disconnect& p, BrokerOutput& out);

    /// Retains and routes an application message, if its sender may publish it.
    /// @param who sender
    /// @param publish message
    /// @param out carries out what is to be done
    void PublishFor(const AccessPolicy::Identity& who, const Publish& publish, BrokerOutput& out);

    /// Retains a message, or forgets the one retained for its topic.
    /// @param who sender
    /// @param publish message with the retain flag
    /// @param out carries out what is to be done
    void Retain(const AccessPolicy::Identity& who, const Publish& publish, BrokerOutput& out);

    /// @param connection connection whose will is published or not to be
    /// @return the will, which the connection has no longer
    std::optional<Will> TakeWill(Connection& connection);

    /// Closes a connection whose client broke a rule or is no longer wanted.
    /// @param connection connection; gone afterwards
    /// @param reason in words
    /// @param out carries out what is to be done
    void CloseFor(const Connection& connection, const std::string& reason, BrokerOutput& out);

    /// Forgets a connection, and its session unless that is to be kept; publishes its will.
    /// @param connection connection
    /// @param out carries out what is to be done
    void Forget(ConnectionId connection, BrokerOutput& out);

    /// @param session session that ends
    void RemoveSession(BrokerSession& session);

    /// @return a client identifier that nobody uses
    std::string MakeClientId();

    BrokerLimits m_limits;          ///< limits
    const AccessPolicy& m_policy;   ///< who may do what
    SessionStore* m_store{nullptr}; ///< what outlives the broker, or null
    BrokerRouter m_router;          ///< subscriptions and retained messages
    std::uint64_t m_nextOrder{0};   ///< order of the next session
    std::uint64_t m_nextName{0};    ///< number in the next client identifier that is made up
    std::size_t m_nClients{0};      ///< connections with a session

    // Both are only looked up in and summed over: their order must not lead to anything.
    std::unordered_map<ConnectionId, Connection> m_connections;                 ///< by name
    std::unordered_map<std::string, std::unique_ptr<BrokerSession>> m_sessions; ///< by client id
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_CORE_H */
