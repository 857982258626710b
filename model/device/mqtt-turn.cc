// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-turn.h"

#include "mqtt-processor.h"

#include <cmath>

namespace ns3::mqtt
{

Turn::Turn(Processor& processor, Ledger& ledger, std::vector<Effect>& effects)
    : m_processor(processor),
      m_ledger(ledger),
      m_effects(effects)
{
    if (m_processor.GetCostMode() == Processor::HOST)
    {
        m_mark = std::chrono::steady_clock::now();
    }
}

void
Turn::Count(Operation operation, std::uint64_t bytes)
{
    std::int64_t charge = Mark();
    if (m_processor.GetCostMode() == Processor::TABLE)
    {
        charge = m_processor.GetCharge(operation, bytes);
        m_elapsed += charge;
    }
    m_ledger.Record(operation, bytes, charge);
}

void
Turn::Then(std::function<void()> effect)
{
    Mark();
    m_effects.push_back({m_elapsed, std::move(effect)});
}

void
Turn::SetPhase(Phase phase)
{
    m_ledger.SetPhase(phase);
}

Time
Turn::GetElapsed() const
{
    return NanoSeconds(m_elapsed);
}

std::int64_t
Turn::Mark()
{
    if (m_processor.GetCostMode() != Processor::HOST)
    {
        return 0;
    }
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double, std::nano> passed = now - m_mark;
    const std::int64_t charge = std::llround(passed.count() * m_processor.GetHostFactor());
    m_mark = now;
    m_elapsed += charge;
    return charge;
}

} // namespace ns3::mqtt
