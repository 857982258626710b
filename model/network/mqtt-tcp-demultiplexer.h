// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TCP_DEMULTIPLEXER_H
#define MQTT_TCP_DEMULTIPLEXER_H

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv6-interface.h"
#include "ns3/socket.h"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace ns3
{
class Node;
class TcpL4Protocol;
} // namespace ns3

namespace ns3::mqtt
{

class HashedTcpSocket;

/// The two ends of a TCP connection, as a key to look it up by. A listening socket has no peer,
/// that is address and port 0. Equal to no socket's when default.
class ConnectionKey
{
  public:
    ConnectionKey() = default;

    /// @param local own address
    /// @param localPort own port
    /// @param peer address of the other end
    /// @param peerPort port of the other end
    ConnectionKey(Ipv4Address local, uint16_t localPort, Ipv4Address peer, uint16_t peerPort);

    /// @param local own address
    /// @param localPort own port
    /// @param peer address of the other end
    /// @param peerPort port of the other end
    ConnectionKey(Ipv6Address local, uint16_t localPort, Ipv6Address peer, uint16_t peerPort);

    /// @param other key
    /// @return whether both are the same connection
    bool operator==(const ConnectionKey& other) const;

    /// The hash of a key.
    struct Hash
    {
        /// @param key key
        /// @return its hash
        std::size_t operator()(const ConnectionKey& key) const;
    };

  private:
    std::array<uint64_t, 4> m_addresses{}; ///< local, peer; IPv4 puts both into the first word
    uint32_t m_ports{0};                   ///< local, peer
};

/// Stands before a node's TcpL4Protocol and finds open connections by hash.
///
/// ns-3 walks a list of all connections for each segment, which a broker with thousands of clients
/// pays for. Segments to sockets of HashedTcpSocket go straight there; all others (to ordinary
/// sockets, to ports nobody listens on) go to TcpL4Protocol as ever.
class TcpDemultiplexer : public IpL4Protocol
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    /// Puts a demultiplexer before the TCP of a node, which must have its IP stack.
    /// @param node node without a demultiplexer
    /// @return the demultiplexer
    static Ptr<TcpDemultiplexer> Install(Ptr<Node> node);

    /// @return a new TCP socket (listening or connecting) that registers its connections here
    Ptr<Socket> CreateSocket();

    /// @param key ends of a socket
    /// @param socket the socket, which takes itself out before it dies
    void Add(const ConnectionKey& key, HashedTcpSocket* socket);

    /// @param key ends of a socket
    /// @param socket the socket; the entry stays if another one has taken it over
    void Remove(const ConnectionKey& key, const HashedTcpSocket* socket);

    /// A socket has sent a data segment again.
    void NoteRetransmission();

    /// @return data segments sent again by sockets created here
    uint64_t GetRetransmissions() const;

    /// @return connections and listening sockets that are found by hash
    std::size_t GetNSockets() const;

    /// @cond INHERITED
    // documented at ns3::IpL4Protocol
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> interface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> interface) override;
    void ReceiveIcmp(Ipv4Address router,
                     uint8_t ttl,
                     uint8_t type,
                     uint8_t code,
                     uint32_t info,
                     Ipv4Address from,
                     Ipv4Address to,
                     const uint8_t payload[8]) override;
    void ReceiveIcmp(Ipv6Address router,
                     uint8_t ttl,
                     uint8_t type,
                     uint8_t code,
                     uint32_t info,
                     Ipv6Address from,
                     Ipv6Address to,
                     const uint8_t payload[8]) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;
    /// @endcond

  protected:
    /// @cond INHERITED
    // documented at ns3::Object
    void DoDispose() override;
    /// @endcond

  private:
    /// What is needed of a TCP header: from the ports to the flags.
    using TcpStart = std::array<uint8_t, 14>;

    /// @param start beginning of the header of a segment
    /// @param local address it was sent to
    /// @param peer address of the sender
    /// @return socket of its connection, or, for the first segment of one, the listening socket
    template <typename IpAddress>
    HashedTcpSocket* Find(const TcpStart& start, IpAddress local, IpAddress peer) const;

    /// Hands a segment to its socket, or else to TcpL4Protocol.
    /// @param packet segment with its TCP header
    /// @param header IP header
    /// @param interface interface it came in by
    /// @return what became of it
    template <typename Header, typename Interface>
    RxStatus Dispatch(Ptr<Packet> packet, const Header& header, Ptr<Interface> interface);

    Ptr<Node> m_node;         ///< the node this is part of
    Ptr<TcpL4Protocol> m_tcp; ///< where everything else goes
    std::unordered_map<ConnectionKey, HashedTcpSocket*, ConnectionKey::Hash> m_sockets; ///< index
    uint64_t m_retransmissions{0}; ///< data segments sent again
};

/// @param node node with an IP stack
/// @return a new TCP socket, found by hash if the node has a TcpDemultiplexer
Ptr<Socket> CreateTcpSocket(Ptr<Node> node);

} // namespace ns3::mqtt

#endif /* MQTT_TCP_DEMULTIPLEXER_H */
