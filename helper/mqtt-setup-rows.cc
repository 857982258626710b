// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-rows.h"

#include "mqtt-statistics.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <numeric>

namespace ns3::mqtt
{

namespace
{

/// A figure of setup.csv.
struct Figure
{
    const char* column; ///< name
    double value;       ///< value
};

/// @param items packets and messages
/// @param sent those that the client sent, or those that it received
/// @param member what to add up over the packets of MQTT
/// @return the sum
double
SumPackets(const std::vector<SetupItem>& items, bool sent, std::size_t SetupItem::*member)
{
    return std::accumulate(items.begin(), items.end(), 0.0, [&](double sum, const SetupItem& item) {
        return sum + (item.sent == sent && !item.isTls ? item.*member : 0);
    });
}

/// @param items packets and messages
/// @param sent those that the client sent, or those that it received
/// @return how many packets of MQTT there are
double
CountPackets(const std::vector<SetupItem>& items, bool sent)
{
    return std::count_if(items.begin(), items.end(), [sent](const SetupItem& item) {
        return item.sent == sent && !item.isTls;
    });
}

/// @param party client, broker or an authority
/// @param member what to add up over all phases
/// @return the sum
double
Sum(const SetupParty& party, std::uint64_t Traffic::*member)
{
    return std::accumulate(
        party.traffic.begin(),
        party.traffic.end(),
        0.0,
        [member](double sum, const Traffic& traffic) { return sum + traffic.*member; });
}

/// @param party client, broker or an authority
/// @return its processor time in ms
double
GetWorkMs(const SetupParty& party)
{
    return std::accumulate(party.workMs.begin(), party.workMs.end(), 0.0);
}

/// @param result what came out
/// @return the figures of setup.csv behind those that describe the run, in order
std::vector<Figure>
ListFigures(const SetupResult& result)
{
    const SetupParty none;
    const SetupParty& client = result.parties.empty() ? none : result.parties[0];
    double authorities = 0;
    for (std::size_t i = 2; i < result.parties.size(); ++i)
    {
        authorities += GetWorkMs(result.parties[i]);
    }
    return {
        {"setup_ms", result.setupMs},
        {"round_trips", static_cast<double>(CountRoundTrips(result.items))},
        {"mqtt_packets_tx", CountPackets(result.items, true)},
        {"mqtt_packets_rx", CountPackets(result.items, false)},
        {"mqtt_bytes_tx", SumPackets(result.items, true, &SetupItem::octets)},
        {"mqtt_bytes_rx", SumPackets(result.items, false, &SetupItem::octets)},
        {"trailer_bytes_tx", SumPackets(result.items, true, &SetupItem::trailer)},
        {"trailer_bytes_rx", SumPackets(result.items, false, &SetupItem::trailer)},
        {"handshake_bytes", static_cast<double>(result.recordOctets)},
        {"certificate_bytes", static_cast<double>(result.certificateOctets)},
        {"segments_tx", Sum(client, &Traffic::packetsSent)},
        {"segments_rx", Sum(client, &Traffic::packetsReceived)},
        {"payload_bytes_tx", static_cast<double>(result.payloadSent)},
        {"payload_bytes_rx", static_cast<double>(result.payloadReceived)},
        {"interface_packets_tx", static_cast<double>(result.host.txPackets)},
        {"interface_packets_rx", static_cast<double>(result.host.rxPackets)},
        {"interface_bytes_tx", static_cast<double>(result.host.txBytes)},
        {"interface_bytes_rx", static_cast<double>(result.host.rxBytes)},
        {"client_ms", GetWorkMs(client)},
        {"broker_ms", result.parties.size() < 2 ? 0 : GetWorkMs(result.parties[1])},
        {"authority_ms", authorities},
    };
}

/// Makes the rows of one run.
class RowMaker
{
  public:
    /// @param setup what was run
    /// @param variant scheme and its attributes
    /// @param result what came out
    RowMaker(const ExperimentSetup& setup, const SetupVariant& variant, const SetupResult& result)
        : m_result(result),
          m_key{variant.GetName(), FormatNumber(setup.publishers), FormatNumber(setup.rngRun)}
    {
        const std::string scheme = setup.scheme.substr(0, setup.scheme.find(':'));
        ResultRow row = m_key;
        row.insert(row.end(),
                   {scheme,
                    result.form,
                    variant.settings,
                    FormatNumber(setup.subscribers),
                    setup.network,
                    setup.clientDevice,
                    setup.brokerDevice});
        for (const auto& figure : ListFigures(result))
        {
            row.push_back(FormatNumber(figure.value));
            m_output.figures[figure.column] = figure.value;
        }
        m_output.rows["setup.csv"].push_back(std::move(row));
        m_output.events = result.events;
    }

