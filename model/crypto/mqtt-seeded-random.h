// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SEEDED_RANDOM_H
#define MQTT_SEEDED_RANDOM_H

#include "mqtt-openssl.h"
#include "mqtt-random-source.h"

#include <array>

namespace ns3::mqtt
{

/// Octets that follow from a seed: the key stream of ChaCha20 (RFC 8439) with the seed as key, and
/// nonce and counter from zero. Making them is charged to nobody.
class SeededRandom : public RandomSource
{
  public:
    /// A ChaCha20 key.
    using Seed = std::array<std::uint8_t, 32>;

    /// @param seed same seed, same octets
    explicit SeededRandom(const Seed& seed);

    /// @param source gives the seed
    explicit SeededRandom(RandomSource& source);
    ~SeededRandom() override;
    SeededRandom(const SeededRandom&) = delete;
    SeededRandom& operator=(const SeededRandom&) = delete;

    void Fill(std::uint8_t* octets, std::size_t size) override;

  private:
    OpensslPtr<EVP_CIPHER_CTX> m_stream;      ///< holds the key
    std::array<std::uint8_t, 256> m_buffer{}; ///< octets made in advance
    std::size_t m_used{256};                  ///< how many of them are given away
};

} // namespace ns3::mqtt

#endif /* MQTT_SEEDED_RANDOM_H */
