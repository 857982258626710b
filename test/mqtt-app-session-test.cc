// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

namespace ns3::mqtt
{

namespace
{

/// What the exchange with a card is charged as, in the profile "card-any": 15 ms and 75 us for each
/// octet.
const Operation EXCHANGE{"apdu-round-trip"};

/// @param topic topic name
/// @param text payload
/// @return a message of QoS 1
Publish
MakeMessage(const std::string& topic, const std::string& text)
{
    return {std::make_shared<Message>(Message{topic, ByteView(text).ToBytes()}),
            Qos::AT_LEAST_ONCE,
            false,
            false,
            0};
}

/// What agents have seen, in order.
using Diary = std::vector<std::string>;

/// An authority that says something on the second broker shortly after its session came up, and
/// something else later.
class GreetingAuthority : public AuthorityAgent
{
  public:
    void Start(AuthorityHost& host) override
    {
        SessionOptions options;
        options.broker = 1;
        options.connect.clientId = "greeter";
        m_session = host.OpenSession(options);
    }

    void SessionUp(SessionId /* session */, AuthorityHost& host) override
    {
        host.SetAgentTimer(HELLO, std::chrono::milliseconds(500));
        host.SetAgentTimer(LATER, std::chrono::seconds(4));
    }

    void TimerExpired(std::uint32_t timer, AuthorityHost& host) override
    {
        host.PublishOnSession(m_session,
                              timer == HELLO ? MakeMessage("side/a", "hello")
                                             : MakeMessage("other/b", "later"));
    }

  private:
    static constexpr std::uint32_t HELLO = 1; ///< timer of the first message
    static constexpr std::uint32_t LATER = 2; ///< timer of the second

    SessionId m_session{0}; ///< with the second broker
};

/// A client that listens on the second broker, and has its card do something.
class ListeningAgent : public ClientAgent
{
  public:
    /// @param diary gets what happens
    explicit ListeningAgent(Diary& diary)
        : m_diary(diary)
    {
    }

    std::vector<Unit> GetUnits() const override
    {
        return {{"card", "card-any"}};
    }

    void Start(ClientHost& host) override
    {
        SessionOptions options;
        options.broker = 1;
        options.connect.clientId = "listener";
        options.subscriptions = {{"side/#", Qos::AT_LEAST_ONCE}};
        m_session = host.OpenSession(options);
        for (const std::size_t octets : {100, 40})
        {
            const Duration asked = host.GetNow();
            host.UseUnit(
                "card",
                [octets]() { CountOperation(EXCHANGE, octets); },
                [this, octets, asked, &host]() {
                    const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(
                        host.GetNow() - asked);
                    m_diary.push_back(std::to_string(octets) + " octets after " +
                                      std::to_string(spent.count()) + " us");
                });
        }
    }

    void SessionUp(SessionId session, ClientHost& host) override
    {
        m_diary.emplace_back("up");
        if (!m_asked)
        {
            m_asked = true;
            host.SubscribeOnSession(session, {{"other/+", Qos::AT_LEAST_ONCE}});
        }
    }

    void SessionMessage(SessionId session, const Publish& publish, ClientHost& host) override
    {
        m_diary.push_back(publish.message->topic + "=" +
                          std::string(ByteView(publish.message->payload).ToText()));
        if (publish.message->topic == "other/b")
        {
            host.CloseSession(session);
        }
    }

    void SessionDown(SessionId /* session */, ClientHost& /* host */) override
    {
        m_diary.emplace_back("down");
    }

  private:
    Diary& m_diary;         ///< what happens
    SessionId m_session{0}; ///< with the second broker
    bool m_asked{false};    ///< for more
};

/// Two brokers, an authority and clients with cards.
class TwoBrokerScheme : public SecurityScheme
{
  public:
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& /* clientId */) override
    {
        return std::make_unique<ListeningAgent>(diary);
    }

    std::uint32_t GetBrokerCount() const override
    {
        return 2;
    }

    std::vector<std::string> GetAuthorities() const override
    {
        return {"greeter"};
    }

    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& /* name */) override
    {
        return std::make_unique<GreetingAuthority>();
    }

    std::vector<Unit> GetUnits() const override
    {
        return {unit};
    }

    Diary diary;                   ///< of the clients' agents
    Unit unit{"card", "card-any"}; ///< of the clients
};

/// @param diary what happened
/// @return the same in one line
std::string
Join(const Diary& diary)
{
    std::string line;
    for (const auto& entry : diary)
    {
        line += (line.empty() ? "" : ", ") + entry;
    }
    return line;
}

