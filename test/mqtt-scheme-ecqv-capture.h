// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_ECQV_CAPTURE_H
#define MQTT_SCHEME_ECQV_CAPTURE_H

#include "mqtt-scheme-ecqv-members.h"

namespace ns3::mqtt::test
{

/// What is inside a message of option 3.
struct EcqvInside
{
    Bytes payload;      ///< M
    EcqvId sender{};    ///< ID_i
    EcPoint commitment; ///< V1; as printed Z
    EcScalar response;  ///< s1
    EcScalar challenge; ///< h1
};

/// A message of option 3 from a publisher, taken apart without EcqvEnvelope, in any form.
class EcqvCapture
{
  public:
    /// @param members group
    /// @param sealed message for EcqvMembers::TOPIC
    EcqvCapture(const EcqvMembers& members, ByteView sealed);

    /// @param payload M, which reading RB takes
    /// @return h2
    EcScalar GetOuterChallenge(ByteView payload = {}) const;

    /// @param shared abscissa of z Q_P = d_P Z
    /// @return what is inside, if that is the right one
    std::optional<EcqvInside> Open(const Secret& shared) const;

    EcPoint point;      ///< Z
    EcPoint commitment; ///< V2; as printed Z
    EcScalar response;  ///< s2

  private:
    /// @param octets of a point
    /// @return it
    EcPoint Decode(ByteView octets) const;

    /// @return as printed, the octets that h2 is over
    ByteView GetSigned() const;

    /// @param content that is signed
    /// @return H(content, T, ID_G)
    EcScalar Hash(ByteView content) const;

    /// @param label of the signature
    /// @param commitment V
    /// @param key public key
    /// @param header that is signed
    /// @param content that is signed
    /// @return the sound form's challenge
    EcScalar HashSound(std::string_view label,
                       const EcPoint& commitment,
                       const EcPoint& key,
                       ByteView header,
                       ByteView content) const;

    /// @param shared abscissa
    /// @return what is inside
    std::optional<EcqvInside> OpenPublished(const Secret& shared) const;

    /// @param shared abscissa
    /// @return what is inside
    std::optional<EcqvInside> OpenSound(const Secret& shared) const;

    const EcqvMembers& m_members; ///< group
    bool m_isSound;               ///< form
    Bytes m_header;               ///< ID_G to T
    Bytes m_point;                ///< Z in octets
    Bytes m_body;                 ///< what is between
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_ECQV_CAPTURE_H */
