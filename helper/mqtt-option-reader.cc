// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-option-reader.h"

#include "mqtt-attribute-check.h"
#include "mqtt-terminal.h"

#include "ns3/command-line.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <iterator>
#include <sstream>

namespace ns3::mqtt
{

namespace
{

/// @param argument as typed
/// @return name and value; no name if it is no option
std::pair<std::string, std::string>
Split(const std::string& argument)
{
    const auto start = std::min({argument.find_first_not_of('-'), std::size_t{2}, argument.size()});
    if (start == 0)
    {
        return {};
    }
    const auto equals = argument.find('=');
    return {argument.substr(start, equals - start),
            equals == std::string::npos ? "" : argument.substr(equals + 1)};
}

/// @param name name of an option
/// @return whether ns-3 answers it by printing and ending the program
bool
IsPrinting(const std::string& name)
{
    constexpr const char* names[] = {"help",
                                     "version",
                                     "PrintHelp",
                                     "PrintVersion",
                                     "PrintGlobals",
                                     "PrintGroups",
                                     "PrintGroup",
                                     "PrintTypeIds",
                                     "PrintAttributes"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// @param time a time
/// @return it as it can be typed again
std::string
Show(Time time)
{
    return ShowTime(time);
}

/// @param number a number
/// @return its digits
std::string
Show(std::uint32_t number)
{
    return std::to_string(number);
}

/// @param flag a flag
/// @return true or false
std::string
Show(bool flag)
{
    return flag ? "true" : "false";
}

/// @tparam T time or number
/// @param values some values
/// @return them with commas between them
template <class T>
std::string
Show(const std::vector<T>& values)
{
    std::vector<std::string> parts;
    for (const T& value : values)
    {
        parts.push_back(Show(value));
    }
    return boost::algorithm::join(parts, ",");
}

/// Makes what takes the text of an option.
/// @tparam T what the variable holds
/// @tparam R reads a text, gives a value or an error
/// @param variable what to fill
/// @param read reads the text
/// @return the function
template <class T, class R>
auto
MakeTake(T& variable, R read)
{
    return [&variable, read](const std::string& text) -> std::optional<Error> {
        auto value = read(text);
        if (!value)
        {
            return value.error();
        }
        variable = static_cast<T>(std::move(value.value()));
        return std::nullopt;
    };
}

/// Makes what takes a list.
/// @tparam T what an element holds
/// @tparam R reads a text, gives a value or an error
/// @param variable what to fill
/// @param read reads the text of an element
/// @return the function
template <class T, class R>
auto
MakeListTake(std::vector<T>& variable, R read)
{
    return MakeTake(variable, [read](const std::string& text) -> Result<std::vector<T>> {
        auto parts = ReadList(text);
        if (!parts)
        {
            return parts.error();
        }
        std::vector<T> values;
        for (const std::string& part : parts.value())
        {
            auto value = read(part);
            if (!value)
            {
                return value.error();
            }
            values.push_back(static_cast<T>(value.value()));
        }
        return values;
    });
}

/// @tparam R reads a text within bounds, gives a value or an error
/// @tparam T what it reads
/// @param read reads the text
/// @param least least value allowed
/// @param most greatest value allowed
/// @return what reads a text between these
template <class R, class T>
auto
Between(R read, T least, T most)
{
    return [=](const std::string& text) { return read(text, least, most); };
}

} // namespace

std::istream&
operator>>(std::istream& in, OptionReader::Text& value)
{
    value.text.assign(std::istreambuf_iterator<char>(in), {});
    return in;
}

std::ostream&
operator<<(std::ostream& out, const OptionReader::Text& value)
{
    return out << value.text;
}

OptionReader::OptionReader(std::string program, std::string summary)
    : m_program(std::move(program)),
      m_summary(std::move(summary))
{
}

void
OptionReader::AddText(const std::string& name,
                      const std::string& meaning,
                      const std::string& value,
                      std::function<std::optional<Error>(const std::string&)> take,
                      std::function<std::string()> show)
{
    m_options.push_back({name, meaning, {value}, std::move(take), std::move(show), false});
}

void
OptionReader::AddText(const std::string& name,
                      const std::string& meaning,
                      std::string& variable,
                      std::function<std::optional<Error>(const std::string&)> check)
{
    const auto take = [&variable, check = std::move(check)](const std::string& text) {
        variable = text;
        return check ? check(text) : std::nullopt;
    };
    AddText(name, meaning, variable, take, [&variable] { return variable; });
}

template <class T, class F>
void
OptionReader::Add(const std::string& name, const std::string& meaning, T& variable, F take)
{
    AddText(name, meaning, Show(variable), take, [&variable] { return Show(variable); });
}

void
OptionReader::AddWhole(const std::string& name,
                       const std::string& meaning,
                       std::uint32_t& variable,
                       std::uint32_t least,
                       std::uint32_t most)
{
    Add(name, meaning, variable, MakeTake(variable, Between(ReadWhole, least, most)));
}

void
OptionReader::AddWholeList(const std::string& name,
                           const std::string& meaning,
                           std::vector<std::uint32_t>& variable,
                           std::uint32_t least,
                           std::uint32_t most)
{
    Add(name, meaning, variable, MakeListTake(variable, Between(ReadWhole, least, most)));
}

void
OptionReader::AddTime(const std::string& name,
                      const std::string& meaning,
                      Time& variable,
                      Time least,
                      Time most)
{
    Add(name, meaning, variable, MakeTake(variable, Between(ReadTime, least, most)));
}

void
OptionReader::AddTimeList(const std::string& name,
                          const std::string& meaning,
                          std::vector<Time>& variable,
                          Time least,
                          Time most)
{
    Add(name, meaning, variable, MakeListTake(variable, Between(ReadTime, least, most)));
}

void
OptionReader::AddFlag(const std::string& name, const std::string& meaning, bool& variable)
{
    Add(name, meaning, variable, MakeTake(variable, ReadFlag));
    m_options.back().isFlag = true;
}

void
OptionReader::AddChoice(const std::string& name,
                        const std::string& meaning,
                        std::string& variable,
                        const std::vector<std::string>& allowed)
{
    const auto check = [allowed](const std::string& text) {
        const auto choice = ReadChoice(text, allowed);
        return choice ? std::nullopt : std::make_optional(choice.error());
    };
    AddText(name, meaning + ": " + boost::algorithm::join(allowed, ", "), variable, check);
}

const OptionReader::Option*
OptionReader::Find(const std::string& name) const
{
    const auto found = std::find_if(m_options.begin(), m_options.end(), [&](const Option& option) {
        return option.name == name;
    });
    return found == m_options.end() ? nullptr : &*found;
}

std::optional<Error>
OptionReader::CheckArgument(const std::string& argument) const
{
    const auto [name, value] = Split(argument);
    if (name.empty())
    {
        return Error{"'" + argument + "' is no option; they have the form --name=value"};
    }
    if (IsPrinting(name) || Find(name))
    {
        return name == "PrintAttributes" ? CheckTypeName(value) : std::nullopt;
    }
    const auto error = CheckAttribute(name, value);
    return error ? std::make_optional(Error{"--" + name + ": " + error->reason}) : std::nullopt;
}

void
OptionReader::Declare(CommandLine& commandLine)
{
    commandLine.Usage(m_summary);
    for (Option& option : m_options)
    {
        commandLine.AddValue(option.name, option.meaning, option.text);
    }
}

std::optional<Error>
OptionReader::PrintIfAsked(const std::vector<std::string>& arguments)
{
    for (const std::string& argument : arguments)
    {
        if (!IsPrinting(Split(argument).first))
        {
            continue;
        }
        if (auto error = CheckArgument(argument))
        {
            return error;
        }
        CommandLine commandLine(m_program);
        Declare(commandLine);
        commandLine.Parse({m_program, argument});
    }
    return std::nullopt;
}

std::vector<std::string>
OptionReader::JoinValues(const std::vector<std::string>& arguments) const
{
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < arguments.size(); i++)
    {
        joined.push_back(arguments[i]);
        const std::string name = Split(arguments[i]).first;
        const Option* option = arguments[i] == "--" + name ? Find(name) : nullptr;
        if (option && !option->isFlag && i + 1 < arguments.size() && arguments[i + 1][0] != '-')
        {
            joined.back() += "=" + arguments[++i];
        }
    }
    return joined;
}

void
OptionReader::ReadOrExit(int argc, char* argv[])
{
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (auto error = PrintIfAsked(arguments); error || (error = Read(arguments)))
    {
        std::exit(Complain(m_program, *error));
    }
}

std::optional<Error>
OptionReader::Read(const std::vector<std::string>& typed)
{
    const auto arguments = JoinValues(typed);
    for (const std::string& argument : arguments)
    {
        if (auto error = CheckArgument(argument))
        {
            return error;
        }
        if (auto given = Split(argument); !Find(given.first))
        {
            m_given.push_back(std::move(given));
        }
    }
    CommandLine commandLine(m_program);
    Declare(commandLine);
    std::vector<std::string> all{m_program};
    all.insert(all.end(), arguments.begin(), arguments.end());
    commandLine.Parse(all);
    for (const Option& option : m_options)
    {
        if (auto error = option.take(option.text.text))
        {
            return Error{"--" + option.name + ": " + error->reason};
        }
    }
    return std::nullopt;
}

std::string
OptionReader::GetHelp()
{
    CommandLine commandLine(m_program);
    Declare(commandLine);
    std::ostringstream help;
    commandLine.PrintHelp(help);
    return help.str();
}

OptionReader::Parameters
OptionReader::GetParameters() const
{
    Parameters parameters;
    for (const Option& option : m_options)
    {
        parameters.emplace_back(option.name, option.show());
    }
    parameters.insert(parameters.end(), m_given.begin(), m_given.end());
    return parameters;
}

} // namespace ns3::mqtt
