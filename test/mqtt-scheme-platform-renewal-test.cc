// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-device.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-group-key-agent.h"

#include <set>

/// @file
/// When group keys change, and what becomes of messages meanwhile.

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

/// The renewal period of scenes that have one.
constexpr Duration PERIOD = seconds(100);

/// Holds key updates to one client back.
class Holder
{
  public:
    /// @param scene scene; outlives the holder
    /// @param client name of the client
    Holder(SchemeScene& scene, std::string client)
        : m_scene(scene)
    {
        scene.wire.hook = [this, client = std::move(client)](Parcel& parcel) {
            const auto packet = ReadPacket(parcel);
            const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
            if (publish && parcel.opener == client && !parcel.fromOpener &&
                publish->message->topic.rfind("updategroup/", 0) == 0)
            {
                m_held.push_back(parcel);
                parcel.dropped = true;
            }
        };
    }

    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    ~Holder()
    {
        m_scene.wire.hook = nullptr;
    }

    /// Lets them go.
    void Release()
    {
        m_scene.Check(!m_held.empty(), "there was a key update");
        for (const auto& parcel : m_held)
        {
            m_scene.wire.Inject(parcel.stream, false, parcel.octets);
        }
        m_held.clear();
        m_scene.wire.Run();
    }

  private:
    SchemeScene& m_scene;       ///< scene
    std::vector<Parcel> m_held; ///< key updates
};

/// @param scene scene
/// @param event something that happens to another device
/// @param prepare something that happens to it before
/// @return how many keys a member is given for it
std::size_t
CountRenewals(SchemeScene& scene,
              const std::function<void(ScriptedDevice&)>& event,
              const std::function<void(ScriptedDevice&)>& prepare = {})
{
    ScriptedDevice watch(scene, Register(scene, "watch"));
    ScriptedDevice other(scene, Register(scene, "other"));
    scene.Check(watch.Join("watch"), "the member is accepted");
    if (prepare)
    {
        prepare(other);
    }
    scene.Settle();
    const std::size_t before = watch.GetKeys().size();
    scene.Check(before > 0, "the member has a key");
    event(other);
    scene.Settle();
    return watch.GetKeys().size() - before;
}

/// @param scene scene
/// @return whether the key changes when the period is over, and not before
bool
RenewByTime(SchemeScene& scene)
{
    const auto early = CountRenewals(scene, [&scene](ScriptedDevice&) {
        scene.wire.Advance(PERIOD - seconds(10));
    });
    scene.Check(early == 0, "not before its time");
    ScriptedDevice late(scene, Register(scene, "late"));
    late.Join("late");
    scene.Settle();
    const std::size_t before = late.GetKeys().size();
    scene.wire.Advance(PERIOD * 3);
    return late.GetKeys().size() == before + 3;
}

/// @param scene scene
/// @return whether the key changes when a device joins
bool
RenewOnJoin(SchemeScene& scene)
{
    return CountRenewals(scene, [](ScriptedDevice& other) { other.Join("other"); }) == 1;
}

/// @param scene scene
/// @return whether the key changes when a device leaves
bool
RenewOnLeave(SchemeScene& scene)
{
    return CountRenewals(
               scene,
               [](ScriptedDevice& other) { other.Leave(); },
               [](ScriptedDevice& other) { other.Join("other"); }) == 1;
}

/// @param scene scene
/// @return whether the key changes when the connection of a device breaks
bool
RenewOnLoss(SchemeScene& scene)
{
    return CountRenewals(
               scene,
               [](ScriptedDevice& other) { other.mqtt->Leave(); },
               [](ScriptedDevice& other) { other.Join("other"); }) == 1;
}

/// @param scene scene
/// @return whether the key changes when a device goes whose session is kept
bool
RenewOnAbsence(SchemeScene& scene)
{
    return CountRenewals(
               scene,
               [](ScriptedDevice& other) { other.Leave(); },
               [](ScriptedDevice& other) { other.Join("other", false); }) > 0;
}

/// Ten devices join in one moment.
/// @param scene scene
/// @return whether they share renewals
bool
ShareRenewals(SchemeScene& scene)
{
    std::vector<std::unique_ptr<ScriptedDevice>> crowd;
    const std::size_t renewals = CountRenewals(scene, [&](ScriptedDevice&) {
        for (int i = 0; i < 10; ++i)
        {
            const std::string name = "member" + std::to_string(i);
            crowd.push_back(std::make_unique<ScriptedDevice>(scene, Register(scene, name)));
            scene.Check(crowd.back()->Join(name), "who joins is accepted");
        }
    });
    for (const auto& device : crowd)
    {
        scene.Check(!device->GetKeys().empty(), "who joins is given a key");
    }
    return renewals == 2; // one at once, and one for all that came before it
}

