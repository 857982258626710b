// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/command-line.h"
#include "ns3/mqtt-experiment.h"

#include <chrono>
#include <iostream>
#include <sys/resource.h>

using namespace ns3;

/// @return seconds of the host's steady clock
static double
GetHostSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// The module's side of the comparison with mqtt-bare-fan-out: one publisher, many subscribers,
/// MQTT with a scheme and table costs. Prints the same columns.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ExperimentSetup setup;
    std::uint32_t messages = 50;
    CommandLine command(__FILE__);
    command.AddValue("subscribers", "Number of subscribers", setup.subscribers);
    command.AddValue("messages", "Messages that the publisher sends", messages);
    command.AddValue("payload", "Bytes of application data in a message", setup.payload);
    command.AddValue("interval", "Time between messages", setup.interval);
    command.AddValue("network", "Kind of network", setup.network);
    command.AddValue("scheme", "Security scheme", setup.scheme);
    command.AddValue("costs", "none, table or host", setup.costs);
    command.Parse(argc, argv);
    setup.duration = setup.interval * messages;

    const double begin = GetHostSeconds();
    double steady = 0;
    std::uint32_t calls = 0;
    setup.progress = [&steady, &calls](double) {
        if (++calls == 2) // the first publication; the call before it is the run's beginning
        {
            steady = GetHostSeconds();
        }
    };
    mqtt::Experiment experiment(setup);
    const auto result = experiment.Run();
    const double end = GetHostSeconds();
    if (!result)
    {
        std::cerr << "mqtt-module-fan-out: " << result.error().reason << std::endl;
        return 1;
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto& out = result.value();
    std::cout << setup.network << ',' << setup.scheme << ',' << setup.subscribers << ','
              << out.published << ',' << setup.payload << ',' << out.delivered << ','
              << steady - begin << ',' << end - steady << ','
              << 1e6 * (end - steady) / out.delivered << ',' << out.events << ',' << usage.ru_maxrss
              << ',' << out.drops << ',' << out.retransmissions << std::endl;
    return out.delivered == out.expected ? 0 : 1;
}
