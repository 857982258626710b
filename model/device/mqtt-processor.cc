// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-processor.h"

#include "mqtt-enum-accessor.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <cstdlib>
#include <deque>
#include <iostream>

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttProcessor");

NS_OBJECT_ENSURE_REGISTERED(Processor);

namespace
{

bool g_running{false};                  ///< a work or an effect of some processor is under way
std::deque<Ptr<Processor>> g_kicked;    ///< processors that may have something to start
Processor::ErrorHandler g_errorHandler; ///< replaces the end of the program

} // namespace

TypeId
Processor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::Processor")
            .SetParent<Object>()
            .SetGroupName("Mqtt")
            .AddConstructor<Processor>()
            .AddAttribute("CostMode",
                          "Where the time of operations comes from: nowhere, the profile of the "
                          "device, or this machine (for calibration only).",
                          EnumValue(TABLE),
                          MakeModeAccessor<CostMode>(&Processor::m_costMode),
                          MakeEnumChecker(NONE, "none", TABLE, "table", HOST, "host"))
            .AddAttribute("HostFactor",
                          "What time measured on this machine is multiplied by in host mode.",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&Processor::m_hostFactor),
                          MakeDoubleChecker<double>(0.0, 1e6))
            .AddAttribute("Cores",
                          "Number of cores; 0 takes that of the device profile.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Processor::m_coresAttribute),
                          MakeUintegerChecker<std::uint32_t>(0, 1024))
            .AddTraceSource("QueueLength",
                            "Works that wait for a core or for their thread.",
                            MakeTraceSourceAccessor(&Processor::m_queueLength),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("Turn",
                            "A turn starts: how long its work waited, and how long it takes.",
                            MakeTraceSourceAccessor(&Processor::m_turnTrace),
                            "ns3::mqtt::Processor::TurnTracedCallback");
    return tid;
}

Processor::Processor()
{
    NS_LOG_FUNCTION(this);
}

Processor::~Processor()
{
    NS_LOG_FUNCTION(this);
    for (const auto& core : m_cores)
    {
        Simulator::Cancel(core->event);
    }
}

void
Processor::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_disposed = true;
    for (const auto& core : m_cores)
    {
        Simulator::Cancel(core->event);
        core->effects.clear();
        core->next = 0;
    }
    m_candidates = {};
    Object::DoDispose();
}

void
Processor::SetProfile(std::shared_ptr<const DeviceProfile> profile, const std::string& unit)
{
    NS_LOG_FUNCTION(this << unit);
    m_profile = std::move(profile);
    m_unit = unit;
    m_costs.clear();
}

void
Processor::SetCostMode(CostMode mode)
{
    NS_LOG_FUNCTION(this << mode);
    m_costMode = mode;
}

std::uint32_t
Processor::GetCores() const
{
    if (m_coresAttribute != 0)
    {
        return m_coresAttribute;
    }
    return m_profile && m_unit == "cpu" ? m_profile->GetCores() : 1;
}

Time
Processor::GetBusyTime() const
{
    std::int64_t busy = m_busyNs;
    for (const auto& core : m_cores)
    {
        if (core->thread)
        {
            busy += std::min((Simulator::Now() - core->start).GetNanoSeconds(), core->length);
        }
    }
    return NanoSeconds(busy);
}

std::int64_t
Processor::GetCharge(Operation operation, std::uint64_t bytes)
{
    if (operation.GetIndex() >= m_costs.size())
    {
        m_costs.resize(Operation::GetN());
    }
    const OperationCost*& cost = m_costs[operation.GetIndex()];
    if (cost == nullptr && m_profile)
    {
        cost = m_profile->Find(m_unit, operation.GetName());
    }
    if (cost != nullptr && cost->available)
    {
        return cost->GetCharge(bytes);
    }
    std::string reason = "no device profile is set: operation " + operation.GetName();
    if (m_profile)
    {
        reason = "device profile " + m_profile->GetName() + ", unit " + m_unit + ": operation " +
                 operation.GetName();
    }
    reason += cost == nullptr ? " has no cost" : " is not available: " + cost->source;
    if (!g_errorHandler)
    {
        std::cerr << reason << std::endl;
        std::exit(EXIT_FAILURE);
    }
    g_errorHandler(reason);
    return 0;
}

void
Processor::SetErrorHandler(ErrorHandler handler)
{
    g_errorHandler = std::move(handler);
}

void
Processor::Submit(const ThreadPtr& thread, Work work)
{
    NS_LOG_FUNCTION(this);
    if (m_disposed || thread->dropped)
    {
        return;
    }
    thread->items.push_back({m_sequence++, Simulator::Now(), std::move(work)});
    ++m_waiting;
    if (thread->core == nullptr && thread->items.size() - thread->next == 1)
    {
        Enlist(thread);
    }
    Kick();
}

