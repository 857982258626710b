// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_SCHEME_H
#define MQTT_KEY_EXCHANGE_SCHEME_H

#include "mqtt-key-exchange-agent.h"

namespace ns3::mqtt
{

/// The usual ways to share a data key by public-key cryptography, as rivals of threshold secret
/// sharing: a publisher seals its data key for each subscriber, by RSA-OAEP or under a secret of
/// ECDH, and sends it through the broker. A key that is sealed for its reader has nothing to split,
/// so there is one broker.
class KeyExchangeScheme : public SecurityScheme
{
  public:
    /// Whether subscribers make a pair of keys for the exchange.
    enum FreshKeys
    {
        USUAL,  ///< as is usual: for ECDH, not for RSA
        ALWAYS, ///< at each start
        NEVER   ///< the long-term pair serves
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    KeyExchangeScheme();
    ~KeyExchangeScheme() override;

    Protection GetProtection() const override;

    /// @return what clients are told of each other
    const ExchangeDirectory& GetDirectory() const
    {
        return *m_directory;
    }

    /// @return how data keys are exchanged
    ExchangeForm GetExchangeForm() const
    {
        return {m_rsa, m_freshKeys == ALWAYS || (m_freshKeys == USUAL && !m_rsa), m_authentication};
    }

  private:
    std::optional<Error> DoProvision() override;
    void DoAuthorise(const std::string& clientId, const ClientRole& role) override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;

    /// @param clientId a client
    /// @return it, with a long-term pair
    ExchangeMember& Enter(const std::string& clientId);

    bool m_rsa;               ///< RSA rather than ECDH
    FreshKeys m_freshKeys;    ///< whether subscribers make pairs
    bool m_authentication;    ///< keys and offers are bound to identities
    Time m_renewalPeriod;     ///< between two data keys
    Time m_switchDelay;       ///< from handing out to use
    Time m_retryTime;         ///< from a request to its repetition
    Time m_bufferTime;        ///< how long messages wait for their key
    std::uint32_t m_keptKeys; ///< data keys of a publisher

    std::shared_ptr<ExchangeDirectory> m_directory;                    ///< of all clients
    std::map<std::uint32_t, std::shared_ptr<ExchangeParty>> m_parties; ///< cryptography by client
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_SCHEME_H */
