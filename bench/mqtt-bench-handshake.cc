// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-handshake.h"

#include "mqtt-bench-bare-tcp.h"
#include "mqtt-bench-clock.h"
#include "mqtt-bench-openssl.h"

#include "ns3/simulator.h"

#include <memory>

namespace ns3::mqtt
{

namespace
{

/// Clients and a server that say what TLS and MQTT say, over bare TCP.
class BareExchange : public BareTcp
{
  public:
    /// @param clients number of clients
    /// @param demux how hosts find connections
    /// @param pair what speaks TLS; null for writes with nothing in them
    /// @param flights what a connection carries
    BareExchange(std::uint32_t clients,
                 const std::string& demux,
                 const OpensslPair* pair,
                 const Flights& flights);

    /// @return figures, or why there are none
    Result<RunOutput> Run();

  private:
    /// One end of a connection.
    struct End
    {
        BenchSide side;                  ///< which end
        std::unique_ptr<OpensslEnd> tls; ///< what speaks; null for empty writes
        std::size_t next{0};             ///< the next empty write
        std::uint32_t received{0};       ///< octets from the peer
    };

    void Connected(std::uint32_t client, Ptr<Socket> socket) override;
    void Accepted(Ptr<Socket> socket) override;

    /// @param socket an end of a connection that stands
    /// @param side which end
    void Begin(Ptr<Socket> socket, BenchSide side);

    /// @param socket end of a connection, perhaps with something to read
    /// @param end how far it is
    void GoOn(Ptr<Socket> socket, End& end);

    const OpensslPair* m_pair;    ///< what speaks TLS
    const Flights& m_flights;     ///< what a connection carries
    std::uint32_t m_octets[2]{0}; ///< octets that a side writes in all, without TLS
    std::uint32_t m_done{0};      ///< clients that got all
    double m_end{0};              ///< host time when all clients had
};

BareExchange::BareExchange(std::uint32_t clients,
                           const std::string& demux,
                           const OpensslPair* pair,
                           const Flights& flights)
    : BareTcp(clients, demux),
      m_pair(pair),
      m_flights(flights)
{
    for (const BenchSide side : {CLIENT_SIDE, SERVER_SIDE})
    {
        for (const Flight& flight : flights[side])
        {
            m_octets[side] += flight.size;
        }
    }
}

void
BareExchange::Connected(std::uint32_t /* client */, Ptr<Socket> socket)
{
    Begin(socket, CLIENT_SIDE);
}

void
BareExchange::Accepted(Ptr<Socket> socket)
{
    Begin(socket, SERVER_SIDE);
}

void
BareExchange::Begin(Ptr<Socket> socket, BenchSide side)
{
    const auto end = std::make_shared<End>();
    end->side = side;
    end->tls = m_pair ? std::make_unique<OpensslEnd>(*m_pair, side) : nullptr;
    socket->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this, end](Ptr<Socket> self) { GoOn(self, *end); }));
    GoOn(socket, *end);
}

void
BareExchange::GoOn(Ptr<Socket> socket, End& end)
{
    Bytes octets;
    end.received += ReadAll(socket, end.tls ? &octets : nullptr);
    if (end.tls)
    {
        for (const Bytes& write : end.tls->Receive(octets))
        {
            socket->Send(Create<Packet>(write.data(), write.size()));
        }
    }
    const auto& own = m_flights[end.side];
    for (; !end.tls && end.next < own.size() && own[end.next].after <= end.received; ++end.next)
    {
        socket->Send(Create<Packet>(own[end.next].size));
    }
    const bool done = end.tls ? end.tls->IsDone() : end.received == m_octets[SERVER_SIDE];
    if (end.side == CLIENT_SIDE && done && ++m_done == GetNClients())
    {
        m_end = GetHostSeconds();
        Simulator::Stop();
    }
}

Result<RunOutput>
BareExchange::Run()
{
    const double begin = GetHostSeconds();
    Simulator::Stop(ScheduleConnections() + Seconds(60));
    Simulator::Run();
    if (m_done != GetNClients())
    {
        return Error{"only " + std::to_string(m_done) + " clients got all octets"};
    }
    RunOutput output;
    output.figures["setup_s"] = m_end - begin;
    output.figures["octets"] = m_octets[CLIENT_SIDE] + m_octets[SERVER_SIDE];
    return output;
}

/// Does something with the means of TLS after a first connection, for which OpenSSL loads what all
/// share.
/// @param run takes them and what a connection carries
/// @return what that gives, or why there are no means
template <class Run>
Result<RunOutput>
WithOpenssl(Run run)
{
    const auto pair = OpensslPair::Create();
    if (!pair)
    {
        return pair.error();
    }
    OpensslDialogue first(pair.value());
    if (!first.Play())
    {
        return MakeOpensslError("bare OpenSSL makes no handshake");
    }
    return run(pair.value(), first.GetFlights());
}

} // namespace

Result<RunOutput>
RunBareExchanges(std::uint32_t clients, const std::string& demux, Exchange exchange)
{
    return WithOpenssl([&](const OpensslPair& pair, const Flights& flights) {
        const auto* speaker = exchange == Exchange::TLS ? &pair : nullptr;
        return BareExchange(clients, demux, speaker, flights).Run();
    });
}

Result<RunOutput>
RunOpensslHandshakes(std::uint32_t count)
{
    return WithOpenssl([count](const OpensslPair& pair, const Flights&) -> Result<RunOutput> {
        std::vector<std::unique_ptr<OpensslDialogue>> dialogues;
        const double begin = GetHostSeconds();
        for (std::uint32_t i = 0; i < count; ++i)
        {
            dialogues.push_back(std::make_unique<OpensslDialogue>(pair));
            if (!dialogues.back()->Play())
            {
                return MakeOpensslError("bare OpenSSL makes no handshake");
            }
        }
        RunOutput output;
        output.figures["setup_s"] = GetHostSeconds() - begin;
        return output;
    });
}

} // namespace ns3::mqtt