void
Processor::Drop(const ThreadPtr& thread)
{
    NS_LOG_FUNCTION(this);
    thread->dropped = true;
    m_waiting -= thread->items.size() - thread->next;
    m_queueLength = m_waiting;
    // Destroyed at the end only: what they hold may come back here.
    const auto items = std::exchange(thread->items, {});
    thread->next = 0;
    std::vector<Turn::Effect> effects;
    if (thread->core != nullptr)
    {
        effects.swap(thread->core->effects);
        thread->core->next = 0;
    }
}

void
Processor::Kick()
{
    if (!m_kicked)
    {
        m_kicked = true;
        g_kicked.emplace_back(this);
    }
    if (!g_running)
    {
        Drain();
    }
}

void
Processor::Drain()
{
    g_running = true;
    while (!g_kicked.empty())
    {
        const Ptr<Processor> processor = std::move(g_kicked.front());
        g_kicked.pop_front();
        processor->m_kicked = false;
        processor->Dispatch();
    }
    g_running = false;
}

void
Processor::Dispatch()
{
    while (!m_candidates.empty())
    {
        const ThreadPtr thread = m_candidates.top().second;
        Core* core = thread->dropped ? nullptr : TakeCore();
        if (core == nullptr && !thread->dropped)
        {
            break;
        }
        m_candidates.pop();
        if (core != nullptr)
        {
            StartTurn(*core, thread);
        }
    }
    m_queueLength = m_waiting;
}

Processor::Core*
Processor::TakeCore()
{
    if (m_idle.empty())
    {
        return m_cores.size() < GetCores() ? m_cores.emplace_back(std::make_unique<Core>()).get()
                                           : nullptr;
    }
    Core* core = m_idle.back();
    m_idle.pop_back();
    return core;
}

void
Processor::StartTurn(Core& core, const ThreadPtr& thread)
{
    NS_LOG_FUNCTION(this);
    core.thread = thread;
    core.start = Simulator::Now();
    core.position = 0;
    thread->core = &core;
    Time waited;
    {
        const Item item = thread->Pop();
        --m_waiting;
        waited = core.start - item.arrival;
        Turn turn(*this, *thread->ledger, core.effects);
        item.work(turn);
        turn.Mark();
        core.length = turn.GetElapsed().GetNanoSeconds();
    }
    if (thread->dropped || m_disposed)
    {
        core.effects.clear();
    }
    m_turnTrace(waited, NanoSeconds(core.length));
    Proceed(core);
}

void
Processor::Proceed(Core& core)
{
    while (core.next < core.effects.size() && core.effects[core.next].offset <= core.position)
    {
        // Taken out first: the effect may drop its thread and all that is left.
        const auto action = std::move(core.effects[core.next++].action);
        action();
    }
    const std::int64_t target =
        core.next < core.effects.size() ? core.effects[core.next].offset : core.length;
    if (target <= core.position || m_disposed)
    {
        EndTurn(core);
        return;
    }
    const std::int64_t delay = target - core.position;
    core.position = target;
    core.event = Simulator::Schedule(NanoSeconds(delay), &Processor::Resume, this, &core);
}

void
Processor::Resume(Core* core)
{
    NS_LOG_FUNCTION(this);
    const Ptr<Processor> self(this); // An effect may drop the last thread.
    g_running = true;
    Proceed(*core);
    g_running = false;
    if (!core->thread)
    {
        Kick();
    }
    Drain();
}

void
Processor::EndTurn(Core& core)
{
    NS_LOG_FUNCTION(this);
    m_busyNs += core.length;
    core.effects.clear();
    core.next = 0;
    const ThreadPtr thread = std::move(core.thread);
    core.thread.reset();
    thread->core = nullptr;
    m_idle.push_back(&core);
    if (!thread->IsEmpty() && !m_disposed)
    {
        Enlist(thread);
    }
}

void
Processor::Enlist(const ThreadPtr& thread)
{
    m_candidates.emplace(thread->items[thread->next].sequence, thread);
}

bool
Processor::ThreadState::IsEmpty() const
{
    return next == items.size();
}

Processor::Item
Processor::ThreadState::Pop()
{
    Item item = std::move(items[next++]);
    // Room is won back when half of it is empty: each work is moved about once.
    if (2 * next >= items.size())
    {
        items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(next));
        next = 0;
    }
    return item;
}

ProcessorThread::ProcessorThread(Ptr<Processor> processor, std::shared_ptr<Ledger> ledger)
    : m_processor(std::move(processor)),
      m_state(std::make_shared<Processor::ThreadState>())
{
    NS_LOG_FUNCTION(this << m_processor);
    if (!m_processor)
    {
        m_processor = CreateObject<Processor>();
        m_processor->SetCostMode(Processor::NONE);
    }
    m_state->ledger = ledger ? std::move(ledger) : std::make_shared<Ledger>();
}

ProcessorThread::~ProcessorThread()
{
    NS_LOG_FUNCTION(this);
    m_processor->Drop(m_state);
}

void
ProcessorThread::Submit(Work work)
{
    NS_LOG_FUNCTION(this);
    m_processor->Submit(m_state, std::move(work));
}

} // namespace ns3::mqtt
