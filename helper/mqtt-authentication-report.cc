// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-authentication-report.h"

#include "mqtt-result-table.h"

#include <iostream>

namespace ns3::mqtt
{

namespace
{

/// The file of the scenario.
const std::string FILE_NAME = "authentication.csv";

/// @param result what came out
/// @return figures of a row behind those that describe the run, in order
std::vector<std::pair<const char*, double>>
ListFigures(const AuthenticationResult& result)
{
    return {
        {"total_ms", result.totalMs},
        {"apdu_ms", result.lineMs},
        {"card_ms", result.cardMs},
        {"host_ms", result.hostMs},
        {"broker_ms", result.brokerMs},
        {"authority_ms", result.authorityMs},
        {"rest_ms", result.restMs},
        {"apdu_exchanges", static_cast<double>(result.exchanges)},
        {"apdu_bytes", static_cast<double>(result.lineBytes)},
        {"tx_bytes", static_cast<double>(result.txBytes)},
        {"rx_bytes", static_cast<double>(result.rxBytes)},
        {"round_trips", static_cast<double>(result.roundTrips)},
    };
}

/// @return header of authentication.csv
ResultRow
MakeColumns()
{
    ResultRow columns{"scheme",
                      "variant",
                      "subscribers",
                      "publishers",
                      "network",
                      "client_device",
                      "broker_device",
                      "rng_run",
                      "card",
                      "protocol",
                      "session_keys",
                      "reading"};
    for (const auto& [column, value] : ListFigures({}))
    {
        columns.emplace_back(column);
    }
    return columns;
}

/// @param setup what was run
/// @param variant how the client was authenticated
/// @param result what came out
/// @return its row and figures
RunOutput
MakeOutput(const ExperimentSetup& setup,
           const AuthenticationVariant& variant,
           const AuthenticationResult& result)
{
    ResultRow row{setup.scheme.substr(0, setup.scheme.find(':')),
                  result.form,
                  FormatNumber(setup.subscribers),
                  FormatNumber(setup.publishers),
                  setup.network,
                  variant.device,
                  setup.brokerDevice,
                  FormatNumber(setup.rngRun),
                  variant.card,
                  variant.protocol,
                  variant.keyPlace,
                  variant.reading};
    RunOutput output;
    for (const auto& [column, value] : ListFigures(result))
    {
        row.push_back(FormatNumber(value));
        output.figures[column] = value;
    }
    output.rows[FILE_NAME].push_back(std::move(row));
    output.events = result.events;
    return output;
}

} // namespace

RunRecipe
MakeAuthenticationRecipe(std::map<std::string, AuthenticationVariant> variants)
{
    RunRecipe recipe;
    recipe.columns[FILE_NAME] = MakeColumns();
    recipe.run = [variants =
                      std::move(variants)](const ExperimentSetup& setup) -> Result<RunOutput> {
        const AuthenticationVariant& variant = variants.at(setup.settings);
        const auto result = AuthenticationWatch(setup, variant).Run();
        if (!result)
        {
            return result.error();
        }
        return MakeOutput(setup, variant, result.value());
    };
    return recipe;
}

void
PrintAuthenticationTable(const AuthenticationCases& listed,
                         const std::vector<std::vector<RunReport>>& reports)
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"card", "", ResultTable::Align::LEFT},
                       {"pro-\ntocol", "", ResultTable::Align::LEFT},
                       {"keys\nin", "", ResultTable::Align::LEFT},
                       {"\nreading", "", ResultTable::Align::LEFT},
                       {"until\nready", "ms"},
                       {"line to\ncard", "ms"},
                       {"card\nworks", "ms"},
                       {"host\nworks", "ms"},
                       {"broker\nworks", "ms"},
                       {"authority\nworks", "ms"},
                       {"\nrest", "ms"},
                       {"APDU\nexchanges", ""}});
    std::string group;
    for (std::size_t i = 0; i < listed.cases.size(); ++i)
    {
        const ExperimentCase& oneCase = listed.cases[i];
        const AuthenticationVariant& variant = listed.variants.at(oneCase.settings);
        const std::string title = variant.device + ", " + FormatNumber(oneCase.subscribers) +
                                  (oneCase.subscribers == 1 ? " subscriber" : " subscribers") +
                                  " there already";
        if (title != group)
        {
            table.StartGroup(title);
            group = title;
        }
        const std::string card = variant.card.empty() ? "-" : variant.card;
        std::vector<std::string> cells{SchemeName::GetTitle(oneCase.scheme),
                                       card,
                                       variant.card.empty() ? "-" : variant.protocol,
                                       variant.card.empty() ? "-" : variant.keyPlace,
                                       variant.card.empty() ? "-" : variant.reading};
        for (const char* column : {"total_ms",
                                   "apdu_ms",
                                   "card_ms",
                                   "host_ms",
                                   "broker_ms",
                                   "authority_ms",
                                   "rest_ms",
                                   "apdu_exchanges"})
        {
            cells.push_back(FormatForPeople(GetEstimate(reports[i], column).mean));
        }
        table.AddRow(std::move(cells));
    }
    table.Print(std::cout);
}

} // namespace ns3::mqtt
