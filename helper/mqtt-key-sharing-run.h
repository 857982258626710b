// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SHARING_RUN_H
#define MQTT_KEY_SHARING_RUN_H

#include "mqtt-key-sharing-cases.h"

namespace ns3::mqtt
{

/// When a run of key-sharing-delay begins and ends.
struct KeySharingTimes
{
    Time lead{Seconds(2)};     ///< from the first subscriber's start to the publishers'
    Time spread{Seconds(0.1)}; ///< in which all subscribers start, at random
    Time limit{Seconds(300)};  ///< from the publishers' start; who has no key then gets none
};

/// What came out of the sharing of a key.
struct KeySharingResult
{
    std::vector<float> delays; ///< ms, from the publishers' start to a subscriber's holding the
                               ///< key, of those who got it
    double publisherMs{0};     ///< processor time of a publisher until the last had it, mean
    double subscriberMs{0};    ///< the same of a subscriber
    double messages{0};        ///< MQTT packets and messages of channels that all sent until then
    double octets{0};          ///< octets of these
};

/// Subscribers that wait for a publisher to start and share its key with them, over brokers of
/// which some may never start.
class KeySharingRun : public ExperimentCompanion
{
  public:
    /// @param experiment what the run is made of beside
    /// @param detail what is special about it
    /// @param times when it begins and ends
    KeySharingRun(const ExperimentSetup& experiment,
                  KeySharingCase detail,
                  const KeySharingTimes& times);

    Result<Ptr<SecurityScheme>> TakeScheme(Ptr<SecurityScheme> scheme) override;
    std::uint32_t GetNNodes() const override;
    void Install(const ExperimentParties& parties,
                 SystemHelper& system,
                 const NodeContainer& nodes,
                 Time start,
                 std::int64_t stream) override;
    void SteadyBegins() override;
    void SteadyEnded() override;

    /// @return whether the run was ever ready to begin; if not, its settings cannot be
    bool IsInstalled() const
    {
        return m_parties.scheme != nullptr;
    }

    /// @return form of the scheme
    std::string GetForm() const
    {
        return m_parties.scheme->GetFormName();
    }

    /// @return what came out, after the run
    const KeySharingResult& Collect();

  private:
    /// A subscriber has a key.
    /// @param subscriber its number
    void KeyReceived(std::size_t subscriber);

    /// Notes what all have done up to now.
    void TakeAccount();

    std::uint32_t m_nPublishers; ///< of the run
    KeySharingCase m_detail;     ///< what is special about it
    KeySharingTimes m_times;     ///< when it begins and ends
    ExperimentParties m_parties; ///< of the run
    Time m_start;                ///< of the publishers
    std::vector<bool> m_holds;   ///< which subscribers have the key
    bool m_accounted{false};     ///< what was done is noted
    bool m_steady{false};        ///< all clients are ready
    KeySharingResult m_result;   ///< so far
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SHARING_RUN_H */
