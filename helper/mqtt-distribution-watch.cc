// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-distribution-watch.h"

#include "ns3/mqtt-work.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

namespace
{

/// @param duration time
/// @return it in milliseconds
double
ToMs(Duration duration)
{
    return duration.count() * 1e-6;
}

/// @param ledger account of a party or a unit
/// @return what it did for pairs, in milliseconds
double
GetPairMs(const Ledger& ledger)
{
    return (ledger.GetTotal(Phase::KEY_DISTRIBUTION).chargedNs +
            ledger.GetTotal(Phase::REKEY).chargedNs) *
           1e-6;
}

} // namespace

DistributionWatch::DistributionWatch(std::string tpm)
    : m_tpm(std::move(tpm))
{
}

Result<Ptr<SecurityScheme>>
DistributionWatch::TakeScheme(Ptr<SecurityScheme> scheme)
{
    const auto keyServer = DynamicCast<KeyServerScheme>(scheme);
    if (!keyServer)
    {
        return Error{"only a key server distributes keys; allowed: key-server, "
                     "key-server:published"};
    }
    keyServer->SetAttribute("Tpm", StringValue(m_tpm));
    keyServer->SetObserver([this](const KeyFrameEvent& event) { Observe(event); });
    return scheme;
}

void
DistributionWatch::Install(const ExperimentParties& parties,
                           SystemHelper& /* system */,
                           const NodeContainer& /* nodes */,
                           Time /* start */,
                           std::int64_t /* stream */)
{
    m_parties = parties;
}

void
DistributionWatch::Observe(const KeyFrameEvent& event)
{
    if (!event.sent)
    {
        const auto found = m_underWay.find(event.octets);
        if (found == m_underWay.end())
        {
            return;
        }
        Trace& trace = m_traces[found->second];
        switch (static_cast<KeyFrameType>(event.octets[0]))
        {
        case KeyFrameType::KEY_REQUEST:
            trace.moments[REQUEST_TAKEN] = event.when;
            break;
        case KeyFrameType::ADVERT_REQUEST:
            trace.moments[ADVERT_TAKEN] = event.when;
            break;
        case KeyFrameType::ADVERT_ANSWER:
            trace.moments[ADVERT_ANSWER_TAKEN] = event.when;
            break;
        case KeyFrameType::CONFIRM_REQUEST:
            trace.moments[CONFIRM_TAKEN] = event.when;
            break;
        default:
            break;
        }
        m_underWay.erase(found);
    }
    else if (event.first != 0 && event.second != 0)
    {
        Trace& trace = m_traces[{event.first, event.second}];
        (event.octets.empty() ? m_subscribes : m_publishes) += 1;
        trace.events.push_back(event);
        if (!event.octets.empty())
        {
            NoteSent(trace, event);
        }
    }
}

void
DistributionWatch::NoteSent(Trace& trace, const KeyFrameEvent& event)
{
    const PairId pair{event.first, event.second};
    m_underWay[event.octets] = pair;
    switch (static_cast<KeyFrameType>(event.octets[0]))
    {
    case KeyFrameType::KEY_REQUEST:
        trace.moments[REQUEST_SENT] = event.when;
        if (!m_begin)
        {
            m_begin = event.when;
            m_before = TakeAccount();
        }
        break;
    case KeyFrameType::ADVERT_REQUEST:
        trace.moments[ADVERT_SENT] = event.when;
        break;
    case KeyFrameType::ADVERT_ANSWER:
        trace.moments[ADVERT_ANSWER_SENT] = event.when;
        break;
    case KeyFrameType::CONFIRM_REQUEST:
        trace.moments[CONFIRM_SENT] = event.when;
        break;
    case KeyFrameType::CONFIRM_ANSWER:
        trace.moments[CONFIRMED] = event.when;
        trace.confirmed = true;
        m_firstDone = m_firstDone.value_or(pair);
        m_end = event.when;
        m_after = TakeAccount();
        break;
    default:
        break;
    }
}

