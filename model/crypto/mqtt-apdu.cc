// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-apdu.h"

#include "mqtt-primitive-tools.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of CLA, INS, P1 and P2.
constexpr std::size_t HEADER_SIZE = 4;

/// Octets of SW1 and SW2.
constexpr std::size_t STATUS_SIZE = 2;

/// @param octet Le
/// @return octets that it stands for
std::size_t
ReadExpected(std::uint8_t octet)
{
    return octet == 0 ? MAX_APDU_ANSWER : octet;
}

} // namespace

Bytes
Encode(const CommandApdu& command)
{
    Require(command.data.size() <= MAX_APDU_DATA && command.expected <= MAX_APDU_ANSWER,
            "write a short APDU of that length");
    Bytes octets;
    octets.reserve(HEADER_SIZE + 2 + command.data.size()); // never moves, so that nothing stays
    octets.assign({command.cla, command.ins, command.p1, command.p2});
    if (!command.data.empty())
    {
        octets.push_back(static_cast<std::uint8_t>(command.data.size()));
        octets.insert(octets.end(), command.data.begin(), command.data.end());
    }
    if (command.expected > 0)
    {
        octets.push_back(static_cast<std::uint8_t>(command.expected)); // 256 is written as 0
    }
    return octets;
}

Result<CommandApdu>
DecodeCommandApdu(ByteView octets)
{
    if (octets.size() < HEADER_SIZE)
    {
        return Error{"APDU: header incomplete"};
    }
    CommandApdu command{octets[0], octets[1], octets[2], octets[3]};
    if (command.cla == 0xff)
    {
        return Error{"APDU: CLA FF is none"};
    }
    const ByteView body = octets.SubView(HEADER_SIZE);
    if (body.size() == 1)
    {
        command.expected = ReadExpected(body[0]);
    }
    else if (body.size() > 1)
    {
        const std::size_t size = body[0];
        if (size == 0)
        {
            return Error{"APDU: extended lengths are not taken"};
        }
        if (body.size() != 1 + size && body.size() != 2 + size)
        {
            return Error{"APDU: Lc does not fit"};
        }
        command.data = body.SubView(1, size).ToBytes();
        command.expected = body.size() == 2 + size ? ReadExpected(body[1 + size]) : 0;
    }
    return command;
}

Bytes
Encode(const ResponseApdu& response)
{
    Require(response.data.size() <= MAX_APDU_ANSWER, "write a short APDU of that length");
    Bytes octets;
    octets.reserve(response.data.size() + STATUS_SIZE);
    octets.insert(octets.end(), response.data.begin(), response.data.end());
    octets.push_back(static_cast<std::uint8_t>(response.status >> 8));
    octets.push_back(static_cast<std::uint8_t>(response.status & 0xff));
    return octets;
}

Result<ResponseApdu>
DecodeResponseApdu(ByteView octets)
{
    if (octets.size() < STATUS_SIZE || octets.size() > MAX_APDU_ANSWER + STATUS_SIZE)
    {
        return Error{"APDU: no response has that length"};
    }
    const std::size_t size = octets.size() - STATUS_SIZE;
    const auto status = static_cast<std::uint16_t>(octets[size] << 8 | octets[size + 1]);
    // SW1 is 6X or 9X, but not 60, which asks for patience under T=0 (ISO/IEC 7816-3).
    const std::uint16_t first = status >> 12;
    if ((first != 0x6 && first != 0x9) || status >> 8 == 0x60)
    {
        return Error{"APDU: no such status"};
    }
    return ResponseApdu{octets.SubView(0, size).ToBytes(), status};
}

} // namespace ns3::mqtt
