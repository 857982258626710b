// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-endpoint-options.h"
#include "mqtt-gateway-system.h"

#include "ns3/mqtt-scenario-options.h"
#include "ns3/mqtt-terminal.h"
#include "ns3/simulator.h"

#include <iostream>

using namespace ns3;
using boost::asio::ip::tcp;

namespace
{

const std::string PROGRAM = "mqtt-live-gateway";

/// What the command line says beside the settings of the system.
struct Options
{
    std::uint32_t clients{10}; ///< places for real clients
    Time duration{0};          ///< how long; 0 is for ever
};

/// @param reader gets the options about the real world
/// @param options to be filled
/// @param settings to be filled
void
AddRealOptions(mqtt::OptionReader& reader,
               Options& options,
               mqtt::GatewaySystem::Settings& settings)
{
    mqtt::AddEndpoint(reader, settings.local);
    reader.AddWhole("clients",
                    "real clients at a time, each with a simulated node of its own; 0 to 1000",
                    options.clients,
                    0,
                    1000);
    mqtt::AddPeer(reader,
                  "broker",
                  "ADDRESS:PORT of a real broker in place of the simulated one",
                  settings.broker);
    reader.AddTime("duration",
                   "how long to run; 0 is until a signal",
                   options.duration,
                   Time(0),
                   Hours(24 * 365));
}

/// @param reader gets the options about the simulation
/// @param settings to be filled
void
AddSimulationOptions(mqtt::OptionReader& reader, mqtt::GatewaySystem::Settings& settings)
{
    const auto vocabulary = mqtt::ScenarioVocabulary::Collect();
    reader.AddChoice("scheme",
                     "security scheme of the simulated connections",
                     settings.scheme,
                     mqtt::GatewaySystem::GetSchemes());
    reader.AddChoice("network", "simulated network", settings.network, vocabulary.networks);
    reader.AddChoice("clientDevice",
                     "device profile of clients",
                     settings.clientDevice,
                     vocabulary.devices);
    reader.AddChoice("brokerDevice",
                     "device profile of the broker",
                     settings.brokerDevice,
                     vocabulary.devices);
    reader.AddChoice("costs",
                     "what work costs: nothing, or as the profile says",
                     settings.costs,
                     {"none", "table"});
    reader.AddWhole("publishers",
                    "simulated publishers, each to simulation/NAME; 0 to 1000",
                    settings.publishers,
                    0,
                    1000);
    reader.AddWhole("subscribers",
                    "simulated subscribers; 0 to 1000",
                    settings.subscribers,
                    0,
                    1000);
    reader.AddTime("interval",
                   "time between the messages of a publisher",
                   settings.interval,
                   MicroSeconds(100),
                   Hours(24));
    reader.AddWhole("qos", "quality of service of simulated clients", settings.qos, 0, 2);
    const auto checkFilter = [](const std::string& text) {
        return mqtt::IsValidTopicFilter(text)
                   ? std::nullopt
                   : std::make_optional(mqtt::Error{"'" + text + "' is no topic filter"});
    };
    reader.AddText("filter", "topic filter of simulated subscribers", settings.filter, checkFilter);
}

} // namespace

/// A simulated network in real time that real clients, or a real broker, take part in.
int
main(int argc, char* argv[])
{
    mqtt::GatewaySystem::BeginRealTime();
    mqtt::Network::SetTcpDefaults();
    Options options;
    mqtt::GatewaySystem::Settings settings;
    mqtt::OptionReader reader(
        PROGRAM,
        "A simulated network in real time. Real MQTT clients that connect to its port take part as "
        "nodes of it, beside simulated clients; with --broker a real broker serves them all.");
    AddRealOptions(reader, options, settings);
    AddSimulationOptions(reader, settings);
    reader.ReadOrExit(argc, argv);
    settings.places = options.clients;
    settings.log = [](const std::string& line) {
        std::cout << Simulator::Now().As(Time::S) << "  " << mqtt::ToLine(line) << std::endl;
    };
    const auto system = mqtt::GatewaySystem::Create(settings);
    if (!system)
    {
        return mqtt::Complain(PROGRAM, system.error());
    }
    if (settings.places > 0)
    {
        std::cout << "listening on " << system.value()->GetLocal() << std::endl;
    }
    system.value()->Run(options.duration);
    return 0;
}
