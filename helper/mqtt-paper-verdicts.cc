// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-paper-verdicts.h"

#include "mqtt-result-table.h"

#include <algorithm>
#include <numeric>

namespace ns3::mqtt
{

namespace
{

/// From the least to the greatest, as the paper found them.
const std::vector<std::string> SCHEMES{"group-key", "challenge-response", "tls12"};

constexpr double MEAN_ERROR_LIMIT = 15;  ///< percent, mean over the cells that were not fitted
constexpr double WORST_ERROR_LIMIT = 35; ///< percent, each of them
constexpr double SLOPE_LIMIT = 15;       ///< percent

/// @param comparison simulation and paper
/// @param load how much
/// @param figure which figure
/// @return its values as simulated, by scheme; empty unless there are all
std::vector<double>
GetRow(const PaperComparison& comparison, const ComparedLoad& load, double ComparedFigures::*figure)
{
    std::vector<double> row;
    for (const std::string& scheme : SCHEMES)
    {
        row.push_back(comparison.Get(FigureSource::SIMULATION, scheme, load).*figure);
    }
    const bool whole = std::none_of(row.begin(), row.end(), [](double x) { return std::isnan(x); });
    return whole ? row : std::vector<double>{};
}

/// @param values some numbers
/// @return whether each is greater than the one before
bool
Ascends(const std::vector<double>& values)
{
    const auto notGreater = [](double one, double next) { return next <= one; };
    return std::adjacent_find(values.begin(), values.end(), notGreater) == values.end();
}

/// @param values some numbers
/// @return whether the last is the greatest
bool
EndsInGreatest(const std::vector<double>& values)
{
    return std::max_element(values.begin(), values.end()) == values.end() - 1;
}

/// Counts the rows in which something holds.
/// @param comparison simulation and paper
/// @param name of the verdict
/// @param figure which figure
/// @param table6 whether only the loads of Table 6 count
/// @param holds what is asked of a row
/// @param verdicts gets the verdict, if there are rows
void
CountRows(const PaperComparison& comparison,
          const std::string& name,
          double ComparedFigures::*figure,
          bool table6,
          bool (*holds)(const std::vector<double>&),
          std::vector<PaperVerdict>& verdicts)
{
    double rows = 0;
    double good = 0;
    for (const ComparedLoad& load : comparison.GetLoads())
    {
        const auto row = GetRow(comparison, load, figure);
        if (!row.empty() && (!table6 || load.IsInTable6()))
        {
            ++rows;
            good += holds(row) ? 1 : 0;
        }
    }
    if (rows > 0)
    {
        verdicts.push_back({name, good, "rows", rows, true});
    }
}

/// @param comparison simulation and paper
/// @param verdicts gets mean and worst error of the cells that were not fitted, if there are any
void
JudgeErrors(const PaperComparison& comparison, std::vector<PaperVerdict>& verdicts)
{
    std::vector<double> errors;
    for (const ComparedLoad& load : comparison.GetLoads())
    {
        for (const std::string& scheme : SCHEMES)
        {
            const double error =
                GetErrorPercent(comparison.Get(FigureSource::SIMULATION, scheme, load).meanMs,
                                comparison.Get(FigureSource::PAPER, scheme, load).meanMs);
            if (!std::isnan(error) && !load.IsFitted())
            {
                errors.push_back(std::abs(error));
            }
        }
    }
    if (errors.empty())
    {
        return;
    }
    const std::string cells = std::to_string(errors.size()) + " cells that were not fitted: ";
    verdicts.push_back({cells + "mean absolute error",
                        std::accumulate(errors.begin(), errors.end(), 0.0) / errors.size(),
                        "%",
                        MEAN_ERROR_LIMIT});
    verdicts.push_back({cells + "worst error",
                        *std::max_element(errors.begin(), errors.end()),
                        "%",
                        WORST_ERROR_LIMIT});
}

/// Figures of one scheme under the loads of Table 6.
struct Line
{
    std::vector<double> subscribers; ///< numbers of subscribers
    std::vector<double> values;      ///< the figure for each

