// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_NETWORK_H
#define MQTT_NETWORK_H

#include "mqtt-ip-installer.h"
#include "mqtt-switched-channel.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace ns3::mqtt
{

/// A network between servers and clients: stack, devices, addresses and routes, all at once.
///
/// A kind of network is a child of this class with a TypeId, as a congestion control is one of
/// TcpCongestionOps: linking it is enough for CreateByName() to know it. Servers (brokers,
/// authorities) always share one switched Ethernet, each with one interface; a child says how the
/// clients reach it. Traffic flows among servers and between servers and clients; whether clients
/// reach each other is the child's business.
class Network : public Object
{
  public:
    /// Family of addresses.
    enum AddressFamily
    {
        IPV4, ///< IPv4
        IPV6  ///< IPv6
    };

    /// @return the TypeId
    static TypeId GetTypeId();

    /// @return names of all kinds that are linked in, sorted
    static std::vector<std::string> GetNames();

    /// @param name name, as GetNetworkName() gives it
    /// @return a network of that kind, not yet built; null if there is none of this name
    static Ptr<Network> CreateByName(const std::string& name);

    /// Sets the defaults of ns3::TcpSocket and its kin to what hosts do today. To be called by a
    /// program before it reads its command line, so that its user has the last word.
    static void SetTcpDefaults();

    /// @param host IP address without port
    /// @param port port
    /// @return the two together, of the address's family
    static Address MakeSocketAddress(const Address& host, uint16_t port);

    /// @return what a user calls this kind
    virtual std::string GetNetworkName() const = 0;

    /// Builds the network. Only once.
    /// @param servers bare nodes
    /// @param clients bare nodes
    void Build(const NodeContainer& servers, const NodeContainer& clients);

    /// @param node server or client
    /// @return its IP address
    Address GetAddress(Ptr<Node> node) const;

    /// @return from when on all links work, for those who connect
    virtual Time GetReadyTime() const;

    /// Writes what passes the devices of a node to PREFIX-NODE-DEVICE.pcap.
    /// @param prefix path and beginning of the file name
    /// @param node any node of the network
    void EnablePcap(const std::string& prefix, Ptr<Node> node) const;

    /// @return packets dropped at queues and switch ports; losses on the air or wire are none
    uint64_t GetDrops() const;

    /// @return TCP data segments sent again by all hosts; 0 with HashedTcp off, when none count
    uint64_t GetRetransmissions() const;

    /// Fixes the random streams of all nodes and links. After Build().
    /// @param stream first stream
    /// @return number of streams taken
    int64_t AssignStreams(int64_t stream);

  protected:
    /// A way into the backbone: what is behind it, servers reach by its hardware address.
    struct Gate
    {
        Ptr<NetDevice> device; ///< on the backbone
        Address address;       ///< its IP address
    };

    /// Connects the clients. The backbone and the servers exist.
    /// @param clients nodes with a stack
    virtual void BuildClients(const NodeContainer& clients) = 0;

    /// @param stream first stream
    /// @return number of streams taken for the child's own links
    virtual int64_t DoAssignStreams(int64_t stream);

    /// @param prefix path and beginning of the file name
    /// @param device device that is not on the backbone
    virtual void DoEnablePcap(const std::string& prefix, Ptr<NetDevice> device) const;

    /// @return packets dropped by the child's own devices
    virtual uint64_t DoGetDrops() const;

    /// Plugs a node into the backbone, on speaking terms with all servers.
    /// @param node node with a stack
    /// @param reach what the node holds to be on its link
    /// @return its way in
    Gate AddToBackbone(Ptr<Node> node, IpInstaller::Reach reach);

    /// Makes a router, with a stack and its way into the backbone.
    /// @return its way in
    Gate AddRouter();

    /// Notes the address of a client and tells all servers the way there.
    /// @param client client
    /// @param address its IP address
    /// @param gate way it is reached by
    void AddClient(Ptr<Node> client, const Address& address, const Gate& gate);

    /// @return what installs addresses of this network's family
    const IpInstaller& GetInstaller() const;

  private:
    AddressFamily m_family{IPV4};                      ///< of all addresses
    bool m_hashedTcp{true};                            ///< whether nodes have a TcpDemultiplexer
    IpInstaller m_installer{false};                    ///< of that family
    Ptr<SwitchedChannel> m_backbone;                   ///< where the servers are
    std::vector<Gate> m_servers;                       ///< the servers on it
    NodeContainer m_nodes;                             ///< servers, clients and routers
    uint32_t m_nextCoreHost{0};                        ///< next free number in the core subnet
    std::unordered_map<uint32_t, Address> m_addresses; ///< by node
};

} // namespace ns3::mqtt

#endif /* MQTT_NETWORK_H */
