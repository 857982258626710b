// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCENARIO_OPTIONS_H
#define MQTT_SCENARIO_OPTIONS_H

#include "mqtt-option-reader.h"

#include <algorithm>
#include <thread>

namespace ns3::mqtt
{

/// What names a scenario's options allow.
struct ScenarioVocabulary
{
    std::vector<std::string> schemes;  ///< published forms included
    std::vector<std::string> networks; ///< kinds of network
    std::vector<std::string> devices;  ///< listed device profiles

    /// Gives what is wrong with a name of a device, or path of its file.
    std::function<std::optional<Error>(const std::string&)> checkDevice;

    /// @return everything that is linked in or lies in the folder of profiles
    static ScenarioVocabulary Collect();
};

/// The options that all scenarios share, with their defaults.
///
///   ScenarioOptions options("my-scenario", "Shows this and that.", {"plain", "tls13"});
///   options.ReadOrExit(argc, argv);
///
/// Nothing has been run or written when it returns, and nothing that an option says is wrong.
class ScenarioOptions
{
  public:
    /// Adds options of one scenario to the common ones.
    using AddOptions = std::function<void(OptionReader&)>;

    /// @param scenario name of the program and of its folder of results
    /// @param summary what it does, in a sentence or two
    /// @param defaultSchemes schemes that are run unless --schemes says otherwise
    ScenarioOptions(const std::string& scenario,
                    std::string summary,
                    std::vector<std::string> defaultSchemes);

    /// Reads the command line. At a fault, and after --help and its like, ends the program.
    /// @param argc number of arguments, name of the program included
    /// @param argv arguments
    /// @param addOptions adds options of the scenario's own; the variables they fill must live on
    void ReadOrExit(int argc, char* argv[], const AddOptions& addOptions = {});

    /// Ends the program only if an argument asks for something to be printed.
    /// @param arguments of the program, without its name
    /// @param vocabulary names that are allowed
    /// @param addOptions adds options of the scenario's own; may be empty
    /// @return what is wrong, in one line; nothing if all is well
    std::optional<Error> Read(const std::vector<std::string>& arguments,
                              const ScenarioVocabulary& vocabulary,
                              const AddOptions& addOptions = {});

    /// Says in one line on the standard error what is wrong.
    /// @param error what is wrong
    /// @return status for the program to end with
    int Complain(const Error& error) const;

    /// @param vocabulary names that are allowed
    /// @return text of --help, without options of the scenario's own
    std::string GetHelp(const ScenarioVocabulary& vocabulary) const;

    std::string scenario;                               ///< name of the program
    std::vector<std::string> schemes;                   ///< names, "all" written out
    std::vector<std::uint32_t> subscribers{10, 30, 50}; ///< numbers of subscribers, swept
    std::uint32_t publishers{1};                        ///< number of publishers
    std::vector<Time> intervals{Seconds(1)};            ///< between messages of one, swept
    Time duration{Seconds(60)};                         ///< of steady publishing
    std::uint32_t payload{64};                          ///< octets of application data
    std::uint32_t qos{0};                               ///< quality of service, 0 to 2
    std::string network{"lan"};                         ///< kind of network
    std::string clientDevice{"rpi-3b"};                 ///< profile, or path of one
    std::string brokerDevice{"i7-3770"};                ///< profile, or path of one
    std::string placement{"nodes"};                     ///< "nodes" or "shared"
    std::string costs{"table"};                         ///< "none", "table" or "host"
    Time startSpacing{MilliSeconds(20)};                ///< mean between the starts of clients
    std::uint32_t runs{1};                              ///< replications of each case
    std::uint32_t jobs{std::max(1U, std::thread::hardware_concurrency())}; ///< side by side
    std::string out;                                                       ///< folder of results
    bool pcap{false};                     ///< write packet captures
    bool keylog{false};                   ///< write secrets of TLS
    bool quiet{false};                    ///< show no progress
    OptionReader::Parameters parameters;  ///< all options as text, after Read()
    std::vector<std::string> commandLine; ///< as typed, after ReadOrExit()

  private:
    /// @param vocabulary names that are allowed
    /// @return what --help says beside the options
    std::string Summarise(const ScenarioVocabulary& vocabulary) const;

    /// @param reader gets the common options
    /// @param vocabulary names that are allowed
    void AddCommon(OptionReader& reader, const ScenarioVocabulary& vocabulary);

    /// @param reader gets the options that say where and how the runs go
    void AddExecution(OptionReader& reader);

    /// @param reader gets the options that say what is published and how
    void AddTraffic(OptionReader& reader);

    /// @param reader gets the options that say what the system is made of
    /// @param vocabulary names that are allowed
    void AddSystem(OptionReader& reader, const ScenarioVocabulary& vocabulary);

    /// @param text a list of schemes
    /// @param vocabulary names that are allowed
    /// @return what is wrong; nothing if they were taken
    std::optional<Error> TakeSchemes(const std::string& text, const ScenarioVocabulary& vocabulary);

    std::string m_summary; ///< what the program does
};

} // namespace ns3::mqtt

#endif /* MQTT_SCENARIO_OPTIONS_H */
