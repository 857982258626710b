// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PACKET_READER_H
#define MQTT_PACKET_READER_H

#include "mqtt-bytes.h"

namespace ns3::mqtt
{

/// Reads the fields of a packet one after the other. The first thing found wrong is kept and ends
/// the reading: what is read after that is empty, so the caller looks for an error once, at the
/// end.
class PacketReader
{
  public:
    /// @param body variable header and payload
    explicit PacketReader(ByteView body)
        : m_rest(body)
    {
    }

    /// @return whether nothing is left, because all was read or because something was wrong
    bool IsAtEnd() const
    {
        return m_rest.empty();
    }

    /// @return what was found wrong first, or null
    const char* GetProblem() const
    {
        return m_problem;
    }

    /// Ends the reading unless something holds.
    /// @param holds whether it does
    /// @param problem what to say if not; a literal
    void Require(bool holds, const char* problem);

    /// @param problem what to say if it is missing
    /// @return an octet
    std::uint8_t Read8(const char* problem);

    /// @param problem what to say if it is missing
    /// @return two octets, the more significant one first
    std::uint16_t Read16(const char* problem);

    /// @return a packet identifier, which must not be 0
    std::uint16_t ReadPacketId();

    /// @param problem what to say if it is cut short
    /// @return octets with a length of two octets before them
    ByteView ReadField(const char* problem);

    /// @param problem what to say if it is cut short or not valid UTF-8
    /// @return text with a length of two octets before it
    std::string ReadText(const char* problem);

    /// @return all that is left
    ByteView ReadRest();

  private:
    /// @param size octets
    /// @param problem what to say if there are fewer
    /// @return that many octets, or none
    ByteView Take(std::size_t size, const char* problem);

    ByteView m_rest;                ///< what is left
    const char* m_problem{nullptr}; ///< what was found wrong first
};

} // namespace ns3::mqtt

#endif /* MQTT_PACKET_READER_H */
