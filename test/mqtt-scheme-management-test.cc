// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-management-scene.h"
#include "mqtt-scheme-tests.h"

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What was registered before the start is reported, rights are kept apart, phases are told.
void
PlayFirstReport(ManagementScene& scene)
{
    const auto room = scene.AddTopic(seconds(60));
    const auto hall = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    const auto two = scene.AddDevice({room, hall});
    const auto none = scene.AddDevice({});
    scene.Check(!scene.agent.daemon.IsSynchronised(), "nothing is known before the start");
    scene.Check(scene.authority.GetPhases().empty(), "registration beforehand is no work");
    scene.Start();
    scene.Check(scene.agent.daemon.IsSynchronised() && scene.agent.nSynchronised == 1,
                "the report is heard of once");
    scene.Check(scene.Knows(one, room) && scene.Knows(two, room) && scene.Knows(two, hall),
                "authorised devices are known");
    scene.Check(!scene.agent.daemon.FindCredentials(one.id, hall.id), "rights are per topic");
    scene.Check(!scene.agent.daemon.FindCredentials(none.id, room.id), "a device needs a right");
    scene.Check(!scene.agent.daemon.FindCredentials(room.id, room.id), "a topic is no device");
    scene.Check(!scene.agent.daemon.FindCredentials(one.id, one.id), "a device is no topic");
    scene.Check(one.id != two.id && one.key.Get().ToText() != two.key.Get().ToText(),
                "devices have keys of their own");
    scene.Check(one.key.Get().size() == 16 && room.key.Get().size() == 16, "keys have 16 octets");
    scene.Check(scene.agent.daemon.GetStateSize() == 5 * 16, "the daemon holds five keys");
    scene.Check(scene.tdms.GetStateSize() == 5 * 16, "the TDMS holds five keys");
    scene.Check(scene.authority.GetPhases() == std::set<Phase>{Phase::ENROL}, "TDMS: phase");
    scene.Check(scene.broker->GetPhases() == std::set<Phase>{Phase::ENROL}, "daemon: phase");
    scene.Check(scene.agent.keys.empty(), "no group key without an active device");
}

/// Changes after the start are heard at once, and only real ones.
void
PlayIncrements(ManagementScene& scene)
{
    scene.Start();
    const auto room = scene.AddTopic();
    const auto one = scene.AddDevice({room});
    scene.Check(scene.Knows(one, room), "what is new is known at once");
    const auto two = scene.AddDevice({});
    scene.Check(!scene.Knows(two, room), "a registered device has no right yet");
    scene.wire.Do([&]() { scene.tdms.Authorise(two.id, room.id); });
    scene.Check(scene.Knows(two, room), "a right given later is known");
    const std::size_t said = scene.wire.transcript.size();
    scene.wire.Do([&]() {
        scene.Check(scene.tdms.Authorise(two.id, room.id).has_value(),
                    "a right may be given twice");
        scene.Check(!scene.tdms.Authorise(two.id, one.id), "no right to an unknown topic");
        scene.Check(!scene.tdms.Authorise(room.id, room.id), "no right for an unknown device");
        scene.tdms.Revoke(one.id, two.id);
        scene.tdms.Revoke(room.id, room.id);
        scene.tdms.RemoveDevice(room.id);
        scene.tdms.SetRenewalPeriod(one.id, seconds(1));
    });
    scene.Check(scene.wire.transcript.size() == said, "what changes nothing is not told");
    scene.Check(scene.agent.nSynchronised == 1, "increments are no report");
}

/// Revoked and removed devices are forgotten, the others are not.
void
PlayRevocation(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto hall = scene.AddTopic();
    const auto one = scene.AddDevice({room, hall});
    const auto two = scene.AddDevice({room, hall});
    scene.Start();
    auto& rights = scene.agent.rights;
    scene.wire.Do([&]() {
        scene.tdms.Revoke(one.id, room.id);
        scene.tdms.Revoke(one.id, room.id);
    });
    scene.Check(rights.size() == 1 && rights.front() == std::pair(one.id, room.id),
                "the revocation is heard once");
    scene.Check(!scene.agent.daemon.FindCredentials(one.id, room.id), "revoked");
    scene.Check(scene.Knows(one, hall) && scene.Knows(two, room), "other rights stay");
    rights.clear();
    scene.wire.Do([&]() { scene.tdms.RemoveDevice(two.id); });
    scene.Check(rights.size() == 2 && rights[0].first == two.id && rights[1].first == two.id &&
                    rights[0].second != rights[1].second,
                "a removed device loses every right");
    scene.Check(!scene.agent.daemon.FindCredentials(two.id, room.id), "removed");
    scene.Check(scene.Knows(one, hall), "other devices stay");
    scene.Check(scene.agent.daemon.GetStateSize() == 3 * 16, "the daemon has forgotten the key");
    scene.Check(scene.tdms.GetStateSize() == 3 * 16, "the TDMS has forgotten the key");
    scene.wire.Do([&]() {
        scene.Check(!scene.tdms.Authorise(two.id, room.id), "a removed device gets no rights");
        scene.tdms.Authorise(one.id, room.id);
    });
    scene.Check(scene.Knows(one, room), "a right may be given again");
}

