// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PAYLOAD_CIPHERS_H
#define MQTT_PAYLOAD_CIPHERS_H

#include "mqtt-primitives.h"

/// @file
/// Ciphers for the payloads that two parties send each other under the keys of a session.

namespace ns3::mqtt
{

/// Sequence number in 8 octets, ciphertext, tag by AesGcm, a key for each direction; a label, the
/// sequence number and the MQTT topic are authenticated. Sequence numbers only grow, so nothing is
/// taken twice or out of order.
class SequencedCipher
{
  public:
    /// Octets that sealing adds.
    static constexpr std::size_t OVERHEAD = sizeof(std::uint64_t) + AesGcm::TAG_SIZE;

    /// @param sealing key of the own direction, AesGcm::KEY_SIZE octets
    /// @param opening key of the peer's direction, AesGcm::KEY_SIZE octets
    /// @param label keeps payloads apart from other uses of the keys; lives as long as the program
    SequencedCipher(ByteView sealing, ByteView opening, std::string_view label);

    /// @param topic MQTT topic that the payload goes with
    /// @param payload in clear
    /// @return sealed payload
    Bytes Seal(std::string_view topic, ByteView payload);

    /// @param topic MQTT topic that the payload came with
    /// @param payload sealed
    /// @return in clear, or why not
    Result<Bytes> Open(std::string_view topic, ByteView payload);

    /// @return octets of keys and counters
    std::size_t GetStateSize() const
    {
        return 2 * AesGcm::KEY_SIZE + sizeof(m_sent) + sizeof(m_received);
    }

  private:
    AesGcm m_sealing;            ///< own direction
    AesGcm m_opening;            ///< the peer's direction
    std::string_view m_label;    ///< what the keys are used for
    std::uint64_t m_sent{0};     ///< sequence number of the last payload sealed
    std::uint64_t m_received{0}; ///< highest sequence number opened
};

/// IV in 16 octets, AES-128-CBC, HMAC-SHA-256 over both: encrypt, then authenticate. Both
/// directions share the keys, and nothing tells a payload from an older one or from that of another
/// topic.
class EncryptThenMac
{
  public:
    static constexpr std::size_t KEY_SIZE = 16; ///< octets of each key
    static constexpr std::size_t IV_SIZE = 16;  ///< octets
    static constexpr std::size_t TAG_SIZE = 32; ///< octets

    /// @param encryption key, KEY_SIZE octets
    /// @param authentication key of any length
    EncryptThenMac(ByteView encryption, ByteView authentication);

    /// @param payload in clear
    /// @return sealed payload
    Bytes Seal(ByteView payload) const;

    /// @param payload sealed
    /// @return in clear, or why not
    Result<Bytes> Open(ByteView payload) const;

    /// @return octets of keys
    std::size_t GetStateSize() const
    {
        return m_encryption.Get().size() + m_authentication.Get().size();
    }

  private:
    Secret m_encryption;     ///< of AES
    Secret m_authentication; ///< of HMAC
};

} // namespace ns3::mqtt

#endif /* MQTT_PAYLOAD_CIPHERS_H */
