// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-test.h"

#include "ns3/abort.h"

#include <tuple>

namespace ns3::mqtt::test
{

void
RecordingMeter::Count(Operation operation, std::uint64_t bytes)
{
    auto& [count, octets] = m_counts[operation.GetName()];
    ++count;
    octets += bytes;
}

std::uint64_t
RecordingMeter::GetCount(const std::string& name) const
{
    const auto found = m_counts.find(name);
    return found == m_counts.end() ? 0 : found->second.first;
}

std::uint64_t
RecordingMeter::GetBytes(const std::string& name) const
{
    const auto found = m_counts.find(name);
    return found == m_counts.end() ? 0 : found->second.second;
}

std::string
RecordingMeter::GetList() const
{
    std::string list;
    for (const auto& [name, counted] : m_counts)
    {
        list += (list.empty() ? "" : ", ") + name + " " + std::to_string(counted.first);
    }
    return list;
}

SeededRandom::Seed
MakeSeed(std::uint8_t fill)
{
    SeededRandom::Seed seed;
    seed.fill(fill);
    return seed;
}

const Pki&
GetPki(KeyType type, std::size_t chainLength, std::uint8_t variant)
{
    static std::map<std::tuple<KeyType, std::size_t, std::uint8_t>, Pki> made;
    auto [found, isNew] = made.try_emplace({type, chainLength, variant});
    if (isNew)
    {
        SeededRandom random(MakeSeed(static_cast<std::uint8_t>(100 + variant)));
        CertificateIssuer::Settings settings;
        settings.keyType = type;
        settings.chainLength = chainLength;
        auto issuer = CertificateIssuer::Create(settings, random);
        NS_ABORT_MSG_IF(!issuer, "no issuer");
        auto server = issuer.value()->Issue("broker.example");
        auto key = server ? server.value()->key : nullptr;
        auto client = issuer.value()->Issue("device.example", {}, key);
        auto old = issuer.value()->Issue("broker.example", {NOW - 1000, NOW - 1}, key);
        NS_ABORT_MSG_IF(!server || !client || !old, "no certificate");
        found->second = {issuer.value()->GetRoot(), server.value(), client.value(), old.value()};
    }
    return found->second;
}

TlsCase
MakeCase(TlsVersion version, const Pki& pki, bool mutual)
{
    TlsCase made;
    made.client.version = version;
    made.client.trusted = {pki.root};
    made.server.version = version;
    made.server.chain = pki.server;
    made.server.mutual = mutual;
    made.party.serverName = "broker.example";
    if (mutual)
    {
        made.server.trusted = {pki.root};
        made.party.chain = pki.client;
    }
    return made;
}

TlsPair::TlsPair(std::shared_ptr<const TlsContext> clientContext,
                 std::shared_ptr<const TlsContext> serverContext,
                 const TlsParty& party,
                 std::uint8_t seed,
                 std::int64_t time)
    : clientRandom(MakeSeed(seed)),
      serverRandom(MakeSeed(static_cast<std::uint8_t>(seed + 128))),
      unixTime(time),
      client(std::move(clientContext), party),
      server(std::move(serverContext))
{
}

bool
TlsPair::Shake()
{
    Turn(false, [](TlsGuard& guard) { return guard.Start(); });
    const auto hello = Turn(true, [](TlsGuard& guard) { return guard.Start(); });
    Deliver(false, hello.toPeer);
    return client.IsEstablished() && server.IsEstablished() && clientError.empty() &&
           serverError.empty();
}

void
TlsPair::Deliver(bool toClient, ByteView octets)
{
    const auto output = Turn(toClient, [octets](TlsGuard& guard) { return guard.Receive(octets); });
    if (!output.toPeer.empty() && !holds)
    {
        Deliver(!toClient, output.toPeer);
    }
}

Bytes
TlsPair::Transfer(bool fromClient, ByteView data)
{
    const auto output = Turn(fromClient, [data](TlsGuard& guard) { return guard.Send(data); });
    Bytes& got = fromClient ? serverGot : clientGot;
    got.clear();
    Deliver(!fromClient, output.toPeer);
    return got;
}

void
TlsPair::Note(bool ofClient, const StreamGuard::Output& output)
{
    if (!output.toPeer.empty())
    {
        flights.push_back({ofClient, output.toPeer});
    }
    Bytes& got = ofClient ? clientGot : serverGot;
    got.insert(got.end(), output.toApplication.begin(), output.toApplication.end());
    (ofClient ? clientClosed : serverClosed) |= output.closed;
    if (output.error)
    {
        (ofClient ? clientError : serverError) = output.error->reason;
    }
}

TlsContexts::TlsContexts(const TlsCase& tlsCase, std::uint8_t seed)
{
    NullMeter meter;
    SeededRandom random(MakeSeed(seed));
    CryptoScope scope(meter, random, NOW);
    auto clientContext = TlsContext::Create(TlsRole::CLIENT, tlsCase.client);
    auto serverContext = TlsContext::Create(TlsRole::SERVER, tlsCase.server);
    NS_ABORT_MSG_IF(!clientContext, clientContext.error().reason);
    NS_ABORT_MSG_IF(!serverContext, serverContext.error().reason);
    client = clientContext.value();
    server = serverContext.value();
}

std::unique_ptr<TlsPair>
TlsContexts::Connect(const TlsParty& party, std::uint8_t seed, std::int64_t unixTime) const
{
    return std::make_unique<TlsPair>(client, server, party, seed, unixTime);
}

} // namespace ns3::mqtt::test
