// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-wire.h"

#include "mqtt-result-table.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cmath>
#include <set>

namespace ns3::mqtt
{

namespace
{

using boost::algorithm::ends_with;
using boost::algorithm::starts_with;

/// Messages of TLS in the order of a handshake; others come behind them.
const std::vector<std::string> MESSAGES{"client ClientHello",
                                        "broker ServerHello",
                                        "broker EncryptedExtensions",
                                        "broker Certificate",
                                        "broker ServerKeyExchange",
                                        "broker CertificateRequest",
                                        "broker CertificateVerify",
                                        "broker ServerHelloDone",
                                        "client Certificate",
                                        "client ClientKeyExchange",
                                        "client CertificateVerify",
                                        "client ChangeCipherSpec",
                                        "client Finished",
                                        "broker NewSessionTicket",
                                        "broker ChangeCipherSpec",
                                        "broker Finished",
                                        SETUP_RECORD_HEADERS,
                                        SETUP_ENCRYPTION};

/// The variants that a table for people has room for.
const std::vector<std::pair<std::string, std::string>> SHOWN{
    {"tls12/p256-chain1", "TLS 1.2\nP-256"},
    {"tls12-mutual/p256-chain1", "TLS 1.2\nmutual\nP-256"},
    {"tls12/rsa2048-chain1", "TLS 1.2\nRSA"},
    {"tls12/rsa2048-chain4", "TLS 1.2\nRSA\n4 links"},
    {"tls12/resumed-tickets", "TLS 1.2\nresumed"},
    {"tls13/p256-chain1", "TLS 1.3\nP-256"},
    {"tls13-mutual/p256-chain1", "TLS 1.3\nmutual\nP-256"},
    {"tls13/resumed-tickets", "TLS 1.3\nresumed"},
    {"tls13-psk", "TLS 1.3\nPSK"},
};

/// @param outcome of any variant
/// @param figure begin of the names of two figures
/// @return both directions together
double
GetBothWays(const SetupOutcome& outcome, const std::string& figure)
{
    return outcome.Get(figure + "_tx") + outcome.Get(figure + "_rx");
}

/// @param outcome of any variant
/// @param figure begin of the names of two figures
/// @return "3 + 4": sent and received
std::string
ShowBothWays(const SetupOutcome& outcome, const std::string& figure)
{
    return FormatCount(outcome.Get(figure + "_tx")) + " + " +
           FormatCount(outcome.Get(figure + "_rx"));
}

} // namespace

void
PrintSetups(const SetupOutcomes& outcomes, std::ostream& os)
{
    ResultTable table({{"scheme", "", ResultTable::Align::LEFT},
                       {"MQTT\npackets", ""},
                       {"TCP\npayload", "B"},
                       {"at the\ninterface", "packets"},
                       {"at the\ninterface", "B"},
                       {"round\ntrips", ""},
                       {"set-up\ntime", "ms"},
                       {"client", "ms"},
                       {"broker", "ms"},
                       {"authority", "ms"}});
    std::string group;
    for (const auto& outcome : outcomes)
    {
        const auto& variant = outcome.variant;
        const auto isSame = [&variant](const SetupOutcome& one) {
            return one.variant.GetName() == variant.GetName();
        };
        if (&*std::find_if(outcomes.begin(), outcomes.end(), isSame) != &outcome)
        {
            continue; // with more members on the list
        }
        if (variant.scheme != group)
        {
            group = variant.scheme;
            table.StartGroup(SchemeName::GetTitle(group));
        }
        table.AddRow({variant.settings.empty() ? variant.scheme : variant.settings,
                      ShowBothWays(outcome, "mqtt_packets"),
                      ShowBothWays(outcome, "payload_bytes"),
                      ShowBothWays(outcome, "interface_packets"),
                      FormatCount(GetBothWays(outcome, "interface_bytes")),
                      FormatCount(outcome.Get("round_trips")),
                      FormatForPeople(outcome.Get("setup_ms")),
                      FormatForPeople(outcome.Get("client_ms")),
                      FormatForPeople(outcome.Get("broker_ms")),
                      FormatForPeople(outcome.Get("authority_ms"))});
    }
    os << "One client's set-up: sent + received, processor times of all it needs" << std::endl;
    table.Print(os);
}

SetupMessages::SetupMessages(const SetupPaper& paper, const SetupOutcomes& outcomes)
    : m_paper(paper)
{
    const auto plain = std::find_if(outcomes.begin(), outcomes.end(), [](const auto& one) {
        return one.variant.scheme == "plain";
    });
    m_plain = plain == outcomes.end() ? NAN : GetBothWays(*plain, "payload_bytes");
    for (const auto& outcome : outcomes)
    {
        if (outcome.Get("handshake_bytes") > 0)
        {
            m_runs.push_back(&outcome);
        }
    }
}

std::vector<std::string>
SetupMessages::ListMessages() const
{
    std::set<std::string> present;
    for (const SetupOutcome* run : m_runs)
    {
        for (const auto& name : run->List("message/"))
        {
            present.insert(name);
        }
    }
    std::vector<std::string> names;
    for (const auto& name : MESSAGES)
    {
        if (present.erase(name) > 0)
        {
            names.push_back(name);
        }
    }
    names.insert(names.end(), present.begin(), present.end());
    return names;
}

std::string
SetupMessages::GetPaperText(const std::string& name) const
{
    for (const auto& message : m_paper.GetMessages())
    {
        if (name == SETUP_RECORD_HEADERS && message.name == "record header")
        {
            return FormatNumber(message.least) + " each";
        }
        // The paper does not say which side a message comes from.
        if (ends_with(name, " " + message.name))
        {
            const std::string least = FormatNumber(message.least);
            return message.least == message.most ? least : least + "-" + FormatNumber(message.most);
        }
    }
    return "";
}

void
SetupMessages::WriteTo(ResultFiles& files) const
{
    files.SetColumns("tls-messages.csv", {"variant", "message", "bytes", "paper_bytes"});
    for (const SetupOutcome* run : m_runs)
    {
        for (const auto& name : ListMessages())
        {
            const double octets = run->Get("message/" + name);
            if (octets > 0)
            {
                files.AddRows(
                    "tls-messages.csv",
                    {{run->variant.GetName(), name, FormatNumber(octets), GetPaperText(name)}});
            }
        }
    }
}

void
SetupMessages::Print(std::ostream& os) const
{
    std::vector<const SetupOutcome*> shown;
    std::vector<ResultTable::Column> head{{"message", "", ResultTable::Align::LEFT},
                                          {"paper", "B"}};
    for (const auto& [name, title] : SHOWN)
    {
        for (const SetupOutcome* run : m_runs)
        {
            if (run->variant.GetName() == name)
            {
                shown.push_back(run);
                head.push_back({title, "B"});
            }
        }
    }
    if (shown.empty())
    {
        return;
    }
    ResultTable table(std::move(head));
    const auto add = [&](const std::string& title, const std::string& paper, auto get) {
        std::vector<std::string> cells{title, paper};
        for (const SetupOutcome* run : shown)
        {
            const double octets = get(*run);
            cells.push_back(octets == 0 ? "" : FormatCount(octets));
        }
        table.AddRow(std::move(cells));
    };
    const auto figure = [](const std::string& name) {
        return [name](const SetupOutcome& run) { return run.Get(name); };
    };
    table.StartGroup("Messages with their header of 4 octets");
    for (const auto& name : ListMessages())
    {
        add(name, GetPaperText(name), figure("message/" + name));
    }
    table.StartGroup("Sums");
    add("whole handshake", FormatNumber(m_paper.GetClaim("tls_octets")), figure("handshake_bytes"));
    add("more than plain MQTT", "", [this](const SetupOutcome& run) {
        return GetBothWays(run, "payload_bytes") - m_plain;
    });
    add("certificate of the broker",
        FormatNumber(m_paper.GetClaim("tls_certificate_octets")),
        figure("certificate_bytes"));
    os << "Table 5: messages of TLS" << std::endl;
    table.Print(os);
}

namespace
{

/// @param message "client ClientHello" and the like
/// @return what it is drawn as
std::string
GetPart(const std::string& message)
{
    if (ends_with(message, "Hello"))
    {
        return "hellos";
    }
    if (ends_with(message, " Certificate"))
    {
        return "certificates";
    }
    if (ends_with(message, "KeyExchange") || ends_with(message, "CertificateVerify"))
    {
        return "key exchange, signatures";
    }
    if (ends_with(message, "NewSessionTicket"))
    {
        return "session ticket";
    }
    return "other messages, records";
}

} // namespace

void
WriteFigure6(const SetupPaper& paper,
             const SetupOutcomes& outcomes,
             const SetupOctets& octets,
             ResultFiles& files)
{
    const std::string file = "figure6.csv";
    files.SetColumns(file, {"bar", "source", "part", "bytes"});
    for (const std::string packet : {"CONNECT", "CONNACK", "SUBSCRIBE", "SUBACK"})
    {
        files.AddRows(file, {{"scheme", "paper", packet, FormatNumber(paper.GetSum(packet))}});
        for (std::size_t i = 0; i < octets.GetColumns().size(); ++i)
        {
            double sum = 0;
            for (const auto& row : octets.GetRows())
            {
                sum += row.packet == packet ? row.values[i] : 0;
            }
            files.AddRows(file, {{octets.GetColumns()[i], "measured", packet, FormatNumber(sum)}});
        }
    }
    const double certificate = paper.GetClaim("tls_certificate_octets");
    files.AddRows(file, {{"tls", "paper", "certificates", FormatNumber(certificate)}});
    files.AddRows(file,
                  {{"tls",
                    "paper",
                    "all but the certificate",
                    FormatNumber(paper.GetClaim("tls_octets") - certificate)}});
    for (const auto& outcome : outcomes)
    {
        std::map<std::string, double> parts;
        for (const auto& name : outcome.List("message/"))
        {
            parts[GetPart(name)] += outcome.Get("message/" + name);
        }
        for (const auto& [part, sum] : parts)
        {
            files.AddRows(file, {{outcome.variant.GetName(), "measured", part, FormatNumber(sum)}});
        }
    }
}

} // namespace ns3::mqtt
