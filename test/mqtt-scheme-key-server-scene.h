// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_KEY_SERVER_SCENE_H
#define MQTT_SCHEME_KEY_SERVER_SCENE_H

#include "mqtt-scheme-scene.h"

#include "ns3/mqtt-key-client-agent.h"
#include "ns3/mqtt-key-server-agent.h"
#include "ns3/mqtt-key-server-scheme.h"

/// @file
/// What the tests of the key server as a whole share.

namespace ns3::mqtt::test
{

/// @param scene scene
/// @return the scheme
KeyServerScheme& GetKeyServer(SchemeScene& scene);

/// @param scene scene
/// @return the key server's agent
KeyServerAgent& GetServerAgent(SchemeScene& scene);

/// @param client client
/// @return its agent
KeyServerClientAgent& GetNodeAgent(SchemeClient& client);

/// @param scene scene
/// @return whether it is run as printed
bool IsKeyServerPublished(SchemeScene& scene);

/// A PUBLISH as somebody sent it to the broker.
struct SentMessage
{
    std::string sender; ///< who opened the connection
    Message message;    ///< topic and payload
};

/// @param scene scene
/// @param from first parcel of the transcript that counts
/// @return all that was published since then
std::vector<SentMessage> ListSent(SchemeScene& scene, std::size_t from = 0);

/// @param scene scene
/// @param type of frames
/// @param from first parcel of the transcript that counts
/// @return those that were sent since then
std::vector<SentMessage> ListFrames(SchemeScene& scene, KeyFrameType type, std::size_t from = 0);

/// Publishes, and finds the message as it went to the broker.
/// @param scene scene
/// @param sender client
/// @param text topic=payload
/// @return the first copy
SentMessage PublishAndCatch(SchemeScene& scene, SchemeClient& sender, const std::string& text);

/// @param scene scene
/// @param name MQTT client identifier
/// @return somebody who is connected to the broker and may do there what he likes
std::shared_ptr<Outsider> Intrude(SchemeScene& scene, const std::string& name = "mallory");

/// @param topic topic
/// @param payload payload
/// @return a PUBLISH of QoS 0
ControlPacket MakeMessage(const std::string& topic, Bytes payload);

/// What most plays need: alice, the first node of the pair, and bob; both send and receive.
struct KeyServerCast
{
    /// @param scene scene
    explicit KeyServerCast(SchemeScene& scene);

    SchemeClient& alice; ///< subscribes to everything
    SchemeClient& bob;   ///< subscribes to everything
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_KEY_SERVER_SCENE_H */
