// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/mqtt-setup-computation.h"
#include "ns3/mqtt-setup-wire.h"

#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>
#include <sstream>

/// @file
/// Set-ups beside the paper on ECQV group keys.

namespace ns3::mqtt
{

namespace
{

/// @param scheme name
/// @param settings of a variant
/// @param listed members on the list
/// @param figures that its run gave
/// @return an outcome of one run
SetupOutcome
MakeOutcome(const std::string& scheme,
            const std::string& settings,
            std::uint32_t listed,
            std::map<std::string, double> figures)
{
    RunReport report;
    report.output.figures = std::move(figures);
    return {{scheme, settings, {}, 1, true}, listed, {report}};
}

/// @param point octets of a point
/// @param list octets of the list of members
/// @return figures of a set-up as published
std::map<std::string, double>
MakePublished(double point, double list)
{
    return {{"trailer/CONNECT", 2 * point},
            {"trailer/CONNACK", point + 32},
            {"trailer/SUBSCRIBE", 48},
            {"trailer/SUBACK", 32 + point + list},
            {"packet/CONNECT", 22 + 2 * point + 1}, // its length takes one octet more
            {"packet/CONNACK", 4 + point + 32},
            {"packet/SUBSCRIBE", 19 + 48},
            {"packet/SUBACK", 5 + 32 + point + list},
            {"trailer_bytes_tx", 2 * point + 48},
            {"trailer_bytes_rx", 64 + 2 * point + list},
            {"count/request/point-multiply-base-secp256k1", 2},
            {"count/certificate/point-multiply-secp256k1", 1},
            {"count/confirmation/point-multiply-secp256k1", 1},
            {"count/certificate/point-add-secp256k1", 1},
            {"count/certificate/sha-256", 1},
            {"bytes/certificate/sha-256", 64},
            {"count/confirmation/aes-256-cbc", 1},
            {"bytes/confirmation/aes-256-cbc", 32},
            {"count/group-key/aes-256-cbc", 1},
            {"bytes/group-key/aes-256-cbc", 32}};
}

/// @return outcomes as runs would give them
SetupOutcomes
MakeOutcomes()
{
    return {MakeOutcome("plain",
                        "",
                        0,
                        {{"packet/CONNECT", 22},
                         {"packet/CONNACK", 4},
                         {"packet/SUBSCRIBE", 19},
                         {"packet/SUBACK", 5}}),
            MakeOutcome("ecqv-auth:published", "compressed", 0, MakePublished(33, 0)),
            MakeOutcome("ecqv-auth:published", "paper", 0, MakePublished(66, 0)),
            MakeOutcome("ecqv-auth:published", "paper", 10, MakePublished(66, 2140)),
            MakeOutcome("ecqv-auth:published", "paper-unchecked", 0, MakePublished(66, 0)),
            MakeOutcome("ecqv-conf:published", "paper", 0, MakePublished(66, 1))};
}

/// @param test judge
/// @return the paper's figures
SetupPaper
LoadPaper(ScenarioTestCase& test)
{
    const auto paper = SetupPaper::Load();
    test.ExpectText(paper ? "" : paper.error().reason, "");
    return paper ? paper.value() : SetupPaper{};
}

/// @param test judge
void
TestPaper(ScenarioTestCase& test)
{
    const auto paper = LoadPaper(test);
    test.Expect(paper.GetSum() == 376 && paper.GetClaim("scheme_octets") == 366, "as printed");
    test.Expect(paper.GetSum("CONNECT") == 132 && paper.GetSchemeMs() == 49, "Tables 1 and 6");
    const std::string errata = boost::algorithm::join(paper.ListErrata(), "\n");
    for (const char* part : {"366 octets; Tables 1 to 4 add up to 376",
                             "122 octets; its table has 132",
                             "labels are swapped",
                             "79.5 %",
                             "79.0 %",
                             "66.0 %",
                             "65.6 %",
                             "2.94 times",
                             "49.3 to 49.7",
                             "session ID of 132 octets, where TLS allows 32",
                             "secp256r1"})
    {
        test.Expect(boost::algorithm::contains(errata, part), std::string("a word of ") + part);
    }
}

/// @param rows of the tables
/// @param packet name
/// @param field name
/// @return the row
SetupOctets::Row
FindRow(const SetupOctets& octets, const std::string& packet, const std::string& field)
{
    for (const auto& row : octets.GetRows())
    {
        if (row.packet == packet && row.field == field)
        {
            return row;
        }
    }
    return {};
}

/// @param test judge
void
TestOctets(ScenarioTestCase& test)
{
    const auto paper = LoadPaper(test);
    const auto outcomes = MakeOutcomes();
    const SetupOctets octets(paper, outcomes);
    test.ExpectText(boost::algorithm::join(octets.GetColumns(), " "),
                    "ecqv-auth:published/paper ecqv-auth:published/compressed");
    const auto sum = FindRow(octets, "all", "sum of the tables");
    test.Expect(sum.paper == 376 && sum.values == std::vector<double>{376, 244}, "sums");
    const auto growth = FindRow(octets, "all", "growth of the packets");
    test.Expect(growth.values == std::vector<double>{377, 245}, "with what MQTT adds itself");
    const auto cert = FindRow(octets, "CONNACK", "cert");
    test.Expect(cert.paper == 32 && cert.values.at(0) == 66, "the label is swapped");
    test.Expect(FindRow(octets, "SUBACK", "further").values.empty(), "no list");

    const auto listed = SetupOutcomes{outcomes[3]};
    const auto further = FindRow(SetupOctets(paper, listed), "SUBACK", "further");
    test.Expect(further.values == std::vector<double>{2140}, "the list");
    const SetupOctets none(paper, {});
    std::ostringstream text;
    none.Print(text);
    test.ExpectText(text.str(), "");

    octets.Print(text);
    test.Expect(boost::algorithm::contains(text.str(), "Not the same octets as above: ecqv-conf"),
                "an option that differs is named");
}

/// The profile that is fitted to the scheme's two rows gives them, and predicts the third.
/// @param test judge
void
TestComputation(ScenarioTestCase& test)
{
    const auto outcomes = MakeOutcomes();
    const SetupComputation computation(LoadPaper(test),
                                       outcomes,
                                       DeviceProfile::Load("paper-rpi-3b").value(),
                                       DeviceProfile::Load("rpi-3b").value());
    std::map<std::string, SetupComputation::Row> rows;
    for (const auto& row : computation.GetRows())
    {
        rows[row.who + ", " + row.step] = row;
    }
    const std::string who = "ecqv-auth:published/paper-unchecked, ";
    test.ExpectNear(rows[who + "request"].calibratedMs, 40, 0.01);
    test.ExpectNear(rows[who + "certificate"].calibratedMs, 29, 0.01);
    test.ExpectText(rows[who + "certificate"].operations, "1 PM + 1 PA + 1 H");
    test.ExpectNear(rows[who + "confirmation"].calibratedMs, 20, 0.01);
    test.ExpectNear(rows[who + "both steps that the paper counts"].calibratedMs, 49, 0.02);
    test.ExpectNear(rows[who + "all steps"].calibratedMs, 89, 0.05);
    test.Expect(std::isnan(rows[who + "request"].paperMs), "which the paper does not count");
    const auto& tls = rows["TLS, as the paper counts it"];
    test.Expect(tls.paperMs == 144, "the paper's row");
    test.ExpectNear(tls.calibratedMs, 109, 0.1);
    test.ExpectNear(tls.GetErrorPercent(), 100 * (tls.calibratedMs - 144) / 144, 1e-9);
    const auto& ratio = rows["TLS to ECQV, times, TLS: as the paper counts it"];
    test.ExpectNear(ratio.paperMs, 144 / 49., 1e-9);
    test.ExpectNear(ratio.calibratedMs, 109 / 49., 0.01);
    test.Expect(ratio.nativeMs < 1, "OpenSSL computes P-256 faster than secp256k1");
}

/// @param test judge
void
TestFiles(ScenarioTestCase& test)
{
    const auto paper = LoadPaper(test);
    auto outcomes = MakeOutcomes();
    outcomes.push_back(MakeOutcome("tls12",
                                   "p256-chain1",
                                   0,
                                   {{"handshake_bytes", 600},
                                    {"message/client ClientHello", 150},
                                    {"message/broker Certificate", 445},
                                    {"message/record headers", 5}}));
    const SetupOctets octets(paper, outcomes);
    ResultFiles files(test.GetPath("out"));
    octets.WriteTo(files);
    SetupMessages(paper, outcomes).WriteTo(files);
    WriteFigure6(paper, outcomes, octets, files);
    test.Expect(!files.Commit(), "the files are written");
    const auto expect = [&test](const std::string& file, const std::string& line) {
        const bool holds = boost::algorithm::contains(ReadFile(test.GetPath("out/" + file)), line);
        test.Expect(holds, file + " must hold " + line);
    };
    expect("tables1-4.csv", "CONNECT,pk,paper,66\n");
    expect("tables1-4.csv", "CONNECT,pk,ecqv-auth:published/compressed,33\n");
    expect("tables1-4.csv", "all,sum in the text,paper,366\n");
    expect("tls-messages.csv", "tls12/p256-chain1,client ClientHello,150,160-170\n");
    expect("figure6.csv", "scheme,paper,CONNECT,132\n");
    expect("figure6.csv", "tls,paper,all but the certificate,289\n");
    expect("figure6.csv", "tls12/p256-chain1,measured,certificates,445\n");
}

/// @param test judge
void
TestVariants(ScenarioTestCase& test)
{
    const auto list = [](const std::string& scheme) {
        std::vector<std::string> names;
        for (const auto& variant : ListSetupVariants(scheme))
        {
            names.push_back(variant.GetName());
        }
        return boost::algorithm::join(names, " ");
    };
    test.ExpectText(list("plain"), "plain");
    test.ExpectText(list("tls13-psk"), "tls13-psk");
    test.ExpectText(list("ecqv-conf:published"),
                    "ecqv-conf:published/compressed ecqv-conf:published/uncompressed "
                    "ecqv-conf:published/paper ecqv-conf:published/paper-unchecked");
    test.Expect(ListSetupVariants("tls12").size() == 8, "six chains, two resumptions");
    test.Expect(ListSetupVariants("tls12").back().connection == 2, "of a client that comes again");
    test.ExpectText(boost::algorithm::join(ListSetupSchemes({"tls13", "other", "plain"}), " "),
                    "plain tls13");
}

} // namespace

std::vector<TestCase*>
MakeSetupPaperTests()
{
    return {new ScenarioTestCase("figures of the paper on ECQV", TestPaper),
            new ScenarioTestCase("octets beside that paper", TestOctets),
            new ScenarioTestCase("computation beside that paper", TestComputation),
            new ScenarioTestCase("files beside that paper", TestFiles),
            new ScenarioTestCase("variants of set-ups", TestVariants)};
}

} // namespace ns3::mqtt
