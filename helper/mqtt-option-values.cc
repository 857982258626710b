// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-option-values.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <charconv>
#include <cmath>
#include <utility>

namespace ns3::mqtt
{

namespace
{

/// @param text what stands on the command line
/// @return the same in quotes
std::string
Quote(const std::string& text)
{
    return "'" + text + "'";
}

/// @param unit what stands behind a number
/// @return how many nanoseconds it is; 0 if there is no such unit
double
GetNanoseconds(const std::string& unit)
{
    constexpr std::pair<const char*, double> units[] = {{"ns", 1},
                                                        {"us", 1e3},
                                                        {"ms", 1e6},
                                                        {"", 1e9},
                                                        {"s", 1e9},
                                                        {"min", 60e9},
                                                        {"h", 3600e9},
                                                        {"d", 86400e9}};
    const auto* found = std::find_if(std::begin(units), std::end(units), [&](const auto& known) {
        return unit == known.first;
    });
    return found == std::end(units) ? 0 : found->second;
}

} // namespace

std::string
ShowTime(Time time)
{
    constexpr std::pair<std::int64_t, const char*> units[] = {{86'400'000'000'000, "d"},
                                                              {3'600'000'000'000, "h"},
                                                              {1'000'000'000, "s"},
                                                              {1'000'000, "ms"},
                                                              {1'000, "us"}};
    const std::int64_t nanoseconds = time.GetNanoSeconds();
    for (const auto& [length, name] : units)
    {
        if (nanoseconds != 0 && nanoseconds % length == 0)
        {
            return std::to_string(nanoseconds / length) + name;
        }
    }
    return nanoseconds == 0 ? "0s" : std::to_string(nanoseconds) + "ns";
}

Result<std::vector<std::string>>
ReadList(const std::string& text)
{
    std::vector<std::string> elements;
    std::vector<std::string> parts;
    boost::algorithm::split(parts, text, [](char c) { return c == ','; });
    for (const std::string& part : parts)
    {
        if (part.empty())
        {
            return Error{text.empty() ? "the list is empty"
                                      : "the list " + Quote(text) + " has an empty element"};
        }
        if (std::find(elements.begin(), elements.end(), part) == elements.end())
        {
            elements.push_back(part);
        }
    }
    return elements;
}

Result<std::uint64_t>
ReadWhole(const std::string& text, std::uint64_t least, std::uint64_t most)
{
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, fault] = std::from_chars(text.data(), end, number);
    if (fault != std::errc{} || rest != end || number < least || number > most)
    {
        return Error{Quote(text) + " is not a whole number from " + std::to_string(least) + " to " +
                     std::to_string(most)};
    }
    return number;
}

Result<Time>
ReadTime(const std::string& text, Time least, Time most)
{
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, fault] = std::from_chars(text.data(), end, number);
    const double nanoseconds = number * GetNanoseconds(std::string(rest, end));
    const bool wellFormed =
        fault == std::errc{} && GetNanoseconds(std::string(rest, end)) > 0 && std::isfinite(number);
    // Compared as floating point first: an absurd number would overflow the integer in a Time.
    if (!wellFormed || nanoseconds < static_cast<double>(least.GetNanoSeconds()) ||
        nanoseconds > static_cast<double>(most.GetNanoSeconds()))
    {
        return Error{Quote(text) + " is not a time from " + ShowTime(least) + " to " +
                     ShowTime(most) + ", such as 250ms, 10s or 5min"};
    }
    return NanoSeconds(std::llround(nanoseconds));
}

Result<bool>
ReadFlag(const std::string& text)
{
    if (text.empty() || text == "true" || text == "1")
    {
        return true;
    }
    if (text == "false" || text == "0")
    {
        return false;
    }
    return Error{Quote(text) + " is neither true nor false"};
}

Result<std::string>
ReadChoice(const std::string& text, const std::vector<std::string>& allowed)
{
    if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
    {
        return Error{Quote(text) +
                     " is not known; allowed: " + boost::algorithm::join(allowed, ", ")};
    }
    return text;
}

} // namespace ns3::mqtt
