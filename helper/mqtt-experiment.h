// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_EXPERIMENT_H
#define MQTT_EXPERIMENT_H

#include "mqtt-experiment-companion.h"
#include "mqtt-host-meter.h"
#include "mqtt-message-oracle.h"

#include <optional>

namespace ns3::mqtt
{

/// What one simulated run is made of. Names are checked before by whoever fills it in.
struct ExperimentSetup
{
    std::string scheme{"plain"};          ///< scheme's name
    std::string settings;                 ///< of ExperimentCase
    std::uint32_t subscribers{10};        ///< number of subscribers
    std::uint32_t publishers{1};          ///< number of publishers
    Time interval{Seconds(1)};            ///< between messages of a publisher
    Time duration{Seconds(60)};           ///< of steady publishing
    std::uint32_t payload{64};            ///< octets of application data
    Qos qos{Qos::AT_MOST_ONCE};           ///< of publications and subscriptions
    std::string network{"lan"};           ///< network's name
    std::string clientDevice{"rpi-3b"};   ///< profile of client nodes
    std::string brokerDevice{"i7-3770"};  ///< profile of the broker's node
    bool sharedPlacement{false};          ///< all clients on one node
    std::string costs{"table"};           ///< none, table or host
    Time startSpacing{MilliSeconds(20)};  ///< mean time between the starts of clients
    std::uint64_t rngRun{1};              ///< replication
    std::string captureFolder;            ///< where packet captures go; empty for none
    std::string keyLogFile;               ///< where TLS secrets go; empty for none
    std::function<void()> whenBuilt;      ///< called when all is built; may be empty
    std::function<void()> whenReady;      ///< called when all clients are ready; may be empty
    std::function<void(double)> progress; ///< hears the share that is done, 0 to 1; may be empty
};

/// What a role's parties did, in sum.
struct RoleResult
{
    std::string role;       ///< broker, publisher, subscriber, or an authority's name; with a
                            ///< unit, "broker/tpm"
    std::size_t parties{0}; ///< how many there are
    Ledger ledger;          ///< work and traffic
};

/// What came out of one run.
struct ExperimentResult
{
    std::string form;                    ///< sound or published
    std::uint64_t published{0};          ///< messages
    std::uint64_t expected{0};           ///< deliveries that should be
    std::uint64_t delivered{0};          ///< deliveries that were
    std::vector<float> latencies;        ///< ms, publish call to subscriber's application
    std::vector<float> lastLatencies;    ///< ms, to the last subscriber, by message
    std::vector<float> setupTimes;       ///< ms, by client
    double setupTxBytes{0};              ///< TCP payload sent by a client until ready, mean
    double setupRxBytes{0};              ///< the same received
    double setupRoundTrips{0};           ///< mean by client
    double brokerCpuPercent{0};          ///< of all cores, in the steady part, mean of brokers
    double clientCpuPercent{0};          ///< the same, mean of client nodes
    double brokerRxBytesPerSecond{0};    ///< TCP payload in the steady part, of all brokers
    double brokerTxBytesPerSecond{0};    ///< the same sent
    double publisherTxBytesPerSecond{0}; ///< the same sent by a publisher, mean
    double brokerStateBytes{0};          ///< keys and session state, of all brokers
    double clientStateBytes{0};          ///< the same, mean by client
    std::uint64_t retransmissions{0};    ///< TCP segments with payload sent again
    std::uint64_t drops{0};              ///< packets that queues had no room for
    std::uint64_t events{0};             ///< of the simulator
    HostTraffic brokerHost;              ///< of the first broker's node in the steady part
    HostTraffic publisherHost;           ///< of the first publisher's node in the steady part
    std::vector<RoleResult> roles;       ///< by role
};

/// One run: brokers and authorities of a scheme, publishers and subscribers on a network. Clients
/// start one after another; when all are ready, publishers publish for the given time. One per
/// process, because the simulator is.
class Experiment
{
  public:
    /// @param setup what to run
    /// @param companion what the scenario adds; null for nothing
    explicit Experiment(ExperimentSetup setup, ExperimentCompanion* companion = nullptr);
    ~Experiment();

