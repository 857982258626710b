// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_OPTION_READER_H
#define MQTT_OPTION_READER_H

#include "mqtt-option-values.h"

#include <functional>
#include <iosfwd>
#include <optional>
#include <utility>

namespace ns3
{
class CommandLine;
}

namespace ns3::mqtt
{

/// Reads a command line of ns-3's form into variables, and checks all of it before anything is set:
/// one wrong option is one line of complaint, not a page and not a dead program. ns-3's own
/// options, attributes ("--ns3::Type::Attribute=value") and global values are known as well.
///
/// Each Add function takes the name without "--", a meaning for --help, the variable to fill (it
/// keeps its value where the option is not given) and what values are allowed.
class OptionReader
{
  public:
    /// Names and values, as text.
    using Parameters = std::vector<std::pair<std::string, std::string>>;

    /// @param program name for the help
    /// @param summary what the program does, and anything that --help should say beside the options
    OptionReader(std::string program, std::string summary);

    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable number to fill
    /// @param least least number allowed
    /// @param most greatest number allowed
    void AddWhole(const std::string& name,
                  const std::string& meaning,
                  std::uint32_t& variable,
                  std::uint32_t least,
                  std::uint32_t most);

    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable numbers to fill
    /// @param least least number allowed
    /// @param most greatest number allowed
    void AddWholeList(const std::string& name,
                      const std::string& meaning,
                      std::vector<std::uint32_t>& variable,
                      std::uint32_t least,
                      std::uint32_t most);

    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable time to fill
    /// @param least shortest time allowed
    /// @param most longest time allowed
    void AddTime(const std::string& name,
                 const std::string& meaning,
                 Time& variable,
                 Time least,
                 Time most);

    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable times to fill
    /// @param least shortest time allowed
    /// @param most longest time allowed
    void AddTimeList(const std::string& name,
                     const std::string& meaning,
                     std::vector<Time>& variable,
                     Time least,
                     Time most);

    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable flag to fill
    void AddFlag(const std::string& name, const std::string& meaning, bool& variable);

    /// @param name name of the option
    /// @param meaning what it does; the allowed values are added to it
    /// @param variable text to fill
    /// @param allowed all values
    void AddChoice(const std::string& name,
                   const std::string& meaning,
                   std::string& variable,
                   const std::vector<std::string>& allowed);

    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable text to fill
    /// @param check gives what is wrong with a text; where there is none, all are right
    void AddText(const std::string& name,
                 const std::string& meaning,
                 std::string& variable,
                 std::function<std::optional<Error>(const std::string&)> check = nullptr);

    /// An option of any other kind.
    /// @param name name of the option
    /// @param meaning what it does
    /// @param value default as text, checked like any other
    /// @param take checks a text and fills the variable; gives what is wrong
    /// @param show gives what the variable holds, as text for the record of the run
    void AddText(const std::string& name,
                 const std::string& meaning,
                 const std::string& value,
                 std::function<std::optional<Error>(const std::string&)> take,
                 std::function<std::string()> show);

    /// Fills all variables and sets all attributes. A wrong attribute leaves all as it was; a wrong
    /// value of an option leaves the rest undefined.
    /// @param arguments of the program, without its name
    /// @return what is wrong, named by option; nothing if all is well
    std::optional<Error> Read(const std::vector<std::string>& arguments);

    /// If an argument asks for something to be printed, such as --help, prints it and ends the
    /// program.
    /// @param arguments of the program, without its name
    /// @return what is wrong with such an argument; nothing if there is none
    std::optional<Error> PrintIfAsked(const std::vector<std::string>& arguments);

    /// Reads the command line of a program that has no other options. At a fault, and after --help
    /// and its like, ends the program.
    /// @param argc number of arguments, name of the program included
    /// @param argv arguments
    void ReadOrExit(int argc, char* argv[]);

    /// @return text of --help
    std::string GetHelp();

    /// @return all options, then the attributes and global values that were given
    Parameters GetParameters() const;

  private:
    /// The whole of what stands behind the "=", blanks included, which ns-3 cuts off.
    struct Text
    {
        std::string text; ///< as typed
    };

    /// @param in stream of the text
    /// @param value takes all of it
    /// @return the stream, good even if there was nothing
    friend std::istream& operator>>(std::istream& in, Text& value);

    /// @param out stream to write to
    /// @param value what to write
    /// @return the stream
    friend std::ostream& operator<<(std::ostream& out, const Text& value);

    /// One option.
    struct Option
    {
        std::string name;                                             ///< without "--"
        std::string meaning;                                          ///< for the help
        Text text;                                                    ///< as typed, or the default
        std::function<std::optional<Error>(const std::string&)> take; ///< checks and fills
        std::function<std::string()> show;                            ///< what the variable holds
        bool isFlag{false};                                           ///< needs no value
    };

    /// @param arguments as typed
    /// @return the same with "--name value" as "--name=value"
    std::vector<std::string> JoinValues(const std::vector<std::string>& arguments) const;

    /// @param argument as typed
    /// @return what is wrong with it, seen by itself; nothing if all is well
    std::optional<Error> CheckArgument(const std::string& argument) const;

    /// @param commandLine gets the options and the help text
    void Declare(CommandLine& commandLine);

    /// @tparam T what the variable holds
    /// @tparam F takes a text, gives what is wrong
    /// @param name name of the option
    /// @param meaning what it does
    /// @param variable what the option is about
    /// @param take checks a text and fills the variable
    template <class T, class F>
    void Add(const std::string& name, const std::string& meaning, T& variable, F take);

    /// @param name without "--"
    /// @return the option; null if it is not one of ours
    const Option* Find(const std::string& name) const;

    std::string m_program;         ///< name for the help
    std::string m_summary;         ///< what the program does
    std::vector<Option> m_options; ///< in the order they were added
    Parameters m_given;            ///< attributes and global values on the command line
};

} // namespace ns3::mqtt

#endif /* MQTT_OPTION_READER_H */
