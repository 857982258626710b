// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHURN_RUN_H
#define MQTT_CHURN_RUN_H

#include "mqtt-churn-visitors.h"
#include "mqtt-experiment.h"

namespace ns3::mqtt
{

/// What churn is made of.
struct ChurnSetup
{
    double rate{0.5};            ///< joins and leaves per second
    bool visitorsPublish{false}; ///< who comes and goes are publishers, else subscribers
    Time calmBefore{Seconds(5)}; ///< no joins and leaves so shortly before publishers end
};

/// What one renewal costs, in the mean; NaN without renewals.
struct RenewalCost
{
    double messages{0};         ///< that all parties sent for it
    double bytes{0};            ///< octets of these
    double memberPackets{0};    ///< IP packets at a member's interface; NaN on shared nodes
    double memberBytes{0};      ///< octets of these
    double authorityPackets{0}; ///< IP packets at the authorities' interfaces
    double authorityBytes{0};   ///< octets of these
    double authorityMs{0};      ///< processor time of authorities, whatever they did
    double authorityRekeyMs{0}; ///< processor time of authorities in renewals alone
    double brokerMs{0};         ///< processor time of the broker in renewals
    double memberMs{0};         ///< processor time of a member
    double memberWorstMs{0};    ///< the same in the most expensive renewal
};

/// What came out of churn.
struct ChurnResult
{
    std::size_t members{0};         ///< who are members all the time
    std::size_t joins{0};           ///< by visitors
    std::size_t leaves{0};          ///< by visitors who were members
    std::size_t unfinished{0};      ///< visitors that left before they were members
    std::size_t unnoticed{0};       ///< leaves that no renewal followed which all members saw
    std::size_t renewals{0};        ///< that anybody saw
    std::size_t incomplete{0};      ///< of these, that some member never saw
    RenewalCost cost;               ///< of a renewal
    std::vector<float> spreads;     ///< ms, from the first member's having a key to the last's
    std::vector<float> delays;      ///< ms, from a renewal's cause to the last member's having it
    std::vector<float> leaveDelays; ///< ms, the same from each leave
    std::vector<float> joinTimes;   ///< ms, from a visitor's start to its being ready
};

/// Members that come and go while others publish and listen. One of those who stay is quiet: it
/// subscribes to what nobody publishes, so all that passes its interface and its processor is for
/// renewals.
class ChurnRun : public ExperimentCompanion
{
  public:
    /// @param experiment what the run is made of beside
    /// @param churn what churn is made of
    ChurnRun(const ExperimentSetup& experiment, const ChurnSetup& churn);
    ~ChurnRun() override;

    std::uint32_t GetNNodes() const override;
    void Install(const ExperimentParties& parties,
                 SystemHelper& system,
                 const NodeContainer& nodes,
                 Time start,
                 std::int64_t stream) override;
    void SteadyBegins() override;
    void SteadyEnded() override;

    /// @return what came out, after the run
    ChurnResult Collect() const;

  private:
    /// What a party did.
    struct Work
    {
        double rekeyMs{0};     ///< processor time in renewals
        double ms{0};          ///< processor time in all
        double messages{0};    ///< sent for renewals
        double bytes{0};       ///< octets of these
        HostTraffic traffic{}; ///< at the interface, of those that are watched
    };

    /// What all parties did up to a moment.
    struct Account
    {
        Work authorities; ///< in sum
        Work broker;      ///< the broker
        Work clients;     ///< publishers and subscribers, in sum
        Work quiet;       ///< the quiet member
    };

    /// @param party any
    /// @return what it did, traffic apart
    static Work Measure(const Party& party);

    /// @param total gets what is added
    /// @param part what is added
    static void Add(Work& total, const Work& part);

    /// @return what all parties did up to now
    Account TakeAccount() const;

    /// @param client gets its keys noted
    /// @param member its number
    void Watch(Ptr<Client> client, std::size_t member);

    /// @param member who has a newer key
    /// @param epoch of that key
    void KeyRenewed(std::size_t member, std::uint32_t epoch);

    /// @param renewals how many there were
    /// @return what one of them cost
    RenewalCost MakeCost(std::size_t renewals) const;

    ChurnSetup m_churn;                                     ///< what churn is made of
    Time m_duration;                                        ///< of the steady part
    Qos m_qos;                                              ///< of subscriptions
    bool m_sharedNode;                                      ///< all clients are on one
    ExperimentParties m_parties;                            ///< of the run
    RenewalLog m_log;                                       ///< who had which key when
    Ptr<Client> m_quiet;                                    ///< the quiet member
    std::unique_ptr<HostMeter> m_quietMeter;                ///< at its interface
    std::vector<std::unique_ptr<HostMeter>> m_serverMeters; ///< at those of authorities
    std::unique_ptr<ChurnVisitors> m_visitors;              ///< who come and go
    bool m_begun{false};                                    ///< the steady part has begun
    Account m_before;                                       ///< at its begin
    Account m_after;                                        ///< at its end
    double m_quietMs{0};      ///< processor time of the quiet member up to its last key
    double m_quietWorstMs{0}; ///< the most between two keys
};

} // namespace ns3::mqtt

#endif /* MQTT_CHURN_RUN_H */
