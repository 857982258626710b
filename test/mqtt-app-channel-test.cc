// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/mqtt-seeded-random.h"
#include "ns3/mqtt-tls-guard.h"
#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

/// What the parties of the scheme below did, and what they shall do.
struct Ticketing
{
    std::vector<std::string> events;             ///< in the order of time
    std::shared_ptr<const TlsContext> clerkTls;  ///< at the clerk
    std::shared_ptr<const TlsContext> brokerTls; ///< at the broker
    std::size_t ticketSize{4};                   ///< octets of a ticket
};

/// A client that fetches a ticket through a channel before it connects.
class TicketClientAgent : public ClientAgent
{
  public:
    /// @param ticketing what is noted
    explicit TicketClientAgent(Ticketing& ticketing)
        : m_ticketing(ticketing)
    {
    }

    void ConnectionWanted(ClientHost& host) override
    {
        m_channel = host.OpenChannel("gate");
    }

    void ChannelUp(ChannelId channel, const std::string& service, ClientHost& host) override
    {
        m_ticketing.events.push_back("client: " + service + " up");
        host.SendOnChannel(channel, {});
        host.SendOnChannel(channel, ByteView("please"));
    }

    void ChannelMessage(ChannelId channel, ByteView message, ClientHost& host) override
    {
        m_ticketing.events.push_back("client: ticket of " + std::to_string(message.size()));
        host.CloseChannel(channel);
        host.Connect();
    }

    void ChannelDown(ChannelId channel, ClientHost& host) override
    {
        m_ticketing.events.push_back(channel == m_channel ? "client: down" : "client: stray");
        host.Fail("no ticket");
    }

  private:
    Ticketing& m_ticketing; ///< what is noted
    ChannelId m_channel{0}; ///< to the gate
};

/// A broker that passes requests for tickets on to the clerk, through TLS.
class TicketBrokerAgent : public BrokerAgent
{
  public:
    /// @param ticketing what is noted
    explicit TicketBrokerAgent(Ticketing& ticketing)
        : m_ticketing(ticketing)
    {
    }

    std::vector<Service> GetServices() const override
    {
        return {{"gate", 1884}};
    }

    void Start(BrokerHost& host) override
    {
        m_clerk = host.OpenChannel("clerk");
    }

    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool /* opened */) override
    {
        return service == "clerk" ? std::make_unique<TlsGuard>(m_ticketing.brokerTls) : nullptr;
    }

    void ChannelUp(ChannelId /* channel */,
                   const std::string& service,
                   BrokerHost& /* host */) override
    {
        m_ticketing.events.push_back("broker: " + service + " up");
    }

    void ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host) override
    {
        if (channel == m_clerk)
        {
            host.SendOnChannel(m_asking, message);
            return;
        }
        m_ticketing.events.push_back("broker: '" + std::string(message.ToText()) + "'");
        if (!message.empty())
        {
            m_asking = channel;
            host.SendOnChannel(m_clerk, message);
        }
    }

    void ChannelDown(ChannelId /* channel */, BrokerHost& /* host */) override
    {
        m_ticketing.events.emplace_back("broker: down");
    }

  private:
    Ticketing& m_ticketing; ///< what is noted
    ChannelId m_clerk{0};   ///< to the clerk
    ChannelId m_asking{0};  ///< of the client that asked last
};

/// An authority that gives tickets.
class ClerkAgent : public AuthorityAgent
{
  public:
    /// @param ticketing what is noted
    explicit ClerkAgent(Ticketing& ticketing)
        : m_ticketing(ticketing)
    {
    }

    std::vector<Service> GetServices() const override
    {
        return {{"clerk", 4000}};
    }

    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& /* service */,
                                                    bool /* opened */) override
    {
        return std::make_unique<TlsGuard>(m_ticketing.clerkTls);
    }

    void ChannelMessage(ChannelId channel, ByteView /* message */, AuthorityHost& host) override
    {
        host.EnterPhase(Phase::ENROL);
        m_channel = channel;
        host.SetAgentTimer(1, std::chrono::milliseconds{5}); // looks the ticket out
    }

    void TimerExpired(std::uint32_t /* timer */, AuthorityHost& host) override
    {
        host.SendOnChannel(m_channel, Bytes(m_ticketing.ticketSize));
    }

  private:
    Ticketing& m_ticketing; ///< what is noted
    ChannelId m_channel{0}; ///< to the broker
};

