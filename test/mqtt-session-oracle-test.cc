// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

#include "ns3/mqtt-codec.h"

#include <random>

/// @file
/// Client cores and a broker core over a transport that breaks at random: what was published must
/// arrive as its QoS promises.

namespace ns3::mqtt
{

namespace
{

/// One direction of a transport connection: octets on the way, and the framer at their end.
struct Pipe
{
    Bytes octets;  ///< on the way
    Framer framer; ///< at the end

    /// @param packet packet that sets out
    void Put(const ControlPacket& packet)
    {
        auto more = Encode(packet);
        octets.insert(octets.end(), more.begin(), more.end());
    }

    /// Lets octets arrive.
    /// @param size how many
    /// @param take called with each packet
    /// @return whether all were whole packets or parts of one
    template <class Take>
    bool Deliver(std::size_t size, Take take)
    {
        Bytes arrived(octets.begin(), octets.begin() + size);
        octets.erase(octets.begin(), octets.begin() + size);
        framer.Append(arrived);
        for (auto frame = framer.Next(); frame; frame = framer.Next())
        {
            if (!frame.value())
            {
                return true;
            }
            auto packet = Decode(*frame.value());
            if (!packet)
            {
                return false;
            }
            take(packet.value());
        }
        return false;
    }
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
    explicit Peer(const std::string& clientId)
        : m_core(MakeOptions(clientId))
    {
    }

    /// A new transport connection is there. @param connection its name
    void Open(ConnectionId connection)
    {
        m_connection = connection;
        m_wire = std::make_shared<Wire>();
        m_core.TransportOpened({}, *this);
    }

    /// The transport connection is lost.
    void Lose()
    {
        m_connection.reset();
        m_wire.reset();
        m_core.TransportClosed({}, *this);
    }

    /// @param number to be published on "t"
    /// @param qos quality of service
    void PublishNumber(std::size_t number, Qos qos)
    {
        m_nRefused +=
            !m_core.Publish(MakeMessage("t=" + std::to_string(number)), qos, false, {}, *this);
    }

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
    /// @param clientId client identifier
    /// @return options with a kept session
    static ClientOptions MakeOptions(const std::string& clientId)
    {
        ClientOptions options;
        options.clientId = clientId;
        options.cleanSession = false;
        return options;
    }

    void Send(const ControlPacket& packet) override
    {
        m_wire->up.Put(packet);
    }

    void Close(const std::string& reason) override
    {
        m_closed = reason;
    }

    void SetTimer(Duration) override
    {
    }

    void Connected(bool sessionPresent) override
    {
        if (m_wanted && (!sessionPresent || !m_asked))
        {
            m_asked = m_core.Subscribe({{"t", *m_wanted}}, {}, *this).has_value();
        }
    }

    void Refused(ConnectCode) override
    {
    }

    void Deliver(const Publish& publish) override
    {
        m_numbers.push_back(std::stoul(std::string(ByteView(publish.message->payload).ToText())));
    }

    void Subscribed(std::uint16_t, const std::vector<std::uint8_t>&) override
    {
        m_subscribed = true;
    }

    void Unsubscribed(std::uint16_t) override
    {
    }

    void Completed(std::uint16_t) override
    {
    }

    void Dropped(const Message&, const std::string& reason) override
    {
        m_closed = reason;
    }

    ClientCore m_core;           ///< core
    std::optional<Qos> m_wanted; ///< QoS to subscribe with
    bool m_asked{false};         ///< whether SUBSCRIBE was sent
};

/// The broker, a publisher, a subscriber and fate.
class World : private BrokerOutput
{
  public:
    /// @param seed of fate
    explicit World(std::uint64_t seed)
        : m_broker(MakeLimits(), m_policy),
          m_random(seed)
    {
    }

    /// Publishes numbers from 0 on until the subscriber has them all or time is up.
    /// @param n how many
    /// @param qos quality of service
    void Run(std::size_t n, Qos qos)
    {
        m_subscriber.SubscribeTo(qos);
        std::size_t published = 0;
        for (std::size_t step = 0; step < 1000 * n && !IsDone(n); step++)
        {
            auto& peer = m_random() % 2 ? m_publisher : m_subscriber;
            Move(peer);
            auto ready = m_subscriber.m_subscribed && m_publisher.GetCore().GetNPending() < 50;
            if (published < n && ready)
            {
                m_publisher.PublishNumber(published++, qos);
            }
        }
    }

    /// @return what the subscriber received
    const std::vector<std::size_t>& GetNumbers() const
    {
        return m_subscriber.m_numbers;
    }

    /// @return how often the transport broke
    std::size_t GetNBreaks() const
    {
        return m_nBreaks;
    }

    /// @return what went wrong beside the transport
    std::string GetTrouble() const
    {
        return m_trouble + m_publisher.m_closed + m_subscriber.m_closed +
               (m_publisher.m_nRefused ? "refused to publish" : "");
    }

  private:
    /// @return limits that drop nothing
    static BrokerLimits MakeLimits()
    {
        BrokerLimits limits;
        limits.maxQueued = 60'000;
        return limits;
    }

