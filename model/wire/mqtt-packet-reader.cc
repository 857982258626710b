// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-reader.h"

#include "mqtt-utf8.h"

namespace ns3::mqtt
{

void
PacketReader::Require(bool holds, const char* problem)
{
    if (!holds && !m_problem)
    {
        m_problem = problem;
        m_rest = ByteView();
    }
}

ByteView
PacketReader::Take(std::size_t size, const char* problem)
{
    Require(size <= m_rest.size(), problem);
    if (m_problem)
    {
        return {};
    }
    auto taken = m_rest.SubView(0, size);
    m_rest = m_rest.SubView(size);
    return taken;
}

std::uint8_t
PacketReader::Read8(const char* problem)
{
    auto octets = Take(1, problem);
    return octets.empty() ? 0 : octets[0];
}

std::uint16_t
PacketReader::Read16(const char* problem)
{
    auto octets = Take(2, problem);
    return octets.empty() ? 0 : static_cast<std::uint16_t>(octets[0] << 8 | octets[1]);
}

std::uint16_t
PacketReader::ReadPacketId()
{
    auto packetId = Read16("ends within the packet identifier");
    Require(packetId != 0, "packet identifier is 0");
    return packetId;
}

ByteView
PacketReader::ReadField(const char* problem)
{
    return Take(Read16(problem), problem);
}

std::string
PacketReader::ReadText(const char* problem)
{
    auto text = ReadField(problem).ToText();
    Require(IsValidUtf8(text), problem);
    return std::string(text);
}

ByteView
PacketReader::ReadRest()
{
    return Take(m_rest.size(), "");
}

} // namespace ns3::mqtt
