// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-test.h"

#include <chrono>
#include <thread>

namespace ns3::mqtt::test
{

namespace
{

/// Data in all sizes, in pieces of all sizes, and the end of a stream.
class TlsDataTest : public TestCase
{
  public:
    TlsDataTest()
        : TestCase("data through TLS and its end")
    {
    }

  private:
    void DoRun() override
    {
        for (auto version : {TlsVersion::TLS_1_2, TlsVersion::TLS_1_3})
        {
            TlsCase tlsCase = MakeCase(version, GetPki(), true);
            std::vector<std::string> lines;
            tlsCase.client.keyLog = [&lines](const std::string& line) { lines.push_back(line); };
            const TlsContexts contexts(tlsCase);
            CheckSizes(*contexts.Connect(tlsCase.party));
            NS_TEST_EXPECT_MSG_EQ(lines.empty(), false, "nothing in the key log");
            CheckPieces(*contexts.Connect(tlsCase.party));
            CheckEnd(*contexts.Connect(tlsCase.party));
        }
    }

    /// @param pair a connection
    void CheckSizes(TlsPair& pair)
    {
        NS_TEST_ASSERT_MSG_EQ(pair.Shake(), true, pair.clientError << pair.serverError);
        for (std::size_t size : {0, 1, 16383, 16384, 16385, 100000})
        {
            Bytes data(size);
            for (std::size_t i = 0; i < size; ++i)
            {
                data[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
            }
            NS_TEST_EXPECT_MSG_EQ((pair.Transfer(true, data) == data), true, size << " octets up");
            NS_TEST_EXPECT_MSG_EQ((pair.Transfer(false, data) == data),
                                  true,
                                  size << " octets down");
        }
        NS_TEST_EXPECT_MSG_GT(pair.client.GetStateSize(), 48 + 2 * 36, "state of the client");
        NS_TEST_EXPECT_MSG_EQ((pair.server.GetStateSize() <= pair.client.GetStateSize()),
                              true,
                              "only the client keeps its ticket");
        const auto shown = pair.server.GetPeerCertificate();
        NS_TEST_ASSERT_MSG_EQ((shown != nullptr), true, "the client showed no certificate");
        NS_TEST_EXPECT_MSG_EQ(X509_check_host(shown.get(), "device.example", 0, 0, nullptr),
                              1,
                              "the client's certificate has another name");
    }

    /// Every flight octet by octet, in the handshake and afterwards.
    /// @param pair a connection
    void CheckPieces(TlsPair& pair)
    {
        pair.holds = true;
        pair.Turn(true, [](TlsGuard& guard) { return guard.Start(); });
        std::size_t next{0};
        DeliverPieces(pair, next);
        NS_TEST_ASSERT_MSG_EQ((pair.client.IsEstablished() && pair.server.IsEstablished()),
                              true,
                              pair.clientError << pair.serverError);
        const Bytes data(40000, 'p');
        pair.Turn(true, [&data](TlsGuard& guard) { return guard.Send(data); });
        pair.Turn(false, [&data](TlsGuard& guard) { return guard.Send(data); });
        DeliverPieces(pair, next);
        NS_TEST_EXPECT_MSG_EQ((pair.serverGot == data && pair.clientGot == data),
                              true,
                              "data in pieces of one octet");
    }

    /// @param pair a connection
    /// @param next first flight not yet delivered; moves to the end
    static void DeliverPieces(TlsPair& pair, std::size_t& next)
    {
        for (; next < pair.flights.size(); ++next)
        {
            const Flight flight = pair.flights[next];
            for (std::uint8_t octet : flight.octets)
            {
                pair.Deliver(!flight.fromClient, {&octet, 1});
            }
        }
    }

    /// @param pair a connection
    void CheckEnd(TlsPair& pair)
    {
        NS_TEST_ASSERT_MSG_EQ(pair.Shake(), true, pair.clientError << pair.serverError);
        // Data and the end in one piece: the data comes first and is not lost.
        const Bytes data(5, 'e');
        auto last = pair.Turn(true, [&data](TlsGuard& guard) { return guard.Send(data); });
        const auto end = pair.Turn(true, [](TlsGuard& guard) { return guard.Shutdown(); });
        last.toPeer.insert(last.toPeer.end(), end.toPeer.begin(), end.toPeer.end());
        pair.serverGot.clear();
        NS_TEST_EXPECT_MSG_EQ(pair.serverClosed, false, "closed too early");
        pair.Deliver(false, last.toPeer);
        NS_TEST_EXPECT_MSG_EQ((pair.serverGot == data), true, "data before the end");
        NS_TEST_EXPECT_MSG_EQ(pair.serverClosed, true, "close_notify");
        NS_TEST_EXPECT_MSG_EQ(pair.serverError, "", "an orderly end is no error");
        // The other direction is still open (RFC 8446, 6.1).
        NS_TEST_EXPECT_MSG_EQ((pair.Transfer(false, data) == data), true, "half-closed stream");
        const auto answer = pair.Turn(false, [](TlsGuard& guard) { return guard.Shutdown(); });
        pair.Deliver(true, answer.toPeer);
        NS_TEST_EXPECT_MSG_EQ(pair.clientClosed, true, "close_notify of the server");
    }
};

/// The same seed gives the same octets on the wire, whatever the clock of the wall says.
class TlsRepeatTest : public TestCase
{
  public:
    TlsRepeatTest()
        : TestCase("transcripts of TLS follow from the seed")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<Bytes> first;
        for (int i = 0; i < CASES; ++i)
        {
            first.push_back(Record(i, 1));
        }
        // Both times that libssl looks at, in full seconds, have moved on after this.
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        for (int i = 0; i < CASES; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((Record(i, 1) == first[i]), true, "case " << i << " differs");
            NS_TEST_EXPECT_MSG_EQ((Record(i, 2) == first[i]), false, "seed has no effect on " << i);
        }
    }

