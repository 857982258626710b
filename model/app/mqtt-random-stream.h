// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RANDOM_STREAM_H
#define MQTT_RANDOM_STREAM_H

#include "ns3/mqtt-seeded-random.h"
#include "ns3/random-variable-stream.h"

#include <memory>

namespace ns3::mqtt
{

/// A party's random octets, from a stream of the simulator: same seed and run, same octets. Idle
/// parties cost nothing, because the seed is drawn with the first octet.
class RandomStream : public RandomSource
{
  public:
    /// @param stream number of the simulator's stream; call before the first octet is drawn
    void SetStream(std::int64_t stream);

    void Fill(std::uint8_t* octets, std::size_t size) override;

  private:
    std::int64_t m_stream{-1};              ///< the simulator's stream; -1 lets it choose
    std::unique_ptr<SeededRandom> m_random; ///< seeded from the stream
};

} // namespace ns3::mqtt

#endif /* MQTT_RANDOM_STREAM_H */
