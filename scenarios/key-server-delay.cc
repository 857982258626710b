// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-distribution-report.h"

#include <boost/algorithm/string/join.hpp>
#include <iostream>

using namespace ns3;

namespace
{

/// What this scenario adds to the common options.
struct Options
{
    std::vector<std::uint32_t> pairs{1, 10, 50, 100, 500};    ///< pairs of each publisher
    std::vector<std::string> tpms{"tpm-slb9670", "tpm-st33"}; ///< chips

    /// @param reader gets the options
    void AddTo(mqtt::OptionReader& reader);

    /// @param text list of chips
    /// @return what is wrong; nothing if it was taken
    std::optional<mqtt::Error> TakeTpms(const std::string& text);

    /// @param common gets the numbers of subscribers
    /// @return what is wrong; nothing if all is well
    std::optional<mqtt::Error> Apply(mqtt::ScenarioOptions& common) const;
};

void
Options::AddTo(mqtt::OptionReader& reader)
{
    reader.AddWholeList("pairs",
                        "pairs of each publisher to sweep, 1 to 10000 each; takes the place of "
                        "--subscribers",
                        pairs,
                        1,
                        10'000);
    const auto show = [this] { return boost::algorithm::join(tpms, ","); };
    const auto take = [this](const std::string& text) { return TakeTpms(text); };
    reader.AddText("tpms",
                   "TPMs to sweep, out of " + boost::algorithm::join(mqtt::ListTpms(), ", "),
                   show(),
                   take,
                   show);
}

std::optional<mqtt::Error>
Options::TakeTpms(const std::string& text)
{
    const auto names = mqtt::ReadList(text);
    if (!names)
    {
        return names.error();
    }
    tpms.clear();
    for (const auto& name : names.value())
    {
        const auto tpm = mqtt::ReadChoice(name, mqtt::ListTpms());
        if (!tpm)
        {
            return tpm.error();
        }
        tpms.push_back(tpm.value());
    }
    return std::nullopt;
}

std::optional<mqtt::Error>
Options::Apply(mqtt::ScenarioOptions& common) const
{
    for (const std::string& argument : common.commandLine)
    {
        if (argument.rfind("--subscribers", 0) == 0)
        {
            return mqtt::Error{"--subscribers follows from --pairs here"};
        }
    }
    for (const auto& scheme : common.schemes)
    {
        if (scheme.rfind("key-server", 0) != 0)
        {
            return mqtt::Error{"--schemes: '" + scheme +
                               "' has no key server; allowed: key-server, key-server:published"};
        }
    }
    common.subscribers = pairs;
    return std::nullopt;
}

} // namespace

/// How long it takes a key server to give keys to pairs of nodes, and where the time goes.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ScenarioOptions common(
        "key-server-delay",
        "How long a key server takes to give keys to pairs of nodes, by number of pairs and by "
        "TPM; what of it are the TPMs, the network and the broker; and the messages of one pair.",
        {"key-server", "key-server:published"});
    common.duration = Seconds(1);
    Options own;
    common.ReadOrExit(argc, argv, [&own](mqtt::OptionReader& reader) { own.AddTo(reader); });
    if (const auto error = own.Apply(common))
    {
        return common.Complain(*error);
    }
    const auto cases = mqtt::ListDistributionCases(common, own.tpms);
    const auto fewest = *std::min_element(own.pairs.begin(), own.pairs.end());
    const auto reports = mqtt::RunCases(common, cases, mqtt::MakeDistributionRecipe(fewest));
    if (!reports)
    {
        return common.Complain(reports.error());
    }
    mqtt::PrintSequence(common.out);
    mqtt::PrintDistributionTable(cases, reports.value());
    std::cout << "Files: " << common.out << std::endl;
    return 0;
}
