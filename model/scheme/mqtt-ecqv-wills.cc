// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-wills.h"

namespace ns3::mqtt
{

MessagePtr
EcqvWills::Add(const std::string& topic)
{
    if (m_entries.size() >= m_pruneAt)
    {
        for (auto entry = m_entries.begin(); entry != m_entries.end();)
        {
            entry = entry->second.held.expired() ? m_entries.erase(entry) : std::next(entry);
        }
        m_pruneAt = 2 * m_entries.size() + 16;
    }
    // Not empty, since an empty one would clear what is retained.
    const auto held = std::make_shared<const Message>(Message{topic, Bytes(1)});
    m_entries[held.get()] = {held, std::make_shared<const Message>(Message{topic, {}})};
    return held;
}

void
EcqvWills::Replace(const Message* will, Bytes sealed)
{
    if (const std::string* topic = FindTopic(will))
    {
        m_entries[will].sealed =
            std::make_shared<const Message>(Message{*topic, std::move(sealed)});
    }
}

MessagePtr
EcqvWills::Resolve(const MessagePtr& message) const
{
    const auto found = m_entries.find(message.get());
    const bool isWill = found != m_entries.end() && found->second.held.lock() == message;
    return isWill ? found->second.sealed : message;
}

const std::string*
EcqvWills::FindTopic(const Message* will) const
{
    const auto found = m_entries.find(will);
    return found == m_entries.end() || found->second.held.expired() ? nullptr
                                                                    : &found->second.sealed->topic;
}

} // namespace ns3::mqtt
