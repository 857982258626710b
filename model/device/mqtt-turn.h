// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TURN_H
#define MQTT_TURN_H

#include "mqtt-ledger.h"

#include "ns3/nstime.h"

#include <chrono>
#include <functional>
#include <vector>

namespace ns3::mqtt
{

class Processor;

/// One input handled to completion. The work runs in no simulated time; what it charges says when
/// each of its effects leaves: at the start of the turn plus the charges made before the effect.
class Turn final : public Meter
{
  public:
    /// What is to be done at some moment of the turn.
    struct Effect
    {
        std::int64_t offset;          ///< nanoseconds after the start of the turn
        std::function<void()> action; ///< what to do
    };

    /// @param processor where the turn runs
    /// @param ledger account that it is entered in
    /// @param[out] effects gets the effects, in order of time
    Turn(Processor& processor, Ledger& ledger, std::vector<Effect>& effects);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    /// Charges an operation to the processor and enters it in the ledger.
    /// @param operation what was done
    /// @param bytes octets that went through it
    void Count(Operation operation, std::uint64_t bytes) override;

    /// @param effect to be carried out when the work done so far has taken its time
    void Then(std::function<void()> effect);

    /// @param phase what the charges from here on are for, in later turns as well
    void SetPhase(Phase phase);

    /// @return time charged so far
    Time GetElapsed() const;

  private:
    friend class Processor;

    /// In host mode, charges the time since the last mark; else does nothing.
    /// @return nanoseconds charged
    std::int64_t Mark();

    Processor& m_processor;                       ///< where the turn runs
    Ledger& m_ledger;                             ///< account that it is entered in
    std::vector<Effect>& m_effects;               ///< what is to be done
    std::int64_t m_elapsed{0};                    ///< nanoseconds charged so far
    std::chrono::steady_clock::time_point m_mark; ///< host mode: what is charged up to here
};

} // namespace ns3::mqtt

#endif /* MQTT_TURN_H */
