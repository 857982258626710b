// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/mqtt-paper-verdicts.h"
#include "ns3/mqtt-tls-scheme.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <iostream>

using namespace ns3;

namespace
{

/// A place to run the schemes.
struct Testbed
{
    std::string name;            ///< in the option, and of its folder of results
    mqtt::FigureSource source;   ///< what its figures are in the comparison
    std::string clientDevice;    ///< profile of the notebook with all clients
    std::string brokerDevice;    ///< profile of the broker's machine
    bool published{false};       ///< schemes in the form of the paper, where there is one
    bool keepsConnection{false}; ///< TLS keeps its connection
};

/// What this scenario adds to the common options.
struct Options
{
    std::vector<std::string> testbeds{"paper", "native", "kept"}; ///< names, in this order
    std::string paperClientDevice{"node-i7-8750h"};               ///< the paper's notebook
    std::string paperBrokerDevice{"node-i7-3770"};                ///< its desktop

    /// @param reader gets the options
    void AddTo(mqtt::OptionReader& reader);

    /// @param text names of testbeds
    /// @return what is wrong; nothing if they were taken
    std::optional<mqtt::Error> TakeTestbeds(const std::string& text);
};

void
Options::AddTo(mqtt::OptionReader& reader)
{
    const auto show = [this] { return boost::algorithm::join(testbeds, ","); };
    const auto take = [this](const std::string& text) { return TakeTestbeds(text); };
    reader.AddText("testbeds",
                   "paper: its runtime and habits; native: OpenSSL and sound forms; kept: native, "
                   "and TLS keeps its connection",
                   show(),
                   take,
                   show);
    const auto addDevice = [&reader](const char* name, const char* who, std::string& device) {
        const auto takeDevice = [&device](const std::string& text) {
            device = text;
            return mqtt::ScenarioVocabulary::Collect().checkDevice(text);
        };
        reader.AddText(name,
                       std::string("device profile of ") + who + " on the paper's testbed",
                       device,
                       takeDevice,
                       [&device] { return device; });
    };
    addDevice("paperClientDevice", "clients", paperClientDevice);
    addDevice("paperBrokerDevice", "brokers", paperBrokerDevice);
}

std::optional<mqtt::Error>
Options::TakeTestbeds(const std::string& text)
{
    const auto names = mqtt::ReadList(text);
    if (!names)
    {
        return names.error();
    }
    const std::vector<std::string> allowed{"paper", "native", "kept"};
    for (const std::string& name : names.value())
    {
        if (const auto known = mqtt::ReadChoice(name, allowed); !known)
        {
            return known.error();
        }
    }
    testbeds = names.value();
    return std::nullopt;
}

/// @param schemes bare names, or not
/// @return the same, in the published form where there is one
std::vector<std::string>
ListPublished(std::vector<std::string> schemes)
{
    const auto known = mqtt::SchemeName::GetAll();
    for (std::string& scheme : schemes)
    {
        const std::string published = scheme + ":published";
        scheme = std::count(known.begin(), known.end(), published) > 0 ? published : scheme;
    }
    return schemes;
}

/// Runs all cases on a testbed.
/// @param common what was asked for
/// @param testbed where
/// @param comparison gets the figures
/// @return what went wrong; nothing if all went well
std::optional<mqtt::Error>
RunTestbed(const mqtt::ScenarioOptions& common,
           const Testbed& testbed,
           mqtt::PaperComparison& comparison)
{
    mqtt::ScenarioOptions options = common;
    options.clientDevice = testbed.clientDevice;
    options.brokerDevice = testbed.brokerDevice;
    options.out += "/" + testbed.name;
    if (testbed.published)
    {
        options.schemes = ListPublished(options.schemes);
    }
    if (testbed.keepsConnection)
    {
        Config::SetDefault("ns3::mqtt::TlsScheme::ReconnectPerMessage", BooleanValue(false));
    }
    const auto cases = mqtt::ListCases(options);
    const auto reports = mqtt::RunCases(options, cases);
    if (!reports)
    {
        return reports.error();
    }
    comparison.Add(testbed.source, cases, reports.value());
    return std::nullopt;
}

/// Sets the load of the paper's experiments.
/// @param options gets it
void
SetPaperLoad(mqtt::ScenarioOptions& options)
{
    options.intervals = {Seconds(1), Seconds(5), Seconds(10)};
    options.duration = Minutes(30);
    options.payload = 15; // sealed and in Base64 no more fits the 108 octets of Table 6
    options.placement = "shared";
    options.clientDevice = "i7-8565u"; // stands in for the i7-8750H
}

/// Sets how TLS was used in the paper's experiments. The command line comes later and wins.
void
SetPaperHabits()
{
    const std::string scheme = "ns3::mqtt::TlsScheme::";
    Config::SetDefault(scheme + "ReconnectPerMessage", BooleanValue(true));
    Config::SetDefault(scheme + "Resumption", EnumValue(mqtt::TlsScheme::SESSION_IDS));
    // The paper says "after several times" of the first and nothing of the others. These are what
    // its Table 6 asks for: the clients get some 2600 octets for each connection of the publisher,
    // too many for rarer full handshakes, for shorter chains, and for AES-GCM.
    Config::SetDefault(scheme + "FullHandshakeAfter", UintegerValue(2));
    Config::SetDefault(scheme + "ChainLength", UintegerValue(4));
    Config::SetDefault(scheme + "CipherSuites", StringValue("ECDHE-RSA-AES128-SHA256"));
    // What openssl makes when it is not told otherwise.
    Config::SetDefault(scheme + "KeyType", EnumValue(mqtt::TlsScheme::RSA_2048));
}

} // namespace

