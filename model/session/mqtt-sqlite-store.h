// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SQLITE_STORE_H
#define MQTT_SQLITE_STORE_H

#include "mqtt-session-store.h"

namespace ns3::mqtt
{

/// Keeps sessions in a file of SQLite, one transaction a turn. The payload of a message is there
/// once, for however many sessions it waits. A file has one user at a time.
class SqliteStore : public SessionStore
{
  public:
    /// What a turn survives once Commit() has returned. The death of the program it survives
    /// always.
    enum class Sync
    {
        OFF,    ///< nothing else: a loss of power may ruin the file
        NORMAL, ///< a loss of power may undo the last turns, and leaves the file whole
        FULL    ///< a loss of power as well, at the price of a wait for the disk in every turn
    };

    /// Opens a file, or makes a new one that its owner alone may read.
    /// @param path file, or ":memory:" for one that ends with the store
    /// @param sync what a turn survives
    /// @return the store, or why the file cannot be used: another program does, or it holds
    ///         something else
    static Result<std::unique_ptr<SqliteStore>> Open(const std::string& path,
                                                     Sync sync = Sync::FULL);

    /// Undoes what was not committed.
    ~SqliteStore() override;

    Result<StoredState> Load() override;
    Result<void> Commit() override;

    void AddSession(SessionKey session, const std::string& clientId) override;
    void RemoveSession(SessionKey session) override;
    void PutSubscription(SessionKey session, const Subscription& subscription) override;
    void RemoveSubscription(SessionKey session, const std::string& filter) override;
    void AddDelivery(SessionKey session, const Publish& publish, DeliveryState state) override;
    void ChangeDelivery(SessionKey session, std::uint16_t packetId, DeliveryState state) override;
    void RemoveDelivery(SessionKey session, std::uint16_t packetId) override;
    void AddReceived(SessionKey session, std::uint16_t packetId) override;
    void RemoveReceived(SessionKey session, std::uint16_t packetId) override;
    void PutRetained(const Publish& publish) override;
    void RemoveRetained(const std::string& topic) override;
    void PutWill(const AccessPolicy::Identity& who, const Will& will) override;
    void RemoveWill(const std::string& clientId) override;

  private:
    class Database;

    /// @param database open
    /// @param path file
    SqliteStore(std::unique_ptr<Database> database, const std::string& path);

    /// Runs a prepared statement in the transaction of the turn.
    /// @param statement its place among the prepared ones
    /// @param values for its parameters
    template <class... Values>
    void Change(std::size_t statement, const Values&... values);

    /// @param publish message
    /// @return its row, made if there is none
    std::int64_t KeepMessage(const Publish& publish);

    /// Runs a prepared statement that gives no rows; after an error nothing more is taken.
    /// @param statement its place among the prepared ones
    /// @param values for its parameters
    template <class... Values>
    void Run(std::size_t statement, const Values&... values);

    std::unique_ptr<Database> m_database; ///< the open file
    std::string m_path;                   ///< where it is
    bool m_changing{false};               ///< whether a transaction is open
    std::optional<Error> m_error;         ///< why nothing more is taken
    std::int64_t m_sequence{0};           ///< of the next delivery
    MessagePtr m_message;                 ///< the one kept last, if its row is there for sure
    std::int64_t m_messageRow{0};         ///< its row
};

} // namespace ns3::mqtt

#endif /* MQTT_SQLITE_STORE_H */