    /// @return slope of the line of least squares
    double GetSlope() const
    {
        const double n = values.size();
        const auto sum = [](const std::vector<double>& x, const std::vector<double>& y) {
            return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
        };
        const std::vector<double> ones(values.size(), 1);
        const double sumX = sum(subscribers, ones);
        return (n * sum(subscribers, values) - sumX * sum(values, ones)) /
               (n * sum(subscribers, subscribers) - sumX * sumX);
    }
};

/// @param comparison simulation and paper
/// @param source where figures come from
/// @param scheme bare name
/// @param figure which figure
/// @return the figure by number of subscribers, at one message a second
Line
GetLine(const PaperComparison& comparison,
        FigureSource source,
        const std::string& scheme,
        double ComparedFigures::*figure)
{
    Line line;
    for (const ComparedLoad& load : comparison.GetLoads())
    {
        const double value = comparison.Get(source, scheme, load).*figure;
        if (load.IsInTable6() && !std::isnan(value))
        {
            line.subscribers.push_back(load.subscribers);
            line.values.push_back(value);
        }
    }
    return line;
}

/// @param comparison simulation and paper
/// @param verdicts gets how far the slopes of latency over subscribers are off, where there are any
void
JudgeSlopes(const PaperComparison& comparison, std::vector<PaperVerdict>& verdicts)
{
    for (const std::string& scheme : SCHEMES)
    {
        const auto get = [&](FigureSource source) {
            return GetLine(comparison, source, scheme, &ComparedFigures::meanMs);
        };
        const Line simulated = get(FigureSource::SIMULATION);
        const Line paper = get(FigureSource::PAPER);
        if (simulated.values.size() > 1 && simulated.subscribers == paper.subscribers)
        {
            verdicts.push_back({"slope of " + scheme + ", " + FormatFixed(simulated.GetSlope(), 3) +
                                    " (paper " + FormatFixed(paper.GetSlope(), 3) +
                                    ") ms per subscriber: error",
                                std::abs(GetErrorPercent(simulated.GetSlope(), paper.GetSlope())),
                                "%",
                                SLOPE_LIMIT});
        }
    }
}

/// @param comparison simulation and paper
/// @param verdicts gets for how many schemes the octets to the clients grow with their number
void
JudgeGrowth(const PaperComparison& comparison, std::vector<PaperVerdict>& verdicts)
{
    double schemes = 0;
    double growing = 0;
    for (const std::string& scheme : SCHEMES)
    {
        const Line line = GetLine(comparison,
                                  FigureSource::SIMULATION,
                                  scheme,
                                  &ComparedFigures::publisherBytesPerSecond);
        if (line.values.size() > 1)
        {
            ++schemes;
            growing += Ascends(line.values) ? 1 : 0;
        }
    }
    if (schemes > 0)
    {
        verdicts.push_back(
            {"octets to the clients grow with subscribers", growing, "schemes", schemes, true});
    }
}

} // namespace

bool
PaperVerdict::Holds() const
{
    return atLeast ? value >= limit : value <= limit;
}

std::vector<PaperVerdict>
JudgeComparison(const PaperComparison& comparison)
{
    std::vector<PaperVerdict> verdicts;
    CountRows(comparison,
              "latency: group-key < challenge-response < TLS",
              &ComparedFigures::meanMs,
              false,
              &Ascends,
              verdicts);
    CountRows(comparison,
              "largest deviation: TLS",
              &ComparedFigures::stdMs,
              false,
              &EndsInGreatest,
              verdicts);
    JudgeErrors(comparison, verdicts);
    JudgeSlopes(comparison, verdicts);
    CountRows(comparison,
              "octets to the clients: group-key < challenge-response < TLS",
              &ComparedFigures::publisherBytesPerSecond,
              true,
              &Ascends,
              verdicts);
    JudgeGrowth(comparison, verdicts);
    return verdicts;
}

void
WriteVerdicts(const std::vector<PaperVerdict>& verdicts, ResultFiles& files)
{
    files.SetColumns("verdicts.csv", {"name", "value", "unit", "limit", "holds"});
    for (const auto& verdict : verdicts)
    {
        files.AddRows("verdicts.csv",
                      {{verdict.name,
                        FormatNumber(verdict.value),
                        verdict.unit,
                        FormatNumber(verdict.limit),
                        verdict.Holds() ? "yes" : "no"}});
    }
}

void
PrintVerdicts(const std::vector<PaperVerdict>& verdicts, std::ostream& os)
{
    if (verdicts.empty())
    {
        return;
    }
    ResultTable table({{"simulation against paper", "", ResultTable::Align::LEFT},
                       {"found", ""},
                       {"limit", ""},
                       {"", "", ResultTable::Align::LEFT},
                       {"holds", "", ResultTable::Align::LEFT}});
    for (const auto& verdict : verdicts)
    {
        table.AddRow({verdict.name,
                      FormatForPeople(verdict.value),
                      FormatForPeople(verdict.limit),
                      verdict.unit,
                      verdict.Holds() ? "yes" : "no"});
    }
    table.Print(os);
}

} // namespace ns3::mqtt
