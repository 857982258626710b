// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GATEWAY_H
#define MQTT_GATEWAY_H

#include "mqtt-real-socket.h"

#include "ns3/mqtt-framer.h"
#include "ns3/mqtt-link.h"
#include "ns3/mqtt-party.h"

#include <unordered_map>

namespace ns3::mqtt
{

class GatewayLink;

/// Joins byte streams of the simulation and real ones, one to one, octet by octet. The work of its
/// node's processor is that of whoever sends and receives the MQTT packets in the streams.
///
/// On a client's node it stands for a real client: each real connection becomes a simulated one to
/// the simulated broker. On a broker's node it stands for a real broker: each simulated connection
/// becomes a real one.
class Gateway : public Party, private LinkOwner
{
  public:
    /// Makes the guard of a simulated connection; null where there is none.
    using GuardFactory = std::function<std::unique_ptr<StreamGuard>()>;

    /// Makes a real socket that is not connected.
    using SocketFactory = std::function<std::shared_ptr<RealSocket>()>;

    /// @return the object TypeId
    static TypeId GetTypeId();

    Gateway();
    ~Gateway() override;

    /// @param createGuard protects the simulated connections at this end
    void SetGuard(GuardFactory createGuard);

    /// Stands for a real broker from the application's start on.
    /// @param local simulated address and port to listen on
    /// @param remote the real broker
    /// @param createSocket makes sockets that connect to it
    void ListenFor(const Address& local,
                   const boost::asio::ip::tcp::endpoint& remote,
                   SocketFactory createSocket);

    /// Stands for a real client.
    /// @param real its connection, not yet opened
    /// @param remote simulated address and port of the broker
    void Join(const std::shared_ptr<RealSocket>& real, const Address& remote);

    /// @return pairs of connections that stand or are being made
    std::size_t GetNConnections() const
    {
        return m_pairs.size();
    }

  protected:
    /// @cond INHERITED
    // documented at ns3::Application
    void DoDispose() override;
    void StartApplication() override;
    /// @endcond

  private:
    friend class GatewayLink;

    /// A simulated connection and a real one.
    struct Pair
    {
        std::shared_ptr<RealSocket> real;  ///< the real one
        std::shared_ptr<GatewayLink> link; ///< the simulated one, once it stands
        Ptr<Socket> connecting;            ///< the simulated one before
        Framer fromReal;                   ///< finds packets in what is real
        Framer fromLink;                   ///< finds packets in what is simulated
        Bytes early;                       ///< real octets that wait for the simulated connection
        bool realStands{false};            ///< what is simulated can be sent on
    };

    // what a simulated connection says
    void LinkUp(Link& link, Turn& turn) override;
    void LinkBroken(Link& link, const std::string& reason, Turn& turn) override;
    void LinkDown(Link& link, const std::string& reason, Turn& turn) override;
    void LinkDrained(Link& link) override;

    /// @param id pair
    /// @param octets opened, from its simulated connection
    /// @param turn the turn this happens in
    void LinkReceived(std::uint64_t id, ByteView octets, Turn& turn);

    /// @param id pair
    /// @return it, or null once it has ended
    Pair* Find(std::uint64_t id);

    /// @param pair whose simulated connection is read or held back
    /// @param hold whether what comes on it shall wait
    static void HoldBack(Pair& pair, bool hold);

    /// @param id pair
    /// @return whom its real connection tells
    RealSocket::Handlers MakeHandlers(std::uint64_t id);

    /// @param socket simulated connection that stands
    /// @param id its pair
    /// @param turn the turn this happens in
    void OpenLink(Ptr<Socket> socket, std::uint64_t id, Turn& turn);

    /// @param id pair
    /// @param octets of its real connection, for the simulated one
    /// @param turn the turn this happens in
    void SendOnLink(std::uint64_t id, const Bytes& octets, Turn& turn);

    /// Ends both connections.
    /// @param id pair
    /// @param turn the turn this happens in
    void End(std::uint64_t id, Turn& turn);

    GuardFactory m_createGuard;                      ///< protects simulated connections
    SocketFactory m_createSocket;                    ///< makes real ones
    Address m_local;                                 ///< where it listens, if it does
    boost::asio::ip::tcp::endpoint m_remote;         ///< the real broker
    Ptr<Socket> m_listener;                          ///< listens
    std::unordered_map<std::uint64_t, Pair> m_pairs; ///< by number
    std::uint64_t m_last{0};                         ///< the newest
};

} // namespace ns3::mqtt

#endif /* MQTT_GATEWAY_H */
