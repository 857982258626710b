// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-framer.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of the longest fixed header.
constexpr std::size_t MAX_HEADER_SIZE = 5;

/// A buffer that grew beyond this is given back once its packet is done with.
constexpr std::size_t KEPT_CAPACITY = 2048;

} // namespace

Framer::Framer(std::size_t maxPacketSize)
    : m_maxPacketSize(maxPacketSize)
{
}

void
Framer::Append(ByteView octets)
{
    m_appended = octets;
}

std::size_t
Framer::GetBufferedSize() const
{
    return m_given ? 0 : m_buffer.size();
}

Result<std::optional<Frame>>
Framer::Next()
{
    if (m_broken)
    {
        return *m_broken;
    }
    if (m_given)
    {
        m_given = false;
        if (m_buffer.capacity() > KEPT_CAPACITY)
        {
            m_buffer = Bytes();
        }
        m_buffer.clear();
    }
    auto frame = m_buffer.empty() ? NextInPlace() : NextBuffered();
    if (!frame)
    {
        m_broken = frame.error();
        m_buffer = Bytes();
        m_appended = ByteView();
    }
    return frame;
}

Result<std::optional<Framer::Header>>
Framer::ReadHeader(ByteView octets) const
{
    std::size_t length = 0;
    for (std::size_t i = 1; i < std::min(octets.size(), MAX_HEADER_SIZE); i++)
    {
        length |= static_cast<std::size_t>(octets[i] & 0x7f) << (7 * (i - 1));
        if (octets[i] & 0x80)
        {
            continue;
        }
        if (octets[i] == 0 && i > 1)
        {
            return Error{"remaining length is not in its shortest form"};
        }
        if (i + 1 + length > m_maxPacketSize)
        {
            return Error{"packet of " + std::to_string(i + 1 + length) +
                         " octets is over the limit of " + std::to_string(m_maxPacketSize)};
        }
        return std::make_optional(Header{i + 1, length});
    }
    if (octets.size() >= MAX_HEADER_SIZE)
    {
        return Error{"remaining length takes more than four octets"};
    }
    return std::optional<Header>();
}

bool
Framer::Fill(std::size_t wanted, std::size_t limit)
{
    auto part = m_appended.SubView(0, wanted - std::min(wanted, m_buffer.size()));
    if (m_buffer.size() + part.size() > m_buffer.capacity())
    {
        // Doubling keeps the copying linear; what a peer merely declares is never allocated.
        m_buffer.reserve(
            std::min(limit, std::max(2 * m_buffer.capacity(), m_buffer.size() + part.size())));
    }
    m_buffer.insert(m_buffer.end(), part.begin(), part.end());
    m_appended = m_appended.SubView(part.size());
    return m_buffer.size() >= wanted;
}

Result<std::optional<Frame>>
Framer::NextInPlace()
{
    auto header = ReadHeader(m_appended);
    if (!header)
    {
        return header.error();
    }
    if (!header.value() || header.value()->size + header.value()->bodySize > m_appended.size())
    {
        Fill(m_appended.size(), m_appended.size());
        return std::optional<Frame>();
    }
    auto size = header.value()->size + header.value()->bodySize;
    Frame frame{m_appended[0],
                m_appended.SubView(header.value()->size, header.value()->bodySize),
                size};
    m_appended = m_appended.SubView(size);
    return std::make_optional(frame);
}

Result<std::optional<Frame>>
Framer::NextBuffered()
{
    auto header = ReadHeader(m_buffer);
    while (header && !header.value())
    {
        if (!Fill(m_buffer.size() + 1, MAX_HEADER_SIZE))
        {
            return std::optional<Frame>();
        }
        header = ReadHeader(m_buffer);
    }
    if (!header)
    {
        return header.error();
    }
    auto size = header.value()->size + header.value()->bodySize;
    if (!Fill(size, size))
    {
        return std::optional<Frame>();
    }
    m_given = true;
    return std::make_optional(
        Frame{m_buffer[0], ByteView(m_buffer).SubView(header.value()->size), size});
}

} // namespace ns3::mqtt
