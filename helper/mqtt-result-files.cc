// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-result-files.h"

#include "ns3/assert.h"

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <stdlib.h>

namespace ns3::mqtt
{

namespace fs = std::filesystem;

namespace
{

/// Holds back the signals by which a user ends a program, for as long as it lives.
class SignalBlock
{
  public:
    SignalBlock()
    {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        {
            sigaddset(&signals, signal);
        }
        sigprocmask(SIG_BLOCK, &signals, &m_before);
    }

    ~SignalBlock()
    {
        sigprocmask(SIG_SETMASK, &m_before, nullptr);
    }

    SignalBlock(const SignalBlock&) = delete;
    SignalBlock& operator=(const SignalBlock&) = delete;

  private:
    sigset_t m_before; ///< what was held back before
};

/// @param what what could not be done
/// @param path to what
/// @param code why
/// @return the complaint
Error
MakeError(const std::string& what, const fs::path& path, const std::error_code& code)
{
    return Error{"cannot " + what + " '" + path.string() + "': " + code.message()};
}

/// @param fields a row
/// @return its line (RFC 4180, but with a line feed alone at the end)
std::string
MakeLine(const ResultRow& fields)
{
    std::string line;
    for (const std::string& field : fields)
    {
        line += line.empty() && &field == &fields.front() ? "" : ",";
        line += field.find_first_of(",\"\r\n") == std::string::npos
                    ? field
                    : '"' + boost::algorithm::replace_all_copy(field, "\"", "\"\"") + '"';
    }
    return line + '\n';
}

} // namespace

ResultFiles::ResultFiles(const fs::path& folder)
{
    std::error_code code;
    m_folder = fs::absolute(folder, code).lexically_normal();
    if (!m_folder.has_filename())
    {
        m_folder = m_folder.parent_path();
    }
}

ResultFiles::~ResultFiles()
{
    Discard();
}

std::optional<Error>
ResultFiles::CheckFolder(const std::string& folder)
{
    if (folder.empty())
    {
        return Error{"the name of a folder is missing"};
    }
    return ResultFiles(folder).Open();
}

void
ResultFiles::SetColumns(const std::string& file, const ResultRow& columns)
{
    NS_ASSERT_MSG(m_texts.count(file) == 0, file << " has a header");
    m_texts[file] = MakeLine(columns);
    m_widths[file] = columns.size();
}

void
ResultFiles::AddRows(const std::string& file, const std::vector<ResultRow>& rows)
{
    NS_ASSERT_MSG(m_widths.count(file) > 0, file << " has no header");
    for (const ResultRow& row : rows)
    {
        NS_ASSERT_MSG(row.size() == m_widths[file],
                      file << " has " << m_widths[file] << " columns, not " << row.size());
        m_texts[file] += MakeLine(row);
    }
}

void
ResultFiles::AddText(const std::string& file, std::string text)
{
    m_texts[file] = std::move(text);
}

std::optional<Error>
ResultFiles::Open()
{
    std::error_code code;
    std::vector<fs::path> missing;
    for (fs::path path = m_folder; !fs::exists(path, code) && path.has_relative_path();
         path = path.parent_path())
    {
        missing.push_back(path);
    }
    for (auto path = missing.rbegin(); path != missing.rend(); ++path)
    {
        if (fs::create_directory(*path, code))
        {
            m_created.push_back(*path);
        }
        if (code)
        {
            return MakeError("create the folder", *path, code);
        }
    }
    std::string staging = (m_folder / ".unfinished-XXXXXX").string();
    if (!mkdtemp(staging.data()))
    {
        return MakeError("write into the folder",
                         m_folder,
                         std::error_code(errno, std::generic_category()));
    }
    m_staging = staging;
    return std::nullopt;
}

void
ResultFiles::Discard()
{
    std::error_code code;
    if (!m_staging.empty())
    {
        fs::remove_all(m_staging, code);
        m_staging.clear();
    }
    for (auto path = m_created.rbegin(); path != m_created.rend(); ++path)
    {
        // Only an empty one goes.
        fs::remove(*path, code);
    }
    m_created.clear();
}

Result<fs::path>
ResultFiles::GetStagingFolder()
{
    if (m_staging.empty())
    {
        if (auto error = Open())
        {
            return *error;
        }
    }
    return m_staging;
}

std::optional<Error>
ResultFiles::WriteTexts() const
{
    for (const auto& [file, text] : m_texts)
    {
        std::ofstream stream(m_staging / file, std::ios::binary);
        stream << text;
        stream.close();
        if (!stream)
        {
            return MakeError("write",
                             m_folder / file,
                             std::error_code(errno, std::generic_category()));
        }
    }
    return std::nullopt;
}

std::vector<fs::path>
ResultFiles::ListStaged() const
{
    std::vector<fs::path> files;
    std::error_code code;
    for (const auto& entry : fs::recursive_directory_iterator(m_staging, code))
    {
        if (!entry.is_directory(code))
        {
            files.push_back(entry.path().lexically_relative(m_staging));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::optional<Error>
ResultFiles::MoveAll(const std::vector<fs::path>& files) const
{
    std::error_code code;
    // What can go wrong is looked for before the first file is moved.
    for (const fs::path& file : files)
    {
        const fs::path target = m_folder / file;
        fs::create_directories(target.parent_path(), code);
        if (code)
        {
            return MakeError("create the folder", target.parent_path(), code);
        }
        if (fs::is_directory(target, code))
        {
            return MakeError("write", target, std::make_error_code(std::errc::is_a_directory));
        }
    }
    for (const fs::path& file : files)
    {
        fs::rename(m_staging / file, m_folder / file, code);
        if (code)
        {
            return MakeError("write", m_folder / file, code);
        }
    }
    return std::nullopt;
}

std::optional<Error>
ResultFiles::Commit()
{
    if (const auto staging = GetStagingFolder(); !staging)
    {
        return staging.error();
    }
    const SignalBlock block;
    auto error = WriteTexts();
    if (!error)
    {
        error = MoveAll(ListStaged());
    }
    Discard();
    return error;
}

} // namespace ns3::mqtt
