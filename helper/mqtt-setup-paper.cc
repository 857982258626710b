// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-paper.h"

#include "mqtt-statistics.h"

#include "ns3/mqtt-device-profile.h"

#include <algorithm>
#include <cmath>
#include <openssl/ssl.h>

namespace ns3::mqtt
{

namespace
{

constexpr double MAX_FIGURE = 1e6; ///< greatest figure of any kind

/// Octets of a point of a curve of 256 bits in its shortest form (SEC 1, section 2.3.3).
constexpr double SHORTEST_POINT = 33;

/// @param value any figure
/// @param decimals digits after the point
/// @return its text
std::string
Show(double value, int decimals = 0)
{
    return FormatFixed(value, decimals);
}

/// @param less the smaller
/// @param more the greater
/// @return by how many percent the smaller is less
double
GetSaving(double less, double more)
{
    return 100 * (more - less) / more;
}

} // namespace

Result<SetupPaper>
SetupPaper::Load()
{
    SetupPaper paper;
    const std::string folder = DeviceProfile::GetFolder() + "/papers/";
    const auto fields = [&paper](CsvRowReader& reader) {
        paper.m_fields.push_back(
            {reader.ReadName(0), reader.ReadText(1), reader.ReadNumber(2, 0, MAX_FIGURE)});
    };
    const auto messages = [&paper](CsvRowReader& reader) {
        paper.m_messages.push_back({reader.ReadText(0),
                                    reader.ReadNumber(1, 0, MAX_FIGURE),
                                    reader.ReadNumber(2, 0, MAX_FIGURE)});
    };
    const auto computations = [&paper](CsvRowReader& reader) {
        const auto read = [&reader](std::size_t column) {
            return reader.ReadNumber(column, 0, MAX_FIGURE);
        };
        paper.m_computations[reader.ReadName(0)] = {read(1), read(2), read(3), read(4), read(5)};
    };
    const auto claims = [&paper](CsvRowReader& reader) {
        paper.m_claims[reader.ReadText(0)] = reader.ReadNumber(1, 0, MAX_FIGURE);
    };
    for (const auto& error :
         {ReadCsvRows(folder + "ecqv-octets.csv", {"packet", "field", "octets"}, fields),
          ReadCsvRows(folder + "ecqv-tls-messages.csv", {"message", "least", "most"}, messages),
          ReadCsvRows(folder + "ecqv-computation.csv",
                      {"step",
                       "milliseconds",
                       "point_multiplications",
                       "point_additions",
                       "hashes",
                       "ciphers"},
                      computations),
          ReadCsvRows(folder + "ecqv-text.csv", {"claim", "value"}, claims)})
    {
        if (error)
        {
            return *error;
        }
    }
    if (const auto error = paper.CheckWhole())
    {
        return *error;
    }
    return paper;
}

std::optional<Error>
SetupPaper::CheckWhole() const
{
    const std::string folder = DeviceProfile::GetFolder() + "/papers/";
    for (const auto& row : {paper_row::CERTIFICATE, paper_row::CONFIRMATION, paper_row::TLS})
    {
        if (m_computations.count(row) == 0)
        {
            return Error{folder + "ecqv-computation.csv: no row " + row};
        }
    }
    for (const char* claim : {"connect_octets",
                              "connack_octets",
                              "subscribe_octets",
                              "suback_octets",
                              "scheme_octets",
                              "tls_octets",
                              "tls_certificate_octets",
                              "fewer_octets_percent",
                              "less_computation_percent",
                              "tls_to_scheme_computation",
                              "scheme_least_ms",
                              "scheme_most_ms"})
    {
        if (m_claims.count(claim) == 0)
        {
            return Error{folder + "ecqv-text.csv: no row " + claim};
        }
    }
    return std::nullopt;
}

const PaperComputation&
SetupPaper::GetComputation(const std::string& row) const
{
    return m_computations.at(row);
}

double
SetupPaper::GetClaim(const std::string& claim) const
{
    return m_claims.at(claim);
}

double
SetupPaper::GetSum(const std::string& packet) const
{
    double sum = 0;
    for (const auto& field : m_fields)
    {
        sum += packet.empty() || field.packet == packet ? field.octets : 0;
    }
    return sum;
}

double
SetupPaper::GetSchemeMs() const
{
    return GetComputation(paper_row::CERTIFICATE).milliseconds +
           GetComputation(paper_row::CONFIRMATION).milliseconds;
}

std::vector<std::string>
SetupPaper::ListErrata() const
{
    std::vector<std::string> lines;
    CheckOctets(lines);
    CheckTls(lines);
    CheckComputation(lines);
    return lines;
}

void
SetupPaper::CheckOctets(std::vector<std::string>& lines) const
{
    const double text = GetClaim("scheme_octets");
    if (text != GetSum())
    {
        lines.push_back("text: the scheme adds " + Show(text) +
                        " octets; Tables 1 to 4 add up to " + Show(GetSum()));
    }
    for (const auto& [packet, claim] : {std::pair{"CONNECT", "connect_octets"},
                                        std::pair{"CONNACK", "connack_octets"},
                                        std::pair{"SUBSCRIBE", "subscribe_octets"},
                                        std::pair{"SUBACK", "suback_octets"}})
    {
        if (GetClaim(claim) != GetSum(packet))
        {
            lines.push_back(std::string("text: ") + packet + " grows by " + Show(GetClaim(claim)) +
                            " octets; its table has " + Show(GetSum(packet)));
        }
    }
    for (const auto& field : m_fields)
    {
        if (field.field == "cert" && field.octets < SHORTEST_POINT)
        {
            lines.push_back("Table 2: the certificate, a point, in " + Show(field.octets) +
                            " octets, where no point takes less than " + Show(SHORTEST_POINT) +
                            ": its two labels are swapped");
        }
    }
}

void
SetupPaper::CheckTls(std::vector<std::string>& lines) const
{
    const double tls = GetClaim("tls_octets");
    const double certificate = GetClaim("tls_certificate_octets");
    double least = 0;
    bool hasKeyExchange = false;
    for (const auto& message : m_messages)
    {
        least += message.name == "Certificate" ? certificate : message.least;
        hasKeyExchange = hasKeyExchange || message.name == "ServerKeyExchange";
        if (message.name == "Session ID" && message.least > SSL_MAX_SSL_SESSION_ID_LENGTH)
        {
            lines.push_back("Table 5: a session ID of " + Show(message.least) +
                            " octets, where TLS allows " + Show(SSL_MAX_SSL_SESSION_ID_LENGTH));
        }
    }
    if (least > tls)
    {
        lines.push_back("text: TLS takes " + Show(tls) + " octets with one certificate of " +
                        Show(certificate) + "; Table 5, each row once at its least, adds up to " +
                        Show(least) + " with that certificate");
    }
    if (!hasKeyExchange)
    {
        lines.push_back("Table 5: no ServerKeyExchange, without which TLS 1.2 has no ECDHE, though "
                        "Table 6 measures ECDHE");
    }
    const double claimed = GetClaim("fewer_octets_percent");
    const double saving = GetSaving(GetClaim("scheme_octets"), tls);
    if (std::abs(saving - claimed) >= 0.05)
    {
        lines.push_back("abstract: " + Show(claimed) + " % fewer octets; its own " +
                        Show(GetClaim("scheme_octets")) + " and " + Show(tls) + " give " +
                        Show(saving, 1) + " %, the tables' " + Show(GetSum()) + " gives " +
                        Show(GetSaving(GetSum(), tls), 1) + " %");
    }
}

void
SetupPaper::CheckComputation(std::vector<std::string>& lines) const
{
    const double scheme = GetSchemeMs();
    const double middle = (GetClaim("scheme_least_ms") + GetClaim("scheme_most_ms")) / 2;
    const double tls = GetComputation(paper_row::TLS).milliseconds;
    const double claimed = GetClaim("less_computation_percent");
    if (std::abs(GetSaving(scheme, tls) - claimed) >= 1)
    {
        lines.push_back("abstract: " + Show(claimed) + " % less computation; Table 6 gives " +
                        Show(GetSaving(scheme, tls), 1) + " %, and with the mean of the text " +
                        Show(GetSaving(middle, tls), 1) + " %");
    }
    const double ratio = GetClaim("tls_to_scheme_computation");
    lines.push_back("text: TLS computes almost " + Show(ratio) + " times as long; Table 6 gives " +
                    Show(tls / scheme, 2) + " times, the abstract's " + Show(claimed) +
                    " % would be " + Show(100 / (100 - claimed), 2) + " times");
    if (scheme < GetClaim("scheme_least_ms") || scheme > GetClaim("scheme_most_ms"))
    {
        lines.push_back("text: the scheme takes " + Show(GetClaim("scheme_least_ms"), 1) + " to " +
                        Show(GetClaim("scheme_most_ms"), 1) +
                        " ms (95 % confidence); Table 6 adds up to " + Show(scheme));
    }
    lines.emplace_back("Table 6: the scheme was measured on secp256k1, TLS on secp256r1");
}

} // namespace ns3::mqtt
