// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-sqlite-store.h"

#include "mqtt-sqlite-database.h"

namespace ns3::mqtt
{

namespace
{

/// Places of the prepared statements.
enum StatementPlace : std::size_t
{
    BEGIN,
    COMMIT,
    ADD_SESSION,
    REMOVE_SESSION,
    PUT_SUBSCRIPTION,
    REMOVE_SUBSCRIPTION,
    ADD_MESSAGE,
    FIND_RETAINED,
    ADD_DELIVERY,
    SEND_DELIVERY,
    RELEASE_DELIVERY,
    REMOVE_DELIVERY,
    ADD_RECEIVED,
    REMOVE_RECEIVED,
    PUT_RETAINED,
    REMOVE_RETAINED,
    PUT_WILL,
    REMOVE_WILL
};

/// The statements, in the same order.
constexpr const char* STATEMENTS[] = {
    "BEGIN",
    "COMMIT",
    "INSERT INTO session VALUES(?, ?)",
    "DELETE FROM session WHERE id = ?",
    "REPLACE INTO subscription VALUES(?, ?, ?)",
    "DELETE FROM subscription WHERE session = ? AND filter = ?",
    "INSERT INTO message VALUES(NULL, ?, ?)",
    "SELECT message FROM retained WHERE topic = ?",
    "INSERT INTO delivery VALUES(?, ?, ?, ?, ?, ?, ?)",
    "UPDATE delivery SET state = 1 WHERE session = ? AND packet = ?",
    "UPDATE delivery SET state = 2, sequence = ?, message = NULL WHERE session = ? AND packet = ?",
    "DELETE FROM delivery WHERE session = ? AND packet = ?",
    "INSERT INTO received VALUES(?, ?)",
    "DELETE FROM received WHERE session = ? AND packet = ?",
    "INSERT INTO retained VALUES(?, ?, ?)",
    "DELETE FROM retained WHERE topic = ?",
    "REPLACE INTO will VALUES(?, ?, ?, ?, ?, ?)",
    "DELETE FROM will WHERE client = ?",
};

/// @param value of an enumeration
/// @return the same for SQLite
template <class Value>
std::int64_t
ToInteger(Value value)
{
    return static_cast<std::int64_t>(value);
}

} // namespace

/// The open file and the statements prepared for it.
class SqliteStore::Database
{
  public:
    /// @param opened state file
    explicit Database(SqliteDatabase opened)
        : file(std::move(opened))
    {
        for (const auto* text : STATEMENTS)
        {
            statements.emplace_back(file.get(), text);
        }
    }

    SqliteDatabase file;                     ///< state file
    std::vector<SqliteStatement> statements; ///< prepared; freed before the file is closed
};

Result<std::unique_ptr<SqliteStore>>
SqliteStore::Open(const std::string& path, Sync sync)
{
    const auto* setting = sync == Sync::FULL ? "FULL" : sync == Sync::NORMAL ? "NORMAL" : "OFF";
    auto opened = OpenStateFile(path, setting);
    if (!opened)
    {
        return Error{"state file " + path + ": " + opened.error().reason};
    }
    auto database = std::make_unique<Database>(std::move(opened.value()));
    return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(database), path));
}

SqliteStore::SqliteStore(std::unique_ptr<Database> database, const std::string& path)
    : m_database(std::move(database)),
      m_path(path)
{
}

SqliteStore::~SqliteStore() = default;

Result<StoredState>
SqliteStore::Load()
{
    auto state = ReadStateFile(m_database->file.get());
    if (!state)
    {
        m_error = Error{"state file " + m_path + ": " + state.error().reason};
        return *m_error;
    }
    SqliteStatement next(m_database->file.get(),
                         "SELECT COALESCE(MAX(sequence), -1) + 1 FROM delivery");
    if (next.Step() == SQLITE_ROW)
    {
        m_sequence = next.GetInteger(0);
    }
    return state;
}

Result<void>
SqliteStore::Commit()
{
    m_message.reset();
    if (std::exchange(m_changing, false))
    {
        Run(COMMIT);
    }
    if (m_error)
    {
        return *m_error;
    }
    return boost::outcome_v2::success();
}

template <class... Values>
void
SqliteStore::Change(std::size_t statement, const Values&... values)
{
    if (!std::exchange(m_changing, true))
    {
        Run(BEGIN);
    }
    Run(statement, values...);
}

