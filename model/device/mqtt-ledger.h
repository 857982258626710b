// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_LEDGER_H
#define MQTT_LEDGER_H

#include "ns3/mqtt-operation.h"
#include "ns3/mqtt-phase.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3::mqtt
{

/// What one kind of operation came to in one phase.
struct LedgerEntry
{
    Phase phase;               ///< what it was for
    Operation operation;       ///< what was done
    std::uint64_t count{0};    ///< how often
    std::uint64_t bytes{0};    ///< octets that went through it
    std::int64_t chargedNs{0}; ///< processor time in nanoseconds
};

/// Packets and octets that went over the network.
struct Traffic
{
    std::uint64_t packetsSent{0};     ///< packets sent
    std::uint64_t packetsReceived{0}; ///< packets received
    std::uint64_t bytesSent{0};       ///< octets sent
    std::uint64_t bytesReceived{0};   ///< octets received

    /// @param other traffic to be added
    /// @return this
    Traffic& operator+=(const Traffic& other);
};

/// An account of what a party did, split by phase: operations with their processor time, and
/// traffic. It knows the phase of the moment, under which everything is entered.
class Ledger
{
  public:
    /// @param phase what everything from here on is for
    void SetPhase(Phase phase)
    {
        m_phase = phase;
    }

    /// @return the phase of the moment
    Phase GetPhase() const
    {
        return m_phase;
    }

    /// @param operation what was done, once
    /// @param bytes octets that went through it
    /// @param chargedNs processor time in nanoseconds
    void Record(Operation operation, std::uint64_t bytes, std::int64_t chargedNs);

    /// @param bytes octets of a packet that was sent
    void RecordSent(std::uint64_t bytes);

    /// @param bytes octets of a packet that was received
    void RecordReceived(std::uint64_t bytes);

    /// Adds another account phase by phase; the phase of the moment stays.
    /// @param other account to be added
    /// @return this
    Ledger& operator+=(const Ledger& other);

    /// @return what was done, by phase, then by name of operation
    std::vector<LedgerEntry> GetEntries() const;

    /// @param phase a phase
    /// @return sum over all operations of that phase, under the name "all"
    LedgerEntry GetTotal(Phase phase) const;

    /// @param phase a phase
    /// @return what went over the network in that phase
    const Traffic& GetTraffic(Phase phase) const;

  private:
    /// What belongs to one phase.
    struct Page
    {
        std::vector<LedgerEntry> entries; ///< in order of first use: few, so a search is cheap
        Traffic traffic;                  ///< what went over the network
    };

    /// @param phase a phase
    /// @return its page
    Page& GetPage(Phase phase);

    /// @copydoc GetPage
    const Page& GetPage(Phase phase) const;

    /// @param phase a phase
    /// @param operation what was done
    /// @return the entry to add to
    LedgerEntry& GetEntry(Phase phase, Operation operation);

    std::array<Page, PHASE_COUNT> m_pages; ///< one for each phase
    Phase m_phase{Phase::ENROL};           ///< the phase of the moment
};

} // namespace ns3::mqtt

#endif /* MQTT_LEDGER_H */
