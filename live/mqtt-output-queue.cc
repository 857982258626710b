// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-output-queue.h"

namespace ns3::mqtt
{

namespace
{

/// A packet of more octets is shared, not copied.
constexpr std::size_t MAX_COPIED = 1024;

/// A chunk of copies that has reached this is followed by a new one.
constexpr std::size_t FULL_CHUNK = 1 << 16;

/// Memory that an empty queue keeps for the next packets.
constexpr std::size_t KEPT_CAPACITY = 4096;

} // namespace

void
OutputQueue::Append(const std::shared_ptr<const Bytes>& octets)
{
    m_size += octets->size();
    if (octets->size() > MAX_COPIED)
    {
        m_chunks.push_back({octets, {}});
        return;
    }
    if (m_chunks.empty() || m_chunks.back().shared || m_chunks.back().copied.size() >= FULL_CHUNK)
    {
        m_chunks.emplace_back();
    }
    Bytes& tail = m_chunks.back().copied;
    tail.insert(tail.end(), octets->begin(), octets->end());
}

OutputQueue::Buffers
OutputQueue::GetBuffers() const
{
    Buffers buffers;
    std::size_t offset = m_offset;
    for (const Chunk& chunk : m_chunks)
    {
        if (buffers.size() == buffers.capacity())
        {
            break;
        }
        const ByteView left = chunk.Get().SubView(std::exchange(offset, 0));
        buffers.emplace_back(left.data(), left.size());
    }
    return buffers;
}

void
OutputQueue::Consume(std::size_t octets)
{
    m_size -= octets;
    m_offset += octets;
    while (m_chunks.size() > 1 && m_offset >= m_chunks.front().Get().size())
    {
        m_offset -= m_chunks.front().Get().size();
        m_chunks.pop_front();
    }
    if (m_size > 0)
    {
        return;
    }
    m_offset = 0;
    Chunk& last = m_chunks.front(); // kept for its memory, unless that is much
    last.shared.reset();
    last.copied.clear();
    if (last.copied.capacity() > KEPT_CAPACITY)
    {
        m_chunks.clear();
    }
}

} // namespace ns3::mqtt
