// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CERTIFICATES_H
#define MQTT_CERTIFICATES_H

#include "mqtt-openssl.h"
#include "mqtt-random-source.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3::mqtt
{

/// What kind of keys certificates are about.
enum class KeyType
{
    P256,    ///< ECDSA on NIST P-256
    RSA_2048 ///< RSA of 2048 bits
};

/// What a party shows of itself, and the key that goes with it.
struct CertificateChain
{
    std::vector<std::shared_ptr<X509>>
        certificates;              ///< as sent: own one first, root not among them
    std::shared_ptr<EVP_PKEY> key; ///< private key of the first

    /// @return octets of all certificates in DER
    std::size_t GetEncodedSize() const;
};

/// Between which times a certificate holds.
struct Validity
{
    std::int64_t from{1577836800};  ///< seconds since 1970; by default 2020-01-01
    std::int64_t until{2208988800}; ///< seconds since 1970; by default 2040-01-01
};

/// A certificate authority in memory: a root, intermediates below it, and what they issue. Uses
/// real X.509. Its work is charged to nobody, since it is done before a scenario begins. Serial
/// numbers count from 1.
class CertificateIssuer
{
  public:
    /// Longest chain that can be issued.
    static constexpr std::size_t MAX_CHAIN_LENGTH = 4;

    /// What an authority is like.
    struct Settings
    {
        KeyType keyType{KeyType::P256}; ///< of all keys
        std::size_t chainLength{1};     ///< certificates sent: own one and intermediates, 1 to 4
        std::string name{"mqtt-root"};  ///< common name of the root
        Validity validity;              ///< of root and intermediates
    };

    /// @param settings what it is like
    /// @param random where keys and signatures come from; must outlive the issuer
    /// @return the authority with its keys, or why not
    static Result<std::unique_ptr<CertificateIssuer>> Create(const Settings& settings,
                                                             RandomSource& random);

    /// @param name DNS name of the party
    /// @param validity of its certificate
    /// @param key its key; null makes one, which takes about 0.1 s for RSA
    /// @return its chain, or why not
    Result<std::shared_ptr<const CertificateChain>> Issue(const std::string& name,
                                                          const Validity& validity = {},
                                                          std::shared_ptr<EVP_PKEY> key = nullptr);

    /// @return the root, to be trusted
    std::shared_ptr<X509> GetRoot() const
    {
        return m_authorities.front().certificate;
    }

  private:
    /// A certificate and its key.
    struct Authority
    {
        std::shared_ptr<X509> certificate; ///< of the key
        std::shared_ptr<EVP_PKEY> key;     ///< private key
    };

    /// @param settings what it is like
    /// @param random where keys and signatures come from
    CertificateIssuer(const Settings& settings, RandomSource& random);

    /// @param name of the subject
    /// @param validity of the certificate
    /// @param key of the subject
    /// @param isAuthority whether the subject may issue
    /// @return a certificate signed by the last authority, or by itself if there is none
    Result<std::shared_ptr<X509>> Sign(const std::string& name,
                                       const Validity& validity,
                                       const std::shared_ptr<EVP_PKEY>& key,
                                       bool isAuthority);

    /// @return a new key, null on failure
    std::shared_ptr<EVP_PKEY> MakeKey() const;

    Settings m_settings;                  ///< what it is like
    RandomSource& m_random;               ///< where keys and signatures come from
    std::vector<Authority> m_authorities; ///< root first
    long m_nextSerial{1};                 ///< serial number of the next certificate
};

} // namespace ns3::mqtt

#endif /* MQTT_CERTIFICATES_H */
