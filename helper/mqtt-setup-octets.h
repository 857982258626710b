// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_OCTETS_H
#define MQTT_SETUP_OCTETS_H

#include "mqtt-setup-outcome.h"
#include "mqtt-setup-paper.h"

namespace ns3::mqtt
{

/// What the ECQV schemes add to each packet of MQTT, beside the paper's Tables 1 to 4.
class SetupOctets
{
  public:
    /// A row: a field of a packet, a sum, or what the text says.
    struct Row
    {
        std::string packet;         ///< CONNECT and so on, or "all"
        std::string field;          ///< as the paper calls it, or what is added up
        double paper{0};            ///< what the paper says; NaN where it says nothing
        std::vector<double> values; ///< as measured, by column
    };

    /// @param paper what to compare with
    /// @param outcomes what was measured; must outlive this
    SetupOctets(const SetupPaper& paper, const SetupOutcomes& outcomes);

    /// @return names of the variants that were measured: one option of the scheme as published in
    ///         all encodings, and its sound form
    const std::vector<std::string>& GetColumns() const
    {
        return m_columns;
    }

    /// @return all rows
    const std::vector<Row>& GetRows() const
    {
        return m_rows;
    }

    /// @param files get tables1-4.csv
    void WriteTo(ResultFiles& files) const;

    /// @param os gets the tables, for people; nothing if there is nothing to compare
    void Print(std::ostream& os) const;

  private:
    /// Chooses what is compared.
    void ChooseColumns();

    /// @param paper what to compare with
    void AddPacket(const SetupPaper& paper, const std::string& packet);

    /// @param paper what to compare with
    void AddSums(const SetupPaper& paper);

    /// @param os gets how the octets grow with the list of members, for people
    void PrintGrowth(std::ostream& os) const;

    /// @return a sentence on whether the options differ in what they add
    std::string CompareOptions() const;

    const SetupOutcomes& m_outcomes;             ///< what was measured
    std::vector<const SetupOutcome*> m_compared; ///< by column
    std::vector<std::string> m_columns;          ///< their names
    std::vector<Row> m_rows;                     ///< from top to bottom
};

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_OCTETS_H */
