// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-scene.h"
#include "mqtt-scheme-tests.h"

#include <random>

/// @file
/// Outsiders, and members that break the rules, against the ECQV schemes as a whole.

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

/// @param topic MQTT topic
/// @param payload payload
/// @return a PUBLISH of QoS 0
ControlPacket
MakePublish(const std::string& topic, Bytes payload)
{
    return Publish{std::make_shared<const Message>(Message{topic, std::move(payload)}),
                   Qos::AT_MOST_ONCE,
                   false,
                   false,
                   0};
}

/// Sends as if a client had.
/// @param scene scene
/// @param stream of the client
/// @param packet any
void
Inject(SchemeScene& scene, StreamId stream, const ControlPacket& packet)
{
    scene.wire.Inject(stream, true, Encode(packet));
    scene.wire.Run();
}

/// Publishes, catches the message on its way to the broker, and takes it away.
/// @param scene scene
/// @param sender client
/// @param text topic=payload
/// @return the message, sealed
Message
Catch(SchemeScene& scene, SchemeClient& sender, const std::string& text)
{
    Message caught;
    scene.wire.hook = [&caught](Parcel& parcel) {
        const auto packet = ReadPacket(parcel);
        const auto* publish = packet ? std::get_if<Publish>(&*packet) : nullptr;
        if (publish && parcel.fromOpener)
        {
            caught = *publish->message;
            parcel.dropped = true;
        }
    };
    sender.Publish(text);
    scene.wire.hook = nullptr;
    scene.Check(!caught.payload.empty(), "a message was caught");
    return caught;
}

/// What intrusions need: alice publishes, bob subscribes.
struct Cast
{
    /// @param scene scene
    explicit Cast(SchemeScene& scene)
        : alice(scene.AddClient("alice")),
          bob(scene.AddSubscriber("bob", "#", Qos::AT_LEAST_ONCE)),
          eve(scene.AddClient("eve"))
    {
        scene.Settle();
        scene.Check(alice.IsReady() && bob.IsReady() && eve.IsReady(), "all are ready");
    }

    SchemeClient& alice; ///< publishes
    SchemeClient& bob;   ///< subscribes
    SchemeClient& eve;   ///< publishes as well
};

/// @param scene scene
/// @return whether a message is delivered twice
bool
Replay(SchemeScene& scene)
{
    Cast cast(scene);
    const Message caught = Catch(scene, cast.alice, "a=x");
    for (int i = 0; i < 2; ++i)
    {
        Inject(scene, cast.alice.GetStream(), MakePublish(caught.topic, caught.payload));
    }
    const std::string texts = cast.bob.TakeTexts();
    scene.Check(!texts.empty(), "it is delivered once");
    return texts != "a=x";
}

/// @param scene scene
/// @return whether a message gets through on the connection of another member
bool
Carry(SchemeScene& scene)
{
    Cast cast(scene);
    const Message caught = Catch(scene, cast.alice, "a=x");
    Inject(scene, cast.eve.GetStream(), MakePublish(caught.topic, caught.payload));
    return !cast.bob.TakeTexts().empty();
}

/// @param scene scene
/// @return whether a message gets through on another topic
bool
Move(SchemeScene& scene)
{
    Cast cast(scene);
    const Message caught = Catch(scene, cast.alice, "a=x");
    Inject(scene, cast.alice.GetStream(), MakePublish("b", caught.payload));
    return !cast.bob.TakeTexts().empty();
}

/// @param scene scene
/// @return whether the broker lets a message through that was delayed too long
bool
Delay(SchemeScene& scene)
{
    Cast cast(scene);
    const Message caught = Catch(scene, cast.alice, "a=x");
    scene.wire.Advance(seconds(61));
    const StreamId stream = cast.alice.GetStream();
    Inject(scene, stream, MakePublish(caught.topic, caught.payload));
    return !cast.bob.TakeTexts().empty();
}

/// @param scene scene
/// @return whether a changed message gets through
bool
Change(SchemeScene& scene)
{
    Cast cast(scene);
    const Message caught = Catch(scene, cast.alice, "a=x");
    for (std::size_t i = 0; i < caught.payload.size(); i += 7)
    {
        Bytes changed = caught.payload;
        changed[i] ^= 4;
        Inject(scene, cast.alice.GetStream(), MakePublish(caught.topic, changed));
        scene.wire.Advance(seconds(2)); // the broker ends the connection, and alice comes back
    }
    return !cast.bob.TakeTexts().empty();
}

/// A member speaks on topics that only agents speak on.
/// @param scene scene
/// @return whether anything comes of it
bool
SpeakAsAgent(SchemeScene& scene)
{
    Cast cast(scene);
    const auto before = GetEpoch(scene);
    for (const std::string topic : {"publisher", "subscriber", "claim", "will", "other"})
    {
        const auto nLost = cast.eve.lost.size();
        Inject(scene, cast.eve.GetStream(), MakePublish("$ecqv/" + topic, Bytes(100, 1)));
        scene.wire.Advance(seconds(2));
        scene.Check(cast.eve.lost.size() > nLost, "who speaks on " + topic + " is thrown out");
    }
    cast.alice.Publish("a=x", Qos::AT_LEAST_ONCE);
    scene.ExpectTexts(cast.bob, "a=x");
    return GetEpoch(scene) != before;
}

