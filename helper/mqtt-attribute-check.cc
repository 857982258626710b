// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-attribute-check.h"

#include "mqtt-option-values.h"

#include "ns3/global-value.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <fcntl.h>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3::mqtt
{

namespace
{

/// Asks a question to which ns-3 may answer by ending the program, as it does to a time without
/// sense; so it is put to a child process.
/// @param question gives whether something is so
/// @return what it gave; false if it ended the child
bool
AskInChild(const std::function<bool()>& question)
{
    const pid_t child = fork();
    if (child == 0)
    {
        const rlimit noCore{0, 0};
        setrlimit(RLIMIT_CORE, &noCore);
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        _exit(question() ? 0 : 1);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/// @param checker what ns-3 checks the value with
/// @param value the value as text
/// @return what is wrong with it; nothing if all is well
std::optional<Error>
CheckValue(Ptr<const AttributeChecker> checker, const std::string& value)
{
    const std::string type = checker->GetValueTypeName();
    // ns-3 takes -1 for 2^64 - 1.
    const bool wraps = type == "ns3::UintegerValue" && boost::algorithm::contains(value, "-");
    if (!wraps && AskInChild([&] { return bool(checker->CreateValidValue(StringValue(value))); }))
    {
        return std::nullopt;
    }
    std::string expected = type == "ns3::TimeValue" ? "a time such as 20ms" : type;
    if (checker->HasUnderlyingTypeInformation() && type != "ns3::TimeValue")
    {
        expected = checker->GetUnderlyingTypeInformation();
    }
    return Error{"'" + value + "' is not a valid value; expected: " + expected};
}

/// @param type a type
/// @return names of its own attributes
std::vector<std::string>
GetAttributeNames(TypeId type)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        names.push_back(type.GetAttribute(i).name);
    }
    return names;
}

/// @param type a type
/// @param attribute what it does not have
/// @return the complaint: a parent that has the attribute, or what the type has
Error
MakeMissingError(TypeId type, const std::string& attribute)
{
    const std::string start = type.GetName() + " has no attribute '" + attribute + "'";
    for (TypeId parent = type.GetParent();; parent = parent.GetParent())
    {
        for (const std::string& name : GetAttributeNames(parent))
        {
            if (name == attribute)
            {
                return Error{start + " of its own; use --" + parent.GetName() + "::" + attribute};
            }
        }
        if (!parent.HasParent())
        {
            break;
        }
    }
    const auto own = GetAttributeNames(type);
    return Error{start + "; it has: " + (own.empty() ? "none" : boost::algorithm::join(own, ", "))};
}

/// @return all types of this module that have attributes
std::vector<std::string>
GetOwnTypes()
{
    std::vector<std::string> names;
    for (std::uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (boost::algorithm::starts_with(type.GetName(), "ns3::mqtt::") &&
            type.GetAttributeN() > 0)
        {
            names.push_back(type.GetName());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// @param name no "::" in it
/// @param value its new value as text
/// @return what is wrong; nothing if all is well
std::optional<Error>
CheckGlobal(const std::string& name, const std::string& value)
{
    if (name == "RngSeed")
    {
        // Less than the smaller modulus of the generator; ns-3 itself does not look.
        const auto seed = ReadWhole(value, 1, 4294944442);
        return seed ? std::nullopt : std::make_optional(seed.error());
    }
    std::vector<std::string> names;
    for (auto global = GlobalValue::Begin(); global != GlobalValue::End(); ++global)
    {
        if ((*global)->GetName() == name)
        {
            return CheckValue((*global)->GetChecker(), value);
        }
        names.push_back((*global)->GetName());
    }
    return Error{"there is no such option; --help lists all. Global values of ns-3: " +
                 boost::algorithm::join(names, ", ")};
}

} // namespace

std::optional<Error>
CheckTypeName(const std::string& name)
{
    TypeId type;
    if (TypeId::LookupByNameFailSafe(name, &type))
    {
        return std::nullopt;
    }
    return Error{"there is no type '" + name +
                 "'; --PrintTypeIds lists all. Types of this module with attributes: " +
                 boost::algorithm::join(GetOwnTypes(), ", ")};
}

std::optional<Error>
CheckAttribute(const std::string& name, const std::string& value)
{
    const auto colons = name.rfind("::");
    if (colons == std::string::npos)
    {
        return CheckGlobal(name, value);
    }
    const std::string typeName = name.substr(0, colons);
    const std::string attribute = name.substr(colons + 2);
    if (auto error = CheckTypeName(typeName))
    {
        return error;
    }
    const TypeId type = TypeId::LookupByName(typeName);
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        if (type.GetAttribute(i).name == attribute)
        {
            return CheckValue(type.GetAttribute(i).checker, value);
        }
    }
    return MakeMissingError(type, attribute);
}

} // namespace ns3::mqtt
