// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-computation.h"

#include "mqtt-result-table.h"
#include "mqtt-setup-pricing.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>
#include <limits>

namespace ns3::mqtt
{

namespace
{

using boost::algorithm::ends_with;
using boost::algorithm::starts_with;

constexpr double NONE = std::numeric_limits<double>::quiet_NaN(); ///< no such figure

/// What rows that are no step of a run are called.
const std::string COUNTED = "both steps that the paper counts";
const std::string WHOLE = "all steps";
const std::string BY_COUNT = "as the paper counts it";
const std::string RATIO = "TLS to ECQV, times";

/// Settings of TLS with certificates on P-256 that the root has signed itself.
const std::string ONE_LINK = "p256-chain1";

/// The steps of the scheme, in order, with the paper's rows.
const std::vector<std::pair<std::string, std::string>> STEPS{
    {setup_step::REQUEST, ""},
    {setup_step::CERTIFICATE, paper_row::CERTIFICATE},
    {setup_step::CONFIRMATION, paper_row::CONFIRMATION},
    {setup_step::GROUP_KEY, ""}};

/// @param row step of a set-up
/// @param source name of the profile in the figure
/// @param profile device
/// @param files get the parts of the step's bar
void
WriteParts(const SetupComputation::Row& row,
           const char* source,
           const DeviceProfile& profile,
           ResultFiles& files)
{
    std::map<std::string, double> parts;
    for (const auto& [operation, work] : row.work)
    {
        parts[GetOperationPart(operation)] += PriceOperation(operation, work, profile);
    }
    for (const auto& [part, ms] : parts)
    {
        files.AddRows("figure7.csv", {{row.who, row.step, source, part, FormatNumber(ms)}});
    }
}

} // namespace

double
SetupComputation::Row::GetErrorPercent() const
{
    return 100 * (calibratedMs - paperMs) / paperMs;
}

SetupComputation::SetupComputation(const SetupPaper& paper,
                                   const SetupOutcomes& outcomes,
                                   std::shared_ptr<const DeviceProfile> calibrated,
                                   std::shared_ptr<const DeviceProfile> native)
    : m_calibrated(std::move(calibrated)),
      m_native(std::move(native))
{
    const auto published = std::find_if(outcomes.begin(), outcomes.end(), [](const auto& one) {
        return one.variant.settings == SETUP_UNCHECKED;
    });
    if (published != outcomes.end())
    {
        const std::string& scheme = published->variant.scheme;
        const std::string sound = scheme.substr(0, scheme.find(':'));
        AddScheme(paper, *published);
        for (const auto& [name, settings] :
             {std::pair{scheme, SETUP_ENCODINGS.back()}, std::pair{sound, SETUP_ENCODINGS.front()}})
        {
            if (const auto* other = FindOutcome(outcomes, name, settings, published->listed))
            {
                AddScheme(paper, *other);
            }
        }
    }
    AddTls(paper, outcomes);
    AddRatios();
}

SetupComputation::Row
SetupComputation::Price(const std::string& who,
                        const std::string& step,
                        double paperMs,
                        SetupWorkTable work) const
{
    Row row{who,
            step,
            paperMs,
            PriceWork(work, *m_calibrated),
            PriceWork(work, *m_native),
            AbbreviateWork(work, *m_native, starts_with(who, "tls") ? NEGLIGIBLE_SHARE : 0),
            {}};
    row.work = std::move(work);
    return row;
}

void
SetupComputation::AddScheme(const SetupPaper& paper, const SetupOutcome& outcome)
{
    const std::string who = outcome.variant.GetName();
    const bool isPublished = ends_with(outcome.variant.scheme, ":published");
    Row counted{who, COUNTED, isPublished ? paper.GetSchemeMs() : NONE, 0, 0, "", {}};
    Row whole{who, WHOLE, NONE, 0, 0, "", {}};
    for (const auto& [step, paperRow] : STEPS)
    {
        const double paperMs =
            paperRow.empty() || !isPublished ? NONE : paper.GetComputation(paperRow).milliseconds;
        m_rows.push_back(Price(who, step, paperMs, GetSetupWork(outcome, step)));
        for (Row* sum : {&counted, &whole})
        {
            if (sum == &whole || !paperRow.empty())
            {
                sum->calibratedMs += m_rows.back().calibratedMs;
                sum->nativeMs += m_rows.back().nativeMs;
            }
        }
    }
    m_rows.push_back(std::move(counted));
    m_rows.push_back(std::move(whole));
}

void
SetupComputation::AddTls(const SetupPaper& paper, const SetupOutcomes& outcomes)
{
    const double paperMs = paper.GetComputation(paper_row::TLS).milliseconds;
    const SetupWork once{1, 0, 0};
    m_rows.push_back(Price("TLS",
                           BY_COUNT,
                           paperMs,
                           {{"ecdsa-p256-verify", once},
                            {"ec-keygen-p256", once},
                            {"ecdh-p256", once},
                            {"ecdsa-p256-sign", once}}));
    for (const std::string scheme : {"tls12-mutual", "tls12", "tls13-mutual", "tls13"})
    {
        for (const auto& outcome : outcomes)
        {
            const auto& variant = outcome.variant;
            if (variant.scheme == scheme && starts_with(variant.settings, "p256-"))
            {
                // A client that signs is authenticated; of chains the paper says nothing.
                const bool isLikePaper = scheme == "tls12-mutual" && variant.settings == ONE_LINK;
                m_rows.push_back(Price(variant.GetName(),
                                       setup_step::HANDSHAKE,
                                       isLikePaper ? paperMs : NONE,
                                       GetSetupWork(outcome, setup_step::HANDSHAKE)));
            }
        }
    }
}

void
SetupComputation::AddRatios()
{
    const auto find = [this](const std::string& who, const std::string& step) {
        return std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) {
            return (who.empty() || row.who == who) && row.step == step;
        });
    };
    std::vector<Row> ratios;
    for (const auto& [who, step] :
         {std::pair<std::string, std::string>{"TLS", BY_COUNT},
          std::pair<std::string, std::string>{"tls12-mutual/" + ONE_LINK, setup_step::HANDSHAKE}})
    {
        const auto tls = find(who, step);
        const auto scheme = find("", COUNTED);
        if (tls != m_rows.end() && scheme != m_rows.end())
        {
            ratios.push_back({RATIO,
                              who + ": " + step,
                              tls->paperMs / scheme->paperMs,
                              tls->calibratedMs / scheme->calibratedMs,
                              tls->nativeMs / scheme->nativeMs,
                              "",
                              {}});
        }
    }
    m_rows.insert(m_rows.end(), ratios.begin(), ratios.end());
}

