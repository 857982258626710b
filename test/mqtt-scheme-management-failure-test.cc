// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-management-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-hex.h"

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

/// Speaks to either party.
using Speak = std::function<void(ByteView)>;

/// Nothing comes of a channel on which a side shows what the other does not want.
void
PlayRefused(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    scene.agent.active = {room.id};
    scene.Start();
    scene.wire.Advance(seconds(3));
    scene.Check(!scene.agent.daemon.IsSynchronised() && !scene.Knows(one, room), "nothing is told");
    scene.Check(scene.authority.GetNChannels() == 0 && scene.broker->GetNChannels() == 0,
                "channels are closed");
    std::set<StreamId> streams;
    for (const auto& parcel : scene.wire.transcript)
    {
        streams.insert(parcel.stream);
    }
    scene.Check(streams.size() == 4, "the daemon tries again every second");
}

/// A false daemon does not disturb the true one.
void
PlayFalseDaemon(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    scene.Start();
    const auto other = scene.MakeBroker(Shows::OTHER_NAME);
    scene.wire.Do([&]() { other->Start(); });
    scene.wire.Advance(seconds(3));
    scene.Check(!other->GetAgent<DaemonAgent>().daemon.IsSynchronised(),
                "the false one is refused");
    scene.Check(scene.authority.GetNChannels() == 1, "the true one stays");
    scene.wire.Do([&]() { scene.tdms.RemoveDevice(one.id); });
    scene.Check(!scene.Knows(one, room), "the true one hears of changes");
}

/// Notes a failure unless a message closes the channel, which then comes back.
/// @param scene scene
/// @param speak to one of the parties
/// @param message that it is told
void
ExpectClosed(ManagementScene& scene, const Speak& speak, const Bytes& message)
{
    const std::size_t reports = scene.agent.nSynchronised;
    scene.wire.Do([&]() { speak(message); });
    scene.Check(scene.authority.GetNChannels() == 0 && scene.broker->GetNChannels() == 0,
                "closed by " + ToHex(message));
    scene.wire.Advance(seconds(1));
    scene.Check(scene.agent.nSynchronised == reports + 1, "back after " + ToHex(message));
}

/// @param scene scene
/// @return speaks to the TDMS as the daemon
Speak
ToTdms(ManagementScene& scene)
{
    return
        [&scene](ByteView message) { scene.broker->SendOnChannel(scene.agent.channel, message); };
}

/// @param scene scene in which the TDMS has not lost more channels than the daemon
/// @return speaks to the daemon as the TDMS
Speak
ToDaemon(ManagementScene& scene)
{
    return
        [&scene](ByteView message) { scene.authority.SendOnChannel(scene.agent.channel, message); };
}

/// The TDMS takes nothing but wishes for keys of its own topics.
void
PlayHostileDaemon(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    scene.Start();
    const Speak speak = ToTdms(scene);
    ExpectClosed(scene, speak, {});
    ExpectClosed(scene, speak, {0});
    ExpectClosed(scene, speak, {255});
    ExpectClosed(scene, speak, Bytes(MAX_CHANNEL_MESSAGE, 8));
    for (const auto& message : MakeManagementMessages())
    {
        ExpectClosed(scene, speak, PutManagement(message)); // of topics that there are none
    }
    Bytes wish = PutManagement(RenewalWanted{room.id});
    scene.wire.Do([&]() { speak(wish); });
    scene.ExpectEpochs(room, "1");
    wish.push_back(0);
    ExpectClosed(scene, speak, wish);
    wish.resize(wish.size() - 2);
    ExpectClosed(scene, speak, wish);
    scene.ExpectEpochs(room, "1");
}

/// The daemon takes nothing that contradicts what it was told.
void
PlayHostileTdms(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    const auto two = scene.AddDevice({});
    scene.Start();
    scene.Request(room);
    scene.wire.Advance(seconds(2));
    scene.Request(room);
    scene.ExpectEpochs(room, "1 2");
    const Speak speak = ToDaemon(scene);
    const PlatformId nobody = MakePlatformId(9);
    const TopicRecord wrong{MakePlatformId(9), MakePlatformKey(1), "a/#/b", Duration(0)};
    const TopicRecord early{MakePlatformId(9), MakePlatformKey(1), "a", Duration(-1)};
    for (const ManagementMessage& message :
         std::vector<ManagementMessage>{AccessGranted{nobody, room.id},
                                        AccessGranted{one.id, nobody},
                                        AccessWithdrawn{two.id, room.id},
                                        AccessWithdrawn{nobody, room.id},
                                        DeviceRemoved{nobody},
                                        ReportComplete{},
                                        RenewalDue{nobody},
                                        RenewalWanted{room.id},
                                        KeyRenewed{nobody, {3, MakePlatformKey(1)}},
                                        KeyRenewed{room.id, {0, MakePlatformKey(1)}},
                                        KeyRenewed{room.id, {2, MakePlatformKey(1)}},
                                        wrong,
                                        early})
    {
        ExpectClosed(scene, speak, PutManagement(message));
    }
    ExpectClosed(scene, speak, {});
    scene.ExpectEpochs(room, "1 2");
    scene.Check(scene.Knows(one, room) && scene.agent.rights.empty(), "nothing has changed");
    scene.Check(scene.agent.daemon.GetStateSize() == 3 * 16, "nothing was added");
}

