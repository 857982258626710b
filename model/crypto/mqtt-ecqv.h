// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_H
#define MQTT_ECQV_H

#include "mqtt-elliptic-curve.h"

/// @file
/// Implicit certificates of Qu and Vanstone (SEC 4). The device asks with R = r G; the authority
/// gives C = R + k G and a = e k + d_CA with e = H(before, C, after); the device's keys are
/// d = a + e r and Q = e C + Q_CA, which anybody can compute from the certificate.

namespace ns3::mqtt
{

/// What a certificate binds its point to: e is SHA-256 over before, the point and after, reduced
/// modulo the order of the curve.
struct EcqvBinding
{
    Bytes before;                                      ///< such as the device's identity
    Bytes after;                                       ///< such as an expiry time
    PointEncoding encoding{PointEncoding::COMPRESSED}; ///< of the point in the digest
};

/// What the authority answers.
struct EcqvIssue
{
    EcPoint certificate; ///< C
    EcScalar auxiliary;  ///< a
};

/// @param curve curve
/// @param certificate C
/// @param binding what it is bound to
/// @return e
EcScalar HashEcqv(const EllipticCurve& curve,
                  const EcPoint& certificate,
                  const EcqvBinding& binding);

/// @param curve curve
/// @param authorityKey d_CA
/// @param request R, from a peer
/// @param binding what the certificate shall be bound to
/// @return certificate and auxiliary value, never of a point at infinity
EcqvIssue IssueEcqv(const EllipticCurve& curve,
                    const EcScalar& authorityKey,
                    const EcPoint& request,
                    const EcqvBinding& binding);

/// @param curve curve
/// @param certificate C
/// @param binding what it is bound to
/// @param authorityKey Q_CA
/// @return Q = e C + Q_CA
EcPoint GetEcqvPublicKey(const EllipticCurve& curve,
                         const EcPoint& certificate,
                         const EcqvBinding& binding,
                         const EcPoint& authorityKey);

/// @param curve curve
/// @param requestSecret r
/// @param issue from the authority, or from somebody else
/// @param binding what the certificate is bound to
/// @return d = a + e r, unchecked
EcScalar ReceiveEcqv(const EllipticCurve& curve,
                     const EcScalar& requestSecret,
                     const EcqvIssue& issue,
                     const EcqvBinding& binding);

/// @param curve curve
/// @param key private key
/// @param publicKey public key
/// @return whether d G = Q
bool IsKeyPair(const EllipticCurve& curve, const EcScalar& key, const EcPoint& publicKey);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_H */
