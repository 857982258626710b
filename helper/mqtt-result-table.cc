// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-result-table.h"

#include "mqtt-terminal.h"

#include "ns3/assert.h"

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <cmath>

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t LEAST_WIDTH = 80; ///< a narrower table gets wider gaps

/// @param value a finite number
/// @return digits after the point that make three significant ones
int
GetDecimals(double value)
{
    constexpr int digits = 3;
    constexpr int most = 6;
    const double size = std::abs(value);
    if (size == 0)
    {
        return 0;
    }
    const int before = static_cast<int>(std::floor(std::log10(size))) + 1;
    return std::clamp(digits - before, 0, most);
}

} // namespace

ResultTable::ResultTable(std::vector<Column> columns)
    : m_columns(std::move(columns))
{
}

void
ResultTable::StartGroup(std::string title)
{
    m_lines.push_back({std::move(title), {}});
}

void
ResultTable::AddRow(std::vector<std::string> cells)
{
    NS_ASSERT_MSG(cells.size() == m_columns.size(), "a row has a cell for each column");
    m_lines.push_back({{}, std::move(cells)});
}

std::vector<std::vector<std::string>>
ResultTable::MakeHead() const
{
    std::vector<std::vector<std::string>> titles;
    std::size_t height = 0;
    for (const Column& column : m_columns)
    {
        auto& lines = titles.emplace_back();
        boost::algorithm::split(lines, column.title, [](char c) { return c == '\n'; });
        height = std::max(height, lines.size());
    }
    std::vector<std::vector<std::string>> head(height + 1);
    for (std::size_t i = 0; i < titles.size(); ++i)
    {
        titles[i].insert(titles[i].begin(), height - titles[i].size(), "");
        titles[i].push_back(m_columns[i].unit);
        for (std::size_t line = 0; line <= height; ++line)
        {
            head[line].push_back(titles[i][line]);
        }
    }
    return head;
}

ResultTable::Measure
ResultTable::MakeMeasure(const std::vector<std::vector<std::string>>& head) const
{
    constexpr std::size_t narrowGap = 2;
    constexpr std::size_t wideGap = 4;
    Measure measure;
    measure.widths.resize(m_columns.size());
    const auto widen = [&measure](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
        {
            measure.widths[i] = std::max(measure.widths[i], CountCharacters(cells[i]));
        }
    };
    std::for_each(head.begin(), head.end(), widen);
    std::size_t widestGroup = 0;
    for (const Line& line : m_lines)
    {
        widen(line.cells);
        widestGroup = std::max(widestGroup, CountCharacters(line.group));
    }
    for (measure.gap = narrowGap;; ++measure.gap)
    {
        measure.total = 1;
        for (const std::size_t width : measure.widths)
        {
            measure.total += width + measure.gap;
        }
        measure.total = std::max(measure.total - measure.gap, widestGroup) + 1;
        if (measure.total >= LEAST_WIDTH || measure.gap == wideGap)
        {
            return measure;
        }
    }
}

void
ResultTable::PrintCells(std::ostream& os,
                        const std::vector<std::string>& cells,
                        const Measure& measure) const
{
    std::string line = " ";
    for (std::size_t i = 0; i < cells.size(); ++i)
    {
        const std::string padding(measure.widths[i] - CountCharacters(cells[i]), ' ');
        line += (i > 0 ? std::string(measure.gap, ' ') : "") +
                (m_columns[i].align == Align::LEFT ? cells[i] + padding : padding + cells[i]);
    }
    boost::algorithm::trim_right(line);
    os << line << '\n';
}

void
ResultTable::Print(std::ostream& os) const
{
    Print(os, IsUtf8Locale());
}

void
ResultTable::Print(std::ostream& os, bool utf8) const
{
    if (utf8)
    {
        PrintAll(os, "━", "─");
        return;
    }
    ResultTable plain = *this;
    for (Line& line : plain.m_lines)
    {
        for (std::string& cell : line.cells)
        {
            boost::algorithm::replace_all(cell, "±", "+-");
        }
    }
    plain.PrintAll(os, "=", "-");
}

void
ResultTable::PrintAll(std::ostream& os, const char* heavyRule, const char* lightRule) const
{
    const auto head = MakeHead();
    const Measure measure = MakeMeasure(head);
    const std::string heavy = Repeat(heavyRule, measure.total) + '\n';
    const std::string light = Repeat(lightRule, measure.total) + '\n';
    os << heavy;
    for (const auto& cells : head)
    {
        // A table without units has no line of them.
        if (std::any_of(cells.begin(), cells.end(), [](const auto& c) { return !c.empty(); }))
        {
            PrintCells(os, cells, measure);
        }
    }
    os << light;
    for (auto line = m_lines.begin(); line != m_lines.end(); ++line)
    {
        if (!line->cells.empty())
        {
            PrintCells(os, line->cells, measure);
            continue;
        }
        os << (line != m_lines.begin() ? light : "") << ' ' << line->group << '\n';
    }
    os << heavy;
}

std::string
FormatForPeople(double value)
{
    return std::isfinite(value) ? FormatFixed(value, GetDecimals(value)) : "-";
}

std::string
FormatForPeople(const Estimate& estimate)
{
    if (!std::isfinite(estimate.mean) || !std::isfinite(estimate.halfWidth))
    {
        return FormatForPeople(estimate.mean);
    }
    const int decimals = GetDecimals(estimate.mean);
    return FormatFixed(estimate.mean, decimals) + " ± " + FormatFixed(estimate.halfWidth, decimals);
}

} // namespace ns3::mqtt
