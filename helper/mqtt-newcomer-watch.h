// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_NEWCOMER_WATCH_H
#define MQTT_NEWCOMER_WATCH_H

#include "mqtt-experiment.h"

namespace ns3::mqtt
{

/// Brings one more client, the newcomer, into a run whose clients are all ready and at rest. What
/// is looked at is for its children to say.
class NewcomerWatch : public ExperimentCompanion
{
  public:
    Result<Ptr<SecurityScheme>> TakeScheme(Ptr<SecurityScheme> scheme) override;
    std::uint32_t GetNNodes() const override;
    void Install(const ExperimentParties& parties,
                 SystemHelper& system,
                 const NodeContainer& nodes,
                 Time start,
                 std::int64_t stream) override;
    void SteadyBegins() override;
    void SteadyEnded() override;

  protected:
    /// Attributes of a scheme by name, with their values as text.
    using Attributes = std::vector<std::pair<std::string, std::string>>;

    /// @param setup what the run is made of; no message is published before the watch is over
    /// @param attributes of the scheme
    /// @param rest how long after the others are ready the newcomer starts
    /// @param longest how long it may take
    NewcomerWatch(const ExperimentSetup& setup, Attributes attributes, Time rest, Time longest);

    /// Makes the run.
    /// @return why it came to nothing, if Finish() was not called
    std::optional<Error> Watch();

    /// Ends the run: all was seen.
    void Finish();

    /// @return identifier of the newcomer
    static const std::string& GetName();

    /// @return the newcomer, once it is installed
    Ptr<Client> GetNewcomer() const
    {
        return m_newcomer;
    }

    /// @return where it is
    Ptr<Node> GetNode() const
    {
        return m_node;
    }

    /// @return all but the newcomer
    const ExperimentParties& GetParties() const
    {
        return m_parties;
    }

    /// @return form of the scheme, sound or published
    const std::string& GetFormName() const
    {
        return m_form;
    }

  private:
    ExperimentSetup m_setup;     ///< what the run is made of
    Attributes m_attributes;     ///< of the scheme
    Time m_rest;                 ///< before the newcomer starts
    Time m_longest;              ///< that it may take
    std::string m_form;          ///< of the scheme
    ExperimentParties m_parties; ///< all but the newcomer
    Ptr<Client> m_newcomer;      ///< one more client
    Ptr<Node> m_node;            ///< where it is
    std::string m_trouble;       ///< why its connection ended last
    bool m_finished{false};      ///< all was seen
};

} // namespace ns3::mqtt

#endif /* MQTT_NEWCOMER_WATCH_H */