    /// Two versions, two kinds of resumption, two kinds of keys.
    static constexpr int CASES = 8;

    /// @param number of the case
    /// @param seed of everything but the certificates
    /// @return all octets of a handshake, its data, a resumed handshake and its data
    static Bytes Record(int number, std::uint8_t seed)
    {
        TlsCase tlsCase = MakeCase(number & 1 ? TlsVersion::TLS_1_2 : TlsVersion::TLS_1_3,
                                   GetPki(number & 4 ? KeyType::RSA_2048 : KeyType::P256),
                                   true);
        tlsCase.client.resumption = tlsCase.server.resumption =
            number & 2 ? TlsResumption::SESSION_IDS : TlsResumption::TICKETS;
        const TlsContexts contexts(tlsCase, seed);
        Bytes all;
        for (int k = 0; k < 3; ++k)
        {
            auto pair = contexts.Connect(tlsCase.party,
                                         static_cast<std::uint8_t>(seed + 10 * k),
                                         NOW + 60 * k);
            const bool resumed = pair->Shake() && pair->client.IsResumed() == (k > 0);
            pair->Transfer(true, ByteView("publish"));
            for (const Flight& flight : pair->flights)
            {
                all.insert(all.end(), flight.octets.begin(), flight.octets.end());
            }
            all.push_back(resumed);
            tlsCase.party.session = pair->client.GetSession();
        }
        return all;
    }
};

/// When a session may be taken up again.
class TlsResumptionTest : public TestCase
{
  public:
    TlsResumptionTest()
        : TestCase("resumption of TLS by simulated time")
    {
    }

  private:
    void DoRun() override
    {
        for (auto version : {TlsVersion::TLS_1_2, TlsVersion::TLS_1_3})
        {
            for (auto resumption : {TlsResumption::TICKETS, TlsResumption::SESSION_IDS})
            {
                TlsCase tlsCase = MakeCase(version);
                tlsCase.client.resumption = tlsCase.server.resumption = resumption;
                CheckChain(tlsCase);
                tlsCase.client.sessionLifetime = 50;
                CheckAge(tlsCase);
            }
            TlsCase tlsCase = MakeCase(version);
            tlsCase.server.sessionLifetime = 50;
            CheckAge(tlsCase);
            CheckOtherServer(version);
            CheckOff(version);
        }
    }

    /// @param contexts of both sides
    /// @param party whose session is offered, and renewed
    /// @param time of the handshake
    /// @return whether it was taken up, on both sides
    bool Resumes(const TlsContexts& contexts, TlsParty& party, std::int64_t time)
    {
        auto pair = contexts.Connect(party, 5, time);
        NS_TEST_EXPECT_MSG_EQ(pair->Shake(), true, pair->clientError << pair->serverError);
        NS_TEST_EXPECT_MSG_EQ(pair->client.IsResumed(), pair->server.IsResumed(), "sides differ");
        party.session = pair->client.GetSession();
        return pair->client.IsResumed();
    }

    /// Many resumptions in a row, the first of them twice.
    /// @param tlsCase settings
    void CheckChain(TlsCase tlsCase)
    {
        const TlsContexts contexts(tlsCase);
        NS_TEST_EXPECT_MSG_EQ(Resumes(contexts, tlsCase.party, NOW), false, "nothing to resume");
        TlsParty again = tlsCase.party;
        for (int k = 1; k <= 5; ++k)
        {
            NS_TEST_EXPECT_MSG_EQ(Resumes(contexts, tlsCase.party, NOW + k), true, "round " << k);
        }
        if (tlsCase.client.resumption == TlsResumption::TICKETS)
        {
            NS_TEST_EXPECT_MSG_EQ(Resumes(contexts, again, NOW + 9), true, "a ticket used twice");
        }
    }

    /// @param tlsCase settings with a lifetime of 50 s on one side
    void CheckAge(TlsCase tlsCase)
    {
        const TlsContexts contexts(tlsCase);
        TlsParty young = tlsCase.party;
        Resumes(contexts, young, NOW);
        NS_TEST_EXPECT_MSG_EQ(Resumes(contexts, young, NOW + 50), true, "session of 50 s");
        TlsParty old = tlsCase.party;
        Resumes(contexts, old, NOW);
        NS_TEST_EXPECT_MSG_EQ(Resumes(contexts, old, NOW + 51), false, "session of 51 s");
        NS_TEST_EXPECT_MSG_EQ(Resumes(contexts, old, NOW + 60), true, "session after that");
    }

