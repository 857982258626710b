// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-test.h"

namespace ns3::mqtt::test
{

namespace
{

/// Handshakes that must fail, and what both sides say about it.
class TlsRefusalTest : public TestCase
{
  public:
    TlsRefusalTest()
        : TestCase("refused handshakes of TLS and their reasons")
    {
    }

  private:
    void DoRun() override
    {
        for (auto version : {TlsVersion::TLS_1_2, TlsVersion::TLS_1_3})
        {
            RefuseServer(version);
            RefuseClient(version);
        }
        RefusePreSharedKeys();
        RefuseVersion();
    }

    /// @param tlsCase settings of a handshake that must fail
    /// @param client part of what the client says
    /// @param server part of what the server says
    void Expect(const TlsCase& tlsCase, const std::string& client, const std::string& server)
    {
        auto pair = TlsContexts(tlsCase).Connect(tlsCase.party);
        NS_TEST_EXPECT_MSG_EQ(pair->Shake(), false, "handshake went through: " << client);
        NS_TEST_EXPECT_MSG_NE(pair->clientError.find(client),
                              std::string::npos,
                              "client said '" << pair->clientError << "', not '" << client << "'");
        NS_TEST_EXPECT_MSG_NE(pair->serverError.find(server),
                              std::string::npos,
                              "server said '" << pair->serverError << "', not '" << server << "'");
        const auto later =
            pair->Turn(true, [](TlsGuard& guard) { return guard.Send(ByteView("x")); });
        NS_TEST_EXPECT_MSG_EQ((later.error && later.toPeer.empty()),
                              true,
                              "a broken stream still sends");
    }

    /// @param version of TLS
    void RefuseServer(TlsVersion version)
    {
        const Pki& pki = GetPki();
        TlsCase untrusted = MakeCase(version);
        untrusted.client.trusted = {GetPki(KeyType::P256, 1, 1).root};
        Expect(untrusted, "certificate verify failed (", "peer sent alert: unknown ca");

        TlsCase none = MakeCase(version);
        none.client.trusted.clear();
        Expect(none, "unable to get local issuer certificate", "peer sent alert: unknown ca");

        TlsCase expired = MakeCase(version);
        expired.server.chain = pki.old;
        Expect(expired, "certificate has expired", "peer sent alert: certificate expired");

        TlsCase misnamed = MakeCase(version);
        misnamed.party.serverName = "other.example";
        Expect(misnamed, "hostname mismatch", "peer sent alert: bad certificate");

        // A chain that lacks its intermediate leads nowhere.
        TlsCase gap = MakeCase(version, GetPki(KeyType::P256, 2));
        auto leaf = std::make_shared<CertificateChain>(*GetPki(KeyType::P256, 2).server);
        leaf->certificates.resize(1);
        gap.server.chain = leaf;
        Expect(gap, "certificate verify failed (", "peer sent alert: unknown ca");
    }

    /// @param version of TLS
    void RefuseClient(TlsVersion version)
    {
        const bool isNew = version == TlsVersion::TLS_1_3;
        TlsCase missing = MakeCase(version, GetPki(), true);
        missing.party.chain = nullptr;
        Expect(missing,
               isNew ? "peer sent alert: certificate required"
                     : "peer sent alert: handshake failure",
               "peer did not return a certificate");

        TlsCase foreign = MakeCase(version, GetPki(), true);
        foreign.party.chain = GetPki(KeyType::P256, 1, 1).client;
        Expect(foreign, "peer sent alert: unknown ca", "certificate verify failed (");
    }

    /// A key that differs, and an identity that nobody knows.
    void RefusePreSharedKeys()
    {
        const Secret key(ByteView("sixteen octets!!"));
        TlsCase wrong = MakeCase(TlsVersion::TLS_1_3);
        wrong.server.findPreSharedKey = [key](const std::string& identity) {
            return identity == "device" ? std::optional<Secret>(key) : std::nullopt;
        };
        wrong.party.preSharedKey = TlsPreSharedKey{"device", Secret(ByteView("sixteen others!!"))};
        Expect(wrong, "peer sent alert: illegal parameter", "binder does not verify");

        TlsCase unknown = wrong;
        unknown.server.chain = nullptr;
        unknown.party.preSharedKey = TlsPreSharedKey{"nobody", key};
        Expect(unknown, "peer sent alert: handshake failure", "no suitable signature algorithm");
    }

