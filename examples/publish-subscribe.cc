// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-system-helper.h"
#include "ns3/simulator.h"

#include <iostream>

using namespace ns3;

namespace
{

/// @param clientId who reads
/// @param publish what is read
void
PrintMessage(const std::string& clientId, const mqtt::Publish& publish)
{
    std::cout << Simulator::Now().As(Time::MS) << ": " << clientId << " reads "
              << mqtt::ByteView(publish.message->payload).ToText() << " on "
              << publish.message->topic << std::endl;
}

} // namespace

/// The smallest system: a broker, a subscriber and a publisher that sends one message.
int
main()
{
    NodeContainer server(1);
    NodeContainer clients(2);
    auto network = mqtt::Network::CreateByName("lan");
    network->Build(server, clients);

    auto scheme = mqtt::SchemeName::Create("plain").value();
    auto system = mqtt::SystemHelper::Create(scheme, network).value();
    system.InstallBroker(server.Get(0));

    auto subscriber = system.InstallClient(clients.Get(0), "display");
    subscriber->AddSubscription({"greenhouse/+/temperature", mqtt::Qos::AT_LEAST_ONCE});
    subscriber->TraceConnectWithoutContext("Received", MakeCallback(&PrintMessage));

    auto publisher = system.InstallClient(clients.Get(1), "sensor");
    Simulator::Schedule(Seconds(1), [publisher]() {
        publisher->Publish("greenhouse/3/temperature",
                           mqtt::ByteView("21.5").ToBytes(),
                           mqtt::Qos::AT_LEAST_ONCE);
    });

    Simulator::Stop(Seconds(2));
    Simulator::Run();
    Simulator::Destroy();
    return 0;
}
