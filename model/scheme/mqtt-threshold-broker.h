// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_THRESHOLD_BROKER_H
#define MQTT_THRESHOLD_BROKER_H

#include "mqtt-scheme-agent.h"
#include "mqtt-share-faults.h"
#include "mqtt-threshold-settings.h"

#include <map>

namespace ns3::mqtt
{

/// What a client's sessions for shares are called: its client identifier and this.
extern const std::string SHARE_SESSION_SUFFIX;

/// A broker that may have shares of data keys. It forwards messages untouched.
///
/// With HopProtection::SEALED it opens each share that comes, takes it only from the dealer whose
/// topic it is on, and seals it anew for each client. The broker core sees a mark in its place, so
/// that a share which a newer one replaces is wiped. Otherwise shares are messages like others.
class ThresholdBrokerAgent : public BrokerAgent
{
  public:
    /// @param settings of the scheme
    /// @param source number of the broker as a source, from 1; 0 if it has shares of all
    /// @param sourceKeys secrets of the sources that it is; used with HopProtection::SEALED
    /// @param tls for connections, with HopProtection::TLS
    /// @param faults of all sources
    ThresholdBrokerAgent(const ThresholdSettings& settings,
                         std::uint8_t source,
                         std::vector<Secret> sourceKeys,
                         std::shared_ptr<const TlsContext> tls,
                         ShareFaults faults);

    std::unique_ptr<StreamGuard> CreateGuard() override;
    void LinkDown(ConnectionId connection, BrokerHost& host) override;
    void OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host) override;
    void IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host) override;
    void TimerExpired(std::uint32_t timer, BrokerHost& host) override;
    std::size_t GetStateSize() const override;

  private:
    /// A connection.
    struct Peer
    {
        std::string clientId;                  ///< as CONNECT says; not proven
        std::map<std::uint8_t, ShareHop> hops; ///< with the client, by source
    };

    /// @param connection any
    /// @param source that a share is of
    /// @return what seals shares on the connection
    ShareHop& GetHop(ConnectionId connection, std::uint8_t source);

    /// @param topic of a share
    /// @return the source it is of
    std::uint8_t GetSource(const std::string& topic) const;

    /// @param source of a share
    /// @return what it does wrong
    ShareFault GetFault(std::uint8_t source) const;

    /// @param publish any message
    /// @return whether it is a share that this broker is to keep
    bool IsShare(const Publish& publish) const;

    /// Takes a share in.
    /// @param from connection
    /// @param publish the share
    /// @param host the broker
    void IncomingShare(ConnectionId from, const Publish& publish, BrokerHost& host);

    /// Stores a share that came sealed.
    /// @param from connection
    /// @param publish the share
    /// @param lies whether another is stored in its place
    /// @return whether it was authentic and the sender's own
    bool StoreShare(ConnectionId from, const Publish& publish, bool lies);

    /// Gives a share out.
    /// @param to connection
    /// @param publish the share, or the mark in its place
    /// @param host the broker
    void SendShare(ConnectionId to, const Publish& publish, BrokerHost& host);

    ThresholdSettings m_settings;            ///< of the scheme
    ShareTopics m_topics;                    ///< of shares
    std::uint8_t m_source;                   ///< 0 for all
    std::vector<Secret> m_sourceKeys;        ///< of the sources that it is
    std::shared_ptr<const TlsContext> m_tls; ///< for connections; may be null
    ShareFaults m_faults;                    ///< of all sources
    std::map<ConnectionId, Peer> m_peers;    ///< connections
    std::map<std::string, Secret> m_shares;  ///< with HopProtection::SEALED, by topic
    DelayedWork m_delayed;                   ///< shares to be given out late
};

} // namespace ns3::mqtt

#endif /* MQTT_THRESHOLD_BROKER_H */
