// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PAPER_COMPARISON_H
#define MQTT_PAPER_COMPARISON_H

#include "mqtt-experiment-report.h"
#include "mqtt-paper-tables.h"

#include <cmath>
#include <map>
#include <set>

namespace ns3::mqtt
{

/// Where the figures of a comparison come from.
enum class FigureSource : std::uint8_t
{
    PAPER,      ///< the paper's own tables
    SIMULATION, ///< its machines, runtime and habits, and the forms of schemes that it published
    NATIVE,     ///< the same machines and habits with OpenSSL, and the sound forms
    KEPT        ///< as native, but TLS keeps its connection
};

/// @return all sources, in the order of their columns
const std::vector<FigureSource>& GetFigureSources();

/// @param source where figures come from
/// @return its name in columns
std::string GetName(FigureSource source);

/// One load of a comparison.
struct ComparedLoad
{
    std::uint32_t subscribers{}; ///< number of subscribers
    double intervalSeconds{};    ///< between messages

    /// @param other another load
    /// @return whether this comes first in the paper's tables
    bool operator<(const ComparedLoad& other) const;

    /// @return whether the profiles of the paper's runtime were fitted on the means under this load
    bool IsFitted() const;

    /// @return whether Table 6 is about it
    bool IsInTable6() const;
};

/// The figures of one scheme under one load; NaN where there is none.
struct ComparedFigures
{
    double meanMs{std::nan("")};                  ///< mean latency
    double stdMs{std::nan("")};                   ///< standard deviation of the latency
    double brokerCpuPercent{std::nan("")};        ///< load of the broker's processor
    double brokerBytesPerSecond{std::nan("")};    ///< received at the broker's network interface
    double publisherBytesPerSecond{std::nan("")}; ///< the same at the publisher's host
};

/// Simulated runs beside the figures of the paper on the group platform.
class PaperComparison
{
  public:
    /// @param paper what to compare with
    explicit PaperComparison(PaperTables paper);

    /// @param source which runs these are
    /// @param cases what was run
    /// @param reports what RunCases() gave
    void Add(FigureSource source,
             const std::vector<ExperimentCase>& cases,
             const std::vector<std::vector<RunReport>>& reports);

    /// @param files get table5.csv and table6.csv
    void WriteTo(ResultFiles& files) const;

    /// @param os gets both tables, for people
    void Print(std::ostream& os) const;

    /// @param source where the figures come from
    /// @param scheme bare name
    /// @param load how much
    /// @return the figures
    ComparedFigures Get(FigureSource source,
                        const std::string& scheme,
                        const ComparedLoad& load) const;

    /// @return all loads that were run, in the order of the paper's tables
    const std::set<ComparedLoad>& GetLoads() const
    {
        return m_loads;
    }

    /// @return bare names of all schemes that were run, in the order they came
    const std::vector<std::string>& GetSchemes() const
    {
        return m_schemes;
    }

  private:
    /// What figures are about.
    using Key = std::tuple<FigureSource, std::string, ComparedLoad>;

    /// Takes over what the paper says.
    /// @param scheme bare name
    /// @param load how much
    void AddPaper(const std::string& scheme, const ComparedLoad& load);

    /// @param os gets Table 5
    void PrintLatencies(std::ostream& os) const;

    /// @param os gets Table 6
    void PrintLoads(std::ostream& os) const;

    PaperTables m_paper;                     ///< what to compare with
    std::map<Key, ComparedFigures> m_values; ///< all figures
    std::set<ComparedLoad> m_loads;          ///< all loads
    std::vector<std::string> m_schemes;      ///< bare names
};

/// @param value simulated
/// @param reference of the paper
/// @return by how many percent the simulation is above
inline double
GetErrorPercent(double value, double reference)
{
    return 100 * (value / reference - 1);
}

} // namespace ns3::mqtt

#endif /* MQTT_PAPER_COMPARISON_H */
