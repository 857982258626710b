// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_APDU_H
#define MQTT_APDU_H

#include "ns3/mqtt-bytes.h"

/// @file
/// Commands to smart cards and their responses (ISO/IEC 7816-4, section 5), in the short form that
/// every card takes.

namespace ns3::mqtt
{

/// Most octets of data in a command.
constexpr std::size_t MAX_APDU_DATA = 255;

/// Most octets of data in a response.
constexpr std::size_t MAX_APDU_ANSWER = 256;

/// Bit of CLA that says that a command's data go on in the next one (section 5.3.3).
constexpr std::uint8_t CLA_CHAINED = 0x10;

/// What a card says of a command (table 5 and 6). 61xx and 6Cxx hold a number of octets.
enum CardStatus : std::uint16_t
{
    CARD_OK = 0x9000,                       ///< done
    CARD_MORE_DATA = 0x6100,                ///< done; that many octets wait for GET RESPONSE
    CARD_WRONG_LENGTH = 0x6700,             ///< Lc or Le make no sense
    CARD_SECURITY_NOT_SATISFIED = 0x6982,   ///< a proof is missing or wrong
    CARD_CONDITIONS_NOT_SATISFIED = 0x6985, ///< not now
    CARD_WRONG_DATA = 0x6A80,               ///< the data make no sense
    CARD_NOT_FOUND = 0x6A82,                ///< no such application
    CARD_WRONG_PARAMETERS = 0x6A86,         ///< P1 or P2 make no sense
    CARD_WRONG_EXPECTED = 0x6C00,           ///< that many octets should be asked for
    CARD_UNKNOWN_INSTRUCTION = 0x6D00,      ///< no such INS
    CARD_UNKNOWN_CLASS = 0x6E00,            ///< no such CLA
    CARD_FAILED = 0x6F00                    ///< no diagnosis
};

/// A command. Without data and expected octets it is of case 1, with the latter of case 2, with
/// data of case 3, with both of case 4.
struct CommandApdu
{
    std::uint8_t cla{0};     ///< class
    std::uint8_t ins{0};     ///< instruction
    std::uint8_t p1{0};      ///< first parameter
    std::uint8_t p2{0};      ///< second parameter
    Bytes data{};            ///< at most MAX_APDU_DATA octets
    std::size_t expected{0}; ///< most octets of the answer, at most MAX_APDU_ANSWER
};

/// What a card answers.
struct ResponseApdu
{
    Bytes data{};                      ///< at most MAX_APDU_ANSWER octets
    std::uint16_t status{CARD_FAILED}; ///< SW1 and SW2
};

/// @param command with data and expected octets within their bounds
/// @return its octets
Bytes Encode(const CommandApdu& command);

/// @param octets from a host
/// @return the command; or why it is none, extended lengths included
Result<CommandApdu> DecodeCommandApdu(ByteView octets);

/// @param response with data within their bounds
/// @return its octets
Bytes Encode(const ResponseApdu& response);

/// @param octets from a card
/// @return the response, or why it is none
Result<ResponseApdu> DecodeResponseApdu(ByteView octets);

} // namespace ns3::mqtt

#endif /* MQTT_APDU_H */
