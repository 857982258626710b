// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-secret-sharing.h"

#include "mqtt-crypto-scope.h"
#include "mqtt-gf256.h"
#include "mqtt-operations.h"
#include "mqtt-primitives.h"

#include <bitset>
#include <cassert>

namespace ns3::mqtt
{

namespace
{

/// Octets that are wiped in the end, whatever is done with them.
class Scratch
{
  public:
    /// @param octets to be wiped
    explicit Scratch(Bytes octets)
        : m_octets(std::move(octets))
    {
    }

    ~Scratch()
    {
        OPENSSL_cleanse(m_octets.data(), m_octets.size());
    }

    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    /// @return the octets
    Bytes& Get()
    {
        return m_octets;
    }

  private:
    Bytes m_octets; ///< never grows
};

} // namespace

std::vector<SecretShare>
SplitSecret(ByteView secret, std::uint8_t k, std::uint8_t n)
{
    assert(k >= 1 && n >= k);
    const std::size_t size = secret.size();
    Scratch coefficients(k > 1 ? RandomBytes((k - 1) * size) : Bytes());
    std::vector<SecretShare> shares;
    shares.reserve(n);
    for (unsigned x = 1; x <= n; ++x)
    {
        Scratch values(Bytes(size, 0));
        for (std::size_t i = 0; i < size; ++i)
        {
            std::uint8_t value = 0;
            for (unsigned degree = k - 1; degree > 0; --degree)
            {
                value ^= coefficients.Get()[(degree - 1) * size + i];
                value = Gf256Multiply(value, static_cast<std::uint8_t>(x));
            }
            values.Get()[i] = value ^ secret[i];
        }
        shares.push_back({static_cast<std::uint8_t>(x), Secret(values.Get())});
    }
    CountOperation(operations::GF256_MULTIPLY, std::uint64_t{n} * (k - 1) * size);
    return shares;
}

ShareInterpolation::ShareInterpolation(std::vector<const SecretShare*> shares)
    : m_shares(std::move(shares))
{
    assert(!m_shares.empty());
}

std::vector<std::uint8_t>
ShareInterpolation::GetWeights(std::uint8_t x) const
{
    std::vector<std::uint8_t> weights;
    weights.reserve(m_shares.size());
    for (const auto* share : m_shares)
    {
        std::uint8_t numerator = 1;
        std::uint8_t denominator = 1;
        for (const auto* other : m_shares)
        {
            if (other != share)
            {
                numerator = Gf256Multiply(numerator, x ^ other->x);
                denominator = Gf256Multiply(denominator, share->x ^ other->x);
            }
        }
        weights.push_back(Gf256Multiply(numerator, Gf256Invert(denominator)));
    }
    return weights;
}

Secret
ShareInterpolation::GetValues(std::uint8_t x) const
{
    const auto weights = GetWeights(x);
    const std::size_t size = m_shares.front()->y.Get().size();
    Scratch values(Bytes(size, 0));
    for (std::size_t which = 0; which < m_shares.size(); ++which)
    {
        const ByteView y = m_shares[which]->y.Get();
        for (std::size_t i = 0; i < size; ++i)
        {
            values.Get()[i] ^= Gf256Multiply(weights[which], y[i]);
        }
    }
    const std::uint64_t k = m_shares.size();
    CountOperation(operations::GF256_MULTIPLY,
                   k * (2 * (k - 1) + 1 + GF256_INVERSION_PRODUCTS + size));
    return Secret(values.Get());
}

std::optional<Secret>
JoinShares(const std::vector<SecretShare>& shares, std::uint8_t k)
{
    if (k == 0 || shares.size() < k)
    {
        return std::nullopt;
    }
    std::bitset<256> places;
    std::vector<const SecretShare*> points;
    for (std::size_t i = 0; i < k; ++i)
    {
        const SecretShare& share = shares[i];
        if (share.x == 0 || places[share.x] ||
            share.y.Get().size() != shares.front().y.Get().size())
        {
            return std::nullopt;
        }
        places.set(share.x);
        points.push_back(&share);
    }
    return ShareInterpolation(std::move(points)).GetValues(0);
}

} // namespace ns3::mqtt
