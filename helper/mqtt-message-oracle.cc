// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-message-oracle.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

namespace
{

/// @param publisher who publishes
/// @param sequence number of the message
/// @param size octets
/// @return the payload that this message has, and no other
Bytes
Fill(std::uint32_t publisher, std::uint64_t sequence, std::size_t size)
{
    Bytes payload(size);
    boost::endian::store_big_u32(payload.data(), publisher);
    boost::endian::store_big_u64(payload.data() + 4, sequence);
    std::uint64_t state = sequence * 0x9E3779B97F4A7C15 + publisher;
    for (std::size_t i = MessageOracle::MIN_PAYLOAD; i < size; ++i)
    {
        state = state * 6364136223846793005 + 1442695040888963407; // a linear congruential sequence
        payload[i] = static_cast<std::uint8_t>(state >> 56);
    }
    return payload;
}

} // namespace

MessageOracle::MessageOracle(std::size_t publishers, std::size_t subscribers)
    : m_subscribers(subscribers),
      m_messages(publishers),
      m_next(subscribers, std::vector<std::uint64_t>(publishers))
{
}

Bytes
MessageOracle::MakePayload(std::uint32_t publisher, std::size_t size)
{
    NS_ABORT_MSG_IF(size < MIN_PAYLOAD, "payload of " << size << " octets is too short");
    auto& messages = m_messages.at(publisher);
    Record record;
    record.published = Simulator::Now();
    record.received.resize(m_subscribers);
    record.size = size;
    messages.push_back(std::move(record));
    return Fill(publisher, messages.size() - 1, size);
}

void
MessageOracle::Receive(std::uint32_t subscriber, ByteView payload)
{
    if (payload.size() < MIN_PAYLOAD)
    {
        ++m_foreign;
        return;
    }
    const std::uint32_t publisher = boost::endian::load_big_u32(payload.data());
    const std::uint64_t sequence = boost::endian::load_big_u64(payload.data() + 4);
    if (publisher >= m_messages.size() || sequence >= m_messages[publisher].size() ||
        payload.size() != m_messages[publisher][sequence].size ||
        payload.ToBytes() != Fill(publisher, sequence, payload.size()))
    {
        ++m_foreign;
        return;
    }
    Record& record = m_messages[publisher][sequence];
    if (record.received[subscriber])
    {
        ++m_duplicates;
        return;
    }
    auto& next = m_next[subscriber][publisher];
    m_disordered += sequence < next;
    next = std::max(next, sequence + 1);
    record.received[subscriber] = true;
    ++record.count;
    record.last = Simulator::Now();
    m_latencies.push_back((record.last - record.published).GetNanoSeconds() * 1e-6F);
}

std::uint64_t
MessageOracle::GetPublished() const
{
    std::uint64_t published = 0;
    for (const auto& messages : m_messages)
    {
        published += messages.size();
    }
    return published;
}

std::vector<float>
MessageOracle::GetLastLatencies() const
{
    std::vector<float> latencies;
    for (const auto& messages : m_messages)
    {
        for (const auto& record : messages)
        {
            if (record.count == m_subscribers)
            {
                latencies.push_back((record.last - record.published).GetNanoSeconds() * 1e-6F);
            }
        }
    }
    return latencies;
}

} // namespace ns3::mqtt
