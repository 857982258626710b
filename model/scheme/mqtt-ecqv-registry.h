// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_REGISTRY_H
#define MQTT_ECQV_REGISTRY_H

#include "mqtt-ecqv-group.h"
#include "mqtt-ecqv-messages.h"
#include "mqtt-ecqv-pairwise.h"

namespace ns3::mqtt
{

/// The devices that an authority of the ECQV schemes knows: what they were given, what they were
/// issued, and what they have proven.
class EcqvRegistry
{
  public:
    /// What can be chosen.
    struct Settings
    {
        EcqvId group{};                      ///< ID_G
        EcScalar authorityKey;               ///< d_CA
        EcPoint authorityPublicKey;          ///< Q_CA
        std::int64_t certificateLifetime{0}; ///< seconds, 0 for no end; not as printed
    };

    /// Devices that nobody has registered, but that get certificates as printed.
    static constexpr std::size_t MAX_STRANGERS = 65'536;

    /// How far the clock of a device may be off, in nanoseconds. Also how long a request that was
    /// held back on its way can be used.
    static constexpr std::int64_t MAX_CLOCK_ERROR = 300'000'000'000;

    /// @param form form; outlives the registry
    /// @param settings what can be chosen
    EcqvRegistry(const EcqvForm& form, Settings settings);

    /// @param id of a device
    /// @return what its owner puts on it; the same for a device that is registered already
    EcqvCredentials Register(const EcqvId& id);

    /// Serves a request for a certificate; the one before it is good no more.
    /// @param id of the device
    /// @param request from a peer
    /// @param now Unix time in nanoseconds
    /// @return the answer for the device, or why there is none
    Result<EcqvAnswer> Issue(const EcqvId& id, const EcqvRequest& request, std::int64_t now);

    /// @param id of a device
    /// @param comeback from a peer
    /// @param now Unix time in nanoseconds
    /// @return why it cannot come back, if it cannot
    std::optional<Error> CheckReturn(const EcqvId& id,
                                     const EcqvReturn& comeback,
                                     std::int64_t now);

    /// @param id of a device
    /// @param role side that it claims
    /// @param confirmation from a peer
    /// @param now Unix time in nanoseconds
    /// @return what the group needs to take the device in, or why it must not
    Result<EcqvGroup::Share> Confirm(const EcqvId& id,
                                     EcqvRole role,
                                     ByteView confirmation,
                                     std::int64_t now);

    /// @param id of a device
    /// @return keys shared with it; null before it has confirmed its certificate or come back
    const EcqvPairwise* FindPairwise(const EcqvId& id) const;

    /// A device is gone: its certificate is good no more.
    /// @param id of a device
    void Forget(const EcqvId& id);

    /// Takes a device's rights away for good; as printed until it asks again.
    /// @param id of a device
    void Ban(const EcqvId& id);

    /// @return octets of keys and certificates
    std::size_t GetStateSize() const;

  private:
    /// What follows from a certificate, once it was needed.
    struct Derived
    {
        EcPoint publicKey;     ///< Q_i
        EcqvPairwise pairwise; ///< shared with the device
    };

    /// A device.
    struct Device
    {
        Secret enrolment;                 ///< shared with the device
        bool banned{false};               ///< for good; never as printed
        std::int64_t lastTime{INT64_MIN}; ///< T of its last request or return
        std::optional<EcqvMember> member; ///< certificate, if it has a good one
        std::optional<Derived> derived;   ///< from it
        std::optional<EcScalar> sum;      ///< d_i + g_i, once confirmed
    };

    /// @param id of a device
    /// @return it; as printed made if it is a stranger; null if there is none, or if it is banned
    Device* FindForRequest(const EcqvId& id);

    /// @param id of a device
    /// @param now Unix time in nanoseconds
    /// @return it, if it has a certificate that is good
    Device* FindCertified(const EcqvId& id, std::int64_t now);

    /// @param device that has a certificate
    /// @return what follows from it
    const Derived& Derive(Device& device) const;

    /// @param device whose certificate is good no more
    static void ForgetCertificate(Device& device);

    const EcqvForm& m_form;             ///< form
    Settings m_settings;                ///< what can be chosen
    std::map<EcqvId, Device> m_devices; ///< known
    std::size_t m_nStrangers{0};        ///< of them not registered
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_REGISTRY_H */
