// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SHARING_CASES_H
#define MQTT_KEY_SHARING_CASES_H

#include "mqtt-experiment-report.h"

namespace ns3::mqtt
{

/// How many shares there are, and how many of them give the key.
struct ShareNumbers
{
    std::uint32_t k{1}; ///< needed
    std::uint32_t n{1}; ///< dealt

    /// @param other others
    /// @return whether both are the same
    bool operator==(const ShareNumbers& other) const
    {
        return k == other.k && n == other.n;
    }
};

/// @param numbers k and n
/// @return "2of3"
std::string FormatShares(const ShareNumbers& numbers);

/// @param text "2of3", with 1 <= k <= n <= 255
/// @return k and n
Result<ShareNumbers> ReadShares(const std::string& text);

/// What a run of key-sharing-delay is made of beside what every scenario has.
struct KeySharingCase
{
    ShareNumbers shares;          ///< k and n; 1 of 1 for schemes without shares
    std::string device;           ///< profile of clients
    std::string network;          ///< kind of network
    std::uint32_t brokersDown{0}; ///< how many of the brokers never start
};

/// What key-sharing-delay sweeps. The first of each list is the base.
struct KeySharingSweep
{
    std::vector<ShareNumbers> shares{{2, 3}};  ///< k and n
    std::vector<std::string> devices{"esp32"}; ///< profiles of clients
    std::vector<std::string> networks{"lan"};  ///< kinds of network
    std::vector<std::uint32_t> brokersDown{0}; ///< numbers of brokers that never start
    bool all{false};                           ///< all combinations, rather than one list at a
                                               ///< time beside the bases of the others
};

/// Cases of key-sharing-delay, as other parts of a scenario know them and with what is special.
struct KeySharingPlan
{
    std::vector<ExperimentCase> cases;             ///< in the order of the table
    std::map<std::string, KeySharingCase> details; ///< by the settings of a case
};

/// Shares and brokers that are down count as one list, since it takes both to say what is left.
/// Schemes without shares are run once for each number of brokers down, and nothing is run with
/// more brokers down than the scheme has.
/// @param options schemes, subscribers and intervals
/// @param sweep what else is swept
/// @return all cases, or which scheme cannot be made
Result<KeySharingPlan> PlanKeySharing(const ScenarioOptions& options, const KeySharingSweep& sweep);

/// @param scheme to be told
/// @param shares k and n
/// @return whether the scheme has such attributes; they are set then
bool SetShares(Ptr<SecurityScheme> scheme, const ShareNumbers& shares);

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SHARING_CASES_H */
