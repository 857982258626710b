// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-schnorr.h"

namespace ns3::mqtt
{

EcScalar
AnswerSchnorr(const EllipticCurve& curve,
              const EcScalar& key,
              const EcScalar& nonce,
              const EcScalar& challenge)
{
    return curve.Subtract(nonce, curve.Multiply(challenge, key));
}

bool
VerifySchnorr(const EllipticCurve& curve,
              const EcPoint& key,
              const SchnorrSignature& signature,
              const EcScalar& challenge)
{
    // Anybody signs for infinity, and nobody who follows the rules commits to it.
    return !key.IsInfinity() && !signature.commitment.IsInfinity() &&
           curve.MultiplyAdd(signature.response, challenge, key) == signature.commitment;
}

} // namespace ns3::mqtt
