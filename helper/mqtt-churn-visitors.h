// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHURN_VISITORS_H
#define MQTT_CHURN_VISITORS_H

#include "mqtt-churn-renewals.h"
#include "mqtt-system-helper.h"

namespace ns3::mqtt
{

/// A client's time in the group, from the moment that churn begins.
struct Visit
{
    Time join;                 ///< when the client starts
    std::optional<Time> leave; ///< when it stops; it may outstay the run
};

/// @param rate joins and leaves per second
/// @param duration none happens later than that
/// @param stream random stream
/// @return visits one after the other: joins and leaves take turns, as a Poisson process
std::vector<Visit> PlanVisits(double rate, Time duration, std::int64_t stream);

/// The clients that come and go, each once: an application cannot start again.
class ChurnVisitors
{
  public:
    /// @param visits when they come and go
    /// @param log hears of it; must outlive this
    ChurnVisitors(std::vector<Visit> visits, RenewalLog& log);

    /// Before the simulation begins, because the scheme's authorities have to know all of them.
    /// @param system makes clients
    /// @param node where they come and go
    /// @param subscriptions what each of them asks for
    void Install(SystemHelper& system,
                 Ptr<Node> node,
                 const std::vector<Subscription>& subscriptions);

    /// Churn begins now.
    void Begin();

    /// @return joins so far
    std::size_t GetNJoins() const
    {
        return m_joins;
    }

    /// @return leaves of members so far
    std::size_t GetNLeaves() const
    {
        return m_leaves;
    }

    /// @return those that left before they were members
    std::size_t GetNUnfinished() const
    {
        return m_unfinished;
    }

    /// @return milliseconds from start to ready, of all that became it
    std::vector<float> GetSetupTimes() const;

  private:
    /// @param visitor who joins
    void Join(std::size_t visitor);

    /// @param visitor who is about to leave
    void Leave(std::size_t visitor);

    std::vector<Visit> m_visits;        ///< by visitor
    RenewalLog& m_log;                  ///< hears of them
    Ptr<Node> m_node;                   ///< where they come and go
    std::vector<Ptr<Client>> m_clients; ///< by visitor
    std::size_t m_joins{0};             ///< so far
    std::size_t m_leaves{0};            ///< of members
    std::size_t m_unfinished{0};        ///< left before they were members
};

} // namespace ns3::mqtt

#endif /* MQTT_CHURN_VISITORS_H */
