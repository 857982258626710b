// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-profile-reader.h"

#include <boost/algorithm/string/predicate.hpp>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

namespace ns3::mqtt
{

namespace
{

constexpr int MAX_CORES = 1024;         ///< most cores of a device
constexpr double MAX_BASE_MS = 1e6;     ///< most milliseconds for an operation
constexpr double MAX_NS_PER_BYTE = 1e6; ///< most nanoseconds for an octet
constexpr double MIN_FACTOR = 1e-3;     ///< least time factor
constexpr double MAX_FACTOR = 1e3;      ///< greatest time factor
constexpr double PS_PER_MS = 1e9;       ///< picoseconds in a millisecond
constexpr double PS_PER_NS = 1e3;       ///< picoseconds in a nanosecond

/// @return columns of the list of devices
const std::vector<std::string>&
GetListColumns()
{
    static const std::vector<std::string> COLUMNS{"device",
                                                  "cpu_cores",
                                                  "based_on",
                                                  "time_factor",
                                                  "description",
                                                  "source"};
    return COLUMNS;
}

/// @return columns of a table of costs
const std::vector<std::string>&
GetTableColumns()
{
    static const std::vector<std::string> COLUMNS{"unit",
                                                  "operation",
                                                  "base_ms",
                                                  "ns_per_byte",
                                                  "kind",
                                                  "source"};
    return COLUMNS;
}

/// @param reader a row of a table
/// @return the cost that it states
OperationCost
ReadCost(CsvRowReader& reader)
{
    const double baseMs = reader.IsEmpty(2) ? 0.0 : reader.ReadNumber(2, 0.0, MAX_BASE_MS);
    const double perByte = reader.IsEmpty(3) ? 0.0 : reader.ReadNumber(3, 0.0, MAX_NS_PER_BYTE);
    // In the order of CostKind.
    const std::size_t kind = reader.ReadChoice(4, {"measured", "estimate", "paper"});
    OperationCost cost;
    cost.basePs = std::llround(baseMs * PS_PER_MS);
    cost.psPerByte = std::llround(perByte * PS_PER_NS);
    cost.available = !reader.IsEmpty(2) || !reader.IsEmpty(3);
    cost.kind = static_cast<CostKind>(kind);
    cost.source = reader.ReadText(5);
    return cost;
}

/// @param cost of a base, to be made that of the device
/// @param base name of the base
/// @param factor what costs are multiplied by
void
Scale(OperationCost& cost, const std::string& base, double factor)
{
    if (factor == 1.0)
    {
        return;
    }
    const auto scale = [factor](std::int64_t ps, double most) {
        return std::llround(std::min(static_cast<double>(ps) * factor, most));
    };
    cost.basePs = scale(cost.basePs, MAX_BASE_MS * PS_PER_MS);
    cost.psPerByte = scale(cost.psPerByte, MAX_NS_PER_BYTE * PS_PER_NS);
    cost.kind = CostKind::ESTIMATE;
    std::ostringstream source;
    source << factor << " x " << base << ": " << cost.source;
    cost.source = source.str();
}

} // namespace

ProfileReader::ProfileReader(const std::string& folder)
    : m_folder(folder),
      m_listPath(folder + "/devices.csv")
{
}

std::vector<std::string>
ProfileReader::ReadNames() const
{
    std::vector<std::string> names;
    if (const auto list = ReadList(); list)
    {
        for (const auto& [name, listing] : list.value())
        {
            names.push_back(name);
        }
    }
    return names;
}

Result<std::shared_ptr<const DeviceProfile>>
ProfileReader::Read(const std::string& nameOrFile) const
{
    const bool isFile = boost::algorithm::ends_with(nameOrFile, ".csv");
    // A table of one's own is readable without any list.
    const bool needsList = !isFile || std::filesystem::exists(m_listPath);
    const auto list = needsList ? ReadList() : Result<List>(List{});
    if (!list)
    {
        return list.error();
    }
    const std::string device =
        isFile ? std::filesystem::path(nameOrFile).stem().string() : nameOrFile;
    const auto found = list.value().find(device);
    if (found != list.value().end())
    {
        return Compose(nameOrFile, list.value(), found->second);
    }
    if (isFile)
    {
        return Compose(nameOrFile, list.value(), Listing{});
    }
    return Error{m_listPath + ": no device '" + nameOrFile +
                 "'; allowed: " + JoinNames(ReadNames()) + ", or a path that ends in .csv"};
}

Result<std::shared_ptr<const DeviceProfile>>
ProfileReader::Compose(const std::string& nameOrFile,
                       const List& list,
                       const Listing& listing) const
{
    const bool isFile = boost::algorithm::ends_with(nameOrFile, ".csv");
    const std::string ownPath = isFile ? nameOrFile : GetTablePath(nameOrFile);
    std::shared_ptr<DeviceProfile> profile(new DeviceProfile);
    profile->m_name = nameOrFile;
    profile->m_cores = listing.cores;
    if (isFile || listing.basedOn.empty() || std::filesystem::exists(ownPath))
    {
        if (const auto added = AddTable(*profile, ownPath, "", 1.0); !added)
        {
            return added.error();
        }
    }
    // From the base to the base of that, and so on: the nearest row counts.
    double factor = 1.0;
    for (const Listing* at = &listing; !at->basedOn.empty();)
    {
        const std::string& base = at->basedOn;
        const std::string path = GetTablePath(base);
        factor *= at->timeFactor;
        at = &list.at(base);
        if (!at->basedOn.empty() && !std::filesystem::exists(path))
        {
            continue;
        }
        if (const auto added = AddTable(*profile, path, base, factor); !added)
        {
            return added.error();
        }
    }
    return std::shared_ptr<const DeviceProfile>(profile);
}

Result<ProfileReader::List>
ProfileReader::ReadList() const
{
    const auto rows = ReadCsvFile(m_listPath, GetListColumns());
    if (!rows)
    {
        return rows.error();
    }
    List list;
    for (const auto& row : rows.value())
    {
        if (const auto added = AddListing(row, list); !added)
        {
            return added.error();
        }
    }
    if (const auto checked = CheckBases(list); !checked)
    {
        return checked.error();
    }
    return list;
}

ProfileReader::Outcome
ProfileReader::AddListing(const CsvRow& row, List& list) const
{
    CsvRowReader reader(m_listPath, GetListColumns(), row);
    const std::string device = reader.ReadName(0);
    Listing listing;
    listing.line = row.line;
    listing.cores = static_cast<std::uint32_t>(reader.ReadInteger(1, 1, MAX_CORES));
    if (!reader.IsEmpty(2))
    {
        listing.basedOn = reader.ReadName(2);
        listing.timeFactor = reader.ReadNumber(3, MIN_FACTOR, MAX_FACTOR);
    }
    else if (!reader.IsEmpty(3))
    {
        reader.Refuse(3, "nothing without based_on");
    }
    reader.ReadText(4);
    reader.ReadText(5);
    if (!list.emplace(device, listing).second)
    {
        reader.Refuse(0, "each device once");
    }
    return reader.GetError() ? Outcome(*reader.GetError()) : Outcome(true);
}

ProfileReader::Outcome
ProfileReader::CheckBases(const List& list) const
{
    for (const auto& [device, listing] : list)
    {
        const Listing* at = &listing;
        for (std::size_t steps = 0; !at->basedOn.empty(); ++steps)
        {
            const auto base = list.find(at->basedOn);
            if (base == list.end())
            {
                return MakeCsvError(m_listPath,
                                    at->line,
                                    "based_on is '" + at->basedOn +
                                        "'; allowed: a device of the list");
            }
            if (steps > list.size())
            {
                return MakeCsvError(m_listPath,
                                    listing.line,
                                    "based_on of '" + device +
                                        "' leads round a circle; allowed: a chain that ends");
            }
            at = &base->second;
        }
    }
    return true;
}

ProfileReader::Outcome
ProfileReader::AddTable(DeviceProfile& profile,
                        const std::string& path,
                        const std::string& base,
                        double factor) const
{
    static const std::vector<std::string> UNITS{"cpu", "tpm", "card"};
    const auto rows = ReadCsvFile(path, GetTableColumns());
    if (!rows)
    {
        return rows.error();
    }
    std::set<std::pair<std::size_t, std::string>> seen;
    for (const auto& row : rows.value())
    {
        CsvRowReader reader(path, GetTableColumns(), row);
        const std::size_t unit = reader.ReadChoice(0, UNITS);
        const std::string operation = reader.ReadName(1);
        OperationCost cost = ReadCost(reader);
        if (!seen.emplace(unit, operation).second)
        {
            reader.Refuse(1, "each operation of a unit once");
        }
        if (reader.GetError())
        {
            return *reader.GetError();
        }
        Scale(cost, base, factor);
        profile.m_tables[UNITS[unit]].emplace(operation, std::move(cost));
    }
    return true;
}

std::string
ProfileReader::GetTablePath(const std::string& device) const
{
    return m_folder + "/" + device + ".csv";
}

} // namespace ns3::mqtt
