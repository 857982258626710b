// SPDX-License-Identifier: GPL-2.0-or-later
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
    std::string bind{"127.0.0.1"}; ///< address to listen on
    std::uint32_t port{1883};      ///< port to listen on
    std::uint32_t clients{10};     ///< places for real clients
    Time duration{0};              ///< how long; 0 is for ever
};

/// @param text ADDRESS:PORT, an address of IPv6 in brackets
/// @return the endpoint
mqtt::Result<tcp::endpoint>
ReadEndpoint(const std::string& text)
{
    const auto colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    {
        host = host.substr(1, host.size() - 2);
    }
    boost::system::error_code error;
    const auto address =
        boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    const auto port =
        mqtt::ReadWhole(colon == std::string::npos ? "" : text.substr(colon + 1), 1, 65535);
    if (error || !port)
    {
        return mqtt::Error{"'" + text +
                           "' is no address; allowed is ADDRESS:PORT, as 127.0.0.1:1884"};
    }
    return tcp::endpoint(address, static_cast<std::uint16_t>(port.value()));
}

/// @param reader gets the options about the real world
/// @param options to be filled
/// @param settings to be filled
void
AddRealOptions(mqtt::OptionReader& reader,
               Options& options,
               mqtt::GatewaySystem::Settings& settings)
{
    const auto takeAddress = [&options](const std::string& text) -> std::optional<mqtt::Error> {
        boost::system::error_code error;
        boost::asio::ip::make_address(options.bind = text, error);
        return error ? std::make_optional(mqtt::Error{"'" + text + "' is no IP address"})
                     : std::nullopt;
    };
    reader.AddText("bind",
                   "address to listen on for real clients",
                   options.bind,
                   takeAddress,
                   [&options]() { return options.bind; });
    reader.AddWhole("port",
                    "port to listen on for real clients; 0 takes a free one",
                    options.port,
                    0,
                    65535);
    reader.AddWhole("clients",
                    "real clients at a time, each with a simulated node of its own; 0 to 1000",
                    options.clients,
                    0,
                    1000);
    const auto takeBroker = [&settings](const std::string& text) -> std::optional<mqtt::Error> {
        if (text.empty())
        {
            return std::nullopt;
        }
        const auto endpoint = ReadEndpoint(text);
        if (!endpoint)
        {
            return endpoint.error();
        }
        settings.broker = endpoint.value();
        return std::nullopt;
    };
    reader.AddText("broker",
                   "ADDRESS:PORT of a real broker in place of the simulated one",
                   "",
                   takeBroker,
                   [&settings]() { return settings.broker ? mqtt::ToText(*settings.broker) : ""; });
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
    const auto takeFilter = [&settings](const std::string& text) -> std::optional<mqtt::Error> {
        settings.filter = text;
        return mqtt::IsValidTopicFilter(text)
                   ? std::nullopt
                   : std::make_optional(mqtt::Error{"'" + text + "' is no topic filter"});
    };
    reader.AddText("filter",
                   "topic filter of simulated subscribers",
                   settings.filter,
                   takeFilter,
                   [&settings]() { return settings.filter; });
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
    settings.local = {boost::asio::ip::make_address(options.bind),
                      static_cast<std::uint16_t>(options.port)};
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
