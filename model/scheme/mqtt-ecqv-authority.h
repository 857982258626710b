// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_AUTHORITY_H
#define MQTT_ECQV_AUTHORITY_H

#include "mqtt-ecqv-epoch-keys.h"
#include "mqtt-scheme-agent.h"

#include "ns3/mqtt-tls-context.h"

namespace ns3::mqtt
{

/// The certificate authority of the ECQV schemes: issues implicit certificates to devices that it
/// knows, and makes and renews the keys of the group. It talks to the broker alone, which forwards
/// what devices send.
class EcqvAuthority : public AuthorityAgent
{
  public:
    /// Name of the service that the broker connects to, and of the authority in a system.
    static constexpr const char* SERVICE = "certificate-authority";

    /// TCP port of that service.
    static constexpr std::uint16_t PORT = 8885;

    /// What can be chosen.
    struct Settings
    {
        EcqvForm form;              ///< form
        Duration renewalSpacing{0}; ///< least time between renewals; joins and leaves in
                                    ///< between share one
        Duration renewalPeriod{0};  ///< between renewals that nobody asks for, 0 for none; keys are
                                    ///< good for two of these; not as printed
        std::int64_t certificateLifetime{0};   ///< seconds, 0 for no end; not as printed
        std::size_t keptEpochs{1};             ///< whose keys are given to members that lost them
        std::int64_t startTime{0};             ///< Unix time in seconds at the simulation's start
        std::shared_ptr<const TlsContext> tls; ///< of channels from brokers; null as printed
        std::string brokerName;                ///< that the broker's certificate must hold
    };

    /// Makes the keys of the authority. Needs a CryptoScope.
    /// @param settings what can be chosen
    explicit EcqvAuthority(Settings settings);
    EcqvAuthority(const EcqvAuthority&) = delete;
    EcqvAuthority& operator=(const EcqvAuthority&) = delete;

    /// @param clientId MQTT client identifier of a device
    /// @return what its owner puts on it
    EcqvCredentials Register(const std::string& clientId);

    /// Takes a device's rights away for good. In a turn of the authority.
    /// @param clientId MQTT client identifier
    /// @param host the authority's party
    void Revoke(const std::string& clientId, AuthorityHost& host);

    /// @return Q_CA
    const EcPoint& GetPublicKey() const
    {
        return m_group.GetAuthorityKey();
    }

    /// @return ID_G
    const EcqvId& GetGroupId() const
    {
        return m_group.GetId();
    }

    /// @return the group
    const EcqvGroup& GetGroup() const
    {
        return m_group;
    }

    std::vector<Service> GetServices() const override;
    void Start(AuthorityHost& host) override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelUp(ChannelId channel, const std::string& service, AuthorityHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, AuthorityHost& host) override;
    void ChannelDown(ChannelId channel, AuthorityHost& host) override;
    void TimerExpired(std::uint32_t timer, AuthorityHost& host) override;
    std::size_t GetStateSize() const override;

  private:
    /// A device on a side.
    using Membership = std::pair<EcqvId, EcqvRole>;

    /// @param settings what can be chosen
    /// @param authorityKey d_CA
    EcqvAuthority(Settings settings, const EcScalar& authorityKey);

    /// @param forward trailer of a CONNECT
    void Serve(const EcqvForward& forward);

    /// @param claim of a side
    void Serve(const EcqvClaim& claim);

    /// @param departure of a device
    void Serve(const EcqvDeparture& departure);

    /// @param message for the broker, if there is one
    void Tell(const EcqvChannelMessage& message);

    /// @param token of a request or claim
    /// @param reason why it is refused
    void Refuse(std::uint64_t token, const std::string& reason);

    /// Takes a device off both sides and refuses what it claims.
    /// @param id of the device
    /// @param reason why
    void Remove(const EcqvId& id, const std::string& reason);

    /// Renews the group's keys if somebody has joined or left: at once, or when the spacing allows.
    /// @param delay to wait in any case
    void ScheduleRenewal(Duration delay = Duration(0));

    /// Renews the group's keys, and tells the broker, who is there.
    /// @param whole whether it hears of whole lists, or of what has changed
    void Renew(bool whole);

    /// Takes off both sides whose certificates have expired.
    void RemoveExpired();

    /// @param side of the group
    /// @param change of its list, told in parts that fit channels
    void TellChange(EcqvRole side, const EcqvRosterChange& change);

    /// @return Unix time in nanoseconds
    std::int64_t GetTime() const;

    static constexpr std::uint32_t WAITING_TIMER = 1; ///< a renewal waits
    static constexpr std::uint32_t PERIOD_TIMER = 2;  ///< keys are due for renewal

    Settings m_settings;                          ///< what can be chosen
    EcqvGroup m_group;                            ///< keys and members
    EcqvRegistry m_registry;                      ///< devices
    EcqvEpochKeys m_keys;                         ///< of the epochs remembered
    AuthorityHost* m_host{nullptr};               ///< the party, once it has started
    std::optional<ChannelId> m_broker;            ///< channel of the present broker
    std::map<Membership, std::uint64_t> m_claims; ///< tokens of claims that wait for a renewal
    std::optional<Duration> m_renewedAt;          ///< when keys were last made
    std::optional<Duration> m_waitingUntil;       ///< when WAITING_TIMER expires
    bool m_due{false};                            ///< the period has passed without a broker
};

/// @param clientId MQTT client identifier
/// @return ID_i: the first octets of its SHA-256
EcqvId MakeEcqvId(const std::string& clientId);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_AUTHORITY_H */
