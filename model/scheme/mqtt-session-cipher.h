// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_CIPHER_H
#define MQTT_SESSION_CIPHER_H

#include "mqtt-session-keys.h"

#include "ns3/mqtt-payload-ciphers.h"

#include <optional>

namespace ns3::mqtt
{

/// Seals and opens payloads between a device and the broker under the keys of a session.
///
/// As printed: SealWithPassphrase() with K_sess in hexadecimal digits. Sound: SequencedCipher.
class SessionCipher
{
  public:
    /// Who uses it.
    enum class Side
    {
        DEVICE, ///< seals for the broker
        BROKER  ///< seals for the device
    };

    /// @param keys of the session
    /// @param form how the key agreement was run
    /// @param side who uses it
    SessionCipher(const SessionKeys& keys, KeyAgreementForm form, Side side);

    /// @param topic MQTT topic that the payload goes with
    /// @param payload in clear
    /// @return sealed payload
    Bytes Seal(std::string_view topic, ByteView payload);

    /// @param topic MQTT topic that the payload came with
    /// @param payload sealed
    /// @return in clear, or why not
    Result<Bytes> Open(std::string_view topic, ByteView payload);

    /// @return octets of keys and counters
    std::size_t GetStateSize() const;

  private:
    bool m_published;                       ///< as printed
    Secret m_passphrase;                    ///< as printed: K_sess in hexadecimal digits
    std::optional<SequencedCipher> m_sound; ///< not as printed
};

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_CIPHER_H */