    /// @param n numbers published
    /// @return whether the last one has arrived and nothing is on its way
    bool IsDone(std::size_t n)
    {
        const auto& numbers = m_subscriber.m_numbers;
        return !numbers.empty() && numbers.back() == n - 1 &&
               m_publisher.GetCore().GetNPending() == 0;
    }

    /// Lets something happen to a client.
    /// @param peer client
    void Move(Peer& peer)
    {
        if (!peer.m_connection)
        {
            m_peers[m_nextConnection] = &peer;
            m_broker.Opened(m_nextConnection, {}, *this);
            peer.Open(m_nextConnection++);
        }
        else if (m_random() % 40 == 0)
        {
            Break(peer);
        }
        else
        {
            Transfer(peer);
        }
    }

    /// Lets some octets arrive in both directions.
    /// @param peer client
    void Transfer(Peer& peer)
    {
        auto connection = *peer.m_connection;
        auto wire = peer.m_wire;
        auto upSize = PickSize(wire->up);
        auto downSize = PickSize(wire->down);
        auto whole = wire->up.Deliver(upSize, [&](const ControlPacket& packet) {
            m_broker.Received(connection, packet, {}, *this);
        });
        whole = whole && wire->down.Deliver(downSize, [&](const ControlPacket& packet) {
            peer.GetCore().Received(packet, {}, peer);
        });
        m_trouble += whole ? "" : "octets that are no packet; ";
    }

    /// @param pipe one direction
    /// @return how many octets arrive next; a few packets at most
    std::size_t PickSize(const Pipe& pipe)
    {
        return m_random() % (std::min<std::size_t>(pipe.octets.size(), 60) + 1);
    }

    /// Breaks a connection with octets on their way. The broker may not hear of it before the
    /// client is back.
    /// @param peer client
    void Break(Peer& peer)
    {
        m_nBreaks++;
        Transfer(peer);
        auto connection = *peer.m_connection;
        m_peers.erase(connection);
        peer.Lose();
        if (m_random() % 2)
        {
            m_broker.Closed(connection, {}, *this);
        }
    }

    void Send(ConnectionId to, const ControlPacket& packet) override
    {
        auto peer = m_peers.find(to);
        if (peer != m_peers.end())
        {
            peer->second->m_wire->down.Put(packet);
        }
    }

    void Close(ConnectionId connection, const std::string& reason) override
    {
        // Only what the broker did not hear of may be closed, by the client that is back.
        m_trouble += m_peers.count(connection) ? reason + "; " : "";
    }

    void SetTimer(ConnectionId, Duration) override
    {
    }

    void Dropped(const std::string&, const Message&, const std::string& reason) override
    {
        m_trouble += reason + "; ";
    }

    AccessPolicy m_policy;                 ///< allows everything
    BrokerCore m_broker;                   ///< broker
    Peer m_publisher{"publisher"};         ///< publishes numbers
    Peer m_subscriber{"subscriber"};       ///< receives them
    std::map<ConnectionId, Peer*> m_peers; ///< by connection
    ConnectionId m_nextConnection{1};      ///< name of the next connection
    std::mt19937_64 m_random;              ///< fate
    std::size_t m_nBreaks{0};              ///< connections broken
    std::string m_trouble;                 ///< what went wrong
};

/// Numbers from 0 on, through all that.
class OracleTest : public TestCase
{
  public:
    /// @param qos quality of service
    /// @param name what is promised
    /// @param seed of fate
    OracleTest(Qos qos, const std::string& name, std::uint64_t seed = 4711)
        : TestCase(name),
          m_qos(qos),
          m_seed(seed)
    {
    }

  private:
    void DoRun() override
    {
        const std::size_t n = 10'000;
        World world(m_seed);
        world.Run(n, m_qos);
        NS_TEST_EXPECT_MSG_EQ(world.GetTrouble(), "", "beside the transport");
        NS_TEST_EXPECT_MSG_GT(world.GetNBreaks(), 100, "the transport was too good");
        std::size_t next = 0;
        std::size_t again = 0;
        for (auto number : world.GetNumbers())
        {
            NS_TEST_ASSERT_MSG_LT_OR_EQ(number, next, "a number came before its predecessor");
            (number == next ? next : again)++;
        }
        NS_TEST_EXPECT_MSG_EQ(next, n, "numbers that came");
        auto once = m_qos == Qos::EXACTLY_ONCE;
        NS_TEST_EXPECT_MSG_EQ((again == 0), once, "numbers that came again: " << again);
    }

    Qos m_qos;            ///< quality of service
    std::uint64_t m_seed; ///< of fate
};

} // namespace

std::vector<TestCase*>
MakeOracleTests()
{
    return {new OracleTest(Qos::EXACTLY_ONCE,
                           "10,000 messages of QoS 2 arrive exactly once and in order"),
            new OracleTest(Qos::AT_LEAST_ONCE,
                           "10,000 messages of QoS 1 arrive at least once, first copies in order")};
}

} // namespace ns3::mqtt
