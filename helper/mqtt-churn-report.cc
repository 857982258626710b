// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-churn-report.h"

#include "mqtt-experiment-rows.h"
#include "mqtt-result-table.h"

#include <iostream>

namespace ns3::mqtt
{

namespace
{

/// The file that churn adds.
const std::string CHURN_FILE = "churn.csv";

/// A figure of churn.csv.
struct Figure
{
    const char* column; ///< name
    double value;       ///< value
};

/// @param cost of a renewal
/// @return its figures, in order
std::vector<Figure>
ListCost(const RenewalCost& cost)
{
    return {
        {"renewal_messages", cost.messages},
        {"renewal_bytes", cost.bytes},
        {"member_link_packets", cost.memberPackets},
        {"member_link_bytes", cost.memberBytes},
        {"authority_link_packets", cost.authorityPackets},
        {"authority_link_bytes", cost.authorityBytes},
        {"authority_ms", cost.authorityMs},
        {"authority_rekey_ms", cost.authorityRekeyMs},
        {"broker_rekey_ms", cost.brokerMs},
        {"member_ms", cost.memberMs},
        {"member_worst_ms", cost.memberWorstMs},
    };
}

/// @param experiment what came out of the experiment
/// @param result what came out of churn
/// @return the figures of churn.csv behind those that describe the run, in order
std::vector<Figure>
ListFigures(const ExperimentResult& experiment, const ChurnResult& result)
{
    const Statistics spread(result.spreads);
    const Statistics delay(result.delays);
    const Statistics leave(result.leaveDelays);
    std::vector<Figure> figures{
        {"joins", static_cast<double>(result.joins)},
        {"leaves", static_cast<double>(result.leaves)},
        {"joins_unfinished", static_cast<double>(result.unfinished)},
        {"leaves_unnoticed", static_cast<double>(result.unnoticed)},
        {"renewals", static_cast<double>(result.renewals)},
        {"renewals_incomplete", static_cast<double>(result.incomplete)},
    };
    for (const auto& figure : ListCost(result.cost))
    {
        figures.push_back(figure);
    }
    for (const auto& figure : std::vector<Figure>{
             {"spread_mean_ms", spread.GetMean()},
             {"spread_max_ms", spread.GetMax()},
             {"delay_mean_ms", delay.GetMean()},
             {"delay_max_ms", delay.GetMax()},
             {"leave_delay_mean_ms", leave.GetMean()},
             {"leave_delay_max_ms", leave.GetMax()},
             {"join_mean_ms", Statistics(result.joinTimes).GetMean()},
             {"deliveries_expected", static_cast<double>(experiment.expected)},
             {"deliveries", static_cast<double>(experiment.delivered)},
             {"unopened_percent",
              100 - 100 * static_cast<double>(experiment.delivered) / experiment.expected},
         })
    {
        figures.push_back(figure);
    }
    return figures;
}

/// @return header of churn.csv
ResultRow
MakeColumns()
{
    ResultRow columns{"scheme",
                      "variant",
                      "group_size",
                      "churn_rate_per_s",
                      "visitors",
                      "publishers",
                      "interval_s",
                      "payload_bytes",
                      "qos",
                      "network",
                      "client_device",
                      "broker_device",
                      "rng_run",
                      "duration_s"};
    for (const auto& figure : ListFigures({}, {}))
    {
        columns.emplace_back(figure.column);
    }
    return columns;
}

} // namespace

RunRecipe
MakeChurnRecipe(const ChurnSetup& churn)
{
    RunRecipe recipe;
    recipe.columns = GetExperimentColumns();
    recipe.columns[CHURN_FILE] = MakeColumns();
    recipe.run = [churn](const ExperimentSetup& setup) -> Result<RunOutput> {
        ChurnRun run(setup, churn);
        Experiment experiment(setup, &run);
        const auto result = experiment.Run();
        if (!result)
        {
            return result.error();
        }
        return MakeChurnRows(setup, churn, result.value(), run.Collect());
    };
    return recipe;
}

RunOutput
MakeChurnRows(const ExperimentSetup& setup,
              const ChurnSetup& churn,
              const ExperimentResult& experiment,
              const ChurnResult& result)
{
    RunOutput output = MakeExperimentRows(setup, experiment);
    const ResultRow& summary = output.rows["summary.csv"].front();
    ResultRow row{summary[0],
                  summary[1],
                  FormatNumber(result.members),
                  FormatNumber(churn.rate),
                  churn.visitorsPublish ? "publishers" : "subscribers",
                  FormatNumber(setup.publishers),
                  FormatNumber(setup.interval.GetSeconds()),
                  FormatNumber(setup.payload),
                  FormatNumber(static_cast<int>(setup.qos)),
                  setup.network,
                  setup.clientDevice,
                  setup.brokerDevice,
                  FormatNumber(setup.rngRun),
                  FormatNumber(setup.duration.GetSeconds())};
    for (const auto& figure : ListFigures(experiment, result))
    {
        row.push_back(FormatNumber(figure.value));
        output.figures[figure.column] = figure.value;
    }
    output.figures["group_size"] = result.members;
    output.rows[CHURN_FILE].push_back(std::move(row));
    return output;
}

void
PrintChurnTable(const std::vector<ExperimentCase>& cases,
                const std::vector<std::vector<RunReport>>& reports)
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"joins,\nleaves", ""},
                       {"\nrenewals", ""},
                       {"sent for\na renewal", "B"},
                       {"at a\nmember", "B"},
                       {"authority\nworks", "ms"},
                       {"broker\nworks", "ms"},
                       {"member\nworks", "ms"},
                       {"first to\nlast key", "ms"},
                       {"leave to\nlast key", "ms"},
                       {"not\nopened", "%"}});
    std::string group;
    for (std::size_t i = 0; i < cases.size(); ++i)
    {
        const auto mean = [&reports, i](const std::string& column) {
            return GetEstimate(reports[i], column).mean;
        };
        const std::string title = "group of " + FormatNumber(mean("group_size")) +
                                  ", a message every " +
                                  FormatNumber(cases[i].interval.GetSeconds()) + " s";
        if (title != group)
        {
            table.StartGroup(title);
            group = title;
        }
        std::vector<std::string> cells{SchemeName::GetTitle(cases[i].scheme),
                                       FormatForPeople(mean("joins") + mean("leaves"))};
        for (const char* column : {"renewals",
                                   "renewal_bytes",
                                   "member_link_bytes",
                                   "authority_ms",
                                   "broker_rekey_ms",
                                   "member_ms",
                                   "spread_mean_ms",
                                   "leave_delay_mean_ms",
                                   "unopened_percent"})
        {
            cells.push_back(FormatForPeople(mean(column)));
        }
        table.AddRow(std::move(cells));
    }
    table.Print(std::cout);
}

} // namespace ns3::mqtt
