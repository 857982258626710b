// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tls-guard.h"

#include "mqtt-crypto-scope.h"

#include <algorithm>
#include <array>
#include <openssl/err.h>

namespace ns3::mqtt
{

namespace
{

/// Largest plaintext of a record.
constexpr std::size_t RECORD_SIZE = 16384;

/// OpenSSL's reasons from here on say that the peer sent an alert, which is the rest.
constexpr int ALERT_OFFSET = SSL_AD_REASON_OFFSET;

} // namespace

TlsGuard::TlsGuard(std::shared_ptr<const TlsContext> context, TlsParty party)
    : m_context(std::move(context)),
      m_connection{std::move(party), nullptr},
      m_ssl(m_context->MakeSsl(m_connection))
{
    BIO* bio = m_ssl ? BIO_new(GetWireMethod()) : nullptr;
    if (!bio)
    {
        m_ssl.reset();
        return;
    }
    BIO_set_data(bio, &m_wire);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
}

TlsGuard::~TlsGuard()
{
    if (m_ssl && !m_broken)
    {
        // A link that just went away does not make its session bad (RFC 5246, section 7.2.1).
        SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN);
    }
}

template <class Step>
StreamGuard::Output
TlsGuard::Run(ByteView input, Step step)
{
    Output output;
    if (m_broken || !m_ssl)
    {
        output.error = Error{m_ssl ? "TLS has ended with an error before"
                                   : MakeOpensslError("cannot begin TLS").reason};
        m_broken = true;
        return output;
    }
    ERR_clear_error();
    m_wire = {input, &output.toPeer};
    step(output);
    m_wire = {};
    return output;
}

StreamGuard::Output
TlsGuard::Start()
{
    return Run({}, [this](Output& output) {
        if (m_context->GetRole() == TlsRole::CLIENT)
        {
            OfferSession();
            Handshake(output);
        }
    });
}

StreamGuard::Output
TlsGuard::Receive(ByteView octets)
{
    return Run(octets, [this](Output& output) {
        if (m_established || Handshake(output))
        {
            Open(output);
        }
    });
}

StreamGuard::Output
TlsGuard::Send(ByteView octets)
{
    return Run({}, [this, octets](Output& output) {
        if (!m_established)
        {
            output.error = Error{"TLS cannot send before its handshake has ended"};
            m_broken = true;
            return;
        }
        if (octets.empty())
        {
            return;
        }
        output.toPeer.reserve(octets.size() + 64);
        std::size_t written{0};
        Judge(SSL_write_ex(m_ssl.get(), octets.data(), octets.size(), &written), output);
    });
}

StreamGuard::Output
TlsGuard::Shutdown()
{
    return Run({}, [this](Output&) {
        if (m_established)
        {
            SSL_shutdown(m_ssl.get());
        }
    });
}

void
TlsGuard::OfferSession()
{
    const auto& session = m_connection.party.session;
    const CryptoScope* scope = CryptoScope::GetCurrent();
    if (!session || !scope)
    {
        return;
    }
    const std::int64_t age = scope->GetUnixTime() - session->GetReceivedAt();
    if (age >= 0 && age <= m_context->GetSettings().sessionLifetime)
    {
        // OpenSSL spoils the session it is given once a newer one comes; ours stays as it is.
        OpensslPtr<SSL_SESSION> copy(SSL_SESSION_dup(session->Get()));
        RenewWallClock(copy.get());
        SSL_set_session(m_ssl.get(), copy.get());
    }
}

bool
TlsGuard::Handshake(Output& output)
{
    if (const CryptoScope* scope = CryptoScope::GetCurrent())
    {
        X509_VERIFY_PARAM_set_time(SSL_get0_param(m_ssl.get()),
                                   static_cast<time_t>(scope->GetUnixTime()));
    }
    const int result = SSL_do_handshake(m_ssl.get());
    Judge(result, output);
    m_established = result == 1;
    m_resumed = m_established && HasResumed();
    if (m_resumed && !m_connection.received)
    {
        // TLS 1.2 goes on with the session it has, where TLS 1.3 gives a new one each time.
        m_connection.received = m_connection.party.session;
    }
    output.established = m_established;
    return m_established;
}

bool
TlsGuard::HasResumed() const
{
    if (SSL_session_reused(m_ssl.get()) != 1)
    {
        return false;
    }
    // OpenSSL treats a pre-shared key as a session too, but such a one never had a ticket.
    const bool byKey = m_context->GetRole() == TlsRole::SERVER
                           ? m_connection.byPreSharedKey
                           : m_connection.party.preSharedKey &&
                                 !SSL_SESSION_has_ticket(SSL_get_session(m_ssl.get()));
    return !byKey;
}

