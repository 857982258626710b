// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-churn-report.h"

#include <boost/lexical_cast/try_lexical_convert.hpp>
#include <iostream>

using namespace ns3;

namespace
{

/// Most joins and leaves in a second.
constexpr double MAX_RATE = 1000;

/// What this scenario adds to the common options.
struct Options
{
    std::vector<std::uint32_t> sizes{10,
                                     30,
                                     100,
                                     300,
                                     1000}; ///< members all the time, publishers included
    mqtt::ChurnSetup churn;                 ///< what churn is made of
    std::string visitors{"subscribers"};    ///< who comes and goes

    /// @param reader gets the options
    void AddTo(mqtt::OptionReader& reader);

    /// @param text joins and leaves per second
    /// @return what is wrong; nothing if it was taken
    std::optional<mqtt::Error> TakeRate(const std::string& text);

    /// Turns sizes of groups into numbers of subscribers.
    /// @param common gets them
    /// @return what is wrong; nothing if all is well
    std::optional<mqtt::Error> Apply(mqtt::ScenarioOptions& common);
};

void
Options::AddTo(mqtt::OptionReader& reader)
{
    reader.AddWholeList("sizes",
                        "sizes of the group to sweep, publishers included, 3 to 100000 each; takes "
                        "the place of --subscribers",
                        sizes,
                        3,
                        100'000);
    const auto show = [this] { return mqtt::FormatNumber(churn.rate); };
    const auto take = [this](const std::string& text) { return TakeRate(text); };
    reader.AddText("churnRate", "joins and leaves per second, 0 to 1000", show(), take, show);
    reader.AddChoice("visitors",
                     "what those are who come and go",
                     visitors,
                     {"subscribers", "publishers"});
}

std::optional<mqtt::Error>
Options::TakeRate(const std::string& text)
{
    const bool isNumber = boost::conversion::try_lexical_convert(text, churn.rate);
    if (!isNumber || !(churn.rate >= 0 && churn.rate <= MAX_RATE))
    {
        return mqtt::Error{"'" + text + "' is no number from 0 to 1000"};
    }
    return std::nullopt;
}

std::optional<mqtt::Error>
Options::Apply(mqtt::ScenarioOptions& common)
{
    for (const std::string& argument : common.commandLine)
    {
        if (argument.rfind("--subscribers", 0) == 0)
        {
            return mqtt::Error{"--subscribers follows from --sizes here"};
        }
    }
    churn.visitorsPublish = visitors == "publishers";
    common.subscribers.clear();
    for (const std::uint32_t size : sizes)
    {
        // One of the members is quiet, and there must be somebody to listen.
        if (size < common.publishers + 2)
        {
            return mqtt::Error{"--sizes: a group with " + std::to_string(common.publishers) +
                               " publishers has at least " + std::to_string(common.publishers + 2) +
                               " members, not " + std::to_string(size)};
        }
        common.subscribers.push_back(size - common.publishers - 1);
    }
    return std::nullopt;
}

} // namespace

/// Members of a group come and go: what each renewal of its key costs, and what gets lost.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ScenarioOptions common(
        "rekey-churn",
        "What it costs to renew the key of a group whenever somebody joins or leaves: octets, "
        "processor time and delay by size of the group, and the share of messages that could not "
        "be "
        "opened.",
        {"group-key", "ecqv-auth", "ecqv-conf", "ecqv-anon"});
    Options own;
    common.ReadOrExit(argc, argv, [&own](mqtt::OptionReader& reader) { own.AddTo(reader); });
    if (const auto error = own.Apply(common))
    {
        return common.Complain(*error);
    }
    const auto cases = mqtt::ListCases(common);
    const auto reports = mqtt::RunCases(common, cases, mqtt::MakeChurnRecipe(own.churn));
    if (!reports)
    {
        return common.Complain(reports.error());
    }
    mqtt::PrintChurnTable(cases, reports.value());
    std::cout << "Files: " << common.out << std::endl;
    return 0;
}