/// Group keys come when the period is over and a device is active.
void
PlayRenewalByTimer(ManagementScene& scene)
{
    const auto room = scene.AddTopic(seconds(10));
    const auto hall = scene.AddTopic(seconds(15));
    const auto yard = scene.AddTopic();
    scene.Start();
    scene.agent.active = {hall.id, yard.id};
    const std::size_t said = scene.wire.transcript.size();
    scene.wire.Advance(seconds(14));
    scene.Check(scene.wire.transcript.size() == said + 1, "a period ends with one message");
    scene.Check(scene.agent.keys.empty(), "not before the period is over");
    scene.wire.Advance(seconds(21)); // 35 s
    scene.ExpectEpochs(room, "");
    scene.ExpectEpochs(hall, "1 2");
    scene.agent.active = {room.id, yard.id};
    scene.wire.Advance(seconds(26)); // 61 s
    scene.ExpectEpochs(room, "1 2 3");
    scene.ExpectEpochs(hall, "1 2");
    scene.ExpectEpochs(yard, "");
    std::set<std::string> octets;
    for (const auto& [topic, key] : scene.agent.keys)
    {
        octets.emplace(key.key.Get().ToText());
        scene.Check(key.key.Get().size() == PLATFORM_KEY_SIZE, "size of group keys");
    }
    scene.Check(octets.size() == 5, "all group keys differ");
    scene.Check(scene.authority.GetPhases().count(Phase::REKEY) > 0, "TDMS: phase");
    scene.Check(scene.broker->GetPhases().count(Phase::REKEY) > 0, "daemon: phase");
    scene.Check(scene.agent.daemon.GetStateSize() == 3 * 16 && scene.tdms.GetStateSize() == 3 * 16,
                "neither keeps group keys");
}

/// Requests are served at once, but not more often than the spacing.
void
PlayRenewalByRequest(ManagementScene& scene)
{
    const auto room = scene.AddTopic(seconds(10));
    const auto hall = scene.AddTopic();
    scene.agent.active = {room.id};
    scene.Request(room);
    scene.Start(); // asks for the active topic by itself
    scene.ExpectEpochs(room, "1");
    scene.wire.Advance(seconds(2));
    scene.Request(room);
    scene.ExpectEpochs(room, "1 2");
    for (int i = 0; i < 5; ++i)
    {
        scene.wire.Advance(milliseconds(50));
        scene.Request(room);
    }
    scene.Request(hall);
    scene.ExpectEpochs(hall, "1");
    scene.wire.Advance(milliseconds(749)); // 2.999 s
    scene.ExpectEpochs(room, "1 2");
    scene.wire.Advance(milliseconds(1));
    scene.ExpectEpochs(room, "1 2 3");
    scene.Request(room); // 3 s: shares the next one
    scene.Request(room);
    scene.wire.Advance(seconds(1)); // 4 s
    scene.ExpectEpochs(room, "1 2 3 4");
    scene.wire.Advance(milliseconds(5500)); // 9.5 s
    scene.ExpectEpochs(room, "1 2 3 4");
    scene.Request(room);
    scene.ExpectEpochs(room, "1 2 3 4 5");
    scene.wire.Advance(milliseconds(600)); // the period was over at 10 s, so 10.5 s
    scene.ExpectEpochs(room, "1 2 3 4 5");
    scene.wire.Advance(milliseconds(400));
    scene.ExpectEpochs(room, "1 2 3 4 5 6");
    scene.wire.Advance(milliseconds(9500)); // 20 s
    scene.ExpectEpochs(room, "1 2 3 4 5 6 7");
    scene.ExpectEpochs(hall, "1");
    scene.wire.Do([&]() { scene.agent.daemon.RequestRenewal({}, *scene.broker); });
    scene.Check(scene.broker->GetNChannels() == 1, "an unknown topic is not asked for");
}

