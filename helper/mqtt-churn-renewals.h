// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHURN_RENEWALS_H
#define MQTT_CHURN_RENEWALS_H

#include "ns3/nstime.h"

#include <optional>
#include <vector>

namespace ns3::mqtt
{

/// A renewal of a group key, as it was seen by those who were members all the time.
struct Renewal
{
    std::uint32_t number{0};  ///< from 1 on, since the log began
    Time first;               ///< when the first of them had it, or a later one
    Time last;                ///< when the last of them had
    std::size_t members{0};   ///< how many of them came to have it
    std::vector<Time> joins;  ///< when those began to join who have had keys since then
    std::vector<Time> leaves; ///< when those left who have had no more keys since then

    /// @return when the earliest of them joined or left; nothing if nobody did
    std::optional<Time> GetCause() const;
};

/// Notes who had which group key when, and who joined and left, and tells the renewals from that.
class RenewalLog
{
  public:
    /// @param members how many are members all the time
    explicit RenewalLog(std::size_t members);

    /// From here on renewals count; what everybody has by now is none.
    /// @param areCounted whether epochs are what each member counts for itself, because nobody
    /// tells
    ///        them: then they start anew here
    void Begin(bool areCounted);

    /// @param member who has a newer key, from 0
    /// @param epoch of that key; not later than one that the member has had is nothing new
    /// @param now when
    void KeyReceived(std::size_t member, std::uint32_t epoch, Time now);

    /// @param visitor who begins to join
    /// @param now when
    void Joins(std::size_t visitor, Time now);

    /// @param visitor who has a key; the first counts
    /// @param epoch of that key
    void VisitorHasKey(std::size_t visitor, std::uint32_t epoch);

    /// @param visitor who leaves
    /// @param now when
    void Leaves(std::size_t visitor, Time now);

    /// Takes back what was noted of a visitor.
    /// @param visitor who never became a member
    void Cancel(std::size_t visitor);

    /// A leave is counted to the first renewal after the scheme can have taken notice. That one may
    /// have been under way before and not know of it: nobody but its maker can tell. So is a join,
    /// if epochs are not told.
    /// @return renewals, by number
    std::vector<Renewal> ListRenewals() const;

    /// @return how many are members all the time
    std::size_t GetNMembers() const
    {
        return m_keys.size();
    }

  private:
    /// When a member came to have a key.
    struct Key
    {
        std::uint32_t number; ///< of the renewal
        Time when;            ///< when
    };

    /// A visitor's time in the group.
    struct Visit
    {
        std::size_t visitor;                ///< who
        Time join;                          ///< when they began to join
        std::optional<std::uint32_t> epoch; ///< of their first key
        std::optional<Time> leave;          ///< when they left
    };

    /// @param visitor who joined
    /// @return their visit; null if it was cancelled
    Visit* Find(std::size_t visitor);

    /// @param number of a renewal
    /// @return who had its key when, without its cause
    Renewal Summarise(std::uint32_t number) const;

    /// @param visit somebody's
    /// @param renewal one, summarised
    /// @param before when the first member had the key of the renewal before
    /// @return whether the renewal is the one that the join is counted to
    bool IsForJoin(const Visit& visit, const Renewal& renewal, Time before) const;

    std::vector<std::vector<Key>> m_keys; ///< by member, in order of time
    std::vector<std::uint32_t> m_newest;  ///< epoch of the newest key, by member
    std::vector<std::uint32_t> m_bases;   ///< the same when the log began; empty before
    std::uint32_t m_base{0};              ///< greatest of these
    bool m_areCounted{false};             ///< whether members count epochs for themselves
    std::vector<Visit> m_visits;          ///< in order of joins
};

} // namespace ns3::mqtt

#endif /* MQTT_CHURN_RENEWALS_H */
