// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_WIRE_H
#define MQTT_SETUP_WIRE_H

#include "mqtt-setup-octets.h"

namespace ns3::mqtt
{

/// @param outcomes what was measured
/// @param os gets packets, octets, round trips and times of all variants with as few members on the
///        list as were run, for people
void PrintSetups(const SetupOutcomes& outcomes, std::ostream& os);

/// The messages of TLS handshakes beside the paper's Table 5.
class SetupMessages
{
  public:
    /// @param paper what to compare with
    /// @param outcomes what was measured; must outlive this
    SetupMessages(const SetupPaper& paper, const SetupOutcomes& outcomes);

    /// @param files get table5.csv
    void WriteTo(ResultFiles& files) const;

    /// @param os gets the table, for people; nothing if no TLS was run
    void Print(std::ostream& os) const;

  private:
    /// @return messages that any handshake has, in the order of a handshake
    std::vector<std::string> ListMessages() const;

    /// @param name "client ClientHello" and the like
    /// @return what the paper says, as text; empty if it says nothing
    std::string GetPaperText(const std::string& name) const;

    const SetupPaper& m_paper;               ///< what to compare with
    std::vector<const SetupOutcome*> m_runs; ///< of TLS
    double m_plain{0};                       ///< TCP payload of plain MQTT, octets; NaN if not run
};

/// @param paper what to compare with
/// @param outcomes what was measured
/// @param octets of the ECQV schemes
/// @param files get figure6.csv: octets of the set-up by message, paper and measured
void WriteFigure6(const SetupPaper& paper,
                  const SetupOutcomes& outcomes,
                  const SetupOctets& octets,
                  ResultFiles& files);

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_WIRE_H */
