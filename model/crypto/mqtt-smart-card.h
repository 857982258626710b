// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SMART_CARD_H
#define MQTT_SMART_CARD_H

#include "mqtt-card-keys.h"
#include "mqtt-card-protocol.h"
#include "mqtt-card-terminal.h"

namespace ns3::mqtt
{

/// Identifier of the card's application: a proprietary one (ISO/IEC 7816-5).
constexpr std::array<std::uint8_t, 7> CARD_APPLICATION{0xf0, 'm', 'q', 't', 't', 's', 'c'};

/// CLA of the commands that ISO/IEC 7816-4 does not know.
constexpr std::uint8_t CARD_CLASS = 0x80;

/// INS of what the card can do. Numbers are in octets.
enum CardInstruction : std::uint8_t
{
    CARD_SIGN_CONNECT = 0x20, ///< as printed: T 8; answers N_D 16, signature
    CARD_OPEN_KEYS = 0x21,    ///< as printed: encrypted keys, signature of the broker; answers
                              ///< HMAC 32 and, if they are exported, K_e 16, K_m 16
    CARD_CHOOSE_KEYS = 0x22,  ///< as printed, the card first: T 8; answers N_D 16, encrypted keys,
                              ///< signature
    CARD_CONFIRM = 0x23,      ///< as printed, the card first: HMAC 32; answers the keys 16 each, if
                              ///< they are exported
    CARD_BEGIN = 0x30,        ///< sound: answers N_D 16
    CARD_ANSWER = 0x31,       ///< sound: digest of CONNECT 32, N_B 16, E_B 65, signature of the
                              ///< broker; answers E_D 65, signature and, if they are exported, the
                              ///< keys 16 each
    CARD_OFFER = 0x32,        ///< sound, the card first: answers counter 8, N_D 16, E_D 65
    CARD_SIGN_OFFER = 0x33,   ///< sound, the card first: digest of CONNECT 32; answers signature
    CARD_FINISH = 0x34,       ///< sound, the card first: N_B 16, E_B 65, signature of the broker;
                              ///< answers the keys 16 each, if they are exported
    CARD_SEAL = 0x40,         ///< length of topic 2, topic, payload; answers it sealed
    CARD_OPEN = 0x41,         ///< length of topic 2, topic, sealed payload; answers it opened
    CARD_GET_CHALLENGE = 0x84, ///< ISO/IEC 7816-4: answers random octets
    CARD_SELECT = 0xa4,        ///< ISO/IEC 7816-4: the application by its identifier
    CARD_GET_RESPONSE = 0xc0,  ///< ISO/IEC 7816-4: the rest of an answer
    CARD_GET_DATA = 0xca       ///< ISO/IEC 7816-4: number of the card, P1 P2 0100
};

/// What is written into a card before it is given out.
struct CardPersonalisation
{
    CardId id{};                            ///< number of the card
    CardKeyPair key;                        ///< of the card
    CardPublicKey broker;                   ///< of the broker
    bool published{false};                  ///< the protocol as printed
    CardReading reading{CardReading::OR_1}; ///< who speaks first
    bool exports{true}; ///< session keys are given to the host, else they stay in the card
};

/// A smart card with an application that proves who it is to a broker, checks the broker, agrees
/// on keys and, unless it gives these to the host, seals and opens payloads. Its private key never
/// leaves it. Everything goes through Process(); what it does is counted by names of a card's
/// table of costs.
class SmartCard : public ApduDevice
{
  public:
    /// Octets of a command's data after which chaining is refused. A real card works on them as
    /// they come; here they are kept.
    static constexpr std::size_t MAX_DATA = 1 << 20;

    /// @param personalisation what is written into it
    explicit SmartCard(CardPersonalisation personalisation);
    ~SmartCard() override;

    Bytes Process(ByteView command) override;

    /// The contacts are without power for a moment: all but what was written into the card is
    /// gone.
    void Reset();

    /// @return number of the card, which is printed on it
    const CardId& GetId() const
    {
        return m_card.id;
    }

    /// @return octets of keys in it
    std::size_t GetStateSize() const;

  private:
    /// What a command comes to.
    struct Outcome
    {
        std::uint16_t status{CARD_OK}; ///< status, if it is none of those about lengths
        Bytes answer{};                ///< all of it
    };

