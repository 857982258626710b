// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_EXPERIMENT_COMPANION_H
#define MQTT_EXPERIMENT_COMPANION_H

#include "mqtt-system-helper.h"

namespace ns3::mqtt
{

/// Whom a run consists of.
struct ExperimentParties
{
    Ptr<SecurityScheme> scheme;              ///< security scheme
    std::vector<Ptr<Broker>> brokers;        ///< the scheme's, in order
    std::vector<Ptr<Authority>> authorities; ///< in the order of the scheme's names
    std::vector<Ptr<Client>> clients;        ///< publishers, then subscribers
};

/// What a scenario adds to a run: further clients, or somebody who looks on. Must outlive it.
class ExperimentCompanion
{
  public:
    virtual ~ExperimentCompanion() = default;

    /// The scheme has been made and nothing has been asked of it.
    /// @param scheme with the attributes that its name stands for
    /// @return the scheme that takes its place, as a rule itself; or why there is none
    virtual Result<Ptr<SecurityScheme>> TakeScheme(Ptr<SecurityScheme> scheme)
    {
        return scheme;
    }

    /// @return nodes for further clients, where each client has one
    virtual std::uint32_t GetNNodes() const = 0;

    /// All is installed, nothing has started.
    /// @param parties whom the run consists of
    /// @param system installer, for further clients
    /// @param nodes for them: GetNNodes() or, where all clients share one, that
    /// @param start when the first clients start
    /// @param stream random stream for the companion's own use
    virtual void Install(const ExperimentParties& parties,
                         SystemHelper& system,
                         const NodeContainer& nodes,
                         Time start,
                         std::int64_t stream) = 0;

    /// All clients of the run are ready and publishers begin.
    virtual void SteadyBegins() = 0;

    /// Publishers have ended.
    virtual void SteadyEnded() = 0;
};

} // namespace ns3::mqtt

#endif /* MQTT_EXPERIMENT_COMPANION_H */
