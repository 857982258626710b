// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CRYPTO_PRIMITIVE_TEST_H
#define MQTT_CRYPTO_PRIMITIVE_TEST_H

#include "mqtt-crypto-test.h"
#include "mqtt-packet-text.h"

#include "ns3/mqtt-primitives.h"

/// @file
/// What the tests of primitives share.

namespace ns3::mqtt::test
{

/// Gives out the same octets again and again.
class RepeatedRandom : public RandomSource
{
  public:
    /// @param octets to be given out
    explicit RepeatedRandom(Bytes octets)
        : m_octets(std::move(octets))
    {
    }

    void Fill(std::uint8_t* octets, std::size_t size) override
    {
        for (std::size_t i = 0; i < size; ++i)
        {
            octets[i] = m_octets[i % m_octets.size()];
        }
    }

  private:
    Bytes m_octets; ///< given out
};

/// @param octet an octet of a secret
/// @return whether memory of 1000 octets that was given back lately is full of it
inline bool
IsLeftBehind(std::uint8_t octet)
{
    const std::size_t size = 1000;
    const std::unique_ptr<std::uint8_t[]> memory(new std::uint8_t[size]);
    const volatile std::uint8_t* at = memory.get();
    // An allocator may keep notes of its own at the beginning.
    return std::count(at + 64, at + size, octet) > 100;
}

/// A test that counts what is done.
class PrimitiveTest : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Compares with what was counted since the last time, then forgets it.
    /// @param list expected
    /// @param name of one operation
    /// @param bytes octets of that one
    void ExpectCounted(const std::string& list, const std::string& name, std::uint64_t bytes)
    {
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), list, "counted");
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes(name), bytes, "octets of " << name);
        m_meter.Clear();
    }

    RecordingMeter m_meter;             ///< hears of everything
    SeededRandom m_random{MakeSeed(3)}; ///< random octets, where no others are wanted
};

} // namespace ns3::mqtt::test

#endif /* MQTT_CRYPTO_PRIMITIVE_TEST_H */
