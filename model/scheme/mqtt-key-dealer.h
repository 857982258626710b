// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_DEALER_H
#define MQTT_KEY_DEALER_H

#include "mqtt-threshold-settings.h"

namespace ns3::mqtt
{

/// Makes a publisher's data keys and their shares; does no input or output.
///
/// Sound: a key's id is the second in which it was dealt, or the next free one, so that it grows
/// even if the publisher forgets everything, and tells how old a key is. As printed ids begin
/// anywhere.
class KeyDealer
{
  public:
    /// A key with its shares.
    struct Dealt
    {
        std::uint32_t keyId{0};     ///< of the key
        Secret key;                 ///< the key
        std::vector<Secret> shares; ///< octets of SHARE at 1 to n
    };

    /// @param settings of the scheme
    /// @param dealer client identifier
    /// @param dealerKey of authenticators, if there are any
    KeyDealer(const ThresholdSettings& settings, std::string dealer, Secret dealerKey);

    /// @param unixTime now, in seconds since 1970
    /// @return a new key
    Dealt Deal(std::int64_t unixTime);

    /// @return key dealt last; 0 for none
    std::uint32_t GetKeyId() const
    {
        return m_keyId;
    }

  private:
    ThresholdSettings m_settings; ///< of the scheme
    std::string m_dealer;         ///< client identifier
    Secret m_dealerKey;           ///< of authenticators
    std::uint32_t m_keyId{0};     ///< dealt last
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_DEALER_H */
