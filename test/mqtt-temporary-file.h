// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TEMPORARY_FILE_H
#define MQTT_TEMPORARY_FILE_H

#include <filesystem>
#include <string>
#include <unistd.h>

namespace ns3::mqtt
{

/// The name of a file that nobody else uses. The file, and what SQLite puts beside it, go with it.
class TemporaryFile
{
  public:
    TemporaryFile()
    {
        static unsigned n = 0;
        auto name = "mqtt-test-" + std::to_string(getpid()) + "-" + std::to_string(n++);
        m_path = (std::filesystem::temp_directory_path() / name).string();
        Remove();
    }

    ~TemporaryFile()
    {
        Remove();
    }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    /// @return its name
    const std::string& GetPath() const
    {
        return m_path;
    }

    /// Removes the file, if there is one.
    void Remove() const
    {
        for (const auto* suffix : {"", "-wal", "-shm", "-journal"})
        {
            std::error_code ignored;
            std::filesystem::remove(m_path + suffix, ignored);
        }
    }

  private:
    std::string m_path; ///< its name
};

} // namespace ns3::mqtt

#endif /* MQTT_TEMPORARY_FILE_H */