/// Somebody on the wire sends members key updates that nobody sealed, and acknowledges others.
/// @param scene scene
/// @return whether members are led astray
bool
UpdateFalsely(SchemeScene& scene)
{
    Cast cast(scene);
    std::mt19937 random(1);
    for (std::size_t size : {0, 1, 34, 100, 300})
    {
        Bytes octets(size);
        std::generate(octets.begin(), octets.end(), std::ref(random));
        for (const char* topic : {"$ecqv/publisher", "$ecqv/subscriber", "$ecqv/x"})
        {
            Publish publish = std::get<Publish>(MakePublish(topic, octets));
            publish.qos = Qos::AT_LEAST_ONCE;
            publish.packetId = AGENT_PACKET_ID;
            scene.wire.Inject(cast.bob.GetStream(), false, Encode(publish));
            scene.wire.Run();
        }
        Inject(scene, cast.bob.GetStream(), Puback{AGENT_PACKET_ID});
    }
    scene.wire.Advance(seconds(5));
    scene.AddSubscriber("dave", "b");
    scene.Settle();
    cast.alice.Publish("a=x", Qos::AT_LEAST_ONCE);
    scene.Settle();
    return cast.bob.TakeTexts() != "a=x";
}

/// Trailers are changed on their way.
/// @param scene scene
/// @return whether a device ends up without keys, or with wrong ones
bool
ChangeTrailers(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    for (const PacketType type :
         {PacketType::CONNECT, PacketType::CONNACK, PacketType::SUBSCRIBE, PacketType::SUBACK})
    {
        bool done = false;
        scene.wire.hook = [&](Parcel& parcel) {
            const auto packet = ReadPacket(parcel);
            if (packet && GetType(*packet) == type && !std::exchange(done, true))
            {
                parcel.octets.back() ^= 1;
            }
        };
        const std::string name = GetName(type);
        auto& bob = scene.AddSubscriber(name, "a", Qos::AT_LEAST_ONCE);
        scene.wire.Advance(seconds(6));
        scene.wire.hook = nullptr;
        scene.Check(done && bob.IsReady(), name + " is repaired");
        alice.Publish("a=" + name, Qos::AT_LEAST_ONCE);
        scene.ExpectTexts(bob, "a=" + name);
    }
    return false;
}

/// Outsiders connect with all kinds of trailers, in the name of a member and in others.
/// @param scene scene
/// @return whether any of them is accepted, or the member suffers
bool
Knock(SchemeScene& scene)
{
    Cast cast(scene);
    const auto before = GetEpoch(scene);
    std::mt19937 random(1);
    bool accepted = false;
    std::vector<Bytes> trailers;
    for (const Parcel& parcel : scene.wire.transcript) // what alice has sent is recorded
    {
        const auto packet = parcel.opener == "alice" ? ReadPacket(parcel) : std::nullopt;
        const auto* connect = packet ? std::get_if<Connect>(&*packet) : nullptr;
        if (connect)
        {
            trailers.push_back(connect->trailer);
        }
    }
    for (const std::size_t size : {0, 1, 25, 66, 91, 200, 2000})
    {
        trailers.emplace_back(size);
        std::generate(trailers.back().begin(), trailers.back().end(), std::ref(random));
    }
    for (const Bytes& trailer : trailers)
    {
        for (const std::string name : {"alice", "stranger", ""})
        {
            Connect connect;
            connect.clientId = name;
            connect.trailer = trailer;
            const auto outsider = scene.Enter();
            outsider->Say(connect);
            outsider->Say(Subscribe{1, {{"#", Qos::AT_MOST_ONCE}}, trailer});
            accepted |= outsider->IsAccepted();
        }
    }
    scene.Settle();
    const bool suffers = cast.alice.lost.size() > 0 || GetEpoch(scene) != before;
    return accepted || suffers;
}

/// The authority is silent, and somebody goes on talking.
/// @param scene scene
/// @return whether the broker listens for ever
bool
TalkOn(SchemeScene& scene)
{
    Cast cast(scene);
    scene.wire.hook = [](Parcel& parcel) {
        parcel.dropped |= parcel.service == EcqvAuthority::SERVICE;
    };
    Connect connect;
    connect.clientId = "stranger";
    connect.trailer = Bytes(91, 1);
    const auto many = scene.Enter();
    many->Say(connect);
    for (std::size_t i = 0; i <= EcqvBrokerAgent::MAX_QUEUED; ++i)
    {
        many->Say(Pingreq{});
    }
    const auto much = scene.Enter();
    much->Say(connect);
    much->Say(MakePublish("a", Bytes(EcqvBrokerAgent::MAX_QUEUED_OCTETS + 1)));
    return !many->closed || !much->closed;
}

} // namespace

std::vector<TestCase*>
MakeEcqvIntrusionTests()
{
    std::vector<TestCase*> tests;
    for (const std::string option : {"auth", "conf", "anon"})
    {
        for (const bool published : {false, true})
        {
            const std::string name = "ecqv-" + option + (published ? ":published" : "");
            const auto add = [&](const char* what, SchemeSceneTest::Play play, bool wanted) {
                tests.push_back(new SchemeSceneTest(what, name, play, wanted));
            };
            const bool hidesSender = option == "anon";
            add("a message is delivered twice", Replay, false);
            add("a message comes through another member", Carry, published || hidesSender);
            add("a message moves to another topic", Move, published);
            add("a message is delivered much later", Delay, published);
            add("a changed message is delivered", Change, false);
            add("a member speaks as an agent", SpeakAsAgent, false);
            // As printed a certificate is issued to whoever asks.
            add("outsiders get in", Knock, published);
            add("somebody talks on while the authority is silent", TalkOn, false);
            if (!published)
            {
                add("false key updates", UpdateFalsely, false);
                add("trailers are changed", ChangeTrailers, false);
            }
        }
    }
    return tests;
}

} // namespace ns3::mqtt::test
