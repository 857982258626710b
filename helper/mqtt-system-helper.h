// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SYSTEM_HELPER_H
#define MQTT_SYSTEM_HELPER_H

#include "ns3/mqtt-authority.h"
#include "ns3/mqtt-broker.h"
#include "ns3/mqtt-client.h"
#include "ns3/mqtt-network.h"
#include "ns3/node-container.h"

namespace ns3::mqtt
{

/// Puts the parties of a scheme on the nodes of a network, each with its agent, its address, the
/// processor of its node and random streams of its own.
class SystemHelper
{
  public:
    /// Provisions the scheme.
    /// @param scheme security scheme
    /// @param network network that was built
    /// @param firstStream number of the first random stream to use
    /// @return the installer, or what is wrong with the attributes of the scheme or its units
    static Result<SystemHelper> Create(Ptr<SecurityScheme> scheme,
                                       Ptr<Network> network,
                                       std::int64_t firstStream = 1000);

    /// Gives a node the processor of a device. Parties of a node without one work in no time.
    /// @param node node without a processor
    /// @param profile device
    /// @return its processor
    static Ptr<Processor> InstallProcessor(Ptr<Node> node,
                                           std::shared_ptr<const DeviceProfile> profile);

    /// Gives nodes the processor of a device.
    /// @param nodes nodes without processors
    /// @param device name of a device profile, or path of a .csv
    /// @param costs what work costs, as Processor's attribute CostMode has it
    /// @return what is wrong with the profile; nothing if all is well
    static std::optional<Error> InstallProcessors(const NodeContainer& nodes,
                                                  const std::string& device,
                                                  const std::string& costs);

    /// Installs the next of the scheme's brokers. Clients connect to the first.
    /// @param node one of the network's servers
    /// @return the broker on it
    Ptr<Broker> InstallBroker(Ptr<Node> node);

    /// @param node one of the network's servers
    /// @param name one of the scheme's authorities
    /// @return the authority on it
    Ptr<Authority> InstallAuthority(Ptr<Node> node, const std::string& name);

    /// @param node one of the network's clients
    /// @param clientId MQTT client identifier
    /// @param role what it is for
    /// @return the client on it, to be started by Application::SetStartTime()
    Ptr<Client> InstallClient(Ptr<Node> node,
                              const std::string& clientId,
                              const ClientRole& role = {});

    /// Makes a client that the scheme knows of and that is nowhere yet: Node::AddApplication() puts
    /// it on a node, also while the simulation runs, and its start time counts from then on.
    /// @param clientId MQTT client identifier
    /// @param role what it is for
    /// @return the client
    Ptr<Client> PrepareClient(const std::string& clientId, const ClientRole& role = {});

  private:
    /// @param scheme security scheme
    /// @param network network that was built
    /// @param firstStream number of the first random stream to use
    SystemHelper(Ptr<SecurityScheme> scheme, Ptr<Network> network, std::int64_t firstStream);

    /// @param clientId MQTT client identifier
    /// @return a client of the broker, without an agent
    Ptr<Client> MakeClient(const std::string& clientId) const;

    /// Reads what the units of the scheme's parties cost.
    /// @return what is wrong with them; nothing if all is well
    std::optional<Error> LoadUnits();

    /// Gives a party its agent, units, a random stream and the addresses of all services.
    /// @param party party
    /// @param agent its agent
    template <class PartyType, class Agent>
    void Equip(Ptr<PartyType> party, std::unique_ptr<Agent> agent);

    /// Puts a party on its node, with all that it needs and the addresses of its own services.
    /// @param party party
    /// @param agent its agent
    /// @param node where it shall be
    template <class PartyType, class Agent>
    void Install(Ptr<PartyType> party, std::unique_ptr<Agent> agent, Ptr<Node> node);

    Ptr<SecurityScheme> m_scheme; ///< security scheme
    Ptr<Network> m_network;       ///< network
    std::int64_t m_stream;        ///< next random stream
    std::uint32_t m_nBrokers{0};  ///< installed so far
    Address m_broker;             ///< where clients connect to
    std::map<std::string, std::shared_ptr<const DeviceProfile>> m_units; ///< profiles, by device
    std::shared_ptr<Directory> m_directory;                              ///< where services are
};

} // namespace ns3::mqtt

#endif /* MQTT_SYSTEM_HELPER_H */
