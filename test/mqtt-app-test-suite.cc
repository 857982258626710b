// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/config.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

namespace
{

/// Every scheme carries messages of every QoS between two clients.
class DeliveryTest : public TestCase
{
  public:
    /// @param scheme scheme's name
    explicit DeliveryTest(const std::string& scheme)
        : TestCase("messages of every QoS arrive once and whole under " + scheme),
          m_scheme(scheme)
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system(m_scheme);
        system.InstallProcessors("rpi-3b");
        system.AddClient(0, "reader", "a/+", Qos::EXACTLY_ONCE);
        auto writer = system.AddClient(1, "writer");
        const std::string large(100'000, 'x');
        Simulator::Schedule(Seconds(2), [writer, large]() {
            for (const Qos qos : {Qos::AT_MOST_ONCE, Qos::AT_LEAST_ONCE, Qos::EXACTLY_ONCE})
            {
                writer->Publish("a/b", ByteView("small").ToBytes(), qos);
                writer->Publish("a/c", ByteView(large).ToBytes(), qos);
            }
        });
        system.Run(Seconds(10));
        const std::vector<std::string> expected{"small", large, "small", large, "small", large};
        NS_TEST_ASSERT_MSG_EQ((system.GetTexts("reader") == expected), true, "not all, or changed");
        NS_TEST_ASSERT_MSG_EQ(system.ready.size(), 2, "both get ready");
        NS_TEST_ASSERT_MSG_GT(system.ready["reader"], Time(0), "set-up takes time");
        NS_TEST_ASSERT_MSG_EQ(system.closed.size(), 0, "no connection ends");
        NS_TEST_ASSERT_MSG_EQ(system.network->GetDrops(), 0, "no queue overflows");
    }

    std::string m_scheme; ///< scheme's name
};

/// The same over IPv6.
class Ipv6Test : public TestCase
{
  public:
    Ipv6Test()
        : TestCase("clients and broker talk over IPv6 on every network")
    {
    }

  private:
    void DoRun() override
    {
        Config::SetDefault("ns3::mqtt::Network::AddressFamily", StringValue("ipv6"));
        for (const auto& network : Network::GetNames())
        {
            AppSystem system("tls13", 2, network);
            system.AddClient(0, "reader", "a");
            auto writer = system.AddClient(1, "writer");
            Simulator::Schedule(Seconds(10),
                                [writer]() { writer->Publish("a", ByteView("x").ToBytes()); });
            system.Run(Seconds(15));
            NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 1, network);
        }
        Config::Reset();
    }
};

/// A will is published when a client vanishes, and not when it says goodbye.
class WillTest : public TestCase
{
  public:
    WillTest()
        : TestCase("a will is published when the connection is lost, not on DISCONNECT")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool vanishes : {true, false})
        {
            AppSystem system("plain");
            system.AddClient(0, "reader", "last/#");
            auto mortal = system.AddClient(1, "mortal");
            mortal->SetWill({std::make_shared<Message>(Message{"last/words", {'b', 'y', 'e'}}),
                             Qos::AT_MOST_ONCE,
                             false});
            if (vanishes)
            {
                Simulator::Schedule(Seconds(1), &Client::DropConnection, mortal);
            }
            else
            {
                mortal->SetStopTime(Seconds(1));
            }
            system.Run(Seconds(5));
            NS_TEST_ASSERT_MSG_EQ(system.GetTexts("reader").size(), vanishes ? 1 : 0, "will");
        }
    }
};

/// A second client of the same identifier takes the session over.
class TakeOverTest : public TestCase
{
  public:
    TakeOverTest()
        : TestCase("a second connection of a client identifier ends the first")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("plain");
        auto first = system.AddClient(0, "twin", "a");
        first->SetAttribute("ReconnectDelay", TimeValue(Seconds(100)));
        auto second = system.AddClient(1, "twin", "a");
        second->SetStartTime(Seconds(1));
        Simulator::Schedule(Seconds(2),
                            [second]() { second->Publish("a", ByteView("x").ToBytes()); });
        system.Run(Seconds(3));
        NS_TEST_ASSERT_MSG_EQ(system.GetBroker()->GetNConnections(), 1, "one is left");
        NS_TEST_ASSERT_MSG_EQ(first->IsReady(), false, "the first was put out");
        NS_TEST_ASSERT_MSG_EQ(second->IsReady(), true, "the second is in");
        NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 1, "only the second hears");
    }
};

