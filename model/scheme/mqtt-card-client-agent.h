// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CARD_CLIENT_AGENT_H
#define MQTT_CARD_CLIENT_AGENT_H

#include "mqtt-card-messages.h"
#include "mqtt-scheme-agent.h"

#include "ns3/mqtt-card-reader.h"

#include <deque>

namespace ns3::mqtt
{

/// How a client uses its card.
struct CardClientOptions
{
    std::shared_ptr<SmartCard> card;         ///< in the client's slot
    std::string device;                      ///< device profile of the card
    CardProtocol protocol{CardProtocol::T1}; ///< how APDUs get to the card
    CardForm form;                           ///< how the handshake is run
    bool keysInCard{false};                  ///< payloads are sealed by the card
    KeyType type{KeyType::P256};             ///< of the card's keys
};

/// A client with a smart card, which proves who it is and agrees on the keys of each connection
/// with the broker; the client is called by the number of its card. It hears of CONNACK when the
/// broker has proven itself, so that nothing else is sent before.
class CardClientAgent : public ClientAgent
{
  public:
    /// The unit that does the work of the card.
    static constexpr const char* UNIT = "card";

    /// @param options how the card is used
    explicit CardClientAgent(CardClientOptions options);

    std::vector<Unit> GetUnits() const override;
    void ConnectionWanted(ClientHost& host) override;
    void LinkDown(ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    std::size_t GetStateSize() const override;

    bool IsReady() const override
    {
        return m_open;
    }

    /// @return messages that were given up, because they were not authentic or could not be carried
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

  private:
    /// Packets of one direction that wait for the card, so that none overtakes another.
    struct Lane
    {
        std::deque<ControlPacket> waiting; ///< in order
        bool busy{false};                  ///< the card works on the one before
    };

    /// Has the card do something for the present connection, or the coming one.
    /// @tparam T what comes of it
    /// @param host the client
    /// @param work done by the card
    /// @param done hears what came of it, unless the connection is gone by then
    template <class T>
    void UseCard(ClientHost& host, std::function<T(CardReader&)> work, std::function<void(T)> done);

    /// Has the card prepare what goes into CONNECT.
    /// @param reader where the card is
    /// @param form how the handshake is run
    /// @param id number of the card
    /// @param time seconds since 1970
    /// @return it
    static Result<CardConnect> Prepare(CardReader& reader,
                                       CardForm form,
                                       const CardId& id,
                                       std::int64_t time);

    /// Completes CONNECT by what the card has prepared.
    /// @param connect from the client core
    /// @param host the client
    void SendConnect(Connect connect, ClientHost& host);

    /// @param packet that comes before the connection is open
    /// @param host the client
    void Shake(const ControlPacket& packet, ClientHost& host);

    /// As printed: takes the broker's keys.
    /// @param message encrypted keys, signature
    /// @param host the client
    void TakeKeys(const Bytes& message, ClientHost& host);

    /// Sound: answers the broker's challenge.
    /// @param challenge N_B, E_B, signature
    /// @param host the client
    void Answer(const Bytes& challenge, ClientHost& host);

    /// Sound, the card first: has it sign CONNECT, then sends it.
    /// @param connect complete but for the password
    /// @param host the client
    void SendSigned(Connect connect, ClientHost& host);

    /// The card first: takes the broker's word.
    /// @param message as printed HMAC, sound N_B, E_B, signature
    /// @param host the client
    void TakeReply(const Bytes& message, ClientHost& host);

    /// Keys are agreed on.
    /// @param keys if the card has exported them
    void Agreed(const std::optional<CardSessionKeys>& keys);

    /// The broker has proven itself: lets MQTT begin.
    /// @param connack for the client core
    /// @param host the client
    void Open(const Connack& connack, ClientHost& host);

    /// Sends a packet, sealed if it is a PUBLISH.
    /// @param packet the first of its lane
    /// @param host the client
    void SendNext(const ControlPacket& packet, ClientHost& host);

    /// Takes a packet, opened if it is a PUBLISH.
    /// @param packet the first of its lane
    /// @param host the client
    void TakeNext(const ControlPacket& packet, ClientHost& host);

    /// @param publish as it came
    /// @param opened payload in clear, or why there is none
    /// @param host the client
    void TakeOpened(const Publish& publish, Result<Bytes> opened, ClientHost& host);

    /// Goes on with what waits.
    /// @param lane either
    /// @param host the client
    void Proceed(Lane& lane, ClientHost& host);

    CardClientOptions m_options;              ///< how the card is used
    std::shared_ptr<std::uint64_t> m_attempt; ///< number of the connection
    std::optional<CardConnect> m_prepared;    ///< by the card for CONNECT
    Bytes m_connect;                          ///< SHA-256 of CONNECT
    std::optional<Will> m_will;               ///< goes with the answer to the challenge
    std::optional<Connack> m_connack;         ///< as printed: waits for the keys
    bool m_answered{false};                   ///< keys are agreed on, as far as it goes
    bool m_open{false};                       ///< the broker has proven itself
    std::optional<CardCipher> m_cipher;       ///< of the connection, unless keys are in the card
    Lane m_outgoing;                          ///< to the broker
    Lane m_incoming;                          ///< from the broker
    std::uint64_t m_dropped{0};               ///< messages given up
};

template <class T>
void
CardClientAgent::UseCard(ClientHost& host,
                         std::function<T(CardReader&)> work,
                         std::function<void(T)> done)
{
    const auto isPresent = [current = m_attempt, attempt = *m_attempt]() {
        return *current == attempt;
    };
    const auto result = std::make_shared<std::optional<T>>();
    host.UseUnit(
        UNIT,
        [isPresent, result, card = m_options.card, protocol = m_options.protocol, work]() {
            if (isPresent()) // a card that was reset meanwhile is left alone
            {
                CardReader reader(*card, protocol);
                result->emplace(work(reader));
            }
        },
        [isPresent, result, done]() {
            if (isPresent() && *result)
            {
                done(std::move(**result));
            }
        });
}

} // namespace ns3::mqtt

#endif /* MQTT_CARD_CLIENT_AGENT_H */
