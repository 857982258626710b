// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-app-system.h"
#include "mqtt-app-tests.h"

#include "ns3/mqtt-operations.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

namespace
{

/// @param ledger an account
/// @param operation name
/// @return how often it was done in handshakes
std::uint64_t
CountInHandshakes(const Ledger& ledger, const std::string& operation)
{
    for (const auto& entry : ledger.GetEntries())
    {
        if (entry.phase == Phase::HANDSHAKE && entry.operation.GetName() == operation)
        {
            return entry.count;
        }
    }
    return 0;
}

/// A publisher that reconnects for each message, with and without resumption.
class ReconnectTest : public TestCase
{
  public:
    /// @param scheme scheme's name
    /// @param resumption attribute
    /// @param fullAfter attribute: resumptions between full handshakes
    /// @param fullHandshakes how many of the first and ten further handshakes are full ones
    ReconnectTest(const std::string& scheme,
                  const std::string& resumption,
                  const std::string& fullAfter,
                  std::uint64_t fullHandshakes)
        : TestCase(scheme + " with a connection for each message, resumption " + resumption +
                   ", full handshake after " + fullAfter),
          m_scheme(scheme),
          m_resumption(resumption),
          m_fullAfter(fullAfter),
          m_fullHandshakes(fullHandshakes)
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system(m_scheme,
                         2,
                         "lan",
                         {{"ReconnectPerMessage", "true"},
                          {"Resumption", m_resumption},
                          {"FullHandshakeAfter", m_fullAfter}});
        system.InstallProcessors("rpi-3b");
        system.AddClient(0, "reader", "a");
        auto writer = system.AddClient(1, "writer");
        for (int i = 0; i <= 10; ++i) // the last one after a silence longer than any timer
        {
            Simulator::Schedule(Seconds(i < 10 ? 1 + i : 150), [writer, i]() {
                writer->Publish("a", ByteView(std::to_string(i)).ToBytes());
            });
        }
        system.Run(Seconds(160));
        NS_TEST_ASSERT_MSG_EQ(system.GetTexts("reader").size(), 11, "all arrive");
        NS_TEST_ASSERT_MSG_LT(system.arrivals.back().when, Seconds(150.1), "none has to wait");
        NS_TEST_ASSERT_MSG_EQ(system.CountClosed("disconnected by the application"),
                              12,
                              "each on its own connection, and none on the first one");
        // A full handshake verifies the certificate and the broker's signature; a resumed one none.
        NS_TEST_ASSERT_MSG_EQ(CountInHandshakes(*writer->GetLedger(), "ecdsa-p256-verify"),
                              2 * m_fullHandshakes,
                              "signatures verified by the writer");
        NS_TEST_ASSERT_MSG_EQ(
            CountInHandshakes(*system.GetBroker()->GetLedger(), "ecdsa-p256-sign"),
            m_fullHandshakes + 1,
            "signatures made by the broker, one of them for the reader");
    }

    std::string m_scheme;           ///< scheme's name
    std::string m_resumption;       ///< attribute
    std::string m_fullAfter;        ///< attribute
    std::uint64_t m_fullHandshakes; ///< expected
};

/// Only a client of the same system gets in.
class StrangerTest : public TestCase
{
  public:
    /// @param scheme scheme's name
    /// @param reason that one of the sides gives
    StrangerTest(const std::string& scheme, const std::string& reason)
        : TestCase("a client of another authority is not let in by " + scheme),
          m_scheme(scheme),
          m_reason(reason)
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system(m_scheme);
        auto client = system.AddClient(0, "stranger", "a");
        auto elsewhere = SchemeName::Create(m_scheme).value();
        NS_TEST_ASSERT_MSG_EQ(SystemHelper::Create(elsewhere, system.network, 77).has_value(),
                              true,
                              "another authority, with other random streams");
        client->SetAgent(elsewhere->CreateClientAgent("stranger"));
        system.Run(Seconds(3));
        NS_TEST_ASSERT_MSG_EQ(client->IsReady(), false, "not let in");
        NS_TEST_ASSERT_MSG_GT(system.CountClosed(m_reason), 0, "for the right reason");
    }

    std::string m_scheme; ///< scheme's name
    std::string m_reason; ///< reason
};

/// A client that speaks MQTT in the clear to a TLS port is closed with a reason.
class ClearTextTest : public TestCase
{
  public:
    ClearTextTest()
        : TestCase("plain MQTT on a TLS port ends the connection with a reason")
    {
    }

  private:
    void DoRun() override
    {
        AppSystem system("tls13");
        auto client = system.AddClient(0, "naive", "a");
        client->SetAgent(std::make_unique<ClientAgent>());
        system.Run(Seconds(3));
        NS_TEST_ASSERT_MSG_EQ(client->IsReady(), false, "not let in");
        NS_TEST_ASSERT_MSG_GT(system.closed.size(), 0, "closed");
    }
};

/// Attributes that OpenSSL cannot follow are refused before anything runs.
class BadAttributeTest : public TestCase
{
  public:
    BadAttributeTest()
        : TestCase("attributes that cannot be are errors when the scheme is provisioned")
    {
    }

  private:
    void DoRun() override
    {
        const std::map<std::string, std::string> wrong{{"CipherSuites", "TLS_NULL_WITH_NOTHING"},
                                                       {"Groups", "P-257"}};
        for (const auto& [name, value] : wrong)
        {
            AppSystem system("tls13", 1, "lan", {{name, value}});
            const auto helper = SystemHelper::Create(system.scheme, system.network);
            NS_TEST_ASSERT_MSG_EQ(helper.has_value(), false, name);
            NS_TEST_ASSERT_MSG_NE(helper.error().reason.find("TlsScheme"),
                                  std::string::npos,
                                  "names the culprit");
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeTlsTests()
{
    std::vector<TestCase*> tests;
    for (const std::string scheme : {"tls12", "tls13"})
    {
        tests.push_back(new ReconnectTest(scheme, "none", "0", 12));
        tests.push_back(new ReconnectTest(scheme, "tickets", "0", 1));
        tests.push_back(new ReconnectTest(scheme, "session-ids", "0", 1));
        tests.push_back(new ReconnectTest(scheme, "tickets", "4", 3));
    }
    tests.push_back(new StrangerTest("tls12", "certificate verify failed"));
    tests.push_back(new StrangerTest("tls13-mutual", "certificate verify failed"));
    tests.push_back(new StrangerTest("tls13-psk", "binder does not verify"));
    tests.push_back(new ClearTextTest);
    tests.push_back(new BadAttributeTest);
    return tests;
}

} // namespace ns3::mqtt
