// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_FRAMER_H
#define MQTT_FRAMER_H

#include "mqtt-bytes.h"

#include <optional>

/// @file
/// Control packets cut out of a byte stream (OASIS MQTT 3.1.1, section 2.2).

namespace ns3::mqtt
{

/// Greatest number that the remaining length can express (section 2.2.3).
constexpr std::size_t MAX_REMAINING_LENGTH = 268'435'455;

/// One packet as it stands in a stream.
struct Frame
{
    std::uint8_t firstOctet{0}; ///< type and flags
    ByteView body;              ///< variable header and payload
    std::size_t size{0};        ///< octets of the whole packet
};

/// Cuts a byte stream into packets; never holds more than one unfinished packet.
class Framer
{
  public:
    /// @param maxPacketSize a packet declared to be longer, fixed header included, is an error
    explicit Framer(std::size_t maxPacketSize = MAX_REMAINING_LENGTH + 5);

    /// Takes in the next octets of the stream. They are looked at in place until Next() has no
    /// whole packet left, and must live until then. Call it only when Next() has none left.
    /// @param octets what came
    void Append(ByteView octets);

    /// @return the next whole packet, nothing when more octets are needed, or why the stream is
    ///         broken (a length field of more than four octets or longer than need be, a packet
    ///         over the limit); a broken stream stays broken. The body is valid until the next
    ///         call of Append() or Next().
    Result<std::optional<Frame>> Next();

    /// @return octets held of an unfinished packet
    std::size_t GetBufferedSize() const;

  private:
    /// What the fixed header says.
    struct Header
    {
        std::size_t size{0};     ///< octets of the fixed header
        std::size_t bodySize{0}; ///< remaining length
    };

    /// @param octets stream from the start of a packet
    /// @return the fixed header, nothing when it is not whole, or why it is wrong
    Result<std::optional<Header>> ReadHeader(ByteView octets) const;

    /// Moves octets from what was appended to the buffer.
    /// @param wanted how many the buffer shall hold in the end
    /// @param limit the most that the buffer will ever need to hold
    /// @return whether it holds them
    bool Fill(std::size_t wanted, std::size_t limit);

    /// Cuts a packet that lies whole in what was appended.
    /// @return the packet, nothing when it is not whole, or why the stream is broken
    Result<std::optional<Frame>> NextInPlace();

    /// Finishes the packet whose beginning is in the buffer.
    /// @return the packet, nothing when it is not whole, or why the stream is broken
    Result<std::optional<Frame>> NextBuffered();

    std::size_t m_maxPacketSize;   ///< greatest size of a packet
    ByteView m_appended;           ///< octets not yet looked at
    Bytes m_buffer;                ///< unfinished packet, or the one that Next() gave last
    bool m_given{false};           ///< whether the buffer holds the packet that Next() gave last
    std::optional<Error> m_broken; ///< why the stream is broken
};

} // namespace ns3::mqtt

#endif /* MQTT_FRAMER_H */
