// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-authentication-report.h"
#include "ns3/mqtt-rsa.h"

#include <iostream>

using namespace ns3;

/// How long it takes until a client is authenticated, with a smart card and without.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ScenarioOptions common(
        "card-authentication",
        "How long it takes until one more client, a subscriber, is authenticated and ready, with a "
        "smart card, by mutual TLS, and by challenge and response, and what that time is spent on. "
        "No messages are published: interval, duration and payload have no part in it.",
        {"smart-card",
         "smart-card:published",
         "tls12-mutual",
         "tls13-mutual",
         "challenge-response"});
    common.subscribers = {1};
    mqtt::AuthenticationSweep sweep;
    common.ReadOrExit(argc, argv, [&sweep](mqtt::OptionReader& reader) { sweep.AddTo(reader); });
    const auto listed = mqtt::ListAuthentications(common, sweep);
    for (std::uint32_t number = 0; number < 4; ++number)
    {
        mqtt::RsaPool::Get(number); // once for all runs, each of which is a child of this process
    }
    const auto reports =
        mqtt::RunCases(common, listed.cases, mqtt::MakeAuthenticationRecipe(listed.variants));
    if (!reports)
    {
        return common.Complain(reports.error());
    }
    mqtt::PrintAuthenticationTable(listed, reports.value());
    std::cout << "Files: " << common.out << std::endl;
    return 0;
}
