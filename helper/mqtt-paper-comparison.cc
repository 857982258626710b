// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-paper-comparison.h"

#include "mqtt-result-table.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// A figure, its column and its head for people.
struct Column
{
    double ComparedFigures::*figure; ///< which figure
    std::string name;                ///< end of its column's name
    std::string title;               ///< head in a table for people
    std::string unit;                ///< its unit there
};

const std::vector<Column> LATENCY_COLUMNS{
    {&ComparedFigures::meanMs, "mean_ms", "mean", "ms"},
    {&ComparedFigures::stdMs, "std_ms", "dev.", "ms"},
};

const std::vector<Column> LOAD_COLUMNS{
    {&ComparedFigures::brokerCpuPercent, "broker_cpu_percent", "broker\nload", "%"},
    {&ComparedFigures::brokerBytesPerSecond, "broker_bytes_per_s", "to\nbroker", "B/s"},
    {&ComparedFigures::publisherBytesPerSecond, "publisher_bytes_per_s", "to\nclients", "B/s"},
};

/// @param row gets the names of columns of all sources
/// @param columns figures of each source
void
AddNames(ResultRow& row, const std::vector<Column>& columns)
{
    for (const FigureSource source : GetFigureSources())
    {
        for (const auto& column : columns)
        {
            row.push_back(GetName(source) + "_" + column.name);
        }
    }
}

/// @param columns figures of each source
/// @return a table for people with such columns of all sources
std::vector<ResultTable::Column>
MakeHead(const std::vector<Column>& columns)
{
    std::vector<ResultTable::Column> head{{"scheme", "", ResultTable::Align::LEFT}};
    for (const FigureSource source : GetFigureSources())
    {
        for (const auto& column : columns)
        {
            head.push_back({GetName(source) + "\n" + column.title, column.unit});
        }
    }
    return head;
}

/// @param row gets the figures of all sources
/// @param columns figures of each source
/// @param comparison where they are
/// @param scheme bare name
/// @param load how much
/// @param format makes text of a figure
void
AddFigures(std::vector<std::string>& row,
           const std::vector<Column>& columns,
           const PaperComparison& comparison,
           const std::string& scheme,
           const ComparedLoad& load,
           std::string (*format)(double))
{
    for (const FigureSource source : GetFigureSources())
    {
        const ComparedFigures figures = comparison.Get(source, scheme, load);
        for (const auto& column : columns)
        {
            row.push_back(format(figures.*column.figure));
        }
    }
}

} // namespace

const std::vector<FigureSource>&
GetFigureSources()
{
    static const std::vector<FigureSource> SOURCES{FigureSource::PAPER,
                                                   FigureSource::SIMULATION,
                                                   FigureSource::NATIVE,
                                                   FigureSource::KEPT};
    return SOURCES;
}

std::string
GetName(FigureSource source)
{
    static const char* const NAMES[] = {"paper", "simulation", "native", "kept"};
    return NAMES[static_cast<std::size_t>(source)];
}

bool
ComparedLoad::operator<(const ComparedLoad& other) const
{
    return std::tie(subscribers, intervalSeconds) <
           std::tie(other.subscribers, other.intervalSeconds);
}

bool
ComparedLoad::IsFitted() const
{
    return intervalSeconds == 1 && (subscribers == 10 || subscribers == 50);
}

bool
ComparedLoad::IsInTable6() const
{
    return intervalSeconds == 1;
}

PaperComparison::PaperComparison(PaperTables paper)
    : m_paper(std::move(paper))
{
}

void
PaperComparison::Add(FigureSource source,
                     const std::vector<ExperimentCase>& cases,
                     const std::vector<std::vector<RunReport>>& reports)
{
    for (std::size_t i = 0; i < cases.size(); ++i)
    {
        const auto mean = [&reports, i](const char* figure) {
            return GetEstimate(reports[i], figure).mean;
        };
        const std::string scheme = cases[i].scheme.substr(0, cases[i].scheme.find(':'));
        const ComparedLoad load{cases[i].subscribers, cases[i].interval.GetSeconds()};
        AddPaper(scheme, load);
        m_values[{source, scheme, load}] = {mean("latency_mean_ms"),
                                            mean("latency_std_ms"),
                                            mean("broker_cpu_percent"),
                                            mean("broker_host_rx_bytes_per_s"),
                                            mean("publisher_host_rx_bytes_per_s")};
    }
}

