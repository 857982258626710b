// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TLS_H
#define MQTT_TLS_H

#include "mqtt-certificates.h"
#include "mqtt-openssl.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// @file
/// What can be chosen about TLS.

namespace ns3::mqtt
{

/// The only version that a context speaks.
enum class TlsVersion
{
    TLS_1_2, ///< RFC 5246
    TLS_1_3  ///< RFC 8446
};

/// Which side of TLS.
enum class TlsRole
{
    CLIENT, ///< speaks first
    SERVER  ///< waits
};

/// How a session is taken up again without certificates.
enum class TlsResumption
{
    NONE,       ///< every handshake is a full one
    TICKETS,    ///< the client keeps what the server needs, encrypted
    SESSION_IDS ///< the server remembers; as long as it lives, so it is the client that forgets
};

/// A key that both sides have from elsewhere.
struct TlsPreSharedKey
{
    std::string identity; ///< by which the server finds the key; sent in clear
    Secret key;           ///< at least 16 octets
};

/// A session that a client may take up again; another connection of the same client, later.
class TlsSession
{
  public:
    /// @param session as OpenSSL gave it
    /// @param receivedAt seconds since 1970, in simulated time
    TlsSession(OpensslPtr<SSL_SESSION> session, std::int64_t receivedAt)
        : m_session(std::move(session)),
          m_receivedAt(receivedAt)
    {
    }

    /// @return OpenSSL's session
    SSL_SESSION* Get() const
    {
        return m_session.get();
    }

    /// @return when it was received, in seconds since 1970
    std::int64_t GetReceivedAt() const
    {
        return m_receivedAt;
    }

  private:
    OpensslPtr<SSL_SESSION> m_session; ///< OpenSSL's session
    std::int64_t m_receivedAt;         ///< seconds since 1970
};

/// What all connections of a role have in common.
struct TlsSettings
{
    TlsVersion version{TlsVersion::TLS_1_3}; ///< no other is spoken
    std::string cipherSuites; ///< OpenSSL's names, best first, with colons; empty for the default:
                              ///< AES-128-GCM with SHA-256, and ephemeral ECDH in TLS 1.2
    std::string groups{"P-256"};     ///< for key agreement, best first, with colons
    std::string signatureAlgorithms; ///< as groups; empty for OpenSSL's list

    /// Own chain. A server needs one unless it knows pre-shared keys; a client may have one here,
    /// for all connections, or one for each in TlsParty.
    std::shared_ptr<const CertificateChain> chain;
    std::vector<std::shared_ptr<X509>> trusted; ///< roots
    bool mutual{false};                         ///< server: clients must show a certificate

    TlsResumption resumption{TlsResumption::TICKETS}; ///< must be the same at both sides
    std::int64_t sessionLifetime{7200};               ///< simulated seconds; at most a week

    /// Server: gives the pre-shared key of an identity, if there is one. TLS 1.3 only.
    std::function<std::optional<Secret>(const std::string& identity)> findPreSharedKey;

    /// Hears of every secret, as a line of a key log file that tshark reads.
    std::function<void(const std::string& line)> keyLog;
};

/// What belongs to a single connection of a client. A server leaves it empty.
struct TlsParty
{
    std::string serverName; ///< that the server's certificate must hold; empty accepts every name
    std::shared_ptr<const CertificateChain> chain; ///< shown if the server asks
    std::optional<TlsPreSharedKey> preSharedKey;   ///< TLS 1.3 only
    std::shared_ptr<const TlsSession> session;     ///< to be taken up again, unless too old
};

} // namespace ns3::mqtt

#endif /* MQTT_TLS_H */
