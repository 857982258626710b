// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CRYPTO_TEST_H
#define MQTT_CRYPTO_TEST_H

#include "ns3/mqtt-certificates.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-seeded-random.h"
#include "ns3/mqtt-tls-guard.h"
#include "ns3/test.h"

#include <map>
#include <string>
#include <vector>

/// @file
/// What the tests of the crypto layer share: a meter that remembers, certificates, and two TLS
/// guards wired to each other in memory.

namespace ns3::mqtt::test
{

/// A moment at which all test certificates hold: 2023-11-14.
constexpr std::int64_t NOW = 1700000000;

/// Remembers what was counted.
class RecordingMeter : public Meter
{
  public:
    void Count(Operation operation, std::uint64_t bytes) override;

    /// @param name of an operation
    /// @return how often it was counted
    std::uint64_t GetCount(const std::string& name) const;

    /// @param name of an operation
    /// @return octets that went through it
    std::uint64_t GetBytes(const std::string& name) const;

    /// @return everything, "aes-128-gcm 2, ecdh-p256 1", in the order of names
    std::string GetList() const;

    /// Forgets everything.
    void Clear()
    {
        m_counts.clear();
    }

  private:
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> m_counts; ///< count, octets
};

/// @param fill every octet of it
/// @return a seed
SeededRandom::Seed MakeSeed(std::uint8_t fill);

/// Certificates of one kind: made once for all tests, because RSA keys take a while.
struct Pki
{
    std::shared_ptr<X509> root;                     ///< to be trusted
    std::shared_ptr<const CertificateChain> server; ///< for "broker.example"
    std::shared_ptr<const CertificateChain> client; ///< for "device.example"
    std::shared_ptr<const CertificateChain> old;    ///< for "broker.example", expired at NOW
};

/// @param type of the keys
/// @param chainLength certificates sent
/// @param variant another one gives another authority
/// @return certificates
const Pki& GetPki(KeyType type = KeyType::P256,
                  std::size_t chainLength = 1,
                  std::uint8_t variant = 0);

/// Settings of both sides.
struct TlsCase
{
    TlsSettings client; ///< of the client's context
    TlsSettings server; ///< of the server's context
    TlsParty party;     ///< of the client's first connection
};

/// @param version of TLS
/// @param pki certificates
/// @param mutual whether the client shows one as well
/// @return a case that works
TlsCase MakeCase(TlsVersion version, const Pki& pki = GetPki(), bool mutual = false);

/// What a side sent in one go.
struct Flight
{
    bool fromClient; ///< or from the server
    Bytes octets;    ///< as on the wire
};

/// One connection.
class TlsPair
{
  public:
    /// @param client context
    /// @param server context
    /// @param party of the client
    /// @param seed of both sides' randomness
    /// @param unixTime of all that happens
    TlsPair(std::shared_ptr<const TlsContext> client,
            std::shared_ptr<const TlsContext> server,
            const TlsParty& party,
            std::uint8_t seed = 1,
            std::int64_t unixTime = NOW);

    /// Runs the handshake and whatever it leaves to be sent.
    /// @return whether both sides are open and without error
    bool Shake();

    /// @param fromClient who sends
    /// @param data what
    /// @return what the other side got
    Bytes Transfer(bool fromClient, ByteView data);

    /// Gives octets to one side and passes on everything that follows from it.
    /// @param toClient to whom
    /// @param octets what it receives
    void Deliver(bool toClient, ByteView octets);

    /// @param ofClient whose turn it is
    /// @param step calls the guard
    /// @return what the guard gave, with its octets noted and not yet delivered
    template <class Step>
    StreamGuard::Output Turn(bool ofClient, Step step)
    {
        CryptoScope scope(ofClient ? clientMeter : serverMeter,
                          ofClient ? clientRandom : serverRandom,
                          unixTime);
        StreamGuard::Output output = step(ofClient ? client : server);
        Note(ofClient, output);
        return output;
    }