    /// Versions are pinned, so that two of them do not come together.
    void RefuseVersion()
    {
        TlsCase older = MakeCase(TlsVersion::TLS_1_3);
        older.client.version = TlsVersion::TLS_1_2;
        Expect(older, "peer sent alert: protocol version", "unsupported protocol");
        TlsCase newer = MakeCase(TlsVersion::TLS_1_2);
        newer.client.version = TlsVersion::TLS_1_3;
        Expect(newer, "peer sent alert: protocol version", "unsupported protocol");
    }
};

/// Settings and uses that are mistakes of the program, not of a peer.
class TlsMisuseTest : public TestCase
{
  public:
    TlsMisuseTest()
        : TestCase("TLS settings that cannot be, plaintext, and use at the wrong time")
    {
    }

  private:
    void DoRun() override
    {
        TlsSettings settings;
        NS_TEST_EXPECT_MSG_EQ(TlsContext::Create(TlsRole::CLIENT, settings).has_value(),
                              false,
                              "context without a scope");
        NullMeter meter;
        SeededRandom random(MakeSeed(3));
        CryptoScope scope(meter, random, NOW);
        NS_TEST_EXPECT_MSG_EQ(TlsContext::Create(TlsRole::CLIENT, settings).has_value(),
                              true,
                              "defaults are refused");
        NS_TEST_EXPECT_MSG_EQ(TlsContext::Create(TlsRole::SERVER, settings).has_value(),
                              false,
                              "server without a certificate");
        settings.cipherSuites = "NO_SUCH_SUITE";
        NS_TEST_EXPECT_MSG_EQ(TlsContext::Create(TlsRole::CLIENT, settings).has_value(),
                              false,
                              "unknown cipher suite");
        settings = {};
        settings.groups = "P-257";
        NS_TEST_EXPECT_MSG_EQ(TlsContext::Create(TlsRole::CLIENT, settings).has_value(),
                              false,
                              "unknown group");
        settings = {};
        settings.version = TlsVersion::TLS_1_2;
        settings.findPreSharedKey = [](const std::string&) { return std::nullopt; };
        NS_TEST_EXPECT_MSG_EQ(TlsContext::Create(TlsRole::SERVER, settings).has_value(),
                              false,
                              "pre-shared keys with TLS 1.2");
        CheckPlaintext();
        CheckWrongTime();
    }

    /// MQTT without TLS on a port with TLS, and the other way round.
    void CheckPlaintext()
    {
        const std::uint8_t connect[] = {0x10, 0x0c, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0};
        const TlsCase tlsCase = MakeCase(TlsVersion::TLS_1_3);
        const TlsContexts contexts(tlsCase);
        auto pair = contexts.Connect(tlsCase.party);
        pair->Turn(true, [](TlsGuard& guard) { return guard.Start(); });
        pair->Deliver(false, {connect, sizeof(connect)});
        NS_TEST_EXPECT_MSG_EQ(pair->serverError.empty(), false, "server takes plain MQTT");
        auto other = contexts.Connect(tlsCase.party);
        other->Turn(true, [](TlsGuard& guard) { return guard.Start(); });
        other->Deliver(true, {connect, sizeof(connect)});
        NS_TEST_EXPECT_MSG_EQ(other->clientError.empty(), false, "client takes plain MQTT");
    }

    /// Sending too early.
    void CheckWrongTime()
    {
        const TlsCase tlsCase = MakeCase(TlsVersion::TLS_1_3);
        const TlsContexts contexts(tlsCase);
        auto early = contexts.Connect(tlsCase.party);
        const auto sent =
            early->Turn(true, [](TlsGuard& guard) { return guard.Send(ByteView("x")); });
        NS_TEST_EXPECT_MSG_EQ(sent.error.has_value(), true, "data before the handshake");
    }
};

/// A guard that is used without any scope.
class TlsWithoutScopeTest : public TestCase
{
  public:
    TlsWithoutScopeTest()
        : TestCase("TLS without a scope fails and does not crash")
    {
    }

  private:
    void DoRun() override
    {
        const TlsCase tlsCase = MakeCase(TlsVersion::TLS_1_3);
        const TlsContexts contexts(tlsCase);
        TlsGuard guard(contexts.client, tlsCase.party);
        const auto output = guard.Start();
        NS_TEST_EXPECT_MSG_EQ(output.error.has_value(), true, "random octets from nowhere");
        NS_TEST_EXPECT_MSG_LT(output.toPeer.size(), 32, "a hello without a scope");
    }
};

/// Octets that change on the way.
class TlsCorruptionTest : public TestCase
{
  public:
    TlsCorruptionTest()
        : TestCase("corrupted octets in handshakes and records of TLS")
    {
    }

  private:
    /// Handshakes and records that are tried with each version.
    static constexpr int ROUNDS = 300;

