// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_BROKER_AGENT_H
#define MQTT_CARD_BROKER_AGENT_H

#include "mqtt-card-messages.h"
#include "mqtt-repository-client.h"

namespace ns3::mqtt
{

/// What the broker knows from the start.
struct CardBrokerOptions
{
    CardKeyPair key;                     ///< of the broker; cards hold its public half
    std::optional<CardPublicKey> issuer; ///< signs entries of the repository; none as printed
    CardForm form;                       ///< how the handshake is run
    std::int64_t timeWindow{60};         ///< as printed: seconds that T may be off
};

/// The broker's side of CardClientAgent: looks the card up in the repository of public keys, lets
/// it prove itself, proves itself, opens what clients publish and seals it for each subscriber.
/// Sound, the broker core hears of a client when it has proven itself, and of nothing before.
class CardBrokerAgent : public BrokerAgent, private RepositoryClient::Listener
{
  public:
    /// Longest time from CONNECT to the end of the handshake.
    static constexpr Duration HANDSHAKE_LIMIT = std::chrono::seconds{30};

    /// Timer that ends those that take longer.
    static constexpr std::uint32_t SWEEP_TIMER = 1'000'001;

    /// @param options what the broker knows
    explicit CardBrokerAgent(CardBrokerOptions options);

    void Start(BrokerHost& host) override;
    void ChannelUp(ChannelId channel, const std::string& service, BrokerHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host) override;
    void ChannelDown(ChannelId channel, BrokerHost& host) override;
    void TimerExpired(std::uint32_t timer, BrokerHost& host) override;
    void LinkDown(ConnectionId connection, BrokerHost& host) override;
    void OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host) override;
    void IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host) override;
    std::size_t GetStateSize() const override;

  private:
    /// What is awaited on a connection.
    enum class Stage
    {
        LOOK_UP,      ///< answer of the repository
        ANSWER,       ///< sound: proof of the card, or its will if it was first
        CONFIRMATION, ///< as printed: the broker core's word, then that of the card
        OPEN          ///< messages
    };

    /// A connection from its CONNECT on.
    struct Session
    {
        Stage stage{Stage::LOOK_UP};       ///< what is awaited
        Duration since{0};                 ///< when CONNECT came
        Connect connect;                   ///< as it came; sound, the core gets it in the end
        CardConnect content;               ///< what it says
        std::optional<CardPublicKey> key;  ///< of the card
        std::optional<CardTransport> sent; ///< as printed: keys that are to be confirmed
        CardAgreement agreement;           ///< sound: on keys
        EcScalar secret;                   ///< sound: of E_B
        std::optional<CardCipher> cipher;  ///< once keys are agreed on
        std::vector<ControlPacket> held;   ///< for the client, until the stage is OPEN
    };

    void KeyFound(const CardId& card,
                  const std::optional<CardPublicKey>& key,
                  BrokerHost& host) override;
    void CardRevoked(const CardId& card, BrokerHost& host) override;

    /// @param from connection
    /// @param connect its first packet
    /// @param host the broker
    void TakeConnect(ConnectionId from, const Connect& connect, BrokerHost& host);

    /// As printed: checks the signature in CONNECT.
    /// @param from connection
    /// @param session key of the card is known
    /// @param host the broker
    void CheckConnect(ConnectionId from, Session& session, BrokerHost& host);

    /// As printed: sends the keys.
    /// @param to connection
    /// @param session accepted by the core
    /// @param host the broker
    void SendKeys(ConnectionId to, Session& session, BrokerHost& host);

    /// As printed: the card confirms the keys.
    /// @param from connection
    /// @param session keys were sent
    /// @param packet that came
    /// @param host the broker
    void TakeConfirmation(ConnectionId from,
                          Session& session,
                          const ControlPacket& packet,
                          BrokerHost& host);

    /// As printed, the card first: opens the keys that it has chosen.
    /// @param session key of the card is known
    /// @return what the card has signed; nothing if the keys are not for this broker
    std::optional<Bytes> OpenChosen(Session& session) const;

    /// As printed, the card first: confirms the keys that it has chosen.
    /// @param to connection
    /// @param session accepted by the core
    /// @param host the broker
    void ConfirmChosen(ConnectionId to, Session& session, BrokerHost& host);

    /// Sound, the card first: checks what CONNECT says, and answers it.
    /// @param from connection
    /// @param session key of the card is known
    /// @param host the broker
    void TakeOffer(ConnectionId from, Session& session, BrokerHost& host);

    /// Sound: draws the broker's part of an agreement.
    /// @param session gets it
    static void DrawPart(Session& session);

    /// Sound: sends CONNACK and the broker's part of an agreement.
    /// @param to connection
    /// @param session has its part
    /// @param text that is signed
    /// @param host the broker
    void SendPart(ConnectionId to, const Session& session, ByteView text, BrokerHost& host);

    /// Sound: sends the challenge.
    /// @param to connection
    /// @param session key of the card is known
    /// @param host the broker
    void Challenge(ConnectionId to, Session& session, BrokerHost& host);

    /// Sound: the card proves itself.
    /// @param from connection
    /// @param session challenge was sent
    /// @param packet that came
    /// @param host the broker
    void TakeAnswer(ConnectionId from,
                    Session& session,
                    const ControlPacket& packet,
                    BrokerHost& host);

    /// Sound: derives the keys.
    /// @param session gets the cipher
    /// @return whether E_D is a point
    static bool Agree(Session& session);

    /// The card has proven itself: lets the broker core have its CONNECT.
    /// @param from connection
    /// @param session becomes open
    /// @param host the broker
    static void Admit(ConnectionId from, Session& session, BrokerHost& host);

    /// @param session challenge was sent
    /// @param answer E_D, signature, sealed will
    /// @return why it proves nothing; nothing if it does: there is a cipher, and the will is opened
    static std::optional<Error> Verify(Session& session, ByteView answer);

    /// @param from connection
    /// @param session open
    /// @param packet that came
    /// @param host the broker
    static void TakeMessage(ConnectionId from,
                            Session& session,
                            const ControlPacket& packet,
                            BrokerHost& host);

    /// @param connection gets a CONNACK with a return code, and is closed
    /// @param code return code
    /// @param reason in words
    /// @param host the broker
    static void Refuse(ConnectionId connection,
                       ConnectCode code,
                       const std::string& reason,
                       BrokerHost& host);

    /// Ends handshakes that take too long.
    /// @param host the broker
    void Sweep(BrokerHost& host);

    /// @param connection any
    /// @return its session, or null
    Session* FindSession(ConnectionId connection);

    /// @param condition on a session
    /// @return connections whose sessions it holds for
    template <class Condition>
    std::vector<ConnectionId> Select(Condition condition) const;

    CardBrokerOptions m_options;                ///< what the broker knows
    RepositoryClient m_repository;              ///< keys of cards
    std::map<ConnectionId, Session> m_sessions; ///< from CONNECT on
    std::map<CardId, std::uint64_t> m_counters; ///< of cards that speak first, the last taken
    bool m_sweeping{false};                     ///< Sweep() is planned
};

} // namespace ns3::mqtt

#endif /* MQTT_CARD_BROKER_AGENT_H */