/// The scheme of these agents; not registered by name, because a test looks into it.
class TicketScheme : public SecurityScheme
{
  public:
    std::optional<Error> DoProvision() override
    {
        m_issuer = CertificateIssuer::Create({}, GetRandom()).value();
        TlsSettings settings;
        settings.trusted = {m_issuer->GetRoot()};
        ticketing.brokerTls = TlsContext::Create(TlsRole::CLIENT, settings).value();
        settings.chain = m_issuer->Issue("clerk.example").value();
        ticketing.clerkTls = TlsContext::Create(TlsRole::SERVER, settings).value();
        return {};
    }

    std::vector<std::string> GetAuthorities() const override
    {
        return {"clerk"};
    }

    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& /* clientId */) override
    {
        return std::make_unique<TicketClientAgent>(ticketing);
    }

    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t /* broker */) override
    {
        return std::make_unique<TicketBrokerAgent>(ticketing);
    }

    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& /* name */) override
    {
        return std::make_unique<ClerkAgent>(ticketing);
    }

    Ticketing ticketing; ///< what is noted

  private:
    std::unique_ptr<CertificateIssuer> m_issuer; ///< certificate authority
};

/// Channels among client, broker and authority.
class ChannelTest : public TestCase
{
  public:
    /// @param network name of the network
    /// @param ticketSize octets of a ticket
    ChannelTest(const std::string& network, std::size_t ticketSize)
        : TestCase("channels: a ticket of " + std::to_string(ticketSize) +
                   " octets from an authority through the broker, before MQTT, on " + network),
          m_network(network),
          m_ticketSize(ticketSize)
    {
    }

  private:
    void DoRun() override
    {
        const auto scheme = CreateObject<TicketScheme>();
        scheme->ticketing.ticketSize = m_ticketSize;
        AppSystem system(scheme, 1, m_network);
        system.InstallProcessors("rpi-3b");
        auto client = system.AddClient(0, "client", "a");
        client->SetStartTime(system.network->GetReadyTime() + Seconds(2));
        system.Run(Seconds(30));
        const std::vector<std::string> expected{"broker: clerk up",
                                                "client: gate up",
                                                "broker: gate up",
                                                "broker: ''",
                                                "broker: 'please'",
                                                "client: ticket of " + std::to_string(m_ticketSize),
                                                "broker: down"};
        auto events = scheme->ticketing.events;
        std::sort(events.begin() + 1, events.begin() + 3); // either side may be first to know
        auto sorted = expected;
        std::sort(sorted.begin() + 1, sorted.begin() + 3);
        NS_TEST_ASSERT_MSG_EQ((events == sorted), true, "each heard what the others did");
        NS_TEST_ASSERT_MSG_EQ(client->IsReady(), true, "and MQTT followed");
        NS_TEST_ASSERT_MSG_GT(client->GetSetupTime(), MilliSeconds(5), "after the ticket");
        const auto& clerk = *system.authorities.at(0)->GetLedger();
        NS_TEST_ASSERT_MSG_GT(clerk.GetTotal(Phase::ENROL).count, 0, "work charged to the clerk");
        NS_TEST_ASSERT_MSG_GT(clerk.GetTraffic(Phase::ENROL).bytesSent, m_ticketSize, "traffic");
    }

    std::string m_network;    ///< name of the network
    std::size_t m_ticketSize; ///< octets of a ticket
};

/// A channel that cannot be opened, and a client that is stopped meanwhile.
class ChannelFailureTest : public TestCase
{
  public:
    ChannelFailureTest()
        : TestCase("channels: one that does not stand is told, and the client tries again")
    {
    }

  private:
    void DoRun() override
    {
        const auto scheme = CreateObject<TicketScheme>();
        AppSystem system(scheme, 2);
        auto client = system.AddClient(0, "client");
        auto stopped = system.AddClient(1, "stopped");
        system.GetBroker()->SetStartTime(Seconds(300));
        stopped->SetStopTime(Seconds(10)); // while it waits for its channel
        system.Run(Seconds(600));
        NS_TEST_ASSERT_MSG_EQ(client->IsReady(), true, "when the broker was there at last");
        NS_TEST_ASSERT_MSG_EQ(stopped->IsReady(), false, "stopped");
        NS_TEST_ASSERT_MSG_EQ(stopped->GetTraffic().GetTxBytes(), 0, "for good");
        NS_TEST_ASSERT_MSG_GT(system.CountClosed("not secured in time"), 0, "gave up in time");
    }
};

} // namespace

std::vector<TestCase*>
MakeChannelTests()
{
    return {new ChannelTest("lan", 4),
            new ChannelTest("wan", MAX_CHANNEL_MESSAGE),
            new ChannelFailureTest};
}

} // namespace ns3::mqtt
