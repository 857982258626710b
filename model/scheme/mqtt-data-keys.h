// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_DATA_KEYS_H
#define MQTT_DATA_KEYS_H

#include "mqtt-replay-windows.h"

#include "ns3/mqtt-primitives.h"

#include <deque>
#include <map>
#include <optional>
#include <string>

/// @file
/// DATA: key id 4, nonce 12, ciphertext, tag 16, by AES-128-GCM.
///
/// Sound: the key of AES is derived from the data key; the nonce is dealer 4, stream 2, sequence
/// number 6; it, key id and topic are authenticated, and a window of sequence numbers for each
/// stream keeps replays out.
/// As printed: the data key itself, random nonces, and nothing more authenticated.

namespace ns3::mqtt
{

/// Messages that keep their order among themselves: those of one kind on one way. Each stream has
/// sequence numbers of its own.
enum class DataKind : std::uint8_t
{
    QUEUED, ///< QoS 1 and 2
    LOSSY,  ///< QoS 0, which overtakes any number of others that wait
    WILL    ///< what the broker may publish long after later messages
};

/// Seals what a dealer publishes.
class DataSealer
{
  public:
    /// @param dealer client identifier
    /// @param published as printed
    DataSealer(std::string dealer, bool published);

    /// @param keyId of the newest key
    /// @param key the key
    void SetKey(std::uint32_t keyId, ByteView key);

    /// @return newest key; 0 for none
    std::uint32_t GetKeyId() const
    {
        return m_keyId;
    }

    /// @param topic MQTT topic that the payload goes with
    /// @param payload in clear
    /// @param route number of the way the message takes
    /// @param kind of the message
    /// @return DATA under the newest key, of which there must be one
    Bytes Seal(std::string_view topic, ByteView payload, std::uint8_t route, DataKind kind);

    /// @return octets of keys and counters
    std::size_t GetStateSize() const;

  private:
    std::string m_dealer;                          ///< client identifier
    bool m_published;                              ///< as printed
    std::uint32_t m_tag{0};                        ///< stands for the dealer in nonces
    std::uint32_t m_keyId{0};                      ///< newest key
    std::optional<AesGcm> m_cipher;                ///< with that key
    std::map<std::uint16_t, std::uint64_t> m_sent; ///< last sequence number, by stream
};

/// The data keys of all dealers that a subscriber holds, and what was opened under them.
class DataKeyRing
{
  public:
    /// What became of a message.
    enum class Verdict
    {
        OPENED,      ///< here it is
        UNKNOWN_KEY, ///< its key may still come
        REJECTED     ///< forged, replayed, malformed or of a key that is over
    };

    /// A message after opening.
    struct Opened
    {
        Verdict verdict{Verdict::REJECTED}; ///< what became of it
        Bytes payload;                      ///< in clear, if opened
    };

    /// Keys of a dealer that are kept at a time.
    static constexpr std::size_t MAX_KEYS = 4;

    /// @param published as printed
    explicit DataKeyRing(bool published)
        : m_published(published)
    {
    }

    /// Takes a dealer's newest key. One that is held already is replaced if it is another.
    /// @param dealer client identifier
    /// @param keyId of the key
    /// @param key the key
    void Add(const std::string& dealer, std::uint32_t keyId, ByteView key);

    /// Wipes all keys but each dealer's newest.
    void ForgetOld();

    /// @param dealer client identifier
    /// @return the dealer's newest key; 0 for none
    std::uint32_t GetKeyId(const std::string& dealer) const;

    /// @return dealers of whom there is a key
    std::size_t GetNDealers() const
    {
        return m_dealers.size();
    }

    /// @param topic MQTT topic that the payload came with
    /// @param payload DATA, from a peer
    /// @return what became of it
    Opened Open(std::string_view topic, ByteView payload);

    /// @return octets of keys and windows
    std::size_t GetStateSize() const;

  private:
    /// By what the key of a message is found: key id, and in the sound form the dealer's tag.
    using KeyName = std::pair<std::uint32_t, std::uint32_t>;

    /// A key that is held.
    struct Entry
    {
        std::string dealer;    ///< client identifier
        AesGcm cipher;         ///< with the key
        ReplayWindows windows; ///< sound: what was opened
    };

    /// @param dealer client identifier
    /// @param keyId of the dealer's
    /// @return what messages under that key say
    KeyName GetName(const std::string& dealer, std::uint32_t keyId) const;

    /// @param name of a key that is not held
    /// @return whether it may still come
    Verdict JudgeMissing(const KeyName& name) const;

    /// @param dealer client identifier
    /// @param keyId of the dealer's
    void Wipe(const std::string& dealer, std::uint32_t keyId);

    bool m_published;                                           ///< as printed
    std::multimap<KeyName, Entry> m_keys;                       ///< all that are held
    std::map<std::string, std::deque<std::uint32_t>> m_dealers; ///< keys of each, newest first
    std::map<std::uint32_t, std::uint32_t> m_newest;            ///< sound: newest key, by tag
};

} // namespace ns3::mqtt

#endif /* MQTT_DATA_KEYS_H */