    /// A ticket that the server cannot open, or that was changed, leads to a full handshake.
    /// @param version of TLS
    void CheckOtherServer(TlsVersion version)
    {
        TlsCase tlsCase = MakeCase(version);
        Resumes(TlsContexts(tlsCase, 1), tlsCase.party, NOW);
        NS_TEST_EXPECT_MSG_EQ(Resumes(TlsContexts(tlsCase, 2), tlsCase.party, NOW),
                              false,
                              "ticket of another server");
    }

    /// @param version of TLS
    void CheckOff(TlsVersion version)
    {
        TlsCase tlsCase = MakeCase(version);
        tlsCase.client.resumption = tlsCase.server.resumption = TlsResumption::NONE;
        const TlsContexts contexts(tlsCase);
        Resumes(contexts, tlsCase.party, NOW);
        NS_TEST_EXPECT_MSG_EQ((tlsCase.party.session == nullptr), true, "a session nobody wants");
    }
};

/// Suites, groups and key exchanges beside the default, and what they are counted as.
class TlsSuitesTest : public TestCase
{
  public:
    TlsSuitesTest()
        : TestCase("other cipher suites and groups of TLS")
    {
    }

  private:
    void DoRun() override
    {
        using V = TlsVersion;
        Check(V::TLS_1_3,
              "TLS_AES_256_GCM_SHA384",
              "X25519",
              "aes-256-gcm",
              {"hkdf-sha384", "ecdh-x25519", "x25519-keygen", "sha-384", "hmac-sha384"});
        Check(V::TLS_1_3,
              "TLS_CHACHA20_POLY1305_SHA256",
              "P-384",
              "chacha20-poly1305",
              {"ecdh-p384", "ec-keygen-p384"});
        Check(V::TLS_1_2,
              "ECDHE-ECDSA-AES256-GCM-SHA384",
              "P-256",
              "aes-256-gcm",
              {"tls1-prf-sha384"});
        Check(V::TLS_1_2, "ECDHE-ECDSA-CHACHA20-POLY1305", "P-256", "chacha20-poly1305", {});
        Check(V::TLS_1_2, "ECDHE-ECDSA-AES128-SHA", "P-256", "aes-128-cbc", {"hmac-sha1"});
        Check(V::TLS_1_2, "ECDHE-ECDSA-AES256-SHA384", "P-256", "aes-256-cbc", {"hmac-sha384"});
        Check(V::TLS_1_2, "AES128-GCM-SHA256", "P-256", "aes-128-gcm", {"rsa-2048-public"});
    }

    /// @param version of TLS
    /// @param cipher by which data are sealed
    /// @return octets that go through it for a message of 100
    static std::uint64_t GetExpectedOctets(TlsVersion version, const std::string& cipher)
    {
        if (cipher.find("cbc") != std::string::npos)
        {
            // Explicit IV of a block, and the message padded to blocks; the MAC is over all that.
            return 16 + 112;
        }
        // TLS 1.3 seals the type of the content along with it.
        return version == TlsVersion::TLS_1_3 ? 101 : 100;
    }

    /// @param version of TLS
    /// @param suite of ciphers
    /// @param groups for key agreement
    /// @param cipher by which data are sealed
    /// @param names of other operations that the client must be charged for
    void Check(TlsVersion version,
               const std::string& suite,
               const std::string& groups,
               const std::string& cipher,
               const std::vector<std::string>& names)
    {
        const bool isRsa = suite == "AES128-GCM-SHA256";
        TlsCase tlsCase = MakeCase(version, GetPki(isRsa ? KeyType::RSA_2048 : KeyType::P256));
        tlsCase.client.cipherSuites = tlsCase.server.cipherSuites = suite;
        tlsCase.client.groups = tlsCase.server.groups = groups;
        auto pair = TlsContexts(tlsCase).Connect(tlsCase.party);
        NS_TEST_ASSERT_MSG_EQ(pair->Shake(), true, suite << pair->clientError);
        const Bytes data(100, 's');
        const std::uint64_t octets = GetExpectedOctets(version, cipher);
        const std::uint64_t sealed = pair->clientMeter.GetBytes(cipher);
        const std::uint64_t opened = pair->serverMeter.GetBytes(cipher);
        NS_TEST_EXPECT_MSG_EQ((pair->Transfer(true, data) == data), true, suite);
        NS_TEST_EXPECT_MSG_EQ(pair->clientMeter.GetBytes(cipher) - sealed, octets, suite);
        NS_TEST_EXPECT_MSG_EQ(pair->serverMeter.GetBytes(cipher) - opened, octets, suite);
        for (const std::string& name : names)
        {
            NS_TEST_EXPECT_MSG_GT(pair->clientMeter.GetCount(name), 0, suite << ": " << name);
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeTlsStreamTests()
{
    return {new TlsDataTest, new TlsRepeatTest, new TlsResumptionTest, new TlsSuitesTest};
}

} // namespace ns3::mqtt::test
