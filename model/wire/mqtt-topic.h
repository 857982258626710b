// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TOPIC_H
#define MQTT_TOPIC_H

#include <cstddef>
#include <string_view>

/// @file
/// Topic names and topic filters (OASIS MQTT 3.1.1, section 4.7).

namespace ns3::mqtt
{

/// Walks over the levels of a topic name or filter: "a//b" has "a", "" and "b".
class TopicLevels
{
  public:
    /// @param text topic name or filter; must outlive the walk
    explicit TopicLevels(std::string_view text);

    /// @return whether all levels were walked over
    bool IsAtEnd() const
    {
        return m_atEnd;
    }

    /// @return the present level, unless IsAtEnd()
    std::string_view Get() const
    {
        return m_rest.substr(0, m_size);
    }

    /// Goes on to the next level, if there is one.
    void Advance();

  private:
    std::string_view m_rest; ///< from the present level on
    std::size_t m_size{0};   ///< octets of the present level
    bool m_atEnd{false};     ///< whether all levels were walked over
};

/// @param topic text
/// @return whether a message may be published on it: valid UTF-8, not empty, no wildcards
bool IsValidTopicName(std::string_view topic);

/// @param filter text
/// @return whether it may be subscribed to: valid UTF-8, not empty, wildcards fill whole levels and
///         `#` stands last
bool IsValidTopicFilter(std::string_view filter);

/// @param topic topic name or filter
/// @return whether its first level is kept from leading wildcards, as `$SYS` is
inline bool
IsHiddenTopic(std::string_view topic)
{
    return !topic.empty() && topic.front() == '$';
}

/// @param filter valid topic filter
/// @param topic valid topic name
/// @return whether the filter matches
bool Matches(std::string_view filter, std::string_view topic);

/// @param outer valid topic filter
/// @param inner valid topic filter
/// @return whether the outer filter matches every topic name that the inner one matches
bool Covers(std::string_view outer, std::string_view inner);

/// @param a valid topic filter
/// @param b valid topic filter
/// @return whether there is a topic name that both match
bool Overlap(std::string_view a, std::string_view b);

} // namespace ns3::mqtt

#endif /* MQTT_TOPIC_H */