/// What no report speaks of any more is forgotten.
void
PlayForgotten(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    scene.Start();
    const DeviceRecord device{MakePlatformId(7), MakePlatformKey(7)};
    const TopicRecord topic{MakePlatformId(8), MakePlatformKey(8), "a", Duration(0)};
    const Speak speak = ToDaemon(scene);
    scene.wire.Do([&]() {
        speak(PutManagement(device));
        speak(PutManagement(topic));
        speak(PutManagement(AccessGranted{device.id, topic.id}));
        speak(PutManagement(AccessGranted{one.id, topic.id}));
    });
    scene.Check(scene.Knows(device, topic) && scene.Knows(one, topic), "told");
    scene.Check(scene.agent.daemon.GetStateSize() == 4 * 16, "four keys");
    ExpectClosed(scene, speak, {});
    scene.Check(scene.agent.rights.size() == 2, "two rights are told to be revoked");
    scene.Check(scene.Knows(one, room), "the rest stays");
    scene.Check(scene.agent.daemon.GetStateSize() == 2 * 16, "two keys");
}

/// Random messages either mean something or close the channel.
void
PlayRandomMessages(ManagementScene& scene)
{
    scene.Start();
    SeededRandom random(SeededRandom::Seed{5});
    const Speak speaks[] = {ToTdms(scene), ToDaemon(scene)};
    for (int i = 0; i < 100; ++i)
    {
        std::uint8_t numbers[3];
        random.Fill(numbers, sizeof(numbers));
        Bytes message(1 + numbers[0] % 80);
        random.Fill(message.data(), message.size());
        message[0] = numbers[1] % 11;
        if (!DecodeManagement(message))
        {
            ExpectClosed(scene, speaks[numbers[2] % 2], message);
        }
    }
}

/// A TDMS with more records than the bound is not listened to, and what was known stays.
void
PlayTooManyRecords(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    const auto two = scene.AddDevice({});
    scene.Start(); // as many as there may be
    scene.wire.Do([&]() { scene.tdms.Authorise(one.id, room.id); });
    scene.Check(scene.broker->GetNChannels() == 1, "what is known needs no room");
    const auto extra = scene.AddDevice({});
    scene.Check(scene.broker->GetNChannels() == 0, "a device too many");
    scene.wire.Advance(seconds(3));
    scene.Check(scene.agent.nSynchronised == 1, "a report too long is none");
    scene.Check(scene.Knows(one, room), "what was known stays");
    scene.Check(scene.agent.daemon.GetStateSize() == 3 * 16, "nothing was added");
    scene.wire.Do([&]() { scene.tdms.RemoveDevice(extra.id); });
    scene.wire.Advance(seconds(1));
    scene.Check(scene.agent.nSynchronised == 2, "the report fits again");
    scene.wire.Do([&]() { scene.tdms.Authorise(two.id, room.id); });
    scene.Check(!scene.Knows(two, room) && scene.broker->GetNChannels() == 0, "a right too many");
    scene.wire.Do([&]() { scene.tdms.RemoveDevice(two.id); });
    scene.wire.Advance(seconds(1));
    scene.AddTopic();
    scene.Check(scene.broker->GetNChannels() == 1, "a removed device makes room");
    scene.AddTopic();
    scene.Check(scene.broker->GetNChannels() == 0, "a topic too many");
}

/// What goes makes room, however it goes.
void
PlayRoom(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    auto one = scene.AddDevice({room});
    scene.Start(); // three records of four
    const auto check = [&](const char* how) {
        scene.Check(scene.broker->GetNChannels() == 1 && scene.Knows(one, room), how);
    };
    for (int i = 0; i < 3; ++i)
    {
        scene.wire.Do([&]() { scene.tdms.Revoke(one.id, room.id); });
        scene.wire.Do([&]() { scene.tdms.Authorise(one.id, room.id); });
        check("a revoked right makes room");
        scene.wire.Do([&]() { scene.tdms.RemoveDevice(one.id); });
        one = scene.AddDevice({room});
        check("a removed device makes room");
        scene.wire.Cut(scene.wire.transcript.back().stream);
        scene.wire.Do([&]() { scene.tdms.Revoke(one.id, room.id); });
        scene.wire.Advance(seconds(1));
        scene.wire.Do([&]() { scene.tdms.Authorise(one.id, room.id); });
        check("a right that is no longer reported makes room");
    }
}

} // namespace

std::vector<TestCase*>
MakeManagementFailureTests()
{
    constexpr auto right = Shows::RIGHT;
    ManagementPlan few;
    few.maxRecords = 4;
    return {new ManagementTest("daemon of another name", PlayRefused, {right, Shows::OTHER_NAME}),
            new ManagementTest("daemon of another root", PlayRefused, {right, Shows::OTHER_ROOT}),
            new ManagementTest("daemon without certificate", PlayRefused, {right, Shows::NOTHING}),
            new ManagementTest("TDMS of another name", PlayRefused, {Shows::OTHER_NAME}),
            new ManagementTest("TDMS of another root", PlayRefused, {Shows::OTHER_ROOT}),
            new ManagementTest("TDMS of another time", PlayRefused, {Shows::EXPIRED}),
            new ManagementTest("false daemon beside the true one", PlayFalseDaemon),
            new ManagementTest("hostile daemon", PlayHostileDaemon),
            new ManagementTest("hostile TDMS", PlayHostileTdms),
            new ManagementTest("what is no longer reported", PlayForgotten),
            new ManagementTest("random messages", PlayRandomMessages),
            new ManagementTest("too many records", PlayTooManyRecords, few),
            new ManagementTest("room for records", PlayRoom, few)};
}

} // namespace ns3::mqtt::test
