// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_AGREEMENT_SERVICE_H
#define MQTT_KEY_AGREEMENT_SERVICE_H

#include "mqtt-broker-daemon.h"
#include "mqtt-key-agreement.h"

#include <functional>
#include <map>
#include <set>
#include <utility>

namespace ns3::mqtt
{

/// The broker's service for key agreement: answers devices that the daemon knows, each on a channel
/// of its own, and keeps what was agreed on until a CONNECT proves it. Part of the broker's agent.
///
/// As printed the last key of a device stays good for CONNECT as long as the system lives; sound,
/// it is good for one CONNECT and for SESSION_LIFETIME.
class KeyAgreementService
{
  public:
    /// Hears that an agreement has ended whose message 3 was awaited.
    using Ended = std::function<void(const SessionIdentity& identity, BrokerHost& host)>;

    /// TCP port.
    static constexpr std::uint16_t PORT = 1884;

    /// Longest time for an agreement, and from there to CONNECT.
    static constexpr Duration SESSION_LIFETIME = std::chrono::seconds{30};

    /// Agreements under way and keys that wait for CONNECT, each.
    static constexpr std::size_t MAX_SESSIONS = 65536;

    /// Timer of the broker's agent that the service uses.
    static constexpr std::uint32_t SWEEP_TIMER = 1'000'001;

    /// @param daemon knows devices and topics; must outlive the service
    /// @param form how keys are agreed on
    /// @param ended hears of agreements that ended
    KeyAgreementService(BrokerDaemon& daemon, KeyAgreementForm form, Ended ended);

    /// A device has opened a channel.
    /// @param channel of the device
    /// @param host the broker
    void ChannelUp(ChannelId channel, BrokerHost& host);

    /// @param channel any that is not the daemon's
    /// @param message from the device
    /// @param host the broker
    void ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host);

    /// Ends the agreement on a channel, for better or worse.
    /// @param channel any
    /// @param host the broker
    void End(ChannelId channel, BrokerHost& host);

    /// The daemon has become able to answer.
    /// @param host the broker
    void Synchronised(BrokerHost& host);

    /// SWEEP_TIMER has expired.
    /// @param host the broker
    void Sweep(BrokerHost& host);

    /// Forgets all about a device that may no longer use a topic.
    /// @param identity the device and the topic
    /// @param host the broker
    void Revoke(const SessionIdentity& identity, BrokerHost& host);

    /// @param identity a device and its topic
    /// @return whether message 3 of an agreement between them is still to come
    bool IsResponseAwaited(const SessionIdentity& identity) const;

    /// @param identity whom a CONNECT claims to be from
    /// @param connect the CONNECT
    /// @param now present time
    /// @return keys that it proves; sound, they are good for no further one
    std::optional<SessionKeys> TakeKeys(const SessionIdentity& identity,
                                        const Connect& connect,
                                        Duration now);

    /// @return agreements in which the device seemed to prove itself, since the start
    std::uint64_t GetNVerified() const
    {
        return m_nVerified;
    }

    /// @return octets of identities and keys
    std::size_t GetStateSize() const;

  private:
    /// Device and topic.
    using Key = std::pair<PlatformId, PlatformId>;

    /// An agreement under way.
    struct Agreement
    {
        Duration since{0};                              ///< when its channel came up
        std::optional<SessionIdentity> identity;        ///< who asks, from message 1 on
        Bytes first;                                    ///< message 1
        std::optional<KeyAgreementResponder> responder; ///< awaits message 3
    };

    /// Keys that a device has proven to have.
    struct Verified
    {
        SessionKeys keys;    ///< for CONNECT and after
        Duration expires{0}; ///< when they are no longer good for CONNECT, unless as printed
    };

    /// @param identity a device and its topic
    /// @return the same as a key of maps
    static Key ToKey(const SessionIdentity& identity)
    {
        return {identity.device, identity.topic};
    }

    /// Ends all agreements that a condition holds for.
    /// @param condition on an agreement
    /// @param host the broker
    void EndIf(const std::function<bool(const Agreement&)>& condition, BrokerHost& host);

    /// @param channel of a device
    /// @param agreement of the channel
    /// @param message message 1
    /// @param host the broker
    void TakeRequest(ChannelId channel, Agreement& agreement, ByteView message, BrokerHost& host);

    /// Sends message 2, if the device may use the topic.
    /// @param channel of a device
    /// @param agreement of the channel; message 1 is there
    /// @param host the broker
    void Challenge(ChannelId channel, Agreement& agreement, BrokerHost& host);

    /// @param agreement message 2 is sent
    /// @param message message 3
    /// @param now present time
    void TakeResponse(Agreement& agreement, ByteView message, Duration now);

    /// Has agreements and keys that nobody comes for forgotten after a while.
    /// @param host the broker
    void PlanSweep(BrokerHost& host);

    BrokerDaemon& m_daemon;                      ///< knows devices and topics
    KeyAgreementForm m_form;                     ///< how keys are agreed on
    Ended m_ended;                               ///< hears of agreements that ended
    std::map<ChannelId, Agreement> m_agreements; ///< under way
    std::multiset<Key> m_awaited;                ///< of which message 3 is awaited
    std::map<Key, Verified> m_verified;          ///< good for CONNECT
    std::uint64_t m_nVerified{0};                ///< devices that seemed to prove themselves
    bool m_sweeping{false};                      ///< Sweep() is planned
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_AGREEMENT_SERVICE_H */
