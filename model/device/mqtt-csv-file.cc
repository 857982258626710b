// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-csv-file.h"

#include <boost/algorithm/string/join.hpp>
#include <boost/lexical_cast/try_lexical_convert.hpp>
#include <boost/tokenizer.hpp>
#include <fstream>
#include <sstream>

namespace ns3::mqtt
{

namespace
{

/// @param line text of a line
/// @param columns what the header must be
/// @param isHeader whether the line must be the header
/// @return its fields, as many as columns; or an error without file and line
Result<std::vector<std::string>>
SplitLine(const std::string& line, const std::vector<std::string>& columns, bool isHeader)
{
    if (std::count(line.begin(), line.end(), '"') % 2 != 0)
    {
        return Error{"a quote is not closed; allowed: quotes in pairs around a field"};
    }
    const auto isControl = [](unsigned char c) { return c < ' ' || c == 0x7f; };
    if (std::any_of(line.begin(), line.end(), isControl))
    {
        return Error{"a control character; allowed: printable characters"};
    }
    // Without an escape character: a backslash means itself.
    const boost::escaped_list_separator<char> separator("", ",", "\"");
    const boost::tokenizer<boost::escaped_list_separator<char>> tokens(line, separator);
    std::vector<std::string> fields(tokens.begin(), tokens.end());
    const std::string header = boost::algorithm::join(columns, ",");
    if (isHeader && fields != columns)
    {
        return Error{"wrong header; allowed: " + header};
    }
    if (fields.size() != columns.size())
    {
        return Error{std::to_string(fields.size()) +
                     " fields; allowed: " + std::to_string(columns.size()) + " (" + header + ")"};
    }
    return fields;
}

} // namespace

Error
MakeCsvError(const std::string& path, std::size_t line, const std::string& reason)
{
    return Error{path + ":" + std::to_string(line) + ": " + reason};
}

std::string
JoinNames(const std::vector<std::string>& names)
{
    return boost::algorithm::join(names, ", ");
}

Result<std::vector<CsvRow>>
ReadCsvFile(const std::string& path, const std::vector<std::string>& columns)
{
    std::ifstream file(path);
    if (!file)
    {
        return Error{path + ": cannot be read; allowed: a readable CSV file"};
    }
    std::vector<CsvRow> rows;
    bool headerSeen = false;
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number)
    {
        if (!line.empty() && line.back() == '\r')
        {
            line.pop_back();
        }
        if (line.empty() || line.front() == '#')
        {
            continue;
        }
        auto fields = SplitLine(line, columns, !headerSeen);
        if (!fields)
        {
            return MakeCsvError(path, number, fields.error().reason);
        }
        if (headerSeen)
        {
            rows.push_back({number, std::move(fields.value())});
        }
        headerSeen = true;
    }
    if (!headerSeen)
    {
        return Error{path + ": no header; allowed: " + boost::algorithm::join(columns, ",")};
    }
    return rows;
}

CsvRowReader::CsvRowReader(const std::string& path,
                           const std::vector<std::string>& columns,
                           const CsvRow& row)
    : m_path(path),
      m_columns(columns),
      m_row(row)
{
}

std::string
CsvRowReader::ReadText(std::size_t column)
{
    if (IsEmpty(column))
    {
        Refuse(column, "some text");
    }
    return m_row.fields[column];
}

std::string
CsvRowReader::ReadName(std::size_t column)
{
    const std::string& text = m_row.fields[column];
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    };
    if (text.empty() || !std::all_of(text.begin(), text.end(), isPlain))
    {
        Refuse(column, "letters, digits and hyphens");
    }
    return text;
}

std::size_t
CsvRowReader::ReadChoice(std::size_t column, const std::vector<std::string>& allowed)
{
    const auto found = std::find(allowed.begin(), allowed.end(), m_row.fields[column]);
    if (found == allowed.end())
    {
        Refuse(column, JoinNames(allowed));
        return 0;
    }
    return static_cast<std::size_t>(found - allowed.begin());
}

double
CsvRowReader::ReadNumber(std::size_t column, double least, double most)
{
    return Read(column, least, most);
}

int
CsvRowReader::ReadInteger(std::size_t column, int least, int most)
{
    return Read(column, least, most);
}

bool
CsvRowReader::IsEmpty(std::size_t column) const
{
    return m_row.fields[column].empty();
}

void
CsvRowReader::Refuse(std::size_t column, const std::string& allowed)
{
    if (!m_error)
    {
        m_error = MakeCsvError(m_path,
                               m_row.line,
                               m_columns[column] + " is '" + m_row.fields[column] +
                                   "'; allowed: " + allowed);
    }
}

template <typename T>
T
CsvRowReader::Read(std::size_t column, T least, T most)
{
    T number{};
    const bool isNumber = boost::conversion::try_lexical_convert(m_row.fields[column], number);
    // Written so that what is not a number fails, too.
    if (!isNumber || !(number >= least && number <= most))
    {
        std::ostringstream allowed;
        allowed << "a number from " << least << " to " << most;
        Refuse(column, allowed.str());
        return least;
    }
    return number;
}

std::optional<Error>
ReadCsvRows(const std::string& path,
            const std::vector<std::string>& columns,
            const std::function<void(CsvRowReader&)>& take)
{
    const auto rows = ReadCsvFile(path, columns);
    if (!rows)
    {
        return rows.error();
    }
    for (const auto& row : rows.value())
    {
        CsvRowReader reader(path, columns, row);
        take(reader);
        if (reader.GetError())
        {
            return reader.GetError();
        }
    }
    return std::nullopt;
}

} // namespace ns3::mqtt
