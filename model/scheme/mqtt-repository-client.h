// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_REPOSITORY_CLIENT_H
#define MQTT_REPOSITORY_CLIENT_H

#include "mqtt-repository-entry.h"
#include "mqtt-scheme-agent.h"
#include "mqtt-service-channel.h"

#include <deque>
#include <map>
#include <set>

namespace ns3::mqtt
{

/// The broker's end of a channel to KeyRepository. Answers come in the order of the questions. What
/// the issuer has signed is kept until it expires; bare keys are not. Part of the broker's agent,
/// which passes its calls on.
class RepositoryClient
{
  public:
    /// What the broker's agent hears.
    class Listener
    {
      public:
        virtual ~Listener() = default;

        /// @param card that was asked for
        /// @param key its public key; none if there is no such card, or it may no longer be used
        /// @param host the broker
        virtual void KeyFound(const CardId& card,
                              const std::optional<CardPublicKey>& key,
                              BrokerHost& host) = 0;

        /// @param card that may no longer be used
        /// @param host the broker
        virtual void CardRevoked(const CardId& card, BrokerHost& host) = 0;
    };

    /// @param listener hears of keys; must outlive this object
    /// @param issuer key of who signs entries; none as printed
    RepositoryClient(Listener& listener, std::optional<CardPublicKey> issuer);

    /// Opens the channel.
    /// @param host the broker
    void Start(BrokerHost& host);

    /// ServiceChannel::TIMER has expired.
    /// @param host the broker
    void TimerExpired(BrokerHost& host)
    {
        m_channel.TimerExpired(host);
    }

    /// Looks a key up. The listener hears of it, at once if it is known here.
    /// @param card number of a card
    /// @param host the broker
    void Ask(const CardId& card, BrokerHost& host);

    /// @param channel any of the broker's
    /// @return whether it is this one; the following calls are for it only
    bool Owns(ChannelId channel) const
    {
        return m_channel.Owns(channel);
    }

    /// @param host the broker
    void ChannelUp(BrokerHost& host);

    /// @param message from the repository, or from whoever says to be it
    /// @param host the broker
    void ChannelMessage(ByteView message, BrokerHost& host);

    /// @param host the broker
    void ChannelDown(BrokerHost& host)
    {
        m_channel.Down(host);
    }

    /// @return octets of keys
    std::size_t GetStateSize() const;

  private:
    /// A key that is known for a while.
    struct Known
    {
        CardPublicKey key;       ///< public key
        std::int64_t expires{0}; ///< seconds since 1970
    };

    /// Takes a bare key.
    /// @param message key
    /// @param host the broker
    /// @return whether it may be
    bool TakeKey(ByteView message, BrokerHost& host);

    /// Takes an entry that should be signed.
    /// @param message entry
    /// @param host the broker
    /// @return whether it may be
    bool TakeEntry(ByteView message, BrokerHost& host);

    /// Ends the question that was asked first.
    /// @param key that was found, if any
    /// @param host the broker
    void Resolve(const std::optional<CardPublicKey>& key, BrokerHost& host);

    Listener& m_listener;                  ///< hears of keys
    std::optional<CardPublicKey> m_issuer; ///< signs entries; none as printed
    ServiceChannel m_channel;              ///< to the repository
    std::deque<CardId> m_asked;            ///< questions without answer, in order
    std::map<CardId, Known> m_known;       ///< by card
};

} // namespace ns3::mqtt

#endif /* MQTT_REPOSITORY_CLIENT_H */
