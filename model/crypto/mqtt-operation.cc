// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-operation.h"

#include <cstdlib>
#include <deque>
#include <limits>
#include <map>

namespace ns3::mqtt
{

namespace
{

/// The list of names, which only grows.
struct NameList
{
    std::deque<std::string> names;                     ///< by index, never moved
    std::map<std::string_view, std::uint16_t> indexes; ///< by name; views into names
};

/// @return the one list; made at first use because constants of other files need it early
NameList&
GetNameList()
{
    static NameList list;
    return list;
}

} // namespace

Operation::Operation(std::string_view name)
{
    NameList& list = GetNameList();
    auto found = list.indexes.find(name);
    if (found == list.indexes.end())
    {
        if (list.names.size() > std::numeric_limits<std::uint16_t>::max())
        {
            // Names come from programmers, not from peers: 65,536 of them are a mistake.
            std::abort();
        }
        const std::string& kept = list.names.emplace_back(name);
        found = list.indexes.emplace(kept, list.names.size() - 1).first;
    }
    m_index = found->second;
}

const std::string&
Operation::GetName() const
{
    return GetNameList().names[m_index];
}

Operation
Operation::FromIndex(std::uint16_t index)
{
    Operation operation;
    operation.m_index = index;
    return operation;
}

std::size_t
Operation::GetN()
{
    return GetNameList().names.size();
}

} // namespace ns3::mqtt
