// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_TERMINAL_H
#define MQTT_CARD_TERMINAL_H

#include "mqtt-apdu.h"
#include "mqtt-openssl.h"

namespace ns3::mqtt
{

/// How APDUs get to a card and back (ISO/IEC 7816-3).
enum class CardProtocol
{
    T0, ///< octet by octet: a command with data never has an answer, which is fetched apart
    T1  ///< block by block
};

/// Something that answers APDUs.
class ApduDevice
{
  public:
    virtual ~ApduDevice() = default;

    /// @param command octets of a command, or of anything
    /// @return octets of the response
    virtual Bytes Process(ByteView command) = 0;
};

/// What a card answers in the end.
struct CardAnswer
{
    Secret data;                       ///< of all responses
    std::uint16_t status{CARD_FAILED}; ///< of the last one

    /// @return whether the card did what it was told
    bool IsOk() const
    {
        return status == CARD_OK;
    }
};

/// The host's end of the line to a card: sends data of any length by command chaining, fetches
/// answers of any length by GET RESPONSE, and wipes what it has carried. Each command with its
/// response is counted as one "apdu-round-trip" of as many octets as go over the line both ways.
class CardTerminal
{
  public:
    /// Octets of an answer after which a card is taken to talk for ever.
    static constexpr std::size_t MAX_ANSWER = 1 << 20;

    /// @param device the card; must outlive the terminal
    /// @param protocol how APDUs get there
    CardTerminal(ApduDevice& device, CardProtocol protocol);

    /// @param header CLA, INS, P1 and P2; expected octets, if an answer is wanted: up to
    ///        MAX_APDU_ANSWER, which also stands for more than that
    /// @param data of any length
    /// @return the answer; status CARD_FAILED if the card breaks a rule
    CardAnswer Exchange(const CommandApdu& header, ByteView data = {});

    /// @param protocol how APDUs get there
    /// @param command octets of the command
    /// @param response octets of the response
    /// @return octets on the line both ways: under T=0 a header of five, a procedure octet before
    ///         data, data and status; under T=1 blocks of at most 254 octets with four around
    ///         them, and one of four that confirms each but the last of a chain
    static std::size_t GetLineSize(CardProtocol protocol,
                                   std::size_t command,
                                   std::size_t response);

  private:
    /// Sends one command.
    /// @param command within the bounds of the short form
    /// @return its response
    ResponseApdu Send(const CommandApdu& command);

    /// Fetches what a card has more to say.
    /// @param response to the last command of a chain
    /// @return all of it
    CardAnswer Fetch(ResponseApdu response);

    ApduDevice& m_device;    ///< the card
    CardProtocol m_protocol; ///< how APDUs get there
};

} // namespace ns3::mqtt

#endif /* MQTT_CARD_TERMINAL_H */
