// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_AGREEMENT_H
#define MQTT_KEY_AGREEMENT_H

#include "mqtt-session-keys.h"
#include "mqtt-session-proof.h"

#include "ns3/mqtt-primitives.h"

#include <optional>

/// @file
/// Key agreement by challenge and response between a device and the broker (Figure 4 of the paper
/// on the MQTT group platform), as printed and as it should be.
///
///   as printed                                    sound
///   1  ID_device, ID_topic, C1                    1  ID_device, ID_topic, C1 [, X1]
///   2  C2, R1 = SHA-1(K_topic, K_device, C1)      2  C2 [, X2], R1 = HMAC("broker", 1, C2 [, X2])
///   3  R2 = SHA-1(K_topic, K_device, C2)          3  R2 = HMAC("device", 1, 2)
///   K = SHA-1(ID_topic, K_topic,                  K = HKDF(K_topic, K_device [, X25519(X1, X2)];
///             ID_device, K_device, C1, C2)                 SHA-256(1, 2); label)
///
/// X1 and X2 are ephemeral X25519 public keys.

namespace ns3::mqtt
{

/// The device's side.
class KeyAgreementInitiator
{
  public:
    /// @param credentials of the device
    /// @param form how it is run
    KeyAgreementInitiator(DeviceCredentials credentials, KeyAgreementForm form);

    /// @return message 1
    Bytes Begin();

    /// Takes one message 2 for each message 1.
    /// @param message message 2
    /// @return message 3, or why the broker is not to be trusted
    Result<Bytes> Answer(ByteView message);

    /// @return what is shared, after Answer()
    const SessionKeys& GetKeys() const
    {
        return m_keys;
    }

  private:
    DeviceCredentials m_credentials;  ///< of the device
    KeyAgreementForm m_form;          ///< how it is run
    Bytes m_first;                    ///< message 1, until message 2 has come
    std::optional<X25519Pair> m_pair; ///< ephemeral keys, until message 2 has come
    SessionKeys m_keys;               ///< what is shared
};

/// The broker's side.
class KeyAgreementResponder
{
  public:
    /// @param message message 1
    /// @param form how it is run
    /// @return who asks, unless the message is malformed
    static Result<SessionIdentity> ReadIdentity(ByteView message, KeyAgreementForm form);

    /// @param credentials of the device that asks
    /// @param form how it is run
    KeyAgreementResponder(DeviceCredentials credentials, KeyAgreementForm form);

    /// @param message message 1
    /// @return message 2, or what is wrong
    Result<Bytes> Challenge(ByteView message);

    /// Takes one message 3 for each message 2.
    /// @param message message 3
    /// @return nothing if the device has proven itself
    std::optional<Error> Verify(ByteView message);

    /// @return what is shared, after Verify()
    const SessionKeys& GetKeys() const
    {
        return m_keys;
    }

  private:
    DeviceCredentials m_credentials;  ///< of the device
    KeyAgreementForm m_form;          ///< how it is run
    Bytes m_first;                    ///< message 1
    Bytes m_second;                   ///< message 2
    Bytes m_expected;                 ///< message 3, until it has come
    std::optional<X25519Pair> m_pair; ///< ephemeral keys, until message 3 has come
    SessionKeys m_keys;               ///< what is shared
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_AGREEMENT_H */
