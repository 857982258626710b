// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-options.h"

#include "mqtt-result-files.h"
#include "mqtt-terminal.h"

#include "ns3/mqtt-device-profile.h"
#include "ns3/mqtt-network.h"
#include "ns3/mqtt-security-scheme.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>

namespace ns3::mqtt
{

namespace
{

/// @param title what the names are
/// @param names some names
/// @return them in lines of a terminal's width
std::string
WrapNames(const std::string& title, const std::vector<std::string>& names)
{
    constexpr std::size_t width = 80;
    std::string text;
    std::string line = title;
    for (const std::string& name : names)
    {
        if (line.size() + name.size() > width)
        {
            text += line + '\n';
            line.assign(title.size(), ' ');
        }
        line += name + ' ';
    }
    return text + line + '\n';
}

} // namespace

ScenarioVocabulary
ScenarioVocabulary::Collect()
{
    const auto check = [](const std::string& device) -> std::optional<Error> {
        const auto profile = DeviceProfile::Load(device);
        if (!profile)
        {
            return profile.error();
        }
        if (!profile.value()->Find("cpu", "mqtt-receive"))
        {
            return Error{"device '" + device + "' has no cpu with a cost of mqtt-receive, so it " +
                         "runs no MQTT"};
        }
        return std::nullopt;
    };
    auto devices = DeviceProfile::GetNames(); // security chips and the like cannot be nodes
    devices.erase(std::remove_if(devices.begin(), devices.end(), check), devices.end());
    return {SchemeName::GetAll(), Network::GetNames(), std::move(devices), check};
}

ScenarioOptions::ScenarioOptions(const std::string& name,
                                 std::string summary,
                                 std::vector<std::string> defaultSchemes)
    : scenario(name),
      schemes(std::move(defaultSchemes)),
      out("results/" + name),
      m_summary(std::move(summary))
{
}

std::optional<Error>
ScenarioOptions::TakeSchemes(const std::string& text, const ScenarioVocabulary& vocabulary)
{
    const auto names = ReadList(text);
    if (!names)
    {
        return names.error();
    }
    std::vector<std::string> taken;
    const auto take = [&taken](const std::string& name) {
        if (std::find(taken.begin(), taken.end(), name) == taken.end())
        {
            taken.push_back(name);
        }
    };
    auto allowed = vocabulary.schemes;
    allowed.emplace_back("all");
    for (const std::string& name : names.value())
    {
        if (const auto known = ReadChoice(name, allowed); !known)
        {
            return known.error();
        }
        if (name != "all")
        {
            take(name);
            continue;
        }
        for (const std::string& each : vocabulary.schemes)
        {
            if (!boost::algorithm::contains(each, ":"))
            {
                take(each);
            }
        }
    }
    schemes = taken;
    return std::nullopt;
}

void
ScenarioOptions::AddTraffic(OptionReader& reader)
{
    reader.AddWholeList("subscribers",
                        "numbers of subscribers to sweep, 1 to 100000 each",
                        subscribers,
                        1,
                        100'000);
    reader.AddWhole("publishers", "number of publishers, 1 to 10000", publishers, 1, 10'000);
    reader.AddTimeList("interval",
                       "times between the messages of a publisher to sweep, 10us to 1d each",
                       intervals,
                       MicroSeconds(10),
                       Hours(24));
    reader.AddTime("duration",
                   "simulated time of steady publishing, after all are ready, 1ms to 30d",
                   duration,
                   MilliSeconds(1),
                   Hours(30 * 24));
    reader.AddWhole("payload", "bytes of application data, 12 to 1048576", payload, 12, 1 << 20);
    reader.AddWhole("qos", "MQTT quality of service, 0 to 2", qos, 0, 2);
    reader.AddTime("startSpacing",
                   "mean time between the starts of clients, 0s to 1h",
                   startSpacing,
                   Time(0),
                   Hours(1));
}

void
ScenarioOptions::AddSystem(OptionReader& reader, const ScenarioVocabulary& vocabulary)
{
    reader.AddChoice("network", "network between them", network, vocabulary.networks);
    reader.AddText("clientDevice",
                   "device profile of clients: name, or path of a .csv",
                   clientDevice,
                   vocabulary.checkDevice);
    reader.AddText("brokerDevice",
                   "device profile of brokers: name, or path of a .csv",
                   brokerDevice,
                   vocabulary.checkDevice);
    reader.AddChoice("placement",
                     "one client on each node, or all on one",
                     placement,
                     {"nodes", "shared"});
    reader.AddChoice("costs",
                     "what work costs: nothing, as the profile says, or measured on this machine",
                     costs,
                     {"none", "table", "host"});
}

void
ScenarioOptions::AddExecution(OptionReader& reader)
{
    reader.AddWhole("runs",
                    "independent replications, from RngRun up, 1 to 10000",
                    runs,
                    1,
                    10'000);
    reader.AddWhole("jobs",
                    "runs side by side, 1 to 256; the files do not depend on it",
                    jobs,
                    1,
                    256);
    reader.AddText("out", "folder for results, created", out, &ResultFiles::CheckFolder);
    reader.AddFlag("pcap", "write packet captures", pcap);
    reader.AddFlag("keylog", "write secrets of TLS for a packet dissector", keylog);
    reader.AddFlag("quiet", "show no progress bar", quiet);
}

void
ScenarioOptions::AddCommon(OptionReader& reader, const ScenarioVocabulary& vocabulary)
{
    reader.AddText(
        "schemes",
        "security schemes to compare, or all",
        boost::algorithm::join(schemes, ","),
        [this, &vocabulary](const std::string& text) { return TakeSchemes(text, vocabulary); },
        [this] { return boost::algorithm::join(schemes, ","); });
    AddTraffic(reader);
    AddSystem(reader, vocabulary);
    AddExecution(reader);
}

std::string
ScenarioOptions::Summarise(const ScenarioVocabulary& vocabulary) const
{
    return m_summary + "\n\nLists have commas and no blanks: --subscribers=10,100.\n" +
           "Any attribute of ns-3 can be set: --ns3::TypeName::Attribute=value.\n" +
           WrapNames("Schemes: ", vocabulary.schemes) + WrapNames("Devices: ", vocabulary.devices);
}

std::string
ScenarioOptions::GetHelp(const ScenarioVocabulary& vocabulary) const
{
    ScenarioOptions copy = *this;
    OptionReader reader(scenario, Summarise(vocabulary));
    copy.AddCommon(reader, vocabulary);
    return reader.GetHelp();
}

std::optional<Error>
ScenarioOptions::Read(const std::vector<std::string>& arguments,
                      const ScenarioVocabulary& vocabulary,
                      const AddOptions& addOptions)
{
    OptionReader reader(scenario, Summarise(vocabulary));
    AddCommon(reader, vocabulary);
    if (addOptions)
    {
        addOptions(reader);
    }
    if (auto error = reader.PrintIfAsked(arguments))
    {
        return error;
    }
    auto error = reader.Read(arguments);
    parameters = reader.GetParameters();
    return error;
}

void
ScenarioOptions::ReadOrExit(int argc, char* argv[], const AddOptions& addOptions)
{
    commandLine.assign(argv, argv + argc);
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (const auto error = Read(arguments, ScenarioVocabulary::Collect(), addOptions))
    {
        std::exit(Complain(*error));
    }
}

int
ScenarioOptions::Complain(const Error& error) const
{
    return mqtt::Complain(scenario, error);
}

} // namespace ns3::mqtt
