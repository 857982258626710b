// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_COMPUTATION_H
#define MQTT_SETUP_COMPUTATION_H

#include "mqtt-setup-outcome.h"
#include "mqtt-setup-paper.h"

#include "ns3/mqtt-device-profile.h"

namespace ns3::mqtt
{

/// The client's computation beside the paper's Table 6. Operations are those that a run counted in
/// a step; times are what they cost by a device profile, so that one run can be priced for several
/// devices. MQTT itself is left out, as the paper does.
class SetupComputation
{
  public:
    /// What a step costs.
    struct Row
    {
        std::string who;        ///< variant, or what was added up
        std::string step;       ///< of the set-up
        double paperMs{0};      ///< what the paper says; NaN where it says nothing
        double calibratedMs{0}; ///< by the profile that was fitted to the paper's scheme
        double nativeMs{0};     ///< by the profile of the device with OpenSSL
        std::string operations; ///< in short
        SetupWorkTable work;    ///< the same; empty for sums of rows

        /// @return how far the calibrated time is off, percent; NaN where there is none
        double GetErrorPercent() const;
    };

    /// @param paper what to compare with
    /// @param outcomes what was measured
    /// @param calibrated profile that was fitted to the paper's scheme
    /// @param native profile of the device
    SetupComputation(const SetupPaper& paper,
                     const SetupOutcomes& outcomes,
                     std::shared_ptr<const DeviceProfile> calibrated,
                     std::shared_ptr<const DeviceProfile> native);

    /// @return all rows
    const std::vector<Row>& GetRows() const
    {
        return m_rows;
    }

    /// @param files get computation.csv and figure7.csv
    void WriteTo(ResultFiles& files) const;

    /// @param os gets the table, for people
    void Print(std::ostream& os) const;

  private:
    /// @param paper what to compare with
    /// @param outcome of an ECQV variant
    void AddScheme(const SetupPaper& paper, const SetupOutcome& outcome);

    /// @param paper what to compare with
    /// @param outcomes what was measured
    void AddTls(const SetupPaper& paper, const SetupOutcomes& outcomes);

    /// Adds how many times as long TLS computes.
    void AddRatios();

    /// @param who variant
    /// @param step of the set-up
    /// @param paperMs what the paper says
    /// @param work operations
    /// @return the row
    Row Price(const std::string& who,
              const std::string& step,
              double paperMs,
              SetupWorkTable work) const;

    std::shared_ptr<const DeviceProfile> m_calibrated; ///< fitted to the paper's scheme
    std::shared_ptr<const DeviceProfile> m_native;     ///< of the device
    std::vector<Row> m_rows;                           ///< from top to bottom
};

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_COMPUTATION_H */
