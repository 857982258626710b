// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-key-sharing-report.h"
#include "ns3/mqtt-network.h"

#include <boost/algorithm/string/join.hpp>
#include <iostream>

using namespace ns3;

namespace
{

/// What this scenario adds to the common options.
struct Options
{
    mqtt::KeySharingSweep sweep; ///< what is swept beside subscribers
    mqtt::KeySharingTimes times; ///< when runs begin and end
    std::string vary{"each"};    ///< how lists are combined

    Options();

    /// @param reader gets the options
    void AddTo(mqtt::OptionReader& reader);

    /// Adds a list of anything.
    /// @param reader gets the option
    /// @param name of the option
    /// @param meaning of the option
    /// @param list to be filled
    /// @param read reads an element
    /// @param show writes an element
    template <class T, class Read, class Show>
    static void AddList(mqtt::OptionReader& reader,
                        const std::string& name,
                        const std::string& meaning,
                        std::vector<T>& list,
                        Read read,
                        Show show);
};

Options::Options()
{
    sweep.shares = {{2, 3}, {1, 1}, {1, 3}, {3, 3}, {3, 5}, {4, 7}};
    sweep.devices = {"esp32", "nrf52840", "stm32f437", "rpi-b-plus", "rpi-3b", "i7-8565u"};
    sweep.networks = {"lan", "wifi", "wan"};
    sweep.brokersDown = {0, 1, 2, 3};
}

template <class T, class Read, class Show>
void
Options::AddList(mqtt::OptionReader& reader,
                 const std::string& name,
                 const std::string& meaning,
                 std::vector<T>& list,
                 Read read,
                 Show show)
{
    const auto write = [&list, show] {
        std::vector<std::string> texts;
        std::transform(list.begin(), list.end(), std::back_inserter(texts), show);
        return boost::algorithm::join(texts, ",");
    };
    const auto take = [&list, read](const std::string& text) -> std::optional<mqtt::Error> {
        const auto texts = mqtt::ReadList(text);
        if (!texts)
        {
            return texts.error();
        }
        list.clear();
        for (const auto& each : texts.value())
        {
            const auto element = read(each);
            if (!element)
            {
                return element.error();
            }
            list.push_back(element.value());
        }
        return std::nullopt;
    };
    reader.AddText(name, meaning, write(), take, write);
}

void
Options::AddTo(mqtt::OptionReader& reader)
{
    const auto vocabulary = mqtt::ScenarioVocabulary::Collect();
    const auto same = [](const std::string& text) { return text; };
    const auto readDevice = [vocabulary](const std::string& text) -> mqtt::Result<std::string> {
        const auto error = vocabulary.checkDevice(text);
        return error ? mqtt::Result<std::string>(*error) : mqtt::Result<std::string>(text);
    };
    const auto readNetwork = [vocabulary](const std::string& text) {
        return mqtt::ReadChoice(text, vocabulary.networks);
    };
    AddList(reader,
            "shares",
            "k and n to sweep for schemes that have shares, as 2of3",
            sweep.shares,
            mqtt::ReadShares,
            mqtt::FormatShares);
    AddList(reader,
            "devices",
            "device profiles of clients to sweep: names, or paths of a .csv; takes the place of "
            "--clientDevice",
            sweep.devices,
            readDevice,
            same);
    AddList(reader,
            "networks",
            "networks to sweep; takes the place of --network",
            sweep.networks,
            readNetwork,
            same);
    reader.AddWholeList("brokersDown",
                        "numbers of brokers that never start to sweep, from the last one down",
                        sweep.brokersDown,
                        0,
                        255);
    reader.AddChoice("vary",
                     "one list at a time beside the first of each other, or all combinations",
                     vary,
                     {"each", "all"});
    reader.AddTime("lead",
                   "time from the subscribers' start to the publishers', 0s to 1h",
                   times.lead,
                   Time(0),
                   Hours(1));
    reader.AddTime("limit",
                   "time from the publishers' start after which who has no key gets none, 1s to "
                   "590s",
                   times.limit,
                   Seconds(1),
                   Seconds(590));
}

/// @param common options as typed
/// @return which option has no place here; nothing if all is well
std::optional<mqtt::Error>
CheckCommon(const mqtt::ScenarioOptions& common)
{
    for (const std::string& argument : common.commandLine)
    {
        const std::string name = argument.substr(0, argument.find('='));
        if (name == "--clientDevice" || name == "--network")
        {
            return mqtt::Error{name + " follows from " +
                               (name == "--network" ? "--networks" : "--devices") + " here"};
        }
    }
    if (common.intervals.size() > 1)
    {
        return mqtt::Error{"--interval: one is enough here"};
    }
    return std::nullopt;
}

} // namespace

/// A publisher starts, and shares its key with subscribers that wait for it: how long until they
/// hold it.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ScenarioOptions common(
        "key-sharing-delay",
        "How long it takes from a publisher's start until its subscribers hold its data key: by "
        "threshold secret sharing over several brokers, and sealed for each subscriber by RSA or "
        "ECDH; by number of subscribers, k and n, device of the clients, network, and brokers that "
        "are down.",
        {"threshold", "rsa-exchange", "ecdh-exchange"});
    common.subscribers = {50, 1, 10, 100, 200, 500};
    common.duration = Seconds(1);
    Options own;
    common.ReadOrExit(argc, argv, [&own](mqtt::OptionReader& reader) { own.AddTo(reader); });
    if (const auto error = CheckCommon(common))
    {
        return common.Complain(*error);
    }
    own.sweep.all = own.vary == "all";
    const auto plan = mqtt::PlanKeySharing(common, own.sweep);
    if (!plan)
    {
        return common.Complain(plan.error());
    }
    const auto reports = mqtt::RunCases(common,
                                        plan.value().cases,
                                        mqtt::MakeKeySharingRecipe(plan.value(), own.times));
    if (!reports)
    {
        return common.Complain(reports.error());
    }
    mqtt::PrintKeySharingTable(plan.value(), reports.value());
    std::cout << "Files: " << common.out << std::endl;
    return 0;
}
