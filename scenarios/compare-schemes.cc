// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-experiment-report.h"

#include <iostream>

using namespace ns3;

/// Compares security schemes under one load: publishers, a broker, subscribers.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ScenarioOptions options(
        "compare-schemes",
        "Compares what security schemes for MQTT cost: latency of messages, time and bytes of the "
        "set-up, load of the processors.",
        {"plain", "tls12", "tls13"});
    options.ReadOrExit(argc, argv);
    const auto cases = mqtt::ListCases(options);
    const auto reports = mqtt::RunCases(options, cases);
    if (!reports)
    {
        return options.Complain(reports.error());
    }
    mqtt::PrintTable(cases, reports.value());
    std::cout << "Files: " << options.out << std::endl;
    return 0;
}
