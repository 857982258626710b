// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/command-line.h"
#include "ns3/mqtt-system-helper.h"
#include "ns3/simulator.h"

#include <filesystem>
#include <fstream>
#include <iostream>

using namespace ns3;

namespace
{

/// @param publish what the subscriber reads
void
PrintMessage(const std::string& /* clientId */, const mqtt::Publish& publish)
{
    std::cout << Simulator::Now().As(Time::MS) << ": "
              << mqtt::ByteView(publish.message->payload).ToText() << std::endl;
}

/// @param who a client
/// @param after time since its start
void
PrintReady(const std::string& who, Time after)
{
    std::cout << who << " was ready after " << after.As(Time::MS) << std::endl;
}

} // namespace

/// TLS 1.3 on devices that take their time for it, with a packet capture at the broker and the
/// secrets that let Wireshark read it:
///   wireshark -o tls.keylog_file:results/tls-capture/keys.txt results/tls-capture/broker-0-1.pcap
int
main(int argc, char* argv[])
{
    std::string folder = "results/tls-capture";
    CommandLine command(__FILE__);
    command.AddValue("out", "folder for the capture and the key log", folder);
    command.Parse(argc, argv);
    std::filesystem::create_directories(folder);

    NodeContainer server(1);
    NodeContainer clients(2);
    mqtt::SystemHelper::InstallProcessor(server.Get(0),
                                         mqtt::DeviceProfile::Load("i7-3770").value());
    for (std::uint32_t i = 0; i < clients.GetN(); ++i)
    {
        mqtt::SystemHelper::InstallProcessor(clients.Get(i),
                                             mqtt::DeviceProfile::Load("rpi-3b").value());
    }
    auto network = mqtt::Network::CreateByName("lan");
    network->Build(server, clients);
    network->EnablePcap(folder + "/broker", server.Get(0));

    auto scheme = mqtt::SchemeName::Create("tls13").value();
    auto keys = std::make_shared<std::ofstream>(folder + "/keys.txt");
    scheme->SetKeyLog([keys](const std::string& line) { *keys << line << std::endl; });

    auto system = mqtt::SystemHelper::Create(scheme, network).value();
    system.InstallBroker(server.Get(0));
    auto subscriber = system.InstallClient(clients.Get(0), "display");
    subscriber->AddSubscription({"door/#", mqtt::Qos::EXACTLY_ONCE});
    subscriber->TraceConnectWithoutContext("Received", MakeCallback(&PrintMessage));
    auto publisher = system.InstallClient(clients.Get(1), "door");
    for (const auto& client : {subscriber, publisher})
    {
        client->TraceConnectWithoutContext("Ready", MakeCallback(&PrintReady));
    }
    Simulator::Schedule(Seconds(1), [publisher]() {
        publisher->Publish("door/front", mqtt::ByteView("open").ToBytes(), mqtt::Qos::EXACTLY_ONCE);
    });

    Simulator::Stop(Seconds(2));
    Simulator::Run();
    Simulator::Destroy();
    return 0;
}
