// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_DEVICE_H
#define MQTT_ECQV_DEVICE_H

#include "mqtt-ecqv-envelope.h"
#include "mqtt-ecqv-messages.h"
#include "mqtt-ecqv-pairwise.h"

#include "ns3/mqtt-connection-id.h"

namespace ns3::mqtt
{

/// A device of the ECQV schemes and its keys: asks for a certificate, receives it, proves that it
/// has it, and opens the group keys that come for it.
class EcqvDevice
{
  public:
    /// @param credentials what the device was given
    /// @param form form; outlives the device
    /// @param startTime Unix time in seconds at the simulation's start
    EcqvDevice(EcqvCredentials credentials, const EcqvForm& form, std::int64_t startTime);

    /// @return whether there is a certificate
    bool HasCertificate() const
    {
        return m_identity.has_value();
    }

    /// Forgets the certificate and the key, so that the next connection asks for new ones.
    void ForgetCertificate()
    {
        m_identity.reset();
    }

    /// @param now simulated time
    /// @return trailer of CONNECT: a request, or without need for one what shows that the device is
    ///         back
    Bytes MakeConnectTrailer(Duration now);

    /// @param trailer of CONNACK, the answer to a request
    /// @return what is wrong with it; nothing if there is a certificate from now on
    std::optional<Error> TakeAnswer(ByteView trailer);

    /// Needs a certificate.
    /// @param now simulated time
    /// @return when to ask for the next one, from now; none if it does not expire in any time that
    ///         matters
    std::optional<Duration> GetRenewalDelay(Duration now) const;

    /// Needs a certificate.
    /// @param role side to be claimed
    /// @return confirmation for the authority
    Bytes SealConfirmation(EcqvRole role);

    /// Needs a certificate.
    /// @param octets from the broker
    /// @param role side that it is for
    /// @return update
    std::optional<EcqvUpdate> DecodeUpdate(ByteView octets, EcqvRole role) const;

    /// Needs a certificate.
    /// @param update from the broker
    /// @param view what the device knows of the group
    /// @return private keys of the other side, one for each epoch of the update, unless one cannot
    ///         be opened
    std::optional<std::vector<EcScalar>> OpenKeys(const EcqvUpdate& update,
                                                  const EcqvGroupView& view);

    /// Needs a certificate.
    /// @return who the device is when it seals
    const EcqvSender& GetSender() const
    {
        return m_identity->sender;
    }

    /// @return ID_i, ID_G and Q_CA
    const EcqvCredentials& GetCredentials() const
    {
        return m_credentials;
    }

    /// @param now simulated time
    /// @return T in nanoseconds, greater than any before
    std::int64_t MakeTime(Duration now);

    /// @param now simulated time
    /// @return Unix time in seconds
    std::int64_t GetUnixTime(Duration now) const;

    /// @return octets of keys
    std::size_t GetStateSize() const;

  private:
    /// A request that is under way.
    struct Request
    {
        EcScalar secret;       ///< r_i
        EcScalar contribution; ///< g_i
        EcPoint publicPart;    ///< G_i
    };

    /// What comes of a certificate.
    struct Identity
    {
        EcqvSender sender;                    ///< ID_i, d_i, Q_i
        EcScalar sum;                         ///< d_i + g_i
        EcqvMember member;                    ///< the certificate, as anybody sees it
        std::optional<EcqvPairwise> pairwise; ///< shared with the authority, once it is needed
    };

    /// Needs a certificate.
    /// @return what the device shares with the authority, agreed on when first asked for: with the
    ///         confirmation, where the paper has it
    const EcqvPairwise& GetPairwise();

    /// @param entry of an update
    /// @param view what the device knows of the group
    /// @return private key, opened
    std::optional<EcScalar> OpenKey(const EcqvEpochKey& entry, const EcqvGroupView& view);

    EcqvCredentials m_credentials;      ///< what the device was given
    const EcqvForm& m_form;             ///< form
    std::int64_t m_startTime;           ///< Unix time in seconds
    std::int64_t m_lastTime{0};         ///< T that was used last
    std::optional<Request> m_request;   ///< under way
    std::optional<Identity> m_identity; ///< by the certificate
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_DEVICE_H */