    /// @return what every subscriber asks for
    static const std::string& GetFilter();

    /// @return what came out, or why the run came to nothing
    Result<ExperimentResult> Run();

  private:
    /// What is known of a client beside the client itself.
    struct Member
    {
        Ptr<Client> client;               ///< the client
        std::uint64_t setupTxBytes{0};    ///< TCP payload sent until ready
        std::uint64_t setupRxBytes{0};    ///< the same received
        std::uint32_t setupRoundTrips{0}; ///< until ready
        std::uint64_t txBytesAtStart{0};  ///< TCP payload sent before the steady part
        std::uint64_t published{0};       ///< messages published
    };

    /// Counters of the broker and of processors at a moment.
    struct Snapshot
    {
        Time brokerBusy;                ///< processor time of the brokers' nodes
        Time clientBusy;                ///< the same of all client nodes
        std::uint64_t brokerRxBytes{0}; ///< TCP payload
        std::uint64_t brokerTxBytes{0}; ///< TCP payload
        HostTraffic brokerHost;         ///< at the network interface
        HostTraffic publisherHost;      ///< the same of the first publisher's node
    };

    /// Builds nodes, network and parties.
    /// @return nothing, or what is wrong
    std::optional<Error> Build();

    /// @return octets of state at the brokers
    std::size_t GetBrokerState() const;

    /// Puts brokers and authorities on their nodes.
    /// @param system installer
    /// @param servers their nodes
    void InstallServers(SystemHelper& system, const NodeContainer& servers);

    /// Puts publishers and subscribers on their nodes and says when they start.
    /// @param system installer
    /// @param clients their nodes
    void InstallClients(SystemHelper& system, const NodeContainer& clients);

    /// @return when the first client starts
    Time GetFirstStart() const;

    /// Has the companion put its own parties beside these.
    /// @param system installer
    void InstallCompanion(SystemHelper& system);

    /// @param index of the client that became ready
    void ClientReady(std::size_t index);

    /// All are ready: begins the steady part.
    void BeginSteady();

    /// Ends the steady part, and the run when all is delivered.
    void EndSteady();

    /// @param index of the publisher that publishes its next message
    void PublishNext(std::size_t index);

    /// @param subscriber who got it
    /// @param publish what
    void Received(std::uint32_t subscriber, const Publish& publish);

    /// Tells how far the run is.
    void TellProgress();

    /// @return counters as they are now
    Snapshot TakeSnapshot() const;

    /// @return what came out
    ExperimentResult Collect() const;

    /// @return what the parties did, by role
    std::vector<RoleResult> CollectRoles() const;

    ExperimentSetup m_setup;                   ///< what to run
    ExperimentCompanion* m_companion;          ///< what the scenario adds, or null
    MessageOracle m_oracle;                    ///< judges messages
    Ptr<SecurityScheme> m_scheme;              ///< security scheme
    Ptr<Network> m_network;                    ///< network
    std::vector<Ptr<Broker>> m_brokers;        ///< the scheme's, in order
    std::vector<Ptr<Authority>> m_authorities; ///< in the order of the scheme's names
    std::vector<Member> m_members;             ///< publishers, then subscribers
    NodeContainer m_clientNodes;               ///< where they are
    std::optional<HostMeter> m_brokerMeter;    ///< at the first broker's node
    std::optional<HostMeter> m_publisherMeter; ///< at the first publisher's node
    Ptr<UniformRandomVariable> m_jitter;       ///< start times
    std::size_t m_ready{0};                    ///< clients that are ready
    std::string m_lastTrouble;                 ///< why a connection ended last
    EventId m_setupLimit;                      ///< ends the wait for all to be ready
    Time m_steadyStart{-1};                    ///< begin of the steady part
    bool m_steadyOver{false};                  ///< its end has passed
    Snapshot m_before;                         ///< at its begin
    Snapshot m_after;                          ///< at its end
    std::size_t m_stateAfter{0};               ///< octets of state at the brokers at its end
};

} // namespace ns3::mqtt

#endif /* MQTT_EXPERIMENT_H */