/// A silent client is closed after 1.5 times its keep alive, a pinging one is not.
class KeepAliveTest : public TestCase
{
  public:
    KeepAliveTest()
        : TestCase("clients that ping stay connected through a long silence")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("tls13");
        auto quiet = system.AddClient(0, "quiet", "a");
        quiet->SetAttribute("KeepAlive", UintegerValue(2));
        system.Run(Seconds(60));
        NS_TEST_ASSERT_MSG_EQ(quiet->IsReady(), true, "still there");
        NS_TEST_ASSERT_MSG_EQ(system.closed.size(), 0, "never closed");
    }
};

/// Access rules refuse filters, and messages stay away.
class AccessTest : public TestCase
{
  public:
    AccessTest()
        : TestCase("access rules refuse a connection, a filter and a publication")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("plain", 3);
        auto rules = AccessRules::Parse("user good secret\n"
                                        "allow any both open/#\n"
                                        "deny any both #\n");
        NS_TEST_ASSERT_MSG_EQ(rules.has_value(), true, "rules");
        system.GetBroker()->SetAccessPolicy(std::make_shared<AccessRules>(rules.value()));
        std::size_t refusedFilters = 0;
        std::vector<Ptr<Client>> clients;
        for (std::uint32_t i = 0; i < 3; ++i)
        {
            auto client = system.AddClient(i, "client" + std::to_string(i), i ? "open/#" : "shut");
            client->SetAttribute("UserName", StringValue("good"));
            client->SetAttribute("Password", StringValue(i == 2 ? "wrong" : "secret"));
            client->TraceConnectWithoutContext(
                "FilterRefused",
                Callback<void, const std::string&, const std::string&>(
                    [&refusedFilters](const std::string&, const std::string&) {
                        ++refusedFilters;
                    }));
            clients.push_back(client);
        }
        Simulator::Schedule(Seconds(1), [clients]() {
            clients[1]->Publish("open/door", ByteView("seen").ToBytes());
            clients[1]->Publish("shut", ByteView("unseen").ToBytes());
        });
        system.Run(Seconds(2));
        NS_TEST_ASSERT_MSG_EQ(refusedFilters, 1, "filter of the first");
        NS_TEST_ASSERT_MSG_EQ(clients[0]->IsReady(), false, "without its filter it is not ready");
        NS_TEST_ASSERT_MSG_EQ(
            (system.refused.at("client2") == ConnectCode::BAD_USER_NAME_OR_PASSWORD),
            true,
            "wrong password");
        NS_TEST_ASSERT_MSG_EQ((system.GetTexts("") == std::vector<std::string>{"seen"}),
                              true,
                              "only what rules allow");
        NS_TEST_ASSERT_MSG_EQ(system.dropped.size(), 1, "the refused publication is traced");
    }
};

/// A retained message waits for later subscribers.
class RetainedTest : public TestCase
{
  public:
    RetainedTest()
        : TestCase("a retained message greets a later subscriber")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("plain");
        auto writer = system.AddClient(0, "writer");
        Simulator::Schedule(Seconds(1), [writer]() {
            writer->Publish("state", ByteView("on").ToBytes(), Qos::AT_LEAST_ONCE, true);
        });
        system.AddClient(1, "late", "#")->SetStartTime(Seconds(5));
        system.Run(Seconds(6));
        NS_TEST_ASSERT_MSG_EQ(system.arrivals.size(), 1, "it came");
        NS_TEST_ASSERT_MSG_EQ(system.arrivals[0].retain, true, "marked as retained");
    }
};

/// Suite of the applications.
class AppTestSuite : public TestSuite
{
  public:
    AppTestSuite()
        : TestSuite("mqtt-app", TestSuite::Type::SYSTEM)
    {
        for (const auto& scheme : SchemeName::GetAll())
        {
            AddTestCase(new DeliveryTest(scheme));
        }
        AddTestCase(new Ipv6Test);
        AddTestCase(new WillTest);
        AddTestCase(new TakeOverTest);
        AddTestCase(new KeepAliveTest);
        AddTestCase(new AccessTest);
        AddTestCase(new RetainedTest);
        for (const auto& tests : {MakeAgentTests(),
                                  MakeChannelTests(),
                                  MakeSessionTests(),
                                  MakeReliabilityTests(),
                                  MakeKillTests(),
                                  MakeHostileTests(),
                                  MakeTlsTests(),
                                  MakeTimeTests(),
                                  MakeThresholdSystemTests()})
        {
            for (auto* test : tests)
            {
                AddTestCase(test);
            }
        }
    }
};

AppTestSuite g_appTestSuite; ///< registers itself

} // namespace

} // namespace ns3::mqtt
