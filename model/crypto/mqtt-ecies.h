// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECIES_H
#define MQTT_ECIES_H

#include "mqtt-elliptic-curve.h"

/// @file
/// The Elliptic Curve Integrated Encryption Scheme (SEC 1, section 5.1) with HKDF-SHA-256 for the
/// derivation of the key and AES-128-GCM for encryption and authentication. Anybody can seal: it
/// says nothing about who did.

namespace ns3::mqtt
{

/// @param curve curve
/// @param recipient public key Q
/// @param associated data that is authenticated and not sent
/// @param plaintext may be empty
/// @param encoding of the ephemeral point R
/// @return R, ciphertext and tag; the key comes from the abscissa of r Q, R and Q
Bytes SealEcies(const EllipticCurve& curve,
                const EcPoint& recipient,
                ByteView associated,
                ByteView plaintext,
                PointEncoding encoding);

/// @param curve curve
/// @param key private key of the recipient
/// @param associated data
/// @param sealed from a peer
/// @param encoding of the ephemeral point
/// @return plaintext, unless anything was changed
std::optional<Secret> OpenEcies(const EllipticCurve& curve,
                                const EcScalar& key,
                                ByteView associated,
                                ByteView sealed,
                                PointEncoding encoding);

/// The same for a recipient that has its public key at hand, which saves a multiplication.
/// @param curve curve
/// @param key private key of the recipient
/// @param publicKey public key of the recipient
/// @param associated data
/// @param sealed from a peer
/// @param encoding of the ephemeral point
/// @return plaintext, unless anything was changed
std::optional<Secret> OpenEcies(const EllipticCurve& curve,
                                const EcScalar& key,
                                const EcPoint& publicKey,
                                ByteView associated,
                                ByteView sealed,
                                PointEncoding encoding);

} // namespace ns3::mqtt

#endif /* MQTT_ECIES_H */