/// Sessions of a client and of an authority with a broker that is not the application's.
class SessionTest : public TestCase
{
  public:
    SessionTest()
        : TestCase(
              "agents keep sessions with any broker, through lost connections, till they close "
              "them")
    {
    }

  private:
    void DoRun() override
    {
        const auto scheme = CreateObject<TwoBrokerScheme>();
        AppSystem system(scheme, 1);
        system.AddClient(0, "client");
        const auto second = system.GetBroker(1);
        second->SetStartTime(Seconds(3));
        Simulator::Schedule(Seconds(5.5), [second]() { second->DropConnections(); });
        system.Run(Seconds(60));
        scheme->diary.erase(scheme->diary.begin(), scheme->diary.begin() + 2); // of the card
        // TCP's SYN is repeated until the second broker listens; nothing is down till it is cut.
        NS_TEST_EXPECT_MSG_EQ(Join(scheme->diary),
                              "up, up, side/a=hello, down, up, side/a=hello, other/b=later",
                              "what the client's agent saw");
        NS_TEST_EXPECT_MSG_EQ(second->GetNConnections(), 1, "that of the authority");
        NS_TEST_EXPECT_MSG_EQ(system.GetBroker()->GetNConnections(), 1, "of the application");
    }
};

/// The queue of a card.
class UnitTest : public TestCase
{
  public:
    UnitTest()
        : TestCase("a unit works on its own, one thing after another, at its own prices")
    {
    }

  private:
    void DoRun() override
    {
        const auto scheme = CreateObject<TwoBrokerScheme>();
        AppSystem system(scheme, 1);
        system.InstallProcessors("rpi-3b");
        const auto client = system.AddClient(0, "client");
        system.Run(MilliSeconds(200));
        std::vector<std::string> exchanges;
        for (const auto& entry : scheme->diary)
        {
            if (entry.find("octets") != std::string::npos)
            {
                exchanges.push_back(entry);
            }
        }
        // 15 + 7.5, and then 15 + 3 ms.
        NS_TEST_EXPECT_MSG_EQ(Join(exchanges),
                              "100 octets after 22500 us, 40 octets after 40500 us",
                              "one after the other");
        const auto& card = *client->GetUnitLedgers().at("card");
        const auto entries = card.GetEntries();
        NS_TEST_ASSERT_MSG_EQ(entries.size(), 1, "one kind of operation");
        NS_TEST_EXPECT_MSG_EQ(entries[0].count, 2, "in the card's account");
        NS_TEST_EXPECT_MSG_EQ(entries[0].chargedNs, 40'500'000, "at its price");
        for (const auto& entry : client->GetLedger()->GetEntries())
        {
            NS_TEST_EXPECT_MSG_EQ((entry.operation == EXCHANGE), false, "not the processor's");
        }
        NS_TEST_EXPECT_MSG_LT(client->GetNode()->GetObject<Processor>()->GetBusyTime(),
                              MilliSeconds(15),
                              "which was free meanwhile");
    }
};

/// Units that there are none of.
class UnitErrorTest : public TestCase
{
  public:
    UnitErrorTest()
        : TestCase("a scheme's units are checked before anything is built")
    {
    }

  private:
    void DoRun() override
    {
        const auto scheme = CreateObject<TwoBrokerScheme>();
        AppSystem system(scheme, 1);
        scheme->unit = {"tpm", "card-any"};
        const auto wrong = SystemHelper::Create(scheme, system.network);
        NS_TEST_ASSERT_MSG_EQ(wrong.has_value(), false, "a card is no TPM");
        NS_TEST_EXPECT_MSG_EQ(wrong.error().reason,
                              "device profile 'card-any' has no costs of a tpm",
                              "named");
        scheme->unit = {"card", "card-none"};
        const auto unknown = SystemHelper::Create(scheme, system.network);
        NS_TEST_ASSERT_MSG_EQ(unknown.has_value(), false, "no such card");
        NS_TEST_EXPECT_MSG_NE(unknown.error().reason.find("card-none"), std::string::npos, "named");
        NS_TEST_EXPECT_MSG_NE(unknown.error().reason.find("card-any"),
                              std::string::npos,
                              "allowed");
    }
};

} // namespace

std::vector<TestCase*>
MakeSessionTests()
{
    return {new SessionTest, new UnitTest, new UnitErrorTest};
}

} // namespace ns3::mqtt
