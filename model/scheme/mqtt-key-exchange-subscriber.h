// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_SUBSCRIBER_H
#define MQTT_KEY_EXCHANGE_SUBSCRIBER_H

#include "mqtt-group-key-ring.h"
#include "mqtt-key-exchange-directory.h"
#include "mqtt-key-exchange-messages.h"
#include "mqtt-key-exchange-party.h"

#include <set>

namespace ns3::mqtt
{

/// A subscriber's side of the key exchange: asks for data keys, and opens messages under them.
class ExchangeSubscriber
{
  public:
    /// Keys that are asked for by number at a time.
    static constexpr std::size_t MAX_MISSING = 64;

    /// Makes an offer.
    /// @param number of the client
    /// @param directory of all clients
    /// @param party cryptography of the client; outlives this
    /// @param keptKeys data keys of a publisher that are kept, at least 2
    ExchangeSubscriber(std::uint32_t number,
                       std::shared_ptr<const ExchangeDirectory> directory,
                       ExchangeParty& party,
                       std::size_t keptKeys);

    /// @param repeated whether the last such request was lost or is not answered; else it is the
    ///        same again, which who has answered it takes no notice of
    /// @return request to all publishers, which the broker keeps for those who come later
    Publish AskAll(bool repeated);

    /// @return a request for each key that messages were sealed under and that has not come
    std::vector<Publish> AskMissing();

    /// @param payload answer from the broker
    /// @return whether it gave a new key
    bool TakeAnswer(ByteView payload);

    /// Takes in a key of the client itself, as a publisher.
    /// @param key newest key
    void TakeOwn(const GroupKey& key);

    /// @param topic MQTT topic
    /// @param payload sealed
    /// @return what became of it; a key that it waits for is noted as missing
    GroupKeyRing::Opened Open(const std::string& topic, ByteView payload);

    /// No message waits for a key any longer.
    void ForgetMissing()
    {
        m_missing.clear();
    }

    /// @return whether messages wait for keys
    bool IsMissing() const
    {
        return !m_missing.empty();
    }

    /// @return whether every publisher that is waited for has given a key
    bool HasAll() const
    {
        return m_awaited.empty();
    }

    /// @return number of the newest key of any publisher; 0 as long as one is awaited
    std::uint32_t GetEpoch() const
    {
        return HasAll() ? m_epoch : 0;
    }

    /// @return octets of keys and counters
    std::size_t GetStateSize() const;

  private:
    /// @param request to be sent
    /// @param kept whether the broker keeps it
    /// @return message
    Publish MakeRequest(const KeyRequest& request, bool kept) const;

    /// @param publisher whose key it is
    /// @param key new
    void TakeKey(std::uint32_t publisher, const GroupKey& key);

    std::uint32_t m_number;                                   ///< of the client
    std::shared_ptr<const ExchangeDirectory> m_directory;     ///< of all clients
    ExchangeParty& m_party;                                   ///< cryptography
    std::size_t m_keptKeys;                                   ///< of a publisher
    KeyRequest m_request;                                     ///< to all publishers, as last sent
    std::uint32_t m_attempts{0};                              ///< requests so far
    std::set<std::uint32_t> m_awaited;                        ///< publishers that must give a key
    std::uint32_t m_epoch{0};                                 ///< newest key of any publisher
    std::map<std::uint32_t, GroupKeyRing> m_rings;            ///< keys by publisher
    std::set<std::pair<std::uint32_t, std::uint32_t>> m_held; ///< publisher and key taken in
    std::set<std::pair<std::uint32_t, std::uint32_t>> m_missing; ///< publisher and key to ask for
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_SUBSCRIBER_H */