    void DoRun() override
    {
        for (auto version : {TlsVersion::TLS_1_2, TlsVersion::TLS_1_3})
        {
            const TlsCase tlsCase = MakeCase(version, GetPki(), true);
            const TlsContexts contexts(tlsCase);
            auto whole = contexts.Connect(tlsCase.party);
            NS_TEST_ASSERT_MSG_EQ(whole->Shake(), true, "no handshake to be corrupted");
            for (int round = 0; round < ROUNDS; ++round)
            {
                CorruptHandshake(*contexts.Connect(tlsCase.party), *whole);
                CorruptRecord(*whole);
                whole = contexts.Connect(tlsCase.party);
                whole->Shake();
            }
        }
    }

    /// @param limit more than any result
    /// @return a number
    std::size_t Pick(std::size_t limit)
    {
        std::uint32_t number{0};
        m_random.Fill(reinterpret_cast<std::uint8_t*>(&number), sizeof(number));
        return number % limit;
    }

    /// @param octets one of which gets another value
    /// @param position which
    void Corrupt(Bytes& octets, std::size_t position)
    {
        octets[position] ^= static_cast<std::uint8_t>(1 + Pick(255));
    }

    /// @param pair to run the handshake
    /// @param whole the same handshake as it should be, finished
    void CorruptHandshake(TlsPair& pair, const TlsPair& whole)
    {
        const std::size_t victim = Pick(whole.flights.size());
        const std::size_t position = Pick(whole.flights[victim].octets.size());
        pair.holds = true;
        pair.Turn(false, [](TlsGuard& guard) { return guard.Start(); });
        pair.Turn(true, [](TlsGuard& guard) { return guard.Start(); });
        for (std::size_t i = 0; i < pair.flights.size(); ++i)
        {
            Flight flight = pair.flights[i];
            if (i == victim)
            {
                Corrupt(flight.octets, position);
            }
            pair.Deliver(!flight.fromClient, flight.octets);
            NS_TEST_ASSERT_MSG_LT(i, 20, "a handshake without end");
        }
        const bool done = pair.client.IsEstablished() && pair.server.IsEstablished() &&
                          pair.clientError.empty() && pair.serverError.empty();
        // Before encryption, the version in a record's header is there for history only.
        const bool matters = !IsVersion(whole.flights[victim].octets, position);
        NS_TEST_EXPECT_MSG_EQ((done && matters),
                              false,
                              "corrupted octet " << position << " of flight " << victim
                                                 << " went unnoticed");
    }

    /// @param octets records
    /// @param position of an octet
    /// @return whether it is the version in the header of an unprotected record
    static bool IsVersion(const Bytes& octets, std::size_t position)
    {
        std::size_t at{0};
        while (at + 5 + (octets[at + 3] << 8 | octets[at + 4]) <= position)
        {
            at += 5 + (octets[at + 3] << 8 | octets[at + 4]);
        }
        return octets[at] != SSL3_RT_APPLICATION_DATA && (position == at + 1 || position == at + 2);
    }

    /// @param pair an open connection, broken afterwards
    void CorruptRecord(TlsPair& pair)
    {
        const Bytes data(1 + Pick(300), 'd');
        const bool fromClient = Pick(2) == 0;
        auto output = pair.Turn(fromClient, [&data](TlsGuard& guard) { return guard.Send(data); });
        const std::size_t position = Pick(output.toPeer.size());
        Corrupt(output.toPeer, position);
        pair.holds = true;
        pair.Deliver(!fromClient, output.toPeer);
        const Bytes& got = fromClient ? pair.serverGot : pair.clientGot;
        NS_TEST_EXPECT_MSG_EQ(got.empty(), true, "plaintext of a corrupted record");
        // A length that grew makes the reader wait for octets that the next record has to fill.
        const Bytes more(20000, 'm');
        const auto next =
            pair.Turn(fromClient, [&more](TlsGuard& guard) { return guard.Send(more); });
        pair.Deliver(!fromClient, next.toPeer);
        NS_TEST_EXPECT_MSG_EQ(got.empty(), true, "plaintext after a corrupted record");
        const std::string& error = fromClient ? pair.serverError : pair.clientError;
        NS_TEST_EXPECT_MSG_EQ(error.empty(), false, "octet " << position << " went unnoticed");
    }

    SeededRandom m_random{MakeSeed(42)}; ///< which octets
};

} // namespace

std::vector<TestCase*>
MakeTlsFailureTests()
{
    return {new TlsRefusalTest, new TlsMisuseTest, new TlsWithoutScopeTest, new TlsCorruptionTest};
}

} // namespace ns3::mqtt::test