void
TlsGuard::Open(Output& output)
{
    std::array<std::uint8_t, RECORD_SIZE> buffer;
    std::size_t size{0};
    int result{1};
    while (!m_closed && (result = SSL_read_ex(m_ssl.get(), buffer.data(), buffer.size(), &size)))
    {
        output.toApplication.insert(output.toApplication.end(),
                                    buffer.begin(),
                                    buffer.begin() + static_cast<std::ptrdiff_t>(size));
    }
    Judge(result, output);
}

void
TlsGuard::Judge(int result, Output& output)
{
    if (result == 1)
    {
        return;
    }
    switch (SSL_get_error(m_ssl.get(), result))
    {
    case SSL_ERROR_WANT_READ:
        break;
    case SSL_ERROR_ZERO_RETURN:
        m_closed = true;
        output.closed = true;
        break;
    default:
        m_broken = true;
        output.error = Error{Explain()};
    }
}

std::string
TlsGuard::Explain() const
{
    const unsigned long code = ERR_peek_error();
    const int reason = ERR_GET_REASON(code);
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason >= ALERT_OFFSET && reason < ALERT_OFFSET + 256)
    {
        // OpenSSL says "tlsv1 alert unknown ca", with one or another name of the protocol in front.
        const std::string text = GetOpensslError();
        const std::size_t at = text.find("alert ");
        return "peer sent alert: " + (at == std::string::npos ? text : text.substr(at + 6));
    }
    std::string text = "TLS failed: " + GetOpensslError();
    const long verified = SSL_get_verify_result(m_ssl.get());
    if (verified != X509_V_OK)
    {
        text += std::string(" (") + X509_verify_cert_error_string(verified) + ")";
    }
    return text;
}

std::size_t
TlsGuard::GetStateSize() const
{
    const SSL_SESSION* session = m_ssl ? SSL_get_session(m_ssl.get()) : nullptr;
    const SSL_CIPHER* cipher = m_ssl ? SSL_get_current_cipher(m_ssl.get()) : nullptr;
    std::size_t size =
        m_connection.party.preSharedKey ? m_connection.party.preSharedKey->key.Get().size() : 0;
    if (m_established && session && cipher)
    {
        size += SSL_SESSION_get_master_key(session, nullptr, 0);
        const int algorithm = SSL_CIPHER_get_cipher_nid(cipher);
        // Key, nonce of 12 octets and sequence number of 8, in each direction; a suite without
        // authenticated encryption has a block as nonce and a key of its digest's size as well.
        const auto bits = static_cast<std::size_t>(SSL_CIPHER_get_bits(cipher, nullptr));
        const int digest = SSL_CIPHER_get_digest_nid(cipher);
        const bool isAead = SSL_CIPHER_is_aead(cipher) == 1;
        const std::size_t nonce = isAead ? 12 : 16;
        const std::size_t mac = isAead ? 0
                                       : (digest == NID_sha384   ? 48
                                          : digest == NID_sha256 ? 32
                                                                 : 20);
        size += algorithm == NID_undef ? 0 : 2 * (bits / 8 + nonce + 8 + mac);
    }
    if (m_connection.received)
    {
        const unsigned char* ticket{nullptr};
        std::size_t ticketSize{0};
        SSL_SESSION_get0_ticket(m_connection.received->Get(), &ticket, &ticketSize);
        size += ticketSize + SSL_SESSION_get_master_key(m_connection.received->Get(), nullptr, 0);
    }
    return size;
}

std::shared_ptr<X509>
TlsGuard::GetPeerCertificate() const
{
    return {m_ssl ? SSL_get1_peer_certificate(m_ssl.get()) : nullptr, OpensslDeleter{}};
}

BIO_METHOD*
TlsGuard::GetWireMethod()
{
    // Never freed: guards may outlive any static object.
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mqtt wire");
        BIO_meth_set_read_ex(made, ReadWire);
        BIO_meth_set_write_ex(made, WriteWire);
        BIO_meth_set_ctrl(made, ControlWire);
        return made;
    }();
    return method;
}

int
TlsGuard::ReadWire(BIO* bio, char* data, std::size_t capacity, std::size_t* done)
{
    auto wire = static_cast<Wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *done = std::min(capacity, wire->input.size());
    if (*done == 0)
    {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::copy_n(wire->input.data(), *done, reinterpret_cast<std::uint8_t*>(data));
    wire->input = wire->input.SubView(*done);
    return 1;
}

int
TlsGuard::WriteWire(BIO* bio, const char* data, std::size_t size, std::size_t* done)
{
    auto wire = static_cast<Wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *done = 0;
    if (!wire->output)
    {
        return 0;
    }
    wire->output->insert(wire->output->end(), data, data + size);
    *done = size;
    return 1;
}

long
TlsGuard::ControlWire(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

} // namespace ns3::mqtt
