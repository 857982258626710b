// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PROCESSOR_H
#define MQTT_PROCESSOR_H

#include "mqtt-device-profile.h"
#include "mqtt-ledger.h"
#include "mqtt-turn.h"

#include "ns3/event-id.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <functional>
#include <queue>

namespace ns3::mqtt
{

class ProcessorThread;

/// The processor of a node: a first-come-first-served queue before a number of cores. Works of one
/// thread run one after the other, in order of submission, each after all effects of the one
/// before.
///
/// A work runs when a core takes it, so state changes in the order of service. Its effects leave
/// later, at the moments that its charges give; the core is busy until the last charge. What costs
/// nothing happens at once, without an event of the simulator. No work or effect of any processor
/// ever runs inside another one: what they submit waits until they have returned.
///
/// Another unit, such as a TPM, is a processor of its own with another table of the same profile:
/// an effect submits to a thread there, whose effect submits to the first thread again.
class Processor : public Object
{
  public:
    /// Where charges come from.
    enum CostMode
    {
        NONE,  ///< everything is free
        TABLE, ///< the profile of the device
        HOST   ///< the time that the work took on this machine
    };

    /// What a program does with one input.
    using Work = std::function<void(Turn&)>;

    /// @return the object TypeId
    static TypeId GetTypeId();

    Processor();
    ~Processor() override;

    /// @param profile costs of operations in table mode
    /// @param unit whose table counts: "cpu", "tpm" or "card"
    void SetProfile(std::shared_ptr<const DeviceProfile> profile, const std::string& unit = "cpu");

    /// @return the profile, or null
    const std::shared_ptr<const DeviceProfile>& GetProfile() const
    {
        return m_profile;
    }

    /// @param mode where charges come from
    void SetCostMode(CostMode mode);

    /// @return where charges come from
    CostMode GetCostMode() const
    {
        return m_costMode;
    }

    /// @return what host time is multiplied by in host mode
    double GetHostFactor() const
    {
        return m_hostFactor;
    }

    /// @return number of cores: the attribute's, else the profile's; one for other units than the
    /// cpu
    std::uint32_t GetCores() const;

    /// @return time that cores spent on turns up to now, summed over the cores
    Time GetBusyTime() const;

    /// @return works that wait for a core or for their thread
    std::uint32_t GetQueueLength() const
    {
        return m_waiting;
    }

    /// Asks the profile. What it does not hold is a configuration error: see SetErrorHandler().
    /// @param operation what was done
    /// @param bytes octets that went through it
    /// @return nanoseconds
    std::int64_t GetCharge(Operation operation, std::uint64_t bytes);

    /// Hears of an operation that has no cost.
    /// @param reason profile, unit and operation, in one line
    using ErrorHandler = std::function<void(const std::string& reason)>;

    /// By default the reason goes to standard error and the program ends with status 1.
    /// @param handler what to do instead (the operation is then free); null for the default
    static void SetErrorHandler(ErrorHandler handler);

    /// Signature of the trace source Turn.
    /// @param waited time from submission to start
    /// @param service time charged
    using TurnTracedCallback = void (*)(Time waited, Time service);

  protected:
    /// @cond INHERITED
    // documented at ns3::Object
    void DoDispose() override;
    /// @endcond

  private:
    friend class ProcessorThread;

    struct Core;

    /// A work that waits.
    struct Item
    {
        std::uint64_t sequence; ///< place in the order of arrival
        Time arrival;           ///< when it was submitted
        Work work;              ///< what to do
    };

    /// What the processor knows of a thread.
    struct ThreadState
    {
        std::shared_ptr<Ledger> ledger; ///< account of what it does
        std::vector<Item> items;        ///< works that wait, from position next on
        std::size_t next{0};            ///< the first of them
        Core* core{nullptr};            ///< where it runs, or null
        bool dropped{false};            ///< its owner is gone

        /// @return whether no work waits
        bool IsEmpty() const;

