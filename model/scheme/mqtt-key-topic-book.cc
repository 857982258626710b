// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-topic-book.h"

#include "ns3/mqtt-topic.h"

namespace ns3::mqtt
{

void
KeyTopicBook::Add(const std::string& topic, Qos qos)
{
    if (m_topics.emplace(topic, Entry{qos, false}).second)
    {
        m_missing.insert(topic);
    }
}

void
KeyTopicBook::Remove(const std::string& topic)
{
    m_topics.erase(topic);
    m_missing.erase(topic);
}

void
KeyTopicBook::Reset()
{
    for (auto& [topic, entry] : m_topics)
    {
        entry.granted = false;
        m_missing.insert(topic);
    }
}

void
KeyTopicBook::LinkDown()
{
    m_asked.clear();
}

std::optional<Subscribe>
KeyTopicBook::MakeRequest()
{
    if (!m_asked.empty() || m_missing.empty())
    {
        return std::nullopt;
    }
    Subscribe subscribe;
    subscribe.packetId = AGENT_PACKET_ID;
    for (const auto& topic : m_missing)
    {
        if (m_asked.size() == MAX_FILTERS)
        {
            break;
        }
        m_asked.push_back(topic);
        subscribe.subscriptions.push_back({topic, m_topics.at(topic).qos});
    }
    return subscribe;
}

std::vector<std::string>
KeyTopicBook::TakeAnswer(const Suback& answer)
{
    const auto asked = std::exchange(m_asked, {});
    std::vector<std::string> granted;
    for (std::size_t i = 0; i < std::min(asked.size(), answer.codes.size()); ++i)
    {
        const auto topic = m_topics.find(asked[i]);
        // Asking again for what is refused would only be refused again.
        m_missing.erase(asked[i]);
        if (topic != m_topics.end() && answer.codes[i] != SUBACK_FAILURE)
        {
            topic->second.granted = true;
            granted.push_back(asked[i]);
        }
    }
    return granted;
}

bool
KeyTopicBook::IsGranted(const std::string& topic) const
{
    const auto found = m_topics.find(topic);
    return found != m_topics.end() && found->second.granted;
}

bool
KeyTopicBook::IsComplete() const
{
    return m_missing.empty() && m_asked.empty();
}

Suback
KeyFilterBook::Subscribe(const mqtt::Subscribe& subscribe)
{
    Suback answer;
    answer.packetId = subscribe.packetId;
    for (const auto& [filter, qos] : subscribe.subscriptions)
    {
        m_filters[filter] = qos;
        answer.codes.push_back(static_cast<std::uint8_t>(qos));
    }
    return answer;
}

Unsuback
KeyFilterBook::Unsubscribe(const mqtt::Unsubscribe& unsubscribe)
{
    for (const auto& filter : unsubscribe.filters)
    {
        m_filters.erase(filter);
    }
    return {unsubscribe.packetId};
}

std::optional<Qos>
KeyFilterBook::Match(const std::string& topic) const
{
    std::optional<Qos> wanted;
    for (const auto& [filter, qos] : m_filters)
    {
        if (Matches(filter, topic))
        {
            wanted = std::max(wanted.value_or(qos), qos);
        }
    }
    return wanted;
}

} // namespace ns3::mqtt
