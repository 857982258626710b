// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_GROUP_KEY_RING_H
#define MQTT_GROUP_KEY_RING_H

#include "mqtt-platform-records.h"
#include "mqtt-replay-windows.h"

#include "ns3/mqtt-primitives.h"

#include <boost/icl/interval_set.hpp>
#include <functional>
#include <map>
#include <optional>

namespace ns3::mqtt
{

/// The group keys that a member of a topic holds, and what it does with them.
///
/// Sound: epoch in 4 octets, member number in 4, sequence number in 8, ciphertext, tag by AesGcm
/// under the epoch's key with nonce (member, sequence); these three and the MQTT topic are
/// authenticated. The broker's daemon numbers members, so nonces of members never meet, and own
/// sequence numbers go on as long as the ring lives: a member needs one ring for all its epochs. A
/// window of sequence numbers for each member and epoch keeps replays out. An epoch whose key was
/// wiped is over: it is not taken up again.
/// As printed: SealWithPassphrase() with the group key in hexadecimal digits; neither epoch nor
/// sender can be told, so keys are tried from the newest to the oldest.
class GroupKeyRing
{
  public:
    /// What became of a message.
    enum class Verdict
    {
        OPENED,        ///< here it is
        UNKNOWN_EPOCH, ///< its key may still come
        REJECTED       ///< forged, replayed, malformed or of an epoch that is over
    };

    /// A message after opening.
    struct Opened
    {
        Verdict verdict{Verdict::REJECTED}; ///< what became of it
        Bytes payload;                      ///< in clear, if opened
    };

    /// @param published as printed
    /// @param maxKeys keys that are kept at a time, at least 1
    GroupKeyRing(bool published, std::size_t maxKeys);

    /// Takes the key of an epoch in; beyond the number of kept keys the oldest is wiped. A key of
    /// an epoch that is not newer than the newest is only kept for opening; one that is held or
    /// over is not changed.
    /// @param key of the epoch, which is not 0
    /// @param member number of this member in the topic
    void Add(const GroupKey& key, std::uint32_t member);

    /// Wipes all keys but the newest.
    void ForgetOld();

    /// Wipes all keys and forgets which epochs are over, for whoever leaves the group and may join
    /// it anew. Own sequence numbers go on.
    void Clear();

    /// @return epoch of the newest key; 0 if there is none
    std::uint32_t GetEpoch() const;

    /// @param topic MQTT topic that the payload goes with
    /// @param payload in clear
    /// @return sealed under the newest key, of which there must be one
    Bytes Seal(std::string_view topic, ByteView payload);

    /// @param topic MQTT topic that the payload came with
    /// @param payload sealed
    /// @return what became of it
    Opened Open(std::string_view topic, ByteView payload);

    /// @return octets of keys and counters
    std::size_t GetStateSize() const;

  private:
    /// A key that is held.
    struct Epoch
    {
        std::uint32_t member{0};      ///< number of this member
        Secret passphrase;            ///< as printed: key in hexadecimal digits
        std::optional<AesGcm> cipher; ///< sound: holds the key
        ReplayWindows windows;        ///< sound: what was opened
    };

    /// @param payload sealed
    /// @return what became of it, as printed
    Opened OpenPublished(ByteView payload) const;

    /// @param epoch of a message, not held
    /// @return whether its key may still come
    Verdict JudgeMissing(std::uint32_t epoch) const;

    /// Wipes the oldest key.
    void WipeOldest();

    bool m_published;                                        ///< as printed
    std::size_t m_maxKeys;                                   ///< kept at a time
    std::map<std::uint32_t, Epoch, std::greater<>> m_epochs; ///< newest first
    boost::icl::interval_set<std::uint32_t> m_over;          ///< epochs held once and wiped
    std::uint64_t m_sent{0};                                 ///< own last sequence number
};

} // namespace ns3::mqtt

#endif /* MQTT_GROUP_KEY_RING_H */
