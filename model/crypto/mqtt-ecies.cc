// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecies.h"

#include "mqtt-primitives.h"

#include <array>

namespace ns3::mqtt
{

namespace
{

/// The key is never used again, so that its only nonce may be any.
constexpr std::array<std::uint8_t, AesGcm::NONCE_SIZE> NONCE{};

/// @param curve curve
/// @param shared abscissa of r Q
/// @param ephemeral R
/// @param recipient Q
/// @return the cipher for one message
AesGcm
MakeCipher(const EllipticCurve& curve,
           const Secret& shared,
           const EcPoint& ephemeral,
           const EcPoint& recipient)
{
    Bytes points = curve.Encode(ephemeral, PointEncoding::COMPRESSED);
    const Bytes second = curve.Encode(recipient, PointEncoding::COMPRESSED);
    points.insert(points.end(), second.begin(), second.end());
    return AesGcm(HkdfSha256(shared.Get(), {}, points, AesGcm::KEY_SIZE).Get());
}

} // namespace

Bytes
SealEcies(const EllipticCurve& curve,
          const EcPoint& recipient,
          ByteView associated,
          ByteView plaintext,
          PointEncoding encoding)
{
    const EcScalar secret = curve.MakeRandomScalar();
    const EcPoint ephemeral = curve.MultiplyBase(secret);
    AesGcm cipher = MakeCipher(curve, curve.Agree(secret, recipient), ephemeral, recipient);
    Bytes sealed = curve.Encode(ephemeral, encoding);
    cipher.Seal(ByteView(NONCE.data(), NONCE.size()), associated, plaintext, sealed);
    return sealed;
}

std::optional<Secret>
OpenEcies(const EllipticCurve& curve,
          const EcScalar& key,
          ByteView associated,
          ByteView sealed,
          PointEncoding encoding)
{
    return OpenEcies(curve, key, curve.MultiplyBase(key), associated, sealed, encoding);
}

std::optional<Secret>
OpenEcies(const EllipticCurve& curve,
          const EcScalar& key,
          const EcPoint& publicKey,
          ByteView associated,
          ByteView sealed,
          PointEncoding encoding)
{
    const std::size_t pointSize = EllipticCurve::GetPointSize(encoding);
    if (sealed.size() < pointSize)
    {
        return std::nullopt;
    }
    const auto ephemeral = curve.Decode(sealed.SubView(0, pointSize), encoding);
    if (!ephemeral)
    {
        return std::nullopt;
    }
    AesGcm cipher = MakeCipher(curve, curve.Agree(key, *ephemeral), *ephemeral, publicKey);
    auto plaintext =
        cipher.Open(ByteView(NONCE.data(), NONCE.size()), associated, sealed.SubView(pointSize));
    if (!plaintext)
    {
        return std::nullopt;
    }
    Secret opened(*plaintext);
    OPENSSL_cleanse(plaintext->data(), plaintext->size());
    return opened;
}

} // namespace ns3::mqtt
