// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_PUBLISHER_H
#define MQTT_KEY_EXCHANGE_PUBLISHER_H

#include "mqtt-group-key-ring.h"
#include "mqtt-key-exchange-directory.h"
#include "mqtt-key-exchange-messages.h"
#include "mqtt-key-exchange-party.h"

#include <deque>

namespace ns3::mqtt
{

/// What a message is sealed as. Each kind has sequence numbers of its own, because messages of one
/// kind may overtake any number of another, which a window could not tell from replays.
enum class SealKind : std::uint8_t
{
    ACKNOWLEDGED, ///< QoS 1 and 2
    LOSSY,        ///< QoS 0
    WILL          ///< sealed with CONNECT, sent when the client has vanished
};

/// Number of kinds of messages.
constexpr std::size_t SEAL_KIND_COUNT = 3;

/// @param publisher its number
/// @param kind of message
/// @return the member number under which GroupKeyRing seals
constexpr std::uint32_t
GetDataMember(std::uint32_t publisher, SealKind kind)
{
    return publisher << 2 | static_cast<std::uint32_t>(kind);
}

/// @param member number of a sealed message
/// @return the publisher that sealed it
constexpr std::uint32_t
GetDataPublisher(std::uint32_t member)
{
    return member >> 2;
}

/// A publisher's side of the key exchange: makes data keys, seals them for those who ask, and seals
/// messages under them. A message is key 4 octets, nonce 12 (publisher and kind 4, sequence number
/// 8), ciphertext, tag 16, as GroupKeyRing writes it.
class ExchangePublisher
{
  public:
    /// Makes the first data key.
    /// @param number of the client
    /// @param directory of all clients
    /// @param party cryptography of the client; outlives this
    /// @param keptKeys data keys that can still be asked for, at least 2
    ExchangePublisher(std::uint32_t number,
                      std::shared_ptr<const ExchangeDirectory> directory,
                      ExchangeParty& party,
                      std::size_t keptKeys);

    /// @param request from the broker
    /// @param now present time
    /// @return answers to it: none if it is for others, was answered before, or is not a
    ///         subscriber's
    std::vector<Publish> Answer(const KeyRequest& request, Duration now);

    /// Has requests answered once more whose answers may be lost with the connection.
    /// @param since when those were sent
    void ForgetAnswers(Duration since);

    /// Makes a new data key and queues all subscribers for it, unless some still wait for the last
    /// one. It is not yet used.
    /// @return whether there is a new one
    bool Renew();

    /// @return the new data key for the next subscriber in the queue that can be given it; none
    /// when
    ///         all have been
    std::optional<Publish> PushNext();

    /// Seals messages under the newest data key from here on.
    void Switch();

    /// @return number of the newest data key
    std::uint32_t GetNewest() const
    {
        return m_keys.rbegin()->first;
    }

    /// @return number of the data key that messages are sealed under
    std::uint32_t GetCurrent() const
    {
        return m_current;
    }

    /// @return the newest data key, for who hears itself
    GroupKey GetNewestKey() const
    {
        return {GetNewest(), m_keys.rbegin()->second.key};
    }

    /// @param topic MQTT topic
    /// @param payload in clear
    /// @param kind of message
    /// @return sealed payload
    Bytes Seal(const std::string& topic, ByteView payload, SealKind kind);

    /// @return subscribers that have been given a key
    std::size_t GetNSubscribers() const
    {
        return m_subscribers.size();
    }

    /// @return octets of keys, offers and counters
    std::size_t GetStateSize() const;

  private:
    /// A data key.
    struct Key
    {
        Secret key;      ///< EXCHANGE_KEY_SIZE octets
        Bytes signature; ///< that it is this publisher's
    };

    /// Who has asked.
    struct Subscriber
    {
        KeyRequest request;        ///< last one
        std::uint32_t firstKey{0}; ///< the oldest key that it may have
        std::uint32_t attempt{0};  ///< of the last request that was answered
        Duration answered{0};      ///< when
    };

    /// Makes a data key and forgets the oldest.
    void MakeKey();

    /// @param request to be answered
    /// @param number of the data key, which is held
    /// @return answer; none if the offer is not the subscriber's
    std::optional<Publish> MakeAnswer(const KeyRequest& request, std::uint32_t number) const;

    std::uint32_t m_number;                               ///< of the client
    std::shared_ptr<const ExchangeDirectory> m_directory; ///< of all clients
    ExchangeParty& m_party;                               ///< cryptography
    std::size_t m_keptKeys;                               ///< that can be asked for
    std::map<std::uint32_t, Key> m_keys;                  ///< by number
    std::uint32_t m_current{0};                           ///< key of messages
    std::map<std::uint32_t, Subscriber> m_subscribers;    ///< by number
    std::deque<std::uint32_t> m_queue;                    ///< subscribers without the newest key
    std::array<GroupKeyRing, SEAL_KIND_COUNT> m_rings{
        {{false, 1}, {false, 1}, {false, 1}}}; ///< seal messages, by kind
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_PUBLISHER_H */