        /// @return the first work, taken out
        Item Pop();
    };

    using ThreadPtr = std::shared_ptr<ThreadState>;

    /// A core with the turn that it is busy with.
    struct Core
    {
        ThreadPtr thread;                  ///< whose turn; null when idle
        Time start;                        ///< when the turn began
        std::int64_t length{0};            ///< nanoseconds that it takes
        std::int64_t position{0};          ///< nanoseconds of it that are over
        std::vector<Turn::Effect> effects; ///< all of the turn; kept for the memory they have
        std::size_t next{0};               ///< the first that is not carried out
        EventId event;                     ///< the next moment of the turn
    };

    /// A thread that could run, by the place of its first work in the order of arrival.
    using Candidate = std::pair<std::uint64_t, ThreadPtr>;

    /// @param thread thread
    /// @param work what to do
    void Submit(const ThreadPtr& thread, Work work);

    /// @param thread thread to be forgotten, with its works and effects; a turn begun keeps its
    /// core
    void Drop(const ThreadPtr& thread);

    /// Sees to it that Dispatch() runs: now, or when the work or effect under way has returned.
    void Kick();

    /// Runs whatever was kicked, until nothing is left.
    static void Drain();

    /// Gives works to free cores as long as there are both.
    void Dispatch();

    /// @return an idle core, or null
    Core* TakeCore();

    /// @param core idle core
    /// @param thread thread with a work that waits
    void StartTurn(Core& core, const ThreadPtr& thread);

    /// Carries out the effects that are due, then waits for the next or ends the turn.
    /// @param core busy core
    void Proceed(Core& core);

    /// The next moment of a turn.
    /// @param core busy core
    void Resume(Core* core);

    /// @param core core whose turn is over
    void EndTurn(Core& core);

    /// @param thread thread that is not running and has a work that waits
    void Enlist(const ThreadPtr& thread);

    CostMode m_costMode;                            ///< where charges come from
    double m_hostFactor;                            ///< what host time is multiplied by
    std::uint32_t m_coresAttribute;                 ///< number of cores, 0 for the profile's
    std::shared_ptr<const DeviceProfile> m_profile; ///< costs of operations
    std::string m_unit;                             ///< whose table counts
    std::vector<const OperationCost*> m_costs;      ///< costs found so far, by number of operation
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>>
        m_candidates;                            ///< in order
    std::vector<std::unique_ptr<Core>> m_cores;  ///< made when needed
    std::vector<Core*> m_idle;                   ///< those of them that are idle
    std::uint64_t m_sequence{0};                 ///< works submitted so far
    std::uint32_t m_waiting{0};                  ///< works that wait
    std::int64_t m_busyNs{0};                    ///< nanoseconds of turns that have ended
    bool m_kicked{false};                        ///< waits for Dispatch()
    bool m_disposed{false};                      ///< takes no works any more
    TracedValue<std::uint32_t> m_queueLength{0}; ///< m_waiting after each change that lasts
    TracedCallback<Time, Time> m_turnTrace;      ///< turns, when they start
};

/// A single-threaded program on a processor: a broker or one client is one.
class ProcessorThread
{
  public:
    /// What a program does with one input.
    using Work = Processor::Work;

    /// @param processor where it runs; null runs every work at once and free of charge
    /// @param ledger account of what it does; null for one of its own
    ProcessorThread(Ptr<Processor> processor, std::shared_ptr<Ledger> ledger);

    /// Works not begun and effects not carried out are dropped; allowed inside one of them.
    ~ProcessorThread();
    ProcessorThread(const ProcessorThread&) = delete;
    ProcessorThread& operator=(const ProcessorThread&) = delete;

    /// @param work to be done when a core is free and earlier work of this thread has ended
    void Submit(Work work);

  private:
    Ptr<Processor> m_processor;   ///< where it runs
    Processor::ThreadPtr m_state; ///< what the processor knows of it
};

} // namespace ns3::mqtt

#endif /* MQTT_PROCESSOR_H */
