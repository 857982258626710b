// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-card-terminal.h"

#include "mqtt-crypto-scope.h"

#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

/// Octets that an information field of a block of T=1 holds: IFSC at its greatest.
constexpr std::size_t BLOCK_SIZE = 254;

/// Octets around it: NAD, PCB, LEN and LRC.
constexpr std::size_t BLOCK_FRAME = 4;

/// INS of GET RESPONSE (ISO/IEC 7816-4, section 11.2.1).
constexpr std::uint8_t GET_RESPONSE = 0xc0;

/// Octets of CLA to P3 of T=0, and of the header of an APDU.
constexpr std::size_t T0_HEADER = 5;
constexpr std::size_t APDU_HEADER = 4;

const Operation ROUND_TRIP("apdu-round-trip"); ///< a command and its response

/// @param octets wiped, and gone
void
Wipe(Bytes& octets)
{
    OPENSSL_cleanse(octets.data(), octets.size());
    octets.clear();
}

/// @param octets get more
/// @param more others, which are wiped; no copy of either stays behind
void
Append(Bytes& octets, Bytes& more)
{
    if (octets.size() + more.size() > octets.capacity())
    {
        Bytes larger;
        larger.reserve(2 * (octets.size() + more.size()));
        larger.insert(larger.end(), octets.begin(), octets.end());
        Wipe(octets);
        octets = std::move(larger);
    }
    octets.insert(octets.end(), more.begin(), more.end());
    Wipe(more);
}

/// @param size octets in one direction
/// @return octets of their blocks, confirmations included
std::size_t
GetBlocksSize(std::size_t size)
{
    const std::size_t blocks = std::max<std::size_t>(1, (size + BLOCK_SIZE - 1) / BLOCK_SIZE);
    return size + blocks * BLOCK_FRAME + (blocks - 1) * BLOCK_FRAME;
}

} // namespace

CardTerminal::CardTerminal(ApduDevice& device, CardProtocol protocol)
    : m_device(device),
      m_protocol(protocol)
{
}

std::size_t
CardTerminal::GetLineSize(CardProtocol protocol, std::size_t command, std::size_t response)
{
    if (protocol == CardProtocol::T1)
    {
        return GetBlocksSize(command) + GetBlocksSize(response);
    }
    const bool hasData = command > T0_HEADER || response > 2;
    // A command of case 1 has a P3 of zero on the line.
    return std::max(command, APDU_HEADER + 1) + hasData + response;
}

CardAnswer
CardTerminal::Exchange(const CommandApdu& header, ByteView data)
{
    CommandApdu command = header;
    while (data.size() > MAX_APDU_DATA)
    {
        command.cla = header.cla | CLA_CHAINED;
        command.expected = 0;
        command.data = data.SubView(0, MAX_APDU_DATA).ToBytes();
        const ResponseApdu response = Send(command);
        Wipe(command.data);
        if (response.status != CARD_OK)
        {
            return {{}, response.status};
        }
        data = data.SubView(MAX_APDU_DATA);
    }
    command.cla = header.cla;
    command.data = data.ToBytes();
    // Under T=0 octets go one way in an exchange: case 4 is case 3, then GET RESPONSE.
    const bool isSplit = m_protocol == CardProtocol::T0 && !data.empty();
    command.expected = isSplit ? 0 : header.expected;
    ResponseApdu response = Send(command);
    if ((response.status & 0xff00) == CARD_WRONG_EXPECTED && !isSplit && header.expected > 0)
    {
        command.expected = response.status & 0xff;
        response = Send(command);
    }
    Wipe(command.data);
    return Fetch(std::move(response));
}

ResponseApdu
CardTerminal::Send(const CommandApdu& command)
{
    Bytes sent = Encode(command);
    Bytes received = m_device.Process(sent);
    CountOperation(ROUND_TRIP, GetLineSize(m_protocol, sent.size(), received.size()));
    auto response = DecodeResponseApdu(received);
    Wipe(sent);
    Wipe(received);
    if (!response || response.value().data.size() > command.expected)
    {
        return {};
    }
    return std::move(response.value());
}

CardAnswer
CardTerminal::Fetch(ResponseApdu response)
{
    Bytes answer;
    Append(answer, response.data);
    bool grows = true;
    while (grows && (response.status & 0xff00) == CARD_MORE_DATA)
    {
        CommandApdu command{0, GET_RESPONSE, 0, 0};
        const std::size_t more = response.status & 0xff;
        command.expected = more == 0 ? MAX_APDU_ANSWER : more;
        response = Send(command);
        grows = !response.data.empty() && answer.size() < MAX_ANSWER; // as it promised
        Append(answer, response.data);
    }
    CardAnswer whole{Secret(answer), grows ? response.status : std::uint16_t{CARD_FAILED}};
    Wipe(answer);
    return whole;
}

} // namespace ns3::mqtt
