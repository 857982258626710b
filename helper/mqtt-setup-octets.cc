// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-octets.h"

#include "mqtt-result-table.h"

#include "ns3/mqtt-elliptic-curve.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>

namespace ns3::mqtt
{

namespace
{

/// The packets that carry key material, in the order of the paper's tables.
const std::vector<std::string> PACKETS{"CONNECT", "CONNACK", "SUBSCRIBE", "SUBACK"};

constexpr double NONE = std::numeric_limits<double>::quiet_NaN(); ///< no such figure

/// @param settings of an ECQV variant
/// @return octets of a point
double
GetPointSize(const std::string& settings)
{
    using boost::algorithm::starts_with;
    return EllipticCurve::GetPointSize(starts_with(settings, "paper") ? PointEncoding::HEXADECIMAL
                                       : starts_with(settings, "uncompressed")
                                           ? PointEncoding::UNCOMPRESSED
                                           : PointEncoding::COMPRESSED);
}

/// @param field name in the paper's tables
/// @return whether it is a point: the labels of Table 2 are swapped
bool
IsPoint(const std::string& field)
{
    return field == "pk" || field == "g" || field == "cert" || field == "group key public";
}

/// @param scheme name of a scheme
/// @return whether it is an ECQV scheme as published
bool
IsPublished(const std::string& scheme)
{
    return boost::algorithm::starts_with(scheme, "ecqv-") &&
           boost::algorithm::ends_with(scheme, ":published");
}

/// @param outcome of an ECQV variant
/// @param packet name
/// @param field name in the paper's tables
/// @return its octets
double
GetFieldSize(const SetupOutcome& outcome, const std::string& packet, const std::string& field)
{
    if (field == "verification")
    {
        return outcome.Get("trailer/" + packet);
    }
    return IsPoint(field) ? GetPointSize(outcome.variant.settings) : EcScalar::SIZE;
}

} // namespace

SetupOctets::SetupOctets(const SetupPaper& paper, const SetupOutcomes& outcomes)
    : m_outcomes(outcomes)
{
    ChooseColumns();
    for (const auto& packet : PACKETS)
    {
        AddPacket(paper, packet);
    }
    AddSums(paper);
}

void
SetupOctets::ChooseColumns()
{
    const auto published = std::find_if(m_outcomes.begin(), m_outcomes.end(), [](const auto& one) {
        return IsPublished(one.variant.scheme);
    });
    if (published == m_outcomes.end())
    {
        return;
    }
    const std::string& scheme = published->variant.scheme;
    const std::string sound = scheme.substr(0, scheme.find(':'));
    const auto add = [this](const SetupOutcome* outcome) {
        if (outcome)
        {
            m_compared.push_back(outcome);
            m_columns.push_back(outcome->variant.GetName());
        }
    };
    for (auto encoding = SETUP_ENCODINGS.rbegin(); encoding != SETUP_ENCODINGS.rend(); ++encoding)
    {
        add(FindOutcome(m_outcomes, scheme, *encoding, published->listed));
    }
    add(FindOutcome(m_outcomes, sound, SETUP_ENCODINGS.front(), published->listed));
}

void
SetupOctets::AddPacket(const SetupPaper& paper, const std::string& packet)
{
    std::vector<double> rest;
    for (const SetupOutcome* outcome : m_compared)
    {
        rest.push_back(outcome->Get("trailer/" + packet));
    }
    for (const auto& field : paper.GetFields())
    {
        if (field.packet != packet)
        {
            continue;
        }
        Row row{packet, field.field, field.octets, {}};
        for (std::size_t i = 0; i < m_compared.size(); ++i)
        {
            row.values.push_back(GetFieldSize(*m_compared[i], packet, field.field));
            rest[i] -= row.values[i];
        }
        m_rows.push_back(std::move(row));
    }
    if (std::any_of(rest.begin(), rest.end(), [](double octets) { return octets != 0; }))
    {
        m_rows.push_back({packet, "further", NONE, std::move(rest)});
    }
}

void
SetupOctets::AddSums(const SetupPaper& paper)
{
    const auto plain = std::find_if(m_outcomes.begin(), m_outcomes.end(), [](const auto& one) {
        return one.variant.scheme == "plain";
    });
    Row sum{"all", "sum of the tables", paper.GetSum(), {}};
    Row text{"all", "sum in the text", paper.GetClaim("scheme_octets"), {}};
    Row growth{"all", "growth of the packets", NONE, {}};
    for (const SetupOutcome* outcome : m_compared)
    {
        double trailers = 0;
        double grown = 0;
        for (const auto& packet : PACKETS)
        {
            trailers += outcome->Get("trailer/" + packet);
            grown += outcome->Get("packet/" + packet);
            grown -= plain == m_outcomes.end() ? NONE : plain->Get("packet/" + packet);
        }
        sum.values.push_back(trailers);
        text.values.push_back(NONE);
        growth.values.push_back(grown);
    }
    m_rows.insert(m_rows.end(), {sum, text, growth});
}

void
SetupOctets::WriteTo(ResultFiles& files) const
{
    files.SetColumns("tables1-4.csv", {"packet", "field", "source", "bytes"});
    for (const auto& row : m_rows)
    {
        std::vector<ResultRow> lines;
        if (!std::isnan(row.paper))
        {
            lines.push_back({row.packet, row.field, "paper", FormatNumber(row.paper)});
        }
        for (std::size_t i = 0; i < row.values.size(); ++i)
        {
            if (!std::isnan(row.values[i]))
            {
                lines.push_back({row.packet, row.field, m_columns[i], FormatNumber(row.values[i])});
            }
        }
        files.AddRows("tables1-4.csv", lines);
    }
}

void
SetupOctets::Print(std::ostream& os) const
{
    if (m_compared.empty())
    {
        return;
    }
    std::vector<ResultTable::Column> head{{"field", "", ResultTable::Align::LEFT}, {"paper", "B"}};
    for (const SetupOutcome* outcome : m_compared)
    {
        const auto& variant = outcome->variant;
        head.push_back(
            {(IsPublished(variant.scheme) ? "published\n" : "sound\n") + variant.settings, "B"});
    }
    ResultTable table(std::move(head));
    std::string group;
    for (const auto& row : m_rows)
    {
        if (row.packet != group)
        {
            group = row.packet;
            table.StartGroup(group == "all" ? "All packets" : group);
        }
        std::vector<std::string> cells{row.field,
                                       std::isnan(row.paper) ? "" : FormatCount(row.paper)};
        for (const double value : row.values)
        {
            cells.push_back(std::isnan(value) ? "" : FormatCount(value));
        }
        table.AddRow(std::move(cells));
    }
    os << "Tables 1 to 4: octets added to packets, members on the list: "
       << m_compared.front()->listed << std::endl;
    table.Print(os);
    os << "Further: what the tables have no field for, such as the point and the padding of ECIES, "
          "proofs, signed statements and lists of members."
       << std::endl
       << CompareOptions() << std::endl;
    PrintGrowth(os);
}

std::string
SetupOctets::CompareOptions() const
{
    std::vector<std::string> differing;
    for (const auto& outcome : m_outcomes)
    {
        const SetupOutcome* first = m_compared.front();
        if (IsPublished(outcome.variant.scheme) &&
            outcome.variant.settings == first->variant.settings &&
            outcome.listed == first->listed &&
            outcome.Get("trailer_bytes_tx") + outcome.Get("trailer_bytes_rx") !=
                first->Get("trailer_bytes_tx") + first->Get("trailer_bytes_rx"))
        {
            differing.push_back(outcome.variant.scheme);
        }
    }
    return differing.empty() ? "The options add the same octets to a set-up."
                             : "Not the same octets as above: " + JoinNames(differing) + ".";
}

void
SetupOctets::PrintGrowth(std::ostream& os) const
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"members\non the list", ""},
                       {"SUBACK\ngrows by", "B"},
                       {"all packets\ngrow by", "B"},
                       {"set-up\ntime", "ms"},
                       {"client", "ms"},
                       {"broker", "ms"},
                       {"authority", "ms"}});
    for (const SetupOutcome* column : m_compared)
    {
        for (const auto& outcome : m_outcomes)
        {
            if (outcome.variant.GetName() != column->variant.GetName())
            {
                continue;
            }
            table.AddRow(
                {outcome.variant.GetName(),
                 FormatNumber(outcome.listed),
                 FormatCount(outcome.Get("trailer/SUBACK")),
                 FormatCount(outcome.Get("trailer_bytes_tx") + outcome.Get("trailer_bytes_rx")),
                 FormatForPeople(outcome.Get("setup_ms")),
                 FormatForPeople(outcome.Get("client_ms")),
                 FormatForPeople(outcome.Get("broker_ms")),
                 FormatForPeople(outcome.Get("authority_ms"))});
        }
    }
    os << "The list of members, which the tables do not count" << std::endl;
    table.Print(os);
}

} // namespace ns3::mqtt
