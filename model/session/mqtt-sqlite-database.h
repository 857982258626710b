// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SQLITE_DATABASE_H
#define MQTT_SQLITE_DATABASE_H

#include "mqtt-session-store.h"

#include <memory>
#include <sqlite3.h>

/// @file
/// Owning pointers to what SQLite makes, and the parts of SqliteStore that need nothing else. For
/// its sources alone.

namespace ns3::mqtt
{

/// A prepared statement. Errors, those of preparing and binding included, come out of Step().
class SqliteStatement
{
  public:
    /// @param database must outlive the statement
    /// @param text one statement
    SqliteStatement(sqlite3* database, const char* text)
    {
        sqlite3_stmt* statement = nullptr;
        m_code = sqlite3_prepare_v2(database, text, -1, &statement, nullptr);
        m_statement.reset(statement);
    }

    /// @param values for all parameters, in order; must stay as they are until the last Step()
    /// @return this statement, to be run from the start
    template <class... Values>
    SqliteStatement& Bind(const Values&... values)
    {
        sqlite3_reset(m_statement.get());
        auto parameter = 0;
        (Bound(m_statement ? Set(++parameter, values) : SQLITE_OK), ...);
        return *this;
    }

    /// @return SQLITE_ROW, SQLITE_DONE or an error
    int Step()
    {
        if (m_code != SQLITE_OK)
        {
            return m_code;
        }
        auto code = sqlite3_step(m_statement.get());
        if (code != SQLITE_ROW)
        {
            sqlite3_reset(m_statement.get());
        }
        return code;
    }

    /// Passes over further rows.
    void Reset()
    {
        sqlite3_reset(m_statement.get());
    }

    /// @param column of the row, from 0
    /// @return integer
    std::int64_t GetInteger(int column) const
    {
        return sqlite3_column_int64(m_statement.get(), column);
    }

    /// @param column of the row, from 0
    /// @return whether nothing is there
    bool IsNull(int column) const
    {
        return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
    }

    /// @param column of the row, from 0
    /// @return octets of a text or blob, until the next step
    ByteView GetOctets(int column) const
    {
        const auto* octets = sqlite3_column_blob(m_statement.get(), column);
        return {static_cast<const std::uint8_t*>(octets),
                static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
    }

    /// @param column of the row, from 0
    /// @return text
    std::string GetText(int column) const
    {
        return std::string(GetOctets(column).ToText());
    }

  private:
    /// Frees a statement.
    struct Finalize
    {
        /// @param statement statement
        void operator()(sqlite3_stmt* statement) const
        {
            sqlite3_finalize(statement);
        }
    };

    /// @param code of an attempt to bind
    void Bound(int code)
    {
        m_code = m_code == SQLITE_OK ? code : m_code;
    }

    /// @param parameter from 1 @param value integer
    /// @return SQLITE_OK or an error
    int Set(int parameter, std::int64_t value)
    {
        return sqlite3_bind_int64(m_statement.get(), parameter, value);
    }

    /// @copydoc Set(int,std::int64_t)
    int Set(int parameter, std::nullptr_t /* value */)
    {
        return sqlite3_bind_null(m_statement.get(), parameter);
    }

    /// @copydoc Set(int,std::int64_t)
    int Set(int parameter, std::string_view value)
    {
        return sqlite3_bind_text64(m_statement.get(),
                                   parameter,
                                   value.data(),
                                   value.size(),
                                   SQLITE_STATIC,
                                   SQLITE_UTF8);
    }

    /// @copydoc Set(int,std::int64_t)
    int Set(int parameter, const Bytes& value)
    {
        // An empty vector may have no address, which SQLite would take for NULL.
        return value.empty() ? sqlite3_bind_zeroblob(m_statement.get(), parameter, 0)
                             : sqlite3_bind_blob64(m_statement.get(),
                                                   parameter,
                                                   value.data(),
                                                   value.size(),
                                                   SQLITE_STATIC);
    }

    std::unique_ptr<sqlite3_stmt, Finalize> m_statement; ///< null where it does not parse
    int m_code;                                          ///< of preparing and binding
};

/// Closes a database; an open transaction is undone.
struct SqliteClose
{
    /// @param database database
    void operator()(sqlite3* database) const
    {
        sqlite3_close(database);
    }
};

/// An open database.
using SqliteDatabase = std::unique_ptr<sqlite3, SqliteClose>;

/// Opens a state file or makes one, and keeps others from it.
/// @param path file, or ":memory:"
/// @param sync value of SQLite's synchronous
/// @return the file, or why it cannot be used
Result<SqliteDatabase> OpenStateFile(const std::string& path, const std::string& sync);

/// @param database state file
/// @return what is in it, or what is wrong with it
Result<StoredState> ReadStateFile(sqlite3* database);

} // namespace ns3::mqtt

#endif /* MQTT_SQLITE_DATABASE_H */