template <class... Values>
void
SqliteStore::Run(std::size_t statement, const Values&... values)
{
    if (m_error)
    {
        return;
    }
    auto code = m_database->statements[statement].Bind(values...).Step();
    if (code != SQLITE_DONE)
    {
        m_error = Error{"state file " + m_path + ": " + sqlite3_errstr(code)};
        // What SQLite did not undo by itself; nothing is left to do where that fails as well.
        sqlite3_exec(m_database->file.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void
SqliteStore::AddSession(SessionKey session, const std::string& clientId)
{
    Change(ADD_SESSION, ToInteger(session), clientId);
}

void
SqliteStore::RemoveSession(SessionKey session)
{
    m_message.reset();
    Change(REMOVE_SESSION, ToInteger(session));
}

void
SqliteStore::PutSubscription(SessionKey session, const Subscription& subscription)
{
    Change(PUT_SUBSCRIPTION, ToInteger(session), subscription.filter, ToInteger(subscription.qos));
}

void
SqliteStore::RemoveSubscription(SessionKey session, const std::string& filter)
{
    Change(REMOVE_SUBSCRIPTION, ToInteger(session), filter);
}

void
SqliteStore::AddDelivery(SessionKey session, const Publish& publish, DeliveryState state)
{
    auto message = KeepMessage(publish);
    Change(ADD_DELIVERY,
           ToInteger(session),
           ToInteger(publish.packetId),
           m_sequence++,
           ToInteger(state),
           ToInteger(publish.qos),
           ToInteger(publish.retain),
           message);
}

void
SqliteStore::ChangeDelivery(SessionKey session, std::uint16_t packetId, DeliveryState state)
{
    if (state == DeliveryState::SENT)
    {
        Change(SEND_DELIVERY, ToInteger(session), ToInteger(packetId));
        return;
    }
    m_message.reset();
    Change(RELEASE_DELIVERY, m_sequence++, ToInteger(session), ToInteger(packetId));
}

void
SqliteStore::RemoveDelivery(SessionKey session, std::uint16_t packetId)
{
    m_message.reset();
    Change(REMOVE_DELIVERY, ToInteger(session), ToInteger(packetId));
}

void
SqliteStore::AddReceived(SessionKey session, std::uint16_t packetId)
{
    Change(ADD_RECEIVED, ToInteger(session), ToInteger(packetId));
}

void
SqliteStore::RemoveReceived(SessionKey session, std::uint16_t packetId)
{
    Change(REMOVE_RECEIVED, ToInteger(session), ToInteger(packetId));
}

void
SqliteStore::PutRetained(const Publish& publish)
{
    const auto& topic = publish.message->topic;
    RemoveRetained(topic);
    auto message = KeepMessage({publish.message, publish.qos, false, false, 0});
    Change(PUT_RETAINED, topic, ToInteger(publish.qos), message);
}

void
SqliteStore::RemoveRetained(const std::string& topic)
{
    m_message.reset();
    Change(REMOVE_RETAINED, topic);
}

void
SqliteStore::PutWill(const AccessPolicy::Identity& who, const Will& will)
{
    const auto& [topic, payload] = *will.message;
    auto qos = ToInteger(will.qos);
    auto retain = ToInteger(will.retain);
    if (who.userName)
    {
        Change(PUT_WILL, who.clientId, *who.userName, topic, payload, qos, retain);
    }
    else
    {
        Change(PUT_WILL, who.clientId, nullptr, topic, payload, qos, retain);
    }
}

void
SqliteStore::RemoveWill(const std::string& clientId)
{
    Change(REMOVE_WILL, clientId);
}

std::int64_t
SqliteStore::KeepMessage(const Publish& publish)
{
    if (publish.message == m_message)
    {
        return m_messageRow;
    }
    const auto& [topic, payload] = *publish.message;
    auto& find = m_database->statements[FIND_RETAINED];
    if (publish.retain && find.Bind(topic).Step() == SQLITE_ROW)
    {
        auto row = find.GetInteger(0);
        find.Reset();
        return row;
    }
    Change(ADD_MESSAGE, topic, payload);
    m_message = publish.message;
    m_messageRow = sqlite3_last_insert_rowid(m_database->file.get());
    return m_messageRow;
}

} // namespace ns3::mqtt
