// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RESULT_FILES_H
#define MQTT_RESULT_FILES_H

#include "ns3/mqtt-bytes.h"

#include <filesystem>
#include <map>
#include <optional>

namespace ns3::mqtt
{

/// One row of a CSV file, column by column.
using ResultRow = std::vector<std::string>;

/// The files that a scenario leaves behind: all of them, whole, or none. They are written into a
/// hidden folder inside the folder of results and moved out of it in the end; what is not moved
/// goes with this object.
class ResultFiles
{
  public:
    /// @param folder folder of results; it and those above it are created when needed
    explicit ResultFiles(const std::filesystem::path& folder);
    ~ResultFiles();
    ResultFiles(const ResultFiles&) = delete;
    ResultFiles& operator=(const ResultFiles&) = delete;

    /// @param folder folder of results to be
    /// @return why nothing can be written there; nothing if something can. It leaves no trace.
    static std::optional<Error> CheckFolder(const std::string& folder);

    /// @param file name of a CSV file
    /// @param columns its header
    void SetColumns(const std::string& file, const ResultRow& columns);

    /// @param file name of a CSV file whose columns are set
    /// @param rows rows to add, as wide as the header
    void AddRows(const std::string& file, const std::vector<ResultRow>& rows);

    /// @param file name of a file of any other kind
    /// @param text all of it
    void AddText(const std::string& file, std::string text);

    /// For what others write, such as packet captures: files and folders here are moved with the
    /// rest.
    /// @return the hidden folder, which exists from now on
    Result<std::filesystem::path> GetStagingFolder();

    /// Writes all files and moves them to where they belong, over those of an earlier run.
    /// @return why not; nothing if all are there
    std::optional<Error> Commit();

  private:
    /// @return why there is no hidden folder; nothing if there is
    std::optional<Error> Open();

    /// Removes the hidden folder, and those that were created for it if nothing else is there.
    void Discard();

    /// @return why a file could not be written; nothing if all were
    std::optional<Error> WriteTexts() const;

    /// @return paths of all files in the hidden folder, relative to it
    std::vector<std::filesystem::path> ListStaged() const;

    /// @param files paths relative to the hidden folder
    /// @return why a file could not be moved; nothing if all were
    std::optional<Error> MoveAll(const std::vector<std::filesystem::path>& files) const;

    std::filesystem::path m_folder;               ///< folder of results
    std::filesystem::path m_staging;              ///< hidden folder; empty if there is none
    std::vector<std::filesystem::path> m_created; ///< folders made for it, from the top down
    std::map<std::string, std::string> m_texts;   ///< files by name
    std::map<std::string, std::size_t> m_widths;  ///< columns of CSV files by name
};

} // namespace ns3::mqtt

#endif /* MQTT_RESULT_FILES_H */
