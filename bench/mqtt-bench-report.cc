// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-report.h"

namespace ns3::mqtt
{

namespace
{

/// @param report a run
/// @param figure name of a figure
/// @return its value
double
GetFigure(const RunReport& report, const std::string& figure)
{
    if (figure == "memory")
    {
        return static_cast<double>(report.peakMemoryBytes);
    }
    return figure == "wall_s" ? report.wallSeconds : report.output.figures.at(figure);
}

} // namespace

void
BenchRuns::Add(RunReport report)
{
    auto& series = m_series[report.name];
    series.push_back(std::move(report));
}

double
BenchRuns::GetMedian(const std::string& series, const std::string& figure) const
{
    return GetMedian(series, [&series, &figure](const auto& get) { return get(series, figure); });
}

double
BenchRuns::GetMedian(const std::string& series, const Formula& formula) const
{
    Statistics values;
    for (std::size_t turn = 0; turn < m_series.at(series).size(); ++turn)
    {
        values.Add(formula([this, turn](const std::string& name, const std::string& figure) {
            return GetFigure(m_series.at(name).at(turn), figure);
        }));
    }
    return values.GetPercentile(50);
}

BenchReport::BenchReport()
    : m_table({{"figure", "", ResultTable::Align::LEFT},
               {"value", ""},
               {"unit", "", ResultTable::Align::LEFT},
               {"limit", ""},
               {"holds", ""}})
{
}

void
BenchReport::StartGroup(const std::string& title)
{
    m_table.StartGroup(title);
}

void
BenchReport::Add(const std::string& name,
                 const std::string& meaning,
                 double value,
                 const std::string& unit,
                 Bound bound,
                 double limit)
{
    const bool limited = bound != Bound::NONE;
    const bool holds = bound == Bound::AT_MOST ? value <= limit : value == limit;
    const std::string limitText = limited ? FormatNumber(limit) : "";
    const std::string verdict = !limited ? "" : holds ? "yes" : "no";
    m_holds = m_holds && (!limited || holds);
    m_rows.push_back({name, FormatNumber(value), unit, limitText, verdict});
    m_table.AddRow({meaning,
                    FormatForPeople(value),
                    unit,
                    (bound == Bound::AT_MOST ? "at most " : "") + limitText,
                    verdict});
}

ResultRow
BenchReport::GetColumns()
{
    return {"name", "value", "unit", "limit", "holds"};
}

void
BenchReport::Print(std::ostream& os) const
{
    m_table.Print(os);
}

} // namespace ns3::mqtt
