// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

namespace
{

/// Topic of the packets that the broker's agent slips in.
const std::string KEY_TOPIC = "keys";

/// How long a connection lasts under the scheme of this test.
const Duration LEASE = std::chrono::minutes{10};

/// @param publish message
/// @param step added to each octet of its payload
/// @return the message in that disguise
Publish
Shift(Publish publish, int step)
{
    Message message = *publish.message;
    for (auto& octet : message.payload)
    {
        octet = static_cast<std::uint8_t>(octet + step);
    }
    publish.message = std::make_shared<const Message>(std::move(message));
    return publish;
}

/// A client that waits before CONNECT, is ready when it has got its key (a step), and adds it to
/// all that it sends: everything that an agent can do, without any security.
class SteppingClientAgent : public ClientAgent
{
  public:
    void LinkUp(ClientHost& host) override
    {
        host.SetAgentTimer(7, std::chrono::milliseconds{100});
    }

    void TimerExpired(std::uint32_t timer, ClientHost& host) override
    {
        timer == 7 ? host.StartMqtt() : host.Fail("a timer that nobody set");
    }

    void LinkDown(ClientHost& /* host */) override
    {
        m_step = 0;
    }

    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override
    {
        const auto* publish = std::get_if<Publish>(&packet);
        if (publish && publish->message->topic == KEY_TOPIC)
        {
            host.EnterPhase(Phase::KEY_DISTRIBUTION);
            m_step = publish->message->payload.at(0);
            host.AgentReady();
            for (const auto& held : std::exchange(m_held, {}))
            {
                OutgoingMessage(held, host);
            }
            return; // the client core never hears of it
        }
        host.PassPacket(packet);
    }

    void OutgoingMessage(const Publish& publish, ClientHost& host) override
    {
        if (m_step == 0)
        {
            m_held.push_back(publish);
            return;
        }
        host.SendMessage(Shift(publish, m_step));
    }

    void IncomingMessage(const Publish& publish, ClientHost& host) override
    {
        host.DeliverMessage(Shift(publish, -m_step));
    }

    bool IsReady() const override
    {
        return m_step != 0;
    }

  private:
    int m_step{0};               ///< the key
    std::vector<Publish> m_held; ///< messages that wait for it
};

/// A broker that gives every connection a key of its own, and opens and seals between them.
class SteppingBrokerAgent : public BrokerAgent
{
  public:
    void LinkUp(ConnectionId connection, BrokerHost& host) override
    {
        m_steps[connection] = 1 + connection % 100;
        host.SetAgentTimer(connection, LEASE);
    }

    void LinkDown(ConnectionId connection, BrokerHost& /* host */) override
    {
        m_steps.erase(connection);
    }

    void TimerExpired(std::uint32_t timer, BrokerHost& host) override
    {
        host.Fail(timer, "lease over");
    }

    void IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host) override
    {
        const auto* publish = std::get_if<Publish>(&packet);
        host.PassPacket(from, publish ? Shift(*publish, -m_steps.at(from)) : packet);
    }

    void OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host) override
    {
        const auto* publish = std::get_if<Publish>(&packet);
        host.SendPacket(to, publish ? Shift(*publish, m_steps.at(to)) : packet);
        if (std::holds_alternative<Connack>(packet))
        {
            host.EnterPhase(Phase::KEY_DISTRIBUTION);
            const auto step = static_cast<std::uint8_t>(m_steps.at(to));
            host.SendPacket(to,
                            Publish{std::make_shared<Message>(Message{KEY_TOPIC, {step}}),
                                    {},
                                    false,
                                    false,
                                    0});
        }
    }

  private:
    std::map<ConnectionId, int> m_steps; ///< keys by connection
};

/// The scheme of these agents. That it is linked in is enough for it to be known.
class SteppingScheme : public SecurityScheme
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::mqtt::SteppingScheme")
                                .SetParent<SecurityScheme>()
                                .SetGroupName("Mqtt")
                                .AddConstructor<SteppingScheme>();
        return tid;
    }

    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& /* clientId */) override
    {
        return std::make_unique<SteppingClientAgent>();
    }

    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t /* broker */) override
    {
        return std::make_unique<SteppingBrokerAgent>();
    }
};

NS_OBJECT_ENSURE_REGISTERED(SteppingScheme);

/// What agents can do.
class AgentTest : public TestCase
{
  public:
    AgentTest()
        : TestCase(
              "agents hold, inject, swallow and rewrite packets and messages, set timers, name "
              "phases and end connections")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system(
            CreateObjectWithAttributes<SteppingScheme>("Form", StringValue("published")));
        NS_TEST_ASSERT_MSG_EQ(std::string(system.scheme->GetFormName()), "published", "its form");
        auto reader = system.AddClient(0, "reader", "#", Qos::AT_LEAST_ONCE);
        auto writer = system.AddClient(1, "writer");
        Simulator::Schedule(Seconds(1), [writer]() {
            writer->Publish("a", ByteView("open").ToBytes(), Qos::AT_LEAST_ONCE);
        });
        system.Run(Seconds(590));
        NS_TEST_ASSERT_MSG_EQ((system.GetTexts("") == std::vector<std::string>{"open"}),
                              true,
                              "opened once by each, and keys do not reach the application");
        NS_TEST_ASSERT_MSG_GT(system.ready.at("writer"), MilliSeconds(100), "CONNECT was held");
        const auto& ledger = *reader->GetLedger();
        NS_TEST_ASSERT_MSG_GT(ledger.GetTotal(Phase::KEY_DISTRIBUTION).count, 0, "phase named");
        NS_TEST_ASSERT_MSG_EQ(system.closed.size(), 0, "leases still run");
        system.Run(Seconds(20));
        NS_TEST_ASSERT_MSG_EQ(system.CountClosed("lease over"), 2, "each ended by its timer");
        NS_TEST_ASSERT_MSG_EQ(reader->IsReady(), true, "and taken up again, with another key");
    }
};

} // namespace

std::vector<TestCase*>
MakeAgentTests()
{
    return {new AgentTest};
}

} // namespace ns3::mqtt