/// A member with a kept session comes back after some renewals.
/// @param scene scene
/// @return whether it is given the keys that it missed
bool
CatchUp(SchemeScene& scene)
{
    ScriptedDevice watch(scene, Register(scene, "watch"));
    ScriptedDevice other(scene, Register(scene, "other"));
    watch.Join("watch");
    other.Join("other", false);
    scene.Settle();
    other.Leave();
    scene.wire.Advance(PERIOD * 3);
    other.Join("other", false);
    scene.Settle();
    const auto have = [&other](const GroupKey& wanted) {
        const auto& keys = other.GetKeys();
        return std::any_of(keys.begin(), keys.end(), [&wanted](const GroupKey& key) {
            return key.epoch == wanted.epoch && key.key.Get().ToText() == wanted.key.Get().ToText();
        });
    };
    const auto& all = watch.GetKeys();
    scene.Check(all.size() > 3, "there were renewals");
    return std::all_of(all.end() - 3, all.end(), have);
}

/// The subscriber's update comes after a message of the new epoch.
/// @param scene scene
/// @return true
bool
BufferNewEpoch(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a", Qos::EXACTLY_ONCE);
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    Holder holder(scene, "bob");
    scene.wire.Advance(PERIOD);
    alice.Publish("a=1", Qos::AT_MOST_ONCE);
    alice.Publish("a=2", Qos::EXACTLY_ONCE);
    scene.ExpectTexts(bob, "");
    scene.Check(bob.GetAgent<GroupKeyClientAgent>().GetNBuffered() == 2, "both wait");
    holder.Release();
    scene.ExpectTexts(bob, "a=1, a=2");
    scene.Check(bob.lost.empty(), "the connection stands");
    return true;
}

/// The publisher's update comes late, so it seals under the old epoch.
/// @param scene scene
/// @param delay from the renewal to its message
/// @return whether the subscriber can still open it
bool
OpenOldEpoch(SchemeScene& scene, Duration delay)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    Holder holder(scene, "alice");
    scene.wire.Advance(PERIOD + delay);
    alice.Publish("a=old");
    const bool opened = bob.TakeTexts() == "a=old";
    scene.Check(bob.lost.empty(), "the connection stands");
    holder.Release();
    alice.Publish("a=new");
    scene.Check(bob.TakeTexts() == "a=new", "bob gets what is sealed under the new key");
    return opened;
}

/// @param scene scene
/// @return whether a message of the old epoch opens within its grace
bool
OpenWithinGrace(SchemeScene& scene)
{
    return OpenOldEpoch(scene, seconds(1));
}

/// @param scene scene
/// @return whether a message of the old epoch opens after its grace
bool
OpenAfterGrace(SchemeScene& scene)
{
    return OpenOldEpoch(scene, seconds(20));
}

/// More messages of an unknown epoch come than are kept. As printed, one in some 256 opens under
/// the wrong key, and noise is delivered.
/// @param scene scene
/// @return true
bool
BoundNumber(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    Holder holder(scene, "bob");
    scene.wire.Advance(PERIOD);
    for (std::size_t i = 0; i < GroupKeyClientAgent::MAX_BUFFERED + 100; ++i)
    {
        alice.Publish("a=x");
    }
    const auto& agent = bob.GetAgent<GroupKeyClientAgent>();
    scene.Check(agent.GetNBuffered() == GroupKeyClientAgent::MAX_BUFFERED, "no more are kept");
    const std::size_t noise = bob.received.size();
    scene.Check(noise == 0 || (IsPublished(scene) && noise < 10), "hardly any noise is delivered");
    scene.Check(agent.GetDropped() + noise == 100, "the others are counted");
    holder.Release();
    scene.Check(bob.received.size() == GroupKeyClientAgent::MAX_BUFFERED + noise,
                "those that were kept are delivered");
    scene.Check(agent.GetNBuffered() == 0, "none is left");
    return true;
}

