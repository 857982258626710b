// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-sqlite-database.h"

#include <fcntl.h>
#include <unistd.h>

namespace ns3::mqtt
{

namespace
{

/// Says that a file is one of ours: "MQSS".
constexpr std::int64_t APPLICATION_ID = 0x4D515353;

/// Version of the schema below.
constexpr std::int64_t VERSION = 1;

// A delivery points to its message until it is released; the message goes with the last that does.
constexpr const char* SCHEMA = R"(
CREATE TABLE session(
  id INTEGER PRIMARY KEY CHECK(id BETWEEN 0 AND 0x3fffffffffffffff),
  client TEXT NOT NULL UNIQUE);
CREATE TABLE subscription(
  session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  filter TEXT NOT NULL,
  qos INTEGER NOT NULL CHECK(qos BETWEEN 0 AND 2),
  PRIMARY KEY(session, filter)) WITHOUT ROWID;
CREATE TABLE message(
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  payload BLOB NOT NULL);
CREATE TABLE delivery(
  session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  packet INTEGER NOT NULL CHECK(packet BETWEEN 1 AND 65534),
  sequence INTEGER NOT NULL CHECK(sequence BETWEEN 0 AND 0x3fffffffffffffff),
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 2),
  qos INTEGER NOT NULL CHECK(qos BETWEEN 1 AND 2),
  retain INTEGER NOT NULL CHECK(retain BETWEEN 0 AND 1),
  message INTEGER REFERENCES message,
  PRIMARY KEY(session, packet),
  CHECK((state = 2) = (message IS NULL)),
  CHECK(state < 2 OR qos = 2)) WITHOUT ROWID;
CREATE INDEX delivery_message ON delivery(message);
CREATE TABLE received(
  session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
  packet INTEGER NOT NULL CHECK(packet BETWEEN 1 AND 65535),
  PRIMARY KEY(session, packet)) WITHOUT ROWID;
CREATE TABLE retained(
  topic TEXT PRIMARY KEY NOT NULL,
  qos INTEGER NOT NULL CHECK(qos BETWEEN 0 AND 2),
  message INTEGER NOT NULL REFERENCES message) WITHOUT ROWID;
CREATE INDEX retained_message ON retained(message);
CREATE TABLE will(
  client TEXT PRIMARY KEY NOT NULL,
  user TEXT,
  topic TEXT NOT NULL,
  payload BLOB NOT NULL,
  qos INTEGER NOT NULL CHECK(qos BETWEEN 0 AND 2),
  retain INTEGER NOT NULL CHECK(retain BETWEEN 0 AND 1)) WITHOUT ROWID;
CREATE TRIGGER delivery_removed AFTER DELETE ON delivery BEGIN
  DELETE FROM message WHERE id = OLD.message
    AND NOT EXISTS(SELECT 1 FROM delivery WHERE message = OLD.message)
    AND NOT EXISTS(SELECT 1 FROM retained WHERE message = OLD.message);
END;
CREATE TRIGGER delivery_released AFTER UPDATE OF message ON delivery BEGIN
  DELETE FROM message WHERE id = OLD.message
    AND NOT EXISTS(SELECT 1 FROM delivery WHERE message = OLD.message)
    AND NOT EXISTS(SELECT 1 FROM retained WHERE message = OLD.message);
END;
CREATE TRIGGER retained_removed AFTER DELETE ON retained BEGIN
  DELETE FROM message WHERE id = OLD.message
    AND NOT EXISTS(SELECT 1 FROM delivery WHERE message = OLD.message);
END;
)";

/// @param database database
/// @param sql one or more statements without rows that matter
/// @return whether all ran
bool
Execute(sqlite3* database, const std::string& sql)
{
    return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

/// @param database database
/// @param sql a query
/// @return the first column of all rows, "\n" after each; what came up to an error
std::string
Query(sqlite3* database, const char* sql)
{
    std::string text;
    SqliteStatement query(database, sql);
    while (query.Step() == SQLITE_ROW)
    {
        text += query.GetText(0) + "\n";
    }
    return text;
}

/// @param database database
/// @return its tables, indices and triggers as text
std::string
GetSchema(sqlite3* database)
{
    return Query(database, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
}

/// @param path file, ":memory:" or "" for none
/// @return database, or what SQLite says against it
Result<SqliteDatabase>
Open(const std::string& path)
{
    sqlite3* opened = nullptr;
    auto code = sqlite3_open_v2(path.c_str(),
                                &opened,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                nullptr);
    SqliteDatabase database(opened);
    if (code != SQLITE_OK)
    {
        return Error{sqlite3_errstr(code)};
    }
    // Nothing that a file brings along is to be run.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return database;
}

/// Makes the tables in a file without any, or looks whether they are those of this version.
/// @param database file in a transaction
/// @return what is wrong with it
Result<void>
MakeOrCheck(sqlite3* database)
{
    const auto identity = std::to_string(APPLICATION_ID) + "\n";
    auto application = Query(database, "PRAGMA application_id");
    auto version = Query(database, "PRAGMA user_version");
    auto schema = GetSchema(database);
    if (application == "0\n" && version == "0\n" && schema.empty())
    {
        auto made = Execute(database, SCHEMA) &&
                    Execute(database,
                            "PRAGMA application_id = " + std::to_string(APPLICATION_ID) +
                                "; PRAGMA user_version = " + std::to_string(VERSION));
        return made ? Result<void>(boost::outcome_v2::success()) : Error{sqlite3_errmsg(database)};
    }
    if (application != identity)
    {
        return Error{"this is a database of another program"};
    }
    if (version != std::to_string(VERSION) + "\n")
    {
        return Error{"it has version " + version.substr(0, version.find('\n')) +
                     "; this program knows " + std::to_string(VERSION)};
    }
    auto model = Open(":memory:");
    if (!model || !Execute(model.value().get(), SCHEMA) || GetSchema(model.value().get()) != schema)
    {
        return Error{"its tables are not those of a broker"};
    }
    return boost::outcome_v2::success();
}

} // namespace

Result<SqliteDatabase>
OpenStateFile(const std::string& path, const std::string& sync)
{
    if (path != ":memory:")
    {
        // SQLite would let everybody read a new file. Where this fails, it says why.
        auto file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (file >= 0)
        {
            close(file);
        }
    }
    auto opened = Open(path);
    if (!opened)
    {
        return opened;
    }
    auto* database = opened.value().get();
    // The first transaction takes the lock, which is kept. What is not ours is left as it was.
    if (!Execute(database, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE"))
    {
        return Error{sqlite3_errcode(database) == SQLITE_BUSY ? "another program uses it"
                                                              : sqlite3_errmsg(database)};
    }
    auto checked = MakeOrCheck(database);
    if (!checked)
    {
        return checked.error();
    }
    if (!Execute(database,
                 "COMMIT; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; "
                 "PRAGMA synchronous = " +
                     sync))
    {
        return Error{sqlite3_errmsg(database)};
    }
    return opened;
}

} // namespace ns3::mqtt
