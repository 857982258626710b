// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tls-context.h"

#include "mqtt-crypto-scope.h"

#include <ctime>

namespace ns3::mqtt
{

namespace
{

/// Tells apart sessions of this module from others; OpenSSL wants one where clients are verified.
constexpr unsigned char SESSION_CONTEXT[] = "mqtt";

/// Where the server remembers sessions, it does so by the clock of the wall: never forget.
constexpr long FOREVER = 10L * 365 * 24 * 3600;

/// @param session to be changed
/// @param unixTime seconds since 1970
void
SetSessionTime(SSL_SESSION* session, std::int64_t unixTime)
{
#if OPENSSL_VERSION_NUMBER >= 0x30300000L
    SSL_SESSION_set_time_ex(session, static_cast<time_t>(unixTime));
#else
    SSL_SESSION_set_time(session, static_cast<long>(unixTime));
#endif
}

/// @param session a session
/// @return its time in seconds since 1970
std::int64_t
GetSessionTime(const SSL_SESSION* session)
{
#if OPENSSL_VERSION_NUMBER >= 0x30300000L
    return SSL_SESSION_get_time_ex(session);
#else
    return SSL_SESSION_get_time(session);
#endif
}

/// @param ssl a connection
/// @return what we know of it
TlsConnection*
GetConnection(SSL* ssl)
{
    return static_cast<TlsConnection*>(SSL_get_app_data(ssl));
}

/// @param ssl a connection
/// @return the settings of its context
const TlsSettings&
GetSettingsOf(const SSL* ssl)
{
    return static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->GetSettings();
}

/// Keeps a session that the server gave; called by OpenSSL.
int
KeepSession(SSL* ssl, SSL_SESSION* session)
{
    const CryptoScope* scope = CryptoScope::GetCurrent();
    GetConnection(ssl)->received = std::make_shared<TlsSession>(OpensslPtr<SSL_SESSION>(session),
                                                                scope ? scope->GetUnixTime() : 0);
    return 1;
}

/// Puts simulated time into a ticket before it is encrypted; called by OpenSSL.
int
StampTicket(SSL* ssl, void*)
{
    const CryptoScope* scope = CryptoScope::GetCurrent();
    if (scope)
    {
        SetSessionTime(SSL_get_session(ssl), scope->GetUnixTime());
    }
    return scope != nullptr;
}

/// Judges the age of a ticket by simulated time; called by OpenSSL.
SSL_TICKET_RETURN
JudgeTicket(SSL* ssl,
            SSL_SESSION* session,
            const unsigned char*,
            size_t,
            SSL_TICKET_STATUS status,
            void*)
{
    const CryptoScope* scope = CryptoScope::GetCurrent();
    if (!scope || !session || (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW))
    {
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    }
    const std::int64_t age = scope->GetUnixTime() - GetSessionTime(session);
    if (age < 0 || age > GetSettingsOf(ssl).sessionLifetime)
    {
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    }
    RenewWallClock(session);
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

/// @param ssl a connection
/// @param key pre-shared
/// @return a session that stands for the key, null on failure
SSL_SESSION*
MakeKeySession(SSL* ssl, ByteView key)
{
    OpensslPtr<SSL_SESSION> session(SSL_SESSION_new());
    const STACK_OF(SSL_CIPHER)* ciphers = SSL_get_ciphers(ssl);
    for (int i = 0; session && i < sk_SSL_CIPHER_num(ciphers); ++i)
    {
        const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
        // The key is tied to the digest of a suite; all suites of TLS 1.3 have 0x13 in front.
        if (SSL_CIPHER_get_protocol_id(cipher) >> 8 == 0x13)
        {
            const bool done = SSL_SESSION_set1_master_key(session.get(), key.data(), key.size()) &&
                              SSL_SESSION_set_cipher(session.get(), cipher) &&
                              SSL_SESSION_set_protocol_version(session.get(), TLS1_3_VERSION);
            return done ? session.release() : nullptr;
        }
    }
    return nullptr;
}

/// Offers the client's pre-shared key; called by OpenSSL.
int
OfferKey(SSL* ssl,
         const EVP_MD*,
         const unsigned char** identity,
         size_t* size,
         SSL_SESSION** session)
{
    const auto& key = GetConnection(ssl)->party.preSharedKey;
    *session = nullptr;
    if (key)
    {
        *session = MakeKeySession(ssl, key->key.Get());
        *identity = reinterpret_cast<const unsigned char*>(key->identity.data());
        *size = key->identity.size();
    }
    return !key || *session;
}

/// Looks up a pre-shared key for the server; called by OpenSSL.
int
FindKey(SSL* ssl, const unsigned char* identity, size_t size, SSL_SESSION** session)
{
    const std::string name(reinterpret_cast<const char*>(identity), size);
    const auto key = GetSettingsOf(ssl).findPreSharedKey(name);
    *session = key ? MakeKeySession(ssl, key->Get()) : nullptr;
    GetConnection(ssl)->byPreSharedKey = *session != nullptr;
    return !key || *session;
}

/// Passes a line on to the key log; called by OpenSSL.
void
LogKey(const SSL* ssl, const char* line)
{
    GetSettingsOf(ssl).keyLog(line);
}

} // namespace

void
RenewWallClock(SSL_SESSION* session)
{
    SetSessionTime(session, std::time(nullptr));
}

TlsContext::TlsContext(TlsRole role, const TlsSettings& settings)
    : m_role(role),
      m_settings(settings),
      m_context(SSL_CTX_new_ex(OpensslContext(),
                               nullptr,
                               role == TlsRole::CLIENT ? TLS_client_method() : TLS_server_method()))
{
}

Result<std::shared_ptr<const TlsContext>>
TlsContext::Create(TlsRole role, const TlsSettings& settings)
{
    if (!CryptoScope::GetCurrent())
    {
        return Error{"a TLS context needs a crypto scope"};
    }
    std::shared_ptr<TlsContext> context(new TlsContext(role, settings));
    if (auto error = context->Configure())
    {
        return *error;
    }
    return std::shared_ptr<const TlsContext>(context);
}

std::optional<Error>
TlsContext::Configure()
{
    const bool isServer = m_role == TlsRole::SERVER;
    if (isServer && !m_settings.chain && !m_settings.findPreSharedKey)
    {
        return Error{"a TLS server needs a certificate or pre-shared keys"};
    }
    if (m_settings.findPreSharedKey && m_settings.version != TlsVersion::TLS_1_3)
    {
        return Error{"pre-shared keys need TLS 1.3"};
    }
    if (!m_context)
    {
        return MakeOpensslError("cannot make a context of TLS");
    }
    if (auto error = SetAlgorithms())
    {
        return error;
    }
    if (!SetIdentity())
    {
        return MakeOpensslError("cannot set the certificates of TLS");
    }
    if (!SetResumption())
    {
        return MakeOpensslError("cannot set the resumption of TLS");
    }
    SetCallbacks();
    return std::nullopt;
}

std::optional<Error>
TlsContext::SetAlgorithms()
{
    SSL_CTX* context = m_context.get();
    const bool isNew = m_settings.version == TlsVersion::TLS_1_3;
    const int version = isNew ? TLS1_3_VERSION : TLS1_2_VERSION;
    const std::string usual = isNew ? "TLS_AES_128_GCM_SHA256"
                                    : "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
    const std::string& suites = m_settings.cipherSuites.empty() ? usual : m_settings.cipherSuites;
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    // 112 bits at least, whatever the build of OpenSSL has as its default.
    SSL_CTX_set_security_level(context, 2);
    if (!SSL_CTX_set_min_proto_version(context, version) ||
        !SSL_CTX_set_max_proto_version(context, version))
    {
        return MakeOpensslError("cannot set the version of TLS");
    }
    if (!(isNew ? SSL_CTX_set_ciphersuites(context, suites.c_str())
                : SSL_CTX_set_cipher_list(context, suites.c_str())))
    {
        return MakeOpensslError("cipher suites '" + suites +
                                "' are none that OpenSSL has, such as " + usual);
    }
    if (!SSL_CTX_set1_groups_list(context, m_settings.groups.c_str()))
    {
        return MakeOpensslError("groups '" + m_settings.groups +
                                "' are none that OpenSSL has, such as P-256:X25519");
    }
    if (!m_settings.signatureAlgorithms.empty() &&
        !SSL_CTX_set1_sigalgs_list(context, m_settings.signatureAlgorithms.c_str()))
    {
        return MakeOpensslError("signature algorithms '" + m_settings.signatureAlgorithms +
                                "' are none that OpenSSL has, such as ECDSA+SHA256");
    }
    return std::nullopt;
}

bool
TlsContext::SetIdentity()
{
    SSL_CTX* context = m_context.get();
    const auto& chain = m_settings.chain;
    if (chain)
    {
        const auto& certificates = chain->certificates;
        if (certificates.empty() || !SSL_CTX_use_certificate(context, certificates.front().get()) ||
            !SSL_CTX_use_PrivateKey(context, chain->key.get()))
        {
            return false;
        }
        for (std::size_t i = 1; i < certificates.size(); ++i)
        {
            if (!SSL_CTX_add1_chain_cert(context, certificates[i].get()))
            {
                return false;
            }
        }
    }
    for (const auto& root : m_settings.trusted)
    {
        if (!X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get()) ||
            (m_settings.mutual && !SSL_CTX_add_client_CA(context, root.get())))
        {
            return false;
        }
    }
    const bool verifies = m_role == TlsRole::CLIENT || m_settings.mutual;
    SSL_CTX_set_verify(context,
                       verifies ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                                : SSL_VERIFY_NONE,
                       nullptr);
    return true;
}

bool
TlsContext::SetResumption()
{
    SSL_CTX* context = m_context.get();
    const bool isServer = m_role == TlsRole::SERVER;
    const bool tickets = m_settings.resumption == TlsResumption::TICKETS;
    const bool ids = m_settings.resumption == TlsResumption::SESSION_IDS;
    SSL_CTX_set_session_cache_mode(
        context,
        isServer ? (ids ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_OFF)
                 : (ids || tickets ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
                                   : SSL_SESS_CACHE_OFF));
    SSL_CTX_sess_set_cache_size(context, 0);
    SSL_CTX_set_timeout(context, ids ? FOREVER : static_cast<long>(m_settings.sessionLifetime));
    if (!tickets)
    {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    }
    if (!isServer)
    {
        SSL_CTX_sess_set_new_cb(context, KeepSession);
        return true;
    }
    return SSL_CTX_set_num_tickets(context, tickets || ids ? 1 : 0) &&
           SSL_CTX_set_session_id_context(context, SESSION_CONTEXT, sizeof(SESSION_CONTEXT) - 1) &&
           SSL_CTX_set_session_ticket_cb(context, StampTicket, JudgeTicket, nullptr);
}

void
TlsContext::SetCallbacks()
{
    SSL_CTX* context = m_context.get();
    SSL_CTX_set_app_data(context, this);
    if (m_role == TlsRole::CLIENT && m_settings.version == TlsVersion::TLS_1_3)
    {
        SSL_CTX_set_psk_use_session_callback(context, OfferKey);
    }
    if (m_role == TlsRole::SERVER && m_settings.findPreSharedKey)
    {
        SSL_CTX_set_psk_find_session_callback(context, FindKey);
    }
    if (m_settings.keyLog)
    {
        SSL_CTX_set_keylog_callback(context, LogKey);
    }
}

OpensslPtr<SSL>
TlsContext::MakeSsl(TlsConnection& connection) const
{
    OpensslPtr<SSL> ssl(SSL_new(m_context.get()));
    if (!ssl)
    {
        return nullptr;
    }
    SSL_set_app_data(ssl.get(), &connection);
    if (m_role == TlsRole::SERVER)
    {
        SSL_set_accept_state(ssl.get());
        return ssl;
    }
    SSL_set_connect_state(ssl.get());
    const TlsParty& party = connection.party;
    bool done = true;
    if (!party.serverName.empty())
    {
        done = SSL_set_tlsext_host_name(ssl.get(), party.serverName.c_str()) &&
               SSL_set1_host(ssl.get(), party.serverName.c_str());
    }
    if (done && party.chain && !party.chain->certificates.empty())
    {
        const auto& certificates = party.chain->certificates;
        done = SSL_use_certificate(ssl.get(), certificates.front().get()) &&
               SSL_use_PrivateKey(ssl.get(), party.chain->key.get());
        for (std::size_t i = 1; done && i < certificates.size(); ++i)
        {
            done = SSL_add1_chain_cert(ssl.get(), certificates[i].get());
        }
    }
    return done ? std::move(ssl) : nullptr;
}

} // namespace ns3::mqtt
