// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-experiment-rows.h"

#include "mqtt-statistics.h"

namespace ns3::mqtt
{

namespace
{

/// A figure of summary.csv.
struct Figure
{
    const char* column; ///< name
    double value;       ///< value
};

/// @param result what came out of a run
/// @return the figures of summary.csv behind those that describe the run, in order
std::vector<Figure>
ListFigures(const ExperimentResult& result)
{
    const Statistics latency(result.latencies);
    const Statistics last(result.lastLatencies);
    const Statistics setup(result.setupTimes);
    return {
        {"messages_published", static_cast<double>(result.published)},
        {"deliveries_expected", static_cast<double>(result.expected)},
        {"deliveries", static_cast<double>(result.delivered)},
        {"latency_mean_ms", latency.GetMean()},
        {"latency_std_ms", latency.GetStandardDeviation()},
        {"latency_p50_ms", latency.GetPercentile(50)},
        {"latency_p95_ms", latency.GetPercentile(95)},
        {"latency_p99_ms", latency.GetPercentile(99)},
        {"latency_max_ms", latency.GetMax()},
        {"last_subscriber_mean_ms", last.GetMean()},
        {"setup_mean_ms", setup.GetMean()},
        {"setup_p95_ms", setup.GetPercentile(95)},
        {"setup_client_tx_bytes", result.setupTxBytes},
        {"setup_client_rx_bytes", result.setupRxBytes},
        {"setup_round_trips", result.setupRoundTrips},
        {"broker_cpu_percent", result.brokerCpuPercent},
        {"client_cpu_percent", result.clientCpuPercent},
        {"broker_rx_bytes_per_s", result.brokerRxBytesPerSecond},
        {"broker_tx_bytes_per_s", result.brokerTxBytesPerSecond},
        {"publisher_tx_bytes_per_s", result.publisherTxBytesPerSecond},
        {"broker_state_bytes", result.brokerStateBytes},
        {"client_state_bytes", result.clientStateBytes},
        {"retransmissions", static_cast<double>(result.retransmissions)},
    };
}

/// @param scheme name, perhaps with ":published"
/// @return the name alone
std::string
GetBareName(const std::string& scheme)
{
    return scheme.substr(0, scheme.find(':'));
}

/// @param setup what was run
/// @param result what came out
/// @param figures of a row
/// @return the row: what tells the run from others, then the figures
ResultRow
MakeRow(const ExperimentSetup& setup, const ExperimentResult& result, const ResultRow& figures)
{
    ResultRow row{GetBareName(setup.scheme),
                  result.form,
                  FormatNumber(setup.subscribers),
                  FormatNumber(setup.interval.GetSeconds()),
                  FormatNumber(setup.rngRun)};
    row.insert(row.end(), figures.begin(), figures.end());
    return row;
}

/// @param setup what was run
/// @param result what came out
/// @return a row for each phase of each role; figures are means over the parties of the role
std::vector<ResultRow>
MakePhaseRows(const ExperimentSetup& setup, const ExperimentResult& result)
{
    std::vector<ResultRow> rows;
    for (const auto& role : result.roles)
    {
        for (std::size_t i = 0; i < PHASE_COUNT; ++i)
        {
            const auto phase = static_cast<Phase>(i);
            const Traffic& traffic = role.ledger.GetTraffic(phase);
            const LedgerEntry work = role.ledger.GetTotal(phase);
            if (work.count == 0 && traffic.packetsSent + traffic.packetsReceived == 0)
            {
                continue;
            }
            const double parties = role.parties;
            rows.push_back(MakeRow(setup,
                                   result,
                                   {role.role,
                                    GetName(phase),
                                    FormatNumber(traffic.packetsSent / parties),
                                    FormatNumber(traffic.packetsReceived / parties),
                                    FormatNumber(traffic.bytesSent / parties),
                                    FormatNumber(traffic.bytesReceived / parties),
                                    FormatNumber(work.count / parties),
                                    FormatNumber(work.chargedNs * 1e-6 / parties)}));
        }
    }
    return rows;
}

/// @param setup what was run
/// @param result what came out
/// @return a row for each operation in each phase of each role; sums over the parties of the role
std::vector<ResultRow>
MakeOperationRows(const ExperimentSetup& setup, const ExperimentResult& result)
{
    std::vector<ResultRow> rows;
    for (const auto& role : result.roles)
    {
        for (const auto& entry : role.ledger.GetEntries())
        {
            rows.push_back({GetBareName(setup.scheme),
                            role.role,
                            GetName(entry.phase),
                            entry.operation.GetName(),
                            FormatNumber(entry.count),
                            FormatNumber(entry.bytes),
                            FormatNumber(entry.chargedNs * 1e-6),
                            result.form,
                            FormatNumber(setup.subscribers),
                            FormatNumber(setup.interval.GetSeconds()),
                            FormatNumber(setup.rngRun)});
        }
    }
    return rows;
}

/// @param setup what was run
/// @param result what came out
/// @return points of the distribution of latencies over all deliveries of the run
std::vector<ResultRow>
MakeLatencyRows(const ExperimentSetup& setup, const ExperimentResult& result)
{
    std::vector<ResultRow> rows;
    const auto quantiles = Statistics(result.latencies).GetQuantiles();
    for (std::size_t i = 0; i < quantiles.size(); ++i)
    {
        rows.push_back(MakeRow(setup,
                               result,
                               {FormatNumber(quantiles[i]),
                                FormatNumber(static_cast<double>(i) / (quantiles.size() - 1))}));
    }
    return rows;
}

/// @param setup what was run
/// @param result what came out
/// @return a row for each host that is watched, with means of the steady part
std::vector<ResultRow>
MakeHostRows(const ExperimentSetup& setup, const ExperimentResult& result)
{
    std::vector<ResultRow> rows;
    const double seconds = setup.duration.GetSeconds();
    for (const auto& [host, traffic] :
         {std::pair{"broker", result.brokerHost}, std::pair{"publisher", result.publisherHost}})
    {
        rows.push_back(MakeRow(setup,
                               result,
                               {host,
                                FormatNumber(traffic.rxPackets / seconds),
                                FormatNumber(traffic.rxBytes / seconds),
                                FormatNumber(traffic.txPackets / seconds),
                                FormatNumber(traffic.txBytes / seconds)}));
    }
    return rows;
}

/// @return header of summary.csv
ResultRow
MakeSummaryColumns()
{
    ResultRow columns{"scheme",
                      "variant",
                      "subscribers",
                      "publishers",
                      "interval_s",
                      "payload_bytes",
                      "qos",
                      "network",
                      "client_device",
                      "broker_device",
                      "rng_run",
                      "duration_s"};
    for (const auto& figure : ListFigures({}))
    {
        columns.emplace_back(figure.column);
    }
    return columns;
}

} // namespace

const std::map<std::string, ResultRow>&
GetExperimentColumns()
{
    static const std::map<std::string, ResultRow> columns{
        {"summary.csv", MakeSummaryColumns()},
        {"phases.csv",
         {"scheme",
          "variant",
          "subscribers",
          "interval_s",
          "rng_run",
          "role",
          "phase",
          "packets_tx",
          "packets_rx",
          "bytes_tx",
          "bytes_rx",
          "operations",
          "processor_ms"}},
        {"operations.csv",
         {"scheme",
          "role",
          "phase",
          "operation",
          "count",
          "bytes",
          "charged_ms",
          "variant",
          "subscribers",
          "interval_s",
          "rng_run"}},
        {"hosts.csv",
         {"scheme",
          "variant",
          "subscribers",
          "interval_s",
          "rng_run",
          "host",
          "packets_rx_per_s",
          "bytes_rx_per_s",
          "packets_tx_per_s",
          "bytes_tx_per_s"}},
        {"latencies.csv",
         {"scheme",
          "variant",
          "subscribers",
          "interval_s",
          "rng_run",
          "latency_ms",
          "cumulative_share"}},
    };
    return columns;
}

RunOutput
MakeExperimentRows(const ExperimentSetup& setup, const ExperimentResult& result)
{
    RunOutput output;
    output.events = result.events;
    ResultRow summary{GetBareName(setup.scheme),
                      result.form,
                      FormatNumber(setup.subscribers),
                      FormatNumber(setup.publishers),
                      FormatNumber(setup.interval.GetSeconds()),
                      FormatNumber(setup.payload),
                      FormatNumber(static_cast<int>(setup.qos)),
                      setup.network,
                      setup.clientDevice,
                      setup.brokerDevice,
                      FormatNumber(setup.rngRun),
                      FormatNumber(setup.duration.GetSeconds())};
    for (const auto& figure : ListFigures(result))
    {
        summary.push_back(FormatNumber(figure.value));
        output.figures[figure.column] = figure.value;
    }
    output.rows["summary.csv"].push_back(std::move(summary));
    output.rows["phases.csv"] = MakePhaseRows(setup, result);
    output.rows["operations.csv"] = MakeOperationRows(setup, result);
    output.rows["hosts.csv"] = MakeHostRows(setup, result);
    const double seconds = setup.duration.GetSeconds();
    output.figures["broker_host_rx_bytes_per_s"] = result.brokerHost.rxBytes / seconds;
    output.figures["publisher_host_rx_bytes_per_s"] = result.publisherHost.rxBytes / seconds;
    output.rows["latencies.csv"] = MakeLatencyRows(setup, result);
    return output;
}

} // namespace ns3::mqtt
