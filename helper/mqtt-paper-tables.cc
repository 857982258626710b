// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-paper-tables.h"

#include "mqtt-statistics.h"

#include "ns3/mqtt-device-profile.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <set>

namespace ns3::mqtt
{

namespace
{

constexpr int MAX_COUNT = 1'000'000;    ///< most subscribers, or measurements
constexpr double MAX_FIGURE = 1e9;      ///< greatest figure of any other kind
constexpr double RUN_SECONDS = 30 * 60; ///< how long the paper ran each case

/// @tparam T a kind of cell
/// @param cells of a table
/// @return the numbers of subscribers in it, each once
template <class T>
std::set<std::uint32_t>
ListSubscribers(const std::vector<T>& cells)
{
    std::set<std::uint32_t> counts;
    for (const auto& cell : cells)
    {
        counts.insert(cell.subscribers);
    }
    return counts;
}

} // namespace

Result<PaperTables>
PaperTables::Load()
{
    PaperTables tables;
    const std::string folder = DeviceProfile::GetFolder() + "/papers/";
    if (const auto error = tables.ReadLatencies(folder + "chien-table5.csv"))
    {
        return *error;
    }
    if (const auto error = tables.ReadLoads(folder + "chien-table6.csv"))
    {
        return *error;
    }
    return tables;
}

std::optional<Error>
PaperTables::ReadLatencies(const std::string& path)
{
    const std::vector<std::string> columns{"scheme",
                                           "subscribers",
                                           "interval_s",
                                           "latency_mean_ms",
                                           "runs",
                                           "latency_std_ms"};
    return ReadCsvRows(path, columns, [this](CsvRowReader& reader) {
        PaperLatency cell;
        cell.scheme = reader.ReadName(0);
        cell.subscribers = reader.ReadInteger(1, 1, MAX_COUNT);
        cell.intervalSeconds = reader.ReadNumber(2, 1e-3, MAX_FIGURE);
        cell.meanMs = reader.ReadNumber(3, 1e-6, MAX_FIGURE);
        cell.runs = reader.ReadInteger(4, 1, MAX_COUNT);
        cell.stdMs = reader.ReadNumber(5, 0, MAX_FIGURE);
        m_latencies.push_back(std::move(cell));
    });
}

std::optional<Error>
PaperTables::ReadLoads(const std::string& path)
{
    const std::vector<std::string> columns{"scheme",
                                           "subscribers",
                                           "broker_cpu_percent",
                                           "broker_bytes_per_s",
                                           "publisher_bytes_per_s",
                                           "broker_memory_mb"};
    return ReadCsvRows(path, columns, [this](CsvRowReader& reader) {
        PaperLoad cell;
        cell.scheme = reader.ReadName(0);
        cell.subscribers = reader.ReadInteger(1, 1, MAX_COUNT);
        cell.brokerCpuPercent = reader.ReadNumber(2, 0, 100);
        cell.brokerBytesPerSecond = reader.ReadNumber(3, 0, MAX_FIGURE);
        cell.publisherBytesPerSecond = reader.ReadNumber(4, 0, MAX_FIGURE);
        cell.brokerMemoryMb = reader.ReadNumber(5, 0, MAX_FIGURE);
        m_loads.push_back(std::move(cell));
    });
}

const PaperLatency*
PaperTables::FindLatency(const std::string& scheme,
                         std::uint32_t subscribers,
                         double intervalSeconds) const
{
    const auto found =
        std::find_if(m_latencies.begin(), m_latencies.end(), [&](const PaperLatency& cell) {
            return cell.scheme == scheme && cell.subscribers == subscribers &&
                   cell.intervalSeconds == intervalSeconds;
        });
    return found == m_latencies.end() ? nullptr : &*found;
}

const PaperLoad*
PaperTables::FindLoad(const std::string& scheme, std::uint32_t subscribers) const
{
    const auto found = std::find_if(m_loads.begin(), m_loads.end(), [&](const PaperLoad& cell) {
        return cell.scheme == scheme && cell.subscribers == subscribers;
    });
    return found == m_loads.end() ? nullptr : &*found;
}

std::vector<std::string>
PaperTables::ListContradictions() const
{
    std::vector<std::string> lines;
    for (auto line : {CheckLeastAtBroker(), CheckDeviation(), CheckRuns()})
    {
        if (!line.empty())
        {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

std::string
PaperTables::CheckLeastAtBroker() const
{
    std::vector<std::string> places;
    for (const std::uint32_t subscribers : ListSubscribers(m_loads))
    {
        const PaperLoad* least = nullptr;
        for (const auto& cell : m_loads)
        {
            if (cell.subscribers == subscribers &&
                (!least || cell.brokerBytesPerSecond < least->brokerBytesPerSecond))
            {
                least = &cell;
            }
        }
        const PaperLoad* groupKey = FindLoad("group-key", subscribers);
        if (groupKey && least != groupKey)
        {
            places.push_back("at " + FormatNumber(subscribers) + " subscribers it receives " +
                             FormatNumber(groupKey->brokerBytesPerSecond) + " B/s, with " +
                             least->scheme + " " + FormatNumber(least->brokerBytesPerSecond));
        }
    }
    return places.empty() ? ""
                          : "text: with group-key the broker receives least; Table 6: " +
                                boost::algorithm::join(places, ", ");
}

std::string
PaperTables::CheckDeviation() const
{
    std::vector<std::string> places;
    for (const std::uint32_t subscribers : ListSubscribers(m_latencies))
    {
        const PaperLatency* often = nullptr;
        const PaperLatency* widest = nullptr;
        for (const auto& cell : m_latencies)
        {
            if (cell.scheme != "tls12" || cell.subscribers != subscribers)
            {
                continue;
            }
            often = !often || cell.intervalSeconds < often->intervalSeconds ? &cell : often;
            widest = !widest || cell.stdMs > widest->stdMs ? &cell : widest;
        }
        if (often != widest)
        {
            places.push_back("at " + FormatNumber(subscribers) + " subscribers " +
                             FormatNumber(widest->stdMs) + " ms every " +
                             FormatNumber(widest->intervalSeconds) + " s, " +
                             FormatNumber(often->stdMs) + " every " +
                             FormatNumber(often->intervalSeconds) + " s");
        }
    }
    return places.empty() ? ""
                          : "text: TLS deviates most when messages are most frequent; Table 5: " +
                                boost::algorithm::join(places, ", ");
}

std::string
PaperTables::CheckRuns() const
{
    const auto share = [](const PaperLatency& cell) {
        return cell.runs * cell.intervalSeconds / RUN_SECONDS;
    };
    const auto exceeds = [&share](const PaperLatency& cell) { return share(cell) > 1; };
    const auto cells = std::count_if(m_latencies.begin(), m_latencies.end(), exceeds);
    if (cells == 0)
    {
        return "";
    }
    const auto most =
        std::max_element(m_latencies.begin(),
                         m_latencies.end(),
                         [&share](const auto& a, const auto& b) { return share(a) < share(b); });
    return "text: runs of 30 minutes; Table 5 counts more measurements than messages in " +
           FormatNumber(cells) + " of " + FormatNumber(m_latencies.size()) + " cells, most in " +
           most->scheme + " at " + FormatNumber(most->subscribers) + " subscribers every " +
           FormatNumber(most->intervalSeconds) + " s: " + FormatNumber(most->runs) + " of " +
           FormatNumber(RUN_SECONDS / most->intervalSeconds);
}

} // namespace ns3::mqtt
