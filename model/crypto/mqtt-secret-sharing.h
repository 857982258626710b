// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SECRET_SHARING_H
#define MQTT_SECRET_SHARING_H

#include "mqtt-openssl.h"

#include <optional>
#include <vector>

/// @file
/// Secret sharing (A. Shamir, "How to share a secret", 1979) octet by octet over the field of 256
/// elements: every octet of the secret is the value at 0 of a polynomial of its own. Any k shares
/// give the secret, fewer tell nothing but its length. Counted as "gf256-multiply".

namespace ns3::mqtt
{

/// A point of the polynomials.
struct SecretShare
{
    std::uint8_t x{0}; ///< where; not 0
    Secret y;          ///< values there, as many octets as the secret has
};

/// @param secret any octets
/// @param k shares that are needed, at least 1
/// @param n shares that are made, at least k
/// @return shares at 1 to n, with coefficients from the randomness of the current party
std::vector<SecretShare> SplitSecret(ByteView secret, std::uint8_t k, std::uint8_t n);

/// Gives the values at any place of the polynomials that go through some points. There is no way
/// to tell if the points are not those that were dealt.
class ShareInterpolation
{
  public:
    /// @param shares as many as are needed, no two at the same place, all of the same size
    explicit ShareInterpolation(std::vector<const SecretShare*> shares);

    /// @param x place
    /// @return values there; at 0 the secret
    Secret GetValues(std::uint8_t x) const;

  private:
    /// @param x place
    /// @return what each share counts for there: 1 at its own place, 0 at those of the others
    std::vector<std::uint8_t> GetWeights(std::uint8_t x) const;

    std::vector<const SecretShare*> m_shares; ///< points
};

/// @param shares as many as are needed; further ones are not looked at
/// @param k shares that are needed
/// @return the secret; none if there are too few, if places meet or are 0, or if sizes differ
std::optional<Secret> JoinShares(const std::vector<SecretShare>& shares, std::uint8_t k);

} // namespace ns3::mqtt

#endif /* MQTT_SECRET_SHARING_H */
