// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_DISTRIBUTION_WATCH_H
#define MQTT_DISTRIBUTION_WATCH_H

#include "mqtt-experiment-companion.h"

#include "ns3/mqtt-key-server-scheme.h"

#include <optional>

namespace ns3::mqtt
{

/// A message of one pair's distribution.
struct DistributionMessage
{
    double ms{0};          ///< since the request
    std::string from;      ///< "N1", "N2" or "KS"
    std::string to;        ///< the same, or "broker"
    std::string topic;     ///< "TOPIC2[N1]" and so on
    std::string frame;     ///< name of the frame; "subscribe" for a subscription
    std::size_t octets{0}; ///< of the frame
};

/// What came out of distributing keys. Times are means over pairs, in milliseconds; those of a pair
/// run from its request to its confirmation and add up to pairMs.
struct DistributionResult
{
    std::size_t pairs{0};                      ///< that got keys
    double publishesPerPair{0};                ///< PUBLISH packets that parties sent
    double subscribesPerPair{0};               ///< topics that nodes subscribed to
    double totalMs{0};                         ///< from the first request to the last confirmation
    std::vector<float> pairMs;                 ///< of each pair
    double serverTpmMs{0};                     ///< the key server's TPM works for the pair
    double serverWaitMs{0};                    ///< it works for others
    double serverCpuMs{0};                     ///< the key server's processor works
    double nodesMs{0};                         ///< the nodes' TPMs, and their subscriptions
    double networkMs{0};                       ///< frames are on their way
    double brokerMs{0};                        ///< the broker works
    std::vector<DistributionMessage> sequence; ///< of the pair that was done first
};

/// Looks on while a key server distributes keys.
class DistributionWatch : public ExperimentCompanion
{
  public:
    /// @param tpm device profile of all chips
    explicit DistributionWatch(std::string tpm);

    Result<Ptr<SecurityScheme>> TakeScheme(Ptr<SecurityScheme> scheme) override;

    std::uint32_t GetNNodes() const override
    {
        return 0;
    }

    void Install(const ExperimentParties& parties,
                 SystemHelper& system,
                 const NodeContainer& nodes,
                 Time start,
                 std::int64_t stream) override;

    void SteadyBegins() override
    {
    }

    void SteadyEnded() override
    {
    }

    /// @return what came out, after the run
    DistributionResult Collect() const;

  private:
    /// Moments on a pair's way, in order.
    enum Moment
    {
        REQUEST_SENT,
        REQUEST_TAKEN,
        ADVERT_SENT,
        ADVERT_TAKEN,
        ADVERT_ANSWER_SENT,
        ADVERT_ANSWER_TAKEN,
        CONFIRM_SENT,
        CONFIRM_TAKEN,
        CONFIRMED,
        MOMENTS
    };

    /// Numbers of the first and the second node.
    using PairId = std::pair<KeyNodeId, KeyNodeId>;

    /// What is known of a pair.
    struct Trace
    {
        Duration moments[MOMENTS]{};       ///< when
        bool confirmed{false};             ///< it is done
        std::vector<KeyFrameEvent> events; ///< what was sent for it
    };

    /// What parties did up to a moment.
    struct Account
    {
        double serverTpmMs{0}; ///< the key server's TPM, for pairs
        double serverCpuMs{0}; ///< the key server's processor, for pairs
        double brokerMs{0};    ///< the broker
        double brokerSent{0};  ///< packets that it sent
    };

    /// @param event frame that was sent or taken
    void Observe(const KeyFrameEvent& event);

    /// @param trace of its pair
    /// @param event frame that was sent
    void NoteSent(Trace& trace, const KeyFrameEvent& event);

    /// @return what parties did up to now
    Account TakeAccount() const;

    /// @return messages of the pair that was done first
    std::vector<DistributionMessage> ListSequence() const;

    std::string m_tpm;                  ///< device profile of all chips
    ExperimentParties m_parties;        ///< of the run
    std::map<PairId, Trace> m_traces;   ///< by pair
    std::map<Bytes, PairId> m_underWay; ///< frames that were sent and not taken
    std::optional<PairId> m_firstDone;  ///< the pair that was done first
    std::size_t m_publishes{0};         ///< frames of pairs that were sent
    std::size_t m_subscribes{0};        ///< topics of pairs that were subscribed to
    std::optional<Duration> m_begin;    ///< first request
    Duration m_end{0};                  ///< last confirmation
    Account m_before;                   ///< at the first request
    Account m_after;                    ///< at the last confirmation
};

} // namespace ns3::mqtt

#endif /* MQTT_DISTRIBUTION_WATCH_H */