void
SetupComputation::WriteTo(ResultFiles& files) const
{
    files.SetColumns(
        "computation.csv",
        {"who", "step", "paper_ms", "calibrated_ms", "error_percent", "native_ms", "operations"});
    files.SetColumns("figure7.csv", {"bar", "step", "source", "part", "ms"});
    for (const Row& row : m_rows)
    {
        files.AddRows("computation.csv",
                      {{row.who,
                        row.step,
                        FormatNumber(row.paperMs),
                        FormatNumber(row.calibratedMs),
                        FormatNumber(row.GetErrorPercent()),
                        FormatNumber(row.nativeMs),
                        row.operations}});
        if (!row.work.empty() && !std::isnan(row.paperMs))
        {
            files.AddRows("figure7.csv",
                          {{row.who, row.step, "paper", "not split", FormatNumber(row.paperMs)}});
        }
        WriteParts(row, "calibrated", *m_calibrated, files);
        WriteParts(row, "native", *m_native, files);
    }
}

void
SetupComputation::Print(std::ostream& os) const
{
    ResultTable table({{"step", "", ResultTable::Align::LEFT},
                       {"paper", "ms"},
                       {m_calibrated->GetName(), "ms"},
                       {"error", "%"},
                       {m_native->GetName(), "ms"},
                       {"operations", "", ResultTable::Align::LEFT}});
    std::string group;
    for (const Row& row : m_rows)
    {
        if (starts_with(row.who, "tls") && !ends_with(row.who, ONE_LINK))
        {
            continue; // in the file, as further links change little but the number of verifications
        }
        if (row.who != group)
        {
            group = row.who;
            table.StartGroup(group);
        }
        table.AddRow({row.step,
                      FormatForPeople(row.paperMs),
                      FormatForPeople(row.calibratedMs),
                      FormatForPeople(row.GetErrorPercent()),
                      FormatForPeople(row.nativeMs),
                      row.operations});
    }
    os << "Table 6: computation of the client, without MQTT itself" << std::endl;
    table.Print(os);
}

} // namespace ns3::mqtt
