// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_WORLD_H
#define MQTT_SESSION_WORLD_H

#include "mqtt-session-scene.h"

#include "ns3/mqtt-codec.h"

#include <functional>
#include <random>

/// @file
/// Client cores and a broker core over a transport that breaks at random, with a broker that dies.

namespace ns3::mqtt
{

/// One direction of a transport connection: octets on the way, and the framer at their end.
struct Pipe
{
    Bytes octets;  ///< on the way
    Framer framer; ///< at the end

    /// @param packet packet that sets out
    void Put(const ControlPacket& packet);

    /// Lets octets arrive.
    /// @param size how many
    /// @param take called with each packet
    /// @return whether all were whole packets or parts of one
    bool Deliver(std::size_t size, const std::function<void(const ControlPacket&)>& take);
};

/// A transport connection.
struct Wire
{
    Pipe up;   ///< to the broker
    Pipe down; ///< to the client
};

/// A client, its application and its end of the transport.
class Peer : public ClientOutput
{
  public:
    /// @param clientId client identifier
    explicit Peer(const std::string& clientId);

    /// A new transport connection is there.
    /// @param connection its name
    void Open(ConnectionId connection);

    /// The transport connection is lost.
    void Lose();

    /// @param number to be published on "t"
    /// @param qos quality of service
    void PublishNumber(std::size_t number, Qos qos);

    /// @param topicQos greatest QoS to subscribe to "t" with, as soon as there is a session
    void SubscribeTo(Qos topicQos)
    {
        m_wanted = topicQos;
    }

    /// @return the core
    ClientCore& GetCore()
    {
        return m_core;
    }

    std::optional<ConnectionId> m_connection; ///< present transport connection
    std::shared_ptr<Wire> m_wire;             ///< its octets
    std::vector<std::size_t> m_numbers;       ///< numbers received
    bool m_subscribed{false};                 ///< whether SUBACK came
    std::size_t m_nRefused{0};                ///< calls of PublishNumber() that failed
    std::string m_closed;                     ///< why the core ended a connection

  private:
    void Send(const ControlPacket& packet) override;
    void Close(const std::string& reason) override;
    void SetTimer(Duration delay) override;
    void Connected(bool sessionPresent) override;
    void Refused(ConnectCode code) override;
    void Deliver(const Publish& publish) override;
    void Subscribed(std::uint16_t packetId, const std::vector<std::uint8_t>& codes) override;
    void Unsubscribed(std::uint16_t packetId) override;
    void Completed(std::uint16_t packetId) override;
    void Dropped(const Message& message, const std::string& reason) override;

    ClientCore m_core;           ///< core
    std::optional<Qos> m_wanted; ///< QoS to subscribe with
    bool m_asked{false};         ///< whether SUBSCRIBE was sent
};

/// What becomes of the broker at the end of a turn.
enum class Fate
{
    LIVE,      ///< the turn is kept, and what it sent leaves
    DIE_EARLY, ///< the broker dies before the turn is kept
    DIE_LATE   ///< the broker dies after that, before anything leaves
};

/// The broker, a publisher, a subscriber and fate.
class World : private BrokerOutput
{
  public:
    /// @param seed of fate
    explicit World(std::uint64_t seed);

    /// Has the broker die sometimes. Whatever state is not kept goes with it.
    /// @param fate says what becomes of it at the end of a turn, whose number it is told
    /// @param kept whether sessions are kept in a file
    void SetFate(std::function<Fate(std::size_t)> fate, bool kept = true);

    /// Publishes numbers from 0 on until the subscriber has them all or time is up.
    /// @param n how many
    /// @param qos quality of service
    void Run(std::size_t n, Qos qos);

    /// Says how the numbers came.
    struct Arrival
    {
        std::size_t next{0};  ///< the first number that did not come
        std::size_t again{0}; ///< numbers that came again
        bool disorder{false}; ///< whether a number came before its predecessor
    };

    /// @return how the numbers came
    Arrival GetArrival() const;

    /// @return how often the transport broke
    std::size_t GetNBreaks() const
    {
        return m_nBreaks;
    }

    /// @return how often the broker died
    std::size_t GetNDeaths() const
    {
        return m_nDeaths;
    }

    /// @return turns of the broker so far
    std::size_t GetNTurns() const
    {
        return m_nTurns;
    }

    /// @return the broker
    const BrokerCore& GetBroker() const
    {
        return *m_broker;
    }

    /// @return what went wrong beside the transport
    std::string GetTrouble() const;

  private:
    /// Makes the broker, and has it take up what is kept.
    void StartBroker();

    /// Ends a turn as fate wills.
    void EndTurn();

    /// @param n numbers published
    /// @return whether the last one has arrived and nothing is on its way
    bool IsDone(std::size_t n);

    /// Lets something happen to a client.
    /// @param peer client
    void Move(Peer& peer);

    /// Lets some octets arrive in both directions.
    /// @param peer client
    void Transfer(Peer& peer);

    /// @param pipe one direction
    /// @return how many octets arrive next; a few packets at most
    std::size_t PickSize(const Pipe& pipe);

    /// Breaks a connection with octets on their way. The broker may not hear of it before the
    /// client is back.
    /// @param peer client
    void Break(Peer& peer);

    void Send(ConnectionId to, const ControlPacket& packet) override;
    void Close(ConnectionId connection, const std::string& reason) override;
    void SetTimer(ConnectionId connection, Duration delay) override;
    void Dropped(const std::string& clientId,
                 const Message& message,
                 const std::string& reason) override;

    AccessPolicy m_policy;                                      ///< allows everything
    TemporaryFile m_file;                                       ///< where sessions are kept
    std::function<Fate(std::size_t)> m_fate;                    ///< of the broker; may be empty
    bool m_kept{false};                                         ///< whether sessions are kept
    std::unique_ptr<SessionStore> m_store;                      ///< the open file, or null
    std::unique_ptr<BrokerCore> m_broker;                       ///< broker
    std::vector<std::pair<ConnectionId, ControlPacket>> m_turn; ///< what the turn sends
    Peer m_publisher{"publisher"};                              ///< publishes numbers
    Peer m_subscriber{"subscriber"};                            ///< receives them
    std::map<ConnectionId, Peer*> m_peers;                      ///< by connection
    ConnectionId m_nextConnection{1};                           ///< name of the next connection
    std::mt19937_64 m_random;                                   ///< fate
    std::size_t m_nBreaks{0};                                   ///< connections broken
    std::size_t m_nDeaths{0};                                   ///< deaths of the broker
    std::size_t m_nTurns{0};                                    ///< turns of the broker
    std::string m_trouble;                                      ///< what went wrong
};

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_WORLD_H */
