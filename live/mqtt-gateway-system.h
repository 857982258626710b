// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GATEWAY_SYSTEM_H
#define MQTT_GATEWAY_SYSTEM_H

#include "mqtt-acceptor.h"
#include "mqtt-gateway.h"

#include "ns3/mqtt-system-helper.h"

#include <boost/asio/signal_set.hpp>

namespace ns3::mqtt
{

/// A simulated network with a broker and clients, in real time, that real clients take part in, or
/// that a real broker serves.
class GatewaySystem
{
  public:
    /// What it is like.
    struct Settings
    {
        boost::asio::ip::tcp::endpoint local; ///< where real clients connect; port 0: a free one
        std::uint32_t places{0};              ///< nodes for real clients; 0: none can connect
        std::optional<boost::asio::ip::tcp::endpoint> broker; ///< a real one, in place of a
                                                              ///< simulated one
        std::string scheme{"plain"};                          ///< of the simulated connections
        std::string network{"lan"};                           ///< kind of network
        std::string clientDevice{"rpi-3b"};                   ///< profile of clients
        std::string brokerDevice{"i7-3770"};                  ///< profile of the broker
        std::string costs{"table"};                           ///< what work costs
        std::uint32_t publishers{1};                          ///< simulated publishers
        std::uint32_t subscribers{1};                         ///< simulated subscribers
        Time interval{Seconds(1)};                        ///< between the messages of a publisher
        std::uint32_t qos{0};                             ///< of simulated clients
        std::string filter{"#"};                          ///< that simulated subscribers ask for
        std::function<void(const std::string& line)> log; ///< hears what happens
    };

    /// @param settings what it is like
    /// @return the system, or what is wrong with the settings
    static Result<std::unique_ptr<GatewaySystem>> Create(const Settings& settings);
    ~GatewaySystem();
    GatewaySystem(const GatewaySystem&) = delete;
    GatewaySystem& operator=(const GatewaySystem&) = delete;

    /// @return names of schemes that can guard a real client's simulated connection
    static std::vector<std::string> GetSchemes();

    /// Takes the global simulator to real time. Before anything of ns-3 is made.
    static void BeginRealTime();

    /// Runs until a signal tells the program to stop, or until a time.
    /// @param duration how long; 0 is for ever
    void Run(Time duration);

    /// @return where real clients connect
    boost::asio::ip::tcp::endpoint GetLocal() const
    {
        return m_acceptor.GetLocal();
    }

  private:
    /// @param settings what it is like
    explicit GatewaySystem(const Settings& settings);

    /// @return what is wrong with the settings, or nothing
    std::optional<Error> Build();

    /// Puts a broker, or what stands for a real one, on the server.
    void InstallBroker();

    /// Puts simulated clients on their nodes.
    void InstallClients();

    /// Puts what stands for real clients on their nodes.
    void InstallGateways();

    /// @param real connection of a real client
    void Welcome(const std::shared_ptr<RealSocket>& real);

    /// @param client that publishes from now on
    /// @param number of its next message
    void PublishNext(Ptr<Client> client, std::uint64_t number);

    /// @param clientId who heard
    /// @param publish what
    void Heard(const std::string& clientId, const Publish& publish);

    Settings m_settings;                                ///< what it is like
    SocketThread m_thread;                              ///< of all real sockets
    Acceptor m_acceptor;                                ///< takes real clients in
    boost::asio::signal_set m_signals;                  ///< that end the program
    NodeContainer m_servers;                            ///< the broker
    NodeContainer m_clients;                            ///< simulated clients
    NodeContainer m_places;                             ///< nodes of real clients
    Ptr<Network> m_network;                             ///< between them
    Ptr<SecurityScheme> m_scheme;                       ///< of the simulated connections
    std::unique_ptr<SystemHelper> m_system;             ///< installs parties
    Address m_broker;                                   ///< simulated address of the broker
    std::vector<std::shared_ptr<ClientAgent>> m_agents; ///< make guards for real clients
    std::shared_ptr<BrokerAgent> m_brokerAgent;         ///< makes guards for a real broker
    std::vector<Ptr<Gateway>> m_gateways;               ///< one for each place
};

} // namespace ns3::mqtt

#endif /* MQTT_GATEWAY_SYSTEM_H */
