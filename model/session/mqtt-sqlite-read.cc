// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-sqlite-database.h"

#include "ns3/mqtt-codec.h"
#include "ns3/mqtt-topic.h"
#include "ns3/mqtt-utf8.h"

#include <unordered_map>

namespace ns3::mqtt
{

namespace
{

/// Longest text in a packet.
constexpr std::size_t MAX_TEXT = 65'535;

/// Octets of a PUBLISH beside topic and payload: the topic's length and the packet identifier.
constexpr std::size_t PUBLISH_REST = 4;

/// Reads a state file. That numbers are in their ranges and rows belong to others is SQLite's to
/// check; that texts are as MQTT wants them, ours.
class Reader
{
  public:
    /// @param database state file
    explicit Reader(sqlite3* database)
        : m_database(database)
    {
    }

    /// @return what is in it, or what is wrong with it
    Result<StoredState> Read()
    {
        Check();
        ReadSessions();
        ReadDeliveries();
        ReadOthers();
        if (m_fault.empty())
        {
            return std::move(m_state);
        }
        return Error{m_fault};
    }

  private:
    /// Looks whether the file is whole.
    void Check()
    {
        ForEach("PRAGMA integrity_check(1)", [](const SqliteStatement& row) {
            auto answer = row.GetText(0);
            return answer == "ok" ? "" : "it is damaged: " + answer;
        });
        ForEach("PRAGMA foreign_key_check", [](const SqliteStatement& row) {
            return "it is damaged: a row of " + row.GetText(0) + " belongs to nothing";
        });
    }

    /// Reads sessions with their subscriptions, and identifiers of QoS 2.
    void ReadSessions()
    {
        ForEach("SELECT id, client FROM session ORDER BY id", [this](const SqliteStatement& row) {
            StoredSession session;
            session.key = static_cast<SessionKey>(row.GetInteger(0));
            session.clientId = row.GetText(1);
            m_places[session.key] = m_state.sessions.size();
            m_state.sessions.push_back(std::move(session));
            return IsText(row, 1) && !row.GetOctets(1).empty() ? ""
                                                               : "a client identifier is wrong";
        });
        ForEach("SELECT session, filter, qos FROM subscription",
                [this](const SqliteStatement& row) {
                    auto filter = row.GetText(1);
                    auto valid = IsText(row, 1) && IsValidTopicFilter(filter);
                    GetSession(row).subscriptions.push_back({filter, GetQos(row, 2)});
                    return valid ? "" : "a topic filter is wrong";
                });
        ForEach("SELECT session, packet FROM received", [this](const SqliteStatement& row) {
            GetSession(row).received.push_back(static_cast<std::uint16_t>(row.GetInteger(1)));
            return "";
        });
    }

    /// Reads messages on their way.
    void ReadDeliveries()
    {
        ForEach("SELECT session, packet, state, qos, retain, message, topic, payload "
                "FROM delivery LEFT JOIN message ON message.id = message ORDER BY sequence",
                [this](const SqliteStatement& row) {
                    auto state = static_cast<DeliveryState>(row.GetInteger(2));
                    auto released = state == DeliveryState::RELEASED;
                    Publish publish{released ? nullptr : GetMessage(row, 5),
                                    GetQos(row, 3),
                                    false,
                                    row.GetInteger(4) != 0,
                                    static_cast<std::uint16_t>(row.GetInteger(1))};
                    auto valid = released || publish.message;
                    GetSession(row).deliveries.push_back({std::move(publish), state});
                    return valid ? "" : "a message is wrong";
                });
    }

    /// Reads retained messages and wills.
    void ReadOthers()
    {
        ForEach("SELECT qos, message, message.topic, payload, retained.topic "
                "FROM retained JOIN message ON message.id = message ORDER BY retained.topic",
                [this](const SqliteStatement& row) {
                    auto message = GetMessage(row, 1);
                    auto valid = message && message->topic == row.GetText(4);
                    m_state.retained.push_back({message, GetQos(row, 0), false, true, 0});
                    return valid ? "" : "a retained message is wrong";
                });
        ForEach("SELECT client, user, qos, retain, 0, topic, payload FROM will ORDER BY client",
                [this](const SqliteStatement& row) {
                    StoredWill stored{
                        {row.GetText(0), std::nullopt},
                        {MakeMessage(row, 5), GetQos(row, 2), row.GetInteger(3) != 0}};
                    if (!row.IsNull(1))
                    {
                        stored.who.userName = row.GetText(1);
                    }
                    auto valid = stored.will.message && IsText(row, 0) && IsText(row, 1) &&
                                 !stored.who.clientId.empty();
                    m_state.wills.push_back(std::move(stored));
                    return valid ? "" : "a will is wrong";
                });
    }

    /// Takes the rows of a query until something is wrong.
    /// @param sql query
    /// @param take called with each row; says what is wrong with it
    template <class Take>
    void ForEach(const char* sql, Take take)
    {
        SqliteStatement query(m_database, sql);
        auto code = SQLITE_ROW;
        while (m_fault.empty() && (code = query.Step()) == SQLITE_ROW)
        {
            m_fault = take(query);
        }
        if (m_fault.empty() && code != SQLITE_DONE)
        {
            m_fault = sqlite3_errmsg(m_database);
        }
    }

    /// @param row row that begins with its session
    /// @return the session
    StoredSession& GetSession(const SqliteStatement& row)
    {
        return m_state.sessions[m_places.at(static_cast<SessionKey>(row.GetInteger(0)))];
    }

    /// @param row row @param column column
    /// @return quality of service
    static Qos GetQos(const SqliteStatement& row, int column)
    {
        return static_cast<Qos>(row.GetInteger(column));
    }

    /// @param row row @param column column
    /// @return whether a packet can have it as a text
    static bool IsText(const SqliteStatement& row, int column)
    {
        auto octets = row.GetOctets(column);
        return octets.size() <= MAX_TEXT && IsValidUtf8(octets.ToText());
    }

    /// @param row row @param column that of the topic, with the payload behind it
    /// @return the message, or null if a packet cannot have it
    static MessagePtr MakeMessage(const SqliteStatement& row, int column)
    {
        auto topic = row.GetText(column);
        auto payload = row.GetOctets(column + 1);
        auto valid = IsText(row, column) && IsValidTopicName(topic) &&
                     topic.size() + payload.size() + PUBLISH_REST <= MAX_REMAINING_LENGTH;
        return valid ? std::make_shared<const Message>(Message{topic, payload.ToBytes()}) : nullptr;
    }

    /// @param row row @param column that of the message's row, with topic and payload behind it
    /// @return the message, one for all who share it, or null
    MessagePtr GetMessage(const SqliteStatement& row, int column)
    {
        auto& message = m_messages[row.GetInteger(column)];
        if (!message)
        {
            message = MakeMessage(row, column + 1);
        }
        return message;
    }

    sqlite3* m_database;                                     ///< state file
    StoredState m_state;                                     ///< what was in it
    std::string m_fault;                                     ///< what is wrong with it
    std::unordered_map<SessionKey, std::size_t> m_places;    ///< of sessions in the state
    std::unordered_map<std::int64_t, MessagePtr> m_messages; ///< by row
};

} // namespace

Result<StoredState>
ReadStateFile(sqlite3* database)
{
    return Reader(database).Read();
}

} // namespace ns3::mqtt
