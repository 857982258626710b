// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_NETWORK_TESTS_H
#define MQTT_NETWORK_TESTS_H

#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"
#include "ns3/test.h"

#include <map>
#include <vector>

namespace ns3::mqtt
{

/// @return new tests of the switch
std::vector<TestCase*> MakeSwitchTests();

/// @return new tests of the demultiplexer
std::vector<TestCase*> MakeDemultiplexerTests();

/// @return new tests of the networks
std::vector<TestCase*> MakeTopologyTests();

/// A TCP server that sends back what it gets, and clients that count what comes back.
class EchoService
{
  public:
    static constexpr uint16_t PORT = 1883; ///< of the server

    /// @param server node of the server
    /// @param host its IP address
    EchoService(Ptr<Node> server, const Address& host);

    /// Plans a client, which closes as soon as all has come back.
    /// @param client node of the client
    /// @param start when it connects
    /// @param bytes bytes it sends
    /// @param localPort its port, 0 for any
    void AddClient(Ptr<Node> client, Time start, uint32_t bytes, uint16_t localPort = 0);

    /// Plans that clients leave their connection open.
    void KeepOpen();

    /// @return clients that got back as many bytes as they sent
    uint32_t GetComplete() const;

    /// @return the server's ends of all connections, kept even when closed
    const std::vector<Ptr<Socket>>& GetAccepted() const;

  private:
    /// What a client expects.
    struct Client
    {
        uint32_t sent;     ///< bytes sent
        uint32_t received; ///< bytes that came back
    };

    /// @param node node of the client
    /// @param bytes bytes it sends
    /// @param localPort its port, 0 for any
    void Connect(Ptr<Node> node, uint32_t bytes, uint16_t localPort);

    /// @param socket the server's end of a new connection
    /// @param from its peer
    void Accept(Ptr<Socket> socket, const Address& from);

    /// @param socket the server's end, with something to read
    void Reflect(Ptr<Socket> socket);

    /// @param socket a client's end, with something to read
    void Count(Ptr<Socket> socket);

    Address m_host;                          ///< IP address of the server
    bool m_keepOpen{false};                  ///< whether clients never close
    Ptr<Socket> m_listener;                  ///< of the server
    std::vector<Ptr<Socket>> m_accepted;     ///< the server's ends
    std::map<Ptr<Socket>, Client> m_clients; ///< by their socket
};

} // namespace ns3::mqtt

#endif /* MQTT_NETWORK_TESTS_H */