    RecordingMeter clientMeter;  ///< what the client did
    RecordingMeter serverMeter;  ///< what the server did
    SeededRandom clientRandom;   ///< of the client
    SeededRandom serverRandom;   ///< of the server
    std::int64_t unixTime;       ///< of all that happens
    TlsGuard client;             ///< one side
    TlsGuard server;             ///< other side
    std::vector<Flight> flights; ///< what was sent, in order
    Bytes clientGot;             ///< plaintext at the client
    Bytes serverGot;             ///< plaintext at the server
    std::string clientError;     ///< why the client gave up
    std::string serverError;     ///< why the server gave up
    bool clientClosed{false};    ///< the client was told of the end
    bool serverClosed{false};    ///< the server was told of the end
    bool holds{false};           ///< noted flights are not delivered

  private:
    /// @param ofClient whose it is
    /// @param output what the guard gave
    void Note(bool ofClient, const StreamGuard::Output& output);
};

/// Contexts of both sides, from a seed of their own.
struct TlsContexts
{
    /// @param tlsCase settings, which must be possible
    /// @param seed of the ticket keys
    explicit TlsContexts(const TlsCase& tlsCase, std::uint8_t seed = 9);

    /// @param party of the client
    /// @param seed of both sides' randomness
    /// @param unixTime of all that happens
    /// @return a connection, not yet begun
    std::unique_ptr<TlsPair> Connect(const TlsParty& party,
                                     std::uint8_t seed = 1,
                                     std::int64_t unixTime = NOW) const;

    std::shared_ptr<const TlsContext> client; ///< one side
    std::shared_ptr<const TlsContext> server; ///< other side
};

/// @return tests of what lies under TLS, to be given to a suite
std::vector<TestCase*> MakeMeteringTests();

/// @return tests of digests, key derivation and key agreement, to be given to a suite
std::vector<TestCase*> MakePrimitiveTests();

/// @return tests of ciphers, to be given to a suite
std::vector<TestCase*> MakeCipherTests();

/// @return tests of AES-256-CBC, to be given to a suite
std::vector<TestCase*> MakeAesCbcTests();

/// @return tests of the TPM, to be given to a suite
std::vector<TestCase*> MakeTpmTests();

/// @return tests of points and scalars, to be given to a suite
std::vector<TestCase*> MakeEllipticCurveTests();

/// @return tests of points and scalars of others, to be given to a suite
std::vector<TestCase*> MakeCurveInputTests();

/// @return tests of implicit certificates, to be given to a suite
std::vector<TestCase*> MakeEcqvTests();

/// @return tests of signatures and encryption on curves, to be given to a suite
std::vector<TestCase*> MakeSchnorrEciesTests();

/// @return tests of commands to smart cards and of the line to them, to be given to a suite
std::vector<TestCase*> MakeCardApduTests();

/// @return tests of keys of smart cards and of what they seal by, to be given to a suite
std::vector<TestCase*> MakeCardKeyTests();

/// @return tests of smart cards, to be given to a suite
std::vector<TestCase*> MakeCardTests();

/// @return tests of what smart cards leave in memory, to be given to a suite
std::vector<TestCase*> MakeCardSecretTests();

/// @return tests of smart cards that speak first, to be given to a suite
std::vector<TestCase*> MakeFirstCardTests();

/// @return tests of what TLS is charged, to be given to a suite
std::vector<TestCase*> MakeTlsOperationTests();

/// @return tests of handshakes and records that must fail, to be given to a suite
std::vector<TestCase*> MakeTlsFailureTests();

/// @return tests of data, repeatability and resumption, to be given to a suite
std::vector<TestCase*> MakeTlsStreamTests();

/// @return tests of RSA and of ready-made P-256, to be given to a suite
std::vector<TestCase*> MakeKeyPairTests();

/// @return tests of secret sharing and its field
std::vector<TestCase*> MakeSecretSharingTests();

} // namespace ns3::mqtt::test

#endif /* MQTT_CRYPTO_TEST_H */
