// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-sharing-cases.h"

#include "ns3/uinteger.h"

#include <filesystem>

namespace ns3::mqtt
{

namespace
{

/// Most shares of a key: each has a place of one octet, which is not 0.
constexpr std::uint32_t MAX_SHARES = 255;

/// @param name of a scheme
/// @param shares k and n
/// @return the scheme with them; or why there is none
Result<Ptr<SecurityScheme>>
MakeScheme(const std::string& name, const ShareNumbers& shares)
{
    auto scheme = SchemeName::Create(name);
    if (scheme)
    {
        SetShares(scheme.value(), shares);
    }
    return scheme;
}

/// @param detail what is special about a case
/// @return name for it, fit for that of a folder
std::string
NameSettings(const KeySharingCase& detail)
{
    return FormatShares(detail.shares) + "-" +
           std::filesystem::path(detail.device).stem().string() + "-" + detail.network + "-" +
           std::to_string(detail.brokersDown) + "down";
}

/// A sweep at work.
class Planner
{
  public:
    /// @param options schemes, subscribers and intervals
    /// @param sweep what else is swept
    Planner(const ScenarioOptions& options, const KeySharingSweep& sweep)
        : m_options(options),
          m_sweep(sweep)
    {
    }

    /// Adds a case for each scheme, and each k and n where it has shares.
    /// @param subscribers their number
    /// @param detail device, network and brokers down
    /// @return which scheme cannot be made; nothing if all is well
    std::optional<Error> Add(std::uint32_t subscribers, KeySharingCase detail)
    {
        for (const auto& name : m_options.schemes)
        {
            const auto scheme = MakeScheme(name, m_sweep.shares.front());
            if (!scheme)
            {
                return scheme.error();
            }
            const bool hasShares = SetShares(scheme.value(), m_sweep.shares.front());
            for (const auto& shares :
                 hasShares ? m_sweep.shares : std::vector<ShareNumbers>{{1, 1}})
            {
                detail.shares = shares;
                const bool isBase = !hasShares || shares == m_sweep.shares.front();
                SetShares(scheme.value(), shares);
                if (detail.brokersDown <= scheme.value()->GetBrokerCount() &&
                    IsWanted(subscribers, detail, isBase))
                {
                    AddCase(name, subscribers, detail);
                }
            }
        }
        return std::nullopt;
    }

    /// @return all cases so far
    KeySharingPlan Take()
    {
        return std::move(m_plan);
    }

  private:
    /// @param subscribers their number
    /// @param detail everything else
    /// @param hasBaseShares whether k and n are the base
    /// @return whether the case belongs to the sweep
    bool IsWanted(std::uint32_t subscribers, const KeySharingCase& detail, bool hasBaseShares) const
    {
        const bool otherShares =
            !hasBaseShares || detail.brokersDown != m_sweep.brokersDown.front();
        const int others = (subscribers != m_options.subscribers.front() ? 1 : 0) +
                           (detail.device != m_sweep.devices.front() ? 1 : 0) +
                           (detail.network != m_sweep.networks.front() ? 1 : 0) +
                           (otherShares ? 1 : 0);
        return m_sweep.all || others <= 1;
    }

    /// @param scheme name
    /// @param subscribers their number
    /// @param detail everything else
    void AddCase(const std::string& scheme, std::uint32_t subscribers, const KeySharingCase& detail)
    {
        const std::string settings = NameSettings(detail);
        m_plan.details[settings] = detail;
        m_plan.cases.push_back({scheme, subscribers, m_options.intervals.front(), settings});
    }

    const ScenarioOptions& m_options; ///< schemes, subscribers and intervals
    const KeySharingSweep& m_sweep;   ///< what else is swept
    KeySharingPlan m_plan;            ///< so far
};

} // namespace

std::string
FormatShares(const ShareNumbers& numbers)
{
    return std::to_string(numbers.k) + "of" + std::to_string(numbers.n);
}

Result<ShareNumbers>
ReadShares(const std::string& text)
{
    const auto split = text.find("of");
    const auto k = ReadWhole(text.substr(0, split), 1, MAX_SHARES);
    const auto n =
        split == std::string::npos ? k : ReadWhole(text.substr(split + 2), 1, MAX_SHARES);
    if (split == std::string::npos || !k || !n || k.value() > n.value())
    {
        return Error{"'" + text + "' is not of the form KofN with 1 <= K <= N <= 255, as 2of3"};
    }
    return ShareNumbers{static_cast<std::uint32_t>(k.value()),
                        static_cast<std::uint32_t>(n.value())};
}

bool
SetShares(Ptr<SecurityScheme> scheme, const ShareNumbers& shares)
{
    TypeId::AttributeInformation k;
    TypeId::AttributeInformation n;
    const TypeId type = scheme->GetInstanceTypeId();
    if (!type.LookupAttributeByName("K", &k) || !type.LookupAttributeByName("N", &n))
    {
        return false;
    }
    scheme->SetAttribute("K", UintegerValue(shares.k));
    scheme->SetAttribute("N", UintegerValue(shares.n));
    return true;
}

Result<KeySharingPlan>
PlanKeySharing(const ScenarioOptions& options, const KeySharingSweep& sweep)
{
    Planner planner(options, sweep);
    for (const std::uint32_t subscribers : options.subscribers)
    {
        for (const auto& device : sweep.devices)
        {
            for (const auto& network : sweep.networks)
            {
                for (const std::uint32_t down : sweep.brokersDown)
                {
                    if (auto error = planner.Add(subscribers, {{}, device, network, down}))
                    {
                        return *error;
                    }
                }
            }
        }
    }
    return planner.Take();
}

} // namespace ns3::mqtt
