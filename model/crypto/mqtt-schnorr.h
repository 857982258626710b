// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHNORR_H
#define MQTT_SCHNORR_H

#include "mqtt-elliptic-curve.h"

/// @file
/// Schnorr signatures (V, s) with V = v G and s = v - h d. What the challenge h is made of is the
/// business of whoever signs: it must hold V, the public key and the message, or anybody forges.

namespace ns3::mqtt
{

/// A signature.
struct SchnorrSignature
{
    EcPoint commitment; ///< V
    EcScalar response;  ///< s
};

/// @param curve curve
/// @param key private key d
/// @param nonce v, secret, never the same twice under a key
/// @param challenge h
/// @return s = v - h d
EcScalar AnswerSchnorr(const EllipticCurve& curve,
                       const EcScalar& key,
                       const EcScalar& nonce,
                       const EcScalar& challenge);

/// @tparam MakeChallenge called with V, gives h
/// @param curve curve
/// @param key private key d
/// @param makeChallenge gives the challenge for a commitment
/// @return signature with a fresh nonce
template <class MakeChallenge>
SchnorrSignature
SignSchnorr(const EllipticCurve& curve, const EcScalar& key, MakeChallenge makeChallenge)
{
    const EcScalar nonce = curve.MakeRandomScalar();
    SchnorrSignature signature;
    signature.commitment = curve.MultiplyBase(nonce);
    signature.response = AnswerSchnorr(curve, key, nonce, makeChallenge(signature.commitment));
    return signature;
}

/// @param curve curve
/// @param key public key Q
/// @param signature (V, s)
/// @param challenge h
/// @return whether s G + h Q = V, and neither Q nor V is infinity
bool VerifySchnorr(const EllipticCurve& curve,
                   const EcPoint& key,
                   const SchnorrSignature& signature,
                   const EcScalar& challenge);

} // namespace ns3::mqtt

#endif /* MQTT_SCHNORR_H */