/// A new period counts from when it was set.
void
PlayChangeOfPeriod(ManagementScene& scene)
{
    auto room = scene.AddTopic(seconds(10));
    const auto one = scene.AddDevice({room});
    scene.Start();
    scene.agent.active = {room.id};
    scene.wire.Advance(seconds(2));
    const auto change = [&](Duration period) {
        scene.wire.Do([&]() { scene.tdms.SetRenewalPeriod(room.id, period); });
        room.renewalPeriod = period;
        scene.Check(scene.Knows(one, room), "the daemon knows the new policy");
    };
    change(seconds(3));
    scene.wire.Advance(seconds(3)); // 5 s
    scene.ExpectEpochs(room, "1");
    scene.wire.Advance(seconds(4)); // 9 s
    scene.ExpectEpochs(room, "1 2");
    change(Duration(0));
    scene.wire.Advance(seconds(20)); // 29 s
    scene.ExpectEpochs(room, "1 2");
    change(seconds(4));
    scene.wire.Advance(milliseconds(8500)); // 37.5 s
    scene.ExpectEpochs(room, "1 2 3 4");
}

/// A lost channel is opened again, and what has changed meanwhile is put right.
void
PlayReturn(ManagementScene& scene)
{
    const auto room = scene.AddTopic();
    const auto hall = scene.AddTopic();
    const auto one = scene.AddDevice({room, hall});
    const auto two = scene.AddDevice({room});
    const auto old = scene.AddDevice({room});
    scene.Start();
    scene.agent.active = {room.id};
    scene.Request(room);
    scene.Request(room); // waits, and goes with the channel
    scene.wire.Cut(scene.wire.transcript.back().stream);
    scene.wire.Run();
    scene.Check(scene.broker->GetNChannels() == 0, "the channel is lost");
    scene.wire.Do([&]() {
        scene.tdms.Revoke(one.id, room.id);
        scene.tdms.RemoveDevice(two.id);
    });
    const auto yard = scene.AddTopic();
    const auto young = scene.AddDevice({yard});
    scene.Request(room); // not possible
    scene.wire.Advance(milliseconds(999));
    scene.Check(scene.agent.daemon.IsSynchronised() && scene.agent.rights.empty() &&
                    scene.Knows(one, room) && scene.Knows(two, room),
                "without a channel what was known goes on");
    scene.ExpectEpochs(room, "1");
    scene.wire.Advance(milliseconds(1));
    scene.Check(scene.agent.nSynchronised == 2, "the channel is back with a new report");
    std::sort(scene.agent.rights.begin(), scene.agent.rights.end());
    std::vector<std::pair<PlatformId, PlatformId>> lost{{one.id, room.id}, {two.id, room.id}};
    std::sort(lost.begin(), lost.end());
    scene.Check(scene.agent.rights == lost, "lost rights are told");
    scene.Check(!scene.Knows(one, room) && !scene.Knows(two, room), "lost rights are gone");
    scene.Check(scene.Knows(one, hall) && scene.Knows(old, room), "other rights stay");
    scene.Check(scene.Knows(young, yard), "new devices are known");
    scene.Check(scene.agent.daemon.GetStateSize() == 6 * 16, "what is gone is forgotten");
    scene.ExpectEpochs(room, "1 2");
    scene.ExpectEpochs(hall, "");
    scene.wire.Advance(seconds(10));
    scene.ExpectEpochs(room, "1 2");
}

/// One daemon at a time: the newest.
void
PlayReplacement(ManagementScene& scene)
{
    const auto room = scene.AddTopic(seconds(10));
    const auto one = scene.AddDevice({room});
    scene.Start();
    const auto other = scene.MakeBroker(scene.plan.daemon);
    scene.wire.Do([&]() { other->Start(); });
    const auto& daemon = other->GetAgent<DaemonAgent>().daemon;
    scene.Check(daemon.FindCredentials(one.id, room.id).has_value(), "the new daemon is told");
    scene.Check(scene.authority.GetNChannels() == 1 && scene.broker->GetNChannels() == 0,
                "the old channel is closed");
    scene.wire.Do([&]() { scene.tdms.RemoveDevice(one.id); });
    scene.Check(!daemon.FindCredentials(one.id, room.id), "the new daemon hears of changes");
    scene.Check(scene.Knows(one, room), "the old one does not");
}

} // namespace

std::vector<TestCase*>
MakeManagementTests()
{
    return {new ManagementTest("first report", PlayFirstReport),
            new ManagementTest("increments", PlayIncrements),
            new ManagementTest("revocation and removal", PlayRevocation),
            new ManagementTest("renewal by timer", PlayRenewalByTimer),
            new ManagementTest("renewal by request", PlayRenewalByRequest),
            new ManagementTest("change of period", PlayChangeOfPeriod),
            new ManagementTest("lost channel and return", PlayReturn),
            new ManagementTest("a second daemon", PlayReplacement)};
}

} // namespace ns3::mqtt::test
