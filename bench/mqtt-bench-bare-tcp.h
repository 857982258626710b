// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BENCH_BARE_TCP_H
#define MQTT_BENCH_BARE_TCP_H

#include "ns3/mqtt-bytes.h"
#include "ns3/mqtt-network.h"
#include "ns3/node-container.h"
#include "ns3/socket.h"

namespace ns3::mqtt
{

/// Plain TCP connections of clients to a server, on the network that an Experiment would build for
/// as many parties: no MQTT, no crypto, only what ns-3 itself costs. What goes over them, a child
/// says.
class BareTcp
{
  public:
    virtual ~BareTcp();
    BareTcp(const BareTcp&) = delete;
    BareTcp& operator=(const BareTcp&) = delete;

  protected:
    /// Builds the network.
    /// @param clients number of clients
    /// @param demux how hosts find connections: "hashed", or ns-3's own "stock"
    BareTcp(std::uint32_t clients, const std::string& demux);

    /// Plans the connections of all clients, one after another.
    /// @return when the last has connected, unless segments are lost
    Time ScheduleConnections();

    /// @param client whose connection stands
    /// @param socket the client's side
    virtual void Connected(std::uint32_t client, Ptr<Socket> socket) = 0;

    /// @param socket the server's side of a new connection; they come in the order of clients
    virtual void Accepted(Ptr<Socket> socket) = 0;

    /// @param socket a socket with something to read
    /// @param[out] octets gets what was read, if it is wanted
    /// @return number of octets that were read
    static std::uint32_t ReadAll(Ptr<Socket> socket, Bytes* octets = nullptr);

    /// @return number of clients
    std::uint32_t GetNClients() const
    {
        return m_clients.GetN();
    }

    /// @return packets that queues had no room for
    std::uint64_t GetDrops() const
    {
        return m_network->GetDrops();
    }

  private:
    /// @param client client that is to connect
    void Connect(std::uint32_t client);

    Ptr<Network> m_network;             ///< network
    NodeContainer m_server;             ///< the server
    NodeContainer m_clients;            ///< clients
    Ptr<Socket> m_listener;             ///< of the server
    std::vector<Ptr<Socket>> m_sockets; ///< the clients' connections
};

} // namespace ns3::mqtt

#endif /* MQTT_BENCH_BARE_TCP_H */
