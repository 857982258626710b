// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-sharing-report.h"

#include "mqtt-experiment-rows.h"
#include "mqtt-result-table.h"

#include <iostream>

namespace ns3::mqtt
{

namespace
{

/// The file that the sharing of keys adds.
const std::string SHARING_FILE = "sharing.csv";

/// Leading columns of sharing.csv, the same as those of summary.csv.
constexpr std::size_t N_LEADING = 12;

/// A figure of sharing.csv.
struct Figure
{
    const char* column; ///< name
    double value;       ///< value
};

/// @param detail what was special about the run
/// @param result what came out
/// @return the figures of sharing.csv behind those that describe the run, in order
std::vector<Figure>
ListFigures(const KeySharingCase& detail, const KeySharingResult& result)
{
    const Statistics delay(result.delays);
    return {
        {"k", static_cast<double>(detail.shares.k)},
        {"n", static_cast<double>(detail.shares.n)},
        {"brokers_down", static_cast<double>(detail.brokersDown)},
        {"delay_mean_ms", delay.GetMean()},
        {"delay_p50_ms", delay.GetPercentile(50)},
        {"delay_p95_ms", delay.GetPercentile(95)},
        {"delay_last_ms", delay.GetMax()},
        {"subscribers_with_key", static_cast<double>(result.delays.size())},
        {"publisher_cpu_ms", result.publisherMs},
        {"subscriber_cpu_ms", result.subscriberMs},
        {"messages", result.messages},
        {"octets", result.octets},
    };
}

/// @return header of sharing.csv
ResultRow
MakeColumns()
{
    const ResultRow& summary = GetExperimentColumns().at("summary.csv");
    ResultRow columns(summary.begin(), summary.begin() + N_LEADING);
    for (const auto& figure : ListFigures({}, {}))
    {
        columns.emplace_back(figure.column);
    }
    return columns;
}

/// @param subscribers their number
/// @param detail the rest
/// @return title of the part of the table that the case belongs to
std::string
MakeTitle(std::uint32_t subscribers, const KeySharingCase& detail)
{
    return std::to_string(subscribers) + (subscribers == 1 ? " subscriber, " : " subscribers, ") +
           detail.device + ", " + detail.network + ", " +
           (detail.brokersDown == 0 ? "all brokers up"
                                    : std::to_string(detail.brokersDown) + " down");
}

} // namespace

RunRecipe
MakeKeySharingRecipe(const KeySharingPlan& plan, const KeySharingTimes& times)
{
    RunRecipe recipe;
    recipe.columns = GetExperimentColumns();
    recipe.columns[SHARING_FILE] = MakeColumns();
    recipe.run = [details = plan.details,
                  times](const ExperimentSetup& planned) -> Result<RunOutput> {
        const KeySharingCase& detail = details.at(planned.settings);
        ExperimentSetup setup = planned;
        setup.clientDevice = detail.device;
        setup.network = detail.network;
        KeySharingRun run(setup, detail, times);
        Experiment experiment(setup, &run);
        const auto result = experiment.Run();
        if (!result && !run.IsInstalled())
        {
            return result.error();
        }
        // Clients that never become ready, as when too many brokers are down, are an outcome here.
        ExperimentResult none;
        none.form = run.GetForm();
        return MakeKeySharingRows(setup, detail, result ? result.value() : none, run.Collect());
    };
    return recipe;
}

RunOutput
MakeKeySharingRows(const ExperimentSetup& setup,
                   const KeySharingCase& detail,
                   const ExperimentResult& experiment,
                   const KeySharingResult& result)
{
    RunOutput output = MakeExperimentRows(setup, experiment);
    const ResultRow& summary = output.rows["summary.csv"].front();
    ResultRow row(summary.begin(), summary.begin() + N_LEADING);
    for (const auto& figure : ListFigures(detail, result))
    {
        row.push_back(FormatNumber(figure.value));
        output.figures[figure.column] = figure.value;
    }
    output.rows[SHARING_FILE].push_back(std::move(row));
    return output;
}

void
PrintKeySharingTable(const KeySharingPlan& plan, const std::vector<std::vector<RunReport>>& reports)
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"k of n", ""},
                       {"have\nthe key", ""},
                       {"mean\ndelay", "ms"},
                       {"95 % of\ndelays", "ms"},
                       {"last\none's", "ms"},
                       {"publisher\nworks", "ms"},
                       {"subscriber\nworks", "ms"},
                       {"\nmessages", ""},
                       {"\noctets", "B"}});
    std::string group;
    for (std::size_t i = 0; i < plan.cases.size(); ++i)
    {
        const ExperimentCase& oneCase = plan.cases[i];
        const KeySharingCase& detail = plan.details.at(oneCase.settings);
        const std::string title = MakeTitle(oneCase.subscribers, detail);
        if (title != group)
        {
            table.StartGroup(title);
            group = title;
        }
        const auto mean = [&reports, i](const char* column) {
            return FormatForPeople(GetEstimate(reports[i], column).mean);
        };
        std::vector<std::string> cells{
            SchemeName::GetTitle(oneCase.scheme),
            std::to_string(detail.shares.k) + " of " + std::to_string(detail.shares.n),
            FormatNumber(GetEstimate(reports[i], "subscribers_with_key").mean)};
        for (const char* column : {"delay_mean_ms",
                                   "delay_p95_ms",
                                   "delay_last_ms",
                                   "publisher_cpu_ms",
                                   "subscriber_cpu_ms",
                                   "messages",
                                   "octets"})
        {
            cells.push_back(mean(column));
        }
        table.AddRow(std::move(cells));
    }
    table.Print(std::cout);
}

} // namespace ns3::mqtt
