// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PAPER_TABLES_H
#define MQTT_PAPER_TABLES_H

#include "ns3/mqtt-csv-file.h"

#include <optional>

namespace ns3::mqtt
{

/// A cell of the paper's Table 5: one scheme under one load.
struct PaperLatency
{
    std::string scheme;          ///< this module's name of it
    std::uint32_t subscribers{}; ///< number of subscribers
    double intervalSeconds{};    ///< between messages
    double meanMs{};             ///< mean latency
    double runs{};               ///< measurements that the paper counts
    double stdMs{};              ///< standard deviation of the latency
};

/// A column of the paper's Table 6: one scheme with one message a second.
struct PaperLoad
{
    std::string scheme;               ///< this module's name of it
    std::uint32_t subscribers{};      ///< number of subscribers
    double brokerCpuPercent{};        ///< load of the broker's processor
    double brokerBytesPerSecond{};    ///< received at the broker
    double publisherBytesPerSecond{}; ///< received at the notebook with all clients
    double brokerMemoryMb{};          ///< memory in use at the broker
};

/// The figures of the paper on the group platform, as they stand in its Tables 5 and 6. They lie in
/// the folder "papers" beside the device profiles.
class PaperTables
{
  public:
    /// @return the tables; or an error that names file and line
    static Result<PaperTables> Load();

    /// @param scheme this module's name of it
    /// @param subscribers number of subscribers
    /// @param intervalSeconds between messages
    /// @return the cell; null if the paper has none
    const PaperLatency* FindLatency(const std::string& scheme,
                                    std::uint32_t subscribers,
                                    double intervalSeconds) const;

    /// @param scheme this module's name of it
    /// @param subscribers number of subscribers
    /// @return the column; null if the paper has none
    const PaperLoad* FindLoad(const std::string& scheme, std::uint32_t subscribers) const;

    /// Compares what the paper's text says with its own figures.
    /// @return a line for each sentence of the text that the figures do not bear out
    std::vector<std::string> ListContradictions() const;

  private:
    /// @param path of Table 5
    /// @return what is wrong with it; nothing if it was taken
    std::optional<Error> ReadLatencies(const std::string& path);

    /// @param path of Table 6
    /// @return what is wrong with it; nothing if it was taken
    std::optional<Error> ReadLoads(const std::string& path);

    /// @return where the group key is not the least at the broker; empty if it is everywhere
    std::string CheckLeastAtBroker() const;

    /// @return cells with more measurements than messages; empty if there are none
    std::string CheckRuns() const;

    /// @return where TLS does not deviate most at the shortest interval; empty if it does
    /// everywhere
    std::string CheckDeviation() const;

    std::vector<PaperLatency> m_latencies; ///< Table 5, row by row
    std::vector<PaperLoad> m_loads;        ///< Table 6, column by column
};

} // namespace ns3::mqtt

#endif /* MQTT_PAPER_TABLES_H */
