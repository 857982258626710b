// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_AGREEMENT_H
#define MQTT_SCHEME_AGREEMENT_H

#include "mqtt-crypto-test.h"

#include "ns3/mqtt-key-agreement.h"

#include <functional>
#include <random>

/// @file
/// A device and a broker that agree on the keys of a session in memory.

namespace ns3::mqtt::test
{

constexpr KeyAgreementForm PUBLISHED{true, false};      ///< as printed
constexpr KeyAgreementForm SOUND{false, false};         ///< sound, without X25519
constexpr KeyAgreementForm FORWARD_SECRET{false, true}; ///< sound, with X25519

/// All forms.
constexpr KeyAgreementForm ALL_FORMS[] = {PUBLISHED, SOUND, FORWARD_SECRET};

/// @param first octet of K_device; the others count on
/// @return credentials with ID_device 10.., ID_topic 20.., K_topic 40.. in hexadecimal
DeviceCredentials MakeCredentials(std::uint8_t first = 0x30);

/// @param first octet
/// @param size how many
/// @return octets that count up
Bytes MakeOctets(std::uint8_t first, std::size_t size);

/// @param random source
/// @param size how many
/// @return random octets
Bytes MakeGarbage(std::mt19937_64& random, std::size_t size);

/// Something that is done inside a scope and counted.
class CountedTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Runs inside the scope.
    virtual void Script() = 0;

    RecordingMeter m_meter;                 ///< what was done
    SeededRandom m_random{MakeSeed(5)};     ///< random octets
    const Bytes m_text = MakeOctets(1, 40); ///< some payload

  private:
    void DoRun() override;
};

/// Both sides, each with a meter and random octets of its own.
struct AgreementPair
{
    /// @param device how the device runs the agreement
    /// @param broker how the broker runs it
    AgreementPair(KeyAgreementForm device, KeyAgreementForm broker);

    /// @param form how both run the agreement
    explicit AgreementPair(KeyAgreementForm form);

    /// Runs what is left of the agreement.
    /// @param tamper may change a message, 1 to 3, on its way
    /// @return whether both sides accept
    bool Agree(const std::function<void(int, Bytes&)>& tamper = nullptr);

    /// @param step is done on behalf of the device
    /// @return what it gives
    template <class Step>
    auto AtDevice(Step step)
    {
        CryptoScope scope(deviceMeter, *deviceRandom, NOW);
        return step();
    }

    /// @param step is done on behalf of the broker
    /// @return what it gives
    template <class Step>
    auto AtBroker(Step step)
    {
        CryptoScope scope(brokerMeter, *brokerRandom, NOW);
        return step();
    }

    std::shared_ptr<RandomSource> deviceRandom; ///< of the device
    std::shared_ptr<RandomSource> brokerRandom; ///< of the broker
    RecordingMeter deviceMeter;                 ///< what the device did
    RecordingMeter brokerMeter;                 ///< what the broker did
    DeviceCredentials deviceCredentials;        ///< what the device knows
    DeviceCredentials brokerCredentials;        ///< what the broker knows
    KeyAgreementForm deviceForm;                ///< how the device runs it
    KeyAgreementForm brokerForm;                ///< how the broker runs it
    Bytes messages[4];                          ///< 1 to 3, as sent
    SessionKeys deviceKeys;                     ///< what the device has in the end
    SessionKeys brokerKeys;                     ///< what the broker has in the end
    std::string refusal;                        ///< who refused: "device", "broker" or nobody
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_AGREEMENT_H */