    /// @return all rows and figures
    RunOutput Make()
    {
        for (const char* file : {"setup-packets.csv", "setup-phases.csv", "setup-operations.csv"})
        {
            m_output.rows[file] = {};
        }
        AddItems();
        AddPhases();
        for (const auto& [step, work] : m_result.steps)
        {
            AddWork("client", step, work);
            AddFigures(step, work);
        }
        for (std::size_t i = 0; i < m_result.parties.size(); ++i)
        {
            const SetupParty& party = m_result.parties[i];
            AddWork(party.role, "all", party.work);
            if (i > 0)
            {
                AddFigures(i == 1 ? SETUP_BROKER : SETUP_AUTHORITY, party.work);
            }
        }
        return std::move(m_output);
    }

  private:
    /// @param file name
    /// @param fields behind the key
    void AddRow(const char* file, const ResultRow& fields)
    {
        ResultRow row = m_key;
        row.insert(row.end(), fields.begin(), fields.end());
        m_output.rows[file].push_back(std::move(row));
    }

    /// Packets of MQTT, messages of TLS and what carries these.
    void AddItems()
    {
        double plain = 0;
        for (const auto& item : m_result.items)
        {
            AddRow("setup-packets.csv",
                   {item.isTls ? "tls" : "mqtt",
                    item.sent ? "sent" : "received",
                    item.name,
                    FormatNumber(item.octets),
                    FormatNumber(item.trailer)});
            if (item.isTls)
            {
                const std::string side = item.sent ? "client " : "broker ";
                m_output.figures["message/" + side + item.name] += item.octets;
                plain += item.octets;
            }
            else
            {
                m_output.figures["packet/" + item.name] += item.octets;
                m_output.figures["trailer/" + item.name] += item.trailer;
            }
        }
        if (m_result.records > 0)
        {
            const double headers = m_result.records * SSL3_RT_HEADER_LENGTH;
            m_output.figures["message/" + SETUP_RECORD_HEADERS] = headers;
            m_output.figures["message/" + SETUP_ENCRYPTION] =
                m_result.recordOctets - headers - plain;
        }
    }

    /// Traffic and processor time by phase.
    void AddPhases()
    {
        for (const auto& party : m_result.parties)
        {
            for (std::size_t i = 0; i < PHASE_COUNT; ++i)
            {
                const Traffic& traffic = party.traffic[i];
                if (traffic.packetsSent + traffic.packetsReceived > 0 || party.workMs[i] > 0)
                {
                    AddRow("setup-phases.csv",
                           {party.role,
                            GetName(static_cast<Phase>(i)),
                            FormatNumber(traffic.packetsSent),
                            FormatNumber(traffic.packetsReceived),
                            FormatNumber(traffic.bytesSent),
                            FormatNumber(traffic.bytesReceived),
                            FormatNumber(party.workMs[i])});
                }
            }
        }
    }

    /// @param role of a party
    /// @param step of the set-up, or all
    /// @param work in that step
    void AddWork(const std::string& role, const std::string& step, const SetupWorkTable& work)
    {
        for (const auto& [operation, sum] : work)
        {
            AddRow("setup-operations.csv",
                   {role,
                    step,
                    operation,
                    FormatNumber(sum.count),
                    FormatNumber(sum.bytes),
                    FormatNumber(sum.chargedNs * 1e-6)});
        }
    }

    /// @param step of the client's set-up, or who else
    /// @param work there
    void AddFigures(const std::string& step, const SetupWorkTable& work)
    {
        for (const auto& [operation, sum] : work)
        {
            if (boost::algorithm::starts_with(operation, "mqtt-"))
            {
                continue; // MQTT itself, which plain MQTT does as well
            }
            m_output.figures["count/" + step + "/" + operation] += sum.count;
            m_output.figures["bytes/" + step + "/" + operation] += sum.bytes;
        }
    }

    const SetupResult& m_result; ///< what came out
    ResultRow m_key;             ///< what every row begins with
    RunOutput m_output;          ///< what has been made
};

} // namespace

std::map<std::string, ResultRow>
GetSetupColumns()
{
    const ResultRow key{"variant", "listed", "rng_run"};
    std::map<std::string, ResultRow> columns{
        {"setup.csv",
         {"scheme",
          "form",
          "settings",
          "subscribers",
          "network",
          "client_device",
          "broker_device"}},
        {"setup-packets.csv", {"layer", "direction", "name", "bytes", "trailer_bytes"}},
        {"setup-phases.csv",
         {"party", "phase", "packets_tx", "packets_rx", "bytes_tx", "bytes_rx", "processor_ms"}},
        {"setup-operations.csv", {"party", "step", "operation", "count", "bytes", "charged_ms"}},
    };
    for (const auto& figure : ListFigures({}))
    {
        columns["setup.csv"].emplace_back(figure.column);
    }
    for (auto& [file, names] : columns)
    {
        names.insert(names.begin(), key.begin(), key.end());
    }
    return columns;
}

RunOutput
MakeSetupRows(const ExperimentSetup& setup, const SetupVariant& variant, const SetupResult& result)
{
    return RowMaker(setup, variant, result).Make();
}

} // namespace ns3::mqtt