    /// Protocols that an instruction may belong to.
    enum Dialect
    {
        ANY,            ///< all
        PUBLISHED_OR_1, ///< as printed
        PUBLISHED_OR_2, ///< as printed, the card first
        SOUND_OR_1,     ///< sound
        SOUND_OR_2      ///< sound, the card first
    };

    /// What the card does on an instruction.
    struct Instruction
    {
        std::uint8_t cla;                                 ///< class
        std::uint8_t ins;                                 ///< instruction
        std::uint16_t parameters;                         ///< P1 and P2
        Dialect dialect;                                  ///< protocol that it belongs to
        bool isProtected;                                 ///< only once the application is selected
        Outcome (SmartCard::*run)(ByteView, std::size_t); ///< given data and expected octets
    };

    /// @param command within a chain or not
    /// @return the response
    ResponseApdu Handle(const CommandApdu& command);

    /// @param command that is complete with m_chained
    /// @return what comes of it
    Outcome Run(const CommandApdu& command);

    /// @param expected octets that the host takes
    /// @return the next part of m_answer
    ResponseApdu GiveAnswer(std::size_t expected);

    /// @name Instructions
    /// @param data of the command
    /// @param expected octets of the answer
    /// @return what comes of it
    /// @{
    Outcome Select(ByteView data, std::size_t expected);
    Outcome GetChallenge(ByteView data, std::size_t expected);
    Outcome GetNumber(ByteView data, std::size_t expected);
    Outcome SignConnect(ByteView data, std::size_t expected);
    Outcome OpenKeys(ByteView data, std::size_t expected);
    Outcome ChooseKeys(ByteView data, std::size_t expected);
    Outcome Confirm(ByteView data, std::size_t expected);
    Outcome Begin(ByteView data, std::size_t expected);
    Outcome Answer(ByteView data, std::size_t expected);
    Outcome Offer(ByteView data, std::size_t expected);
    Outcome SignOffer(ByteView data, std::size_t expected);
    Outcome Finish(ByteView data, std::size_t expected);
    Outcome Seal(ByteView data, std::size_t expected);
    Outcome Open(ByteView data, std::size_t expected);
    /// @}

    /// @return the protocol that the card speaks
    Dialect GetDialect() const;

    /// Draws N_D, and ends a session or a handshake under way.
    void DrawNonce();

    /// @param text that is signed
    /// @return signature by the card's key
    Bytes Sign(ByteView text);

    /// @param text that the broker should have signed
    /// @param signature of the broker
    /// @return whether it has
    bool IsByBroker(ByteView text, ByteView signature);

    /// Keeps the keys of a session, or gives them away.
    /// @param keys of the session
    /// @return octets for the host: none unless keys are exported
    Secret Install(const CardSessionKeys& keys);

    /// Counts what it takes to keep the keys of a session.
    void CountInstallation() const;

    /// @param secret of E_D
    /// @param agreement all of it
    /// @return keys of the session; none if E_B is no point
    static std::optional<CardSessionKeys> Agree(const EcScalar& secret,
                                                const CardAgreement& agreement);

    /// @param secret gets that of E_D
    /// @return E_D
    static Bytes MakePoint(EcScalar& secret);

    /// @param seals direction
    /// @param data length of topic, topic, payload
    /// @return what comes of it
    Outcome Protect(bool seals, ByteView data);

    CardPersonalisation m_card;               ///< what is written into it
    bool m_selected{false};                   ///< the application is selected
    Bytes m_chained;                          ///< data of the chain under way
    std::uint32_t m_chain{0};                 ///< header of the chain under way; 0 for none
    Bytes m_answer;                           ///< what is to be fetched
    std::size_t m_given{0};                   ///< how much of it was
    Bytes m_nonce;                            ///< N_D; empty if there is none
    std::uint64_t m_counter{0};               ///< of offers; survives a reset
    std::optional<CardTransport> m_chosen;    ///< keys that wait for the broker's confirmation
    std::optional<CardAgreement> m_agreement; ///< as far as it is known, if the card is first
    EcScalar m_secret;                        ///< of E_D, if the card is first
    std::optional<CardCipher> m_cipher;       ///< of the session, if keys stay here
};

} // namespace ns3::mqtt

#endif /* MQTT_SMART_CARD_H */