void
PaperComparison::AddPaper(const std::string& scheme, const ComparedLoad& load)
{
    m_loads.insert(load);
    if (std::find(m_schemes.begin(), m_schemes.end(), scheme) == m_schemes.end())
    {
        m_schemes.push_back(scheme);
    }
    ComparedFigures& figures = m_values[{FigureSource::PAPER, scheme, load}];
    if (const auto* cell = m_paper.FindLatency(scheme, load.subscribers, load.intervalSeconds))
    {
        figures.meanMs = cell->meanMs;
        figures.stdMs = cell->stdMs;
    }
    const auto* cell = m_paper.FindLoad(scheme, load.subscribers);
    if (cell && load.IsInTable6())
    {
        figures.brokerCpuPercent = cell->brokerCpuPercent;
        figures.brokerBytesPerSecond = cell->brokerBytesPerSecond;
        figures.publisherBytesPerSecond = cell->publisherBytesPerSecond;
    }
}

ComparedFigures
PaperComparison::Get(FigureSource source, const std::string& scheme, const ComparedLoad& load) const
{
    const auto found = m_values.find({source, scheme, load});
    return found == m_values.end() ? ComparedFigures{} : found->second;
}

void
PaperComparison::WriteTo(ResultFiles& files) const
{
    ResultRow columns5{"scheme", "subscribers", "interval_s", "fitted", "error_percent"};
    ResultRow columns6{"scheme", "subscribers"};
    AddNames(columns5, LATENCY_COLUMNS);
    AddNames(columns6, LOAD_COLUMNS);
    files.SetColumns("table5.csv", columns5);
    files.SetColumns("table6.csv", columns6);
    for (const ComparedLoad& load : m_loads)
    {
        for (const std::string& scheme : m_schemes)
        {
            const auto paper = Get(FigureSource::PAPER, scheme, load);
            const double error =
                GetErrorPercent(Get(FigureSource::SIMULATION, scheme, load).meanMs, paper.meanMs);
            ResultRow row5{scheme,
                           FormatNumber(load.subscribers),
                           FormatNumber(load.intervalSeconds),
                           load.IsFitted() && !std::isnan(paper.meanMs) ? "yes" : "no",
                           FormatNumber(error)};
            AddFigures(row5, LATENCY_COLUMNS, *this, scheme, load, &FormatNumber);
            files.AddRows("table5.csv", {row5});
            if (load.IsInTable6())
            {
                ResultRow row6{scheme, FormatNumber(load.subscribers)};
                AddFigures(row6, LOAD_COLUMNS, *this, scheme, load, &FormatNumber);
                files.AddRows("table6.csv", {row6});
            }
        }
    }
}

void
PaperComparison::Print(std::ostream& os) const
{
    PrintLatencies(os);
    PrintLoads(os);
}

void
PaperComparison::PrintLatencies(std::ostream& os) const
{
    auto head = MakeHead(LATENCY_COLUMNS);
    head.push_back({"error", "%"});
    head.push_back({"", "", ResultTable::Align::LEFT});
    ResultTable table(std::move(head));
    for (const ComparedLoad& load : m_loads)
    {
        table.StartGroup(FormatNumber(load.subscribers) + " subscribers, a message every " +
                         FormatNumber(load.intervalSeconds) + " s");
        for (const std::string& scheme : m_schemes)
        {
            const double paper = Get(FigureSource::PAPER, scheme, load).meanMs;
            const double simulated = Get(FigureSource::SIMULATION, scheme, load).meanMs;
            std::vector<std::string> cells{SchemeName::GetTitle(scheme)};
            AddFigures(cells, LATENCY_COLUMNS, *this, scheme, load, &FormatForPeople);
            cells.push_back(FormatForPeople(GetErrorPercent(simulated, paper)));
            cells.emplace_back(load.IsFitted() && !std::isnan(paper) ? "fitted" : "");
            table.AddRow(std::move(cells));
        }
    }
    os << "Table 5: latency" << std::endl;
    table.Print(os);
}

void
PaperComparison::PrintLoads(std::ostream& os) const
{
    ResultTable table(MakeHead(LOAD_COLUMNS));
    bool any = false;
    for (const ComparedLoad& load : m_loads)
    {
        if (!load.IsInTable6())
        {
            continue;
        }
        any = true;
        table.StartGroup(FormatNumber(load.subscribers) + " subscribers");
        for (const std::string& scheme : m_schemes)
        {
            std::vector<std::string> cells{SchemeName::GetTitle(scheme)};
            AddFigures(cells, LOAD_COLUMNS, *this, scheme, load, &FormatForPeople);
            table.AddRow(std::move(cells));
        }
    }
    if (any)
    {
        os << "Table 6: one message a second" << std::endl;
        table.Print(os);
    }
}

} // namespace ns3::mqtt
