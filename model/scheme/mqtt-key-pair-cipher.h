// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_PAIR_CIPHER_H
#define MQTT_KEY_PAIR_CIPHER_H

#include "mqtt-key-server-frames.h"
#include "mqtt-replay-windows.h"

#include "ns3/mqtt-control-packets.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

/// What a pair's message carries under its protection: flags in an octet, the topic behind its
/// length in two, the payload.
struct KeyPairMessage
{
    /// What the receiver does with it.
    enum class Kind : std::uint8_t
    {
        APPLICATION = 0, ///< for the application
        WILL = 1         ///< topic: where the sender's will comes; payload: key that opens it
    };

    Kind kind{Kind::APPLICATION}; ///< what the receiver does with it
    Qos qos{Qos::AT_MOST_ONCE};   ///< of the application
    bool retain{false};           ///< of the application
    std::string topic;            ///< of the application
    Bytes payload;                ///< of the application
};

/// @param message message whose topic has at most 65,535 octets
/// @return its octets
Bytes EncodeKeyPairMessage(const KeyPairMessage& message);

/// @param octets from a peer
/// @return the message; none if it cannot be
std::optional<KeyPairMessage> DecodeKeyPairMessage(ByteView octets);

/// Which node of a pair an end is.
enum class KeyPairSide
{
    FIRST,  ///< it asked for the keys
    SECOND, ///< the other
    BOTH    ///< it is its own peer
};

/// How messages of a pair are protected.
enum class KeyMessageForm
{
    PUBLISHED, ///< as printed: IV 16, E{...}, HMAC 32 under NNSK, the IV that came with it and
               ///< NNSKsign, in the TPM; no order, no direction
    TPM, ///< key id 4, sequence 8, IV 16, E{...}, HMAC 32, under keys of each direction, in the
         ///< TPM
    HOST ///< key id 4, sequence 8, ciphertext, tag 16 by AES-128-GCM on the host, under keys
         ///< of each direction that the TPM derives once
};

/// The keys of a pair at one of its ends, and what that end does with them. Sequence numbers of
/// messages of QoS 0, which overtake others, are odd and have a window of their own.
class KeyPairCipher
{
  public:
    /// Whose keys they are.
    struct Identity
    {
        KeyNodeId first{0};                  ///< node that asked
        KeyNodeId second{0};                 ///< the other
        KeyPairSide side{KeyPairSide::BOTH}; ///< which of them this is
    };

    /// Takes the keys over; belongs into the work of PartyHost::UseUnit().
    /// @param form how messages are protected
    /// @param tpm chip; keys that the cipher does not need in it are flushed
    /// @param identity whose keys they are
    /// @param keys NNSK and NNSKsign
    /// @param iv IV of NNSK
    KeyPairCipher(KeyMessageForm form,
                  std::shared_ptr<Tpm> tpm,
                  Identity identity,
                  const std::pair<Tpm::Handle, Tpm::Handle>& keys,
                  Bytes iv);
    ~KeyPairCipher();
    KeyPairCipher(const KeyPairCipher&) = delete;
    KeyPairCipher& operator=(const KeyPairCipher&) = delete;

    /// Wipes what the chip holds; belongs into the work of PartyHost::UseUnit().
    void Flush();

    /// @param topic MQTT topic that the octets go with
    /// @param lossy whether it is of QoS 0
    /// @param clear octets of a message
    /// @return the same sealed; none if the keys are gone. Belongs into the work of UseUnit()
    /// unless
    ///         the form is HOST.
    std::optional<Bytes> Seal(std::string_view topic, bool lossy, ByteView clear);

    /// @param topic MQTT topic that the octets came with
    /// @param sealed octets
    /// @return octets of a message; none unless they are authentic and fresh. Belongs into the work
    ///         of UseUnit() unless the form is HOST.
    std::optional<Bytes> Open(std::string_view topic, ByteView sealed);

    /// @param other keys of the same end of the same pair
    /// @return whether they are the same keys; as printed nobody can tell
    bool IsSame(const KeyPairCipher& other) const
    {
        return !m_in.id.empty() && m_in.id == other.m_in.id && m_out.id == other.m_out.id;
    }

    /// @param sealed octets
    /// @return whether they say to be under these keys; as printed they do not say
    bool Recognises(ByteView sealed) const;

    /// @return octets of keys and counters on the host
    std::size_t GetStateSize() const;

  private:
    /// Keys of one direction.
    struct Direction
    {
        Bytes id;                  ///< key id, 4 octets
        std::optional<AesGcm> gcm; ///< HOST: cipher
        Tpm::Handle encrypt{0};    ///< TPM: encrypts
        Tpm::Handle sign{0};       ///< all but HOST: authenticates
    };

    /// @param label of the direction
    /// @param identity whose keys they are
    /// @param keys NNSK and NNSKsign
    /// @return keys of a direction
    Direction Derive(std::string_view label,
                     const Identity& identity,
                     const std::pair<Tpm::Handle, Tpm::Handle>& keys);

    /// @param topic MQTT topic
    /// @param header key id and sequence
    /// @param clear octets
    /// @return IV, E{...} and HMAC behind the header
    std::optional<Bytes> SealByTpm(std::string_view topic, const Bytes& header, ByteView clear);

    /// @param topic MQTT topic
    /// @param sealed whole
    /// @param head octets of the header
    /// @return octets of a message
    std::optional<Bytes> OpenByTpm(std::string_view topic, ByteView sealed, std::size_t head);

    /// As printed: E{...} with the IV that came with the key.
    /// @param encrypts direction
    /// @param octets octets
    /// @return octets of the same size
    std::optional<Bytes> RunPublished(bool encrypts, ByteView octets);

    KeyMessageForm m_form;             ///< how messages are protected
    std::shared_ptr<Tpm> m_tpm;        ///< chip
    Bytes m_iv;                        ///< IV of NNSK
    Direction m_out;                   ///< from this end
    Direction m_in;                    ///< to this end
    std::optional<Secret> m_cipherKey; ///< as printed, where the chip has no AES: of the only IV
    std::uint64_t m_sent[2]{};         ///< messages sent, by lossiness
    ReplayWindows m_windows;           ///< messages that came, by lossiness
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_PAIR_CIPHER_H */
