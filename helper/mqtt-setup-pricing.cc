// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-pricing.h"

#include "mqtt-result-table.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>

namespace ns3::mqtt
{

namespace
{

/// An operation's abbreviation and what it is drawn as.
struct OperationKind
{
    int rank{};         ///< place in a list
    std::string prefix; ///< of its name
    std::string brief;  ///< the paper's abbreviation, or ours
    std::string part;   ///< of a bar
};

/// @param operation name
/// @return its kind
OperationKind
GetKind(const std::string& operation)
{
    static const std::vector<OperationKind> KINDS{
        {0, "point-multiply", "PM", "point multiplication"},
        {1, "point-add", "PA", "point addition"},
        {2, "sha-256", "H", "other"},
        {3, "aes-", "AES", "other"},
        {4, "ecdsa-p256-verify", "verify", "ECDSA verification"},
        {5, "ec-keygen", "key pair", "ECDHE"},
        {6, "ecdh-", "ECDH", "ECDHE"},
        {7, "ecdsa-p256-sign", "sign", "ECDSA signature"},
    };
    for (const auto& kind : KINDS)
    {
        if (boost::algorithm::starts_with(operation, kind.prefix))
        {
            return kind;
        }
    }
    return {8, operation, operation, "other"};
}

} // namespace

double
PriceOperation(const std::string& operation, const SetupWork& work, const DeviceProfile& profile)
{
    const OperationCost* cost = profile.Find("cpu", operation);
    if (!cost)
    {
        return std::nan("");
    }
    const double base = static_cast<double>(cost->basePs) * work.count;
    return (base + static_cast<double>(cost->psPerByte) * work.bytes) * 1e-9;
}

double
PriceWork(const SetupWorkTable& work, const DeviceProfile& profile)
{
    double sum = 0;
    for (const auto& [operation, one] : work)
    {
        sum += PriceOperation(operation, one, profile);
    }
    return sum;
}

std::string
AbbreviateWork(const SetupWorkTable& work, const DeviceProfile& profile, double least)
{
    const double whole = PriceWork(work, profile);
    std::map<std::pair<int, std::string>, std::uint64_t> counts;
    bool hasOthers = false;
    for (const auto& [operation, one] : work)
    {
        if (PriceOperation(operation, one, profile) < least * whole)
        {
            hasOthers = true;
            continue;
        }
        const OperationKind kind = GetKind(operation);
        counts[{kind.rank, kind.brief}] += one.count;
    }
    std::vector<std::string> texts;
    for (const auto& [kind, count] : counts)
    {
        texts.push_back(std::to_string(count) + " " + kind.second);
    }
    if (hasOthers)
    {
        texts.emplace_back("little else");
    }
    return boost::algorithm::join(texts, " + ");
}

SetupWorkTable
GetSetupWork(const SetupOutcome& outcome, const std::string& step)
{
    SetupWorkTable work;
    for (const auto& operation : outcome.List("count/" + step + "/"))
    {
        const std::string name = step + "/" + operation;
        work[operation] = {static_cast<std::uint64_t>(std::llround(outcome.Get("count/" + name))),
                           static_cast<std::uint64_t>(std::llround(outcome.Get("bytes/" + name))),
                           0};
    }
    return work;
}

std::string
GetOperationPart(const std::string& operation)
{
    return GetKind(operation).part;
}

void
PrintServers(const SetupOutcomes& outcomes,
             const std::vector<std::string>& names,
             const DeviceProfile& profile,
             std::ostream& os)
{
    ResultTable table({{"set-up", "", ResultTable::Align::LEFT},
                       {"on the\nlist", ""},
                       {"broker", "ms"},
                       {"", "", ResultTable::Align::LEFT},
                       {"authority", "ms"},
                       {"", "", ResultTable::Align::LEFT}});
    for (const auto& outcome : outcomes)
    {
        const auto broker = GetSetupWork(outcome, SETUP_BROKER);
        const auto authority = GetSetupWork(outcome, SETUP_AUTHORITY);
        if (std::count(names.begin(), names.end(), outcome.variant.GetName()) > 0)
        {
            table.AddRow({outcome.variant.GetName(),
                          outcome.variant.isGroup ? FormatNumber(outcome.listed) : "",
                          FormatForPeople(PriceWork(broker, profile)),
                          AbbreviateWork(broker, profile, 5 * NEGLIGIBLE_SHARE),
                          FormatForPeople(PriceWork(authority, profile)),
                          AbbreviateWork(authority, profile, 5 * NEGLIGIBLE_SHARE)});
        }
    }
    os << "What one set-up has the others compute, without MQTT itself" << std::endl;
    table.Print(os);
}

} // namespace ns3::mqtt
