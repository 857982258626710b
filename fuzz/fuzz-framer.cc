// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-framing.h"

#include "ns3/abort.h"

#include <fuzzer/FuzzedDataProvider.h>

/// @file
/// A stream is the same packets and the same error however it is cut.

using namespace ns3::mqtt;

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    const std::size_t limit = input.ConsumeBool()
                                  ? input.ConsumeIntegralInRange<std::size_t>(2, 300)
                                  : MAX_REMAINING_LENGTH + 5;
    const auto cuts = input.ConsumeBytes<std::uint8_t>(input.ConsumeIntegralInRange(1, 8));
    const auto stream = input.ConsumeRemainingBytes<std::uint8_t>();

    const auto whole = Framing::InPieces(stream, limit, [&stream] { return stream.size(); });
    const auto octets = Framing::InPieces(stream, limit, [] { return 1; });
    std::size_t n = 0;
    const auto pieces = Framing::InPieces(stream, limit, [&cuts, &n]() -> std::size_t {
        return cuts.empty() ? 2 : 1 + cuts[n++ % cuts.size()];
    });
    NS_ABORT_MSG_UNLESS(whole == octets, "octet by octet, the stream is something else");
    NS_ABORT_MSG_UNLESS(whole == pieces, "in pieces, the stream is something else");
    for (const auto& packet : whole.packets)
    {
        NS_ABORT_MSG_UNLESS(packet.size() < limit, "a packet over the limit");
    }
    return 0;
}
