// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_READER_H
#define MQTT_CARD_READER_H

#include "mqtt-smart-card.h"

namespace ns3::mqtt
{

/// What a host has a SmartCard do, command by command. Every call belongs into the work of the
/// card's unit, since the card takes its time for it.
class CardReader
{
  public:
    /// @param card in the slot; must outlive the reader
    /// @param protocol how APDUs get there
    CardReader(SmartCard& card, CardProtocol protocol);

    /// Resets the card and selects its application, which ends a session that it may have. Counted
    /// as "card-activation" beside the exchange.
    /// @return nothing, or why not
    std::optional<Error> Activate();

    /// What the card puts into CONNECT as printed.
    struct ConnectProof
    {
        Bytes nonce;     ///< N_D
        Bytes signature; ///< by the card
    };

    /// @param time T in 8 octets
    /// @return what goes into CONNECT, as printed
    Result<ConnectProof> SignConnect(ByteView time);

    /// What the card makes of the broker's keys as printed.
    struct KeyConfirmation
    {
        Bytes confirmation;                  ///< for the broker
        std::optional<CardSessionKeys> keys; ///< if the card exports them
    };

    /// @param message encrypted keys, signature of the broker
    /// @return answer for the broker, as printed
    Result<KeyConfirmation> OpenKeys(ByteView message);

    /// As SignConnect(), of a card that speaks first.
    /// @param time T in 8 octets
    /// @return what goes into CONNECT, as printed: in front of the signature the encrypted keys
    Result<ConnectProof> ChooseKeys(ByteView time);

    /// What the card makes of the broker's word that a session begins.
    using ExportedKeys = std::optional<CardSessionKeys>;

    /// @param confirmation by the broker of the keys that the card has chosen
    /// @return keys, if the card exports them
    Result<ExportedKeys> Confirm(ByteView confirmation);

    /// @return N_D, sound
    Result<Bytes> Begin();

    /// What a card puts into CONNECT that speaks first.
    struct FirstOffer
    {
        Bytes nonce; ///< counter, N_D
        Bytes point; ///< E_D
    };

    /// @return what goes into CONNECT, sound
    Result<FirstOffer> Offer();

    /// @param connect SHA-256 of the CONNECT without password
    /// @return signature of the card, the password
    Result<Bytes> SignOffer(ByteView connect);

    /// @param reply N_B, E_B, signature of the broker
    /// @return keys, if the card exports them
    Result<ExportedKeys> Finish(ByteView reply);

    /// What the card answers to the broker's challenge.
    struct ChallengeAnswer
    {
        Bytes answer;                        ///< E_D, signature by the card
        std::optional<CardSessionKeys> keys; ///< if the card exports them
    };

    /// @param connect SHA-256 of the CONNECT that was sent
    /// @param challenge N_B, E_B, signature of the broker
    /// @param signatureSize octets of the card's signatures
    /// @return answer for the broker, sound
    Result<ChallengeAnswer> Answer(ByteView connect, ByteView challenge, std::size_t signatureSize);

    /// @param topic MQTT topic that the payload goes with
    /// @param payload in clear
    /// @return sealed payload
    Result<Bytes> Seal(std::string_view topic, ByteView payload);

    /// @param topic MQTT topic that the payload came with
    /// @param payload sealed
    /// @return in clear, or why not
    Result<Bytes> Open(std::string_view topic, ByteView payload);

  private:
    /// @param instruction INS
    /// @param data of the command
    /// @param what is asked for, in words
    /// @return the answer
    Result<Secret> Command(CardInstruction instruction, ByteView data, const char* what);

    /// @param instruction CARD_CONFIRM or CARD_FINISH
    /// @param data of the command
    /// @param published as printed
    /// @return keys, if the card exports them
    Result<ExportedKeys> TakeKeys(CardInstruction instruction, ByteView data, bool published);

    /// @param instruction CARD_SIGN_CONNECT or CARD_CHOOSE_KEYS
    /// @param time T in 8 octets
    /// @return what goes into CONNECT, as printed
    Result<ConnectProof> Prove(CardInstruction instruction, ByteView time);

    /// @param instruction CARD_SEAL or CARD_OPEN
    /// @param topic MQTT topic
    /// @param payload of it
    /// @return what the card makes of it
    Result<Bytes> Protect(CardInstruction instruction, std::string_view topic, ByteView payload);

    SmartCard& m_card;       ///< in the slot
    CardTerminal m_terminal; ///< the line to it
};

} // namespace ns3::mqtt

#endif /* MQTT_CARD_READER_H */
