// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_FRAMING_H
#define MQTT_FRAMING_H

#include "ns3/mqtt-framer.h"

/// @file
/// What a framer makes of a stream, kept so that it can be compared.

namespace ns3::mqtt
{

/// What a framer made of a stream.
struct Framing
{
    std::vector<Bytes> packets; ///< first octet and body of each packet
    std::string error;          ///< why it stopped

    /// Takes out all packets that are whole.
    /// @param framer which has octets
    void Drain(Framer& framer)
    {
        for (auto next = framer.Next(); error.empty(); next = framer.Next())
        {
            if (!next)
            {
                error = next.error().reason;
                return;
            }
            if (!next.value())
            {
                return;
            }
            Bytes packet{next.value()->firstOctet};
            packet.insert(packet.end(), next.value()->body.begin(), next.value()->body.end());
            packets.push_back(std::move(packet));
        }
    }

    /// @param octets a stream
    /// @param maxPacketSize greatest size of a packet
    /// @param cut gives the size of the next piece, at least one octet
    /// @return what it is in pieces
    template <class Cut>
    static Framing InPieces(ByteView octets, std::size_t maxPacketSize, Cut cut)
    {
        Framer framer(maxPacketSize);
        Framing framing;
        for (std::size_t at = 0; at < octets.size();)
        {
            // A piece of its own, so that a look beyond it is seen by the sanitizer.
            const Bytes piece = octets.SubView(at, cut()).ToBytes();
            framer.Append(piece);
            framing.Drain(framer);
            at += piece.size();
        }
        return framing;
    }
};

/// @param a one framing
/// @param b another
/// @return whether packets and error are the same
inline bool
operator==(const Framing& a, const Framing& b)
{
    return a.packets == b.packets && a.error == b.error;
}

} // namespace ns3::mqtt

#endif /* MQTT_FRAMING_H */