/// The key of a message does not come in time.
/// @param scene scene
/// @return true
bool
BoundTime(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "a");
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    Holder holder(scene, "bob");
    scene.wire.Advance(PERIOD);
    const auto& agent = bob.GetAgent<GroupKeyClientAgent>();
    alice.Publish("a=early");
    scene.wire.Advance(seconds(4));
    alice.Publish("a=late");
    scene.Check(agent.GetNBuffered() == 2, "both wait");
    scene.wire.Advance(seconds(2));
    scene.Check(agent.GetNBuffered() == 1, "the first is given up after five seconds");
    holder.Release();
    scene.ExpectTexts(bob, "a=late");
    return true;
}

/// Somebody publishes where key updates come.
/// @param scene scene
/// @return whether the client takes it for one, or breaks
bool
ForgeUpdate(SchemeScene& scene)
{
    auto& bob = scene.AddSubscriber("bob", "#");
    scene.Settle();
    const auto& [device, topic] = GetPlatform(scene).GetCredentials("bob");
    const auto epoch = bob.GetAgent<GroupKeyClientAgent>().GetGroupEpoch();
    const SessionIdentity identity{device.id, topic.id};
    const std::string update = GetUpdateTopic(identity) + "=" + std::string(64, 'x');
    auto& eve = scene.AddClient("eve");
    scene.Settle();
    const auto joined = bob.GetAgent<GroupKeyClientAgent>().GetGroupEpoch();
    eve.Publish(update);
    scene.Settle();
    scene.Check(joined >= epoch, "epochs only grow");
    return !bob.lost.empty() || bob.GetAgent<GroupKeyClientAgent>().GetDropped() > 0;
}

/// A message of QoS 0 overtakes those that wait at the broker for the subscriber's
/// acknowledgements; they come later and are no replays.
bool
OvertakeQueue(SchemeScene& scene)
{
    auto& bob = scene.AddClient("bob", {false, {{"a", Qos::AT_LEAST_ONCE}}, {}, true});
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    scene.wire.hook = [](Parcel& parcel) {
        const auto packet = parcel.service == MQTT_SERVICE ? ReadPacket(parcel) : std::nullopt;
        parcel.dropped =
            packet && std::holds_alternative<Puback>(*packet) && parcel.opener == "bob";
    };
    std::set<std::string> wanted;
    for (int i = 0; i < 300; ++i)
    {
        alice.Publish(*wanted.insert("a=" + std::to_string(i)).first, Qos::AT_LEAST_ONCE);
    }
    alice.Publish("a=first", Qos::AT_MOST_ONCE);
    scene.Settle();
    scene.Check(bob.TakeTexts().find("a=first") != std::string::npos, "QoS 0 comes at once");
    scene.wire.hook = nullptr;
    bob.Lose();
    scene.wire.Advance(std::chrono::seconds{5});
    for (const auto& publish : bob.received)
    {
        wanted.erase("a=" + std::string(ByteView(publish.message->payload).ToText()));
    }
    return wanted.empty();
}

} // namespace

std::vector<TestCase*>
MakePlatformRenewalTests()
{
    std::vector<TestCase*> tests;
    for (const std::string name : {"group-key", "group-key:published"})
    {
        const bool sound = name == "group-key";
        const auto add = [&](const char* what,
                             SchemeSceneTest::Play play,
                             const char* period,
                             bool wanted = true) {
            tests.push_back(new SchemeSceneTest(what,
                                                name,
                                                play,
                                                wanted,
                                                {{"RenewalPeriod", period},
                                                 {"RenewalSpacing", "250ms"},
                                                 {"GracePeriod", "10s"},
                                                 {"BufferTime", "5s"}}));
        };
        add("the key changes when its period is over", RenewByTime, "100s");
        add("the key changes when a device joins", RenewOnJoin, "0s", sound);
        add("the key changes when a device leaves", RenewOnLeave, "0s", sound);
        add("the key changes when a connection breaks", RenewOnLoss, "0s", sound);
        add("the key changes when a kept session goes", RenewOnAbsence, "0s", false);
        add("joins of one moment share renewals", ShareRenewals, "0s", sound);
        add("who returns gets the keys it missed", CatchUp, "100s", sound);
        add("messages of a new epoch wait for its key", BufferNewEpoch, "100s");
        add("an old epoch opens within its grace", OpenWithinGrace, "100s");
        add("an old epoch opens after its grace", OpenAfterGrace, "100s", false);
        add("only so many messages wait for a key", BoundNumber, "100s");
        add("messages wait only so long for a key", BoundTime, "100s");
        add("what waits at the broker is overtaken by QoS 0", OvertakeQueue, "0s");
        add("a forged key update reaches a member", ForgeUpdate, "0s", false);
    }
    return tests;
}

} // namespace ns3::mqtt::test
