// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv.h"

#include "mqtt-primitives.h"

namespace ns3::mqtt
{

EcScalar
HashEcqv(const EllipticCurve& curve, const EcPoint& certificate, const EcqvBinding& binding)
{
    const Bytes point = curve.Encode(certificate, binding.encoding);
    return curve.Reduce(Sha256({binding.before, point, binding.after}));
}

EcqvIssue
IssueEcqv(const EllipticCurve& curve,
          const EcScalar& authorityKey,
          const EcPoint& request,
          const EcqvBinding& binding)
{
    while (true)
    {
        const EcScalar k = curve.MakeRandomScalar();
        EcPoint certificate = curve.Add(request, curve.MultiplyBase(k));
        if (!certificate.IsInfinity())
        {
            const EcScalar e = HashEcqv(curve, certificate, binding);
            return {std::move(certificate), curve.Add(curve.Multiply(e, k), authorityKey)};
        }
    }
}

EcPoint
GetEcqvPublicKey(const EllipticCurve& curve,
                 const EcPoint& certificate,
                 const EcqvBinding& binding,
                 const EcPoint& authorityKey)
{
    const EcScalar e = HashEcqv(curve, certificate, binding);
    return curve.Add(curve.Multiply(e, certificate), authorityKey);
}

EcScalar
ReceiveEcqv(const EllipticCurve& curve,
            const EcScalar& requestSecret,
            const EcqvIssue& issue,
            const EcqvBinding& binding)
{
    const EcScalar e = HashEcqv(curve, issue.certificate, binding);
    return curve.Add(issue.auxiliary, curve.Multiply(e, requestSecret));
}

bool
IsKeyPair(const EllipticCurve& curve, const EcScalar& key, const EcPoint& publicKey)
{
    return curve.MultiplyBase(key) == publicKey;
}

} // namespace ns3::mqtt
