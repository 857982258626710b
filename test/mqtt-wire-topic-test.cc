// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-wire-vectors.h"

#include "ns3/mqtt-topic.h"

/// @file
/// Topic names and filters (OASIS MQTT 3.1.1, section 4.7).

namespace ns3::mqtt
{

namespace
{

/// A text and whether it is a name and a filter.
struct TopicText
{
    std::string_view text; ///< text
    bool name;             ///< whether a message may be published on it
    bool filter;           ///< whether it may be subscribed to
};

constexpr TopicText TEXTS[] = {
    {"", false, false},     {"a", true, true},           {"/", true, true},
    {"a//b/", true, true},  {"$SYS/x", true, true},      {"a b", true, true},
    {"+", false, true},     {"#", false, true},          {"a/+/b", false, true},
    {"a/#", false, true},   {"+/#", false, true},        {"/+", false, true},
    {"a+", false, false},   {"+a/b", false, false},      {"a/#/b", false, false},
    {"a#", false, false},   {"#/", false, false},        {"##", false, false},
    {"++", false, false},   {"a/b#", false, false},      {"\xc3\xa9/\xe2\x82\xac", true, true},
    {"\xc3", false, false}, {{"a\0b", 3}, false, false},
};

/// Two filters, or a filter and a topic, and how they stand.
struct TopicPair
{
    std::string_view a; ///< filter
    std::string_view b; ///< topic name or filter
    bool covers;        ///< whether the first matches all that the second does
    bool overlap;       ///< whether they have a topic in common
};

constexpr TopicPair PAIRS[] = {
    {"a/b", "a/b", true, true},       {"a/b", "a/B", false, false},
    {"a", "a/", false, false},        {"a/", "a", false, false},
    {"+", "a", true, true},           {"+", "/a", false, false},
    {"+/+", "/a", true, true},        {"/+", "/a", true, true},
    {"a/+", "a/", true, true},        {"a/+", "a", false, false},
    {"a/+/c", "a/b/c", true, true},   {"a/+/c", "a/b/d/c", false, false},
    {"#", "a/b/c", true, true},       {"#", "/", true, true},
    {"a/#", "a", true, true},         {"a/#", "a/b/c", true, true},
    {"a/#", "ab", false, false},      {"a/+/#", "a", false, false},
    {"a/+/#", "a/b", true, true},     {"#", "$SYS/x", false, false},
    {"+/x", "$SYS/x", false, false},  {"$SYS/#", "$SYS/x", true, true},
    {"$SYS/+", "$SYS/x", true, true}, {"a/+", "a/$x", true, true},
    {"a//b", "a//b", true, true},     {"a/+/b", "a//b", true, true},
    {"#", "+/#", true, true},         {"+/#", "#", true, true},
    {"#", "a/#", true, true},         {"a/#", "#", false, true},
    {"+", "#", false, true},          {"a/+", "+/b", false, true},
    {"a/+", "b/+", false, false},     {"a/b", "a/+", false, true},
    {"a/#", "a/+/c", true, true},     {"a/+/c", "a/#", false, true},
    {"a/b/#", "a/+", false, true},    {"a/b/c", "+/#", false, true},
    {"a/b", "a/b/#", false, true},    {"$SYS/#", "#", false, false},
    {"$SYS/a", "+/a", false, false},  {"a/b/c/#", "a/b", false, false},
};

/// Texts that may be names or filters.
class TopicTextTest : public TestCase
{
  public:
    TopicTextTest()
        : TestCase("what a topic name and what a topic filter may be")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& row : TEXTS)
        {
            NS_TEST_EXPECT_MSG_EQ(IsValidTopicName(row.text), row.name, row.text);
            NS_TEST_EXPECT_MSG_EQ(IsValidTopicFilter(row.text), row.filter, row.text);
        }
        NS_TEST_EXPECT_MSG_EQ(IsValidTopicName(std::string(65'535, '/')), true, "longest");
        NS_TEST_EXPECT_MSG_EQ(IsValidTopicName(std::string(65'536, '/')), false, "too long");
    }
};

/// Filters against topics and each other.
class TopicMatchTest : public TestCase
{
  public:
    TopicMatchTest()
        : TestCase("filters match topics, cover filters and overlap with them")
    {
    }

  private:
    void DoRun() override
    {
        for (const auto& row : PAIRS)
        {
            auto text = std::string(row.a) + " and " + std::string(row.b);
            NS_TEST_EXPECT_MSG_EQ(Covers(row.a, row.b), row.covers, text);
            NS_TEST_EXPECT_MSG_EQ(Overlap(row.a, row.b), row.overlap, text);
            NS_TEST_EXPECT_MSG_EQ(Overlap(row.b, row.a), row.overlap, text + " turned round");
            if (IsValidTopicName(row.b))
            {
                NS_TEST_EXPECT_MSG_EQ(Matches(row.a, row.b), row.covers, text);
            }
        }
    }
};

} // namespace

std::vector<TestCase*>
MakeTopicTests()
{
    return {new TopicTextTest, new TopicMatchTest};
}

} // namespace ns3::mqtt