DistributionWatch::Account
DistributionWatch::TakeAccount() const
{
    Account account;
    const Authority& server = *m_parties.authorities.front();
    account.serverCpuMs = GetPairMs(*server.GetLedger());
    account.serverTpmMs = GetPairMs(*server.GetUnitLedgers().at(KEY_SERVER_UNIT));
    for (const LedgerEntry& entry : m_parties.brokers.front()->GetLedger()->GetEntries())
    {
        account.brokerMs += entry.chargedNs * 1e-6;
        account.brokerSent += entry.operation == work::SEND ? entry.count : 0;
    }
    return account;
}

DistributionResult
DistributionWatch::Collect() const
{
    DistributionResult result;
    double serverMs = 0;
    double ways = 0;
    for (const auto& [pair, trace] : m_traces)
    {
        if (!trace.confirmed)
        {
            continue;
        }
        ++result.pairs;
        const auto between = [&trace = trace](Moment from, Moment to) {
            return ToMs(trace.moments[to] - trace.moments[from]);
        };
        result.pairMs.push_back(between(REQUEST_SENT, CONFIRMED));
        serverMs +=
            between(REQUEST_TAKEN, ADVERT_SENT) + between(ADVERT_ANSWER_TAKEN, CONFIRM_SENT);
        result.nodesMs +=
            between(ADVERT_TAKEN, ADVERT_ANSWER_SENT) + between(CONFIRM_TAKEN, CONFIRMED);
        ways += between(REQUEST_SENT, REQUEST_TAKEN) + between(ADVERT_SENT, ADVERT_TAKEN) +
                between(ADVERT_ANSWER_SENT, ADVERT_ANSWER_TAKEN) +
                between(CONFIRM_SENT, CONFIRM_TAKEN);
    }
    if (result.pairs == 0)
    {
        return result;
    }
    const double pairs = result.pairs;
    const double waysOfPair = 4; // on which the pair waits for a frame
    const double sent = m_after.brokerSent - m_before.brokerSent;
    result.publishesPerPair = m_publishes / pairs;
    result.subscribesPerPair = m_subscribes / pairs;
    result.totalMs = ToMs(m_end - *m_begin);
    result.nodesMs /= pairs;
    result.brokerMs =
        std::min(ways / pairs, waysOfPair * (m_after.brokerMs - m_before.brokerMs) / sent);
    result.networkMs = ways / pairs - result.brokerMs;
    serverMs /= pairs;
    result.serverCpuMs = std::min(serverMs, (m_after.serverCpuMs - m_before.serverCpuMs) / pairs);
    result.serverTpmMs = std::min(serverMs - result.serverCpuMs,
                                  (m_after.serverTpmMs - m_before.serverTpmMs) / pairs);
    result.serverWaitMs = serverMs - result.serverCpuMs - result.serverTpmMs;
    result.sequence = ListSequence();
    return result;
}

std::vector<DistributionMessage>
DistributionWatch::ListSequence() const
{
    std::vector<DistributionMessage> sequence;
    const auto [first, second] = *m_firstDone;
    const auto name = [first = first, second = second](const std::string& party) {
        return party == std::to_string(first)    ? "N1"
               : party == std::to_string(second) ? "N2"
                                                 : party;
    };
    const Trace& trace = m_traces.at(*m_firstDone);
    for (const KeyFrameEvent& event : trace.events)
    {
        const bool subscribes = event.octets.empty();
        const std::string to = name(event.to);
        sequence.push_back(
            {ToMs(event.when - trace.moments[REQUEST_SENT]),
             name(event.from),
             to,
             event.topic + (event.topic == "TOPIC2" ? "[" + to + "]" : ""),
             subscribes ? "subscribe" : GetName(static_cast<KeyFrameType>(event.octets[0])),
             event.octets.size()});
    }
    return sequence;
}

} // namespace ns3::mqtt
