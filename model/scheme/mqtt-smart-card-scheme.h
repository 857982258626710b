// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SMART_CARD_SCHEME_H
#define MQTT_SMART_CARD_SCHEME_H

#include "mqtt-card-messages.h"
#include "mqtt-key-repository.h"
#include "mqtt-security-scheme.h"

#include "ns3/mqtt-smart-card.h"

namespace ns3::mqtt
{

/// Every client has a smart card that holds its private key and the broker's public key; the broker
/// finds the public keys of cards in a repository. Card and broker prove themselves to each other
/// and agree on keys after CONNECT; messages are sealed from hop to hop.
class SmartCardScheme : public SecurityScheme
{
  public:
    /// The repository of public keys, as an authority.
    static constexpr const char* REPOSITORY = "repository";

    /// How APDUs get to cards.
    enum Line
    {
        T1, ///< by blocks
        T0  ///< by octets
    };

    /// Where the keys of a session are.
    enum KeyPlace
    {
        HOST, ///< the card gives them to the client
        CARD  ///< in the card, which seals and opens every payload
    };

    /// Who speaks first.
    enum Reading
    {
        OR_1, ///< the broker challenges the card, or chooses the keys as printed
        OR_2  ///< the card: its part of the keys is in CONNECT, or all of them as printed
    };

    /// Kind of the long-term keys of cards and broker.
    enum KeyKind
    {
        BY_FORM, ///< RSA-2048 as printed, P-256 sound
        P256,    ///< ECDSA, and ECIES as printed
        RSA_2048 ///< PKCS #1, and OAEP as printed
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    SmartCardScheme();
    ~SmartCardScheme() override;

    Protection GetProtection() const override;
    std::vector<Unit> GetUnits() const override;
    std::vector<std::string> GetAuthorities() const override;

    /// @return kind of the long-term keys
    KeyType GetKeyType() const;

    /// @param clientId MQTT client identifier of a client that has an agent, as its application has
    ///        it
    /// @return its card
    std::shared_ptr<SmartCard> GetCard(const std::string& clientId) const
    {
        return m_cards.at(clientId);
    }

    /// @return the repository; lives as long as the authority's agent does
    KeyRepository& GetRepository() const
    {
        return *m_repository;
    }

    /// @return public key of the broker, which every card holds
    const CardPublicKey& GetBrokerKey() const
    {
        return m_broker->GetPublicKey();
    }

    /// @return how the handshake is run
    CardForm GetCardForm() const
    {
        const bool isFirst = m_reading == OR_2;
        return {GetForm() == PUBLISHED, isFirst ? CardReading::OR_2 : CardReading::OR_1};
    }

  private:
    std::optional<Error> DoProvision() override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker) override;
    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name) override;

    /// @return a card for one more client, known to the repository
    std::shared_ptr<SmartCard> IssueCard();

    std::string m_card;   ///< device profile of cards
    Line m_protocol;      ///< how APDUs get to cards
    Reading m_reading;    ///< who speaks first
    KeyPlace m_keyPlace;  ///< where the keys of a session are
    KeyKind m_keyKind;    ///< of long-term keys
    Time m_timeWindow;    ///< as printed: how much T may be off
    Time m_entryLifetime; ///< how long entries of the repository are good

    std::optional<CardKeyPair> m_broker;                       ///< of the broker
    std::optional<CardPublicKey> m_issuer;                     ///< signs entries
    std::unique_ptr<KeyRepository> m_repositoryAgent;          ///< until the authority has it
    KeyRepository* m_repository{nullptr};                      ///< the same for good
    std::map<std::string, std::shared_ptr<SmartCard>> m_cards; ///< by client
};

} // namespace ns3::mqtt

#endif /* MQTT_SMART_CARD_SCHEME_H */
