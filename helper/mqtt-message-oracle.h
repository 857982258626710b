// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_MESSAGE_ORACLE_H
#define MQTT_MESSAGE_ORACLE_H

#include "ns3/mqtt-bytes.h"
#include "ns3/nstime.h"

#include <vector>

namespace ns3::mqtt
{

/// Knows every message that was published, and judges every one that a subscriber's application
/// got: which it is, whether it is whole, new and in order, and how long it took.
class MessageOracle
{
  public:
    /// Octets that the oracle needs in each payload.
    static constexpr std::size_t MIN_PAYLOAD = 12;

    /// @param publishers number of publishers
    /// @param subscribers number of subscribers, each of whom should get every message
    MessageOracle(std::size_t publishers, std::size_t subscribers);

    /// @param publisher who publishes, from 0
    /// @param size octets, at least MIN_PAYLOAD
    /// @return payload of its next message, which counts as published now
    Bytes MakePayload(std::uint32_t publisher, std::size_t size);

    /// @param subscriber who got it, from 0
    /// @param payload what the subscriber's application was given, now
    void Receive(std::uint32_t subscriber, ByteView payload);

    /// @return messages published
    std::uint64_t GetPublished() const;

    /// @return pairs of message and subscriber
    std::uint64_t GetExpected() const
    {
        return GetPublished() * m_subscribers;
    }

    /// @return pairs of message and subscriber that came about, each counted once
    std::uint64_t GetDelivered() const
    {
        return m_latencies.size();
    }

    /// @return messages that a subscriber got again
    std::uint64_t GetDuplicates() const
    {
        return m_duplicates;
    }

    /// @return messages that a subscriber got after a later one of the same publisher
    std::uint64_t GetDisordered() const
    {
        return m_disordered;
    }

    /// @return messages that nobody had published like that
    std::uint64_t GetForeign() const
    {
        return m_foreign;
    }

    /// @return milliseconds from publication to each first delivery, in order of delivery
    const std::vector<float>& GetLatencies() const
    {
        return m_latencies;
    }

    /// @return for each message, milliseconds until the last subscriber had it; messages that did
    ///         not reach all subscribers are left out
    std::vector<float> GetLastLatencies() const;

  private:
    /// A message on its way.
    struct Record
    {
        Time published;             ///< when
        Time last;                  ///< when a subscriber first got it most recently
        std::vector<bool> received; ///< by subscriber
        std::size_t count{0};       ///< subscribers that have it
        std::size_t size{0};        ///< octets of payload
    };

    std::size_t m_subscribers;                   ///< number of subscribers
    std::vector<std::vector<Record>> m_messages; ///< by publisher and sequence number
    std::vector<std::vector<std::uint64_t>>
        m_next;                     ///< by subscriber and publisher: one past the latest
    std::vector<float> m_latencies; ///< milliseconds
    std::uint64_t m_duplicates{0};  ///< got again
    std::uint64_t m_disordered{0};  ///< got late
    std::uint64_t m_foreign{0};     ///< not as published
};

} // namespace ns3::mqtt

#endif /* MQTT_MESSAGE_ORACLE_H */
