// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RESULT_TABLE_H
#define MQTT_RESULT_TABLE_H

#include "mqtt-statistics.h"

#include <ostream>

namespace ns3::mqtt
{

/// A table for people: columns in line, numbers to the right, units in the head, rows in groups.
///
///   ResultTable table({{"scheme", "", ResultTable::Align::LEFT}, {"latency\nmean", "ms"}});
///   table.StartGroup("10 subscribers");
///   table.AddRow({"plain", FormatForPeople(EstimateMean(latencies))});
///   table.Print(std::cout);
class ResultTable
{
  public:
    /// To which side the cells of a column go.
    enum class Align
    {
        LEFT, ///< text
        RIGHT ///< numbers
    };

    /// A column.
    struct Column
    {
        std::string title;         ///< head, which may have several lines
        std::string unit;          ///< unit of its numbers; may be empty
        Align align{Align::RIGHT}; ///< to which side its cells go
    };

    /// @param columns from left to right
    explicit ResultTable(std::vector<Column> columns);

    /// @param title stands above the rows that follow
    void StartGroup(std::string title);

    /// @param cells one for each column
    void AddRow(std::vector<std::string> cells);

    /// @param os stream to write to
    void Print(std::ostream& os) const;

    /// @param os stream to write to
    /// @param utf8 whether there may be characters beyond ASCII
    void Print(std::ostream& os, bool utf8) const;

  private:
    /// One line under the head: cells, or the title of a group.
    struct Line
    {
        std::string group;              ///< title of a group, if there are no cells
        std::vector<std::string> cells; ///< one for each column
    };

    /// How wide things are.
    struct Measure
    {
        std::vector<std::size_t> widths; ///< characters of each column
        std::size_t gap{0};              ///< blanks between columns
        std::size_t total{0};            ///< characters of a line
    };

    /// @return the head, line by line, cell by cell; units come last
    std::vector<std::vector<std::string>> MakeHead() const;

    /// @param head lines of the head
    /// @return how wide things have to be
    Measure MakeMeasure(const std::vector<std::vector<std::string>>& head) const;

    /// @param os stream to write to
    /// @param heavyRule what the rules above and below are made of
    /// @param lightRule what the others are made of
    void PrintAll(std::ostream& os, const char* heavyRule, const char* lightRule) const;

    /// @param os stream to write to
    /// @param cells one for each column
    /// @param measure how wide things are
    void PrintCells(std::ostream& os,
                    const std::vector<std::string>& cells,
                    const Measure& measure) const;

    std::vector<Column> m_columns; ///< from left to right
    std::vector<Line> m_lines;     ///< from top to bottom
};

/// @param value any number
/// @return three significant digits, and all before the point; a dash if it is not finite
std::string FormatForPeople(double value);

/// @param estimate a mean and how sure it is
/// @return "12.3 ± 0.4", or the mean alone where there is no interval
std::string FormatForPeople(const Estimate& estimate);

} // namespace ns3::mqtt

#endif /* MQTT_RESULT_TABLE_H */
