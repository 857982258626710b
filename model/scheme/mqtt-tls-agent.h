// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TLS_AGENT_H
#define MQTT_TLS_AGENT_H

#include "mqtt-scheme-agent.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

/// A client's part in MQTT over TLS: guards its connections and takes sessions up again.
class TlsClientAgent : public ClientAgent
{
  public:
    /// How a client behaves beyond what TLS says.
    struct Habits
    {
        bool resume{true};                   ///< take sessions up again
        bool reconnectPerMessage{false};     ///< a connection of its own for every message,
                                             ///< closed when that is sent
        std::uint32_t fullHandshakeAfter{0}; ///< resumptions between full handshakes; 0: no limit
    };

    /// @param context of all clients
    /// @param party this client's name for the broker, certificate and key
    /// @param habits how it behaves
    TlsClientAgent(std::shared_ptr<const TlsContext> context, TlsParty party, Habits habits);

    void ConnectionWanted(ClientHost& host) override;
    std::unique_ptr<StreamGuard> CreateGuard() override;
    void LinkDown(ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;
    std::size_t GetStateSize() const override;

  private:
    /// One of the messages needs no connection any more.
    /// @param host the client
    void MessageDone(ClientHost& host);

    std::shared_ptr<const TlsContext> m_context; ///< of all clients
    TlsParty m_party;                            ///< this client, with the session to take up
    Habits m_habits;                             ///< how it behaves
    TlsGuard* m_guard{nullptr};                  ///< of the present connection, owned by its link
    std::uint32_t m_resumptions{0};              ///< since the last full handshake
    bool m_publishes{false};                     ///< has had a message to send
    bool m_withheld{false};                      ///< a connection is wanted, but not by a message
    std::size_t m_undone{0};                     ///< messages that need a connection yet
};

/// A broker's part in MQTT over TLS.
class TlsBrokerAgent : public BrokerAgent
{
  public:
    /// @param context of all brokers
    explicit TlsBrokerAgent(std::shared_ptr<const TlsContext> context);

    std::unique_ptr<StreamGuard> CreateGuard() override;

  private:
    std::shared_ptr<const TlsContext> m_context; ///< of all brokers
};

} // namespace ns3::mqtt

#endif /* MQTT_TLS_AGENT_H */
