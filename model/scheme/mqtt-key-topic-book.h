// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_TOPIC_BOOK_H
#define MQTT_KEY_TOPIC_BOOK_H

#include "ns3/mqtt-control-packets.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3::mqtt
{

/// The secret topics that a node's agent subscribes to by itself, with one SUBSCRIBE at a time
/// under the agent's packet identifier.
class KeyTopicBook
{
  public:
    static constexpr std::size_t MAX_FILTERS = 1000; ///< in one SUBSCRIBE

    /// @param topic to be subscribed to
    /// @param qos greatest QoS wanted
    void Add(const std::string& topic, Qos qos);

    /// @param topic that no message is wanted of any more; it is not asked for again
    void Remove(const std::string& topic);

    /// The broker has forgotten all subscriptions.
    void Reset();

    /// The connection is gone, and with it what was asked for.
    void LinkDown();

    /// @return request for what is not granted yet; none if there is nothing, or one is under way
    std::optional<Subscribe> MakeRequest();

    /// @param answer to the request
    /// @return topics that it grants
    std::vector<std::string> TakeAnswer(const Suback& answer);

    /// @param topic any
    /// @return whether it is subscribed to
    bool IsGranted(const std::string& topic) const;

    /// @return whether all topics are
    bool IsComplete() const;

  private:
    /// A topic.
    struct Entry
    {
        Qos qos{Qos::AT_MOST_ONCE}; ///< greatest QoS wanted
        bool granted{false};        ///< the broker has granted it
    };

    std::map<std::string, Entry> m_topics; ///< all, by name
    std::set<std::string> m_missing;       ///< of these, not granted
    std::vector<std::string> m_asked;      ///< in the request under way
};

/// The subscriptions of a node's application, which stay with the node: the broker never hears the
/// topics that messages are about.
class KeyFilterBook
{
  public:
    /// @param subscribe request of the client core
    /// @return what the broker would answer
    Suback Subscribe(const mqtt::Subscribe& subscribe);

    /// @param unsubscribe request of the client core
    /// @return what the broker would answer
    Unsuback Unsubscribe(const mqtt::Unsubscribe& unsubscribe);

    /// Forgets all subscriptions.
    void Clear()
    {
        m_filters.clear();
    }

    /// @param topic topic name
    /// @return greatest QoS that is wanted for it; none if it is not wanted
    std::optional<Qos> Match(const std::string& topic) const;

  private:
    std::map<std::string, Qos> m_filters; ///< QoS by filter
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_TOPIC_BOOK_H */
