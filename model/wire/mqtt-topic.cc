// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-topic.h"

#include "mqtt-utf8.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// @param filter valid topic filter
/// @return one that matches the same topics and never has `#` as its first level, where it would
///         have no parent to match
std::string_view
Normalise(std::string_view filter)
{
    return filter == "#" ? "+/#" : filter;
}

/// @param a topic name or filter
/// @param b topic name or filter
/// @return whether a leading wildcard of the first is kept from the second
bool
IsHiddenFrom(std::string_view a, std::string_view b)
{
    return IsHiddenTopic(b) && a.front() == '+';
}

/// @param text topic name or filter
/// @return whether its length and characters are in order
bool
IsValidTopicText(std::string_view text)
{
    return !text.empty() && text.size() <= MAX_FIELD_SIZE && IsValidUtf8(text);
}

} // namespace

TopicLevels::TopicLevels(std::string_view text)
    : m_rest(text),
      m_size(std::min(text.find('/'), text.size()))
{
}

void
TopicLevels::Advance()
{
    m_atEnd = m_size >= m_rest.size();
    if (!m_atEnd)
    {
        m_rest.remove_prefix(m_size + 1);
        m_size = std::min(m_rest.find('/'), m_rest.size());
    }
}

bool
IsValidTopicName(std::string_view topic)
{
    return IsValidTopicText(topic) && topic.find_first_of("+#") == std::string_view::npos;
}

bool
IsValidTopicFilter(std::string_view filter)
{
    if (!IsValidTopicText(filter))
    {
        return false;
    }
    for (TopicLevels levels(filter); !levels.IsAtEnd(); levels.Advance())
    {
        auto level = levels.Get();
        auto wild = level.find_first_of("+#") != std::string_view::npos;
        // The view ends inside the filter, so the level's end tells whether it is the last one.
        auto last = level.data() + level.size() == filter.data() + filter.size();
        if (wild && level != "+" && !(level == "#" && last))
        {
            return false;
        }
    }
    return true;
}

bool
Covers(std::string_view outer, std::string_view inner)
{
    outer = Normalise(outer);
    inner = Normalise(inner);
    if (IsHiddenFrom(outer, inner))
    {
        return false;
    }
    TopicLevels o(outer);
    TopicLevels i(inner);
    for (; !o.IsAtEnd(); o.Advance(), i.Advance())
    {
        if (o.Get() == "#")
        {
            return true;
        }
        if (i.IsAtEnd() || i.Get() == "#" || (o.Get() != "+" && o.Get() != i.Get()))
        {
            return false;
        }
    }
    return i.IsAtEnd();
}

bool
Matches(std::string_view filter, std::string_view topic)
{
    // A topic name is a filter that matches nothing but itself.
    return Covers(filter, topic);
}

bool
Overlap(std::string_view a, std::string_view b)
{
    a = Normalise(a);
    b = Normalise(b);
    if (IsHiddenFrom(a, b) || IsHiddenFrom(b, a))
    {
        return false;
    }
    TopicLevels x(a);
    TopicLevels y(b);
    for (; !x.IsAtEnd() && !y.IsAtEnd(); x.Advance(), y.Advance())
    {
        if (x.Get() == "#" || y.Get() == "#")
        {
            return true;
        }
        if (x.Get() != "+" && y.Get() != "+" && x.Get() != y.Get())
        {
            return false;
        }
    }
    const auto& longer = x.IsAtEnd() ? y : x;
    return longer.IsAtEnd() || longer.Get() == "#";
}

} // namespace ns3::mqtt
