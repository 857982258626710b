// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_AGENT_H
#define MQTT_KEY_EXCHANGE_AGENT_H

#include "mqtt-key-exchange-publisher.h"
#include "mqtt-key-exchange-subscriber.h"
#include "mqtt-message-buffer.h"

namespace ns3::mqtt
{

/// A client of the key exchange. All of it goes over the client's own connection: requests and
/// answers are messages of QoS 1 on topics of their own, which the application does not see and may
/// not use. Application messages are sealed from end to end; the broker forwards them as they are.
///
/// A retained message is cleared by an empty payload, which therefore goes out unsealed and is
/// delivered to nobody. A retained message, and a will, can be opened as long as the data key is
/// kept that it was sealed under.
class KeyExchangeClientAgent : public ClientAgent
{
  public:
    /// Times and numbers of the exchange.
    struct Limits
    {
        Duration renewalPeriod{0}; ///< between two data keys of a publisher; 0 for no renewal
        Duration switchDelay{0};   ///< from the last subscriber's being sent a key to its use
        Duration retryTime{0};     ///< from a request to its being repeated; doubles each time
        Duration bufferTime{0};    ///< messages whose data key has not come yet
        std::size_t keptKeys{2};   ///< data keys of a publisher
    };

    /// @param number of the client
    /// @param directory of all clients
    /// @param party cryptography of the client, which it has again if it is started anew
    /// @param limits times and numbers
    KeyExchangeClientAgent(std::uint32_t number,
                           std::shared_ptr<ExchangeDirectory> directory,
                           std::shared_ptr<ExchangeParty> party,
                           const Limits& limits);

    void Start(ClientHost& host) override;
    void LinkDown(ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void IncomingMessage(const Publish& publish, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;
    std::uint32_t GetGroupEpoch() const override;
    bool IsReady() const override;
    std::size_t GetStateSize() const override;

    /// @return messages that were not delivered or answered: forged, replayed, malformed or too
    /// late
    std::uint64_t GetNDropped() const
    {
        return m_nDropped;
    }

  private:
    /// The broker has accepted the client: asks for the topics of the exchange, and for keys.
    /// @param host the client
    void JoinExchange(ClientHost& host);

    /// @param suback answer to the agent's own SUBSCRIBE
    /// @param host the client
    void TakeSuback(const Suback& suback, ClientHost& host);

    /// @param payload request of a subscriber
    /// @param host the client
    void TakeRequest(ByteView payload, ClientHost& host);

    /// @param payload answer of a publisher
    /// @param host the client
    void TakeAnswer(ByteView payload, ClientHost& host);

    /// Asks for all keys that are missing, and again after a while.
    /// @param host the client
    void AskAgain(ClientHost& host);

    /// Makes a new data key and begins to hand it out.
    /// @param host the client
    void Renew(ClientHost& host);

    /// Gives the new data key to one more subscriber.
    /// @param host the client
    void PushNext(ClientHost& host);

    /// Delivers a message or lets it wait for its key.
    /// @param publish sealed
    /// @param until when it is given up if it waits
    /// @param host the client
    void OpenMessage(const Publish& publish, Duration until, ClientHost& host);

    /// @param connect CONNECT of the client core
    /// @return the same with its will sealed
    Connect SealWill(const Connect& connect);

    std::uint32_t m_number;                         ///< of the client
    std::shared_ptr<ExchangeDirectory> m_directory; ///< of all clients
    std::shared_ptr<ExchangeParty> m_party;         ///< cryptography
    Limits m_limits;                                ///< times and numbers
    std::optional<ExchangePublisher> m_publisher;   ///< if the client may publish
    std::optional<ExchangeSubscriber> m_subscriber; ///< if the client may subscribe
    MessageBuffer m_buffered;                       ///< messages whose key has not come
    Duration m_retry{0};                            ///< time to the next repetition
    bool m_retrying{false};                         ///< the timer for that runs
    bool m_asked{false};                            ///< on an earlier connection
    bool m_joined{false};        ///< the topics of the exchange were asked for on this connection
    bool m_granted{false};       ///< the broker lets the client have them
    std::uint64_t m_nDropped{0}; ///< messages not delivered
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_AGENT_H */
