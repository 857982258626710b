// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_APP_SYSTEM_H
#define MQTT_APP_SYSTEM_H

#include "ns3/mqtt-system-helper.h"

#include <map>

namespace ns3::mqtt
{

/// A broker, a scheme's authorities and some clients on a network, for one test; notes all that
/// clients and broker tell.
class AppSystem
{
  public:
    /// A message as a client's application got it.
    struct Arrival
    {
        std::string client; ///< who
        std::string topic;  ///< topic name
        std::string text;   ///< payload
        bool retain;        ///< retain flag
        Time when;          ///< simulated time
    };

    /// @param scheme name of the scheme
    /// @param clients number of client nodes
    /// @param network name of the network
    /// @param attributes of the scheme, by name
    explicit AppSystem(const std::string& scheme,
                       std::uint32_t clients = 2,
                       const std::string& network = "lan",
                       const std::map<std::string, std::string>& attributes = {});

    /// @param scheme scheme
    /// @param clients number of client nodes
    /// @param network name of the network
    explicit AppSystem(Ptr<SecurityScheme> scheme,
                       std::uint32_t clients = 2,
                       const std::string& network = "lan");
    ~AppSystem();

    /// @param profile device of all nodes
    void InstallProcessors(const std::string& profile);

    /// @param index node
    /// @param clientId client identifier
    /// @param filter what to subscribe to; empty for nothing
    /// @param qos of the subscription
    /// @param role what it is for
    /// @return the client on it
    Ptr<Client> AddClient(std::uint32_t index,
                          const std::string& clientId,
                          const std::string& filter = "",
                          Qos qos = Qos::AT_MOST_ONCE,
                          const ClientRole& role = {});

    /// @param until simulated time to stop at
    void Run(Time until);

    /// @param number which of the scheme's brokers
    /// @return the broker; all are made with the first client, if not before
    Ptr<Broker> GetBroker(std::uint32_t number = 0);

    /// @param client client identifier; empty for all
    /// @return what it got
    std::vector<std::string> GetTexts(const std::string& client) const;

    /// @param text part of a reason
    /// @return how many connections ended for such a reason, at either side
    std::size_t CountClosed(const std::string& text) const;

    NodeContainer servers;                      ///< the brokers' nodes, then the authorities'
    NodeContainer clientNodes;                  ///< the clients' nodes
    Ptr<Network> network;                       ///< network
    Ptr<SecurityScheme> scheme;                 ///< scheme
    std::vector<Ptr<Authority>> authorities;    ///< of the scheme, made with the brokers
    std::vector<Arrival> arrivals;              ///< messages that came
    std::map<std::string, Time> ready;          ///< set-up time by client
    std::vector<std::string> closed;            ///< reasons why connections ended
    std::vector<std::string> dropped;           ///< reasons why the broker gave up messages
    std::map<std::string, ConnectCode> refused; ///< by client

  private:
    /// @param broker whose trouble is to be noted
    void Watch(Ptr<Broker> broker);

    std::unique_ptr<SystemHelper> m_helper; ///< installer
    std::vector<Ptr<Broker>> m_brokers;     ///< the scheme's, in order
};

} // namespace ns3::mqtt

#endif /* MQTT_APP_SYSTEM_H */
