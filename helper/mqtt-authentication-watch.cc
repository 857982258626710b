// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-authentication-watch.h"

#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

namespace
{

/// Identifier of the client that is watched.
const std::string NEWCOMER = "newcomer";

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

} // namespace

AuthenticationWatch::AuthenticationWatch(const ExperimentSetup& setup,
                                         AuthenticationVariant variant)
    : m_setup(setup),
      m_variant(std::move(variant))
{
    m_setup.clientDevice = m_variant.device;
    // No message before the watch is over.
    m_setup.duration = REST + LIMIT;
    m_setup.interval = Hours(24 * 365);
}

Result<AuthenticationResult>
AuthenticationWatch::Run()
{
    const auto result = Experiment(m_setup, this).Run();
    if (!result)
    {
        return result.error();
    }
    if (!m_result)
    {
        return Error{"the newcomer did not become ready in " +
                     std::to_string(static_cast<int>(LIMIT.GetSeconds())) + " simulated seconds" +
                     (m_trouble.empty() ? "" : "; last trouble: " + m_trouble)};
    }
    return *m_result;
}

Result<Ptr<SecurityScheme>>
AuthenticationWatch::TakeScheme(Ptr<SecurityScheme> scheme)
{
    m_form = scheme->GetFormName();
    const std::pair<const char*, std::string> attributes[] = {
        {"Card", m_variant.card},
        {"Protocol", m_variant.protocol},
        {"SessionKeys", m_variant.keyPlace},
        {"Reading", m_variant.reading},
    };
    for (const auto& [name, value] : attributes)
    {
        if (!value.empty() && !scheme->SetAttributeFailSafe(name, StringValue(value)))
        {
            return Error{"scheme '" + m_setup.scheme + "' does not take " + name + "=" + value};
        }
    }
    return scheme;
}

std::uint32_t
AuthenticationWatch::GetNNodes() const
{
    return 1;
}

void
AuthenticationWatch::Install(const ExperimentParties& parties,
                             SystemHelper& system,
                             const NodeContainer& nodes,
                             Time /* start */,
                             std::int64_t /* stream */)
{
    m_parties = parties;
    m_node = nodes.Get(0);
    m_newcomer = system.PrepareClient(NEWCOMER);
    m_newcomer->AddSubscription({Experiment::GetFilter(), m_setup.qos});
    m_newcomer->TraceConnectWithoutContext(
        "LinkClosed",
        Callback<void, const std::string&, const std::string&>(
            [this](const std::string&, const std::string& why) { m_trouble = why; }));
    m_newcomer->TraceConnectWithoutContext(
        "Ready",
        Callback<void, const std::string&, Time>([this](const std::string&, Time) { Ready(); }));
}

void
AuthenticationWatch::SteadyBegins()
{
    m_newcomer->SetStartTime(REST);
    m_node->AddApplication(m_newcomer);
    Simulator::Schedule(REST, [this]() { m_before = TakeAccount(); });
}

void
AuthenticationWatch::SteadyEnded()
{
}

AuthenticationWatch::Account
AuthenticationWatch::TakeAccount() const
{
    Account account;
    for (const auto& broker : m_parties.brokers)
    {
        account.broker += GetChargedMs(*broker->GetLedger());
    }
    for (const auto& authority : m_parties.authorities)
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
    result.form = m_form;
    result.totalMs = m_newcomer->GetSetupTime().GetNanoSeconds() * 1e-6;
    result.hostMs = GetChargedMs(*m_newcomer->GetLedger());
    result.brokerMs = account.broker - m_before.broker;
    result.authorityMs = account.authorities - m_before.authorities;
    for (const auto& [name, ledger] : m_newcomer->GetUnitLedgers())
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
    const TrafficMeter& traffic = m_newcomer->GetTraffic();
    result.txBytes = traffic.GetTxBytes();
    result.rxBytes = traffic.GetRxBytes();
    result.roundTrips = traffic.GetRoundTrips();
    result.events = Simulator::GetEventCount();
    m_result = std::move(result);
    Simulator::Stop();
}

} // namespace ns3::mqtt
