// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_THRESHOLD_STORE_H
#define MQTT_THRESHOLD_STORE_H

#include "mqtt-scheme-agent.h"
#include "mqtt-share-faults.h"
#include "mqtt-threshold-settings.h"

#include <map>
#include <set>

namespace ns3::mqtt
{

/// Message between a client and a key store: kind 1, length of the name 2, name, share.
struct StoreMessage
{
    /// Kinds.
    enum class Kind : std::uint8_t
    {
        PUT = 1,   ///< client to store: a share of the client named
        WATCH = 2, ///< client to store: the client named wants all shares from now on
        SHARE = 3  ///< store to client: a share of the dealer named
    };

    Kind kind{Kind::PUT}; ///< which
    std::string name;     ///< client identifier
    Bytes share;          ///< octets of SHARE, sealed with HopProtection::SEALED; none to watch
};

/// @param message any
/// @return its octets
Bytes Encode(const StoreMessage& message);

/// @param octets from a peer
/// @return the message, unless its form is wrong
std::optional<StoreMessage> DecodeStoreMessage(ByteView octets);

/// @param x number of a key store, from 1
/// @return its name as an authority, and as a service
std::string GetStoreName(std::uint8_t x);

/// A key store between the parties: keeps one share of each dealer's newest key, and gives it to
/// whoever watches. It talks to clients through channels.
class ThresholdStoreAgent : public AuthorityAgent
{
  public:
    /// TCP port of the first key store; the others have the next ones.
    static constexpr std::uint16_t FIRST_PORT = 7100;

    /// @param settings of the scheme
    /// @param x number of the key store
    /// @param sourceKey its secret, with HopProtection::SEALED
    /// @param tls for channels, with HopProtection::TLS
    /// @param fault what it does wrong
    ThresholdStoreAgent(const ThresholdSettings& settings,
                        std::uint8_t x,
                        Secret sourceKey,
                        std::shared_ptr<const TlsContext> tls,
                        ShareFault fault);

    std::vector<Service> GetServices() const override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host) override;
    void ChannelDown(ChannelId channel, AuthorityHost& host) override;
    void TimerExpired(std::uint32_t timer, AuthorityHost& host) override;
    std::size_t GetStateSize() const override;

    /// @return dealers of whom there is a share
    std::size_t GetNShares() const
    {
        return m_shares.size();
    }

  private:
    /// Who watches.
    struct Watcher
    {
        std::string clientId;        ///< as it says; not proven
        std::optional<ShareHop> hop; ///< with HopProtection::SEALED
    };

    /// @param message kind PUT
    /// @return the share, unless it is not authentic
    std::optional<Secret> OpenShare(const StoreMessage& message) const;

    /// Gives a share out, unless the store has a fault that says otherwise.
    /// @param channel of a watcher
    /// @param dealer whose share
    /// @param host the authority
    void Give(ChannelId channel, const std::string& dealer, AuthorityHost& host);

    /// @param channel of a watcher
    /// @param dealer whose share
    /// @param host the authority
    void SendShare(ChannelId channel, const std::string& dealer, AuthorityHost& host);

    ThresholdSettings m_settings;            ///< of the scheme
    std::uint8_t m_x;                        ///< number
    Secret m_sourceKey;                      ///< its secret
    std::shared_ptr<const TlsContext> m_tls; ///< for channels; may be null
    ShareFault m_fault;                      ///< what it does wrong
    std::map<std::string, Secret> m_shares;  ///< by dealer
    std::map<ChannelId, Watcher> m_watchers; ///< by channel
    DelayedWork m_delayed;                   ///< shares to be given out late
};

} // namespace ns3::mqtt

#endif /* MQTT_THRESHOLD_STORE_H */
