// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-setup-computation.h"
#include "ns3/mqtt-setup-pricing.h"
#include "ns3/mqtt-setup-wire.h"

#include <iostream>

using namespace ns3;

namespace
{

/// What this scenario adds to the common options.
struct Options
{
    std::vector<std::uint32_t> listed{0, 1, 10, 50}; ///< publishers that are there already
    std::string paperDevice{"paper-rpi-3b"};         ///< profile fitted to the paper's scheme

    /// @param reader gets the options
    void AddTo(mqtt::OptionReader& reader);
};

void
Options::AddTo(mqtt::OptionReader& reader)
{
    reader.AddWholeList("listed",
                        "publishers that are there already, and so on a subscriber's list, 0 to "
                        "10000 each; for schemes of groups",
                        listed,
                        0,
                        10'000);
    reader.AddText("paperDevice",
                   "device profile by which Table 6 is computed, beside that of clients",
                   paperDevice,
                   mqtt::ScenarioVocabulary::Collect().checkDevice);
}

/// Writes and prints what was found beside what the paper says.
/// @param common what was asked for
/// @param own what was asked for beyond
/// @param paper figures of the paper
/// @param outcomes what was found
/// @return what went wrong; nothing if all went well
std::optional<mqtt::Error>
Compare(const mqtt::ScenarioOptions& common,
        const Options& own,
        const mqtt::SetupPaper& paper,
        const mqtt::SetupOutcomes& outcomes)
{
    const auto calibrated = mqtt::DeviceProfile::Load(own.paperDevice);
    const auto native = mqtt::DeviceProfile::Load(common.clientDevice);
    const auto servers = mqtt::DeviceProfile::Load(common.brokerDevice);
    for (const auto& profile : {calibrated, native, servers})
    {
        if (!profile)
        {
            return profile.error();
        }
    }
    const mqtt::SetupOctets octets(paper, outcomes);
    const mqtt::SetupMessages messages(paper, outcomes);
    const mqtt::SetupComputation computation(paper, outcomes, calibrated.value(), native.value());
    mqtt::ResultFiles files(common.out);
    octets.WriteTo(files);
    messages.WriteTo(files);
    computation.WriteTo(files);
    mqtt::WriteFigure6(paper, outcomes, octets, files);
    if (const auto error = files.Commit())
    {
        return error;
    }
    mqtt::PrintSetups(outcomes, std::cout);
    octets.Print(std::cout);
    messages.Print(std::cout);
    computation.Print(std::cout);
    auto shown = octets.GetColumns();
    shown.insert(shown.end(),
                 {"tls12/p256-chain1", "tls12-mutual/p256-chain1", "tls12/rsa2048-chain1"});
    mqtt::PrintServers(outcomes, shown, *servers.value(), std::cout);
    return std::nullopt;
}

} // namespace

/// The set-up of one client under the schemes of the paper on ECQV group keys and under TLS, beside
/// the paper's Tables 1 to 6.
int
main(int argc, char* argv[])
{
    mqtt::Network::SetTcpDefaults();
    mqtt::ScenarioOptions common(
        "secure-setup",
        "What it takes to get one more client ready, a subscriber, under ECQV group keys and under "
        "TLS, beside Tables 1 to 6 of the paper on ECQV group keys. No messages are published: "
        "publishers, interval, duration and payload have no part in it.",
        mqtt::ListSetupSchemes(mqtt::SchemeName::GetAll()));
    common.subscribers = {1};
    Options own;
    common.ReadOrExit(argc, argv, [&own](mqtt::OptionReader& reader) { own.AddTo(reader); });
    const auto paper = mqtt::SetupPaper::Load();
    if (!paper)
    {
        return common.Complain(paper.error());
    }
    const auto outcomes = mqtt::RunSetups(common, own.listed);
    if (!outcomes)
    {
        return common.Complain(outcomes.error());
    }
    if (const auto error = Compare(common, own, paper.value(), outcomes.value()))
    {
        return common.Complain(*error);
    }
    std::cout << "What the paper says in one place and not in another:" << std::endl;
    for (const std::string& line : paper.value().ListErrata())
    {
        std::cout << "- " << line << std::endl;
    }
    std::cout << "Files: " << common.out << std::endl;
    return 0;
}
