// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-text.h"

#include "ns3/abort.h"
#include "ns3/mqtt-codec.h"

/// @file
/// What decodes encodes again to the same octets, and what is MQTT 3.1.1 as it stands is the same
/// packet where a trailer might follow.

using namespace ns3::mqtt;

namespace
{

/// @param octets whole packet
/// @param trailers whether there may be any
/// @return the packet, or the rule it breaks
Result<ControlPacket>
Read(ByteView octets, Trailers trailers)
{
    Framer framer;
    framer.Append(octets);
    const auto frame = framer.Next();
    return Decode(*frame.value(), trailers);
}

/// @param octets whole packet
/// @param trailers whether there may be any
/// @return what it says, or nothing
std::string
Check(ByteView octets, Trailers trailers)
{
    const auto packet = Read(octets, trailers);
    if (!packet)
    {
        NS_ABORT_MSG_IF(packet.error().reason.empty(), "refused without a reason");
        return {};
    }
    const std::string text = Describe(packet.value());
    const Bytes again = Encode(packet.value());
    const auto* connect = std::get_if<Connect>(&packet.value());
    if (!connect || connect->protocolLevel == PROTOCOL_LEVEL)
    {
        NS_ABORT_MSG_UNLESS(again == octets.ToBytes(), text << " encodes to " << ToHex(again));
        return text;
    }
    // Of another level nothing else is known, so that only the level comes back.
    const auto same = Read(again, trailers);
    NS_ABORT_MSG_UNLESS(same && Describe(same.value()) == text, text << " is lost");
    return text;
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Framer framer;
    framer.Append({data, size});
    std::size_t at = 0;
    for (auto frame = framer.Next(); frame && frame.value(); frame = framer.Next())
    {
        // Octets of its own, so that a look beyond them is seen by the sanitizer.
        const Bytes octets = ByteView(data, size).SubView(at, frame.value()->size).ToBytes();
        at += octets.size();
        const std::string plain = Check(octets, Trailers::REFUSED);
        const std::string trailed = Check(octets, Trailers::TAKEN);
        NS_ABORT_MSG_UNLESS(plain.empty() || plain == trailed, plain << ", or " << trailed);
    }
    return 0;
}
