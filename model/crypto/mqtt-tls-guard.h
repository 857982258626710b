// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TLS_GUARD_H
#define MQTT_TLS_GUARD_H

#include "mqtt-stream-guard.h"
#include "mqtt-tls-context.h"

#include <memory>

namespace ns3::mqtt
{

/// TLS as a guard of streams: one end of one connection, either role. OpenSSL does all of it;
/// octets of the network come and go through the calls and touch no socket.
///
/// If the network ends without a call having said closed, the stream was truncated: the owner of
/// the link knows that and the guard does not.
class TlsGuard : public StreamGuard
{
  public:
    /// @param context of the role; kept alive by the guard
    /// @param party what belongs to this connection
    explicit TlsGuard(std::shared_ptr<const TlsContext> context, TlsParty party = {});
    ~TlsGuard() override;
    TlsGuard(const TlsGuard&) = delete;
    TlsGuard& operator=(const TlsGuard&) = delete;

    Output Start() override;
    Output Receive(ByteView octets) override;
    Output Send(ByteView octets) override;
    Output Shutdown() override;

    /// Counts what a connection cannot go on without: master secret, keys and nonces of both
    /// directions with their sequence numbers, and the session that a client keeps for later.
    /// Buffers and certificates are not counted.
    /// @return octets
    std::size_t GetStateSize() const override;

    /// @return whether the handshake has ended
    bool IsEstablished() const
    {
        return m_established;
    }

    /// @return whether the handshake took up an earlier session; a handshake with a pre-shared key
    /// does not count as one
    bool IsResumed() const
    {
        return m_resumed;
    }

    /// @return the last session that the server gave to this client, null if none; in TLS 1.3 it
    /// comes after the handshake
    std::shared_ptr<const TlsSession> GetSession() const
    {
        return m_connection.received;
    }

    /// @return the certificate the peer has shown and proven, null if none
    std::shared_ptr<X509> GetPeerCertificate() const;

    /// @return OpenSSL's connection, for tests that watch it
    SSL* GetSsl() const
    {
        return m_ssl.get();
    }

  private:
    /// What OpenSSL reads from and writes to during a call.
    struct Wire
    {
        ByteView input;         ///< octets from the network not yet read
        Bytes* output{nullptr}; ///< where octets for the network go
    };

    /// Gives OpenSSL the functions below.
    static BIO_METHOD* GetWireMethod();

    /// Reads as OpenSSL wants it.
    static int ReadWire(BIO* bio, char* data, std::size_t capacity, std::size_t* done);

    /// Writes as OpenSSL wants it.
    static int WriteWire(BIO* bio, const char* data, std::size_t size, std::size_t* done);

    /// Answers OpenSSL's questions about the wire.
    static long ControlWire(BIO* bio, int command, long number, void* pointer);

    /// Offers the session of the party, if it may still be taken up.
    void OfferSession();

    /// Goes on with the handshake as far as the input goes.
    /// @param output gets the outcome
    /// @return whether the stream is open now
    bool Handshake(Output& output);

    /// @return whether the handshake that just ended took up an earlier session
    bool HasResumed() const;

    /// Opens records as far as the input goes.
    /// @param output gets the outcome
    void Open(Output& output);

    /// Ends the stream if OpenSSL says that it did more than wait.
    /// @param result of OpenSSL's function
    /// @param output gets the outcome
    void Judge(int result, Output& output);

    /// @return why OpenSSL gave up
    std::string Explain() const;

    /// Runs a step with the wire connected.
    /// @param input octets from the network
    /// @param step what to do
    /// @return what came of it
    template <class Step>
    Output Run(ByteView input, Step step);

    std::shared_ptr<const TlsContext> m_context; ///< of the role
    TlsConnection m_connection;                  ///< for the callbacks
    Wire m_wire;                                 ///< connected during a call only
    OpensslPtr<SSL> m_ssl;                       ///< OpenSSL's connection; null if it failed
    bool m_established{false};                   ///< the handshake has ended
    bool m_resumed{false};                       ///< the handshake took up an earlier session
    bool m_closed{false};                        ///< the peer ended the stream in order
    bool m_broken{false};                        ///< an error was given out
};

} // namespace ns3::mqtt

#endif /* MQTT_TLS_GUARD_H */
