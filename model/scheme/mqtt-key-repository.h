// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_REPOSITORY_H
#define MQTT_KEY_REPOSITORY_H

#include "mqtt-repository-entry.h"
#include "mqtt-scheme-agent.h"

#include <map>
#include <set>

namespace ns3::mqtt
{

/// The repository of public keys of smart cards, with the issuer who signs its entries. It answers
/// whoever asks, since what it says is public; channels to it are not protected. As printed it
/// says the bare key.
///
/// Entries are signed when they are asked for and good for a while; one is signed anew in the
/// second half of that. A card that is revoked is told of to all who have a channel at that moment.
class KeyRepository : public AuthorityAgent
{
  public:
    /// Service that is asked.
    static constexpr const char* SERVICE = "key-repository";

    /// TCP port.
    static constexpr std::uint16_t PORT = 1885;

    /// Seconds that an entry is good at the most.
    static constexpr std::int64_t MAX_LIFETIME = 10LL * 365 * 24 * 3600;

    /// @param issuer signs entries, on P-256
    /// @param lifetime seconds that an entry is good, 2 to MAX_LIFETIME
    /// @param published as printed
    KeyRepository(CardKeyPair issuer, std::int64_t lifetime, bool published);

    /// @param card number that no other card has
    /// @param key public key of the card
    void Register(const CardId& card, ByteView key);

    /// Sees to it that a card is no longer of use. As printed it is no longer known.
    /// @param card any; nothing happens if there is no such
    void Revoke(const CardId& card);

    std::vector<Service> GetServices() const override;
    void Start(AuthorityHost& host) override;
    void ChannelUp(ChannelId channel, const std::string& service, AuthorityHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host) override;
    void ChannelDown(ChannelId channel, AuthorityHost& host) override;
    std::size_t GetStateSize() const override;

  private:
    /// A card that was registered.
    struct Card
    {
        Bytes key;               ///< public key
        bool revoked{false};     ///< it is no longer of use
        std::int64_t expires{0}; ///< of the signed entry
        Bytes entry;             ///< signed; empty if there is none yet
    };

    /// @param id number of the card
    /// @param card what is known of it
    /// @return a signed entry that is good for a while
    const Bytes& GetEntry(const CardId& id, Card& card) const;

    CardKeyPair m_issuer;           ///< signs entries
    std::int64_t m_lifetime;        ///< seconds that an entry is good
    bool m_published;               ///< as printed
    std::map<CardId, Card> m_cards; ///< registered
    std::set<ChannelId> m_channels; ///< that stand
    AuthorityHost* m_host{nullptr}; ///< the authority; null before it starts
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_REPOSITORY_H */
