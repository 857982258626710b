// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_OPENSSL_H
#define MQTT_BENCH_OPENSSL_H

#include "ns3/mqtt-openssl.h"

#include <array>
#include <deque>

/// @file
/// TLS 1.3 as the scheme "tls13" has it (P-256, one certificate, one ticket), by bare OpenSSL over
/// memory BIOs, with OpenSSL's default library context.

namespace ns3::mqtt
{

/// Which end of a connection.
enum BenchSide : std::size_t
{
    CLIENT_SIDE,
    SERVER_SIDE
};

/// What a client and a server of bare OpenSSL share with others of their kind.
class OpensslPair
{
  public:
    /// Makes keys and certificates.
    /// @return the pair, or why there is none
    static Result<OpensslPair> Create();

    /// @param side which end
    /// @return what makes connections of that side
    SSL_CTX* GetContext(BenchSide side) const
    {
        return m_contexts[side].get();
    }

  private:
    OpensslPair() = default;

    std::array<OpensslPtr<SSL_CTX>, 2> m_contexts; ///< of client and server
};

/// One end of a connection. When the handshake is done it sets MQTT up as a subscriber of an
/// experiment and its broker do: CONNECT, CONNACK, SUBSCRIBE, SUBACK.
class OpensslEnd
{
  public:
    /// @param pair what it shares; must outlive this
    /// @param side which end
    OpensslEnd(const OpensslPair& pair, BenchSide side);

    /// @param octets from the peer; none to begin with
    /// @return what is to be written to the peer, write by write
    std::vector<Bytes> Receive(const Bytes& octets);

    /// @return whether everything was sent and, at the client, everything has come
    bool IsDone() const
    {
        return m_expected == 0 && m_packets.empty();
    }

  private:
    /// @return whether the next packet could be protected
    bool SendNext();

    /// Notes what OpenSSL has written.
    /// @param[out] writes gets it
    void TakeOutput(std::vector<Bytes>& writes);

    OpensslPtr<SSL> m_ssl;       ///< OpenSSL's connection
    BIO* m_input;                ///< owned by it
    BIO* m_output;               ///< owned by it
    bool m_isClient;             ///< speaks first
    std::deque<Bytes> m_packets; ///< packets to be sent, each when its turn comes
    std::size_t m_expected;      ///< packets that are still to come
};

/// A write to a socket.
struct Flight
{
    std::uint32_t size;  ///< octets
    std::uint32_t after; ///< octets that must have come from the peer before
};

/// All writes of client and server, in order.
using Flights = std::array<std::vector<Flight>, 2>;

/// A connection in memory, which stays open as long as this lives.
class OpensslDialogue
{
  public:
    /// @param pair what connections share; must outlive this
    explicit OpensslDialogue(const OpensslPair& pair);

    /// @return whether all went well
    bool Play();

    /// @return what was written
    const Flights& GetFlights() const
    {
        return m_flights;
    }

  private:
    std::array<OpensslEnd, 2> m_ends; ///< client and server
    Flights m_flights;                ///< what was written
};

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_OPENSSL_H */
