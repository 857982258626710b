// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TLS_CONTEXT_H
#define MQTT_TLS_CONTEXT_H

#include "mqtt-tls.h"

#include <memory>

namespace ns3::mqtt
{

/// What OpenSSL's callbacks need to know of a connection; the connection's SSL points to it.
struct TlsConnection
{
    TlsParty party;                             ///< what belongs to it
    std::shared_ptr<const TlsSession> received; ///< last session the server gave
    bool byPreSharedKey{false};                 ///< server: it has found the client's key
};

/// What all connections of a role share: settings, certificates, keys of tickets.
class TlsContext
{
  public:
    /// To be called inside a CryptoScope, from which the keys of tickets come.
    /// @param role client or server
    /// @param settings what was chosen
    /// @return the context, or why the settings cannot be
    static Result<std::shared_ptr<const TlsContext>> Create(TlsRole role,
                                                            const TlsSettings& settings);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// @return client or server
    TlsRole GetRole() const
    {
        return m_role;
    }

    /// @return what was chosen
    const TlsSettings& GetSettings() const
    {
        return m_settings;
    }

    /// @param connection what the callbacks shall know; must live as long as the SSL
    /// @return an SSL for one connection in the state before the handshake, null on failure
    OpensslPtr<SSL> MakeSsl(TlsConnection& connection) const;

  private:
    /// @param role client or server
    /// @param settings what was chosen
    TlsContext(TlsRole role, const TlsSettings& settings);

    /// @return why the settings cannot be, if so
    std::optional<Error> Configure();

    /// @return why version, suites, groups or the like cannot be set, if so
    std::optional<Error> SetAlgorithms();

    /// @return whether chain, trust and what is asked of the peer could be set
    bool SetIdentity();

    /// @return whether resumption could be set
    bool SetResumption();

    /// Hands pre-shared keys and key log over to our settings.
    void SetCallbacks();

    TlsRole m_role;                ///< client or server
    TlsSettings m_settings;        ///< what was chosen
    OpensslPtr<SSL_CTX> m_context; ///< OpenSSL's
};

/// Gives a session an age of zero by the clock of the wall. OpenSSL tells a ticket's age in seconds
/// of that clock; it takes one off, so an age of zero is told as long as the message is made within
/// the next second. Only early data would need the true age, and that is never used.
/// @param session to be changed
void RenewWallClock(SSL_SESSION* session);

} // namespace ns3::mqtt

#endif /* MQTT_TLS_CONTEXT_H */
