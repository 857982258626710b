// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_REPORT_H
#define MQTT_BENCH_REPORT_H

#include "ns3/mqtt-result-table.h"
#include "ns3/mqtt-run-child.h"

#include <functional>
#include <ostream>

namespace ns3::mqtt
{

/// Runs of a bench by series: run i of one series was made in turn with run i of the others.
class BenchRuns
{
  public:
    /// @param report a run, whose name is that of its series
    void Add(RunReport report);

    /// @param series name of a series
    /// @param figure name of a figure, or "memory" or "wall_s", which every run has
    /// @return median over the runs
    double GetMedian(const std::string& series, const std::string& figure) const;

    /// What is worked out of the runs of one turn.
    /// @param get gives a figure of a series in that turn
    using Formula = std::function<double(
        const std::function<double(const std::string& series, const std::string& figure)>& get)>;

    /// @param series a series, which has as many runs as the others in the formula
    /// @param formula worked out for each turn
    /// @return median over the turns
    double GetMedian(const std::string& series, const Formula& formula) const;

  private:
    std::map<std::string, std::vector<RunReport>> m_series; ///< runs by series
};

/// What a bench found: figures for a file and for people, some with limits.
class BenchReport
{
  public:
    BenchReport();

    /// What a limit says.
    enum class Bound
    {
        NONE,    ///< for information
        AT_MOST, ///< not above the limit
        EXACTLY  ///< equal to the limit
    };

    /// @param title stands above the figures that follow
    void StartGroup(const std::string& title);

    /// @param name of the figure, in the file
    /// @param meaning of the figure, for people
    /// @param value of the figure
    /// @param unit of the figure; empty for a ratio
    /// @param bound what the limit says
    /// @param limit limit
    void Add(const std::string& name,
             const std::string& meaning,
             double value,
             const std::string& unit,
             Bound bound = Bound::NONE,
             double limit = 0);

    /// @return whether all limits hold
    bool Holds() const
    {
        return m_holds;
    }

    /// @return columns of the file
    static ResultRow GetColumns();

    /// @return rows of the file
    const std::vector<ResultRow>& GetRows() const
    {
        return m_rows;
    }

    /// @param os stream for the table
    void Print(std::ostream& os) const;

  private:
    std::vector<ResultRow> m_rows; ///< of the file
    ResultTable m_table;           ///< for people
    bool m_holds{true};            ///< whether all limits hold
};

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_REPORT_H */
