// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CSV_FILE_H
#define MQTT_CSV_FILE_H

#include "ns3/mqtt-bytes.h"

#include <functional>
#include <optional>

namespace ns3::mqtt
{

/// A line of a CSV file.
struct CsvRow
{
    std::size_t line;                ///< number of the line, from 1
    std::vector<std::string> fields; ///< as many as there are columns
};

/// Reads a CSV file: a header line, then rows; lines that begin with "#" and empty ones are passed
/// over. A field that holds a comma stands in double quotes; there is no way to write a quote.
/// @param path file
/// @param columns what the header must be
/// @return the rows; or an error that names file and line
Result<std::vector<CsvRow>> ReadCsvFile(const std::string& path,
                                        const std::vector<std::string>& columns);

/// @param path file
/// @param line number of the line
/// @param reason what is wrong there
/// @return the error in the usual form
Error MakeCsvError(const std::string& path, std::size_t line, const std::string& reason);

/// @param names what is allowed
/// @return the names, separated by commas
std::string JoinNames(const std::vector<std::string>& names);

/// Reads the fields of one row, each with a check. The first complaint is kept; after it, what the
/// fields give means nothing.
class CsvRowReader
{
  public:
    /// @param path file, for complaints
    /// @param columns names of the columns
    /// @param row the row; must outlive the reader, as the columns must
    CsvRowReader(const std::string& path,
                 const std::vector<std::string>& columns,
                 const CsvRow& row);

    /// @param column position of the field
    /// @return what stands there, not empty
    std::string ReadText(std::size_t column);

    /// Names become parts of file names, so there are only plain ones.
    /// @param column position of the field
    /// @return what stands there: letters, digits and hyphens
    std::string ReadName(std::size_t column);

    /// @param column position of the field
    /// @param allowed what may stand there
    /// @return position of what stands there among those
    std::size_t ReadChoice(std::size_t column, const std::vector<std::string>& allowed);

    /// @param column position of the field
    /// @param least least number allowed
    /// @param most greatest number allowed
    /// @return the number that stands there
    double ReadNumber(std::size_t column, double least, double most);

    /// @param column position of the field
    /// @param least least number allowed
    /// @param most greatest number allowed
    /// @return the whole number that stands there
    int ReadInteger(std::size_t column, int least, int most);

    /// @param column position of the field
    /// @return whether nothing stands there
    bool IsEmpty(std::size_t column) const;

    /// @param column position of the field to complain of
    /// @param allowed what may stand there
    void Refuse(std::size_t column, const std::string& allowed);

    /// @return the first complaint, if there is one
    const std::optional<Error>& GetError() const
    {
        return m_error;
    }

  private:
    /// @tparam T type of number
    /// @param column position of the field
    /// @param least least number allowed
    /// @param most greatest number allowed
    /// @return the number that stands there
    template <typename T>
    T Read(std::size_t column, T least, T most);

    const std::string m_path;                  ///< file
    const std::vector<std::string>& m_columns; ///< names of the columns
    const CsvRow& m_row;                       ///< the row
    std::optional<Error> m_error;              ///< the first complaint
};

/// Reads a whole CSV file, up to the first complaint.
/// @param path file
/// @param columns what its header must be
/// @param take reads the fields of a row
/// @return what is wrong; nothing if all rows were taken
std::optional<Error> ReadCsvRows(const std::string& path,
                                 const std::vector<std::string>& columns,
                                 const std::function<void(CsvRowReader&)>& take);

} // namespace ns3::mqtt

#endif /* MQTT_CSV_FILE_H */
