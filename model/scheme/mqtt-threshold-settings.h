// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_THRESHOLD_SETTINGS_H
#define MQTT_THRESHOLD_SETTINGS_H

#include "mqtt-share-collector.h"

#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-tls-context.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

/// @file
/// What all parties of the scheme `threshold` go by, and what a client is given beforehand.

namespace ns3::mqtt
{

/// Where the n shares of a key lie.
enum class ThresholdReading
{
    R1, ///< with n brokers, one each
    R2, ///< with one broker, under n topics
    R3  ///< with n key stores between the parties, one each
};

/// What protects a share between a client and where it lies.
enum class HopProtection
{
    NONE,   ///< nothing: whoever taps k hops, or the one link they all share, has the key
    SEALED, ///< each share by itself, under a key of the client and the source
    TLS     ///< TLS 1.3 on all connections
};

/// Which way protected messages go.
enum class DataRoute
{
    FIRST,      ///< through the first broker, as long as it can be reached
    ROUND_ROBIN ///< through one broker after the other
};

/// What is the same for all parties.
struct ThresholdSettings
{
    bool published{false};                           ///< as printed
    ThresholdReading reading{ThresholdReading::R1};  ///< where shares lie
    HopProtection hop{HopProtection::SEALED};        ///< of shares
    DataRoute dataRoute{DataRoute::FIRST};           ///< of messages
    ShareCollector::Rules rules;                     ///< for joining; k and n
    Duration keyPeriod{0};                           ///< from a key to the next; 0: for ever
    Duration gracePeriod{0};                         ///< of old keys after a newer one
    Duration bufferTime{0};                          ///< how long messages wait for their key
    Duration settleDelay{0};                         ///< how long a majority is waited for
    Duration failoverDelay{0};                       ///< how long the first broker is waited for
    std::shared_ptr<const TlsContext> clientContext; ///< with HopProtection::TLS
    std::vector<std::string> sourceNames;            ///< in certificates of brokers or stores

    /// @return whether shares have authenticator and check value
    bool HasAuthenticators() const
    {
        return rules.trust == ShareTrust::AUTHENTIC;
    }

    /// @return number of brokers
    std::uint8_t GetBrokerCount() const
    {
        return reading == ThresholdReading::R1 ? rules.n : 1;
    }
};

/// What a client was given.
struct ThresholdCredentials
{
    std::string clientId;        ///< name of the client
    bool publishes{true};        ///< deals keys
    bool subscribes{true};       ///< joins keys
    Secret dealerKey;            ///< of its own authenticators, if it publishes
    Secret groupKey;             ///< of everybody's authenticators, if it subscribes
    std::vector<Secret> hopKeys; ///< with sources 1 to n, for HopProtection::SEALED

    /// Who does nothing but publish, and so is waited for; filled until the first client starts.
    std::shared_ptr<const std::set<std::string>> publishers;
};

/// Octets of the keys of authenticators, and of the secrets they and hop keys are made of.
constexpr std::size_t GROUP_KEY_SIZE = 32;

/// @param groupKey of all subscribers
/// @param dealer client identifier
/// @return key of the dealer's authenticators
Secret DeriveDealerKey(ByteView groupKey, const std::string& dealer);

/// @param sourceKey of a broker or key store
/// @param clientId client identifier
/// @return key that both have for shares on the way between them
Secret DeriveHopKey(ByteView sourceKey, const std::string& clientId);

/// What seals shares between a client and a source: nonce 12, ciphertext, tag 16 by AES-128-GCM,
/// bound to direction and topic. A share that comes twice does no harm, so nothing is remembered.
class ShareHop
{
  public:
    /// @param key that DeriveHopKey() gives
    explicit ShareHop(ByteView key);

    /// @param toSource whether the share goes to the source
    /// @param topic of the share, or its dealer
    /// @param share octets of SHARE
    /// @return sealed
    Bytes Seal(bool toSource, std::string_view topic, ByteView share);

    /// @param toSource whether the share goes to the source
    /// @param topic of the share, or its dealer
    /// @param sealed from a peer
    /// @return octets of SHARE, unless anything was changed
    std::optional<Secret> Open(bool toSource, std::string_view topic, ByteView sealed);

  private:
    AesGcm m_cipher; ///< with the key
};

} // namespace ns3::mqtt

#endif /* MQTT_THRESHOLD_SETTINGS_H */
