// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ledger.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// @param sum entry to add to
/// @param other what is added
void
Add(LedgerEntry& sum, const LedgerEntry& other)
{
    sum.count += other.count;
    sum.bytes += other.bytes;
    sum.chargedNs += other.chargedNs;
}

} // namespace

Traffic&
Traffic::operator+=(const Traffic& other)
{
    packetsSent += other.packetsSent;
    packetsReceived += other.packetsReceived;
    bytesSent += other.bytesSent;
    bytesReceived += other.bytesReceived;
    return *this;
}

void
Ledger::Record(Operation operation, std::uint64_t bytes, std::int64_t chargedNs)
{
    Add(GetEntry(m_phase, operation), {m_phase, operation, 1, bytes, chargedNs});
}

void
Ledger::RecordSent(std::uint64_t bytes)
{
    GetPage(m_phase).traffic += {1, 0, bytes, 0};
}

void
Ledger::RecordReceived(std::uint64_t bytes)
{
    GetPage(m_phase).traffic += {0, 1, 0, bytes};
}

Ledger&
Ledger::operator+=(const Ledger& other)
{
    for (std::size_t page = 0; page < PHASE_COUNT; ++page)
    {
        // By position: doubling a ledger by itself must not walk a vector that grows.
        const auto& entries = other.m_pages[page].entries;
        for (std::size_t i = 0; i < entries.size(); ++i)
        {
            const LedgerEntry entry = entries[i];
            Add(GetEntry(entry.phase, entry.operation), entry);
        }
        m_pages[page].traffic += Traffic{other.m_pages[page].traffic};
    }
    return *this;
}

std::vector<LedgerEntry>
Ledger::GetEntries() const
{
    std::vector<LedgerEntry> all;
    for (const auto& page : m_pages)
    {
        const auto first = all.insert(all.end(), page.entries.begin(), page.entries.end());
        // Numbers of operations depend on the program, names do not.
        std::sort(first, all.end(), [](const LedgerEntry& a, const LedgerEntry& b) {
            return a.operation.GetName() < b.operation.GetName();
        });
    }
    return all;
}

LedgerEntry
Ledger::GetTotal(Phase phase) const
{
    LedgerEntry total{phase, Operation{"all"}};
    for (const auto& entry : GetPage(phase).entries)
    {
        Add(total, entry);
    }
    return total;
}

const Traffic&
Ledger::GetTraffic(Phase phase) const
{
    return GetPage(phase).traffic;
}

Ledger::Page&
Ledger::GetPage(Phase phase)
{
    return m_pages[static_cast<std::size_t>(phase)];
}

const Ledger::Page&
Ledger::GetPage(Phase phase) const
{
    return m_pages[static_cast<std::size_t>(phase)];
}

LedgerEntry&
Ledger::GetEntry(Phase phase, Operation operation)
{
    auto& entries = GetPage(phase).entries;
    for (auto& entry : entries)
    {
        if (entry.operation == operation)
        {
            return entry;
        }
    }
    return entries.emplace_back(LedgerEntry{phase, operation});
}

} // namespace ns3::mqtt
