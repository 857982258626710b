// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_SCHEME_H
#define MQTT_ECQV_SCHEME_H

#include "mqtt-ecqv-authority.h"
#include "mqtt-security-scheme.h"

namespace ns3::mqtt
{

/// Group keys with implicit certificates ("Flexible and Lightweight Security for MQTT"): devices
/// get ECQV certificates and the keys of one group on the packets that MQTT sends anyway; messages
/// and queries are signed, and with two of three levels of protection sealed from end to end.
class EcqvScheme : public SecurityScheme
{
  public:
    /// Level of protection.
    enum Option
    {
        AUTH, ///< signed
        CONF, ///< signed, and sealed for the other side
        ANON  ///< the sender is known to the other side alone
    };

    /// Which curve.
    enum Curve
    {
        P256,     ///< NIST P-256
        SECP256K1 ///< secp256k1
    };

    /// How points are written.
    enum Encoding
    {
        COMPRESSED,   ///< 33 octets
        UNCOMPRESSED, ///< 65 octets
        PAPER         ///< 66 octets, as in the paper's tables
    };

    /// Reading of what the paper leaves open.
    enum Reading
    {
        RA, ///< @copydoc EcqvReading::RA
        RB, ///< @copydoc EcqvReading::RB
        RC  ///< @copydoc EcqvReading::RC
    };

    /// How group keys get to members.
    enum Transport
    {
        PAIRWISE, ///< under a key shared with the authority
        ECIES     ///< to the public key
    };

    /// @return the object TypeId
    static TypeId GetTypeId();

    EcqvScheme();
    ~EcqvScheme() override;

    Protection GetProtection() const override;
    std::vector<std::string> GetAuthorities() const override;

    /// @return the certificate authority; lives as long as the authority's agent does
    EcqvAuthority& GetAuthority() const
    {
        return *m_authority;
    }

    /// @param clientId MQTT identifier of a client that has an agent
    /// @return what its device was given
    const EcqvCredentials& GetCredentials(const std::string& clientId) const
    {
        return m_credentials.at(clientId);
    }

    /// @return what the attributes make of it
    EcqvForm GetEcqvForm() const;

  private:
    /// @param type of the class
    /// @return the same with the attributes of groups and their keys
    static TypeId AddGroupAttributes(TypeId type);

    std::optional<Error> DoProvision() override;
    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& clientId) override;
    std::unique_ptr<BrokerAgent> DoCreateBrokerAgent(std::uint32_t broker) override;
    std::unique_ptr<AuthorityAgent> DoCreateAuthorityAgent(const std::string& name) override;

    Option m_option;            ///< level of protection
    Reading m_reading;          ///< as printed
    Curve m_curve;              ///< of all keys
    Encoding m_encoding;        ///< of points
    Transport m_transport;      ///< of group keys
    bool m_checksCertificate;   ///< devices check d G = Q
    std::string m_queryFilter;  ///< topics of queries
    Time m_renewalSpacing;      ///< between two renewals by joins and leaves
    Time m_renewalPeriod;       ///< between two renewals by time
    Time m_certificateLifetime; ///< of devices' certificates
    Time m_leaveDelay;          ///< from the loss of a connection to leaving
    Time m_gracePeriod;         ///< how long old keys are kept
    Time m_bufferTime;          ///< how long messages wait for their key
    Time m_maxAge;              ///< of messages at the broker
    std::uint32_t m_keptEpochs; ///< group keys kept at a time

    std::shared_ptr<const TlsContext> m_brokerContext;    ///< of the channel; null as printed
    std::unique_ptr<EcqvAuthority> m_authorityAgent;      ///< until the authority has it
    EcqvAuthority* m_authority{nullptr};                  ///< the same for good
    std::map<std::string, EcqvCredentials> m_credentials; ///< by client
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_SCHEME_H */
