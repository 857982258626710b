// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_HASHED_TCP_SOCKET_H
#define MQTT_HASHED_TCP_SOCKET_H

#include "mqtt-tcp-demultiplexer.h"

#include "ns3/tcp-socket-base.h"

namespace ns3::mqtt
{

/// A TCP socket that the node's TcpDemultiplexer finds by hash.
///
/// In everything else it is ns-3's own: sockets accepted from it are of its kind. Connections
/// register once they know both ends; a listening socket does if it is bound to an address, not to
/// any.
class HashedTcpSocket : public TcpSocketBase
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    HashedTcpSocket();

    /// @param other listening socket that the new one is accepted from
    HashedTcpSocket(const HashedTcpSocket& other);

    ~HashedTcpSocket() override;

    /// @param demultiplexer where connections register
    void SetDemultiplexer(Ptr<TcpDemultiplexer> demultiplexer);

    /// @cond INHERITED
    // documented at ns3::TcpSocketBase
    int Connect(const Address& address) override;
    int Listen() override;
    /// @endcond

    /// Handles a segment, if this socket still is the one that was looked up.
    /// @param segment segment with its TCP header
    /// @param header IPv4 header
    /// @param peerPort port of the sender
    /// @param interface interface it came in by
    /// @return false if the socket has other ends or none by now; the segment is untouched
    bool Take(Ptr<Packet> segment,
              const Ipv4Header& header,
              uint16_t peerPort,
              Ptr<Ipv4Interface> interface);

    /// The same for IPv6.
    /// @param segment segment with its TCP header
    /// @param header IPv6 header
    /// @param peerPort port of the sender
    /// @param interface interface it came in by
    /// @return false if the socket has other ends or none by now; the segment is untouched
    bool Take(Ptr<Packet> segment,
              const Ipv6Header& header,
              uint16_t peerPort,
              Ptr<Ipv6Interface> interface);

  protected:
    /// @cond INHERITED
    // documented at ns3::TcpSocketBase
    Ptr<TcpSocketBase> Fork() override;
    void CompleteFork(Ptr<Packet> packet,
                      const TcpHeader& header,
                      const Address& from,
                      const Address& to) override;
    void UpdateRttHistory(const SequenceNumber32& sequence,
                          uint32_t size,
                          bool isRetransmission) override;
    /// @endcond

  private:
    /// Tells the demultiplexer the two ends, of which a listening socket has one.
    void Register();

    /// Takes that back.
    void Unregister();

    Ptr<TcpDemultiplexer> m_demultiplexer; ///< of the node
    ConnectionKey m_key;                   ///< the ends, as registered
    bool m_registered{false};              ///< whether m_key is in the index
};

} // namespace ns3::mqtt

#endif /* MQTT_HASHED_TCP_SOCKET_H */
