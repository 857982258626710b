// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TLS_SCHEME_H
#define MQTT_TLS_SCHEME_H

#include "mqtt-security-scheme.h"

#include "ns3/mqtt-tls-context.h"

#include <map>

namespace ns3::mqtt
{

/// MQTT over TLS, with real certificates and handshakes of OpenSSL: TLS 1.2 or 1.3, the broker
/// authenticated by a certificate, the client by one as well (mutual) or both by a pre-shared key.
/// Certificates and keys are issued before the system starts, as in a factory.
class TlsScheme : public SecurityScheme
{
  public:
    /// TlsVersion as ns-3's enumerated attributes take it.
    enum Version
    {
        TLS_1_2 = static_cast<int>(TlsVersion::TLS_1_2), ///< RFC 5246
        TLS_1_3 = static_cast<int>(TlsVersion::TLS_1_3)  ///< RFC 8446
    };

    /// KeyType as ns-3's enumerated attributes take it.
    enum Key
    {
        P256 = static_cast<int>(KeyType::P256),        ///< ECDSA on NIST P-256
        RSA_2048 = static_cast<int>(KeyType::RSA_2048) ///< RSA of 2048 bits
    };

    /// TlsResumption as ns-3's enumerated attributes take it.
    enum Resumption
    {
        NONE = static_cast<int>(TlsResumption::NONE),              ///< full handshakes only
        TICKETS = static_cast<int>(TlsResumption::TICKETS),        ///< kept by the client
        SESSION_IDS = static_cast<int>(TlsResumption::SESSION_IDS) ///< kept by the broker
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    TlsScheme();
    ~TlsScheme() override;

    Protection GetProtection() const override;

    /// @return 8883, the port of MQTT over TLS
    std::uint16_t GetPort() const override
    {
        return 8883;
    }

  private:
    /// @param type of the class
    /// @return the same with the attributes of sessions and their resumption
    static TypeId AddSessionAttributes(TypeId type);

    std::optional<Error> DoProvision() override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker) override;

    /// @param name of a party
    /// @return its certificate chain; ends the program when OpenSSL cannot make one
    std::shared_ptr<const CertificateChain> IssueChain(const std::string& name);

    /// @param clientId the client's name
    /// @return its new key, known to the broker from now on
    TlsPreSharedKey IssuePreSharedKey(const std::string& clientId);

    Version m_version;                  ///< the only version spoken
    bool m_mutual;                      ///< clients show certificates
    bool m_preSharedKey;                ///< pre-shared keys instead of certificates
    std::string m_cipherSuites;         ///< OpenSSL's names; empty for the default
    std::string m_groups;               ///< for key agreement
    Key m_keyType;                      ///< of certificates
    std::uint32_t m_chainLength;        ///< certificates sent
    Resumption m_resumption;            ///< how sessions are taken up again
    Time m_sessionLifetime;             ///< how long a session can be taken up again
    bool m_reconnectPerMessage;         ///< publishers open a connection for every message
    std::uint32_t m_fullHandshakeAfter; ///< resumptions between full handshakes; 0 for no limit

    std::unique_ptr<CertificateIssuer> m_issuer; ///< certificate authority
    std::shared_ptr<EVP_PKEY> m_clientKey; ///< RSA key that all clients share, as host time for
                                           ///< hundreds of them would be lost for no figure
    std::shared_ptr<std::map<std::string, Secret>> m_preSharedKeys; ///< by client
    std::shared_ptr<const TlsContext> m_clientContext;              ///< of all clients
    std::shared_ptr<const TlsContext> m_brokerContext;              ///< of all brokers
};

} // namespace ns3::mqtt

#endif /* MQTT_TLS_SCHEME_H */
