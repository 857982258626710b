// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_DEVICE_H
#define MQTT_SCHEME_DEVICE_H

#include "mqtt-scheme-scene.h"

#include "ns3/mqtt-group-platform-scheme.h"
#include "ns3/mqtt-key-agreement.h"
#include "ns3/mqtt-session-cipher.h"

/// @file
/// Devices of the MQTT group platform that do what a test wants, and not what an agent would.

namespace ns3::mqtt::test
{

/// @param scene that plays a scheme of the platform
/// @return the scheme
GroupPlatformScheme& GetPlatform(const SchemeScene& scene);

/// @param scene that plays a scheme of the platform
/// @return whether it is run as printed
bool IsPublished(const SchemeScene& scene);

/// Registers a device, and lets it use the topic.
/// @param scene that plays a scheme of the platform
/// @param name that nobody else has
/// @return what it needs
DeviceCredentials Register(SchemeScene& scene, const std::string& name);

/// Does something as the topic and device management.
/// @param scene that plays a scheme of the platform
/// @param work what
void Manage(SchemeScene& scene, const std::function<void(TopicDeviceManagement&)>& work);

/// A device that takes each step only when it is told to, and forgets no key.
class ScriptedDevice
{
  public:
    /// @param scene scene; outlives the device
    /// @param credentials right or wrong ones
    ScriptedDevice(SchemeScene& scene, DeviceCredentials credentials);

    /// Sends message 1, and waits.
    /// @return whether the broker has answered, and proven itself
    bool Ask();

    /// Sends message 3.
    void Respond();

    /// @param clientId MQTT client identifier
    /// @param clean whether the session is clean
    /// @return CONNECT with the proof of the last key agreement
    mqtt::Connect MakeConnect(const std::string& clientId, bool clean = true) const;

    /// Does all of the key agreement, then connects.
    /// @param clientId MQTT client identifier
    /// @param clean whether the session is clean
    /// @return whether the broker has accepted it
    bool Join(const std::string& clientId, bool clean = true);

    /// Subscribes with QoS 0.
    /// @param filter topic filter
    void Subscribe(const std::string& filter);

    /// Disconnects in order.
    void Leave();

    /// @return every group key that it was ever given, in order; the epoch is 0 if it is not told
    const std::vector<GroupKey>& GetKeys();

    /// @param text topic=payload
    /// @return PUBLISH sealed under the session's key
    mqtt::Publish Seal(const std::string& text);

    std::shared_ptr<Outsider> channel; ///< for key agreement
    std::shared_ptr<Outsider> mqtt;    ///< connection to the broker

  private:
    SchemeScene& m_scene;                  ///< scene
    DeviceCredentials m_credentials;       ///< right or wrong ones
    KeyAgreementForm m_form;               ///< how keys are agreed on
    SessionKeys m_sessionKeys;             ///< of the last key agreement
    std::optional<SessionCipher> m_cipher; ///< of the connection
    Bytes m_third;                         ///< message 3
    std::size_t m_seen{0};                 ///< packets that GetKeys() has looked at
    std::vector<GroupKey> m_keys;          ///< ever given
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_DEVICE_H */
