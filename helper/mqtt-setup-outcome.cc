// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-outcome.h"

#include "mqtt-result-table.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>

namespace ns3::mqtt
{

namespace
{

/// What a case stands for.
struct SetupCase
{
    SetupVariant variant;    ///< scheme and its attributes
    std::uint32_t listed{0}; ///< publishers that are there already

    /// @return what tells it from other cases of its scheme
    std::string GetSettings() const
    {
        return (variant.settings.empty() ? "" : variant.settings + "-") + std::to_string(listed) +
               "-listed";
    }
};

} // namespace

double
SetupOutcome::Get(const std::string& figure) const
{
    double sum = 0;
    for (const auto& report : reports)
    {
        const auto found = report.output.figures.find(figure);
        sum += found == report.output.figures.end() ? 0 : found->second;
    }
    return sum / std::max<std::size_t>(1, reports.size());
}

std::vector<std::string>
SetupOutcome::List(const std::string& prefix) const
{
    std::vector<std::string> ends;
    for (const auto& [name, value] : reports.front().output.figures)
    {
        if (boost::algorithm::starts_with(name, prefix))
        {
            ends.push_back(name.substr(prefix.size()));
        }
    }
    return ends;
}

const SetupOutcome*
FindOutcome(const SetupOutcomes& outcomes,
            const std::string& scheme,
            const std::string& settings,
            std::uint32_t listed)
{
    const auto found = std::find_if(outcomes.begin(), outcomes.end(), [&](const auto& outcome) {
        return outcome.variant.scheme == scheme && outcome.variant.settings == settings &&
               outcome.listed == listed;
    });
    return found == outcomes.end() ? nullptr : &*found;
}

std::string
FormatCount(double value)
{
    return value == std::floor(value) ? FormatFixed(value, 0) : FormatForPeople(value);
}

Result<SetupOutcomes>
RunSetups(const ScenarioOptions& options, const std::vector<std::uint32_t>& listed)
{
    std::map<std::string, SetupCase> byName;
    std::vector<ExperimentCase> cases;
    SetupOutcomes outcomes;
    for (const auto& scheme : options.schemes)
    {
        for (const auto& variant : ListSetupVariants(scheme))
        {
            const std::size_t counts = variant.isGroup ? listed.size() : 1;
            for (std::size_t i = 0; i < counts; ++i)
            {
                const SetupCase one{variant, listed[i]};
                byName[scheme + one.GetSettings()] = one;
                cases.push_back({scheme,
                                 options.subscribers.front(),
                                 options.intervals.front(),
                                 one.GetSettings()});
                outcomes.push_back({variant, listed[i], {}});
            }
        }
    }
    const auto run = [byName](ExperimentSetup setup) -> Result<RunOutput> {
        const SetupCase& one = byName.at(setup.scheme + setup.settings);
        setup.publishers = one.listed;
        const auto result = SetupWatch(setup, one.variant).Run();
        if (!result)
        {
            return result.error();
        }
        return MakeSetupRows(setup, one.variant, result.value());
    };
    auto reports = RunCases(options, cases, {run, GetSetupColumns()});
    if (!reports)
    {
        return reports.error();
    }
    for (std::size_t i = 0; i < outcomes.size(); ++i)
    {
        outcomes[i].reports = std::move(reports.value()[i]);
    }
    return outcomes;
}

} // namespace ns3::mqtt
