// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

#include "ns3/mqtt-sqlite-database.h"
#include "ns3/mqtt-sqlite-store.h"

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

/// @file
/// State files: what is in them, what may be wrong with them, and what happens when the disk
/// fails.

namespace ns3::mqtt
{

namespace
{

constexpr auto QOS0 = Qos::AT_MOST_ONCE;
constexpr auto QOS1 = Qos::AT_LEAST_ONCE;
constexpr auto QOS2 = Qos::EXACTLY_ONCE;

/// @param path database that nobody uses
/// @param sql statements
/// @return first column of the last row, or what is wrong
std::string
Query(const std::string& path, const std::string& sql)
{
    sqlite3* opened = nullptr;
    sqlite3_open(path.c_str(), &opened);
    SqliteDatabase database(opened);
    std::string answer;
    auto take = [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) = values[0] ? values[0] : "NULL";
        return 0;
    };
    auto code = sqlite3_exec(opened, sql.c_str(), take, &answer, nullptr);
    return code == SQLITE_OK ? answer : sqlite3_errmsg(opened);
}

/// @param scene broker, which is stopped
/// @param table table of its file
/// @param wanted number of rows
void
ExpectRows(BrokerScene& scene, const std::string& table, std::size_t wanted)
{
    scene.Stop();
    auto n = Query(scene.GetFile().GetPath(), "SELECT COUNT(*) FROM " + table);
    scene.ExpectEqual(std::stoul("0" + n), wanted, "rows of " + table);
}

/// Leaves a file with some of everything.
void
MakeFile(BrokerScene& s)
{
    s.Keep({});
    s.Join(1, "p", false);
    s.Join(2, "s", false);
    s.Subscribe(2, "t", QOS2);
    s.Publish(1, "t=a", QOS2, 1, true);
    s.Publish(1, "t=b", QOS1, 2);
    s.Publish(1, "t=c", QOS2, 3);
    s.Say(2, Pubrec{3});
    Connect packet;
    packet.clientId = "w";
    packet.will = Will{MakeMessage("t=will"), QOS1, false};
    s.Connect(3, packet);
    s.Skip();
    s.Stop();
}

constexpr Behaviour<BrokerScene> BEHAVIOURS[] = {
    {"a message is kept once for all sessions until the last has it",
     [](BrokerScene& s) {
         s.Keep({});
         for (ConnectionId n = 1; n <= 5; n++)
         {
             s.Join(n, "s" + std::to_string(n), false);
             s.Subscribe(n, "t", n == 1 ? QOS2 : QOS1);
         }
         s.Publish(5, "t=x", QOS2, 1, true);
         s.Publish(5, "t=y", QOS1, 2);
         s.Skip();
         s.Say(1, Pubrec{1});
         s.Say(2, Puback{1});
         for (ConnectionId n = 2; n <= 5; n++)
         {
             s.Say(n, Puback{2});
         }
         s.Join(6, "s6", false);
         s.Subscribe(6, "t", QOS1);
         ExpectRows(s, "message", 2);
         ExpectRows(s, "delivery", 6);
         s.Kill();
         s.Join(1, "s1", false);
         s.Say(1, Puback{2});
         ExpectRows(s, "message", 1);
         s.Kill();
         for (ConnectionId n = 2; n <= 6; n++)
         {
             s.Join(n, "s" + std::to_string(n), true);
         }
         s.Publish(5, "t=", QOS0, 0, true);
         ExpectRows(s, "delivery", 1);
         ExpectRows(s, "message", 0);
         s.Skip();
     }},
    {"a message that was removed is kept again within the same turn",
     [](BrokerScene& s) {
         auto opened = SqliteStore::Open(":memory:");
         auto& store = *opened.value();
         auto message = MakeMessage("t=x");
         store.AddSession(0, "s");
         store.AddDelivery(0, {message, QOS1, false, false, 1}, DeliveryState::SENT);
         store.RemoveDelivery(0, 1);
         store.AddDelivery(0, {message, QOS2, false, false, 2}, DeliveryState::SENT);
         store.ChangeDelivery(0, 2, DeliveryState::RELEASED);
         store.AddDelivery(0, {message, QOS1, false, false, 3}, DeliveryState::WAITING);
         s.ExpectEqual(store.Commit().has_value(), true, "kept");
         auto state = store.Load();
         if (state && !state.value().sessions.empty())
         {
             s.ExpectEqual(state.value().sessions[0].deliveries.size(), 2, "and there");
         }
     }},
    {"clean sessions and messages of QoS 0 leave nothing in the file",
     [](BrokerScene& s) {
         s.Keep({});
         s.Join(1, "c");
         s.Subscribe(1, "#", QOS2);
         s.Join(2, "k", false);
         s.Publish(1, "t=x", QOS2, 1);
         s.Subscribe(2, "#", QOS2);
         s.Publish(1, "t=y");
         s.Skip();
         for (const auto* table : {"message", "delivery", "received", "retained", "will"})
         {
             ExpectRows(s, table, 0);
         }
         ExpectRows(s, "session", 1);
         ExpectRows(s, "subscription", 1);
     }},
    {"a session that ends takes everything with it",
     [](BrokerScene& s) {
         MakeFile(s);
         s.Kill();
         s.Join(1, "s");
         s.Join(2, "p");
         s.Join(3, "w");
         s.Publish(3, "t=", QOS0, 0, true);
         s.Skip();
         for (const auto* table :
              {"session", "subscription", "message", "delivery", "received", "retained", "will"})
         {
             ExpectRows(s, table, 0);
         }
     }},
    {"a turn that changes nothing writes nothing",
     [](BrokerScene& s) {
         s.Keep({});
         s.Join(1, "k", false);
         s.Subscribe(1, "t", QOS1);
         auto log = s.GetFile().GetPath() + "-wal";
         auto size = std::filesystem::file_size(log);
         s.Publish(1, "t=x");
         s.Say(1, Pingreq{});
         s.Say(1, Puback{9});
         s.ExpectEqual(std::filesystem::file_size(log), size, "octets of the log");
         s.Publish(1, "t=x", QOS1, 1);
         s.ExpectEqual(std::filesystem::file_size(log) > size, true, "grows with a message");
         s.Skip();
     }},
    {"its owner alone may read the file, and one broker use it",
     [](BrokerScene& s) {
         s.Keep({});
         struct stat about;
         stat(s.GetFile().GetPath().c_str(), &about);
         s.ExpectEqual(about.st_mode & 0777, 0600, "permissions");
         auto second = SqliteStore::Open(s.GetFile().GetPath());
         s.ExpectEqual(second.has_value(), false, "a second user");
         auto wanted = "state file " + s.GetFile().GetPath() + ": another program uses it";
         s.ExpectEqual(!second && second.error().reason == wanted, true, "is told so");
         s.Stop();
         s.ExpectEqual(SqliteStore::Open(s.GetFile().GetPath()).has_value(), true, "later");
     }},
    {"a disk that takes no more is told of, and what was kept before is there",
     [](BrokerScene& s) {
         s.Keep({});
         s.Join(1, "k", false);
         s.Subscribe(1, "t", QOS1);
         auto old = std::signal(SIGXFSZ, SIG_IGN);
         rlimit before;
         getrlimit(RLIMIT_FSIZE, &before);
         auto tight = before;
         tight.rlim_cur = 200'000;
         setrlimit(RLIMIT_FSIZE, &tight);
         s.Publish(1, "t=first", QOS1, 1);
         s.Expect("1 PUBLISH t=first q1 #1; 1 PUBACK #1");
         s.Publish(1, "t=" + std::string(300'000, 'x'), QOS1, 2);
         auto failed = s.Skip().find("state file") != std::string::npos;
         s.Publish(1, "t=more", QOS1, 3);
         auto stays = s.Skip().find("state file") != std::string::npos;
         setrlimit(RLIMIT_FSIZE, &before);
         std::signal(SIGXFSZ, old);
         s.ExpectEqual(failed, true, "the turn that does not fit");
         s.ExpectEqual(stays, true, "every turn after it");
         s.Kill();
         Connect packet;
         packet.clientId = "k";
         packet.cleanSession = false;
         s.Connect(2, packet);
         s.Expect("2 CONNACK 0 present; 2 PUBLISH t=first q1 dup #1");
     }},
};

/// A file in which something is wrong.
class WrongFileTest : public TestCase
{
  public:
    /// @param number of the fault
    /// @param sql makes it so
    /// @param error part of what shall be said
    WrongFileTest(std::size_t number, const std::string& sql, const std::string& error)
        : TestCase("a state file with fault " + std::to_string(number) + " is refused: " + error),
          m_sql(sql),
          m_error(error)
    {
    }

  private:
    void DoRun() override
    {
        BrokerScene scene;
        MakeFile(scene);
        auto trouble = Query(scene.GetFile().GetPath(),
                             "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; " +
                                 m_sql + "; SELECT ''");
        NS_TEST_ASSERT_MSG_EQ(trouble, "", "after " << m_sql);
        scene.Kill();
        auto log = scene.Skip();
        NS_TEST_EXPECT_MSG_NE(log.find(m_error), std::string::npos, m_sql << ": " << log);
        NS_TEST_EXPECT_MSG_EQ(std::count(log.begin(), log.end(), '\n'), 0, "in one line");
    }

    std::string m_sql;   ///< makes it wrong
    std::string m_error; ///< what shall be said
};

/// Files that are no database, and such as are damaged anywhere.
class DamagedFileTest : public TestCase
{
  public:
    DamagedFileTest()
        : TestCase("damaged files are refused or read, and nothing else happens")
    {
    }

  private:
    void DoRun() override
    {
        TemporaryFile file;
        NS_TEST_EXPECT_MSG_EQ(Open("/nowhere/file", "state file /nowhere/file: "),
                              "unable to open database file",
                              "folder");
        NS_TEST_EXPECT_MSG_EQ(Try(file, "hello"), "file is not a database", "short text");
        NS_TEST_EXPECT_MSG_EQ(Try(file, std::string(5000, 'x')), "file is not a database", "text");
        NS_TEST_EXPECT_MSG_EQ(Try(file, ""), "", "an empty file becomes one");

        BrokerScene scene;
        MakeFile(scene);
        std::ifstream in(scene.GetFile().GetPath(), std::ios::binary);
        std::string good((std::istreambuf_iterator<char>(in)), {});
        NS_TEST_ASSERT_MSG_EQ(Try(file, good), "", "undamaged");
        unsigned nRefused = 0;
        unsigned n = 0;
        for (std::size_t place = 0; place < good.size(); place += 311)
        {
            for (auto octet : {'\0', '\x7f', '\xff'})
            {
                auto bad = good;
                bad[place] = octet;
                nRefused += !Try(file, bad).empty();
                n++;
            }
        }
        NS_TEST_EXPECT_MSG_GT(nRefused, n / 40, "octets that matter");
        for (std::size_t size = 2; size < good.size(); size += 4001)
        {
            NS_TEST_EXPECT_MSG_NE(Try(file, good.substr(0, size)), "", "cut to " << size);
        }
    }

    /// @param file to be written
    /// @param content octets
    /// @return what is wrong with it
    static std::string Try(const TemporaryFile& file, const std::string& content)
    {
        file.Remove();
        std::ofstream(file.GetPath(), std::ios::binary) << content;
        return Open(file.GetPath(), "state file " + file.GetPath() + ": ");
    }

    /// @param path file
    /// @param prefix of all errors
    /// @return what is wrong with it
    static std::string Open(const std::string& path, const std::string& prefix)
    {
        auto opened = SqliteStore::Open(path, SqliteStore::Sync::OFF);
        auto error = opened ? std::string() : opened.error().reason;
        if (opened)
        {
            auto loaded = opened.value()->Load();
            error = loaded ? "" : loaded.error().reason;
        }
        auto start = error.find(prefix);
        return start == std::string::npos ? error : error.substr(start + prefix.size());
    }
};

/// What makes a file wrong, and what is said.
constexpr const char* WRONG[][2] = {
    {"PRAGMA application_id = 7", "this is a database of another program"},
    {"PRAGMA user_version = 2", "it has version 2; this program knows 1"},
    {"CREATE TABLE more(x)", "its tables are not those of a broker"},
    {"DROP INDEX delivery_message", "its tables are not those of a broker"},
    {"CREATE TRIGGER t AFTER INSERT ON session BEGIN DELETE FROM delivery; END", "its tables"},
    {"UPDATE session SET id = -1 WHERE client = 'p'", "it is damaged"},
    {"UPDATE session SET id = 0x7fffffffffffffff WHERE client = 'p'", "it is damaged"},
    {"UPDATE session SET client = '' WHERE client = 'p'", "a client identifier is wrong"},
    {"UPDATE session SET client = CAST(x'ff' AS TEXT)  WHERE id = 0", "a client identifier is"},
    {"UPDATE subscription SET filter = 'a/#/b'", "a topic filter is wrong"},
    {"UPDATE subscription SET qos = 3", "it is damaged"},
    {"UPDATE subscription SET session = 99", "a row of subscription belongs to nothing"},
    {"UPDATE delivery SET message = 99 WHERE state = 1", "a row of delivery belongs to nothing"},
    {"UPDATE delivery SET packet = 65535 WHERE packet = 1", "it is damaged"},
    {"UPDATE delivery SET packet = 1.5 WHERE packet = 2", "contradicts itself"},
    {"UPDATE delivery SET state = 3 WHERE packet = 2", "it is damaged"},
    {"UPDATE delivery SET qos = 0 WHERE packet = 2", "it is damaged"},
    {"UPDATE delivery SET sequence = x'00' WHERE packet = 2", "it is damaged"},
    {"UPDATE delivery SET message = NULL WHERE packet = 2", "it is damaged"},
    {"UPDATE received SET packet = 0 WHERE packet = 1", "it is damaged"},
    {"UPDATE message SET topic = 'a/+'", "a message is wrong"},
    {"UPDATE message SET topic = printf('%.*c', 65536, 'x')", "a message is wrong"},
    {"UPDATE retained SET topic = 'other'", "a retained message is wrong"},
    {"UPDATE will SET topic = ''", "a will is wrong"},
    {"UPDATE will SET client = ''", "a will is wrong"},
    {"UPDATE will SET user = CAST(x'ff' AS TEXT)", "a will is wrong"},
};

} // namespace

std::vector<TestCase*>
MakeStateFileTests()
{
    auto tests = MakeBehaviourTests(BEHAVIOURS);
    for (const auto& [sql, error] : WRONG)
    {
        tests.push_back(new WrongFileTest(tests.size(), sql, error));
    }
    tests.push_back(new DamagedFileTest);
    return tests;
}

} // namespace ns3::mqtt
