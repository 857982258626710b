// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_THRESHOLD_MESSAGES_H
#define MQTT_THRESHOLD_MESSAGES_H

#include "ns3/mqtt-primitives.h"
#include "ns3/mqtt-secret-sharing.h"

#include <array>
#include <optional>
#include <string>

/// @file
/// What the scheme `threshold` sends: SHARE and the header of DATA. All numbers are big-endian.
///
///   SHARE: version 1, key id 4, k 1, n 1, x 1, y 16[, check 16, authenticator 16]
///   DATA:  key id 4, nonce 12, ciphertext, tag 16

namespace ns3::mqtt
{

/// Octets of a data key, of each share of one, and of what is behind a share.
constexpr std::size_t DATA_KEY_SIZE = 16;
constexpr std::size_t KEY_CHECK_SIZE = 16;     ///< octets of the key check value
constexpr std::size_t AUTHENTICATOR_SIZE = 16; ///< octets of the dealer's authenticator

/// Octets of SHARE, and with check value and authenticator.
constexpr std::size_t PLAIN_SHARE_SIZE = 8 + DATA_KEY_SIZE;
constexpr std::size_t AUTHENTIC_SHARE_SIZE =
    PLAIN_SHARE_SIZE + KEY_CHECK_SIZE + AUTHENTICATOR_SIZE; ///< octets

/// SHARE: one share of a data key.
struct KeyShare
{
    std::uint32_t keyId{0};                             ///< of the dealer's keys; not 0
    std::uint8_t k{1};                                  ///< shares that are needed
    std::uint8_t n{1};                                  ///< shares that there are
    SecretShare point;                                  ///< x from 1 to n, y of DATA_KEY_SIZE
    std::array<std::uint8_t, KEY_CHECK_SIZE> check{};   ///< of the key; 0 in a plain share
    std::array<std::uint8_t, AUTHENTICATOR_SIZE> mac{}; ///< by the dealer; 0 in a plain share
};

/// @param share any
/// @param authentic whether check value and authenticator are behind it
/// @return octets of SHARE
Secret EncodeShare(const KeyShare& share, bool authentic);

/// @param octets from a peer
/// @param authentic whether check value and authenticator must be behind it
/// @return the share, unless anything about it cannot be
std::optional<KeyShare> DecodeShare(ByteView octets, bool authentic);

/// @param key of the dealer's authenticator
/// @param dealer client identifier of the dealer
/// @param share all but its authenticator
/// @return authenticator over the dealer and everything before it
std::array<std::uint8_t, AUTHENTICATOR_SIZE> AuthenticateShare(ByteView key,
                                                               const std::string& dealer,
                                                               const KeyShare& share);

/// @param key data key
/// @param dealer client identifier of the dealer
/// @param keyId of the key
/// @return key check value
std::array<std::uint8_t, KEY_CHECK_SIZE> CheckKey(ByteView key,
                                                  const std::string& dealer,
                                                  std::uint32_t keyId);

/// Topics of shares. A data key belongs to a publisher, whose client identifier stands for TOPIC in
/// the scheme's `ks/TOPIC`; where one broker has all shares, x stands between.
class ShareTopics
{
  public:
    /// @param oneBroker whether one broker has all shares (reading R2)
    explicit ShareTopics(bool oneBroker)
        : m_oneBroker(oneBroker)
    {
    }

    /// @param dealer client identifier
    /// @param x of the share
    /// @return topic of the share
    std::string GetTopic(const std::string& dealer, std::uint8_t x) const;

    /// @return filter of all shares that a broker has
    std::string GetFilter() const;

    /// @param topic of any message
    /// @return the dealer, if the message is a share
    std::optional<std::string> GetDealer(const std::string& topic) const;

    /// @param topic of a share
    /// @return x; 0 where topics do not tell it
    std::uint8_t GetPlace(const std::string& topic) const;

  private:
    bool m_oneBroker; ///< one broker has all shares
};

} // namespace ns3::mqtt

#endif /* MQTT_THRESHOLD_MESSAGES_H */
