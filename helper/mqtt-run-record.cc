// SPDX-License-Identifier: GPL-2.0-or-later
/// The header of Boost's JSON still uses what Boost advises against, and says so at each
/// compilation.
#define BOOST_BIND_GLOBAL_PLACEHOLDERS
#include "mqtt-run-record.h"

#include "mqtt-statistics.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/property_tree/json_parser.hpp>
#include <iterator>

#ifndef MQTT_SECURITY_VERSION
/// Version of this module.
#define MQTT_SECURITY_VERSION "0.5"
#endif

namespace ns3::mqtt
{

namespace
{

/// @param text any text
/// @return it as a string of JSON
std::string
Quote(const std::string& text)
{
    // Boost writes whole trees too, but every number in them as a string.
    std::string escaped = boost::property_tree::json_parser::create_escapes(text);
    // It need not escape slashes, and paths read better without.
    boost::algorithm::replace_all(escaped, "\\/", "/");
    return '"' + escaped + '"';
}

/// @param parts elements of a list, or members of an object
/// @param brackets what stands before and behind them
/// @return the list or object, of which each part has a line
std::string
Enclose(const std::vector<std::string>& parts, const char* brackets)
{
    if (parts.empty())
    {
        return brackets;
    }
    return std::string(1, brackets[0]) + "\n    " + boost::algorithm::join(parts, ",\n    ") +
           "\n  " + brackets[1];
}

/// @param name name of a member
/// @param value its value as JSON
/// @return the member
std::string
Member(const std::string& name, const std::string& value)
{
    return Quote(name) + ": " + value;
}

/// @param wallSeconds how long it took
/// @param events events of the simulator
/// @param peakMemoryBytes the most memory that was held
/// @return members that say so
std::vector<std::string>
MakeFigures(double wallSeconds, std::uint64_t events, std::uint64_t peakMemoryBytes)
{
    return {Member("wall_s", FormatNumber(wallSeconds)),
            Member("events", FormatNumber(events)),
            Member("peak_memory_bytes", FormatNumber(peakMemoryBytes))};
}

} // namespace

std::string
RunRecord::ToJson() const
{
    std::vector<std::string> arguments;
    std::transform(commandLine.begin(), commandLine.end(), std::back_inserter(arguments), Quote);
    std::vector<std::string> options;
    for (const auto& [name, value] : parameters)
    {
        options.push_back(Member(name, Quote(value)));
    }
    std::vector<std::string> each;
    std::uint64_t events = 0;
    std::uint64_t peakMemoryBytes = 0;
    for (const RunReport& run : runs)
    {
        auto members = MakeFigures(run.wallSeconds, run.output.events, run.peakMemoryBytes);
        members.insert(members.begin(), Member("name", Quote(run.name)));
        each.push_back("{" + boost::algorithm::join(members, ", ") + "}");
        events += run.output.events;
        peakMemoryBytes = std::max(peakMemoryBytes, run.peakMemoryBytes);
    }
    std::vector<std::string> members{Member("version", Quote(MQTT_SECURITY_VERSION)),
                                     Member("scenario", Quote(scenario)),
                                     Member("command_line", Enclose(arguments, "[]")),
                                     Member("parameters", Enclose(options, "{}"))};
    const auto figures = MakeFigures(wallSeconds, events, peakMemoryBytes);
    members.insert(members.end(), figures.begin(), figures.end());
    members.push_back(Member("runs", Enclose(each, "[]")));
    return "{\n  " + boost::algorithm::join(members, ",\n  ") + "\n}\n";
}

} // namespace ns3::mqtt
