// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-distribution-report.h"

#include "mqtt-experiment-rows.h"
#include "mqtt-result-table.h"

#include "ns3/mqtt-csv-file.h"

#include <iostream>

namespace ns3::mqtt
{

namespace
{

const std::string DISTRIBUTION_FILE = "distribution.csv"; ///< one row for each run
const std::string SEQUENCE_FILE = "sequence.csv";         ///< messages of one pair

/// @param result what came out
/// @return the figures of distribution.csv behind those that describe the run, in order
std::vector<std::pair<const char*, double>>
ListFigures(const DistributionResult& result)
{
    const Statistics pair(result.pairMs);
    const double tpm = result.serverTpmMs + result.serverWaitMs + result.nodesMs;
    return {{"pairs_done", static_cast<double>(result.pairs)},
            {"publishes_per_pair", result.publishesPerPair},
            {"subscribes_per_pair", result.subscribesPerPair},
            {"total_ms", result.totalMs},
            {"pair_mean_ms", pair.GetMean()},
            {"pair_p95_ms", pair.GetPercentile(95)},
            {"pair_max_ms", pair.GetMax()},
            {"server_tpm_ms", result.serverTpmMs},
            {"server_wait_ms", result.serverWaitMs},
            {"server_cpu_ms", result.serverCpuMs},
            {"nodes_ms", result.nodesMs},
            {"network_ms", result.networkMs},
            {"broker_ms", result.brokerMs},
            {"tpm_percent", 100 * tpm / pair.GetMean()}};
}

/// @return header of distribution.csv
ResultRow
MakeColumns()
{
    ResultRow columns{"scheme",
                      "variant",
                      "tpm",
                      "pairs",
                      "publishers",
                      "network",
                      "client_device",
                      "broker_device",
                      "rng_run"};
    for (const auto& [column, value] : ListFigures({}))
    {
        columns.emplace_back(column);
    }
    return columns;
}

/// @return header of sequence.csv
const ResultRow&
GetSequenceColumns()
{
    static const ResultRow COLUMNS{"scheme",
                                   "variant",
                                   "tpm",
                                   "pairs",
                                   "rng_run",
                                   "time_ms",
                                   "from",
                                   "to",
                                   "topic",
                                   "frame",
                                   "octets"};
    return COLUMNS;
}

/// @param setup what was run
/// @param experiment what came out of the experiment
/// @param result what came out of the distribution
/// @param hasSequence whether the sequence of messages is written
/// @return the run's rows for all files
RunOutput
MakeRows(const ExperimentSetup& setup,
         const ExperimentResult& experiment,
         const DistributionResult& result,
         bool hasSequence)
{
    RunOutput output = MakeExperimentRows(setup, experiment);
    const ResultRow summary = output.rows["summary.csv"].front();
    const std::string pairs = FormatNumber(setup.subscribers * setup.publishers);
    ResultRow row{summary[0],
                  summary[1],
                  setup.settings,
                  pairs,
                  FormatNumber(setup.publishers),
                  setup.network,
                  setup.clientDevice,
                  setup.brokerDevice,
                  FormatNumber(setup.rngRun)};
    for (const auto& [column, value] : ListFigures(result))
    {
        row.push_back(FormatNumber(value));
        output.figures[column] = value;
    }
    output.rows[DISTRIBUTION_FILE].push_back(std::move(row));
    auto& sequence = output.rows[SEQUENCE_FILE];
    for (const auto& message : hasSequence ? result.sequence : std::vector<DistributionMessage>{})
    {
        sequence.push_back({summary[0],
                            summary[1],
                            setup.settings,
                            pairs,
                            FormatNumber(setup.rngRun),
                            FormatNumber(message.ms),
                            message.from,
                            message.to,
                            message.topic,
                            message.frame,
                            FormatNumber(message.octets)});
    }
    return output;
}

} // namespace

std::vector<std::string>
ListTpms()
{
    std::vector<std::string> tpms;
    for (const auto& name : DeviceProfile::GetNames())
    {
        const auto profile = DeviceProfile::Load(name);
        if (profile && profile.value()->Find("tpm", "hmac-sha256"))
        {
            tpms.push_back(name);
        }
    }
    return tpms;
}

std::vector<ExperimentCase>
ListDistributionCases(const ScenarioOptions& options, const std::vector<std::string>& tpms)
{
    std::vector<ExperimentCase> cases;
    for (const auto& tpm : tpms)
    {
        for (ExperimentCase oneCase : ListCases(options))
        {
            oneCase.settings = tpm;
            cases.push_back(std::move(oneCase));
        }
    }
    return cases;
}

RunRecipe
MakeDistributionRecipe(std::uint32_t fewest)
{
    RunRecipe recipe;
    recipe.columns = GetExperimentColumns();
    recipe.columns[DISTRIBUTION_FILE] = MakeColumns();
    recipe.columns[SEQUENCE_FILE] = GetSequenceColumns();
    recipe.run = [fewest](const ExperimentSetup& setup) -> Result<RunOutput> {
        DistributionWatch watch(setup.settings);
        Experiment experiment(setup, &watch);
        const auto result = experiment.Run();
        if (!result)
        {
            return result.error();
        }
        return MakeRows(setup, result.value(), watch.Collect(), setup.subscribers == fewest);
    };
    return recipe;
}

void
PrintDistributionTable(const std::vector<ExperimentCase>& cases,
                       const std::vector<std::vector<RunReport>>& reports)
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"\npairs", ""},
                       {"PUBLISH\na pair", ""},
                       {"all\npairs", "ms"},
                       {"one\npair", "ms"},
                       {"server's\nTPM", "ms"},
                       {"wait\nfor it", "ms"},
                       {"server's\nprocessor", "ms"},
                       {"nodes'\nTPMs", "ms"},
                       {"\nnetwork", "ms"},
                       {"\nbroker", "ms"}});
    std::string group;
    for (std::size_t i = 0; i < cases.size(); ++i)
    {
        if (cases[i].settings != group)
        {
            group = cases[i].settings;
            table.StartGroup(group);
        }
        std::vector<std::string> cells{cases[i].scheme};
        for (const char* column : {"pairs_done",
                                   "publishes_per_pair",
                                   "total_ms",
                                   "pair_mean_ms",
                                   "server_tpm_ms",
                                   "server_wait_ms",
                                   "server_cpu_ms",
                                   "nodes_ms",
                                   "network_ms",
                                   "broker_ms"})
        {
            cells.push_back(FormatForPeople(GetEstimate(reports[i], column).mean));
        }
        table.AddRow(std::move(cells));
    }
    table.Print(std::cout);
}

void
PrintSequence(const std::string& folder)
{
    const auto rows = ReadCsvFile(folder + "/" + SEQUENCE_FILE, GetSequenceColumns());
    if (!rows || rows.value().empty())
    {
        return;
    }
    ResultTable table({{"time", "ms"},
                       {"from", "", ResultTable::Align::LEFT},
                       {"to", "", ResultTable::Align::LEFT},
                       {"topic", "", ResultTable::Align::LEFT},
                       {"frame", "", ResultTable::Align::LEFT},
                       {"octets", ""}});
    std::string group;
    for (const auto& row : rows.value())
    {
        const auto& cells = row.fields;
        const std::string title = cells[0] + (cells[1] == "sound" ? "" : ":" + cells[1]) + ", " +
                                  cells[2] + ", run " + cells[4];
        if (title != group)
        {
            table.StartGroup(title);
            group = title;
        }
        table.AddRow({FormatForPeople(std::stod(cells[5])),
                      cells[6],
                      cells[7],
                      cells[8],
                      cells[9],
                      cells[10]});
    }
    table.Print(std::cout);
}

} // namespace ns3::mqtt
