// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_WATCH_H
#define MQTT_SETUP_WATCH_H

#include "mqtt-newcomer-watch.h"
#include "mqtt-setup-probe.h"
#include "mqtt-setup-variants.h"

#include <array>

namespace ns3::mqtt
{

/// What a party did in the time of a set-up.
struct SetupParty
{
    std::string role;                         ///< client, broker, or an authority's name
    SetupWorkTable work;                      ///< operations
    std::array<Traffic, PHASE_COUNT> traffic; ///< TCP segments with payload, by phase
    std::array<double, PHASE_COUNT> workMs{}; ///< processor time, by phase
};

/// How a client was set up.
struct SetupResult
{
    std::string form;                            ///< sound or published
    double setupMs{0};                           ///< from its start to its being ready
    std::uint64_t payloadSent{0};                ///< TCP payload, octets
    std::uint64_t payloadReceived{0};            ///< TCP payload, octets
    HostTraffic host;                            ///< at its network interface
    std::vector<SetupItem> items;                ///< packets of MQTT and messages of TLS
    std::size_t records{0};                      ///< of TLS that carried its messages
    std::size_t recordOctets{0};                 ///< octets of these records
    std::size_t certificateOctets{0};            ///< the broker's certificate in DER; 0 without
    std::map<std::string, SetupWorkTable> steps; ///< work of the client's agent, by step
    std::vector<SetupParty> parties;             ///< client, broker, authorities
    std::uint64_t events{0};                     ///< of the simulator
};

/// Watches a newcomer's set-up, until the network is quiet again.
class SetupWatch : public NewcomerWatch
{
  public:
    /// @param setup what the run is made of
    /// @param variant attributes of its scheme, and which connection is watched
    SetupWatch(const ExperimentSetup& setup, SetupVariant variant);
    ~SetupWatch() override;

    /// Makes the run.
    /// @return what came out, or why the run came to nothing
    Result<SetupResult> Run();

    Result<Ptr<SecurityScheme>> TakeScheme(Ptr<SecurityScheme> scheme) override;
    void Install(const ExperimentParties& parties,
                 SystemHelper& system,
                 const NodeContainer& nodes,
                 Time start,
                 std::int64_t stream) override;

  private:
    /// Counters at a moment.
    struct Snapshot
    {
        HostTraffic host;                 ///< at the newcomer's node
        std::uint64_t payloadSent{0};     ///< by the newcomer, octets
        std::uint64_t payloadReceived{0}; ///< by the newcomer, octets
        std::vector<Ledger> ledgers;      ///< of newcomer, broker, authorities
    };

    /// The newcomer wants a connection.
    void ConnectionWanted();

    /// Looks whether the newcomer has become ready, and looks again soon if it has not.
    void AwaitReady();

    /// @return counters as they are now
    Snapshot TakeSnapshot() const;

    /// @return what came out
    SetupResult Collect() const;

    SetupVariant m_variant;              ///< attributes of its scheme
    std::shared_ptr<SetupProbe> m_probe; ///< at the newcomer
    std::vector<std::string> m_roles;    ///< newcomer, broker, authorities
    std::optional<HostMeter> m_meter;    ///< at its node
    std::uint32_t m_connections{0};      ///< connections that it has wanted
    Time m_wanted;                       ///< when it wanted the last one
    Time m_ready{-1};                    ///< when it was ready; negative before
    Snapshot m_before;                   ///< at its start
    std::optional<SetupResult> m_result; ///< what came out, as soon as all is quiet
};

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_WATCH_H */
