// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/mqtt-setup-watch.h"

#include <numeric>

/// @file
/// Set-ups that are watched.

namespace ns3::mqtt
{

namespace
{

/// @param test judge
/// @param scheme name
/// @param settings of one of its variants
/// @return how a client was set up
SetupResult
Watch(ScenarioTestCase& test, const std::string& scheme, const std::string& settings)
{
    ExperimentSetup setup;
    setup.scheme = scheme;
    setup.publishers = 0;
    setup.subscribers = 1;
    for (const auto& variant : ListSetupVariants(scheme))
    {
        if (variant.settings == settings)
        {
            const auto result = SetupWatch(setup, variant).Run();
            test.ExpectText(result ? "" : result.error().reason, "");
            return result ? result.value() : SetupResult{};
        }
    }
    test.Expect(false, "there must be a variant " + settings);
    return {};
}

/// @param result of a set-up
/// @return "CONNECT>22 CONNACK<4": packets of MQTT in order, with their octets
std::string
ShowPackets(const SetupResult& result)
{
    std::string text;
    for (const auto& item : result.items)
    {
        if (!item.isTls)
        {
            text += item.name + (item.sent ? ">" : "<") + std::to_string(item.octets) + " ";
        }
    }
    return text;
}

/// @param result of a set-up
/// @param name of messages of TLS
/// @return octets of all of them
std::size_t
SumMessages(const SetupResult& result, const std::string& name)
{
    std::size_t sum = 0;
    for (const auto& item : result.items)
    {
        sum += item.isTls && item.name == name ? item.octets : 0;
    }
    return sum;
}

/// Plain MQTT: client identifier "newcomer" of 8 octets, filter "plant/line/+" of 12.
/// @param test judge
void
TestPlain(ScenarioTestCase& test)
{
    const auto result = Watch(test, "plain", "");
    test.ExpectText(ShowPackets(result), "CONNECT>22 CONNACK<4 SUBSCRIBE>19 SUBACK<5 ");
    test.Expect(result.payloadSent == 41 && result.payloadReceived == 9, "which is all there is");
    test.Expect(CountRoundTrips(result.items) == 3, "TCP, CONNECT and SUBSCRIBE");
    test.Expect(result.recordOctets == 0, "no TLS");
    // Each IP packet has 54 octets of headers; SYN and its answer have options.
    const auto& host = result.host;
    test.Expect(host.txBytes >= 41 + 54 * host.txPackets && host.txBytes < 41 + 74 * host.txPackets,
                "octets at the interface");
    test.Expect(result.setupMs > 0 && result.setupMs < 1, "ready at once");
}

/// All octets of TCP are those of the handshake's records and of the packets' records, and the
/// packets are those of plain MQTT.
/// @param test judge
void
TestFull(ScenarioTestCase& test)
{
    constexpr std::size_t overhead = 5 + 8 + 16; // of a record in TLS 1.2: header, nonce, tag
    const auto result = Watch(test, "tls12", "p256-chain1");
    test.ExpectText(ShowPackets(result), "CONNECT>22 CONNACK<4 SUBSCRIBE>19 SUBACK<5 ");
    test.Expect(result.payloadSent + result.payloadReceived ==
                    result.recordOctets + 4 * overhead + 50,
                "the octets of TCP add up");
    // Header, length of the list, length of the certificate.
    test.Expect(SumMessages(result, "Certificate") == 4 + 3 + 3 + result.certificateOctets,
                "one certificate");
    test.Expect(SumMessages(result, "Finished") == 2 * 16, "RFC 5246, section 7.4.9");
    test.Expect(SumMessages(result, "ChangeCipherSpec") == 2, "from both sides");
    test.Expect(CountRoundTrips(result.items) == 5, "two more than plain MQTT");
    const auto& handshake = result.steps.at(setup_step::HANDSHAKE);
    test.Expect(handshake.at("ecdsa-p256-verify").count == 2, "a certificate and a signature");
    test.Expect(handshake.at("ecdh-p256").count == 1, "and one key agreement");
    test.Expect(result.steps.at(setup_step::RECORDS).at("aes-128-gcm").count == 4,
                "what MQTT says is sealed outside of the handshake");
}

/// Chains are as long as the variant says, and both sides have one if it says so.
/// @param test judge
void
TestChain(ScenarioTestCase& test)
{
    const auto one = Watch(test, "tls13-mutual", "p256-chain1");
    const auto four = Watch(test, "tls13-mutual", "p256-chain4");
    const auto& before = one.steps.at(setup_step::HANDSHAKE).at("ecdsa-p256-verify");
    const auto& after = four.steps.at(setup_step::HANDSHAKE).at("ecdsa-p256-verify");
    test.Expect(after.count == before.count + 3, "three more signatures to verify");
    const auto octets = SumMessages(one, "Certificate");
    test.Expect(SumMessages(four, "Certificate") > 3 * octets, "and as many certificates");
    test.Expect(octets > 2 * one.certificateOctets * 9 / 10, "from both sides");
    const auto rsa = Watch(test, "tls13", "rsa2048-chain1");
    test.Expect(rsa.certificateOctets > one.certificateOctets + 256, "an RSA key and signature");
    test.Expect(rsa.steps.at(setup_step::HANDSHAKE).count("rsa-2048-public") == 1, "are verified");
}

/// The second connection takes the session of the first up; only the second is measured.
/// @param test judge
void
TestResumed(ScenarioTestCase& test)
{
    for (const std::string scheme : {"tls12", "tls13"})
    {
        const auto result = Watch(test, scheme, "resumed-tickets");
        test.ExpectText(ShowPackets(result), "CONNECT>22 CONNACK<4 SUBSCRIBE>19 SUBACK<5 ");
        test.Expect(SumMessages(result, "ClientHello") > 0, "there is a handshake");
        test.Expect(SumMessages(result, "Certificate") == 0, "without certificates");
        test.Expect(result.steps.at(setup_step::HANDSHAKE).count("ecdsa-p256-verify") == 0,
                    "and signatures");
        test.Expect(CountRoundTrips(result.items) == 4, "in one round trip");
        test.Expect(result.payloadReceived < 700 && result.setupMs > 0 && result.setupMs < 10,
                    "the first connection does not count");
        test.Expect(result.parties.at(0).work.count("ecdsa-p256-verify") == 0, "nor its work");
    }
}

/// A scheme with an authority: what that did in the time of the set-up is there as well.
/// @param test judge
void
TestAuthority(ScenarioTestCase& test)
{
    const auto result = Watch(test, "group-key", "");
    std::string roles;
    for (const auto& party : result.parties)
    {
        roles += party.role + " ";
    }
    test.ExpectText(roles, "client broker tdms ");
    const auto work = std::accumulate(result.parties.at(0).workMs.begin(),
                                      result.parties.at(0).workMs.end(),
                                      0.0);
    test.Expect(work > 0 && work < result.setupMs + 1, "the client worked for its set-up");
}

/// What cannot be is said in a line.
/// @param test judge
void
TestErrors(ScenarioTestCase& test)
{
    ExperimentSetup setup;
    setup.subscribers = 1;
    setup.scheme = "tls13";
    const auto result = SetupWatch(setup, {"tls13", "", {{"ChainLength", "9"}}}).Run();
    test.ExpectError(result ? std::nullopt : std::make_optional(result.error()), "ChainLength=9");
}

/// @param test judge
void
TestRoundTrips(ScenarioTestCase& test)
{
    const auto sent = [](const std::string& name) { return SetupItem{true, name, true, 1, 0}; };
    const auto got = [](const std::string& name) { return SetupItem{true, name, false, 1, 0}; };
    test.Expect(CountRoundTrips({}) == 1, "TCP alone");
    test.Expect(CountRoundTrips({sent("a"), sent("b"), got("c"), got("d")}) == 2, "one answer");
    test.Expect(CountRoundTrips({sent("a"), got("b"), sent("c"), got("d")}) == 3, "two answers");
    test.Expect(CountRoundTrips({sent("a"), got("NewSessionTicket"), sent("b"), got("c")}) == 2,
                "nobody waits for a ticket");
}

/// What an account got between two moments, whatever the phase.
/// @param test judge
void
TestWork(ScenarioTestCase& test)
{
    Ledger ledger;
    const Operation hash("sha-256");
    ledger.Record(hash, 10, 100);
    const auto before = Summarise(ledger);
    ledger.SetPhase(Phase::REKEY);
    ledger.Record(hash, 20, 200);
    ledger.Record(hash, 30, 300);
    const auto work = Subtract(Summarise(ledger), before);
    test.Expect(work.size() == 1, "one kind of operation");
    test.Expect(work.at("sha-256").count == 2 && work.at("sha-256").bytes == 50, "twice");
    test.Expect(work.at("sha-256").chargedNs == 500, "and what it cost");
    test.Expect(Subtract(before, before).empty(), "nothing came to it");
}

} // namespace

std::vector<TestCase*>
MakeSetupTests()
{
    return {new ScenarioTestCase("set-up of plain MQTT", TestPlain),
            new ScenarioTestCase("set-up with a full handshake", TestFull),
            new ScenarioTestCase("set-up with chains", TestChain),
            new ScenarioTestCase("set-up of a resumed session", TestResumed),
            new ScenarioTestCase("set-up with an authority", TestAuthority),
            new ScenarioTestCase("set-ups that cannot be", TestErrors),
            new ScenarioTestCase("round trips", TestRoundTrips),
            new ScenarioTestCase("work between two moments", TestWork)};
}

} // namespace ns3::mqtt
