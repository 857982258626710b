// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-authentication-watch.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// How long after the others are ready the newcomer starts.
const Time REST = Seconds(5);

/// How long a newcomer may take.
const Time LIMIT = Seconds(300);

/// What the line to a card is charged.
const std::string LINE_OPERATIONS[] = {"apdu-round-trip", "card-activation"};

/// @param ledger of a party, or of a unit
/// @return time charged in milliseconds
double
GetChargedMs(const Ledger& ledger)
{
    std::int64_t ns = 0;
    for (std::size_t phase = 0; phase < PHASE_COUNT; ++phase)
    {
        ns += ledger.GetTotal(static_cast<Phase>(phase)).chargedNs;
    }
    return ns * 1e-6;
}

/// @param setup what a run is made of
/// @param variant how its clients are authenticated
/// @return the same on the variant's device
ExperimentSetup
PutOnDevice(ExperimentSetup setup, const AuthenticationVariant& variant)
{
    setup.clientDevice = variant.device;
    return setup;
}

/// @param variant how clients are authenticated
/// @return what of it are attributes of the scheme
std::vector<std::pair<std::string, std::string>>
ListAttributes(const AuthenticationVariant& variant)
{
    std::vector<std::pair<std::string, std::string>> attributes{{"Card", variant.card},
                                                                {"Protocol", variant.protocol},
                                                                {"SessionKeys", variant.keyPlace},
                                                                {"Reading", variant.reading}};
    const auto isEmpty = [](const auto& attribute) { return attribute.second.empty(); };
    attributes.erase(std::remove_if(attributes.begin(), attributes.end(), isEmpty),
                     attributes.end());
    return attributes;
}

} // namespace

AuthenticationWatch::AuthenticationWatch(const ExperimentSetup& setup,
                                         const AuthenticationVariant& variant)
    : NewcomerWatch(PutOnDevice(setup, variant), ListAttributes(variant), REST, LIMIT)
{
}

Result<AuthenticationResult>
AuthenticationWatch::Run()
{
    if (const auto error = Watch())
    {
        return *error;
    }
    return *m_result;
}

void
AuthenticationWatch::Install(const ExperimentParties& parties,
                             SystemHelper& system,
                             const NodeContainer& nodes,
                             Time start,
                             std::int64_t stream)
{
    NewcomerWatch::Install(parties, system, nodes, start, stream);
    GetNewcomer()->TraceConnectWithoutContext(
        "Ready",
        Callback<void, const std::string&, Time>([this](const std::string&, Time) { Ready(); }));
}

void
AuthenticationWatch::SteadyBegins()
{
    NewcomerWatch::SteadyBegins();
    Simulator::Schedule(REST, [this]() { m_before = TakeAccount(); });
}

AuthenticationWatch::Account
AuthenticationWatch::TakeAccount() const
{
    Account account;
    for (const auto& broker : GetParties().brokers)
    {
        account.broker += GetChargedMs(*broker->GetLedger());
    }
    for (const auto& authority : GetParties().authorities)
    {
        account.authorities += GetChargedMs(*authority->GetLedger());
    }
    return account;
}

void
AuthenticationWatch::Ready()
{
    const Account account = TakeAccount();
    AuthenticationResult result;
    result.form = GetFormName();
    result.totalMs = GetNewcomer()->GetSetupTime().GetNanoSeconds() * 1e-6;
    result.hostMs = GetChargedMs(*GetNewcomer()->GetLedger());
    result.brokerMs = account.broker - m_before.broker;
    result.authorityMs = account.authorities - m_before.authorities;
    for (const auto& [name, ledger] : GetNewcomer()->GetUnitLedgers())
    {
        for (const LedgerEntry& entry : ledger->GetEntries())
        {
            const std::string& operation = entry.operation.GetName();
            const bool isLine =
                std::find(std::begin(LINE_OPERATIONS), std::end(LINE_OPERATIONS), operation) !=
                std::end(LINE_OPERATIONS);
            (isLine ? result.lineMs : result.cardMs) += entry.chargedNs * 1e-6;
            if (operation == LINE_OPERATIONS[0])
            {
                result.exchanges += entry.count;
                result.lineBytes += entry.bytes;
            }
        }
    }
    result.restMs = result.totalMs - result.lineMs - result.cardMs - result.hostMs -
                    result.brokerMs - result.authorityMs;
    const TrafficMeter& traffic = GetNewcomer()->GetTraffic();
    result.txBytes = traffic.GetTxBytes();
    result.rxBytes = traffic.GetRxBytes();
    result.roundTrips = traffic.GetRoundTrips();
    result.events = Simulator::GetEventCount();
    m_result = std::move(result);
    Finish();
}

} // namespace ns3::mqtt
