// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-scene.h"

/// @file
/// Access rules as text, and what they decide.

namespace ns3::mqtt
{

namespace
{

/// A question to a set of rules.
struct AccessCase
{
    const char* rules;    ///< as text
    const char* clientId; ///< client identifier
    const char* userName; ///< user name, or null
    const char* topic;    ///< topic name or filter
    bool publish;         ///< whether it may be published on
    bool subscribe;       ///< whether it may be subscribed to
};

constexpr AccessCase CASES[] = {
    {"", "c", nullptr, "a", true, true},
    {"# nothing but a comment", "c", nullptr, "a", true, true},
    {"allow any publish a", "c", nullptr, "a", true, false},
    {"allow any publish a", "c", nullptr, "b", false, false},
    {"allow client c both a/#", "c", nullptr, "a/b", true, true},
    {"allow client c both a/#", "d", nullptr, "a/b", false, false},
    {"allow user u both a", "c", "u", "a", true, true},
    {"allow user u both a", "c", "v", "a", false, false},
    {"allow user u both a", "u", nullptr, "a", false, false},
    {"deny any both a/b; allow any both a/#", "c", nullptr, "a/b", false, false},
    {"allow any both a/#; deny any both a/b", "c", nullptr, "a/b", true, true},
    {"deny any subscribe a/b\nallow any both #", "c", nullptr, "a/c", true, true},
    {"allow any both %c/#", "c", nullptr, "c/x", true, true},
    {"allow any both %c/#", "c", nullptr, "d/x", false, false},
    {"allow any both %u/%c", "c", "u", "u/c", true, true},
    {"allow any both %u/x", "c", nullptr, "/x", false, false},
    {"allow any both 100%/#", "c", nullptr, "100%/x", true, true},
    // An identifier that is a wildcard or a path must not open more than one level.
    {"allow any both %c/x", "+", nullptr, "a/x", false, false},
    {"allow any both %c/x", "a/b", nullptr, "a/b/x", false, false},
    {"deny any both %c/x; allow any both #", "+", nullptr, "a/x", false, false},
};

/// Subscriptions that are wider or narrower than a rule.
constexpr AccessCase FILTER_CASES[] = {
    {"allow any subscribe a/#", "c", nullptr, "#", false, false},
    {"allow any subscribe a/#", "c", nullptr, "a/+/b", false, true},
    {"allow any subscribe a/+", "c", nullptr, "a/#", false, false},
    {"deny any subscribe a/b; allow any subscribe #", "c", nullptr, "a/+", false, false},
    {"deny any subscribe a/b; allow any subscribe #", "c", nullptr, "+/c", false, true},
    {"refuse any subscribe a/b; allow any subscribe #", "c", nullptr, "a/b", false, false},
    {"refuse any subscribe a/b; allow any subscribe #", "c", nullptr, "a/+", false, true},
    {"allow any subscribe #", "c", nullptr, "$SYS/#", false, false},
};

/// What rules decide.
class AccessDecisionTest : public TestCase
{
  public:
    AccessDecisionTest()
        : TestCase("the first access rule that applies decides, and none means no")
    {
    }

  private:
    /// @param row question and answers
    /// @param isTopic whether its topic is a topic name
    void Check(const AccessCase& row, bool isTopic)
    {
        auto rules = AccessRules::Parse(row.rules);
        NS_TEST_ASSERT_MSG_EQ(rules.has_value(), true, row.rules);
        AccessPolicy::Identity who{row.clientId, {}};
        if (row.userName)
        {
            who.userName = row.userName;
        }
        auto text = std::string(row.rules) + " for " + row.clientId + " on " + row.topic;
        NS_TEST_EXPECT_MSG_EQ(rules.value().MaySubscribe(who, row.topic), row.subscribe, text);
        if (isTopic)
        {
            NS_TEST_EXPECT_MSG_EQ(rules.value().MayPublish(who, row.topic), row.publish, text);
        }
    }

    void DoRun() override
    {
        for (const auto& row : CASES)
        {
            Check(row, true);
        }
        for (const auto& row : FILTER_CASES)
        {
            Check(row, false);
        }
    }
};

/// Who may connect.
class AccessUserTest : public TestCase
{
  public:
    AccessUserTest()
        : TestCase("listed users need their password; others need the line anonymous")
    {
    }

  private:
    /// @param rules as text
    /// @param user user name, or null
    /// @param password password, or null
    /// @return whether the client may connect
    static bool MayConnect(const char* rules, const char* user, const char* password)
    {
        AccessPolicy::Identity who{"c", {}};
        std::optional<Bytes> secret;
        if (user)
        {
            who.userName = user;
        }
        if (password)
        {
            secret = ByteView(std::string_view(password)).ToBytes();
        }
        auto parsed = AccessRules::Parse(rules);
        return parsed.value().Authenticate(who, secret) == ConnectCode::ACCEPTED;
    }

    void DoRun() override
    {
        const auto* users = "user u pw; user v other";
        NS_TEST_EXPECT_MSG_EQ(MayConnect("", nullptr, nullptr), true, "no users listed");
        NS_TEST_EXPECT_MSG_EQ(MayConnect(users, "u", "pw"), true, "right password");
        NS_TEST_EXPECT_MSG_EQ(MayConnect(users, "u", "other"), false, "password of another");
        NS_TEST_EXPECT_MSG_EQ(MayConnect(users, "u", nullptr), false, "no password");
        NS_TEST_EXPECT_MSG_EQ(MayConnect(users, "x", "pw"), false, "not listed");
        NS_TEST_EXPECT_MSG_EQ(MayConnect(users, nullptr, nullptr), false, "no name");
        NS_TEST_EXPECT_MSG_EQ(MayConnect("anonymous; user u pw", nullptr, nullptr),
                              true,
                              "no name");
        NS_TEST_EXPECT_MSG_EQ(MayConnect("anonymous; user u pw", "u", ""), false, "wrong password");
    }
};

/// Lines that are wrong.
class AccessParserTest : public TestCase
{
  public:
    AccessParserTest()
        : TestCase("a wrong access rule is named with its line and what is allowed")
    {
    }

  private:
    /// @param rules as text
    /// @return what is wrong with them
    static std::string GetError(const char* rules)
    {
        auto parsed = AccessRules::Parse(rules);
        return parsed ? "" : parsed.error().reason;
    }

    void DoRun() override
    {
        const std::string form =
            "allowed is allow|deny|refuse any|client ID|user NAME publish|subscribe|both FILTER";
        NS_TEST_EXPECT_MSG_EQ(
            GetError("allow any both #\n\npermit any"),
            "access rules, line 3: 'permit' begins no line; allowed are user NAME "
            "PASSWORD, anonymous, allow, deny and refuse",
            "first word");
        NS_TEST_EXPECT_MSG_EQ(GetError("user u"),
                              "access rules, line 1: allowed is user NAME PASSWORD",
                              "no password");
        for (const auto* line : {"allow",
                                 "allow any #",
                                 "allow all both #",
                                 "deny client both #",
                                 "allow any write #",
                                 "allow any both a b"})
        {
            NS_TEST_EXPECT_MSG_EQ(GetError(line), "access rules, line 1: " + form, line);
        }
        NS_TEST_EXPECT_MSG_EQ(GetError("allow any both a#"),
                              "access rules, line 1: 'a#' is not a topic filter",
                              "filter");
    }
};

} // namespace

std::vector<TestCase*>
MakeAccessTests()
{
    return {new AccessDecisionTest, new AccessUserTest, new AccessParserTest};
}

} // namespace ns3::mqtt
