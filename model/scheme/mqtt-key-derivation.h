// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_DERIVATION_H
#define MQTT_KEY_DERIVATION_H

#include "mqtt-session-keys.h"

#include "ns3/mqtt-primitives.h"

#include <optional>

/// @file
/// What both sides of the key agreement compute from its messages.

namespace ns3::mqtt
{

/// Octets of C1 and of C2.
constexpr std::size_t CHALLENGE_SIZE = 16;

/// @param form how the agreement is run
/// @return whether both sides send an ephemeral key
inline bool
IsEphemeral(KeyAgreementForm form)
{
    return !form.published && form.forwardSecrecy;
}

/// @param form how the agreement is run
/// @return octets of a challenge and, if there is one, of the ephemeral key behind it
inline std::size_t
GetOpeningSize(KeyAgreementForm form)
{
    return CHALLENGE_SIZE + (IsEphemeral(form) ? X25519Pair::PUBLIC_KEY_SIZE : 0);
}

/// @param message 1, of the right size
/// @return C1 and what follows
inline ByteView
GetFirstOpening(ByteView message)
{
    return message.SubView(2 * PLATFORM_ID_SIZE);
}

/// Messages 1 and 2.
struct Transcript
{
    ByteView first;  ///< message 1
    ByteView second; ///< message 2, or what is made of it so far
};

/// Makes R1 and R2.
class ResponseMaker
{
  public:
    /// @param credentials of the device; must outlive this object
    /// @param form how the agreement is run
    ResponseMaker(const DeviceCredentials& credentials, KeyAgreementForm form);

    /// @param transcript so far: message 2 ends before R1
    /// @return R1
    Bytes MakeForDevice(const Transcript& transcript) const;

    /// @param transcript whole
    /// @return R2
    Bytes MakeForBroker(const Transcript& transcript) const;

  private:
    /// @param opening begins with a challenge
    /// @return the response as printed; the same both ways, which is what reflection lives on
    Bytes HashChallenge(ByteView opening) const;

    /// @param label who answers
    /// @param transcript that is authenticated
    /// @return the sound response
    Bytes Authenticate(std::string_view label, const Transcript& transcript) const;

    const DeviceCredentials& m_credentials; ///< of the device
    bool m_published;                       ///< as printed
    Secret m_key;                           ///< sound: authenticates messages 2 and 3
};

/// @param credentials of the device
/// @param form how the agreement is run
/// @param transcript whole
/// @param pair own ephemeral keys, if the form has them
/// @param peer the other side's challenge, and its ephemeral key if the form has one
/// @return the keys of the session, unless the other side's ephemeral key is of no use
Result<SessionKeys> DeriveKeys(const DeviceCredentials& credentials,
                               KeyAgreementForm form,
                               const Transcript& transcript,
                               const std::optional<X25519Pair>& pair,
                               ByteView peer);

} // namespace ns3::mqtt

#endif /* MQTT_KEY_DERIVATION_H */