/// The experiments of the paper on the group platform, beside what it measured.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    SetPaperHabits();
    mqtt::ScenarioOptions common(
        "message-latency",
        "Latency and traffic of group keys, challenge-response and TLS on the testbed of the paper "
        "on the group platform, beside its Tables 5 and 6.",
        {"group-key", "challenge-response", "tls12"});
    SetPaperLoad(common);
    Options own;
    common.ReadOrExit(argc, argv, [&own](mqtt::OptionReader& reader) { own.AddTo(reader); });
    auto paper = mqtt::PaperTables::Load();
    if (!paper)
    {
        return common.Complain(paper.error());
    }
    mqtt::PaperComparison comparison(paper.value());
    const std::string& client = common.clientDevice;
    const std::string& broker = common.brokerDevice;
    using mqtt::FigureSource;
    // The last one changes a default, so the order counts.
    for (const Testbed& testbed :
         {Testbed{"paper",
                  FigureSource::SIMULATION,
                  own.paperClientDevice,
                  own.paperBrokerDevice,
                  true},
          Testbed{"native", FigureSource::NATIVE, client, broker},
          Testbed{"kept", FigureSource::KEPT, client, broker, false, true}})
    {
        if (std::count(own.testbeds.begin(), own.testbeds.end(), testbed.name) == 0)
        {
            continue;
        }
        if (const auto error = RunTestbed(common, testbed, comparison))
        {
            return common.Complain(*error);
        }
    }
    const auto verdicts = mqtt::JudgeComparison(comparison);
    mqtt::ResultFiles files(common.out);
    comparison.WriteTo(files);
    mqtt::WriteVerdicts(verdicts, files);
    if (const auto error = files.Commit())
    {
        return common.Complain(*error);
    }
    comparison.Print(std::cout);
    mqtt::PrintVerdicts(verdicts, std::cout);
    std::cout << "What the paper's own figures say against its text:" << std::endl;
    for (const std::string& line : paper.value().ListContradictions())
    {
        std::cout << "- " << line << std::endl;
    }
    std::cout << "Files: " << common.out << std::endl;
    return 0;
}
