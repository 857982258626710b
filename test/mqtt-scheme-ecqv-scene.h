// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_ECQV_SCENE_H
#define MQTT_SCHEME_ECQV_SCENE_H

#include "mqtt-scheme-scene.h"

#include "ns3/mqtt-ecqv-broker-agent.h"
#include "ns3/mqtt-ecqv-client-agent.h"
#include "ns3/mqtt-ecqv-scheme.h"

/// @file
/// What tests of the ECQV schemes look at in a scene.

namespace ns3::mqtt::test
{

/// @param scene with an ECQV scheme
/// @return the scheme's authority
EcqvAuthority& GetAuthority(const SchemeScene& scene);

/// @param scene with an ECQV scheme
/// @return the authority's present epoch
std::uint32_t GetEpoch(const SchemeScene& scene);

/// @param scene with an ECQV scheme
/// @return the scheme's form
EcqvForm GetForm(const SchemeScene& scene);

/// @param scene with an ECQV scheme
/// @return a scheme of the same option and form with defaults
Ptr<SecurityScheme> MakeSame(const SchemeScene& scene);

/// @param packet any
/// @return whether it brings keys
bool IsUpdate(const ControlPacket& packet);

/// @param scene scene
/// @param client name of a client
/// @return types of all packets on its link in order, "<" before those from the broker
std::string ListPackets(const SchemeScene& scene, const std::string& client);

/// @param scene scene
/// @param client name of a client
/// @return octets of all trailers on its link in order
std::string ListTrailers(const SchemeScene& scene, const std::string& client);

/// Takes the channel between broker and authority away.
/// @param scene with an ECQV scheme
void CutChannel(SchemeScene& scene);

/// Somebody who has what a device had at one moment, and reads what goes to others: what remains of
/// a device that has left, or a newcomer who has recorded what went before.
class EcqvReader
{
  public:
    /// @param agent of the device, which must outlive the reader
    explicit EcqvReader(const EcqvClientAgent& agent);

    /// Takes keys in as far as they can be opened, and opens what can be opened.
    /// @param scene scene
    /// @param victim whose link is tapped
    /// @param first parcel of the transcript
    /// @return payloads that were sealed, as far as they could be opened
    std::string Read(SchemeScene& scene, const std::string& victim, std::size_t first);

  private:
    /// @param message of MQTT
    /// @param now Unix time in seconds
    /// @return its payload, if it could be opened
    std::string ReadMessage(const Message& message, std::int64_t now);

    EcqvDevice m_device;                      ///< keys
    EcqvGroupView m_view;                     ///< what was known
    std::unique_ptr<EcqvEnvelope> m_envelope; ///< opens
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_ECQV_SCENE_H */
